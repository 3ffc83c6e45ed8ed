"""The head of a letter measured in the finished PDF and Word file (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import io
from datetime import date

import docx
import pypdfium2 as pdfium
import pytest
from docx.oxml.ns import qn

from app.reports.fonts import Face, find_fonts
from app.reports.reminder import Reminder, reminder_docx, reminder_pdf
from tests.simulator.paper_reader import read_pages

MM = 72 / 25.4
OFFICES = ("Sở Nội vụ", "Sở Khoa học và Công nghệ")


def letter(office: str) -> Reminder:
    """A letter of an office."""
    return Reminder(
        office=office, number="Số: 05/SNV", subject="V/v đôn đốc báo cáo", place="Điện Biên", on=date(2027, 1, 5),
        to="Ủy ban nhân dân xã Mường Pồn", paragraphs=("Đề nghị gửi báo cáo.",), copies=("- Như trên;", "- Lưu: VT."),
        authority=("GIÁM ĐỐC",), signer="Lò Thị Pâng",
    )  # fmt: skip


def name_width(office: str) -> float:
    """Width in points of the name of the office as it stands on one line, bold 12."""
    return find_fonts().width(office.upper(), Face.BOLD, 12)


def rules(content: bytes) -> list[tuple[float, float]]:
    """Rules of the first page from left to right: where each begins, and its length."""
    return sorted((left, right - left) for left, _, right, _ in read_pages(content)[0].lines)


def baselines(content: bytes) -> dict[str, float]:
    """Height of the bottom of each line of text, by its text."""
    text = pdfium.PdfDocument(content)[0].get_textpage()
    found = (text.get_rect(number) for number in range(text.count_rects()))
    return {text.get_text_bounded(*box): box[1] for box in found}


@pytest.mark.parametrize("office", OFFICES)
def test_the_rule_under_the_office_is_a_third_to_a_half_of_its_name(office: str) -> None:
    (_, under_name), (_, under_motto) = rules(reminder_pdf(letter(office)))
    assert name_width(office) / 3 <= under_name <= name_width(office) / 2
    motto = find_fonts().width("Độc lập - Tự do - Hạnh phúc", Face.BOLD, 13)
    assert under_motto == pytest.approx(motto, abs=MM)


@pytest.mark.parametrize("office", OFFICES)
def test_the_same_rules_stand_in_the_word_file(office: str) -> None:
    word = docx.Document(io.BytesIO(reminder_docx(letter(office))))
    lengths = []
    for cell in word.tables[0].rows[0].cells:
        for paragraph in cell.paragraphs:
            if paragraph._p.pPr.find(qn("w:pBdr")) is not None:
                indent = paragraph.paragraph_format
                sides = indent.left_indent.pt + indent.right_indent.pt
                lengths.append(cell.width.pt - sides)
    under_name, under_motto = lengths
    assert name_width(office) / 3 <= under_name <= name_width(office) / 2
    motto = find_fonts().width("Độc lập - Tự do - Hạnh phúc", Face.BOLD, 13)
    assert under_motto == pytest.approx(motto, abs=MM)


def test_the_subject_stands_six_points_under_the_number() -> None:
    close = baselines(reminder_pdf(letter("Sở Nội vụ")))
    number = next(height for text, height in close.items() if text.startswith("Số:"))
    subject = next(height for text, height in close.items() if text.startswith("V/v"))
    assert number - subject >= 12 + 6
    word = docx.Document(io.BytesIO(reminder_docx(letter("Sở Nội vụ"))))
    (about,) = (item for item in word.tables[0].rows[1].cells[0].paragraphs if item.text.startswith("V/v"))
    assert about.paragraph_format.space_before.pt == 6

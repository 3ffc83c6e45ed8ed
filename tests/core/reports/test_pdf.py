"""PDF pages as other programs read them."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from app.domain.table import Cell, FilledForm, Row, Table
from app.errors import UserError
from app.reports.document import Document
from app.reports.fonts import Face, find_fonts, font_folders, vietnamese_letters
from app.reports.layout import lay_out
from app.reports.pdf import write_pdf

MakeDocument = Callable[..., Document]


def _text(path: Path, *options: str) -> list[str]:
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


def _fonts(path: Path) -> list[list[str]]:
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()[2:]]


@pytest.fixture
def printed(document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "bieu.pdf"
    write_pdf(document, path)
    return path


def test_every_font_is_embedded_and_subset(printed: Path) -> None:
    lines = _fonts(printed)
    assert len(lines) >= 3
    for line in lines:
        assert line[-5:-2] == ["yes", "yes", "yes"], line
        assert "Helvetica" not in line[0]


@pytest.mark.fault("K09")
def test_every_vietnamese_letter_reads_back_as_it_was_written(
    letters: FilledForm, make_document: MakeDocument, tmp_path: Path
) -> None:
    path = tmp_path / "chu.pdf"
    write_pdf(make_document(letters), path)
    text = "".join(_text(path))
    assert unicodedata.is_normalized("NFC", text)
    assert not set(vietnamese_letters()) - set(text)
    for row in letters.tables[0].rows:
        assert unicodedata.normalize("NFC", str(row.cells[1].value)) in text


def test_there_are_134_letters() -> None:
    assert len(set(vietnamese_letters())) == 134
    assert unicodedata.is_normalized("NFC", vietnamese_letters())


@pytest.mark.fault("K10")
def test_heading_is_repeated_and_pages_are_numbered_from_the_second(
    bodies: Callable[..., FilledForm], make_document: MakeDocument, tmp_path: Path
) -> None:
    path = tmp_path / "bieu.pdf"
    pages = write_pdf(make_document(bodies(40)), path)
    texts = _text(path, "-layout")
    assert len(texts) == pages > 3
    for number, text in enumerate(texts, start=1):
        assert "Cơ quan" in text
        assert re.search(r"^\s+A\s+B\s+C\s+1\s+2\b", text, re.MULTILINE)
        assert (re.match(rf"\s+{number}\s", text) is not None) == (number > 1)
        assert "Mã đối chiếu: 5NRHV-CGNQT" in text


def test_each_form_is_numbered_anew_and_bookmarked(document: Document) -> None:
    pages = lay_out(document, find_fonts())
    assert [page.number for page in pages].count(1) == len(document.sections)
    assert {page.title for page in pages if page.number == 1} == {
        f"Biểu {section.form.code}. {section.form.title}" for section in document.sections
    }


def test_practice_band_is_on_every_page(printed: Path, document: Document) -> None:
    assert all(document.practice in page for page in _text(printed))


@pytest.mark.parametrize("communes", range(1, 26))
def test_signatures_stay_whole_and_with_the_last_rows(
    bodies: Callable[..., FilledForm], make_document: MakeDocument, communes: int
) -> None:
    document = make_document(bodies(communes))
    last = lay_out(document, find_fonts())[-1]
    texts = [run.text for placed in last.placed for run in placed.block.runs]
    for wanted in ("Cộng", "Người lập biểu", "Người kiểm tra biểu", "CHỦ TỊCH", "Sùng A Chống", f"{2 * communes + 1}"):
        assert wanted in texts


@pytest.mark.fault("K10")
def test_no_row_leaves_the_page_or_overlaps(document: Document) -> None:
    for page in lay_out(document, find_fonts()):
        bottom = 0.0
        for top, block in page.placed:
            assert top >= bottom - 0.001
            bottom = top + block.height
        assert bottom <= page.height - 56
        fonts = find_fonts()
        for _, block in page.placed:
            for run in block.runs:
                assert run.x >= page.left - 0.01
                assert run.x + fonts.width(run.text, run.face, run.size) <= page.right + 0.01


@pytest.mark.fault("K10")
def test_text_stays_within_its_cell(staff: FilledForm, make_document: MakeDocument) -> None:
    fonts = find_fonts()
    for page in lay_out(make_document(staff), fonts):
        for _, block in page.placed:
            for run in block.runs if block.edges else ():
                right = min(edge for edge in block.edges if edge > run.x)
                assert run.x + fonts.width(run.text, run.face, run.size) <= right


def test_a_row_longer_than_a_page_loses_nothing(bodies: Callable[..., FilledForm], make_document: MakeDocument) -> None:
    form = bodies(1)
    table = form.tables[0]
    words = [f"từ{number}" for number in range(2500)]
    cells = (Cell("1"), Cell(" ".join(words)), *(Cell(None) for _ in table.columns[2:]))
    long = replace(form, tables=(replace(table, rows=(*table.rows[:2], Row("long", cells), table.rows[-1])),))
    pages = lay_out(make_document(long), find_fonts())
    found = [word for page in pages for placed in page.placed for run in placed.block.runs for word in run.text.split()]
    assert [word for word in found if word.startswith("từ")] == words
    assert len(pages) > 2


def test_notes_longer_than_a_page_keep_the_signatures(
    bodies: Callable[..., FilledForm], make_document: MakeDocument
) -> None:
    form = replace(bodies(2), notes=tuple(f"Ghi chú thứ {number}." for number in range(90)))
    pages = lay_out(make_document(form), find_fonts())
    texts = [run.text for placed in pages[-1].placed for run in placed.block.runs]
    assert "Ghi chú thứ 89." in texts
    assert "Sùng A Chống" in texts
    assert all(page.placed[-1].top + page.placed[-1].block.height <= page.height - 56 for page in pages)


def test_an_empty_form_is_one_page_with_a_closed_grid(
    bodies: Callable[..., FilledForm], make_document: MakeDocument
) -> None:
    form = bodies(1)
    empty = replace(form, tables=(Table("A", form.tables[0].columns, ()),), notes=(), legend=())
    pages = lay_out(make_document(empty), find_fonts())
    assert len(pages) == 1
    assert sum(1 for _, block in pages[0].placed if block.edges) == 1


def test_type_is_not_smaller_than_the_rules_allow(document: Document) -> None:
    for page in lay_out(document, find_fonts()):
        for _, block in page.placed:
            sizes = {run.size for run in block.runs if block.edges}
            columns = len(block.edges) - 1
            assert all(size >= (9 if columns > 20 else 10 if columns > 10 else 11) for size in sizes)


@pytest.mark.fault("K11")
def test_equal_documents_are_equal_files(document: Document) -> None:
    first, second = BytesIO(), BytesIO()
    write_pdf(document, first)
    write_pdf(document, second)
    assert first.getvalue() == second.getvalue()


def test_properties_name_the_form(printed: Path, document: Document) -> None:
    done = subprocess.run(["pdfinfo", str(printed)], capture_output=True, text=True, check=True)
    assert f"Title:           {document.title}" in done.stdout
    assert b"vi-VN" in printed.read_bytes()


def test_no_typeface_is_said_in_vietnamese(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        find_fonts((tmp_path,))
    assert caught.value.code == "FONT-01"


@pytest.mark.fault("K09")
def test_a_font_without_vietnamese_letters_is_passed_over(tmp_path: Path) -> None:
    import reportlab

    poor = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    for face in Face:
        shutil.copy(poor, tmp_path / f"LiberationSerif-{face.value}.ttf")
    with pytest.raises(UserError):
        find_fonts((tmp_path,))
    (tmp_path / "LiberationSerif-Bold.ttf").write_bytes(b"not a font")
    with pytest.raises(UserError):
        find_fonts((tmp_path, tmp_path))
    assert find_fonts((tmp_path, *font_folders())).family in {"LiberationSerif", "TimesNewRoman"}

"""Pages of a document of words measured in the finished PDF against Nghị định 30/2020/NĐ-CP, Phụ lục I (domain §6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from app.domain.table import Cell, Column, Row, Table
from app.domain.tie import tie_of
from app.reports.administrative import AdministrativeSection, Words
from app.reports.document import Document
from app.reports.letterhead import Letterhead
from app.reports.pdf import write_pdf
from tests.simulator.paper_reader import MM, Letter, PaperPage, read_pages

LONG = "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh Điện Biên, đơn vị báo cáo kết quả thực hiện năm 2026 như sau: " * 3
CENTRE = (30 * MM + 195 * MM) / 2


def section(**more: object) -> AdministrativeSection:
    body = tuple(
        item
        for number in range(1, 8)
        for item in (Words(f"ĐỀ MỤC SỐ {number}", f"{number}.", 1, heading=True), Words(LONG), Words(LONG, "1.", 2))
    )
    values: dict[str, object] = {
        "parent": "", "issuer": ("ỦY BAN NHÂN DÂN", "XÃ MƯỜNG PỒN"), "number": "Số: 05/BC-UBND",
        "letterhead": Letterhead("Mường Pồn", date(2027, 1, 5)), "kind": "BÁO CÁO", "subject": "Kết quả năm 2026",
        "to": ("Ủy ban nhân dân tỉnh Điện Biên (qua Sở Nội vụ)",), "body": body,
        "authority": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "signer": "Lường Thị Diệu Hiền",
        "copies": ("- Như trên;", "- Lưu: VT, VHXH."),
    }  # fmt: skip
    return AdministrativeSection(**{**values, **more})  # type: ignore[arg-type]


def printed(path: Path, **more: object) -> tuple[PaperPage, ...]:
    write_pdf(Document("Báo cáo", (section(**more),), tie_of("5NRHV-CGNQT")), path)
    return read_pages(path)


def lines(page: PaperPage) -> Iterator[tuple[str, list[Letter]]]:
    """Lines of a page in the order drawn: text without blanks, letters."""
    for _, group in groupby(_rows(page.letters), key=lambda item: item[0]):
        letters = [letter for _, letter in group]
        yield "".join(letter.text for letter in letters), letters


def _rows(letters: Sequence[Letter]) -> Iterator[tuple[int, Letter]]:
    """A letter that stands left of the one before it, or far from it, begins a new line."""
    row, before = 0, None
    for letter in letters:
        if before is not None and (letter.left < before.left or abs(letter.middle[1] - before.middle[1]) > 8):
            row += 1
        yield row, letter
        before = letter


def found(page: PaperPage, text: str) -> list[Letter]:
    """Letters of the line that is just this text."""
    wanted = "".join(text.split())
    return next(letters for told, letters in lines(page) if told == wanted)


def middle(letters: list[Letter]) -> float:
    return (letters[0].left + letters[-1].right) / 2


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[PaperPage, ...]:
    return printed(tmp_path_factory.mktemp("bc") / "bc.pdf")


# Phần tử | chữ | cỡ được dùng | đậm | nghiêng
ELEMENTS = [
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
    ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
    ("XÃ MƯỜNG PỒN", (12, 13), True, False),
    ("Số: 05/BC-UBND", (13, 13), False, False),
    ("Mường Pồn, ngày 05 tháng 01 năm 2027", (13, 14), False, True),
    ("BÁO CÁO", (13, 14), True, False),
    ("Kết quả năm 2026", (13, 14), True, False),
    ("Kính gửi: Ủy ban nhân dân tỉnh Điện Biên (qua Sở Nội vụ).", (13, 14), False, False),
    ("1. ĐỀ MỤC SỐ 1", (13, 14), True, False),
    ("KT. CHỦ TỊCH", (13, 14), True, False),
    ("Lường Thị Diệu Hiền", (13, 14), True, False),
    ("Nơi nhận:", (12, 12), True, True),
    ("- Như trên;", (11, 11), False, False),
]


@pytest.mark.parametrize(("text", "sizes", "bold", "italic"), ELEMENTS)
def test_sizes_and_faces(
    pages: tuple[PaperPage, ...], text: str, sizes: tuple[int, int], bold: bool, italic: bool
) -> None:
    wanted = "".join(text.split())
    letters = next(one for page in pages for told, one in lines(page) if told == wanted)
    assert {letter.size for letter in letters} <= {float(size) for size in range(sizes[0], sizes[1] + 1)}
    assert all(("Bold" in letter.font) is bold for letter in letters)
    assert all(("Italic" in letter.font) is italic for letter in letters)


def test_margins_and_page_numbers(pages: tuple[PaperPage, ...]) -> None:
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        body = [letter for letter in page.letters if letter.top < page.height - 18 * MM]
        assert min(letter.left for letter in body) == pytest.approx(30 * MM, abs=MM)
        assert page.width - max(letter.right for letter in body) == pytest.approx(15 * MM, abs=MM)
        assert page.height - max(letter.top for letter in body) >= 19 * MM
        assert min(letter.bottom for letter in body) >= 19 * MM
        above = [letter for letter in page.letters if letter.top >= page.height - 18 * MM]
        assert "".join(letter.text for letter in above) == (str(number) if number > 1 else "")
        if above:
            assert middle(above) == pytest.approx(CENTRE, abs=1)
            assert {letter.size for letter in above} <= {13.0, 14.0}


def test_a_document_has_no_code_at_its_foot(pages: tuple[PaperPage, ...]) -> None:
    assert all(letter.bottom >= 19 * MM for page in pages for letter in page.letters)


def test_places_of_the_head(pages: tuple[PaperPage, ...]) -> None:
    first = pages[0]
    motto, number = found(first, "Độc lập - Tự do - Hạnh phúc"), found(first, "Số: 05/BC-UBND")
    day, issuer = found(first, "Mường Pồn, ngày 05 tháng 01 năm 2027"), found(first, "XÃ MƯỜNG PỒN")
    assert middle(motto) == pytest.approx(middle(found(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), abs=1)
    assert middle(issuer) == pytest.approx(middle(number), abs=1)
    assert number[0].bottom == pytest.approx(day[-1].bottom, abs=1)
    for text in ("BÁO CÁO", "Kết quả năm 2026"):
        assert middle(found(first, text)) == pytest.approx(CENTRE, abs=1)
    widths = {text: found(first, text) for text in ("ỦY BAN NHÂN DÂN", "Kết quả năm 2026")}
    rules = sorted(first.lines, key=lambda line: -line[1])
    assert len(rules) == 3
    spans = {name: letters[-1].right - letters[0].left for name, letters in widths.items()}
    lengths = [rule[2] - rule[0] for rule in rules]
    whole = motto[-1].right - motto[0].left
    assert max(lengths) == pytest.approx(whole, abs=1)
    lengths.remove(max(lengths))
    for length, span in zip(lengths, spans.values(), strict=True):
        assert span / 3 <= length <= span / 2


def test_paragraphs(pages: tuple[PaperPage, ...]) -> None:
    """First line 1-1.27 cm, both edges straight, 6 points and more between paragraphs, single spacing and more."""
    rows = [(told, letters) for told, letters in lines(pages[1]) if letters[0].size == 14]
    starts = [letters for told, letters in rows if told.startswith(("Thựchiện", "1.Thực"))]
    assert starts
    for letters in starts:
        assert 10 * MM - 1 <= letters[0].left - 30 * MM <= 12.7 * MM + 2  # "1" has room at its left
    full = [letters for _, letters in rows if letters[0].left < 30 * MM + 3]
    straight = [letters for letters in full if abs(letters[-1].right - 195 * MM) < 2.5]
    assert len(straight) >= len(full) - len(starts) - 1
    tops = [max(letter.bottom for letter in letters) for _, letters in rows]
    steps = [upper - lower for upper, lower in pairwise(tops)]
    assert min(steps) >= 14
    between = [step for (_, letters), step in zip(rows[1:], steps, strict=True) if letters in starts]
    assert min(between) >= 14 * 1.15 + 6 - 2


def test_a_signature_is_never_alone_and_a_heading_never_last(tmp_path: Path) -> None:
    for number in range(1, 26):
        body = (*(Words(LONG) for _ in range(number)), Words("ĐỀ MỤC", "I.", 1, heading=True), Words(LONG))
        last = printed(tmp_path / "bc.pdf", body=body)
        for page in last:
            told = [text for text, _ in lines(page)]
            assert told[-1] != "I.ĐỀMỤC"
            if "KT.CHỦTỊCH" in told:
                assert told.index("KT.CHỦTỊCH") >= 3


def test_a_letter_and_several_addressees(tmp_path: Path) -> None:
    (page,) = printed(
        tmp_path / "cv.pdf", kind="", subject="V/v gửi báo cáo", to=("Sở Nội vụ", "Sở Tài chính"), body=(Words(LONG),)
    )
    subject, number = found(page, "V/v gửi báo cáo"), found(page, "Số: 05/BC-UBND")
    assert {letter.size for letter in subject} <= {12.0, 13.0}
    assert middle(subject) == pytest.approx(middle(number), abs=1)
    assert number[0].bottom - subject[0].bottom >= 12 * 1.15 + 6 - 1
    assert [told for told, _ in lines(page) if told.startswith("-Sở")] == ["-SởNộivụ;", "-SởTàichính."]
    assert len(page.lines) == 2


def test_a_small_table_stands_in_the_text(tmp_path: Path) -> None:
    table = Table(
        "t", (Column("a", "", "Năm", kind="text"), Column("b", "", "Số")), (Row("1", (Cell("2026"), Cell(7))),)
    )
    (page,) = printed(tmp_path / "bc.pdf", body=(Words("Như sau:"), table, Words("Hết.")))
    told = "".join(letter.text for letter in page.letters)
    assert told.index("Nhưsau:") < told.index("20267") < told.index("Hết.")

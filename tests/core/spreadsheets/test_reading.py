"""Files of every kind that are read, and what the reader process tells of them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from app.errors import Cancelled
from app.progress import Silent
from app.spreadsheets.workbook import read_pasted, read_workbook
from app.vietnamese.legacy import to_tcvn3
from tests.core.spreadsheets.lists import content, convert, l1, look, made, read, repacked, table, write

_SHEET = "xl/worksheets/sheet1.xml"
_ROWS = [["Họ và tên", "Ngày sinh"], ["Lò Thị Pâng", "12/3/1985"], ["Ly A Páo", "1981"]]


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The L1 list in TCVN3 letters, as LibreOffice writes it for Excel 97 and as OpenDocument."""
    folder = tmp_path_factory.mktemp("converted")
    source = write(folder, "l1.xlsx", content(l1(encode=to_tcvn3, font=".VnTime")))
    for kind in ("xls", "ods"):
        convert(folder, kind, [source])
    return folder


def test_the_process_reads_what_this_process_reads(tmp_path: Path) -> None:
    data = content(l1())
    assert read_workbook(write(tmp_path, "l1.xlsx", data), Silent()) == read(data)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_give_the_same_people(converted: Path, kind: str) -> None:
    workbook = read_workbook(converted / f"l1.{kind}", Silent())
    seen = look(workbook)
    assert workbook.kind == kind
    assert made(seen, "person") == made(look(l1()), "person")
    assert bool(workbook.sheets[0].fonts) == (kind == "xls")


@pytest.mark.parametrize(
    ("name", "encoding", "separator"),
    [("a.csv", "utf-8", ","), ("a.csv", "utf-8-sig", ";"), ("a.tsv", "utf-16", "\t"), ("a.CSV", "utf-8", "\t")],
)
def test_text_files(tmp_path: Path, name: str, encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in _ROWS)
    workbook = read_workbook(write(tmp_path, name, text.encode(encoding)), Silent())
    assert workbook.sheets[0].rows == _ROWS


def test_text_file_in_tcvn3(tmp_path: Path) -> None:
    text = "\n".join(",".join(row) for row in _ROWS)
    workbook = read_workbook(write(tmp_path, "a.csv", to_tcvn3(text).encode("latin-1")), Silent())
    assert [person.full_name for person in made(look(workbook), "person")] == ["Lò Thị Pâng", "Ly A Páo"]


@pytest.mark.fault("J23")
def test_pasted_block() -> None:
    pasted = "Họ và tên\tNgày sinh\nLò Thị Pâng\t12/3/1985\n"
    assert look(read_pasted(pasted)).counters["added"] == 1


@pytest.mark.fault("J17")
def test_content_decides_not_the_name(tmp_path: Path) -> None:
    assert read_workbook(write(tmp_path, "a.xls", content(table(_ROWS))), Silent()).kind == "xlsx"


@pytest.mark.fault("J05")
def test_dates_numbers_and_far_cells() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["C4"] = date(1985, 3, 12)
    sheet["D4"] = 12.5
    sheet["A6"] = "cuối"
    found = read(book).sheets[0]
    assert found.first_row == 4
    assert [list(row) for row in found.rows] == [
        [None, None, date(1985, 3, 12), 12.5],
        [None, None, None, None],
        ["cuối", None, None, None],
    ]


def test_million_empty_rows_are_fine(tmp_path: Path) -> None:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(4, 1_048_577))

    def stretch(held: bytes) -> bytes:
        held = held.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:XFD1048576"')
        return held.replace(b"</sheetData>", empty + b"</sheetData>")

    data = repacked(content(table(_ROWS)), _SHEET, stretch)
    workbook = read_workbook(write(tmp_path, "a.xlsx", data), Silent())
    assert workbook.sheets[0].rows == _ROWS


@pytest.mark.fault("J11", "J15", "J16")
def test_formula_error_and_hidden_row_are_told() -> None:
    book = table([*_ROWS, ["=cmd|'/c calc'!A1", "=A2"]])
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("kín").sheet_state = "hidden"
    cached = b'<c r="B5"><f>1+1</f><v>2</v></c><c r="C5" t="str"><f>""</f><v></v></c>'
    data = repacked(
        content(book),
        _SHEET,
        lambda held: held.replace(
            b"</sheetData>", b'<row r="5"><c r="A5" t="e"><v>#N/A</v></c>' + cached + b"</row></sheetData>"
        ),
    )
    workbook = read(data)
    found = workbook.sheets[0]
    assert found.uncomputed == ((4, 0), (4, 1))
    assert found.errors == ((5, 0),)
    assert found.hidden_rows == (3,)
    assert found.rows[4][1] == 2
    assert not found.miscounted
    assert [sheet.hidden for sheet in workbook.sheets] == [False, True]
    assert "kín" in look(workbook).notices[0]


@pytest.mark.fault("J09", "J10")
def test_macros_and_links_are_announced_never_followed() -> None:
    stream = io.BytesIO(content(table(_ROWS)))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    notices = look(stream.getvalue()).notices
    assert any("macro" in notice for notice in notices)
    assert any("liên kết" in notice for notice in notices)


@pytest.mark.fault("J02")
def test_fonts_by_cell_and_mixed_cells() -> None:
    book = table(_ROWS)
    sheet = book.worksheets[0]
    for row in (2, 3):
        sheet.cell(row, 1).font = Font(name=".VnTime")
        sheet.cell(row, 1).value = to_tcvn3(_ROWS[row - 1][0])
    sheet["A4"] = CellRichText(
        TextBlock(InlineFont(rFont="Arial"), "Cà Thị "), TextBlock(InlineFont(rFont=".VnTime"), to_tcvn3("Hồng Nhung"))
    )
    sheet["B4"] = "1983"
    workbook = read(_with_shared_strings(book))
    assert [(run.column, run.first, run.last, run.font) for run in workbook.sheets[0].fonts] == [(0, 2, 3, ".VnTime")]
    seen = look(workbook)
    assert [person.full_name for person in made(seen, "person")] == ["Lò Thị Pâng", "Ly A Páo", "Cà Thị Hồng Nhung"]
    assert [found.doubtful for found in seen.sheets[0].conversions if found.row == 4] == [False]


def test_cancel_ends_the_process(tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_workbook(write(tmp_path, "a.xlsx", content(table(_ROWS))), Impatient())


def _with_shared_strings(book: Workbook) -> bytes:
    """openpyxl writes rich text inline; Excel keeps it among the shared texts."""
    data = content(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(_SHEET)
    start = sheet.index(b'<c r="A4"')
    end = sheet.index(b"</c>", start) + 4
    inline = sheet[start:end]
    text = inline[inline.index(b"<is>") + 4 : inline.index(b"</is>")]
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>' + text + b"</si></sst>"
    data = repacked(data, _SHEET, lambda held: held.replace(inline, b'<c r="A4" t="s"><v>0</v></c>'))
    rels = "xl/_rels/workbook.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rIdS" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
    data = repacked(data, rels, lambda held: held.replace(b"</Relationships>", link))
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    return stream.getvalue()

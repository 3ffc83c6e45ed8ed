"""Rejected rows go back in a copy of the user's own workbook: nothing else in it changes, and the circle closes."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.dataset import apply
from app.errors import Cancelled, UserError
from app.progress import Silent
from app.spreadsheets.outcome import Fate
from app.spreadsheets.returned import returned_bytes
from app.spreadsheets.returned_styles import REJECTED_COLOR
from app.spreadsheets.template import HEADING_ROW, template_bytes
from app.spreadsheets.titles import RETURN_TITLE
from app.spreadsheets.wire import Workbook
from app.vietnamese.legacy import to_tcvn3
from tests.core.spreadsheets.generated import generate
from tests.core.spreadsheets.lists import CATALOGUE, PEOPLE, content, l1, look, read, repacked, table, unit_data, write

_SHEET = "xl/worksheets/sheet1.xml"
_BAD = (13, 17)
"""Rows of the list whose ethnic group is not to be understood."""


def _spoiled() -> list[tuple[str, ...]]:
    people = [list(person) for person in PEOPLE]
    people[1][3], people[4][3] = "Xinh lạ", "Kh. lạ"
    people[1][1] = "32/13/1979"
    return [tuple(person) for person in people]


def _returned(data: bytes, suffix: str = ".xlsx", out: str = ".xlsx", dataset: Any = None) -> bytes:
    workbook = read(data, suffix)
    return returned_bytes(data, workbook, look(workbook, dataset), out, Silent())


def _sheet(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _look(cell: Any) -> str:
    return f"{cell.fill} {cell.font} {cell.border} {cell.alignment} {cell.number_format}"


def _is_tinted(cell: Any) -> bool:
    return bool(cell.fill.fgColor.rgb == REJECTED_COLOR)


def _rich_list() -> bytes:
    """The list as people keep it: filter, lists to choose from, frozen rows, colours, widths, a second sheet."""
    book = l1(_spoiled())
    sheet = book.worksheets[0]
    sheet.freeze_panes = "C11"
    sheet.auto_filter.ref = "A9:P18"
    check = DataValidation(type="list", formula1='"Thái,Mông"', showErrorMessage=False)
    check.add("E12:E99")
    sheet.add_data_validation(check)
    sheet.row_dimensions[17].hidden = True
    sheet["B12"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["B"].width = 30
    book.create_sheet("Ghi chú riêng")["A1"] = "=1+1"
    return content(book)


def test_only_the_sheet_and_the_styles_change() -> None:
    data = _rich_list()
    before, after = _parts(data), _parts(_returned(data))
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == {_SHEET, "xl/styles.xml"}


def test_reasons_stand_behind_the_rejected_rows() -> None:
    data = _rich_list()
    before, after = _sheet(data), _sheet(_returned(data))
    assert after["Q8"].value == RETURN_TITLE
    assert "Q8:Q9" in {str(area) for area in after.merged_cells.ranges}
    reasons = str(after["Q13"].value).split("\n")
    assert [line.partition(":")[0] for line in reasons] == ["Ngày sinh", "Dân tộc"]
    assert "Xinh lạ" in reasons[1]
    assert [row for row in range(1, 30) if after.cell(row, 17).value] == [8, *_BAD]
    assert after["Q13"].data_type == "s"
    assert after["Q13"].alignment.wrap_text
    assert after["Q13"].font.name == "Times New Roman"
    assert after.column_dimensions["Q"].width == 48
    for row in before.iter_rows(max_col=16):
        for cell in row:
            again = after[cell.coordinate]
            assert again.value == cell.value
            if cell.row in _BAD:
                assert _is_tinted(again), cell.coordinate
            else:
                assert _look(again) == _look(cell)
    assert (before.row_dimensions[17].hidden, after.row_dimensions[17].hidden) == (True, False)
    assert after.auto_filter.ref == before.auto_filter.ref
    assert after.freeze_panes == before.freeze_panes
    assert b'<dimension ref="A1:Q24"' in _parts(_returned(data))[_SHEET]


class _Impatient(Silent):
    def step(self, done: int, total: int, text: str) -> None:
        raise Cancelled


def test_it_can_be_stopped() -> None:
    text = "Họ và tên,Ngày sinh\nLò Thị Pâng,45/1/1985".encode()
    for data, suffix in ((_rich_list(), ".xlsx"), (text, ".csv")):
        workbook = read(data, suffix)
        with pytest.raises(Cancelled):
            returned_bytes(data, workbook, look(workbook), ".xlsx", _Impatient())


def test_mended_rows_go_in_and_the_others_are_the_same() -> None:
    data = _rich_list()
    first = look(data)
    assert first.counters["rejected"] == 2
    unit = apply(unit_data(), first.changes)
    back = _returned(data, dataset=unit)
    again = look(back, unit)
    assert (again.counters["same"], again.counters["rejected"]) == (4, 2)
    assert RETURN_TITLE not in " ".join(again.sheets[0].notices)
    book = openpyxl.load_workbook(io.BytesIO(back))
    sheet = book.worksheets[0]
    sheet["C13"], sheet["E13"], sheet["E17"] = "1979", "Mông", "Khơ-mú"
    mended = look(content(book), unit)
    assert (mended.counters["added"], mended.counters["same"], mended.counters["rejected"]) == (2, 4, 0)


def test_a_second_time_uses_the_same_column() -> None:
    back = _returned(_rich_list())
    book = openpyxl.load_workbook(io.BytesIO(back))
    book.worksheets[0]["E17"] = "Khơ-mú"
    twice = _sheet(_returned(content(book)))
    assert [row for row in range(1, 30) if twice.cell(row, 17).value] == [8, 13]
    assert twice.max_column == 17


def _prefixed(held: bytes) -> bytes:
    held = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", held)
    return held.replace(b'<x:worksheet xmlns="', b'<x:worksheet xmlns:x="')


def _unnumbered(held: bytes) -> bytes:
    """Rows and cells that do not say where they are; what is left out is written as empty."""
    start, end = held.index(b"<sheetData>") + len(b"<sheetData>"), held.index(b"</sheetData>")
    rows = dict(re.findall(rb'<row r="(\d+)"[^>]*>(.*?)</row>', held[start:end]))
    written: list[bytes] = []
    for number in range(1, max(map(int, rows)) + 1):
        cells = re.findall(rb'<c r="([A-Z]+)\d+"([^>]*?(?:/>|>.*?</c>))', rows.get(b"%d" % number, b""))
        known = {ord(letter) - 65: b"<c" + rest for letter, rest in cells}
        width = max(known, default=-1) + 1
        inner = b"".join(known.get(place, b"<c/>") for place in range(width))
        written.append(b"<row>" + inner + b"</row>" if width else b"<row/>")
    return held[:start] + b"".join(written) + held[end:]


def _wide_columns(held: bytes) -> bytes:
    columns = b'<cols><col min="1" max="3" width="9"/><col min="4" max="16384" width="7.5" style="0"/></cols>'
    return re.sub(rb"<cols>.*</cols>", columns, held)


@pytest.mark.parametrize(
    "change",
    [_prefixed, _unnumbered, _wide_columns, lambda held: held.replace(b'"', b"'")],
    ids=["prefixes", "no numbers", "columns to the end", "other quotes"],
)
def test_other_ways_to_write_the_same(change: Callable[[bytes], bytes]) -> None:
    data = repacked(_rich_list(), _SHEET, change)
    back = _returned(data)
    assert _parts(back)["xl/workbook.xml"] == _parts(data)["xl/workbook.xml"]
    sheet = _sheet(back)
    assert [row for row in range(1, 30) if sheet.cell(row, 17).value] == [8, *_BAD]
    assert sheet.column_dimensions["Q"].width == 48
    assert look(back).counters == look(data).counters


def test_what_cannot_be_changed_in_place_is_made_anew() -> None:
    data = repacked(_rich_list(), _SHEET, lambda held: held.replace(b"<sheetData>", b"<!-- a --><sheetData>"))
    sheet = _sheet(_returned(data))
    assert [row for row in range(1, 30) if sheet.cell(row, 17).value] == [8, *_BAD]
    assert sheet["E17"].value == "Kh. lạ"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, str, str], bytes]:
    folder = tmp_path_factory.mktemp("office")

    def convert(data: bytes, suffix: str, kind: str) -> bytes:
        source = write(folder, f"a.{suffix}", data)
        (folder / "out").mkdir(exist_ok=True)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
             "--outdir", folder / "out", source],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        made: bytes = (folder / "out" / f"a.{kind}").read_bytes()
        return made

    return convert


def test_another_office_reads_what_was_written(office: Callable[[bytes, str, str], bytes]) -> None:
    back = _returned(_rich_list())
    opened = _sheet(office(back, "xlsx", "xlsx"))
    plain = _sheet(back)
    for row in _BAD:
        assert opened.cell(row, 17).value == plain.cell(row, 17).value
        assert opened.row_dimensions[row].height >= 15 * (str(plain.cell(row, 17).value).count("\n") + 1)
        assert _is_tinted(opened.cell(row, 2))
    assert opened["Q8"].value == RETURN_TITLE
    assert not _is_tinted(opened["B14"])


def test_the_file_of_another_office_goes_back(office: Callable[[bytes, str, str], bytes]) -> None:
    """Shared texts, styles of rows, comments, a table, colours by rule: all of it stays."""
    book = openpyxl.load_workbook(io.BytesIO(_rich_list()))
    sheet = book.worksheets[0]
    sheet["B12"].comment = Comment("Soát lại ngày sinh", "Người lập biểu")
    sheet.conditional_formatting.add("E12:E18", Rule(type="expression", formula=['$E12="Thái"']))
    extra = book.create_sheet("Bảng")
    for row in (["Mã", "Tên"], ["1", "a"], ["2", "b"]):
        extra.append(row)
    extra.add_table(Table(displayName="Bang1", ref="A1:B3"))
    sheet.row_dimensions[13].height = 40
    data = office(content(book), "xlsx", "xlsx")
    before, after = _parts(data), _parts(_returned(data))
    assert {name for name in before if before[name] != after[name]} == {_SHEET, "xl/styles.xml"}
    again = openpyxl.load_workbook(io.BytesIO(office(_returned(data), "xlsx", "xlsx")))
    found = again.worksheets[0]
    assert [row for row in range(1, 30) if found.cell(row, 17).value] == [8, *_BAD]
    assert found["B12"].comment is not None
    assert found.auto_filter.ref == "A9:P18"
    assert len(found.conditional_formatting) == 1
    assert found.row_dimensions[13].height == pytest.approx(40, abs=1)
    assert list(again["Bảng"].tables) == ["Bang1"]
    assert look(_returned(data)).counters == look(data).counters


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_go_back_as_xlsx(office: Callable[[bytes, str, str], bytes], kind: str) -> None:
    data = office(content(l1(_spoiled(), encode=to_tcvn3, font=".VnTime")), "xlsx", kind)
    workbook = read(data, f".{kind}")
    back = returned_bytes(data, workbook, look(workbook), ".xlsx", Silent())
    sheet = _sheet(back)
    assert [row for row in range(1, 30) if sheet.cell(row, 17).value] == [8, *_BAD]
    assert sheet["B12"].value == to_tcvn3(PEOPLE[0][0])
    assert sheet["B12"].font.name == (".VnTime" if kind == "xls" else "Calibri")
    assert _is_tinted(sheet["B13"])
    assert "A1:D1" in {str(area) for area in sheet.merged_cells.ranges}
    assert look(back).counters == look(workbook).counters


@pytest.mark.parametrize(
    ("suffix", "out", "sign"), [(".csv", ".csv", ";"), (".csv", ".tsv", "\t"), (".tsv", ".tsv", "\t")]
)
def test_text_goes_back_as_text(suffix: str, out: str, sign: str) -> None:
    rows = [["Họ và tên", "Ngày sinh", "Ghi chú"], ["Lò Thị Pâng", "32/13/1985", "a\nb"], ["Ly A Páo", "1981", ""]]
    own = ";" if suffix == ".csv" else "\t"
    data = "\r\n".join(own.join(f'"{cell}"' for cell in row) for row in rows).encode()
    back = _returned(data, suffix, out)
    again = read(back, out)
    assert back.decode("utf-8-sig").count(sign) >= 7
    assert again.sheets[0].rows[0][:4] == [*rows[0], RETURN_TITLE]
    assert again.sheets[0].rows[1][:3] == rows[1]
    assert "tháng 13" in again.sheets[0].rows[1][3]
    assert look(again).counters == look(read(data, suffix)).counters
    assert _sheet(_returned(data, suffix, ".xlsx"))["D1"].value == RETURN_TITLE


def test_dates_stay_dates_and_numbers_stay_digits() -> None:
    data = repacked(
        content(table([["Họ và tên", "Ngày sinh", "Số CCCD"], ["Lò Thị Pâng", "32/13/1985", 11185000012.0]])),
        _SHEET,
        lambda held: held.replace(b"<sheetData>", b"<!-- a --><sheetData>"),
    )
    sheet = _sheet(_returned(data))
    assert (sheet["C2"].value, sheet["C2"].number_format) == (11185000012, "0")


def test_macros_go_back_under_their_own_name() -> None:
    data = repacked(
        _rich_list(),
        "[Content_Types].xml",
        lambda held: held.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf macro")
    parts = _parts(_returned(stream.getvalue(), ".xlsm", ".xlsm"))
    assert parts["xl/vbaProject.bin"] == b"\xd0\xcf macro"
    assert "xl/vbaProject.bin" not in _parts(_returned(stream.getvalue(), ".xlsm", ".xlsx"))
    with pytest.raises(UserError, match=r"NHAP-03.*\.xlsm"):
        _returned(stream.getvalue(), ".xlsm", ".xls")


def test_our_own_template_comes_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_bytes("UBND xã Mường Pồn", CATALOGUE)))
    sheet = book["Cán bộ, công chức, viên chức"]
    for column, value in {"A": "Lò Thị Pâng", "B": "Nữ", "C": "32/13/1985"}.items():
        sheet[f"{column}{HEADING_ROW + 2}"] = value
    back = _returned(content(book))
    again: Workbook = read(back)
    seen = look(again)
    assert again.template
    assert [row.fate for row in seen.rows] == [Fate.REJECTED]
    titles = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(back))[sheet.title][HEADING_ROW]]
    assert titles[-2:] == ["Mã", RETURN_TITLE]


@pytest.mark.fault("K06")
def test_a_reason_is_never_a_formula() -> None:
    data = content(table([["Họ và tên", "Ngày sinh"], ["Lò Thị Pâng", "=1+1&2"]]))
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["B2"].data_type = "s"
    cell = _sheet(_returned(content(book)))["C2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize("first", [0, 40])
def test_generated_workbooks_are_judged_alike_when_they_come_back(first: int) -> None:
    """Every layout, encoding and kind of dirt: no row gains or loses anything by going back."""
    returned = 0
    for seed in range(first, first + 40):
        book = generate(seed)
        workbook = read(book.data, book.suffix)
        seen = look(workbook)
        if not seen.counters["rejected"]:
            continue
        returned += 1
        for out in {".xlsx", book.suffix}:
            back = returned_bytes(book.data, workbook, seen, out, Silent())
            again = look(read(back, out))
            told = [[(row.number, row.fate, row.values, row.reasons) for row in one.rows] for one in (seen, again)]
            assert told[0] == told[1], (book.told, out)
            assert not any(RETURN_TITLE in notice for view in again.sheets for notice in view.notices)
    assert returned > 5

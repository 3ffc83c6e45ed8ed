"""The workbooks of the demo: what an officer would send, and which records come by them.

Hides the look of an officer's own list (titles, two-row heading, birth dates in two columns, groups, totals, signature)
and how it is written under an old .VnTime font.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from app.commands.demo.lists import ListRow, list_groups
from app.commands.files import write_chosen
from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.unit_records import UnitProfile
from app.sheets import CellStyle, put, saved
from app.spreadsheets.template import write_template
from app.vietnamese.legacy import to_tcvn3
from app.vietnamese.numbers import roman

TEMPLATE: Final = "template"
LIST: Final = "L1"
LIST_TCVN3: Final = "L1-tcvn3"

EXCEL_TABLES: Final = frozenset({"person", "appointment", "planning_list", "planning_entry", "course", "training"})
"""Tables that come from the officer's workbooks; the others are entered directly."""

_NAMING_TABLES: Final = frozenset({"body"})
_HEADING: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("TT", ()),
    ("Họ và tên", ()),
    ("Ngày, tháng, năm sinh", ("Nam", "Nữ")),
    ("Dân tộc", ()),
    ("Quê quán", ()),
    ("Chức vụ, đơn vị công tác", ()),
    ("Ngày vào Đảng", ("DB", "CT")),
    ("Trình độ", ("VH", "CM", "LLCT", "QLNN", "NN", "TH")),
    ("Ghi chú", ()),
)
_WIDTHS: Final = (5, 26, 12, 12, 11, 14, 34, 12, 12, 8, 14, 14, 16, 12, 12, 14)
_COLUMNS: Final = len(_WIDTHS)
_TITLE_ROW: Final = 5
_HEADING_ROW: Final = 8
_LARGEST_ROMAN: Final = 27  # longer numerals are no longer read as the number of a group
_BOLD: Final = CellStyle(bold=True, horizontal="center", size=12)
_PLAIN: Final = CellStyle(size=11, grid=True)
_GROUP: Final = CellStyle(size=11, grid=True, bold=True)
_HEAD: Final = CellStyle(size=11, grid=True, bold=True, horizontal="center")
_ITALIC: Final = CellStyle(size=12, italic=True, horizontal="center")


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes text under the present font or under the old ones, whose letters are other characters."""

    sheet: Worksheet
    old: bool

    def write(
        self, row: int, column: int, value: str | int | None, style: CellStyle, *, capitals: bool = False
    ) -> None:
        """Writes a cell; `capitals` is shown in capitals: by the font, where the old one is used."""
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell)  # cells are joined after they are written
        if isinstance(value, str):
            value = to_tcvn3(value) if self.old else value.upper() if capitals else value
        put(cell, value, style)
        if self.old:
            name = ".VnTimeH" if capitals else ".VnTime"
            cell.font = Font(name=name, size=style.size, bold=style.bold, italic=style.italic)

    def join(self, row: int, first: int, last: int, *, down: int = 0) -> None:
        """Joins cells of a row, and of the rows under it."""
        self.sheet.merge_cells(start_row=row, start_column=first, end_row=row + down, end_column=last)


def write_workbook(path: Path, data: Dataset, catalogue: Catalogue, style: str) -> None:
    """Writes the people of a unit as its officer would send them.

    Args:
        path: .xlsx to write.
        data: all records of the unit.
        catalogue: the code lists.
        style: "template": our own workbook with people, posts, planning and training, records named by name;
            "L1": an officer's list of the people with the posts they hold now; "L1-tcvn3": the same under .VnTime.
            A list says less than the records know; the template can be imported after it and completes them.

    Raises:
        ValueError: no such style.
        UserError: LUU-02, LUU-05: the template cannot be written.
    """
    if style == TEMPLATE:
        write_template(path, _unit_name(data), catalogue, _only(data, EXCEL_TABLES | _NAMING_TABLES))
        return
    if style not in {LIST, LIST_TCVN3}:
        raise ValueError(style)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh sach"
    pen = _Pen(sheet, old=style == LIST_TCVN3)
    _write_titles(pen, _unit_name(data))
    _write_heading(pen)
    last = _write_rows(pen, list_groups(data, catalogue))
    _write_end(pen, last)
    write_chosen(path, saved(book))


def excel_part(data: Dataset) -> Dataset:
    """The records that come from the officer's workbooks: people, posts, planning and training."""
    return _only(data, EXCEL_TABLES)


def direct_part(data: Dataset) -> Dataset:
    """The records that are entered directly: the unit, its bodies, numbers, tasks, money and words."""
    return _only(data, frozenset(data.tables) - EXCEL_TABLES)


def _only(data: Dataset, tables: frozenset[str]) -> Dataset:
    return Dataset(data.unit, data.level, {name: rows for name, rows in data.tables.items() if name in tables})


def _unit_name(data: Dataset) -> str:
    profile = next(iter(data.rows(UnitProfile)), None)
    return (profile.name if profile else None) or data.unit


def _write_titles(pen: _Pen, name: str) -> None:
    owner, place = ("Ủy ban nhân dân", name.removeprefix("Ủy ban nhân dân ")) if "nhân dân" in name else ("", name)
    for row, left, right, capitals in (
        (1, owner, "Cộng hòa xã hội chủ nghĩa Việt Nam", True),
        (2, place, "Độc lập - Tự do - Hạnh phúc", False),
    ):
        pen.write(row, 1, left, _BOLD, capitals=True)
        pen.join(row, 1, 4)
        pen.write(row, 7, right, _BOLD, capitals=capitals)
        pen.join(row, 7, _COLUMNS)
    title = f"Danh sách trích ngang cán bộ, công chức, viên chức {place}"
    pen.write(_TITLE_ROW, 1, title, _BOLD, capitals=True)
    pen.join(_TITLE_ROW, 1, _COLUMNS)
    pen.write(_TITLE_ROW + 1, 1, "(Kèm theo Công văn số      /UBND-VHXH ngày     tháng     năm      )", _ITALIC)
    pen.join(_TITLE_ROW + 1, 1, _COLUMNS)


def _write_heading(pen: _Pen) -> None:
    column = 1
    for title, parts in _HEADING:
        pen.write(_HEADING_ROW, column, title, _HEAD)
        for offset, part in enumerate(parts):
            pen.write(_HEADING_ROW + 1, column + offset, part, _HEAD)
        if parts:
            pen.join(_HEADING_ROW, column, column + len(parts) - 1)
        else:
            pen.join(_HEADING_ROW, column, column, down=1)
        column += max(1, len(parts))
    for number, width in enumerate(_WIDTHS, 1):
        pen.write(_HEADING_ROW + 2, number, number, _HEAD)
        pen.sheet.column_dimensions[chr(ord("A") + number - 1)].width = width


def _write_rows(pen: _Pen, groups: Mapping[str, tuple[ListRow, ...]]) -> int:
    row, number = _HEADING_ROW + 2, 0
    for place, (name, people) in enumerate(groups.items(), 1):
        row += 1
        pen.write(row, 1, roman(place) if place <= _LARGEST_ROMAN else None, _GROUP)
        pen.write(row, 2, name, _GROUP, capitals=True)
        for person in people:
            row += 1
            number += 1
            for column, value in enumerate((number, *person.cells), 1):
                pen.write(row, column, value, _PLAIN)
    pen.write(row + 1, 1, f"Tổng số: {number} người", _GROUP)
    return row + 1


def _write_end(pen: _Pen, last: int) -> None:
    pen.write(last + 2, 2, "Người lập biểu", _BOLD, capitals=True)
    pen.write(last + 2, 8, "TM. Ủy ban nhân dân", _BOLD, capitals=True)
    pen.write(last + 3, 2, "(Ký, ghi rõ họ tên)", _ITALIC)
    pen.write(last + 3, 8, "(Ký tên, đóng dấu)", _ITALIC)

"""The workbook for figures of signed-off paper reports: a row for each year and unit, a column for each cell.

Hides its layout. A heading is the Vietnamese name of a cell as the pack tells it, or its key, so that a CSV made by a
program reads as well; what is not understood is told with its row and never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook as Book
from openpyxl.cell.cell import Cell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import refuse
from app.sheets import INTEGER_FORMAT, TEXT_FORMAT, CellStyle, put, saved
from app.spreadsheets.values import EMPTY_SIGNS, Understood, plain_text, read_date
from app.spreadsheets.wire import Sheet, Workbook
from app.vietnamese.fold import fold

YEAR, UNIT, SOURCE, SIGNED_ON = "Năm", "Đơn vị", "Số, ký hiệu báo cáo", "Ngày ký"
HEADS: Final = (YEAR, UNIT, SOURCE, SIGNED_ON)
WHOLE_PROVINCE: Final = "Toàn tỉnh"
SHEET: Final = "Số liệu báo cáo giấy"
LISTS: Final = "Danh mục"
_HEADING_ROW: Final = 3
_LAST_ROW: Final = 2_000
_MOST_ROWS: Final = 20_000
_LARGEST: Final = 10**12
_HEADING_LOOKS: Final = 12
_NOTE: Final = (
    "Mỗi dòng là báo cáo giấy đã ký của một năm: của toàn tỉnh hoặc của một đơn vị. Ô để trống là chưa có số, số 0 là "
    "không có. Chọn năm và đơn vị trong danh sách; không sửa hàng tiêu đề."
)
_TITLE: Final = CellStyle(bold=True, size=13, wrap=False)
_SAID: Final = CellStyle(italic=True, wrap=False)
_HEAD: Final = CellStyle(bold=True, horizontal="center", grid=True, heading=True)
_WIDTHS: Final = (9, 34, 24, 13)
_CELL_WIDTH: Final = 19


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A report as a row tells it.

    Attributes:
        number: of the row, as the person sees it.
        year, unit: of it; the key of the unit, "" for the whole province.
        source: number and symbol of the report. signed_on: ISO prefix.
        cells: cell → number.
        reasons: why the row cannot be taken, as sentences; empty where it can.
    """

    number: int
    year: int
    unit: str
    source: str
    signed_on: str
    cells: Mapping[str, int]
    reasons: tuple[str, ...] = ()


Resolve = Callable[[str, int], str | None]
"""Key of the unit that a text names in a year; None where there is none."""


def paper_template(names: Mapping[str, str], units: Sequence[str], years: Sequence[int], title: str) -> bytes:
    """The blank workbook.

    Args:
        names: cell → its Vietnamese name, in the order of the columns.
        units: texts of the drop-down list of units.
        years: of the drop-down list.
        title: above the table.
    """
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    put(_at(sheet, 1, 1), title, _TITLE)
    put(_at(sheet, 2, 1), _NOTE, _SAID)
    for column, text in enumerate((*HEADS, *names.values()), start=1):
        put(_at(sheet, _HEADING_ROW, column), text, _HEAD)
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width = _WIDTHS[column - 1] if column <= len(HEADS) else _CELL_WIDTH
        dimension.number_format = INTEGER_FORMAT if column > len(HEADS) else TEXT_FORMAT
        dimension.protection = Protection(locked=False)
    sheet.row_dimensions[_HEADING_ROW].height = 108
    sheet.freeze_panes = f"C{_HEADING_ROW + 1}"
    _add_lists(book, sheet, (*map(str, years),), (WHOLE_PROVINCE, *units))
    whole = DataValidation(
        type="whole",
        operator="between",
        formula1="0",
        formula2=str(_LARGEST),
        allow_blank=True,
        errorTitle="Số liệu",
        error="Ghi số nguyên không âm.",
        showErrorMessage=True,
    )
    last = get_column_letter(len(HEADS) + len(names))
    whole.add(f"{get_column_letter(len(HEADS) + 1)}{_HEADING_ROW + 1}:{last}{_LAST_ROW}")
    sheet.add_data_validation(whole)
    sheet.protection.enable()
    for action in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, action, False)
    return saved(book)


def read_paper(workbook: Workbook, names: Mapping[str, str], resolve: Resolve) -> tuple[PaperRow, ...]:
    """Reads the reports of a workbook.

    Args:
        workbook: as the reader process gave it.
        names: as for the template.
        resolve: finds the unit that a text names in a year.

    Raises:
        UserError: XLS-07 no sheet has the headings, a heading is not known or stands twice; XLS-06 no row; XLS-03.
    """
    for sheet in workbook.sheets:
        place = _heading_place(sheet)
        if place is not None:
            rows = tuple(_rows(sheet, place, _columns(sheet.rows[place], names), resolve))
            if not rows:
                raise refuse("XLS-06")
            return rows
    raise refuse("XLS-07", detail=", ".join(HEADS))


def _add_lists(book: Book, sheet: Worksheet, years: Sequence[str], units: Sequence[str]) -> None:
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for column, (name, texts) in enumerate((("ds_nam", years), ("ds_don_vi", units)), start=1):
        for row, text in enumerate(texts, start=1):
            put(_at(lists, row, column), text)
        letter = get_column_letter(column)
        book.defined_names[name] = DefinedName(name, attr_text=f"'{LISTS}'!${letter}$1:${letter}${len(texts)}")
        check = DataValidation(type="list", formula1=f"={name}", allow_blank=True, showErrorMessage=False)
        check.add(f"{letter}{_HEADING_ROW + 1}:{letter}{_LAST_ROW}")
        sheet.add_data_validation(check)


def _heading_place(sheet: Sheet) -> int | None:
    wanted = {fold(YEAR), fold(UNIT)}
    for place, row in enumerate(sheet.rows[:_HEADING_LOOKS]):
        if wanted <= {fold(plain_text(cell)) for cell in row}:
            return place
    return None


def _columns(heading: Sequence[Any], names: Mapping[str, str]) -> dict[str, int]:
    """What stands in which column: a head, or a cell."""
    known = {fold(text): text for text in HEADS} | {fold(name): cell for cell, name in names.items()}
    found: dict[str, int] = {}
    for place, raw in enumerate(heading):
        text = plain_text(raw)
        if not text:
            continue
        what = text if text in names else known.get(fold(text))
        if what is None:
            raise refuse("XLS-07", detail=f"cột {get_column_letter(place + 1)} «{text}» không có trong mẫu")
        if what in found:
            raise refuse("XLS-07", detail=f"cột «{text}» có hai lần")
        found[what] = place
    if missing := [head for head in HEADS if head not in found]:
        raise refuse("XLS-07", detail=f"thiếu cột {', '.join(missing)}")
    return found


def _rows(sheet: Sheet, place: int, columns: Mapping[str, int], resolve: Resolve) -> Iterator[PaperRow]:
    bad = {*sheet.uncomputed, *sheet.errors}
    for offset, row in enumerate(sheet.rows[place + 1 :], start=place + 1):
        if not any(plain_text(cell) for cell in row):
            continue
        number = sheet.first_row + offset
        if offset > _MOST_ROWS:
            raise refuse("XLS-03")
        faulty = [
            f"ô {get_column_letter(at + 1)}{number} là công thức lỗi hoặc chưa tính"
            for line, at in bad
            if line == number
        ]
        yield _row(number, {what: row[at] if at < len(row) else None for what, at in columns.items()}, resolve, faulty)


def _row(number: int, told: Mapping[str, Any], resolve: Resolve, faulty: list[str]) -> PaperRow:
    reasons = faulty
    year = _whole(told[YEAR])
    if year is None:
        reasons.append(f"năm «{plain_text(told[YEAR])}» không đọc được")
    name, unit = plain_text(told[UNIT]), ""
    if fold(name) != fold(WHOLE_PROVINCE):
        found = resolve(name, year) if year is not None and name else None
        if found is None:
            reasons.append(f"không có đơn vị «{name}» tại ngày chốt số liệu năm {year}" if name else "chưa ghi đơn vị")
        unit = found or ""
    source, day = plain_text(told[SOURCE]), told[SIGNED_ON]
    signed = read_date(day) if plain_text(day) else Understood()
    if not source:
        reasons.append("chưa ghi số, ký hiệu báo cáo")
    if signed.value is None:
        reasons.append(f"ngày ký: {signed.reason}" if signed.reason else "chưa ghi ngày ký")
    cells = {}
    for what, raw in told.items():
        if what in HEADS or plain_text(raw) in EMPTY_SIGNS:
            continue
        value = _whole(raw)
        if value is None:
            reasons.append(f"«{plain_text(raw)}» ở cột {what} không phải số nguyên không âm")
        else:
            cells[what] = value
    return PaperRow(number, year or 0, unit, source, str(signed.value or ""), cells, tuple(reasons))


def _whole(raw: Any) -> int | None:
    """A whole number that is not negative, also with a full stop between thousands; anything else is no number."""
    text = plain_text(raw).replace(" ", "")
    groups = text.split(".")
    if len(groups) > 1 and groups[0] and all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3:
        text = "".join(groups)
    if not text.isascii() or not text.isdecimal() or int(text) > _LARGEST:
        return None
    return int(text)


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell

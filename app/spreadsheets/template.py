"""The workbook that units fill in, and the same workbook filled with all records.

Hides its layout: one sheet for each table, headings from the labels of the fields, drop-down lists on a hidden sheet,
ids in a hidden last column. What `export` writes, `preview` reads as "same" in every row.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, TableSpec
from app.durable import as_refusal, write_whole
from app.errors import refuse
from app.sheets import INTEGER_FORMAT, LONGEST_TEXT, TEXT_FORMAT, CellStyle, put, saved
from app.spreadsheets.references import NAMING, References
from app.spreadsheets.samples import sample_cells
from app.spreadsheets.shown import shown
from app.spreadsheets.titles import ID_TITLE, IMPORTED, sheet_title
from app.spreadsheets.values import code_text
from app.spreadsheets.xlsx_scan import TEMPLATE_PROPERTY

TEMPLATE_VERSION: Final = "2"
LISTS_SHEET: Final = "Danh mục"
HEADING_ROW: Final = 2
FIRST_ROW: Final = HEADING_ROW + 1
"""The example of a blank template, the first record of an export."""

_LAST_CHECKED_ROW: Final = 5_000
_TITLE: Final = CellStyle(bold=True, size=13, wrap=False)
_HEADING: Final = CellStyle(bold=True, horizontal="center", grid=True, heading=True)
_CELL: Final = CellStyle(wrap=False, number_format=TEXT_FORMAT, locked=False)
_NUMBER: Final = CellStyle(wrap=False, horizontal="right", number_format=INTEGER_FORMAT, locked=False)
_SAMPLE: Final = CellStyle(wrap=False, italic=True, color="FF7F7F7F", number_format=TEXT_FORMAT, locked=False)
_UNLOCKED: Final = Protection(locked=False)
_WIDEST: Final = 16_384
_ALLOWED: Final = (
    "formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "insertHyperlinks", "deleteRows",
    "sort", "autoFilter",
)  # fmt: skip
"""What the protection of a sheet leaves free; it only keeps the headings."""
_WIDTHS: Final = {"text": 28, "int": 12, "bool": 10, "date": 14, "code": 22, "ref": 30}


def write_template(path: Path, unit_name: str, catalogue: Catalogue, data: Dataset | None = None) -> None:
    """Writes a template, or all records in the same layout.

    Args:
        path: .xlsx to write; replaced at once or not at all.
        unit_name: shown above each table.
        catalogue: the code lists of the drop-downs.
        data: records to fill in; None for a blank template, where only bodies' and people's names can be typed.

    Raises:
        UserError: LUU-01, LUU-02, LUU-05, LUU-10 (of the disk), NHAP-03 (a text longer than a cell can hold).
    """
    try:
        write_whole(path, template_bytes(unit_name, catalogue, data))
    except OSError as problem:
        raise as_refusal(problem, path) from problem


def template_bytes(unit_name: str, catalogue: Catalogue, data: Dataset | None = None) -> bytes:
    """Content of the workbook; arguments as for `write_template`."""
    book = Workbook()
    lists = _write_lists(book, catalogue)
    references = References(_named_records(data)) if data else References(())
    for spec in IMPORTED:
        sheet = book.create_sheet(sheet_title(spec))
        _write_headings(sheet, spec, unit_name)
        _write_checks(sheet, spec, lists, FIRST_ROW if data else FIRST_ROW + 1)
        if data is not None:
            _write_records(sheet, spec, data, references, catalogue)
        else:
            for column, text in sample_cells(spec, catalogue):
                put(_cell(sheet, FIRST_ROW, column + 1), text, _SAMPLE)
        _protect_headings(sheet)
    book.move_sheet(LISTS_SHEET, len(IMPORTED))
    book.active = 0
    book.custom_doc_props.append(StringProperty(name=TEMPLATE_PROPERTY, value=TEMPLATE_VERSION))  # type: ignore[attr-defined]
    return saved(book)


def _named_records(data: Dataset) -> Iterable[Any]:
    return (record for name in NAMING for record in data.rows(TABLES[name].cls))


def _write_lists(book: Workbook, catalogue: Catalogue) -> dict[str, str]:
    """Writes each code list that a field needs as a column of the hidden sheet; gives its defined name."""
    sheet = book.worksheets[0]
    sheet.title = LISTS_SHEET
    sheet.sheet_state = "hidden"
    wanted = sorted({field.declared.codes for spec in IMPORTED for field in spec.fields if field.declared.codes})
    names: dict[str, str] = {}
    for column, codes in enumerate(wanted, start=1):
        letter = get_column_letter(column)
        texts = [code_text(code.code, catalogue[codes]) for code in catalogue[codes]]
        put(_cell(sheet, 1, column), codes, _HEADING)
        for row, text in enumerate(texts, start=2):
            put(_cell(sheet, row, column), text)
        names[codes] = f"ds_{codes}"
        place = f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(texts) + 1}"
        book.defined_names[names[codes]] = DefinedName(names[codes], attr_text=place)
    return names


def _write_headings(sheet: Worksheet, spec: TableSpec, unit_name: str) -> None:
    put(_cell(sheet, 1, 1), f"{spec.label} - {unit_name}", _TITLE)
    for column, field in enumerate(spec.fields, start=1):
        cell = _cell(sheet, HEADING_ROW, column)
        put(cell, f"{field.label} *" if field.declared.required else field.label, _HEADING)
        if help_text := _help(field):
            cell.comment = Comment(help_text, "Sổ 2282", height=90, width=260)
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width = _WIDTHS[field.kind]
        dimension.number_format = INTEGER_FORMAT if field.kind == "int" else TEXT_FORMAT
        dimension.protection = _UNLOCKED
    last = len(spec.fields) + 1
    put(_cell(sheet, HEADING_ROW, last), ID_TITLE, _HEADING)
    sheet.column_dimensions[get_column_letter(last)].hidden = True
    sheet.column_dimensions[get_column_letter(last)].protection = _UNLOCKED
    rest = get_column_letter(last + 1)
    sheet.column_dimensions[rest] = ColumnDimension(sheet, index=rest, min=last + 1, max=_WIDEST, width=9)
    sheet.column_dimensions[rest].protection = _UNLOCKED
    sheet.row_dimensions[HEADING_ROW].height = 32
    sheet.freeze_panes = f"B{FIRST_ROW}"


def _protect_headings(sheet: Worksheet) -> None:
    """Locks title and headings, without a password; everything else may be typed, sorted, inserted and deleted."""
    sheet.protection.enable()
    for action in _ALLOWED:
        setattr(sheet.protection, action, False)


def _help(field: FieldSpec) -> str:
    """What a person should know before filling in a column; empty where the heading says it all."""
    parts = [
        "Cần có khi nộp báo cáo." if field.declared.required else "",
        field.declared.help,
        f"Đơn vị tính: {field.declared.unit}." if field.declared.unit else "",
        "Ghi ngày/tháng/năm, tháng/năm hoặc chỉ năm." if field.kind == "date" and not field.declared.help else "",
        "Ghi x nếu có, để trống nếu không." if field.kind == "bool" else "",
        "Chọn trong danh sách." if field.kind == "code" else "",
        f"Ghi tên như ở trang «{sheet_title(TABLES[field.declared.ref])}»." if field.kind == "ref" else "",
    ]
    return " ".join(part for part in parts if part)


def _write_checks(sheet: Worksheet, spec: TableSpec, lists: dict[str, str], first: int) -> None:
    """Adds the drop-down lists; another text may be typed, for the import understands more than one spelling.

    Args:
        first: row in which records begin, so that no example is offered as a name.
    """
    for column, field in enumerate(spec.fields, start=1):
        formula = _choices(field, lists, first)
        if not formula:
            continue
        check = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
        letter = get_column_letter(column)
        check.add(f"{letter}{FIRST_ROW}:{letter}{_LAST_CHECKED_ROW}")
        sheet.add_data_validation(check)


def _choices(field: FieldSpec, lists: dict[str, str], first: int) -> str:
    if field.kind == "code":
        return f"={lists[field.declared.codes]}"
    if field.kind == "ref":
        title = sheet_title(TABLES[field.declared.ref]).replace("'", "''")
        return f"='{title}'!$A${first}:$A${_LAST_CHECKED_ROW}"
    return ""


def _write_records(
    sheet: Worksheet, spec: TableSpec, data: Dataset, references: References, catalogue: Catalogue
) -> None:
    known: dict[tuple[str, Any], Any] = {}
    for row, record in enumerate(data.rows(spec.cls), start=FIRST_ROW):
        for column, field in enumerate(spec.fields, start=1):
            value = getattr(record, field.name)
            if value is None:
                continue
            key = (field.name, value)
            if key not in known:
                known[key] = _fitting(shown(value, field, references, catalogue), field)
            put(_cell(sheet, row, column), known[key], _NUMBER if field.kind == "int" else _CELL)
        put(_cell(sheet, row, len(spec.fields) + 1), record.id, _CELL)


def _fitting(value: str | int, field: FieldSpec) -> str | int:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise refuse("NHAP-03", what=field.label, value=f"{value[:30]}…", detail=f"dài {len(value)} ký tự")
    return value


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is joined in these sheets
    return cell

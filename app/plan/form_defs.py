"""Reading a form of the pack: strict, and every cell that a row and a column make together must exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, get_args

from app.domain.figures import CellKey, parse_cell_key
from app.plan.cells import read_cells, with_dims
from app.plan.definitions import Definitions
from app.plan.form_cells import RESULT_FIELDS
from app.plan.form_notes import NOTES, PLACE
from app.plan.form_record_texts import RECORD_TEXTS
from app.plan.form_records import LISTED, NEVER_LISTED
from app.plan.form_shapes import ColumnDef, ColumnKind, FormDef, Operation, RowDef, RowsFrom, Scope, TableDef, TotalOf
from app.plan.form_texts import TEXTS
from app.plan.rules import path_of
from app.plan.source import Source, SourceFile
from app.plan.subjects import known

__all__ = ["ColumnDef", "FormDef", "RowDef", "TableDef", "read_form"]

_KIND_OF: Final[Mapping[str, ColumnKind]] = MappingProxyType(
    {
        "text": "text",
        "field": "text",
        "ratio": "ratio",
        "share": "ratio",
        "points": "points",
        "mark": "mark",
        "below": "mark",
        "none": "text",
    }
)
_OPERATIONS: Final[tuple[Operation, ...]] = (
    "cells", "text", "field", "minus", "ratio", "share", "points", "mark", "below", "indicator",
)  # fmt: skip


def read_form(file: SourceFile) -> FormDef:
    """Reads one file of forms/.

    Raises:
        UserError: QT-01 with file and line.
    """
    top = file.top()
    tables = tuple(_table(source) for source in file.each("table"))
    names = {table.id for table in tables}
    columns = _columns(file, names)
    rows = tuple(_row(source, names, columns) for source in file.each("row"))
    form = FormDef(
        code=top.text("code"),
        title=top.text("title"),
        name=top.text("name"),
        basis=top.texts("basis", ()),
        landscape=top.flag("landscape"),
        dense=top.flag("dense"),
        notes=top.texts("notes", ()),
        small_note=top.text("small_note", ""),
        names=top.flag("names"),
        office=top.flag("office"),
        valid_from=_day(top, "valid_from"),
        valid_to=_day(top, "valid_to"),
        tables=tables,
        columns=columns,
        rows=rows,
    )
    for array in ("table", "column", "row"):
        top.tables(array)
    top.close()
    if form.valid_to and form.valid_to < form.valid_from:
        raise top.wrong(f"«valid_to» = «{form.valid_to}» trước «valid_from» = «{form.valid_from}»")
    if not tables:
        raise top.wrong("biểu không có bảng nào")
    titles = (*(column.title for column in columns), *(table.caption for table in tables))
    for text in (*form.notes, form.small_note, *titles):
        for place in PLACE.findall(text):
            if place not in NOTES:
                raise top.wrong(f"«{text}» có chỗ điền lạ «{place}»")
    return form


def _table(source: Source) -> TableDef:
    table = TableDef(
        source.text("id"), _one_of(source, "scope", ("", *get_args(Scope)), ""), source.text("caption", ""),
        source.text("unit", ""), source.flag("optional"),
    )  # fmt: skip
    source.close()
    return table


def _columns(file: SourceFile, names: set[str]) -> tuple[ColumnDef, ...]:
    found: dict[str, ColumnDef] = {}
    for source in file.each("column"):
        column = _column(source, names)
        if column.id in found:
            raise source.wrong(f"cột «{column.id}» khai hai lần")
        _check_column(source, column, found)
        found[column.id] = column
    return tuple(found.values())


def _check_column(source: Source, column: ColumnDef, before: Mapping[str, ColumnDef]) -> None:
    allowed: Collection[str] = before
    if column.operation == "text":
        allowed = {**TEXTS, **RECORD_TEXTS}
    elif column.operation == "field":
        _check_field(source, column.of[0])
        return
    elif column.operation == "indicator":
        allowed = RESULT_FIELDS
    for name in column.of:
        if name not in allowed:
            raise source.wrong(f"«{column.operation}» = «{name}»: không có, hoặc đứng sau cột này")
    if column.operation == "below" and column.limit not in Definitions.__slots__:
        raise source.wrong(f"«limit» = «{column.limit}»: không có định nghĩa này")


def _check_field(source: Source, path: str) -> None:
    try:
        table = path_of(path).table
    except KeyError:
        raise source.wrong(f"không có trường «{path}»") from None
    if table not in LISTED:
        raise source.wrong(f"bảng «{table}» không gửi đi, không lập biểu được")
    if path in NEVER_LISTED:
        raise source.wrong(f"trường «{path}» không in vào biểu")


def _day(source: Source, key: str) -> str:
    text = source.text(key, "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise source.wrong(f"«{key}» = «{text}» phải là ngày dạng 2026-12-31") from None


def _column(source: Source, names: set[str]) -> ColumnDef:
    operation, cells, of = _operation(source)
    column = ColumnDef(
        tables=_tables(source, names),
        id=source.text("id"),
        number=source.text("number", ""),
        title=source.text("title"),
        groups=source.texts("groups", ()),
        kind=_one_of(source, "kind", get_args(ColumnKind), _KIND_OF.get(operation, "int")),
        width=source.number("width", 10),
        operation=operation,
        cells=cells,
        unknown_if=read_cells(source, "unknown_if"),
        unsure=read_cells(source, "unsure"),
        not_of=source.texts("not_of", ()),
        of=of,
        scale=source.number("scale", 100),
        limit=source.text("limit", ""),
        total=_one_of(source, "total", get_args(TotalOf), "none" if operation in {"text", "field"} else "cell"),
        zero=_one_of(source, "zero", ("0", "-"), "0"),
        hidden=source.flag("hidden"),
    )
    source.close()
    return column


def _operation(source: Source) -> tuple[Operation, tuple[str, ...], tuple[str, ...]]:
    given: list[Operation] = [name for name in _OPERATIONS if source.has(name)]
    if len(given) > 1:
        raise source.wrong(f"cột có cả «{given[0]}» và «{given[1]}»")
    if not given:
        return "none", (), ()
    name = given[0]
    if name == "cells":
        return name, read_cells(source, "cells"), ()
    if name in {"text", "field", "mark", "share", "indicator"}:
        return name, (), (source.text(name),)
    of = source.texts(name)
    if len(of) != 2:
        raise source.wrong(f"«{name}» cần hai cột")
    return name, (), of


def _row(source: Source, names: set[str], columns: tuple[ColumnDef, ...]) -> RowDef:
    row = RowDef(
        tables=_tables(source, names),
        scope=_one_of(source, "scope", ("", *get_args(Scope)), ""),
        rows=_one_of(source, "rows", get_args(RowsFrom), "one"),
        label=source.text("label", ""),
        number=source.text("number", ""),
        dims=_texts_of(source, "dims"),
        subject=source.text("subject", ""),
        records=source.text("records", ""),
        codes=source.text("codes", ""),
        dim=source.text("dim", ""),
        where=_lists_of(source, "where"),
        keep_empty=source.flag("keep_empty", default=True),
        second=tuple(_second(item) for item in source.tables("second")),
        merge=source.text("merge", ""),
        others=source.text("others", ""),
        sort=source.text("sort", ""),
        lines=source.texts("lines", ()),
        indent=source.number("indent", 0),
        style=_one_of(source, "style", ("normal", "group", "subtotal", "total"), "normal"),
        replace=_lists_of(source, "replace"),
        excluded=source.texts("excluded", ()),
    )
    source.close()
    if row.rows == "catalogue" and not (row.codes and row.dim):
        raise source.wrong("hàng theo danh mục cần «codes» và «dim»")
    _check_records(source, row)
    _check_row(source, row, columns)
    return row


def _check_records(source: Source, row: RowDef) -> None:
    """Refuses records of a table that there is not, or that does not travel."""
    if row.rows == "catalogue" and row.records:
        _check_field(source, row.records)
    elif row.rows == "records" and row.records not in LISTED:
        raise source.wrong(f"hàng theo bản ghi: không có bảng «{row.records}»")
    elif row.records and row.rows not in {"records", "catalogue"}:
        raise source.wrong("«records» chỉ đi với hàng theo danh mục hoặc theo bản ghi")


def _check_row(source: Source, row: RowDef, columns: tuple[ColumnDef, ...]) -> None:
    """Refuses a row whose dimensions the cells of a column do not have, or have already."""
    ids = {column.id for column in columns}
    for name in (*row.replace, *row.excluded, *((row.sort,) if row.sort else ())):
        if name not in ids:
            raise source.wrong(f"không có cột «{name}»")
    if row.rows in {"group", "indicators", "records"}:
        return
    added = {"catalogue": {row.dim: "?"}, "bodies": {"body": "?"}}.get(row.rows, {})
    for column in columns:
        if column.tables and row.tables and not set(column.tables) & set(row.tables):
            continue
        cells = (*row.replace.get(column.id, column.cells), *column.unknown_if, *column.unsure)
        for cell in () if column.id in row.excluded else cells:
            for dims in _row_dims(row, added):
                _check_cell(source, cell, row.subject, dims)


def _row_dims(row: RowDef, added: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    yield {**row.dims, **added}
    for _, dims in row.second:
        yield {**row.dims, **added, **dims}


def _check_cell(source: Source, cell: str, subject: str, dims: Mapping[str, str]) -> None:
    try:
        key = parse_cell_key(with_dims(cell, dims))
    except ValueError as error:
        raise source.wrong(f"hàng và cột trái nhau: {error}") from None
    if not known(CellKey(subject or key.subject, key.measure, key.dims)):
        raise source.wrong(f"«{key}»: không có đối tượng, số đo hoặc chiều này")


def _second(source: Source) -> tuple[str, Mapping[str, str]]:
    pair = (source.text("label"), _texts_of(source, "dims"))
    source.close()
    return pair


def _tables(source: Source, names: set[str]) -> tuple[str, ...]:
    tables = source.texts("tables", ())
    for name in tables:
        if name not in names:
            raise source.wrong(f"không có bảng «{name}»")
    return tables


def _texts_of(source: Source, key: str) -> dict[str, str]:
    values = source.table(key).rest() if source.has(key) else {}
    if not all(isinstance(value, str) for value in values.values()):
        raise source.wrong(f"«{key}» phải là bảng chữ")
    return values


def _lists_of(source: Source, key: str) -> dict[str, tuple[str, ...]]:
    values = source.table(key).rest() if source.has(key) else {}
    if not all(isinstance(value, list) and all(isinstance(one, str) for one in value) for value in values.values()):
        raise source.wrong(f"«{key}» phải là bảng danh sách chữ")
    return {name: tuple(value) for name, value in values.items()}


def _one_of(source: Source, key: str, allowed: tuple[str, ...], default: str) -> Any:
    value = source.text(key, default)
    if value not in allowed:
        raise source.wrong(f"«{key}» = «{value}»; chọn một trong: {', '.join(filter(None, allowed))}")
    return value

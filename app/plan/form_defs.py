"""Forms as the pack declares them: columns, row entries and where their numbers come from. A form is data.

A number cell is the sum of the cells of its column, each joined with the dimensions of its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from app.plan.cells import read_cells
from app.plan.source import Source, SourceFile

ColumnKind = Literal["text", "int", "ratio", "points", "mark", "money"]
Scope = Literal["unit", "province"]
TotalOf = Literal["sum", "cell", "none"]
RowsFrom = Literal["one", "group", "catalogue", "units", "bodies", "indicators", "total"]
Operation = Literal["cells", "text", "minus", "ratio", "share", "points", "mark", "below", "indicator", "none"]

_KIND_OF: Final[Mapping[str, ColumnKind]] = MappingProxyType(
    {
        "text": "text",
        "ratio": "ratio",
        "share": "ratio",
        "points": "points",
        "mark": "mark",
        "below": "mark",
        "none": "text",
    }
)
_OPERATIONS: Final[tuple[Operation, ...]] = (
    "cells", "text", "minus", "ratio", "share", "points", "mark", "below", "indicator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnDef:
    """A column of a table.

    Attributes:
        tables: ids of the tables it stands in; empty for all of the form.
        id, number, title, groups, kind, width: as `app.domain.table.Column`.
        operation: what makes its value; "none" leaves it empty for the hand.
        cells: of "cells": keys that are summed, joined with the dimensions of the row.
        of: of "minus", "ratio", "points", "below": two column ids; of "share": one, divided by the same without the
            dimensions of the row; of "mark": one; of "text": the name of a text; of "indicator": a field of the result.
        scale: of "ratio": 100 for a percentage, 1 for a quotient.
        limit: of "below": the setting with the percentage.
        total: of the total row: sum of the rows, a cell counted of its own, or nothing.
        zero: how zero is shown: "0" looked through and none, "-" nothing occurred.
        hidden: the column is only for others to refer to.
    """

    tables: tuple[str, ...]
    id: str
    number: str
    title: str
    groups: tuple[str, ...]
    kind: ColumnKind
    width: int
    operation: Operation
    cells: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    scale: int = 100
    limit: str = ""
    total: TotalOf = "cell"
    zero: str = "0"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowDef:
    """An entry that makes rows of a table.

    Attributes:
        tables: ids of the tables it stands in; empty for all of the form.
        scope: "unit" or "province" where the entry belongs to one only, else empty.
        rows: where the rows come from.
        label: of a row; {name} is the name of the code, unit or body.
        number: in column A; "#" counts on, starting anew after a group.
        dims: joined to the cells of the columns.
        codes: of "catalogue": the code list; `dim` is the dimension its codes go to.
        where: attribute → values of the codes, units (kind, tier) or bodies (kind, group) taken.
        keep_empty: rows with nothing but zeros are kept.
        second: further rows under each row: label and dims, such as "Trong đó: Nữ".
        merge: of "catalogue": codes with the same value of this attribute are one row, named after the first.
        others: label of the row that takes the rows whose first number is under the pack's small-cell limit.
        sort: column by which the rows are sorted, smallest first.
        lines: of "indicators": ids of the lines; empty for all.
        indent, style: as `app.domain.table.Row`.
        replace: column id → cells that stand instead of the column's.
        excluded: column ids that do not apply to the row ("x").
    """

    tables: tuple[str, ...]
    scope: str
    rows: RowsFrom
    label: str = ""
    number: str = ""
    dims: Mapping[str, str] = field(default_factory=dict)
    codes: str = ""
    dim: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep_empty: bool = True
    second: tuple[tuple[str, Mapping[str, str]], ...] = ()
    merge: str = ""
    others: str = ""
    sort: str = ""
    lines: tuple[str, ...] = ()
    indent: int = 0
    style: Literal["normal", "group", "subtotal", "total"] = "normal"
    replace: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableDef:
    """A table of a form; `scope` is "unit" or "province" where it belongs to one only."""

    id: str
    scope: str
    caption: str
    unit_text: str


@dataclass(frozen=True, slots=True)
class FormDef:
    """A form.

    Attributes:
        code, title, basis, landscape, dense: as `app.domain.table.FilledForm`.
        name: short name in lists.
        notes: lines under the tables; {…} are filled from the context.
    """

    code: str
    title: str
    name: str
    basis: tuple[str, ...]
    landscape: bool
    dense: bool
    notes: tuple[str, ...]
    tables: tuple[TableDef, ...]
    columns: tuple[ColumnDef, ...]
    rows: tuple[RowDef, ...]


def read_form(file: SourceFile) -> FormDef:
    """Reads one file of forms/.

    Raises:
        UserError: QT-01 with file and line.
    """
    top = file.top()
    tables = tuple(_table(source) for source in file.each("table"))
    names = {table.id for table in tables}
    columns = tuple(_column(source, names) for source in file.each("column"))
    rows = tuple(_row(source, names) for source in file.each("row"))
    form = FormDef(
        code=top.text("code"),
        title=top.text("title"),
        name=top.text("name"),
        basis=top.texts("basis", ()),
        landscape=top.flag("landscape"),
        dense=top.flag("dense"),
        notes=top.texts("notes", ()),
        tables=tables,
        columns=columns,
        rows=rows,
    )
    for array in ("table", "column", "row"):
        top.tables(array)
    top.close()
    if not tables:
        raise top.wrong("biểu không có bảng nào")
    return form


def _table(source: Source) -> TableDef:
    table = TableDef(
        source.text("id"), _one_of(source, "scope", ("", *get_args(Scope)), ""), source.text("caption", ""),
        source.text("unit", ""),
    )  # fmt: skip
    source.close()
    return table


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
        of=of,
        scale=source.number("scale", 100),
        limit=source.text("limit", ""),
        total=_one_of(source, "total", get_args(TotalOf), "none" if operation == "text" else "cell"),
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
    if name in {"text", "mark", "share", "indicator"}:
        return name, (), (source.text(name),)
    of = source.texts(name)
    if len(of) != 2:
        raise source.wrong(f"«{name}» cần hai cột")
    return name, (), of


def _row(source: Source, names: set[str]) -> RowDef:
    row = RowDef(
        tables=_tables(source, names),
        scope=_one_of(source, "scope", ("", *get_args(Scope)), ""),
        rows=_one_of(source, "rows", get_args(RowsFrom), "one"),
        label=source.text("label", ""),
        number=source.text("number", ""),
        dims=_texts_of(source, "dims"),
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
    return row


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

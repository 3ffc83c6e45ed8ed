"""Pages of a list: folded search, filters, order by Vietnamese name, and a mark from which the next page goes on.

The mark (keyset) is the sort value and id of the last row, so that a page costs the same wherever it is, and rows added
meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, literal, or_, select

from app.domain.schema import FieldSpec, TableSpec
from app.domain.storage import FilterValue, Page, PageQuery
from app.errors import refuse
from app.vietnamese.fold import fold_words
from db.rows import FOLD, SHAPES, SORT, stored, to_records
from db.tables import RECORD_TABLES

LEAST: Final = -(2**62)
"""Sort value of an empty number or yes/no: before every other."""


def read_page(connection: Connection, query: PageQuery) -> Page:
    """Reads one page.

    Raises:
        UserError: NHAP-03 the mark of the page before is not ours.
        KeyError: no such table or field.
    """
    shape, table = SHAPES[query.table], RECORD_TABLES[query.table]
    chosen = and_(table.c.scope == query.scope, *_conditions(query, shape.spec, table))
    total = connection.execute(select(func.count()).select_from(table).where(chosen)).scalar_one()
    key, joined = _sort_column(query, shape.spec, table)
    columns = [table.c[name] for name in shape.fields]
    statement: Select[Any] = select(*columns, key.label("sort_value")).where(chosen).limit(query.limit + 1)
    if joined is not None:
        other, field = joined
        statement = statement.outerjoin(other, and_(other.c.scope == table.c.scope, other.c.id == table.c[field]))
    descending = query.sort.startswith("-")
    if query.after is not None:
        statement = statement.where(_beyond(key, table.c.id, read_mark(query.after), descending=descending))
    order = (key.desc(), table.c.id.desc()) if descending else (key, table.c.id)
    rows = connection.execute(statement.order_by(*order)).fetchall()
    some = rows[: query.limit]
    following = write_mark(some[-1][-1], some[-1][0]) if len(rows) > query.limit and some else None
    return Page(tuple(to_records(shape, [row[:-1] for row in some]).values()), following, total)


def write_mark(value: object, key: str) -> str:
    """The mark of a row."""
    return json.dumps([value, key], ensure_ascii=True)


def read_mark(text: str) -> tuple[str | int, str]:
    """Sort value and id of a mark.

    Raises:
        UserError: NHAP-03.
    """
    try:
        value, key = json.loads(text)
    except (ValueError, TypeError) as wrong:
        raise refuse("NHAP-03", what="vị trí trang", value=text, detail="không phải vị trí đã nhận") from wrong
    if not isinstance(value, str | int) or not isinstance(key, str):
        raise refuse("NHAP-03", what="vị trí trang", value=text, detail="không phải vị trí đã nhận")
    return value, key


def sorting_table(spec: TableSpec, name: str) -> str | None:
    """Table by whose own order a reference sorts; None where the field sorts by its own value."""
    field = spec.field(name) if name and name != "id" else None
    if field is None or field.kind != "ref" or SHAPES[field.declared.ref].sorted_by is None:
        return None
    return field.declared.ref


def searched_references(spec: TableSpec) -> tuple[FieldSpec, ...]:
    """References through which a row is found by the text of the row it points to."""
    return tuple(field for field in spec.fields if field.kind == "ref" and field.declared.ref in SHAPES)


def _sort_column(
    query: PageQuery, spec: TableSpec, table: Table
) -> tuple[ColumnElement[Any], tuple[Table, str] | None]:
    name = query.sort.removeprefix("-")
    if not name:
        return table.c[SORT], None
    target = sorting_table(spec, name)
    if target is not None:
        other = RECORD_TABLES[target].alias("referred")
        return func.coalesce(other.c[SORT], ""), (other, name)  # type: ignore[return-value]
    if name == "id":
        return table.c.id, None
    kind = spec.field(name).kind
    if SHAPES[spec.name].sorted_by is not None and SHAPES[spec.name].sorted_by[0] == name:  # type: ignore[index]
        return table.c[SORT], None
    return func.coalesce(table.c[name], LEAST if kind in {"int", "bool"} else ""), None


def _beyond(
    key: ColumnElement[Any], row_id: ColumnElement[Any], mark: tuple[str | int, str], *, descending: bool
) -> ColumnElement[bool]:
    value, last = mark
    if descending:
        return or_(key < value, and_(key == value, row_id < last))
    return or_(key > value, and_(key == value, row_id > last))


def _conditions(query: PageQuery, spec: TableSpec, table: Table) -> list[ColumnElement[bool]]:
    found = [_filter(table.c[name], wanted) for name, wanted in query.filters.items()]
    words = fold_words(query.text)
    return [*found, *(or_(_contains(table, word), *_through_references(query, spec, table, word)) for word in words)]


def _through_references(query: PageQuery, spec: TableSpec, table: Table, word: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for field in searched_references(spec):
        other = RECORD_TABLES[field.declared.ref].alias(f"of_{field.name}")
        ids = select(other.c.id).where(other.c.scope == query.scope, _contains(other, word))  # type: ignore[arg-type]
        found.append(table.c[field.name].in_(ids))
    return found


def _contains(table: Table, word: str) -> ColumnElement[bool]:
    return func.instr(table.c[FOLD], literal(word)) > 0


def _filter(column: ColumnElement[Any], wanted: FilterValue | tuple[FilterValue, ...]) -> ColumnElement[bool]:
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    present = [stored(value) for value in values if value is not None]
    return or_(column.in_(present), column.is_(None)) if None in values else column.in_(present)

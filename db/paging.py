"""Pages of a list in SQL: folded search, filters, order by Vietnamese name; see `db.marks` for what a query means."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.domain.schema import TableSpec
from app.domain.storage import FilterValue, Page, PageQuery
from app.vietnamese.fold import fold_words
from db.marks import Sorting, read_mark, searched_references, sorting, write_mark
from db.rows import FOLD, SHAPES, SORT, stored, to_records
from db.tables import RECORD_TABLES


class Position(GenericFunction[int]):
    """Where a word stands in a text, 0 for nowhere; each database has its own name for it."""

    name = "instr"
    type = Integer()
    inherit_cache = True


@compiles(Position, "postgresql")
def _in_postgresql(element: Position, compiler: SQLCompiler, **more: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **more)})"


def read_page(connection: Connection, query: PageQuery) -> Page:
    """Reads one page.

    Raises:
        UserError: NHAP-03 the mark of the page before is not ours.
        KeyError: no such table or field.
    """
    shape, table, sort = SHAPES[query.table], RECORD_TABLES[query.table], sorting(query)
    chosen = and_(table.c.scope == query.scope, *_conditions(query, shape.spec, table))
    total = connection.execute(select(func.count()).select_from(table).where(chosen)).scalar_one()
    columns = [table.c[name] for name in shape.fields]
    rows = connection.execute(_statement(query, table, sort, columns).where(chosen)).fetchall()
    some = rows[: query.limit]
    following = write_mark(some[-1][-1], some[-1][0]) if len(rows) > query.limit and some else None
    return Page(tuple(to_records(shape, [row[:-1] for row in some]).values()), following, total)


def _statement(query: PageQuery, table: Table, sort: Sorting, columns: list[Any]) -> Select[Any]:
    source: FromClause = table
    key: ColumnElement[Any] = table.c[SORT]
    if sort.through:
        other = RECORD_TABLES[sort.through].alias("referred")
        source = table.outerjoin(other, and_(other.c.scope == table.c.scope, other.c.id == table.c[sort.field]))
        key = func.coalesce(other.c[SORT], sort.empty)
    elif sort.field:
        column = table.c[sort.field]
        own = cast(column, BigInteger) if isinstance(column.type, Boolean) else column
        key = func.coalesce(own, sort.empty)
    statement = select(*columns, key.label("sort_value")).select_from(source).limit(query.limit + 1)
    row_id = table.c.id
    if query.after is not None:
        value, last = read_mark(query.after, sort.empty)
        beyond = key < value if sort.descending else key > value
        further = row_id < last if sort.descending else row_id > last
        statement = statement.where(or_(beyond, and_(key == value, further)))
    return statement.order_by(*((key.desc(), row_id.desc()) if sort.descending else (key, row_id)))


def _conditions(query: PageQuery, spec: TableSpec, table: Table) -> list[ColumnElement[bool]]:
    found = [_filter(table.c[name], wanted) for name, wanted in query.filters.items()]
    words = fold_words(query.text)
    return [*found, *(or_(_contains(table, word), *_through_references(query, spec, table, word)) for word in words)]


def _through_references(query: PageQuery, spec: TableSpec, table: Table, word: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for field in searched_references(spec):
        other = RECORD_TABLES[field.declared.ref].alias(f"of_{field.name}")
        ids = select(other.c.id).where(other.c.scope == query.scope, _contains(other, word))
        found.append(table.c[field.name].in_(ids))
    return found


def _contains(source: FromClause, word: str) -> ColumnElement[bool]:
    return Position(source.c[FOLD], literal(word)) > 0


def _filter(column: ColumnElement[Any], wanted: FilterValue | tuple[FilterValue, ...]) -> ColumnElement[bool]:
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    present = [stored(value) for value in values if value is not None]
    return or_(column.in_(present), column.is_(None)) if None in values else column.in_(present)

"""Tables copied from one database to the other, row by row as they are, and compared by number and digest.

Hides streaming and COPY. Both databases order text by its bytes, so the same rows give the same digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql
from sqlalchemy import Connection, Table, insert, select

from db.tables import METADATA

_AT_ONCE: Final = 2000
TABLES: Final[tuple[Table, ...]] = tuple(METADATA.sorted_tables)


@dataclass(frozen=True, slots=True)
class Sum:
    """Number and digest of the rows of a table."""

    rows: int
    digest: str


def copy_table(source: Connection, target: Connection, table: Table) -> Sum:
    """Copies a table into an empty one; gives what was read."""
    counted = _Counted()
    write = _copy_in if target.dialect.name == "postgresql" else _insert
    write(target, table, (counted.add(part) for part in _parts(source, table)))
    return counted.sum()


def sum_of(connection: Connection, table: Table) -> Sum:
    """Number and digest of a table."""
    counted = _Counted()
    for part in _parts(connection, table):
        counted.add(part)
    return counted.sum()


class _Counted:
    """Adds up rows as they pass."""

    def __init__(self) -> None:
        self._rows = 0
        self._digest = hashlib.sha256()

    def add(self, part: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        self._rows += len(part)
        for row in part:
            self._digest.update(repr(row).encode())
        return part

    def sum(self) -> Sum:
        return Sum(self._rows, self._digest.hexdigest())


def _parts(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
    with connection.execute(ordered) as result:
        for part in result.partitions():
            yield [tuple(row) for row in part]


def _insert(target: Connection, table: Table, parts: Iterator[Sequence[tuple[Any, ...]]]) -> None:
    statement = str(insert(table).compile(dialect=target.dialect))
    for part in parts:
        target.exec_driver_sql(statement, list(part))


def _copy_in(target: Connection, table: Table, parts: Iterator[Sequence[tuple[Any, ...]]]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    driver: Any = target.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for part in parts:
            for row in part:
                copy.write_row(row)

"""Whether rows and history tell of the same commands: finds a transaction of which only some pages reached the disk.

Pages are whole by themselves, so the checks of SQLite and SQLCipher pass over a half-written transaction whose journal
a "cleaner" deleted after a crash (threats.md A18). Every row says which command wrote it, and the history says what
each command left: where the two differ, part of a command is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, or_, select

from db.chain import SealedLine, payload_of
from db.periodkeys import PeriodKeys
from db.tables import DOCUMENTS, HISTORY, RECORD_TABLES, TOUCHED

_DOCUMENT: Final = "document:"


def disagreements(connection: Connection, keys: PeriodKeys) -> tuple[str, ...]:
    """What rows and history say differently, as names of tables; empty where they agree."""
    found = [name for name in RECORD_TABLES if connection.execute(_strangers(name)).scalar_one()]
    newest = connection.execute(select(func.max(HISTORY.c.revision))).scalar_one() or 0
    found += [name for name in RECORD_TABLES if _later(connection, name, newest)]
    found += [name for name in RECORD_TABLES if _lost(connection, keys, name)]
    found += _last_scopes(connection, keys, newest)
    found += _documents(connection, keys)
    return tuple(sorted(set(found)))


def _strangers(name: str) -> Select[Any]:
    """Live rows that another command wrote than the newest one which the history knows of them."""
    table, last = RECORD_TABLES[name], _newest(name).subquery()
    joined = table.outerjoin(last, last.c.record == table.c.id)
    wrong = and_(table.c.scope == "", or_(last.c.revision.is_(None), last.c.revision != table.c.revision))
    return select(func.count()).select_from(joined).where(wrong)


def _newest(name: str) -> Select[Any]:
    newest = func.max(TOUCHED.c.revision).label("revision")
    return select(TOUCHED.c.record, newest).where(TOUCHED.c.table == name).group_by(TOUCHED.c.record)


def _later(connection: Connection, name: str, newest: int) -> bool:
    """Rows of whatever scope that no command of the history can have written."""
    written = connection.execute(select(func.max(RECORD_TABLES[name].c.revision))).scalar_one() or 0
    return bool(written > newest)


def _lost(connection: Connection, keys: PeriodKeys, name: str) -> bool:
    """Live rows that are not there although the newest command of them did not take them out."""
    table, last = RECORD_TABLES[name], _newest(name).subquery()
    joined = last.outerjoin(table, and_(table.c.id == last.c.record, table.c.scope == ""))
    gone = {
        (row.record, row.revision)
        for row in connection.execute(select(last).select_from(joined).where(table.c.id.is_(None)))
    }
    for revision in {revision for _, revision in gone}:
        for other, record, _, after in _content(connection, keys, revision).get("changes", ()):
            if other == name and after is not None and (record, revision) in gone:
                return True
    return False


def _last_scopes(connection: Connection, keys: PeriodKeys, newest: int) -> Iterator[str]:
    """What the last command received is there in full."""
    for scope, counts in _content(connection, keys, newest).get("scopes", ()):
        for name, table in RECORD_TABLES.items():
            rows = connection.execute(select(func.count()).where(table.c.scope == scope)).scalar_one()
            if rows != (counts or {}).get(name, 0):
                yield name


def _documents(connection: Connection, keys: PeriodKeys) -> Iterator[str]:
    """Every document stands in the state in which the newest command of it left it."""
    states = {(row.kind, row.id): row.state for row in connection.execute(select(DOCUMENTS))}
    told: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(TOUCHED).where(TOUCHED.c.table.startswith(_DOCUMENT, autoescape=True))):
        key = (row.table.removeprefix(_DOCUMENT), row.record)
        told[key] = max(told.get(key, 0), row.revision)
    yield from (kind for kind, _ in set(states) - set(told))
    for revision in set(told.values()):
        for kind, key, _, after in _content(connection, keys, revision).get("documents", ()):
            if told.get((kind, key)) == revision and states.get((kind, key)) != after:
                yield kind


def _content(connection: Connection, keys: PeriodKeys, revision: int) -> dict[str, Any]:
    """What a command left, as its line says; nothing where its key was erased."""
    row = connection.execute(select(HISTORY).where(HISTORY.c.revision == revision)).one_or_none()
    return {} if row is None else payload_of(keys, SealedLine(*row))

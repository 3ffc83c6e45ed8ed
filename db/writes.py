"""What one transaction writes, step by step; every function takes an open transaction and never ends it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, delete, func, insert, select

from app.domain.dataset import Change, Dataset
from app.domain.schema import Level, level_of
from app.domain.storage import Batch, Document, DocumentChange, HistoryEntry
from app.errors import refuse
from db.chain import START, SealedLine, seal_line, touched
from db.figures import write_figures
from db.periodkeys import PeriodKeys
from db.rows import SHAPES, Row, to_records, to_rows
from db.tables import BLOBS, DOCUMENTS, HISTORY, META, RECORD_TABLES, TOUCHED

_AT_ONCE: Final = 500
_SCOPE: Final = "scope:"


def write_batch(connection: Connection, batch: Batch, keys: PeriodKeys) -> int:
    """Writes everything of a batch.

    Returns:
        The revision of the store after it; unchanged where the entry was written before, or where there is none.

    Raises:
        UserError: LUU-09, a row is no longer what it was when it was read.
    """
    last = last_revision(connection)
    if batch.entry is not None:
        written = revision_of(connection, batch.entry.id)
        if written is not None:
            return written
        last += 1
    _write_changes(connection, batch.changes, last)
    _write_documents(connection, batch.documents)
    for document, cells in batch.figures.items():
        write_figures(connection, document, cells)
    _write_pairs(connection, BLOBS, batch.blobs)
    _write_pairs(connection, META, batch.meta)
    for scope, data in batch.scopes.items():
        _write_scope(connection, scope, data, last)
    if batch.entry is not None:
        _write_history(connection, last, batch.entry, batch, keys)
    return last


def last_revision(connection: Connection) -> int:
    """Revision of the store; 0 before the first command."""
    return connection.execute(select(func.max(HISTORY.c.revision))).scalar_one() or 0


def revision_of(connection: Connection, entry: str) -> int | None:
    """Revision that an entry was written as; None where it was not."""
    return connection.execute(select(HISTORY.c.revision).where(HISTORY.c.id == entry)).scalar_one_or_none()


def scope_of(connection: Connection, scope: str) -> tuple[str, Level] | None:
    """Unit and level of received records; None where there are none."""
    return scopes_of(connection, (scope,)).get(scope)


def scopes_of(connection: Connection, scopes: Sequence[str]) -> dict[str, tuple[str, Level]]:
    """The same for many."""
    found: dict[str, tuple[str, Level]] = {}
    for some in chunks([_SCOPE + scope for scope in scopes]):
        for key, text in connection.execute(select(META.c.key, META.c.value).where(META.c.key.in_(some))):
            unit, level = json.loads(text)
            found[key.removeprefix(_SCOPE)] = (unit, level_of(level))
    return found


def scopes(connection: Connection) -> tuple[str, ...]:
    """Ids of all received records."""
    found = connection.execute(select(META.c.key).where(META.c.key.startswith(_SCOPE, autoescape=True)))
    return tuple(sorted(key.removeprefix(_SCOPE) for key in found.scalars()))


def document_of(row: Sequence[Any]) -> Document:
    """A document from its row."""
    kind, key, unit, period, state, at, body = row
    return Document(kind, key, unit, period, state, at, json.loads(body))


def chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """Ids in portions that fit a statement."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _write_changes(connection: Connection, changes: Iterable[Change], revision: int) -> None:
    by_table: dict[str, list[Change]] = {}
    for change in changes:
        by_table.setdefault(change.table, []).append(change)
    for name, wanted in by_table.items():
        stored = _stored(connection, name, sorted({change.id for change in wanted}))
        now = dict(stored)
        for change in wanted:
            # The wanted value may stand there already: an error at commit does not prove that nothing was written.
            if now.get(change.id) not in (change.before, change.after):
                raise refuse("LUU-09")
            now[change.id] = change.after
        table = RECORD_TABLES[name]
        _delete_keys(connection, table, [("", key) for key in stored])
        kept = [now[change_id] for change_id in dict.fromkeys(change.id for change in wanted)]
        _insert(connection, table, to_rows(SHAPES[name], (item for item in kept if item is not None), "", revision))


def _stored(connection: Connection, name: str, ids: Sequence[str]) -> dict[str, Any]:
    shape, table = SHAPES[name], RECORD_TABLES[name]
    columns = [table.c[field] for field in shape.fields]
    found: dict[str, Any] = {}
    for some in chunks(ids):
        rows = connection.execute(select(*columns).where(table.c.scope == "", table.c.id.in_(some)))
        found |= to_records(shape, rows.fetchall())
    return found


def _write_documents(connection: Connection, changes: Iterable[DocumentChange]) -> None:
    for change in changes:
        kind, key = change.key
        mine = and_(DOCUMENTS.c.kind == kind, DOCUMENTS.c.id == key)
        found = connection.execute(select(DOCUMENTS).where(mine)).first()
        now = tuple(found) if found is not None else None
        if now not in (_document_row(change.before), _document_row(change.after)):
            raise refuse("LUU-09")
        connection.execute(delete(DOCUMENTS).where(mine))
        row = _document_row(change.after)
        if row is not None:
            _insert(connection, DOCUMENTS, [row])


def _document_row(document: Document | None) -> Row | None:
    if document is None:
        return None
    body = json.dumps(dict(document.body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    head = (document.kind, document.id, document.unit, document.period, document.state, document.at)
    return (*head, body)


def _write_pairs(connection: Connection, table: Table, pairs: Mapping[str, Any]) -> None:
    key = table.primary_key.columns.values()[0]
    for name, value in pairs.items():
        connection.execute(delete(table).where(key == name))
        if value is not None:
            _insert(connection, table, [(name, value)])


def _write_scope(connection: Connection, scope: str, data: Dataset | None, revision: int) -> None:
    if not scope:
        raise ValueError("live records are changed one by one, with their history")
    for table in RECORD_TABLES.values():
        connection.execute(delete(table).where(table.c.scope == scope))
    label = json.dumps([data.unit, data.level.code]) if data is not None else None
    _write_pairs(connection, META, {_SCOPE + scope: label})
    for name, rows in data.tables.items() if data is not None else ():
        _insert(connection, RECORD_TABLES[name], to_rows(SHAPES[name], rows.values(), scope, revision))


def _write_history(connection: Connection, revision: int, entry: HistoryEntry, batch: Batch, keys: PeriodKeys) -> None:
    previous = connection.execute(select(HISTORY.c.link).where(HISTORY.c.revision == revision - 1)).scalar_one_or_none()
    line: SealedLine = seal_line(keys, previous or START, revision, entry, batch)
    _insert(connection, HISTORY, [astuple(line)])
    _insert(connection, TOUCHED, [(table, record, revision) for table, record in touched(batch)])


def _delete_keys(connection: Connection, table: Table, keys: Sequence[tuple[str, str]]) -> None:
    if keys:
        chosen = delete(table).where(table.c.scope == "", table.c.id == "")
        connection.exec_driver_sql(str(chosen.compile(dialect=connection.dialect)), list(keys))


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    # The driver's own executemany on plain tuples: SQLAlchemy's handling of 30,000 dictionaries costs as much again.
    if rows:
        connection.exec_driver_sql(str(insert(table).compile(dialect=connection.dialect)), list(rows))

"""What is asked of the database; every function takes an open transaction and returns finished values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, func, select

from app.domain.dataset import Dataset
from app.domain.schema import Level
from app.domain.storage import Document, HistoryCheck, HistoryLine
from db.chain import SealedLine, follow, open_line
from db.periodkeys import PeriodKeys
from db.rows import SHAPES, to_records
from db.tables import BLOBS, DOCUMENTS, HISTORY, META, RECORD_TABLES, TOUCHED
from db.writes import chunks, document_of, scope_of, scopes_of


def read_dataset(connection: Connection, unit: str, scope: str, tables: Collection[str] | None) -> Dataset:
    """Records of a scope; the live ones belong to `unit`, received ones to the unit that sent them."""
    label = scope_of(connection, scope) if scope else None
    owner, level = label or (unit, Level.HO_SO)
    found: dict[str, Mapping[str, Any]] = {}
    for name, table in RECORD_TABLES.items():
        if tables is not None and name not in tables:
            continue
        shape = SHAPES[name]
        columns = [table.c[field] for field in shape.fields]
        rows = connection.execute(select(*columns).where(table.c.scope == scope).order_by(table.c.id)).fetchall()
        if rows:
            found[name] = to_records(shape, rows)
    return Dataset(owner, level, found)


def read_datasets(
    connection: Connection, unit: str, scopes: Sequence[str], tables: Collection[str]
) -> dict[str, Dataset]:
    """Records of many received scopes, one question for each table instead of one for each scope."""
    parts: dict[str, dict[str, Mapping[str, Any]]] = {scope: {} for scope in scopes}
    for name in (name for name in RECORD_TABLES if name in tables):
        shape, table = SHAPES[name], RECORD_TABLES[name]
        columns = [table.c[field] for field in shape.fields]
        for some in chunks(scopes):
            query = select(table.c.scope, *columns).where(table.c.scope.in_(some)).order_by(table.c.scope, table.c.id)
            for scope, rows in groupby(connection.execute(query).fetchall(), key=itemgetter(0)):
                parts[scope][name] = to_records(shape, [row[1:] for row in rows])
    labels = scopes_of(connection, scopes)
    return {scope: Dataset(*labels.get(scope, (unit, Level.HO_SO)), found) for scope, found in parts.items()}


def count_rows(connection: Connection, name: str, scope: str) -> int:
    """Number of records of a table."""
    table = RECORD_TABLES[name]
    return connection.execute(select(func.count()).select_from(table).where(table.c.scope == scope)).scalar_one()


def read_history(
    connection: Connection, keys: PeriodKeys, table: str | None, record: str | None, before: int | None, limit: int
) -> tuple[HistoryLine, ...]:
    """Lines, newest first."""
    query = select(HISTORY).order_by(HISTORY.c.revision.desc()).limit(limit)
    if before is not None:
        query = query.where(HISTORY.c.revision < before)
    if table is not None:
        mine = select(TOUCHED.c.revision).where(TOUCHED.c.table == table)
        if record is not None:
            mine = mine.where(TOUCHED.c.record == record)
        query = query.where(HISTORY.c.revision.in_(mine))
    return tuple(open_line(keys, SealedLine(*row)) for row in connection.execute(query).fetchall())


def check_history(connection: Connection, keys: PeriodKeys) -> HistoryCheck:
    """Follows the whole chain."""
    rows = connection.execute(select(HISTORY).order_by(HISTORY.c.revision))
    return follow(keys, _lines(rows))


def read_document(connection: Connection, kind: str, key: str) -> Document | None:
    """A document; None where there is none."""
    row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.kind == kind, DOCUMENTS.c.id == key)).first()
    return document_of(row) if row is not None else None


def find_documents(
    connection: Connection, kind: str, unit: str | None, period: str | None, state: str | None
) -> tuple[Document, ...]:
    """Documents of a kind, by time and id."""
    query = select(DOCUMENTS).where(DOCUMENTS.c.kind == kind).order_by(DOCUMENTS.c.at, DOCUMENTS.c.id)
    for column, wanted in ((DOCUMENTS.c.unit, unit), (DOCUMENTS.c.period, period), (DOCUMENTS.c.state, state)):
        if wanted is not None:
            query = query.where(column == wanted)
    return tuple(document_of(row) for row in connection.execute(query).fetchall())


def read_blob(connection: Connection, name: str) -> bytes | None:
    """Bytes by name; None where there are none."""
    return connection.execute(select(BLOBS.c.bytes).where(BLOBS.c.name == name)).scalar_one_or_none()


def blob_names(connection: Connection, prefix: str) -> tuple[str, ...]:
    """Names that start with a prefix, sorted."""
    query = select(BLOBS.c.name).where(BLOBS.c.name.startswith(prefix, autoescape=True)).order_by(BLOBS.c.name)
    # LIKE ignores case in SQLite.
    return tuple(name for name in connection.execute(query).scalars() if name.startswith(prefix))


def read_meta(connection: Connection, key: str) -> str | None:
    """Text by key; None where there is none."""
    return connection.execute(select(META.c.value).where(META.c.key == key)).scalar_one_or_none()


def _lines(rows: Any) -> Iterator[SealedLine]:
    return (SealedLine(*row) for row in rows)

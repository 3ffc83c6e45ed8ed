"""Writing people, against bare executemany of the same rows into the same encrypted database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import sqlite

from app.domain.dataset import Dataset
from app.domain.storage import HistoryEntry
from db import cipher
from db.migrations import runner
from db.opening import create_store
from db.rows import SHAPES, to_rows
from db.tables import RECORD_TABLES
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve

_KEY = bytes(range(32))


def insert_raw(work: Path) -> Measured:
    """executemany of the ready rows of all people into the encrypted database, in one transaction."""
    clock = Clock()
    rows = rows_of(material.read_one(work), "")
    insert_rows(work, [rows], clock)
    return clock.result(rows=sum(map(len, rows.values())))


def insert_program(work: Path) -> Measured:
    """The same records through the store: compared, written, indexed for search, with their line of the history."""
    data = material.read_one(work)
    changes = material.changes_of(data)
    path = material.empty(work / "insert")
    store = create_store(path, "unit", data.unit, material.USER, material.PASSPHRASE, cheap=True, practice=True)
    clock = Clock()
    with clock.measured():
        store.apply(changes, HistoryEntry("import", store.user, "2026-11-20T08:00:00+00:00", "Nhập từ Excel"))
    store.close()
    return clock.result(rows=len(changes))


def rows_of(data: Dataset, scope: str) -> dict[str, list[Any]]:
    return {name: to_rows(SHAPES[name], records.values(), scope, 1) for name, records in data.tables.items()}


def insert_rows(work: Path, batches: list[dict[str, list[Any]]], clock: Clock) -> None:
    """Writes ready rows with the driver alone: same key, same settings, same journal; a transaction for each batch."""
    path = material.empty(work / "raw") / "so.db"
    runner.upgrade(path, _KEY)
    connection = cipher.connect(path, _KEY)
    texts = {name: str(insert(table).compile(dialect=sqlite.dialect())) for name, table in RECORD_TABLES.items()}
    with clock.measured():
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            for name, rows in batch.items():
                connection.executemany(texts[name], rows)
            connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    serve(insert_raw, insert_program)

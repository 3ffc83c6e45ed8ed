"""The one connection of an officer to the server: hides transactions, the head that writers lock, and reconnecting.

Readers see one snapshot and wait for nobody. Who writes a command first locks the only row of `head`; so commands of
all officers come one after another, as in a file. A dropped connection is opened again before a transaction begins;
where it drops at the end of one, the server is asked whether the command is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, NullPool, create_engine, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.domain.storage import Batch
from app.errors import UserError, refuse
from db import writes
from db.migrations import HEAD as SCHEMA
from db.postgres.address import ServerAddress, parameters
from db.postgres.escaping import WordsDumper
from db.postgres.faults import is_lost, refusing
from db.postgres.keys import ServerKeys
from db.postgres.tables import HEAD
from db.session import Session
from db.tables import TOUCHED

_SNAPSHOT: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITING: Final = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE"


def connect(address: ServerAddress, password: str, folder: Path) -> psycopg.Connection[Any]:
    """Opens a driver connection; nothing else in the program opens one."""
    made = psycopg.connect(**parameters(address, password, folder))
    made.adapters.register_dumper(str, WordsDumper)
    return made


def engine(address: ServerAddress, password: str, folder: Path) -> Engine:
    """An engine that keeps no connection of its own; values go by position, as in SQLite."""
    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(address, password, folder),
        poolclass=NullPool,
        paramstyle="format",
        use_native_hstore=False,
        hide_parameters=True,
    )


class ServerSession(Session):
    """A connection that is opened again when the server or the network failed."""

    __slots__ = ("_own", "_within", "address", "keys", "seen")

    def __init__(self, address: ServerAddress, password: str, folder: Path, data_key: bytes) -> None:
        """Connects.

        Raises:
            UserError: MO-05, MO-07, MO-08, MO-10.
        """
        self.address = address
        self._engine = engine(address, password, folder)
        self._live: Connection | None = None
        self._closed = False
        self._within: Connection | None = None
        self._own: set[int] = set()
        self.seen = 0
        self.keys = ServerKeys(data_key, self.transaction, self.writing, self.alone)
        with refusing(address):
            self._connection()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One snapshot for reading, or the transaction that is open; raises MO-05 and others."""
        with self._begun(_SNAPSHOT) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes but is no command, or the one that is open."""
        with self._begun(_WRITING) as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction in which nobody else writes a command, or the one that is open.

        Raises:
            UserError: MO-06 somebody else does for too long, MO-02, MO-09 the data was moved, MO-05 and others.
        """
        joined = self._within is not None
        with self._begun(_WRITING) as connection:
            if not joined:
                self._lock(connection)
            yield connection

    def write(self, batch: Batch) -> int:
        """Writes a batch in one transaction; gives the revision.

        Raises:
            UserError: LUU-09 a row moved; MO-05 and others: nothing of it is there, or all of it and the same entry
                written again changes nothing.
        """
        try:
            return self._write(batch)
        except UserError as wrong:
            if wrong.code != "MO-05" or self._within is not None:
                raise
            return self._again(batch)

    @property
    def newest(self) -> int:
        """Newest revision that was seen or written here."""
        return max(self.seen, *self._own, 0)

    def news(self) -> tuple[tuple[str, str], ...]:
        """What commands of others touched since the last call."""
        with self.transaction() as connection:
            revision = connection.execute(select(HEAD.c.revision)).scalar_one()
            since, self.seen = self.seen, max(revision, self.seen)
            mine, self._own = self._own, set()
            if set(range(since + 1, revision + 1)) <= mine:
                return ()
            later = TOUCHED.c.revision.between(since + 1, revision)
            rows = connection.execute(select(TOUCHED).where(later)).fetchall()
        return tuple(sorted({(row.table, row.record) for row in rows if row.revision not in mine}))

    def damage(self, *, full: bool) -> tuple[str, ...]:
        """Whether the head says what the history says; the pages are the server's own matter."""
        with self.transaction() as connection:
            revision = connection.execute(select(HEAD.c.revision)).scalar_one()
            return () if revision == writes.last_revision(connection) else ("head",)

    def _write(self, batch: Batch) -> int:
        opened = self.alone() if batch.entry is not None else self.writing()
        with opened as connection, connection.begin_nested():
            revision = writes.write_batch(connection, batch, self.keys)
            if batch.entry is not None:
                connection.execute(update(HEAD).values(revision=revision))
                self._own.add(revision)
            return revision

    def _again(self, batch: Batch) -> int:
        with self.transaction() as connection:
            written = writes.revision_of(connection, batch.entry.id) if batch.entry else None
        return self._write(batch) if written is None else written

    @contextmanager
    def _begun(self, first: str) -> Iterator[Connection]:
        if self._within is not None:
            yield self._within
            return
        with refusing(self.address):
            try:
                self._within = connection = self._started(first)
                self.keys.begin()
                yield connection
                connection.commit()
            except BaseException as wrong:
                self.keys.forget()
                self._roll_back(wrong)
                raise
            finally:
                self._within = None

    def _started(self, first: str) -> Connection:
        try:
            connection = self._connection()
            connection.exec_driver_sql(first)
        except DBAPIError as wrong:
            if not is_lost(wrong):
                raise
            self._disconnect()
            connection = self._connection()
            connection.exec_driver_sql(first)
        return connection

    def _roll_back(self, wrong: BaseException) -> None:
        if is_lost(wrong) or self._live is None:
            self._disconnect()
            return
        try:
            self._live.rollback()
        except (SQLAlchemyError, psycopg.Error):
            self._disconnect()

    def _lock(self, connection: Connection) -> None:
        row = connection.execute(select(HEAD).with_for_update()).one()
        if row.moved:
            raise refuse("MO-09", place=row.moved)
        if row.schema > SCHEMA:
            raise refuse("MO-02", version=row.schema)

    def _disconnect(self) -> None:
        live, self._live = self._live, None
        with suppress(SQLAlchemyError, psycopg.Error):
            if live is not None:
                live.invalidate()
                live.close()
        self._engine.dispose()

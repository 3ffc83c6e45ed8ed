"""The one connection of an open store: hides transactions and how an uncertain commit is settled.

Ids are ours and writes can be repeated: after an error of the disk the database is opened again, checked, asked whether
the command is there, and only then written once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlcipher3 import dbapi2

from app.domain.storage import Batch
from app.errors import UserError, refuse
from db import cipher, writes
from db.faults import refusing
from db.folder import Folder
from db.periodkeys import PeriodKeys

_UNCERTAIN: Final = frozenset({"LUU-01", "LUU-02"})


class Session:
    """An encrypted connection that is opened again when the disk failed."""

    __slots__ = ("_closed", "_engine", "_folder", "_keys", "_live")

    def __init__(self, folder: Folder, data_key: bytes, keys: PeriodKeys) -> None:
        """Connects.

        Raises:
            UserError: LUU-04 damaged or another file; LUU-02, LUU-05.
        """
        self._folder = folder
        self._keys = keys
        self._engine = cipher.engine(folder.database, data_key)
        self._live: Connection | None = None
        self._closed = False
        with refusing(folder.database):
            self._connection()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at its end, rolled back at any error; raises LUU-*, MO-01.

        After an error of the disk the connection is dropped: SQLite may have left the transaction open.
        """
        with refusing(self._folder.database):
            try:
                connection = self._connection()
                with connection.begin():
                    yield connection
            except (OSError, DBAPIError, dbapi2.Error):
                self._disconnect()
                raise

    def write(self, batch: Batch) -> int:
        """Writes a batch in one transaction; gives the revision.

        Raises:
            UserError: LUU-09 a row moved; LUU-01, LUU-02, LUU-04, LUU-05: nothing of it is there.
        """
        try:
            return self._write(batch)
        except UserError as wrong:
            if wrong.code not in _UNCERTAIN:
                raise
            return self._settle(batch, wrong)

    def driver(self) -> Any:
        """The driver's connection, for what SQLAlchemy does not offer."""
        return self._connection().connection.driver_connection

    def damage(self, *, full: bool) -> tuple[str, ...]:
        """What is wrong with the pages; empty for nothing."""
        with refusing(self._folder.database):
            return cipher.integrity(self.driver(), full=full)

    def close(self) -> None:
        """Disconnects for good."""
        self._closed = True
        self._disconnect()

    def _write(self, batch: Batch) -> int:
        with self.transaction() as connection:
            return writes.write_batch(connection, batch, self._keys)

    def _settle(self, batch: Batch, wrong: UserError) -> int:
        if self.damage(full=False):
            raise refuse("LUU-04", place=self._folder.database)
        with self.transaction() as connection:
            written = writes.revision_of(connection, batch.entry.id) if batch.entry else None
        if written is not None:
            return written
        if wrong.code == "LUU-01":  # only a person can make room
            raise wrong
        return self._write(batch)

    def _connection(self) -> Connection:
        if self._closed:
            raise ValueError("the store is closed")
        if self._live is None:
            self._live = self._engine.connect()
        return self._live

    def _disconnect(self) -> None:
        live, self._live = self._live, None
        with suppress(SQLAlchemyError, dbapi2.Error):  # a broken disk may refuse even the rollback
            if live is not None:
                live.close()
        self._engine.dispose()

"""Period keys that several officers share: each wrapped under the data key before it reaches the server.

Hides who made a key first and when another officer erased one: what is remembered here is forgotten as soon as the
head of the data says that something was erased.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.crypto.blobs import decrypt_blob, encrypt_blob
from app.crypto.keys import KEY_BYTES
from app.errors import refuse
from db.periodkeys import PeriodKeys, context_of
from db.postgres.tables import HEAD, PERIOD_KEYS

Opener: TypeAlias = Callable[[], AbstractContextManager[Connection]]


class ServerKeys(PeriodKeys):
    """The keys of one store on a server."""

    __slots__ = ("_erasures", "_fresh", "_known", "_locking", "_reading", "_writing")

    def __init__(self, data_key: bytes, reading: Opener, writing: Opener, locking: Opener) -> None:
        """Nothing is read yet; the openers join the transaction that is open, if one is.

        Args:
            locking: opens a transaction that holds the head of the data.
        """
        super().__init__(data_key, None)
        self._reading = reading
        self._writing = writing
        self._locking = locking
        self._fresh = False
        self._known: dict[tuple[str, str], bytes | None] = {}
        self._erasures = -1

    def begin(self) -> None:
        """A new transaction: others may have erased a key since the last one."""
        self._fresh = False

    def forget(self) -> None:
        """What a transaction that failed made is not there."""
        self._known.clear()

    def key(self, unit: str, period: str) -> bytes | None:
        """The key of a unit and period; None where there is none, or none any more."""
        with self._reading() as connection:
            self._refresh(connection)
            place = (unit, period)
            if place not in self._known:
                found = _read(connection, place)
                self._known[place] = self._unwrapped(place, found) if found is not None else None
            return self._known[place]

    def ensure(self, unit: str, period: str) -> bytes:
        """The key of a unit and period, made now where there was none; of two officers, one makes it."""
        found = self.key(unit, period)
        if found is not None:
            return found
        place = (unit, period)
        with self._writing() as connection:
            made = self.wrapped(place, os.urandom(KEY_BYTES))
            put = insert(PERIOD_KEYS).values(unit=unit, period=period, wrapped=made, erased=False)
            connection.execute(
                put.on_conflict_do_update(
                    index_elements=["unit", "period"], set_={"wrapped": made}, where=PERIOD_KEYS.c.wrapped.is_(None)
                )
            )
            kept = _read(connection, place)
        if kept is None:
            raise refuse("KHOA-03", place="period_keys")
        self._known[place] = key = self._unwrapped(place, kept)
        return key

    def erase(self, unit: str, period: str) -> bool:
        """Removes a key for everybody; True where there was one."""
        with self._locking() as connection:
            gone = update(PERIOD_KEYS).where(_is((unit, period)), PERIOD_KEYS.c.wrapped.is_not(None))
            found = connection.execute(gone.values(wrapped=None, erased=True)).rowcount > 0
            if found:
                connection.execute(update(HEAD).values(erasures=HEAD.c.erasures + 1))
        self.forget()
        return found

    def pairs(self) -> dict[tuple[str, str], bytes]:
        """All keys by unit and period."""
        with self._reading() as connection:
            rows = connection.execute(select(PERIOD_KEYS).where(PERIOD_KEYS.c.wrapped.is_not(None))).fetchall()
        return {(row.unit, row.period): self._unwrapped((row.unit, row.period), row.wrapped) for row in rows}

    def wrapped(self, place: tuple[str, str], key: bytes) -> bytes:
        """A key as the server may see it."""
        return encrypt_blob(self._wrapping(), key, context_of(*place))

    def erased(self) -> tuple[tuple[str, str], ...]:
        """Units and periods whose key was erased."""
        with self._reading() as connection:
            rows = connection.execute(select(PERIOD_KEYS.c.unit, PERIOD_KEYS.c.period).where(PERIOD_KEYS.c.erased))
            return tuple(sorted((unit, period) for unit, period in rows))

    def _refresh(self, connection: Connection) -> None:
        if self._fresh:
            return
        erasures = connection.execute(select(HEAD.c.erasures)).scalar_one()
        if erasures != self._erasures:
            self._known.clear()
            self._erasures = erasures
        self._fresh = True

    def _unwrapped(self, place: tuple[str, str], wrapped: bytes) -> bytes:
        key = decrypt_blob(self._wrapping(), wrapped, context_of(*place))
        if key is None:
            raise refuse("KHOA-03", place="period_keys")
        return key


def _read(connection: Connection, place: tuple[str, str]) -> bytes | None:
    found: bytes | None = connection.execute(select(PERIOD_KEYS.c.wrapped).where(_is(place))).scalar_one_or_none()
    return found


def _is(place: tuple[str, str]) -> ColumnElement[bool]:
    return and_(PERIOD_KEYS.c.unit == place[0], PERIOD_KEYS.c.period == place[1])

"""What is true of the exchange, in plain values; and stores in memory as backups."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, field, fields
from pathlib import Path

from app.commands.keys.own_keys import fingerprint_of
from app.commands.keys.unit_identity import unit_secrets
from app.workspace import Workspace
from db.memory import MemoryStore


@dataclass(slots=True)
class Oracle:
    """What is true, in plain values.

    Attributes:
        made: digest → unit and figures of every package that a unit has made. keys: digest → key that signed it.
        bag: files that the carrier has, by digest.
        numbers: number of a receipt → its digest.
        confirmed, accepted, revoked, judged: at Sở Nội vụ, as far as it remembers: they go back with its store.
    """

    made: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)
    bag: dict[str, Path] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)

    def copy(self) -> Oracle:
        """The same apart."""
        return Oracle(**{item.name: getattr(self, item.name).copy() for item in fields(self)})

    def memory(self) -> tuple[set[str], ...]:
        """What Sở Nội vụ remembers."""
        return tuple(map(set, (self.confirmed, self.accepted, self.revoked, self.judged)))

    def go_back(self, memory: tuple[set[str], ...]) -> None:
        """Sở Nội vụ remembers what it did then."""
        self.confirmed, self.accepted, self.revoked, self.judged = map(set, memory)


@dataclass(slots=True)
class Tally:
    """Steps and runs over all examples, to be printed."""

    runs: int = 0
    steps: int = 0
    seen: dict[str, int] = field(default_factory=dict)


def store_of(ws: Workspace) -> MemoryStore:
    """The store in memory."""
    store = ws.store
    assert isinstance(store, MemoryStore)
    return store


def key_of(ws: Workspace) -> str:
    """The fingerprint of the key that signs here."""
    return fingerprint_of(unit_secrets(ws).sign)


def copied(store: MemoryStore) -> MemoryStore:
    """The same store apart: what a transaction changes is replaced, never changed in place."""
    made = copy(store)
    made._content = store._content.copy()
    made._originals = dict(store._originals)
    made._keys = deepcopy(store._keys)
    return made

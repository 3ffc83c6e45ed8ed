"""A whole province in memory: Sở Nội vụ and its units on the real packs and catalogues, files carried by hand.

The stores are `MemoryStore`, the clock is moved by the test, everything else is the program itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from app.commands.storing import new_province, new_unit
from app.commands.table import command, resolve
from app.domain.dataset import Change, Dataset
from app.domain.storage import Document
from app.progress import Silent
from app.workspace import Environment, NewStore, Outcome, Store, Stores, Workspace, load_environment
from db.memory import MemoryStore
from tests.simulator.units import person_of, replaced, small_unit

START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
PASSPHRASE = "mật khẩu của bài thử"
PERIOD = "2026"
CUT_OFF = "2026-11-30"


@dataclass(slots=True)
class Clock:
    """The clock of everybody; each look moves it a little, so that nothing happens twice at one moment."""

    at: datetime = START

    def now(self) -> datetime:
        """The moment."""
        self.at += timedelta(milliseconds=7)
        return self.at


class MemoryStores:
    """Makes stores in memory; a folder of the test is where files beside the store go."""

    def create(self, new: NewStore) -> MemoryStore:
        """Makes a store."""
        return MemoryStore(new.mode, new.unit, new.user, new.secrets, new.folder)


@dataclass(slots=True)
class World:
    """A province and its units.

    Attributes:
        folder: of the test. so: the store of Sở Nội vụ. units: by unit key.
    """

    folder: Path
    env: Environment
    clock: Clock
    so: Workspace
    units: dict[str, Workspace] = field(default_factory=dict)
    sent: int = 0

    def unit(self, key: str, data: Dataset | None = None) -> Workspace:
        """A unit made from its enrolment file; `data` takes the place of what was in the file."""
        made = run(self.so, "enrol file", out=self.folder / "enrolment", unit=key.partition("@")[0]).data[0]
        folder = self.folder / f"{key}.{len(self.units)}"
        ws = new_unit(self.env, folder, Path(made["file"]), made["code"], "Người lập biểu", PASSPHRASE)
        fill(ws, small_unit(key, f"xã {key[:5]}") if data is None else data)
        self.units[key] = ws
        return ws

    def enrolled(self, key: str, data: Dataset | None = None) -> Workspace:
        """A unit whose first package was accepted, and which has its certificates."""
        ws = self.unit(key, data)
        self.deliver(self.package(ws))
        self.confirm(ws)
        first = ws.store.documents("sent")[-1].id
        run(self.so, "accept", package=first)
        self.give_receipt(ws, first)
        return ws

    def package(self, ws: Workspace, period: str = PERIOD, **more: Any) -> Path:
        """The file of a new package."""
        self.sent += 1
        path = self.folder / "packages" / f"{self.sent:02d}.p7m"
        outcome = run(ws, "submit", period=period, out=path, **{"minimal": True, **more})
        assert outcome.ok, [row["sentence"] for row in outcome.data["findings"] if row["severity"] == "error"]
        return path

    def deliver(self, *paths: Path) -> list[dict[str, Any]]:
        """Rows of Sở's reception."""
        rows: list[dict[str, Any]] = run(self.so, "receive", paths=paths).data
        return rows

    def confirm(self, ws: Workspace) -> Outcome:
        """The officer compares the fingerprint of the unit's held packages and confirms it."""
        held = next(item for item in self.so.store.documents("request", unit=ws.unit) if item.state == "pending")
        return run(self.so, "enrol confirm", fingerprint=held.body["fingerprint"])

    def give_receipt(self, ws: Workspace, package: str) -> list[dict[str, Any]]:
        """A receipt carried from Sở to the unit."""
        self.sent += 1
        path = self.folder / "receipts" / f"{self.sent:02d}.p7m"
        run(self.so, "receipt", package=package, out=path)
        rows: list[dict[str, Any]] = run(ws, "receive", paths=[path]).data
        return rows

    def received(self, path: Path) -> Document:
        """What Sở has of a file."""
        (found,) = (item for item in self.so.store.documents("received") if item.body["name"] == path.name)
        return found

    def states(self, unit: str) -> list[str]:
        """States of a unit's packages at Sở, in the order in which they came."""
        return [item.state for item in self.so.store.documents("received", unit=unit)]


def found(folder: Path, stores: Stores | None = None) -> World:
    """Founds a province with a campaign for `PERIOD`, in memory where no other stores are given."""
    clock = Clock()
    env = replace(_environment(), stores=stores or cast(Stores, MemoryStores()), now=clock.now)
    so = new_province(env, folder / "so", "Cán bộ tổng hợp", PASSPHRASE, practice=True)
    world = World(folder, env, clock, so)
    run(so, "period issue", period=PERIOD, cut_off=CUT_OFF)
    return world


def run(ws: Workspace, name: str, **params: Any) -> Outcome:
    """Runs a command as window and command line do."""
    spec = command(name)
    return ws.run(spec, resolve(spec), Silent(), **params)


def fill(ws: Workspace, data: Dataset) -> None:
    """Puts records in place of those that are there."""
    old = ws.store.load()
    change(ws, *(Change(table, key, row, None) for table, rows in old.tables.items() for key, row in rows.items()))
    change(ws, *(Change(table, key, None, row) for table, rows in data.tables.items() for key, row in rows.items()))


def change(ws: Workspace, *changes: Change) -> None:
    """Saves changes of records."""
    if changes:
        run(ws, "record save", changes=changes)


def codes(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """State and code of rows of a reception."""
    return [(row["state"], row.get("code", "")) for row in rows]


def corrected(world: World, ws: Workspace, number: int = 0, **more: Any) -> Path:
    """A new package after something changed."""
    data = ws.store.load()
    person = person_of(data, number)
    levels = ("dh", "ths", "cd", "ts")
    professional = levels[(levels.index(person.professional or "dh") + 1) % len(levels)]
    change(ws, replaced(data, person, professional=professional))
    return world.package(ws, **more)


def cloned(world: World, ws: Workspace) -> Workspace:
    """The same store on a second machine: a copied folder, or a backup that was restored."""
    store = deepcopy(ws.store)
    store.info = replace(store.info, epoch=store.info.epoch + 1)  # type: ignore[misc]
    return Workspace(world.env, store)


@cache
def _environment() -> Environment:
    return load_environment(cast(Any, None))


def store_of(ws: Workspace) -> Store:
    """The store, for tests that look behind the commands."""
    return ws.store

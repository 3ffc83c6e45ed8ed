"""What the stages read: people, a large workbook, units and a province; made by `making`, and left as it was."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any

from app.commands.table import command, resolve
from app.domain.dataset import Change, Dataset
from app.progress import Silent
from app.workspace import Environment, Outcome, Workspace, load_environment
from db.opening import SqlStores

PASSPHRASE = "mot mat khau de do 2282"
USER = "can-bo-do"
PEOPLE = 30_000
PACKAGES = 60
LIST_ROWS = {"list": 50_000, "list-short": 5_000}
"""Rows of the workbooks."""
UNITS = (150, 500)
"""People of the two units that are measured alone: `unit-150` and `unit-500`."""


def environment() -> Environment:
    """The program's own environment."""
    return load_environment(SqlStores())


def run(ws: Workspace, name: str, **params: Any) -> Outcome:
    """Runs a command of the table."""
    spec = command(name)
    return ws.run(spec, resolve(spec), Silent(), **params)


def read_people(work: Path) -> list[Dataset]:
    """The datasets of the units; `PEOPLE` people in all."""
    return _load(work / "people.pickle")


def read_one(work: Path) -> Dataset:
    """One unit that lists `PEOPLE` people."""
    return _load(work / "one.pickle")


def read_known(work: Path, name: str) -> Dataset:
    """What the unit of a workbook has entered before it imports: its bodies and numbers."""
    return _load(work / f"{name}.pickle")


def opened_copy(store: Path, env: Environment) -> Workspace:
    """The workspace of a fresh copy of a store."""
    to = store.with_name(f"{store.name}-copy")
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(store, to)
    return Workspace(env, env.stores.open(to, USER, PASSPHRASE))


def packages(work: Path) -> list[Path]:
    """The packages that wait, in the order in which they are taken in."""
    return sorted((work / "packages").iterdir())


def empty(folder: Path) -> Path:
    """A folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def changes_of(data: Dataset) -> list[Change]:
    """All records of a dataset as new ones."""
    return [Change(table, key, None, row) for table, rows in data.tables.items() for key, row in rows.items()]


def _load(path: Path) -> Any:
    return pickle.loads(path.read_bytes())

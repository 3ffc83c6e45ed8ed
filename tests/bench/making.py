"""Makes what the stages work on: `python -m tests.bench.making prepare WORK`.

Everything is invented and comes from the demo's own makers and the program's own commands. Made once for a state of the
sources and kept in the work folder.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.commands.demo.people import UnitPlan, make_unit, plan_units
from app.commands.demo.samples import load_samples
from app.commands.demo.workbooks import direct_part
from app.commands.storing import new_province, new_unit
from app.domain.dataset import Change, Dataset
from app.domain.unit_records import UnitProfile
from app.paths import resource_root
from app.workspace import Environment, Workspace
from tests.bench.clock import Clock, Measured, serve
from tests.bench.material import (
    LIST_ROWS,
    PACKAGES,
    PASSPHRASE,
    PEOPLE,
    UNITS,
    USER,
    changes_of,
    environment,
    run,
)
from tests.bench.sheet import write_list

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = 2282
_SOURCES = ("app", "db", "resources", "tests/bench")
_ROWS_AT_ONCE = 500


def prepare(work: Path) -> Measured:
    """Makes all material, unless it is there for these very sources."""
    clock = Clock()
    with clock.measured():
        _prepare(work)
    return clock.result()


def _prepare(work: Path) -> None:
    mark = work / "made-of"
    state = _digest()
    if mark.exists() and mark.read_text() == state:
        return
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    env = environment()
    plans = plan_units(tuple(env.units), PEOPLE, None)
    today = env.now().date()
    samples = load_samples(resource_root() / "samples")
    people = [make_unit(plan, SEED, today, env.catalogue, samples) for plan in plans]
    _keep(work / "people.pickle", people)
    _keep(work / "one.pickle", make_unit(UnitPlan(plans[0].unit, PEOPLE), SEED, today, env.catalogue, samples))
    for name, rows in LIST_ROWS.items():
        listed = make_unit(UnitPlan(plans[0].unit, rows), SEED + 1, today, env.catalogue, samples)
        write_list(work / f"{name}.xlsx", listed, env.catalogue)
        _keep(work / f"{name}.pickle", direct_part(listed))
    _make_packages(env, work, people)
    for size in UNITS:
        data = make_unit(UnitPlan(plans[-1].unit, size), SEED, today, env.catalogue, samples)
        _make_unit(env, work / f"unit-{size}", data)
    mark.write_text(state)


def _make_packages(env: Environment, work: Path, people: list[Dataset]) -> None:
    """Founds a province, enrols every unit by a first package, and leaves the second ones unread."""
    province, period = _founded(env, work / "province")
    (work / "packages").mkdir()
    units: list[Workspace] = []
    for data in people:
        unit = _enrolled(env, province, work / "units", data, period)
        _change(unit, 1)
        _submit(unit, work / "packages" / f"1-{unit.unit}.p7m", period)
        units.append(unit)
    for number, unit in enumerate(units):
        if len(units) + number < PACKAGES:  # the rest of the packages are corrections
            _change(unit, 2)
            _submit(unit, work / "packages" / f"2-{unit.unit}.p7m", period)
        unit.store.close()
    province.store.close()
    shutil.rmtree(work / "units")


def _make_unit(env: Environment, folder: Path, data: Dataset) -> None:
    """One unit that is enrolled, with its province beside it."""
    province, period = _founded(env, folder / "province")
    unit = _enrolled(env, province, folder / "units", data, period)
    _change(unit, 1)
    store = unit.store.root
    unit.store.close()
    province.store.close()
    store.rename(folder / "store")
    shutil.rmtree(folder / "units")


def _founded(env: Environment, folder: Path) -> tuple[Workspace, str]:
    province = new_province(env, folder, USER, PASSPHRASE, practice=True)
    period = str(env.now().year)
    run(province, "period issue", period=period, cut_off=env.now().date().isoformat())
    return province, period


def _enrolled(env: Environment, province: Workspace, folder: Path, data: Dataset, period: str) -> Workspace:
    """A unit with all its records whose certificates have come back in the receipt of its first package."""
    made = run(province, "enrol file", out=folder, unit=data.unit).data[0]
    ws = new_unit(env, folder / data.unit.partition("@")[0], Path(made["file"]), made["code"], USER, PASSPHRASE)
    given = ws.store.load()
    removed = [Change(table, key, row, None) for table, rows in given.tables.items() for key, row in rows.items()]
    direct = direct_part(data)
    run(ws, "record save", changes=(*removed, *changes_of(direct)))
    for some in _portions([change for change in changes_of(data) if change.table not in direct.tables]):
        run(ws, "record save", changes=some)
    sealed, receipt = folder / "first.p7m", folder / "receipt.p7m"
    package = _submit(ws, sealed, period, minimal=True)
    (row,) = run(province, "receive", paths=[sealed]).data
    run(province, "enrol confirm", fingerprint=row["fingerprint"])
    run(province, "receipt", package=package, out=receipt)
    run(ws, "receive", paths=[receipt])
    return ws


def _portions(changes: list[Change]) -> Iterator[tuple[Change, ...]]:
    return (tuple(changes[start : start + _ROWS_AT_ONCE]) for start in range(0, len(changes), _ROWS_AT_ONCE))


def _change(ws: Workspace, number: int) -> None:
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)))
    changed = replace(profile, committee_meetings=(profile.committee_meetings or 0) + number)
    run(ws, "record save", changes=(Change("unit_profile", profile.id, profile, changed),))


def _submit(ws: Workspace, out: Path, period: str, *, minimal: bool = False) -> str:
    outcome = run(ws, "submit", period=period, out=out, minimal=minimal)
    assert outcome.ok, outcome.data
    package: str = outcome.data["package"]
    return package


def _keep(path: Path, value: Any) -> None:
    path.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def _digest() -> str:
    total = hashlib.sha256()
    for folder in _SOURCES:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(path.relative_to(REPOSITORY).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    serve(prepare)

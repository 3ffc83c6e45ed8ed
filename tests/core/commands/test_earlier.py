"""Last period's value and what stood before today's work, with real packages and a clock that goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.commands.chains import LAPSED
from app.commands.entry.earlier import as_reported, settled
from app.commands.figures.judging import previous_figures
from app.commands.words import names_of, references, shown
from app.domain.dataset import Change
from app.domain.periods import parse_period
from app.domain.records import Person
from app.domain.registry import TABLES
from app.domain.storage import DocumentChange, HistoryEntry
from app.domain.unit_records import Body
from app.workspace import Workspace
from tests.simulator.province import World, change, run
from tests.simulator.units import PON, key

OFFICE = Body(id="vp", name="Văn phòng HĐND và UBND", kind="van_phong", tier="xa", order=9)


def _person(ws: Workspace) -> Person:
    found: Person = ws.store.load().find("person", key(PON, "p", 1))
    return found


def _edit(ws: Workspace, **values: object) -> None:
    before = _person(ws)
    change(ws, Change("person", before.id, before, replace(before, **values)))


def _wait(world: World, days: int) -> None:
    world.clock.at += timedelta(days=days)


def test_last_period_is_what_was_sent_then(world: World) -> None:
    unit = world.unit(PON)
    counted = unit.store.load().tables["population"].values()
    earlier = [replace(row, id=f"{row.id}.2025", year=2025) for row in counted]
    change(unit, Change("body", "vp", None, OFFICE), *(Change("population", row.id, None, row) for row in earlier))
    _edit(unit, body="vp")
    assert as_reported(unit, "person", _person(unit)) is None
    world.package(unit, period="2025")
    sent = _person(unit)
    assert as_reported(unit, "person", sent) == sent
    for number in range(130):  # more than one page of the history
        _edit(unit, professional="ths" if number % 2 else "cd", body=None)
    run(unit, "record delete", table="body", record="vp")
    before = as_reported(unit, "person", _person(unit))
    assert before == sent
    spec = TABLES["person"]
    names = names_of(unit, references(spec, [before]))
    told = {item.name: shown(item, getattr(before, item.name), unit.env.catalogue, names) for item in spec.fields}
    assert told["body"] == "Văn phòng HĐND và UBND (đã xóa)"
    assert told["professional"] == unit.env.catalogue.label("professional_levels", sent.professional or "")
    new = Person(id="moi", full_name="Lò Thị Mới")
    change(unit, Change("person", "moi", None, new))
    assert as_reported(unit, "person", new) is None


def test_a_package_of_this_period_or_one_that_lapsed_is_not_last_period(world: World) -> None:
    unit = world.unit(PON)
    world.package(unit)
    assert as_reported(unit, "person", _person(unit)) is None


def test_figures_of_the_year_before_are_not_those_of_a_package_that_lapsed(world: World) -> None:
    unit = world.unit(PON)
    world.package(unit)
    (sent,) = unit.store.documents("sent")
    next_year = parse_period(str(int(sent.period) + 1))
    assert previous_figures(unit, PON, next_year) is not None
    entry = HistoryEntry("receive", unit.actor, world.clock.now().isoformat())
    unit.store.apply((), entry, (DocumentChange(sent, replace(sent, state=LAPSED)),))
    assert previous_figures(unit, PON, next_year) is None


def test_todays_work_is_typed_again_and_older_values_are_corrected(world: World) -> None:
    unit = world.unit(PON)
    assert settled(unit, "person", _person(unit)) == frozenset()
    _wait(world, 1)
    old = settled(unit, "person", _person(unit))
    assert {"full_name", "professional"} <= old
    assert "informatics" not in old
    _edit(unit, professional="ts", informatics="co_ban")
    assert settled(unit, "person", _person(unit)) == old - {"professional"}
    run(unit, "undo")
    assert settled(unit, "person", _person(unit)) == old


def test_what_was_sent_today_is_old(world: World) -> None:
    unit = world.unit(PON)
    _edit(unit, professional="ts")
    world.package(unit)
    assert "professional" in settled(unit, "person", _person(unit))

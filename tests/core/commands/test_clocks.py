"""A clock that is off is said before something is signed; it stops no work and decides no order (threats.md L)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.commands.clocks import clock_doubt
from app.workspace import Workspace
from tests.simulator.province import World, change, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, THAU, person_of, replaced


@pytest.fixture
def unit(world: World) -> Workspace:
    return world.enrolled(PON)


def at(world: World, year: int, month: int = 1, day: int = 1) -> None:
    world.clock.at = world.clock.at.replace(year=year, month=month, day=day)


def test_nothing_is_said_of_a_good_clock(world: World, unit: Workspace) -> None:
    for ws in (world.so, unit):
        assert clock_doubt(ws) == ""
        assert run(ws, "store info").data["clock"] == ""
    world.clock.at += timedelta(days=400)
    assert clock_doubt(unit) == ""


@pytest.mark.fault("L01")
def test_a_dead_battery_is_said_and_work_goes_on(world: World, unit: Workspace) -> None:
    at(world, 2010)
    said = clock_doubt(unit)
    assert said.startswith("Đồng hồ máy có vẻ sai (08:00 01/01/2010). Vẫn làm việc được.")
    assert run(unit, "store info").data["clock"] == said
    data, before = unit.store.load(), unit.store.history(limit=1)[0].revision
    change(unit, replaced(data, person_of(data, 0), note="Ghi năm 2010."))
    assert unit.store.history(limit=1)[0].revision == before + 1
    assert clock_doubt(unit) == said.replace("08:00", f"{world.clock.at:%H:%M}")


@pytest.mark.fault("L01", "L04")
def test_a_clock_set_back_in_a_session_is_said_before_signing(world: World, unit: Workspace) -> None:
    """The last save and the last receipt are later than now: said with the package, which is made all the same."""
    world.clock.at += timedelta(days=9)
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 0), note="Ghi hôm nay."))
    world.clock.at -= timedelta(days=3)
    revision = unit.store.history(limit=1)[0].revision
    outcome = run(unit, "submit", period="2026", out=world.folder / "packages" / "som.p7m", minimal=True, level="ho-so")
    assert outcome.ok
    assert "GIO" not in outcome.message
    assert "Đồng hồ máy có vẻ sai" in outcome.message
    assert outcome.data["clock"]
    assert unit.store.history(limit=1)[0].revision > revision  # the order of the history is its own
    assert unit.store.verify_history().broken == ()
    world.clock.at += timedelta(days=3)
    assert codes(world.deliver(world.folder / "packages" / "som.p7m")) == [("received", "")]


@pytest.mark.fault("L02")
def test_a_year_2099_that_is_put_right_leaves_no_trace_in_the_order(world: World, unit: Workspace) -> None:
    now = world.clock.at
    at(world, 2099)
    assert clock_doubt(unit)  # no certificate of Sở lives so long
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 0), note="Ghi năm 2099."))
    world.clock.at = now
    assert clock_doubt(unit)  # earlier than what was saved last
    early = corrected(world, unit)
    late = corrected(world, unit)
    assert codes(world.deliver(late)) == [("waiting_previous", "NGH-11")]
    rows = world.deliver(early)
    assert [row["state"] for row in rows] == ["received", "received"]
    assert world.received(early).state == "superseded"
    assert clock_doubt(unit) == ""


@pytest.mark.fault("L08")
def test_so_is_told_when_the_packages_of_its_units_are_of_tomorrow(world: World) -> None:
    units = [world.enrolled(key) for key in (PON, TAM, THAU)]
    now = world.clock.at
    world.clock.at += timedelta(days=20)
    one = corrected(world, units[0])
    world.clock.at = now
    world.deliver(one)
    assert clock_doubt(world.so) == ""  # one unit's clock is off, and its package says so
    assert "clock-ahead" in world.received(one).body["doubts"]
    world.clock.at += timedelta(days=20)
    two = corrected(world, units[1])
    world.clock.at = now
    world.deliver(two)
    assert clock_doubt(world.so)
    out = world.folder / "receipts" / "p.p7m"
    outcome = run(world.so, "receipt", package=world.received(two).id, out=out)
    assert outcome.data["clock"]
    assert "trước khi ký" in outcome.message


@pytest.mark.fault("L01")
def test_a_request_that_a_wrong_clock_stops_leaves_the_keys_of_the_one_that_waits(
    world: World, unit: Workspace
) -> None:
    """Its answer must still be opened: keys change only together with the request that asks for them."""
    asked, answer = world.folder / "yeu-cau.p7m", world.folder / "chung-thu.p7m"
    fingerprint = run(unit, "enrol request", out=asked, reason="compromise").data["fingerprint"]
    now = world.clock.at
    at(world, 2010)
    assert code_of(run, unit, "enrol request", out=world.folder / "khac.p7m", reason="renewal") == "KY-04"
    world.clock.at = now
    world.deliver(asked)
    run(world.so, "enrol issue", fingerprint=fingerprint, out=answer)
    run(unit, "receive", paths=[answer])
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]

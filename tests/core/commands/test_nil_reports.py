"""Báo cáo không phát sinh số liệu: signed, reported with zeros, not missing; refused where something happened (I24)."""

from __future__ import annotations

import pytest

from app.commands.figures.province import province_input
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.periods import parse_period
from app.domain.unit_records import Activity
from app.errors import UserError
from tests.simulator.province import PERIOD, World, change, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, key, without_people


def board(world: World) -> dict[str, str]:
    """State of each unit."""
    return {row["unit"]: row["state"] for row in run(world.so, "board", period=PERIOD).data["rows"]}


@pytest.mark.fault("I24")
def test_a_nil_report_is_reported_with_zeros_and_is_not_missing(world: World) -> None:
    unit = world.unit(PON, without_people(PON))
    path = world.package(unit, nil=True)
    world.deliver(path)
    world.confirm(unit)
    received = world.received(path)
    assert (received.state, received.body["nil"]) == ("received", True)
    assert board(world)[PON] == "sent"  # here, and no receipt made yet
    run(world.so, "accept", package=received.id)
    assert (board(world)[PON], board(world)[TAM]) == ("nil", "none")
    (row,) = world.give_receipt(unit, received.id)
    assert row["state"] == "accepted"
    data = province_input(world.so, parse_period(PERIOD))
    assert PON in data.by_unit
    assert PON not in data.missing
    assert TAM in data.missing
    assert data.by_unit[PON].cells["leader{}"] == 0
    assert data.by_unit[PON].cells["planned{}"] == 0
    out = world.folder / "again.p7m"
    assert code_of(run, unit, "submit", period=PERIOD, out=out, nil=True) == "NOP-03"


def test_nothing_to_tell_is_refused_where_there_are_people_or_activities(world: World) -> None:
    unit = world.unit(PON)
    with pytest.raises(UserError) as refused:
        world.package(unit, nil=True)
    assert refused.value.code == "NGH-15"
    assert "Cán bộ lãnh đạo, quản lý: 11 người" in refused.value.message
    assert "không phát sinh" in refused.value.hint
    assert unit.store.documents("sent") == ()
    quiet = world.unit(TAM, without_people(TAM))
    held = Activity(id=key(TAM, "v", 0), task="IV.1", name="Hội nghị", times=1, start=PartialDate("2026-03-01"))
    change(quiet, Change("activity", held.id, None, held))
    with pytest.raises(UserError) as refused:
        world.package(quiet, nil=True)
    assert "Hoạt động trong năm: 1 hoạt động" in refused.value.message


def test_the_office_refuses_a_nil_report_that_carries_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = world.enrolled(PON)
    with monkeypatch.context() as patched:  # a program that does not ask
        patched.setattr("app.commands.submission.submitting.require_nothing", lambda *_: None)
        path = world.package(unit, nil=True)
    (row,) = world.deliver(path)
    assert (row["state"], row["code"]) == ("refused", "NGH-15")
    assert len(province_input(world.so, parse_period(PERIOD)).by_unit) == 1  # the accepted report still counts


def test_numbers_that_are_declared_without_their_people_are_no_nil_report_either(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.enrolled(PON)
    with monkeypatch.context() as patched:
        patched.setattr("app.commands.submission.submitting.require_nothing", lambda *_: None)
        path = world.package(unit, nil=True, level="so-lieu")
    assert [row["code"] for row in world.deliver(path)] == ["NGH-15"]

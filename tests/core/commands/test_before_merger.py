"""A report for a period before a merger that comes after it: taken for its unit and period, never re-labelled (I12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.dates import PartialDate
from app.domain.units import Units
from tests.simulator.province import PERIOD, World, codes, corrected, run
from tests.simulator.units import PON, TAM


@pytest.mark.fault("I12")
def test_a_late_report_of_a_unit_that_was_merged_since(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    merged = Units(
        replace(item, valid_to=PartialDate("2026-12-15"), successor=TAM) if item.id == PON else item
        for item in world.env.units
    )
    world.so.env = replace(world.env, units=merged)
    world.clock.at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    (row,) = world.deliver(path)
    assert codes([row]) == [("received", "")]
    assert (row["unit"], row["unit_name"], row["period"]) == (PON, "Xã Mường Pồn", PERIOD)
    run(world.so, "accept", package=row["id"])
    accepted = world.so.store.documents("received", period=PERIOD, state="accepted")
    assert [item.unit for item in accepted] == [PON]
    assert world.so.store.figures(row["id"]) == unit.store.figures(row["id"])


@pytest.mark.fault("I11")
def test_a_report_of_days_after_the_merger_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    ended = Units(
        replace(item, valid_to=PartialDate("2026-11-29")) if item.id == PON else item for item in world.env.units
    )
    world.so.env = replace(world.env, units=ended)
    assert codes(world.deliver(path)) == [("refused", "NGH-06")]

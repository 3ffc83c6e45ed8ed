"""The year 2024 in the store: 129 communes as they reported, and under the 45 units of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.office.boundaries import listing_of
from app.domain.periods import parse_period
from app.domain.units import Units
from tests.simulator.past import accept_past, number
from tests.simulator.province import World, found, run

PERIOD = parse_period("2024")
GONE = "03124@2021-01-01"
"""Phường Noong Bua, which did not report."""


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = found(tmp_path_factory.mktemp("so"))
    accept_past(world.so, 2024, without=(GONE,))
    return world


def communes(units: Units) -> list[str]:
    return [unit.id for unit in units if unit.tier == "xa" and unit.valid_to is not None and unit.id != GONE]


def test_sums_of_both_ways_are_those_of_the_numbers_put_in(past: World) -> None:
    keys = communes(past.so.env.units)
    for now in (False, True):
        held = listing_of(past.so, PERIOD, now=now).data.by_unit
        assert len(held) == (45 if now else 128)
        for cell in ("leader{}", "planned{sex=f}", "headcount{}", "planned{}"):
            assert sum(item.cells[cell] for item in held.values()) == sum(number(key, cell) for key in keys)


def test_board_counts_the_units_of_the_time_either_way(past: World) -> None:
    data = run(past.so, "board", period="2024", as_now=True).data
    assert (len(data["places"]), sum(len(row["parts"]) for row in data["places"])) == (45, 129)
    (short,) = [row for row in data["places"] if row["accepted"] < len(row["parts"])]
    heir = past.so.env.units.successors(GONE)[0]
    assert (short["unit"], short["state"], short["label"]) == (heir.id, "none", "2/3 đơn vị cũ · chưa gửi")


def test_indicators_keep_their_sums_and_count_governments_anew(past: World) -> None:
    units = past.so.env.units
    then, now = (run(past.so, "indicators", period="2024", as_now=choice) for choice in (False, True))
    rows = {choice: {row["title"]: row for row in item.data["rows"]} for choice, item in ((0, then), (1, now))}
    moved = {
        title
        for title, row in rows[0].items()
        if (row["numerator"], row["denominator"]) != (rows[1][title]["numerator"], rows[1][title]["denominator"])
    }
    assert {rows[0][title]["code"] for title in moved} <= {"1.1a", "1.4"}
    by_b = next(row for row in rows[1].values() if row["convention"] == "B")
    led = {units.successors(key)[0].id for key in communes(units) if number(key, "government{woman_key=1}")}
    assert (by_b["numerator"], by_b["denominator"]) == (len(led), 45)
    assert [item["parts"] for item in now.data["boundaries"]["lacking"]] == [["Phường Noong Bua"]]
    assert "Nghị quyết 1661/NQ-UBTVQH15" in now.message and "1 đơn vị cũ chưa có số liệu" in now.message
    assert "Theo 129 đơn vị khi báo cáo" in then.message


def test_a_figure_is_told_by_the_units_of_today(past: World) -> None:
    units = past.so.env.units
    for key in ("planned{}", "planned{}+leader{}"):
        then, now = (run(past.so, "explain", key=key, period="2024", as_now=choice).data for choice in (False, True))
        rows = now.get("units") or now["rows"]
        assert len(then.get("units") or then["rows"]) == 128 and len(rows) == 45
        if key == "planned{}":
            assert then["value"] == now["value"]
            told = {row["unit"]: row["value"] for row in rows}
            heir = "03202@2025-07-01"
            assert told[heir] == sum(number(part.id, "planned{}") for part in units.predecessors(heir))
        else:
            assert then["totals"] == now["totals"]


def test_forms_of_both_ways_are_written(past: World, tmp_path: Path) -> None:
    for now in (False, True):
        out = tmp_path / f"{now}.xlsx"
        assert run(past.so, "form", code="06", out=out, period="2024", as_now=now).ok
        assert out.stat().st_size > 5000


@pytest.mark.fault("I13")
def test_districts_of_2024_sum_to_the_province(past: World) -> None:
    units = past.so.env.units
    whole = next(row for row in run(past.so, "indicators", period="2024").data["rows"] if row["code"] == "1.2")
    parts = []
    for district in [unit for unit in units if unit.tier == "huyen"]:
        data = run(past.so, "indicators", period="2024", district=district.code).data
        parts.append(next(row for row in data["rows"] if row["code"] == "1.2"))
    assert sum(row["numerator"] for row in parts) == whole["numerator"]
    assert sum(row["denominator"] for row in parts) == whole["denominator"]
    assert sum(row["expected"] for row in parts) == 129

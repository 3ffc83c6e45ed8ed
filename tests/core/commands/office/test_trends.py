"""Indicators over the years: the same numbers as the indicator command, the path, breaks, sources and lineage."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.plan.definitions import Target
from app.plan.trends import straight_path
from app.vietnamese.numbers import decimal
from tests.core.commands.office.test_paper_figures import PLANNED, WOMEN, taken
from tests.simulator.province import World, found, run

UNIT = "03202@2025-07-01"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return found(tmp_path)


def points(world: World, line: str, **more: Any) -> dict[int, dict[str, Any]]:
    (row,) = run(world.so, "trend", indicator=line, **more).data["rows"]
    return {point["year"]: point for point in row["points"]}


def test_the_path_is_straight_between_the_targets_and_claims_nothing_before_them() -> None:
    targets = (Target("1", "1", 2021, 2025, 60, ""), Target("1", "2", 2026, 2030, 75, ""))
    told = [straight_path(targets, year) for year in range(2024, 2032)]
    assert told == [None, *(Fraction(60 + 3 * step) for step in range(6)), None]
    assert straight_path((Target("1.4", "1.4", 2021, 2025, None, ""), targets[1]), 2027) is None
    steep = (Target("1", "1", 2021, 2025, 40, ""), Target("1", "2", 2026, 2030, 41, ""))
    assert straight_path(steep, 2027) == Fraction(202, 5)


def test_every_year_of_packages_says_what_the_indicator_command_says(world: World) -> None:
    world.enrolled(UNIT)
    told = run(world.so, "indicators", period="2026").data["rows"]
    trends = run(world.so, "trend").data["rows"]
    assert [row["code"] for row in trends] == [row["code"] for row in told if row["headline"]]
    for row in trends:
        (point,) = (item for item in row["points"] if item["year"] == 2026)
        (same,) = (item for item in told if item["code"] == row["code"] and item["headline"])
        keys = ("numerator", "denominator", "percent", "target", "verdict", "reported", "expected")
        assert {key: point[key] for key in keys} == {key: same[key] for key in keys}
        assert point["source"] == "packages"


def test_paper_gives_the_line_a_past_and_last_year_a_value(world: World) -> None:
    taken(world, *((year, "Toàn tỉnh", {PLANNED: 100, WOMEN: year - 2000}) for year in range(2021, 2026)))
    told = points(world, "1.2")
    assert [told[year]["percent"] for year in range(2021, 2026)] == [decimal(n, 100, 1, 100) for n in range(21, 26)]
    assert {told[year]["source"] for year in range(2021, 2026)} == {"total"}
    assert told[2026]["percent"] == "" and told[2026]["path"] == "42,0"
    assert [year for year in told if told[year]["broken"]] == [2025]
    assert "báo cáo giấy, tổng toàn tỉnh" in told[2024]["words"]
    assert "chưa có số liệu" in told[2027]["words"]


def test_the_indicator_command_says_the_same_of_years_on_paper_and_marks_them(world: World) -> None:
    world.enrolled(UNIT)
    taken(
        world,
        (2024, "Toàn tỉnh", {PLANNED: 100, WOMEN: 41}),
        (2025, UNIT, {PLANNED: 9, WOMEN: 3}),
        (2026, "03217@2025-07-01", {PLANNED: 10, WOMEN: 4}),
    )
    told = points(world, "1.2")
    for year, source in ((2024, "total"), (2025, "paper"), (2026, "both")):
        outcome = run(world.so, "indicators", period=str(year))
        (row,) = (item for item in outcome.data["rows"] if item["code"] == "1.2" and item["headline"])
        assert {key: row[key] for key in ("numerator", "denominator", "percent", "reported", "expected")} == {
            key: told[year][key] for key in ("numerator", "denominator", "percent", "reported", "expected")
        }
        assert (outcome.data["source"], told[year]["source"]) == (source, source)
        assert "báo cáo giấy" in outcome.message
    assert told[2025]["reported"] == 1 and told[2026]["on_paper"] == [world.env.units.name("03217@2025-07-01")]


def test_a_total_of_the_province_is_never_divided(world: World) -> None:
    taken(world, (2024, "Toàn tỉnh", {PLANNED: 100, WOMEN: 40, "leader{}": 9, "leader{dtts=1}": 5, "resident{}": 90,
                                      "resident{dtts=1}": 80}))  # fmt: skip
    assert points(world, "1.2", unit=UNIT)[2024]["numerator"] is None
    assert points(world, "1.2", sector="noi_vu")[2024]["numerator"] is None
    assert points(world, "1.4")[2024]["numerator"] is None, "units cannot be counted from one total"
    taken(world, (2024, "Toàn tỉnh", {"line.above{id=1.4/co}": 100, "line.below{id=1.4/co}": 120}))
    told = points(world, "1.4")[2024]
    assert (told["numerator"], told["denominator"], told["percent"]) == (100, 120, "83,3")


def test_units_of_then_stand_under_the_unit_of_today_only_where_asked(world: World) -> None:
    parts = world.env.units.predecessors(UNIT)
    assert len(parts) > 1
    rows = [(2024, part.id, {PLANNED: 10 * number, WOMEN: number}) for number, part in enumerate(parts, start=1)]
    taken(world, *rows[:-1])
    assert points(world, "1.2", unit=UNIT)[2024]["numerator"] is None
    short = points(world, "1.2", unit=UNIT, as_now=True)[2024]
    assert short["lacking"] == [parts[-1].name]
    taken(world, *rows)
    told = points(world, "1.2", unit="03202", as_now=True)[2024]
    count = len(parts) * (len(parts) + 1) // 2
    assert (told["numerator"], told["denominator"], told["lacking"]) == (count, 10 * count, [])
    assert told["source"] == "paper" and len(told["on_paper"]) == len(parts)
    own = points(world, "1.2", unit=parts[0].id)[2024]
    assert (own["numerator"], own["denominator"]) == (1, 10)
    as_reported, as_now = (points(world, "1.2", as_now=now)[2024] for now in (False, True))
    assert (as_now["numerator"], as_now["denominator"]) == (as_reported["numerator"], as_reported["denominator"])


def test_a_sector_is_its_agencies(world: World) -> None:
    agency = next(row for row in world.env.units if row.kind == "agency" and row.sector == "y_te")
    other = next(row for row in world.env.units if row.kind == "agency" and row.sector == "giao_duc")
    taken(world, (2025, agency.id, {PLANNED: 8, WOMEN: 2}), (2025, other.id, {PLANNED: 8, WOMEN: 7}))
    told = points(world, "1.2", sector="y_te")[2025]
    assert (told["numerator"], told["denominator"], told["reported"], told["expected"]) == (2, 8, 1, 1)


def test_pictures_are_a_pdf_and_nothing_else(world: World) -> None:
    taken(world, (2024, "Toàn tỉnh", {PLANNED: 100, WOMEN: 40}))
    out = world.folder / "hinh.pdf"
    run(world.so, "trend", out=out)
    assert out.read_bytes().startswith(b"%PDF-")
    with pytest.raises(UserError) as refused:
        run(world.so, "trend", out=world.folder / "hinh.png")
    assert refused.value.code == "NHAP-03"


@pytest.mark.parametrize("wrong", [{"indicator": "9.9"}, {"unit": "99999"}, {"sector": "khong_co"}])
def test_what_is_not_there_is_refused(world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(UserError) as refused:
        run(world.so, "trend", **wrong)
    assert refused.value.code == "NHAP-02"

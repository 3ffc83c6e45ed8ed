"""Laws of figures under other boundaries: nothing is lost, nobody is split, governments are counted anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.codelists import Catalogue
from app.domain.figures import Figures, parse_cell_key
from app.domain.lineage import Act, LineageRow, reorganised
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.domain.units import Units
from app.plan.counting import count
from app.plan.indicators import IndicatorInput, compute_indicators
from app.plan.pack import Pack
from app.plan.rebasing import as_now, estimated_residents, places, rebase, shared
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import SNV, context, drawn_unit

NOW = date(2026, 12, 1)
LAW = settings(max_examples=60, deadline=None)


def figures(unit: str, cells: Mapping[str, int], definitions: str = "d") -> Figures:
    return Figures(unit, "2024-12-14", definitions, Level.HO_SO, cells)


def old_communes(units: Units) -> list[str]:
    return [unit.id for unit in units.on(date(2024, 12, 14)) if unit.tier == "xa"]


def split(units: Units, code: str, *parts: tuple[str, str, int | None]) -> Units:
    unit = units.by_code(code, NOW)
    assert unit is not None
    rows = [
        LineageRow(1, date(2027, 1, 1), Act.SPLIT, code, unit.name or "", new, name, "NQ", population=people)
        for new, name, people in parts
    ]
    return reorganised(units, rows)


def test_the_re_based_total_is_as_reported(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    wanted = required_cells(pack, catalogue)
    today = next(row for row in units if len(units.predecessors(row.id)) > 2)
    old = [row.id for row in units.predecessors(today.id)]
    by_unit = {
        unit: count(context(drawn_unit(unit, 2, catalogue), units, catalogue, pack), wanted) for unit in (*old, SNV)
    }
    based = rebase(by_unit, units)
    assert set(based) == {today.id, SNV}
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for item in by_unit.values():
        before.update(item.cells)
    for item in based.values():
        after.update(item.cells)
    additive = [cell for cell in wanted if parse_cell_key(cell).subject != "government"]
    assert len(additive) > 7000
    assert [before[cell] for cell in additive] == [after[cell] for cell in additive]
    assert based[SNV].cells == by_unit[SNV].cells


@LAW
@given(data=st.data())
def test_every_unit_of_2024_is_in_one_place_of_today_and_sums_stay(units: Units, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(old_communes(units)), unique=True, min_size=1))
    by_unit = {key: figures(key, {"leader{}": data.draw(st.integers(0, 99))}) for key in keys}
    found = places(keys, units, NOW)
    assert sorted(part for place in found for part in place.parts) == sorted(keys)
    based = rebase(by_unit, units, NOW)
    assert {key.partition("@")[2] for key in based} == {"2025-07-01"}
    assert sum(item.cells["leader{}"] for item in based.values()) == sum(
        item.cells["leader{}"] for item in by_unit.values()
    )


def test_a_world_of_129_and_of_45(units: Units) -> None:
    by_unit = {key: figures(key, {"leader{}": 1}) for key in old_communes(units)}
    based = rebase(by_unit, units, NOW)
    assert (len(by_unit), len(based)) == (129, 45)
    assert rebase(by_unit, units, date(2025, 6, 30)).keys() == by_unit.keys()
    sizes = Counter(len(units.predecessors(key)) for key in based)
    assert Counter(item.cells["leader{}"] for item in based.values()) == sizes


def test_governments_that_were_merged_are_one(units: Units) -> None:
    today = next(row for row in units if len(units.predecessors(row.id)) == 3)
    keys = ("government{}", "government{tier=xa}", "government{woman_key=1}", "government{tier=xa,woman_key=1}")
    by_unit = {
        row.id: figures(row.id, dict(zip(keys, (1, 1, woman, woman), strict=True)))
        for row, woman in zip(units.predecessors(today.id), (1, 0, 1), strict=True)
    }
    assert rebase(by_unit, units)[today.id].cells == dict.fromkeys(keys, 1)
    without = {unit: figures(unit, dict.fromkeys(keys, 0)) for unit in by_unit}
    assert rebase(without, units)[today.id].cells["government{woman_key=1}"] == 0


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 500))
def test_governments_of_merged_units_are_what_their_posts_say(
    units: Units, catalogue: Catalogue, pack: Pack, seed: int
) -> None:
    """1.1a B counted from the posts held (design §3) gives what is kept of the governments."""
    today = next(row for row in units if len(units.predecessors(row.id)) == 4)
    kinds = [code.code for code in catalogue["body_kinds"] if code.is_set("authority")]
    held = [f"post_held{{key=1,kind={kind},sex=f,tier=xa}}" for kind in kinds]
    cells = [*held, "government{tier=xa,woman_key=1}"]
    by_unit = {
        row.id: count(context(drawn_unit(row.id, seed, catalogue, 8), units, catalogue, pack), cells)
        for row in units.predecessors(today.id)
    }
    merged = rebase(by_unit, units)[today.id].cells
    women = sum(item.cells[cell] for item in by_unit.values() for cell in held)
    assert merged["government{tier=xa,woman_key=1}"] == (1 if women else 0)


def test_a_cell_that_one_part_lacks_is_not_known(units: Units) -> None:
    one, two = [row.id for row in units.predecessors("03202@2025-07-01")][:2]
    found = rebase({one: figures(one, {"a{}": 1, "b{}": 1}), two: figures(two, {"a{}": 2}, "e")}, units)
    (only,) = found.values()
    assert only.cells == {"a{}": 3}
    assert only.definitions == ""


def test_a_split_unit_is_one_cluster_and_people_are_never_split(units: Units) -> None:
    now = split(units, "03202", ("03202", "Xã A", 4000), ("03991", "Xã B", 6401))
    by_unit = {
        "03202@2025-07-01": figures("x", {"leader{}": 7, "resident{ethnic=03}": 101, "resident{}": 10401}),
        "03127@2025-07-01": figures("y", {"leader{}": 5, "resident{ethnic=03}": 1, "resident{}": 9}),
    }
    based = rebase(by_unit, now, date(2027, 1, 1))
    assert sorted(item.cells["leader{}"] for item in based.values()) == [5, 7]
    cluster = next(place for place in places(by_unit, now, date(2027, 1, 1)) if place.is_cluster)
    assert cluster.name == "Cụm Xã A, Xã B"
    told = estimated_residents(based[cluster.key], cluster.units)
    assert [told[unit.id]["resident{}"] for unit in cluster.units] == [4000, 6401]
    assert [sum(told[unit.id][cell] for unit in cluster.units) for cell in ("resident{}", "resident{ethnic=03}")] == [
        10401,
        101,
    ]
    assert {cell for cells in told.values() for cell in cells} == {"resident{}", "resident{ethnic=03}"}
    assert rebase(by_unit, now, date(2026, 12, 31)).keys() == by_unit.keys()


def test_what_shares_a_part_with_a_split_unit_is_in_its_cluster(units: Units) -> None:
    first, second, third = (next(u for u in units.on(NOW) if u.code == code) for code in ("03202", "03217", "03127"))
    day = date(2027, 1, 1)
    rows = [
        LineageRow(1, day, Act.SPLIT, "03202", first.name or "", "03202", "Xã A", "NQ"),
        LineageRow(2, day, Act.SPLIT, "03202", first.name or "", "03991", "Xã B", "NQ"),
        LineageRow(3, day, Act.MERGE, "03217", second.name or "", "03991", "Xã B", "NQ"),
    ]
    now = reorganised(units, rows)
    found = sorted(places([first.id, second.id, third.id], now, day), key=lambda place: not place.is_cluster)
    assert [set(place.parts) for place in found] == [{first.id, second.id}, {third.id}]
    assert [len(place.units) for place in found] == [2, 1]
    assert estimated_residents(figures("x", {"resident{}": 5}), found[0].units) == {}  # population not known


def test_figures_of_a_new_part_and_of_the_whole_stand_in_one_place(units: Units) -> None:
    now = split(units, "03202", ("03202", "Xã A", None), ("03991", "Xã B", None))
    found = places(["03202@2025-07-01", "03991@2027-01-01"], now, date(2027, 1, 1))
    assert [place.parts for place in found] == [("03202@2025-07-01", "03991@2027-01-01")]


@given(number=st.integers(0, 10**7), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_shares_sum_exactly_and_are_fair(number: int, weights: list[int]) -> None:
    found = shared(number, weights)
    assert sum(found) == number
    told = weights if any(weights) else [1] * len(weights)
    exact = [Fraction(number * weight, sum(told)) for weight in told]
    assert all(abs(share - due) < 1 for share, due in zip(found, exact, strict=True))


def test_no_shares_of_nobody() -> None:
    assert shared(5, ()) == ()


@pytest.mark.parametrize("now", [True, False])
def test_indicators_keep_what_adds_and_count_governments_anew(
    units: Units, catalogue: Catalogue, pack: Pack, *, now: bool
) -> None:
    wanted = ("government{}", "government{woman_key=1}", "planned{}", "planned{sex=f}", "body{kind=so}")
    keys = old_communes(units)
    by_unit = {
        key: figures(key, dict(zip(wanted, (1, number % 7 == 0, 3, number % 2, 0), strict=True)))
        for number, key in enumerate(keys)
    }
    given_data = IndicatorInput(
        by_unit, units, catalogue, pack.definitions, parse_period("2024"), pack.target, {}, (*keys, SNV)
    )
    data = as_now(given_data, NOW) if now else given_data
    lines = {item.definition.id: item for item in compute_indicators(pack.indicators, data)}
    b = next(item for item in lines.values() if item.definition.convention == "B")
    assert b.denominator == (45 if now else 129)
    heirs = {units.successors(key)[0].id for number, key in enumerate(keys) if number % 7 == 0}
    assert b.numerator == (len(heirs) if now else 19)
    planned = next(item for item in lines.values() if item.code == "1.2" and item.headline)
    assert (planned.numerator, planned.denominator) == (64, 387)
    assert (b.expected, [units.name(key) for key in data.missing]) == (46 if now else 130, [units.name(SNV)])


def test_the_year_before_is_compared_under_the_same_boundaries(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    today, old = "03202@2025-07-01", [row.id for row in units.predecessors("03202@2025-07-01")]
    cells = {"government{}": 1, "government{woman_key=1}": 1}
    data = IndicatorInput(
        {today: figures(today, cells)}, units, catalogue, pack.definitions, parse_period("2025"), pack.target,
        {key: figures(key, cells) for key in old}, (today,),
    )  # fmt: skip
    based = as_now(data, NOW)
    assert set(based.previous) == set(based.by_unit) == {today}
    assert based.previous[today].cells == cells
    assert replace(based, previous=data.previous) == data


YEARS = range(2021, 2027)


def reporting(units: Units, year: int) -> list[str]:
    found = units.on(date(year, 12, 14))
    return [unit.id for unit in found if unit.kind == "agency" or unit.tier == "xa"]


@pytest.mark.parametrize("year", YEARS)
def test_replay_of_2021_to_2026_with_the_real_lineage(
    units: Units, catalogue: Catalogue, pack: Pack, year: int
) -> None:
    """Every unit that reported is found unchanged as reported; re-based, each cell that adds keeps its grand total."""
    wanted = sorted(required_cells(pack, catalogue))[::40]
    keys = reporting(units, year)
    by_unit = {
        key: figures(key, {cell: (place * 31 + number * 7 + year) % 13 for number, cell in enumerate(wanted)})
        for place, key in enumerate(keys)
    }
    data = IndicatorInput(
        by_unit, units, catalogue, pack.definitions, parse_period(str(year)), pack.target, {}, tuple(keys)
    )
    based = as_now(data, NOW)
    assert data.by_unit == by_unit
    assert len(based.by_unit) == len(based.expected) == (45 if year < 2025 else 58)
    assert (len(keys), set(based.by_unit) == set(keys)) == ((129, False) if year < 2025 else (58, True))
    for cell in wanted:
        if parse_cell_key(cell).subject != "government":
            whole = sum((place * 31 + wanted.index(cell) * 7 + year) % 13 for place in range(len(keys)))
            assert sum(item.cells[cell] for item in based.by_unit.values()) == whole


def test_lists_of_the_years_differ_only_by_the_lineage(units: Units) -> None:
    lists = {year: set(reporting(units, year)) for year in YEARS}
    assert lists[2021] == lists[2022] == lists[2023] == lists[2024]
    assert lists[2025] == lists[2026]
    agencies = {key for key in lists[2025] if key.startswith("DB-")}
    heirs = {units.successors(key)[0].id for key in lists[2024]}
    assert lists[2025] - agencies == heirs
    assert lists[2024] & lists[2025] == set()


def test_a_unit_of_today_has_the_same_place_in_every_year(units: Units) -> None:
    then = [place.key for place in places(old_communes(units), units, NOW)]
    assert then == [unit.id for unit in units.on(NOW) if unit.tier == "xa"]

"""The invented province: its shape, its proportions, its lawfulness, and what comes by Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.commands.demo.people import UnitPlan, make_unit, plan_units
from app.commands.demo.samples import Samples, load_samples
from app.commands.demo.workbooks import direct_part, excel_part, write_workbook
from app.domain.codelists import Catalogue, load_catalogue
from app.domain.dataset import Dataset, apply
from app.domain.findings import Severity
from app.domain.periods import parse_period
from app.domain.records import Appointment, Person, PlanningList
from app.domain.registry import TABLES
from app.domain.schema import TableSpec
from app.domain.unit_records import Activity, Body, Headcount, Population, Unit
from app.domain.units import Units, load_units
from app.paths import resource_root
from app.plan.checking import check
from app.plan.facts import Context, Facts
from app.plan.pack import Pack, load_pack
from app.progress import Silent
from app.spreadsheets.choices import Choices
from app.spreadsheets.preview import preview
from app.spreadsheets.workbook import read_workbook

CUT_OFF = date(2026, 12, 14)
SEED = 2282
OFFICES = {"hdnd", "ubnd", "so", "ban_hdnd", "van_phong", "phong", "chi_cuc", "ttpvhcc", "bchqs"}
SCHOOLS_AND_STATIONS = {"truong", "tram_y_te"}

Made = list[tuple[UnitPlan, Dataset]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resource_root() / "codelists")


@pytest.fixture(scope="module")
def units() -> Units:
    return load_units(resource_root() / "units" / "units.csv")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(resource_root() / "packs" / "dienbien-2282")


@pytest.fixture(scope="module")
def samples() -> Samples:
    return load_samples(resource_root() / "samples")


@pytest.fixture(scope="module")
def province(units: Units, catalogue: Catalogue, samples: Samples) -> Made:
    plans = plan_units(list(units), 5_000, None)
    return [(plan, make_unit(plan, SEED, CUT_OFF, catalogue, samples)) for plan in plans]


def facts_of(data: Dataset, units: Units, catalogue: Catalogue, pack: Pack) -> Facts:
    return Facts(Context(data, units, catalogue, pack.definitions, parse_period("2026"), CUT_OFF, CUT_OFF))


def share(part: int, whole: int) -> float:
    assert whole
    return 100 * part / whole


def women(people: Sequence[Person]) -> float:
    return share(sum(person.sex == "f" for person in people), len(people))


def kinds_of(plans: Sequence[UnitPlan]) -> Counter[str | None]:
    return Counter(plan.unit.kind for plan in plans)


def test_the_whole_province_takes_part(units: Units) -> None:
    plans = plan_units(list(units), 5_000, None)
    assert kinds_of(plans) == {"administrative": 45, "agency": 13}
    assert sum(plan.people for plan in plans) == 5_000
    assert sum(plan.people for plan in plan_units(list(units), 30_000, None)) == 30_000


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 20, 57, 58, 99])
def test_a_part_of_the_province_is_a_mix(units: Units, limit: int) -> None:
    plans = plan_units(list(units), limit * 40, limit)
    codes = {plan.unit.code for plan in plans}
    assert len(codes) == len(plans) == min(limit, 58)
    assert kinds_of(plans)["administrative"] >= 1
    assert limit < 3 or {"DB-VPUBND", "DB-SNV"} <= codes
    assert len({plan.ordinal for plan in plans}) == len(plans)


def test_a_unit_that_ended_takes_no_part(units: Units) -> None:
    ended = [row for row in units if row.valid_to is not None]
    live = Unit(id="x", code="DB-SNV", name="Sở Nội vụ", kind="agency", tier="tinh")
    assert [plan.unit for plan in plan_units([*ended, live], 20, None)] == [live]


def test_the_same_seed_gives_the_same_records(units: Units, catalogue: Catalogue, samples: Samples) -> None:
    plan = plan_units(list(units), 5_000, None)[20]
    first = make_unit(plan, 7, CUT_OFF, catalogue, samples)
    assert first == make_unit(plan, 7, CUT_OFF, catalogue)
    assert first != make_unit(plan, 8, CUT_OFF, catalogue, samples)


def test_ids_and_identification_numbers_are_unique_in_the_province(province: Made) -> None:
    ids = [key for _, data in province for rows in data.tables.values() for key in rows]
    assert len(ids) == len(set(ids))
    numbers = [person.id_number for _, data in province for person in data.rows(Person) if person.id_number]
    assert len(numbers) == len(set(numbers))
    assert all(len(number) == 12 and number.startswith("011") for number in numbers)


def test_each_unit_lists_the_people_it_was_given(province: Made) -> None:
    for plan, data in province:
        assert len(list(data.rows(Person))) == plan.people
        assert data.unit == plan.unit.id


def strays(spec: TableSpec, data: Dataset, catalogue: Catalogue) -> list[tuple[str, Any]]:
    """Values that are in no code list, and references that lead nowhere."""
    found: list[tuple[str, Any]] = []
    for field in spec.fields:
        declared = field.declared
        known: Any = (
            catalogue[declared.codes] if declared.codes else data.tables[declared.ref] if declared.ref else None
        )
        values = {getattr(row, field.name) for row in data.tables[spec.name].values()} if known is not None else set()
        found += [(field.name, value) for value in values if value is not None and value not in known]
    return found


def test_every_code_stands_in_its_list_and_every_reference_leads_somewhere(
    province: Made, catalogue: Catalogue
) -> None:
    for _, data in province:
        for name in data.tables:
            assert not strays(TABLES[name], data, catalogue), name


def test_every_unit_has_its_bodies(province: Made) -> None:
    single = ("hdnd", "ubnd", "van_phong", "ttpvhcc", "bchqs", "tram_y_te")
    for plan, data in province:
        kinds = Counter(body.kind for body in data.rows(Body))
        if plan.unit.kind == "agency":
            assert kinds["so"] == 1
            assert (kinds["hdnd"], kinds["ubnd"]) == ((1, 1) if plan.unit.code == "DB-VPUBND" else (0, 0))
            continue
        assert [kinds[kind] for kind in single] == [1] * len(single)
        assert kinds["phong"] == 2
        assert 6 <= kinds["truong"] <= 13
    names = [body.name for _, data in province for body in data.rows(Body) if body.tier == "xa"]
    assert names.count("Phòng Kinh tế, Hạ tầng và Đô thị") == 3  # in the three wards
    assert names.count("Phòng Kinh tế") == 42


def leaders_of_offices(facts: Facts) -> list[Person]:
    return list({item.person.id: item.person for item in facts.leading if item.body.kind in OFFICES}.values())


def test_women_lead_seldom_and_are_planned_more_often(
    province: Made, units: Units, catalogue: Catalogue, pack: Pack
) -> None:
    leaders: list[Person] = []
    planned: list[Person] = []
    trained = communes = 0
    for plan, data in province:
        facts = facts_of(data, units, catalogue, pack)
        leaders += leaders_of_offices(facts)
        chosen = list({item.person.id: item.person for item in facts.planned}.values())
        planned += chosen
        trained += sum(person.sex == "f" and person.id in facts.trainings_by_person for person in chosen)
        if plan.unit.kind != "agency":
            communes += any(facts.is_key(item) and item.person.sex == "f" for item in facts.held)
    assert 15 <= women(leaders) <= 25
    assert 30 <= women(planned) <= 45
    assert 60 <= share(trained, sum(person.sex == "f" for person in planned)) <= 80
    assert 30 <= share(communes, 45) <= 62  # 46.6 in the country in 2024


def test_a_commune_has_as_many_leaders_as_it_should(
    province: Made, units: Units, catalogue: Catalogue, pack: Pack
) -> None:
    communes = [data for plan, data in province if plan.unit.kind != "agency"]
    counts = [len(leaders_of_offices(facts_of(data, units, catalogue, pack))) for data in communes]
    assert 18 <= sum(counts) / len(counts) <= 25


def test_minorities_make_most_of_the_staff_of_communes(province: Made, catalogue: Catalogue) -> None:
    minorities = {code.code for code in catalogue["ethnic_groups"] if code.is_set("dtts")}
    people = [person for plan, data in province if plan.unit.kind != "agency" for person in data.rows(Person)]
    assert share(sum(person.ethnic in minorities for person in people), len(people)) > 80


def test_headcounts_hold_together(province: Made) -> None:
    for _, data in province:
        listed = Counter(person.body for person in data.rows(Person) if person.left_on is None)
        parts: dict[str | None, list[Headcount]] = {}
        for row in data.rows(Headcount):
            parts.setdefault(row.body, []).append(row)
        assert parts
        for body, (whole, *rest) in parts.items():
            assert whole.dimension == "all"
            assert (whole.total or 0) >= listed[body]
            for measure in ("total", "women", "dtts", "dtts_women"):
                assert getattr(whole, measure) == sum(getattr(row, measure) for row in rest)


def test_schools_and_stations_hold_most_staff_and_women(province: Made) -> None:
    rows: list[tuple[int, int]] = []
    for _, data in province:
        kinds = {body.id: body.kind for body in data.rows(Body)}
        rows += [
            (row.women or 0, row.total or 0)
            for row in data.rows(Headcount)
            if row.dimension == "all" and kinds[row.body or ""] in SCHOOLS_AND_STATIONS
        ]
    total = sum(total for _, total in rows)
    assert total > 10_000
    assert 50 <= share(sum(part for part, _ in rows), total) <= 95
    assert all(share(part, whole) >= 40 for part, whole in rows)


def test_residents_add_up_and_agree_with_the_known_population(province: Made) -> None:
    for plan, data in province:
        rows = {row.ethnic: row for row in data.rows(Population)}
        if plan.unit.kind == "agency":
            assert not rows
            continue
        stated = rows.pop("00")
        assert stated.total == sum(row.total or 0 for row in rows.values())
        assert stated.women == sum(row.women or 0 for row in rows.values())
        assert plan.unit.population in {None, stated.total}
        assert {row.year for row in rows.values()} == {2026}
        kinh = share(rows["01"].total or 0, stated.total or 0)
        low, high = (30, 60) if (plan.unit.name or "").startswith("Phường") else (2, 15)
        assert low <= kinh <= high


def test_every_task_is_answered(province: Made, catalogue: Catalogue) -> None:
    wanted = {code.code for code in catalogue["tasks"] if code.attributes["group"].startswith("IV.")}
    silent = 0
    for _, data in province:
        rows = {row.task: row for row in data.rows(Activity)}
        assert wanted <= set(rows)
        assert all(row.none_reason if row.none else row.name for row in rows.values())
        silent += sum(bool(row.none) for row in rows.values())
    assert silent > 100


def test_posts_are_held_as_in_life(province: Made) -> None:
    modes = Counter(row.mode for _, data in province for row in data.rows(Appointment))
    assert modes["chinh_thuc"] > modes["quyen"] + modes["phu_trach"] > 10
    assert any(body.head_vacant for _, data in province for body in data.rows(Body))
    assert any(row.concurrent for _, data in province for row in data.rows(Appointment))
    assert {row.secrecy for _, data in province for row in data.rows(PlanningList)} == {"khong"}


def severities(data: Dataset, units: Units, catalogue: Catalogue, pack: Pack) -> Counter[Severity]:
    context = Context(data, units, catalogue, pack.definitions, parse_period("2026"), CUT_OFF, CUT_OFF)
    return Counter(item.severity for item in check(context, pack).findings)


def test_no_unit_has_an_error_and_each_has_few_warnings(
    province: Made, units: Units, catalogue: Catalogue, pack: Pack
) -> None:
    total: Counter[Severity] = Counter()
    for plan, data in province:
        found = severities(data, units, catalogue, pack)
        assert not found[Severity.ERROR], plan.unit.name
        assert found[Severity.WARNING] <= 12
        total += found
    assert 30 <= total[Severity.WARNING] <= 300


@pytest.mark.parametrize(("people", "limit"), [(1, 1), (60, 3), (3_000, 6)])
def test_small_and_large_units_have_no_error_either(
    units: Units, catalogue: Catalogue, pack: Pack, samples: Samples, people: int, limit: int
) -> None:
    for seed in range(3):
        for plan in plan_units(list(units), people, limit):
            data = make_unit(plan, seed, CUT_OFF, catalogue, samples)
            assert not severities(data, units, catalogue, pack)[Severity.ERROR]


def said(data: Dataset, table: str) -> Counter[tuple[Any, ...]]:
    """Records of a table by what they say, ids and references apart."""
    names = [field.name for field in TABLES[table].fields if not field.declared.ref]
    return Counter(tuple(getattr(row, name) for name in names) for row in data.tables[table].values())


def imported(path: Path, data: Dataset, catalogue: Catalogue) -> tuple[dict[str, int], Dataset]:
    fresh = (f"{path.stem}-{number}" for number in range(10_000))
    workbook = read_workbook(path, Silent())
    asked = preview(workbook, data, catalogue, fresh.__next__, Silent())
    same = {(row.sheet, row.number): row.candidates[0].id for row in asked.rows if len(row.candidates) == 1}
    seen = preview(workbook, data, catalogue, fresh.__next__, Silent(), Choices(same=same))
    return dict(seen.counters), apply(data, seen.changes)


@pytest.mark.parametrize(
    ("place", "styles"), [(12, ("template",)), (20, ("L1", "template")), (13, ("L1-tcvn3", "template"))]
)
def test_what_comes_by_excel_and_what_is_entered_make_the_whole(
    province: Made, catalogue: Catalogue, tmp_path: Path, place: int, styles: tuple[str, ...]
) -> None:
    _, made = province[place]
    assert set(excel_part(made).tables).isdisjoint(direct_part(made).tables)
    assert {**excel_part(made).tables, **direct_part(made).tables} == made.tables
    held = direct_part(made)
    for style in styles:
        path = tmp_path / f"{style}.xlsx"
        write_workbook(path, made, catalogue, style)
        counters, held = imported(path, held, catalogue)
        assert counters["rejected"] == 0
        if style != "template":
            assert counters["added"] == sum(person.left_on is None for person in made.rows(Person))
    for table in excel_part(made).tables:
        assert said(held, table) == said(made, table), table


def test_an_unknown_style_is_a_mistake_of_the_caller(province: Made, catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="L9"):
        write_workbook(tmp_path / "x.xlsx", province[0][1], catalogue, "L9")
    assert not list(tmp_path.iterdir())

"""Counting against plain loops over the records, and cells by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset, redact
from app.domain.dates import age_bounds, in_force
from app.domain.records import Appointment, Person, PlanningEntry, PlanningList
from app.domain.schema import Level
from app.domain.unit_records import Body, Headcount, Population
from app.domain.units import Units
from app.plan.counting import count
from app.plan.facts import Context
from app.plan.pack import Pack
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import CUT_OFF, POON, SNV, context, d, drawn_unit

World = Callable[..., Context]


def body(key: str, kind: str, **more: object) -> Body:
    return Body(id=key, name=key, kind=kind, tier="xa", **more)  # type: ignore[arg-type]


def person(key: str, sex: str = "f", **more: object) -> Person:
    return Person(id=key, sex=sex, **more)  # type: ignore[arg-type]


def holds(key: str, who: str, where: str, post: str, **more: object) -> Appointment:
    return Appointment(id=key, person=who, body=where, post=post, start=d("2025-07-01"), **more)  # type: ignore[arg-type]


@pytest.fixture
def world(units: Units, catalogue: Catalogue, pack: Pack) -> World:
    def made(*rows: object, unit: str = POON, level: Level = Level.HO_SO) -> Context:
        return context(redact(dataset(unit, rows), level), units, catalogue, pack)

    return made


def test_a_leader_with_two_posts_is_one_person_and_two_posts(world: World) -> None:
    rows = [
        body("u", "ubnd"), body("h", "hdnd"), person("a"), person("b", "m"),
        holds("1", "a", "u", "ubnd.ct"), holds("2", "a", "h", "hdnd.ct", concurrent=True),
        holds("3", "b", "u", "ubnd.pct"),
    ]  # fmt: skip
    expected = {
        "leader{}": 2,
        "leader{sex=f}": 1,
        "leader{post=ubnd.ct}": 1,
        "leader{post=hdnd.ct}": 1,
        # one person holds both, but no single post of hers is hdnd.ct at the UBND
        "leader{kind=ubnd,post=hdnd.ct}": 0,
        "post_held{}": 3,
        "post_held{key=1,sex=f}": 2,
        "post_held{concurrent=1}": 1,
        "post_held{head=1}": 2,
        "body{}": 2,
        "body{kind=hdnd,woman_key=1}": 1,
        "government{woman_key=1}": 1,
        "government{}": 1,
    }
    assert count(world(*rows), list(expected)).cells == expected


def test_convention_b_needs_a_woman_in_either_body(world: World) -> None:
    rows = [body("u", "ubnd"), body("h", "hdnd"), person("a"), person("b", "m"),
            holds("1", "a", "h", "hdnd.pct"), holds("2", "b", "u", "ubnd.ct")]  # fmt: skip
    expected = {
        "body{kind=hdnd,woman_key=1}": 1,
        "body{kind=ubnd,woman_key=1}": 0,
        "body{kind=ubnd,woman_key=0}": 1,
        "government{tier=xa,woman_key=1}": 1,
        "government{tier=tinh}": 0,
    }
    assert count(world(*rows), list(expected)).cells == expected


def test_a_post_that_is_not_key_makes_no_woman_key_leader(world: World) -> None:
    rows = [body("p", "phong"), person("a"), holds("1", "a", "p", "phong.tp")]
    expected = {"leader{group=co_quan}": 1, "body{woman_key=1}": 0, "body{woman_key=0}": 1, "post_held{key=0}": 1}
    assert count(world(*rows), list(expected)).cells == expected


def test_key_posts_of_service_units_count_at_service_units_only(world: World) -> None:
    rows = [body("t", "truong"), person("a"), holds("1", "a", "t", "truong.ht")]
    expected = {"body{group=dvsn,woman_key=1}": 1, "body{group=co_quan}": 0, "post_held{group=dvsn,key=1}": 1}
    assert count(world(*rows), list(expected)).cells == expected


def test_headcount_rows_stand_instead_of_the_people_of_that_body(world: World) -> None:
    rows = [
        body("t", "truong"), body("p", "phong"),
        *(person(f"t{n}", body="t") for n in range(3)),
        *(person(f"p{n}", "m", body="p", ethnic="03") for n in range(2)),
        Headcount(id="1", body="t", dimension="all", as_of=d("2026-12-01"), total=30, women=20, dtts=10, dtts_women=7),
        Headcount(id="2", body="t", dimension="vc", as_of=d("2026-12-01"), total=25, women=18, dtts=9, dtts_women=6),
        Headcount(id="3", body="t", dimension="all", as_of=d("2025-12-01"), total=99, women=99),
        Headcount(id="4", body="t", dimension="all", as_of=d("2027-01-01"), total=88, women=88),
    ]  # fmt: skip
    expected = {
        "headcount{}": 32,  # 30 typed in for the school, 2 listed at the office
        "headcount{sex=f}": 20,
        "headcount{sex=m}": 12,
        "headcount{dtts=1}": 12,
        "headcount{dtts=1,sex=f}": 7,
        "headcount{dtts=0,sex=m}": 30 - 20 - 10 + 7,
        "headcount{staff=vc}": 25,
        "headcount{staff=vc,sex=f}": 18,
        "headcount{group=dvsn,staff=?}": 5,
        "headcount{prof=?}": 32,
        "headcount{group=co_quan}": 2,
    }
    assert count(world(*rows), list(expected)).cells == expected


def test_a_headcount_row_without_the_joint_number_leaves_dtts_unknown(world: World) -> None:
    rows = [body("t", "truong"), Headcount(id="1", body="t", dimension="all", total=30, women=20, dtts=10)]
    expected = {
        "headcount{dtts=1}": 10,
        "headcount{dtts=1,sex=f}": 0,
        "headcount{dtts=?,sex=f}": 20,
        "headcount{dtts=?,sex=m}": 10,
    }
    assert count(world(*rows), list(expected)).cells == expected


def planned(key: str, who: str, post: str, **more: object) -> PlanningEntry:
    return PlanningEntry(id=key, person=who, planning_list="l", post=post, start=d("2025-03"), **more)  # type: ignore[arg-type]


def test_planned_persons_slots_and_posts(world: World) -> None:
    rows = [
        body("u", "ubnd"), PlanningList(id="l", date=d("2025-03-01"), term="2025-2030", tier="xa", secrecy="khong"),
        person("a", birth=d("1990-01")), person("b", "m", birth=d("1986-12")), person("c", birth=d("1987-01")),
        planned("1", "a", "ubnd.ct", body="u"), planned("2", "a", "ubnd.pct", body="u"),
        planned("3", "b", "ubnd.ct", body="u"), planned("4", "c", "ubnd.ct", body="u", end=d("2026-12-13")),
    ]  # fmt: skip
    expected = {
        "planned{}": 2,  # the third left the list the day before the cut-off
        "planned{sex=f}": 1,
        "planned_slot{}": 3,
        "planned_slot{sex=f}": 2,
        "planned_post{}": 2,
        "planned_post{post=ubnd.ct}": 1,
        "planned{post=ubnd.ct,tier=xa}": 2,
        "planned{young=1}": 1,  # born 12/1986: 40 in 12/2026, and under 40 is asked
        "planned{young=0}": 1,
    }
    assert count(world(*rows), list(expected)).cells == expected


def test_residents_beyond_the_groups_are_unknown(world: World) -> None:
    rows = [
        Population(id="1", year=2026, ethnic="00", total=1000),
        Population(id="2", year=2026, ethnic="01", total=100),
        Population(id="3", year=2026, ethnic="03", total=850),
        Population(id="4", year=2025, ethnic="08", total=777),
    ]
    expected = {"resident{}": 1000, "resident{dtts=1}": 850, "resident{ethnic=?}": 50, "resident{ethnic=08}": 0}
    assert count(world(*rows), list(expected)).cells == expected


def test_a_commune_without_population_has_no_resident_cells_and_an_agency_has_zero(world: World) -> None:
    assert count(world(body("u", "ubnd")), ["resident{}", "body{}"]).cells == {"body{}": 1}
    assert count(world(body("s", "so"), unit=SNV), ["resident{}"]).cells == {"resident{}": 0}


def test_withheld_people_leave_their_cells_absent(world: World) -> None:
    rows = [body("u", "ubnd"), person("a"), holds("1", "a", "u", "ubnd.ct")]
    cells = ["leader{}", "planned{}", "body{}", "body{woman_key=1}", "headcount{}", "course{}", "government{}"]
    assert count(world(*rows, level=Level.SO_LIEU), cells).cells == {"body{}": 1, "course{}": 0, "government{}": 1}


def test_an_unknown_cell_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="colour"):
        count(world(), ["leader{colour=red}"])


def test_leaders_and_planned_by_plain_loops(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    """The same numbers by another way than the code: nested loops over the records."""
    posts, groups = catalogue["posts"], catalogue["ethnic_groups"]
    for seed in range(5):
        data = drawn_unit(POON, seed, catalogue)
        people = {row.id: row for row in data.rows(Person) if in_force(None, row.left_on, CUT_OFF)}
        bodies = {row.id: row for row in data.rows(Body) if in_force(row.start, row.end, CUT_OFF)}
        leaders, women_41_50, dtts_at_xa, slots, women_planned = set(), set(), set(), 0, set()
        for row in data.rows(Appointment):
            post = posts.get(row.post)
            if row.person not in people or row.body not in bodies or post is None or not post.is_set("leader"):
                continue
            if not in_force(row.start, row.end, CUT_OFF):
                continue
            who = people[row.person]
            leaders.add(who.id)
            if who.sex == "f" and who.birth and 41 <= age_bounds(who.birth, CUT_OFF)[0] <= 50:
                women_41_50.add(who.id)
            if bodies[row.body].tier == "xa" and who.ethnic and groups.get(who.ethnic).is_set("dtts"):  # type: ignore[union-attr]
                dtts_at_xa.add(who.id)
        for entry in data.rows(PlanningEntry):
            if entry.person in people and in_force(entry.start, entry.end, CUT_OFF):
                slots += 1
                if people[entry.person].sex == "f":
                    women_planned.add(entry.person)
        expected = {
            "leader{}": len(leaders),
            "leader{age=41-50,sex=f}": len(women_41_50),
            "leader{dtts=1,tier=xa}": len(dtts_at_xa),
            "planned_slot{}": slots,
            "planned{sex=f}": len(women_planned),
        }
        assert count(context(data, units, catalogue, pack), list(expected)).cells == expected


def test_every_cell_of_the_pack_is_counted(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    wanted = required_cells(pack, catalogue)
    figures = count(context(drawn_unit(POON, 1, catalogue), units, catalogue, pack), wanted)
    assert set(figures.cells) == wanted
    assert all(value >= 0 for value in figures.cells.values())

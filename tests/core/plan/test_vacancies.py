"""Posts that fall vacant, who fits them, and that nobody is placed twice: by hand and against every placing."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Body
from app.domain.units import Units
from app.plan.candidates import Fit, Pool, assign, match
from app.plan.counting import count, plan_cells
from app.plan.facts import Facts
from app.plan.pack import Pack
from app.plan.terms import term_end, term_law
from app.plan.vacancies import Reason, Vacancy, vacancies
from app.plan.whatif import Step, figures_after, figures_with_unknown, read_step
from tests.core.plan.figure_worlds import CUT_OFF, POON, context, d

UNTIL = date(2030, 12, 31)
UBND = Body(id="u", name="UBND xã", kind="ubnd", tier="xa", key_posts_assigned=2)
PHONG = Body(id="k", name="Phòng Kinh tế", kind="phong", tier="xa")


@dataclass(frozen=True, slots=True)
class Unit:
    """What the functions say of a unit."""

    facts: Facts
    found: tuple[Vacancy, ...]
    pool: Pool

    def fits(self, number: int = 0) -> list[str]:
        """Who fits a vacancy."""
        return [fit.person for fit in self.pool.fitting(self.found[number])]


@pytest.fixture
def look(units: Units, catalogue: Catalogue, pack: Pack) -> Callable[..., Unit]:
    """Looks at the records of a unit."""

    def looked(*rows: Any) -> Unit:
        facts = Facts(context(dataset(POON, [UBND, PHONG, *rows]), units, catalogue, pack))
        law = term_law(pack.rules, CUT_OFF)
        return Unit(facts, vacancies(facts, pack.retirement, law, UNTIL), Pool(facts, pack.retirement, law))

    return looked


def man(key: str, birth: str = "1985", **more: Any) -> Person:
    return Person(id=key, sex="m", birth=d(birth), staff_kind="cc", **more)


def woman(key: str, birth: str = "1985-06", **more: Any) -> Person:
    return Person(id=key, sex="f", birth=d(birth), staff_kind="cc", **more)


def post(key: str, person: str, code: str, body: str = "u", **more: Any) -> Appointment:
    return Appointment(id=key, person=person, post=code, body=body, **{"start": d("2025-07-01"), **more})


def told(unit: Unit) -> list[tuple[str, str, date, Reason]]:
    return [(item.body.id, item.post.code, item.on, item.reason) for item in unit.found]


def test_each_reason_gives_its_last_day(look: Callable[..., Unit]) -> None:
    unit = look(
        man("a", "1968-02"), post("1", "a", "ubnd.ct", term="2026-2031"),  # 62 years in 02/2030: domain §3
        man("b"), post("2", "b", "ubnd.pct", term="2026-2031", end=d("2027-03")),
        man("c"), post("3", "c", "phong.tp", "k", start=d("2023-05-20")),
        man("e"), post("4", "e", "ban.tb", term="2021-2026"),
        man("f"), post("5", "f", "dang.bt", end=d("2027-01-01")),  # of the Party
        man("g", left_on=d("2028-01-31")), post("6", "g", "phong.ptp", "k", start=d("2019"), reappointed=d("2026-02")),
        man("h"), post("7", "h", "vp.cvp", term="2026-2031", start=d("2026-02-01")),  # 01/02/2031 is after 2030
    )  # fmt: skip
    assert told(unit) == [
        ("u", "ban.tb", date(2026, 3, 31), Reason.TERM),
        ("u", "ubnd.pct", date(2027, 3, 31), Reason.LEAVES),
        ("k", "phong.ptp", date(2028, 1, 31), Reason.LEAVES),
        ("k", "phong.tp", date(2028, 5, 20), Reason.REAPPOINT),
        ("u", "ubnd.ct", date(2030, 2, 28), Reason.RETIRES),
    ]


def test_what_nobody_holds_is_vacant_up_to_what_is_assigned(look: Callable[..., Unit]) -> None:
    assert told(look()) == [("u", "ubnd.ct", CUT_OFF, Reason.OPEN), ("u", "ubnd.pct", CUT_OFF, Reason.OPEN)]
    held = look(man("a"), post("1", "a", "ubnd.ct", term="2026-2031"))
    assert told(held) == [("u", "ubnd.pct", CUT_OFF, Reason.OPEN)]
    full = look(*(row for n in "ab" for row in (man(n), post(n, n, "ubnd.pct", term="2026-2031"))))
    assert told(full) == []
    marked = look(
        *(row for n in "ab" for row in (man(n), post(n, n, "ubnd.pct", term="2026-2031"))),
        replace(PHONG, head_vacant=True),
    )
    assert told(marked) == [("k", "phong.tp", CUT_OFF, Reason.OPEN)]


def test_a_term_ends_as_the_pack_says_or_with_its_last_year(pack: Pack) -> None:
    terms = term_law(pack.rules, CUT_OFF).terms
    assert term_end("2021-2026", terms) == date(2026, 3, 31)
    assert term_end("2026-2031", terms) == date(2031, 12, 31)
    assert term_end("khóa XV", terms) is None


PLAN = PlanningList(id="l", term="2025-2030", tier="xa")
LEAVES = (man("a"), post("1", "a", "phong.tp", "k", end=d("2028-06-30")), replace(UBND, key_posts_assigned=None))


def planned(key: str, code: str = "phong.tp", body: str | None = "k", **more: Any) -> PlanningEntry:
    return PlanningEntry(id=f"e{key}", person=key, planning_list="l", post=code, body=body, **more)


def test_who_fits_is_planned_for_it_in_its_term_and_young_enough(look: Callable[..., Unit]) -> None:
    """The post is free from 30/6/2028; a full term is 60 months, so who retires before 06/2033 is too old."""
    unit = look(
        *LEAVES, PLAN, PlanningList(id="late", term="2030-2035"), PlanningList(id="none"),
        woman("yes"), planned("yes"),
        woman("any"), planned("any", body=None),
        woman("open"), replace(planned("open"), planning_list="none"),
        woman("other"), planned("other", "phong.ptp"),
        woman("there"), planned("there", body="u"),
        man("man"), planned("man"),
        woman("old", "1973-05"), planned("old"),
        woman("late"), replace(planned("late"), planning_list="late"),
        woman("out"), planned("out", end=d("2028-01")),
        woman("gone", left_on=d("2027-12")), planned("gone"),
        Person(id="unknown", sex="f"), planned("unknown"),
        woman("high"), planned("high"), post("9", "high", "ubnd.pct", term="2026-2031"),
    )  # fmt: skip
    (number,) = [n for n, item in enumerate(unit.found) if item.post.code == "phong.tp"]
    assert sorted(unit.fits(number)) == ["any", "open", "yes"]


@pytest.mark.parametrize(("end", "fits"), [("2030-05-31", ["w"]), ("2030-06-30", [])])
def test_the_month_that_leaves_a_whole_term_is_enough(look: Callable[..., Unit], end: str, fits: list[str]) -> None:
    """A woman born in 05/1975 retires at 60 (domain §3): in 05/2035, 60 months after 05/2030."""
    unit = look(man("a"), post("1", "a", "phong.tp", "k", end=d(end)), PLAN, woman("w", "1975-05"), planned("w"))
    assert unit.fits([item.post.code for item in unit.found].index("phong.tp")) == fits


def test_the_trained_come_first(look: Callable[..., Unit]) -> None:
    unit = look(
        *LEAVES, PLAN, woman("a1"), planned("a1", start=d("2024")), woman("b1"), planned("b1", start=d("2025")),
        Course(id="c", kind="vtvl", start=d("2026-04")), Training(id="t", person="b1", course="c"),
    )  # fmt: skip
    assert unit.pool.fitting(unit.found[0]) == (Fit("b1", trained=True), Fit("a1", trained=False))


def test_nobody_is_placed_twice_and_as_many_as_can_be_are() -> None:
    """Against every placing, on 400 drawn lists."""
    draw = random.Random(7)
    for _ in range(400):
        people = [f"p{n}" for n in range(draw.randint(0, 5))]
        wanted = {f"v{n}": draw.sample(people, draw.randint(0, len(people))) for n in range(draw.randint(0, 5))}
        found = match(wanted)
        assert len(set(found.values())) == len(found)
        assert all(right in wanted[left] for left, right in found.items())
        assert len(found) == largest(wanted)
        assert match(wanted) == found


def largest(wanted: Mapping[str, list[str]]) -> int:
    """The most that can be placed, by trying every choice."""
    best = 0
    for choice in product(*([*rights, None] for rights in wanted.values())):
        taken = [right for right in choice if right is not None]
        if len(set(taken)) == len(taken):
            best = max(best, len(taken))
    return best


def test_what_is_more_wanted_is_placed_and_the_trained_are_not_left_out(look: Callable[..., Unit]) -> None:
    ends = {"a": "2028", "b": "2029"}
    unit = look(*(row for n in ends for row in (man(n), post(n, n, "phong.tp", "k", end=d(ends[n])))))
    first, second = (item for item in unit.found if item.post.code == "phong.tp")
    one, two = Fit("x", trained=False), Fit("y", trained=True)
    assert assign([second, first], {first.id: [one], second.id: [one]}) == {second.id: one}
    assert assign([first, second], {first.id: [two, one], second.id: [two]}) == {first.id: one, second.id: two}


def test_steps_move_the_figures_and_leave_the_records(look: Callable[..., Unit]) -> None:
    unit = look(
        replace(UBND, key_posts_assigned=1), PLAN, man("a"), post("1", "a", "ubnd.ct", end=d("2027")),
        woman("w"), planned("w", "ubnd.ct", "u"), post("2", "w", "phong.tp", "k", start=d("2026-01-01")),
        man("m"), planned("m"),
    )  # fmt: skip
    cells = plan_cells(
        ["government{woman_key=1}", "planned{sex=f}", "planned{}", "trained{sex=f,window=year}", "leader{}"]
    )
    before = count(unit.facts.context, cells)
    by_id = {item.id: item for item in unit.found}

    def moved(*steps: Step) -> list[int]:
        after = figures_after(before, unit.facts, by_id, steps, cells, before.cells).cells
        return [after[cell] - before.cells[cell] for cell in before.cells]

    names = list(before.cells)
    assert names == ["government{woman_key=1}", "planned{sex=f}", "planned{}", "trained{sex=f,window=year}", "leader{}"]
    assert moved(Step("appoint", POON, "w", "1")) == [1, 0, 0, 1, -1]  # trained first; two posts had two leaders
    assert moved(Step("appoint", POON, "", "1")) == [1, 0, 0, 0, 0]
    assert moved(Step("plan", POON, number=0), Step("plan", POON, number=1)) == [0, 2, 2, 2, 0]  # trained too
    assert moved(Step("train", POON, "w")) == [0, 0, 0, 1, 0]
    assert moved(Step("train", POON, "nobody"), Step("appoint", POON, "w", "gone")) == [0] * 5
    assert count(unit.facts.context, cells) == before


def test_where_no_person_was_sent_women_in_planning_are_added_to_the_figures(look: Callable[..., Unit]) -> None:
    unit = look()
    names = ("planned{sex=f}", "planned{}", "trained{sex=f,window=year}", "body{kind=ubnd}")
    cells = plan_cells(names)
    declared = replace(count(unit.facts.context, cells), cells=dict(zip(names, (4, 9, 3, 1), strict=True)))
    after = figures_with_unknown(declared, unit.facts.context, 2, cells)
    assert after.cells == dict(zip(names, (6, 11, 5, 1), strict=True))


@pytest.mark.parametrize(
    "step",
    [
        Step("appoint", POON, "p-1", "b.ubnd.pct.0"), Step("appoint", POON, "", "a-1", 0), Step("plan", POON, "p-1"),
        Step("plan", POON, number=3), Step("train", POON, "p-1"),
    ],
)  # fmt: skip
def test_a_step_is_read_from_its_id(step: Step) -> None:
    assert read_step(step.id) == step


@pytest.mark.parametrize(
    "text", ["", "plan", "plan:", "train:x:?1", "appoint:x:y", "appoint:x::p", "leave:x:y", "plan:a:b:c"]
)
def test_what_is_no_step_is_none(text: str) -> None:
    assert read_step(text) is None

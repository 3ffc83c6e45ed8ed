"""Classes of an invented unit and who attended them in the year of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from app.commands.demo.dice import Dice
from app.commands.demo.samples import CourseSample, Samples
from app.commands.demo.staff import Roster
from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate
from app.domain.records import Course, Person, PlanningEntry, Training
from app.domain.unit_records import Unit

MILLION: Final = 1_000_000
_KINDS_OF_2025: Final = date(2025, 7, 2)  # Nghị định 171/2025/NĐ-CP
_YOUNG_SINCE: Final = 36
_LEARNING: Final[Mapping[str, int]] = {"cb": 74, "cc": 74, "vc": 45, "hd": 6}
"""Percent that attended a class of the year, by kind of staff, women in planning apart."""
_TRAINED_WOMEN: Final = (0.62, 0.80)
_LONG: Final = frozenset({"all", "leaders"})


class _School:
    """Sends the people of one unit to classes."""

    def __init__(
        self, unit: Unit, roster: Roster, planned: frozenset[str], samples: Samples, cut_off: date, dice: Dice
    ) -> None:
        self._roster = roster
        self._planned = planned
        self._cut_off = cut_off
        self._dice = dice
        self._leading = {person.id for _, person in roster.leaders}
        self._samples = [sample for sample in samples.courses if sample.agency in {"", unit.code}]
        self._attended: dict[str, list[Person]] = {sample.name: [] for sample in self._samples}

    def attend(self) -> None:
        """Decides who attends what; a woman in planning who is not trained attends nothing."""
        people = [person for person in self._roster.people.values() if person.left_on is None]
        women = [person for person in people if person.sex == "f" and person.id in self._planned]
        trained = max(1, round(len(women) * self._dice.share(*_TRAINED_WOMEN)))
        sent = {person.id for person in self._dice.shuffled(women)[:trained]}
        waiting = {person.id for person in women} - sent
        for person in people:
            if person.id in sent or (
                person.id not in waiting and self._dice.chance(_LEARNING[person.staff_kind or "hd"])
            ):
                self._send(person)

    def _send(self, person: Person) -> None:
        fitting = [sample for sample in self._samples if self._suits(sample, person)]
        long = [sample for sample in fitting if sample.audience in _LONG]
        first = self._dice.pick(long or fitting)
        self._attended[first.name].append(person)
        for sample in fitting:
            if sample is not first and self._dice.chance(3 if sample.audience in {"all", "study"} else 22):
                self._attended[sample.name].append(person)

    def _suits(self, sample: CourseSample, person: Person) -> bool:
        woman = person.sex == "f"
        leads = person.id in self._leading
        born = person.birth.year if person.birth else 0
        young = self._cut_off.year - born < _YOUNG_SINCE
        answers = {
            "all": True,
            "study": young and not leads,
            "women": woman,
            "leaders": leads,
            "women_leaders": woman and leads,
            "planned_women": woman and person.id in self._planned,
            "young_women": woman and young,
        }
        return answers.get(sample.audience, False)

    def courses(self, minorities: frozenset[str]) -> Iterator[Any]:
        """The classes that someone attended or the unit organised, each before its attendances."""
        for sample in self._samples:
            people = self._attended[sample.name]
            if people or sample.audience == "nobody":
                course = self._course(sample, people, minorities)
                yield course
                yield from (self._training(person, course) for person in people)

    def _course(self, sample: CourseSample, people: Sequence[Person], minorities: frozenset[str]) -> Course:
        dice, year = self._dice, self._cut_off.year
        first = max(_KINDS_OF_2025, self._cut_off - timedelta(days=315))
        start = dice.day(first, self._cut_off - timedelta(days=25))
        own = dice.chance(sample.organised)
        guests = _guests(sample, dice) if own else (0, 0, 0)
        women = [person for person in people if person.sex == "f"]
        both = sum(person.ethnic in minorities for person in women)
        days = 12 if sample.hours is None else max(1, sample.hours // 8)
        return Course(
            id=dice.id(),
            name=sample.name.format(year=year),
            kind=sample.kind,
            organised=own,
            start=start,
            end=PartialDate(min(start.earliest + timedelta(days=days), self._cut_off).isoformat()),
            hours=sample.hours,
            turns=len(people) + guests[0] if own else None,
            turns_women=len(women) + guests[1] if own else None,
            turns_women_dtts=both + guests[2] if own else None,
            turns_students=guests[0] if own and sample.audience == "nobody" else None,
            cost=round(sample.cost * dice.share(0.7, 1.3) * 10) * MILLION // 10 if own else None,
        )

    def _training(self, person: Person, course: Course) -> Training:
        result = "Giấy chứng nhận" if course.organised else self._dice.pick(("Chứng chỉ", "Giấy chứng nhận", None))
        return Training(id=self._dice.id(), person=person.id, course=course.id, result=result)


def _guests(sample: CourseSample, dice: Dice) -> tuple[int, int, int]:
    """People of elsewhere at a class: all, women, women of minorities."""
    count = dice.between(60, 120) if sample.audience == "nobody" else dice.between(0, 15)
    women = count if "women" in sample.audience else round(count * dice.share(0.4, 0.7))
    return count, women, round(women * dice.share(0.5, 0.9))


def make_training(
    unit: Unit,
    roster: Roster,
    planning: Sequence[Any],
    samples: Samples,
    catalogue: Catalogue,
    cut_off: date,
    dice: Dice,
) -> tuple[Any, ...]:
    """Classes and attendances of the year of the cut-off; of the women in planning 62-80 in a hundred are trained.

    Args:
        unit: whose people learn.
        roster: the people.
        planning: records of planning; entries without an end say who is planned.
        samples: classes to choose from.
        catalogue: which ethnic groups are minorities.
        cut_off: day of the report.
        dice: chance.
    """
    entries = (row for row in planning if isinstance(row, PlanningEntry) and row.end is None)
    planned = frozenset(row.person for row in entries if row.person)
    minorities = frozenset(code.code for code in catalogue["ethnic_groups"] if code.is_set("dtts"))
    school = _School(unit, roster, planned, samples, cut_off, dice)
    school.attend()
    return tuple(school.courses(minorities))

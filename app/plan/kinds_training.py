"""Kinds that judge classes and who attended them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.findings import FieldValue, Finding, Place, RecordRef
from app.domain.records import Course, Person, Training
from app.plan.entries import stage_window, within
from app.plan.facts import Facts
from app.plan.rules import Rule, kind
from app.vietnamese.fold import fold

_SHOWN: Final = 20
"""People that a list in a sentence names; the count says the rest."""


@kind(
    "training_twice",
    scope="person",
    reads=("training.person", "training.course", "course.name", "course.start", "course.end"),
    says="person course first last",
)
def training_twice(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A person stands twice in one class, or in two classes of one name and time."""
    for person, attended in facts.trainings_by_person.items():
        if len(attended) < 2:
            continue
        seen: set[tuple[object, ...]] = set()
        for row, course in attended:
            same = _identity(course)
            if same in seen:
                yield rule.found(
                    Place("training", row.id, "course"),
                    person=RecordRef("person", person),
                    course=RecordRef("course", course.id),
                    first=FieldValue("course", course.id, "start"),
                    last=FieldValue("course", course.id, "end"),
                )
            seen.add(same)


def _identity(course: Course) -> tuple[object, ...]:
    if course.name is None or course.start is None:
        return (course.id,)
    return (fold(course.name), course.start, course.end)


@kind(
    "hours_short",
    scope="person",
    reads=("training.person", "training.course", "course.hours", "course.start", "person.staff_kind"),
    says="person count year min",
)
def hours_short(
    facts: Facts, rule: Rule, hours: int, staff_kinds: tuple[str, ...], kinds: tuple[str, ...]
) -> Iterator[Finding]:
    """A person has studied certainly fewer hours in the year than the law asks (Nghị định 171/2025/NĐ-CP).

    Args:
        facts: of the records.
        rule: the entry.
        hours: fewest, tiết a year.
        staff_kinds: whom the duty binds.
        kinds: training kinds that are bồi dưỡng.
    """
    period = facts.context.period
    for person in facts.people if period.kind == "year" else ():
        if person.staff_kind not in staff_kinds:
            continue
        studied = [
            row.hours if row.hours is not None else course.hours
            for row, course in facts.trainings_by_person.get(person.id, ())
            if course.kind in kinds and _in_year(course, period.last_year)
        ]
        known = [number for number in studied if number is not None]
        if len(known) == len(studied) and sum(known) < hours:
            yield rule.found(
                Place("person", person.id),
                person=RecordRef("person", person.id),
                count=sum(known),
                year=str(period.last_year),
                min=hours,
            )


def _in_year(course: Course, year: int) -> bool:
    start, end = course.start, course.end or course.start
    return start is not None and end is not None and start.year <= year <= end.year


@kind(
    "planned_women_untrained",
    scope="unit",
    reads=("planning_entry.person", "training.person", "training.course", "person.sex"),
    says="count people",
)
def planned_women_untrained(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Women in planning who attended no counted class since the stage of the plan began (KH II.1.3, 2.3)."""
    window, counted = stage_window(facts), facts.context.definitions.counted_training
    women = sorted({item.person.id for item in facts.planned if item.person.sex == "f"})
    untrained = [
        person
        for person in women
        if not any(
            course.kind in counted and within(course.start, course.end, window)
            for _, course in facts.trainings_by_person.get(person, ())
        )
    ]
    if untrained:
        more = len(untrained) - _SHOWN
        shown = tuple(RecordRef("person", person) for person in untrained[:_SHOWN])
        yield rule.found(
            Place("planning_entry"),
            count=len(untrained),
            people=(*shown, f"và {more} người khác") if more > 0 else shown,
        )


@kind("more_attended_than_turns", scope="record", reads=("training.course", "course.turns"), says="course count turns")
def more_attended_than_turns(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """More recorded people attended a class than its turns say."""
    attended: dict[str, int] = {}
    for row in facts.context.data.rows(Training):
        if row.course and facts.context.data.get(Person, row.person) is not None:
            attended[row.course] = attended.get(row.course, 0) + 1
    for course in facts.context.data.rows(Course):
        if course.turns is not None and attended.get(course.id, 0) > course.turns:
            yield rule.found(
                Place("course", course.id, "turns"),
                course=RecordRef("course", course.id),
                count=attended[course.id],
                turns=course.turns,
            )

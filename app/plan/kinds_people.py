"""Kinds that judge a person's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.domain.dates import age_bounds
from app.domain.findings import DayText, FieldValue, Finding, Place, RecordRef
from app.domain.records import Person
from app.plan.facts import Facts
from app.plan.kinds_records import folded_names, place_of, rows_of, value_of
from app.plan.rules import FieldPath, Rule, kind


def person_value(person: Person, field: str) -> FieldValue:
    """A value of a person's file, to be looked up where the finding is read."""
    return FieldValue("person", person.id, field)


@kind("age_outside", scope="person", reads=("person.birth",), says="person birth low high day")
def age_outside(facts: Facts, rule: Rule, low: int, high: int) -> Iterator[Finding]:
    """A person is certainly younger or older than people in service are; ages are counted by month."""
    on = facts.context.cut_off
    for person in facts.people:
        if person.birth is None:
            continue
        youngest, oldest = age_bounds(person.birth, on)
        if oldest < low or youngest > high:
            yield rule.found(
                Place("person", person.id, "birth"),
                person=RecordRef("person", person.id),
                birth=person_value(person, "birth"),
                low=low,
                high=high,
                day=DayText(on.isoformat()),
            )


@kind("digits", scope="record", says="record value count length")
def digits(facts: Facts, rule: Rule, field: FieldPath, length: int) -> Iterator[Finding]:
    """A number written as text must have so many digits and nothing else."""
    for row in rows_of(facts, field.table):
        text = getattr(row, field.field)
        if text and not (len(text) == length and text.isascii() and text.isdigit()):
            yield rule.found(
                place_of(field, row.id),
                record=RecordRef(field.table, row.id),
                value=value_of(field, row.id),
                count=sum(char.isdigit() for char in text),
                length=length,
            )


@kind(
    "id_number_disagrees",
    scope="person",
    reads=("person.id_number", "person.sex", "person.birth"),
    says="person id_number sex birth problem",
)
def id_number_disagrees(facts: Facts, rule: Rule, sexes: str) -> Iterator[Finding]:
    """Digit 4 says sex and century (0/1 = nam/nữ 19xx, 2/3 = 20xx …), digits 5-6 the year (NĐ 137/2015, Điều 13).

    Args:
        facts: of the records.
        rule: the entry.
        sexes: codes of nam and nữ, in this order, one letter each.
    """
    for person in facts.context.data.rows(Person):
        number = person.id_number or ""
        if not (len(number) == 12 and number.isascii() and number.isdigit()):
            continue
        century, sex = divmod(int(number[3]), 2)
        wrong = []
        if person.sex is not None and person.sex in sexes and person.sex != sexes[sex]:
            wrong.append("giới tính")
        if person.birth is not None and person.birth.year != 1900 + century * 100 + int(number[4:6]):
            wrong.append("năm sinh")
        if wrong:
            yield rule.found(
                Place("person", person.id, "id_number"),
                person=RecordRef("person", person.id),
                id_number=person_value(person, "id_number"),
                sex=person_value(person, "sex"),
                birth=person_value(person, "birth"),
                problem=" và ".join(wrong),
            )


@kind("same_person", scope="unit", reads=("person.full_name", "person.birth"), says="people person birth count")
def same_person(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Files with the same name and birth may be one person."""
    groups: dict[tuple[str, tuple[str, ...]], list[Person]] = defaultdict(list)
    for person, name in folded_names(facts.context.data.rows(Person)):
        if name and person.birth is not None:
            groups[(person.birth.text, name)].append(person)
    for same in groups.values():
        if len(same) > 1:
            yield _same(rule, sorted(same, key=lambda person: person.id))


def _same(rule: Rule, people: list[Person]) -> Finding:
    first = people[0]
    return rule.found(
        Place("person", first.id, "full_name"),
        people=tuple(RecordRef("person", person.id) for person in people),
        person=RecordRef("person", first.id),
        birth=person_value(first, "birth"),
        count=len(people),
    )


@kind("younger_on", scope="person", reads=("person.birth",), says="person day age")
def younger_on(facts: Facts, rule: Rule, field: FieldPath, age: int) -> Iterator[Finding]:
    """A person was certainly younger than an age at a date of the file; ages are counted by month."""
    for person in facts.context.data.rows(Person):
        on = getattr(person, field.field)
        if person.birth is not None and on is not None and age_bounds(person.birth, on.latest)[1] < age:
            yield rule.found(
                place_of(field, person.id),
                person=RecordRef("person", person.id),
                day=value_of(field, person.id),
                age=age,
            )

"""Kinds that judge residents and staff numbers of a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.findings import FieldName, FieldValue, Finding, Place, RecordRef, UnitRef
from app.domain.unit_records import Body, Headcount, Population
from app.plan.facts import Facts
from app.plan.rules import Rule, kind
from app.vietnamese.numbers import decimal, percent

_TOTAL: Final = "00"  # population_groups: the stated total
_ALL: Final = "all"  # headcount_dimensions: all staff
_RESIDENTS: Final = ("population.year", "population.ethnic", "population.total")


@dataclass(frozen=True, slots=True)
class Residents:
    """Residents of the unit in one year: the stated total or the sum of the groups, and those of minorities."""

    year: int
    stated: Population | None
    parts: tuple[Population, ...]

    @property
    def summed(self) -> int:
        """Sum of the groups."""
        return sum(row.total or 0 for row in self.parts)

    @property
    def total(self) -> int:
        """The stated total, else the sum of the groups."""
        return self.stated.total if self.stated is not None and self.stated.total is not None else self.summed


def residents_by_year(facts: Facts) -> dict[int, Residents]:
    """Year → residents, for years that are not after the cut-off."""
    rows: dict[int, list[Population]] = defaultdict(list)
    for row in facts.context.data.rows(Population):
        if row.year is not None and row.year <= facts.context.cut_off.year:
            rows[row.year].append(row)
    return {
        year: Residents(
            year,
            next((row for row in items if row.ethnic == _TOTAL), None),
            tuple(row for row in items if row.ethnic != _TOTAL),
        )
        for year, items in sorted(rows.items())
    }


def minority_residents(facts: Facts, residents: Residents) -> int:
    """Residents of ethnic minorities."""
    groups = facts.context.catalogue["population_groups"]
    minority = {code.code for code in groups if code.is_set("dtts")}
    return sum(row.total or 0 for row in residents.parts if row.ethnic in minority)


@kind("groups_unlike_total", scope="unit", reads=_RESIDENTS, says="unit year sum total difference")
def groups_unlike_total(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """The ethnic groups of a year do not add up to its stated total."""
    for residents in residents_by_year(facts).values():
        stated = residents.stated
        if stated is None or stated.total is None or not residents.parts or stated.total == residents.summed:
            continue
        yield rule.found(
            Place("population", stated.id, "total"),
            unit=UnitRef(facts.context.data.unit),
            year=str(residents.year),
            sum=residents.summed,
            total=stated.total,
            difference=abs(residents.summed - stated.total),
        )


@kind("residents_changed", scope="unit", reads=_RESIDENTS, says="unit before after share")
def residents_changed(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Residents changed by more than a share from one year to the next; the limit is a definition of the pack.

    Numbers of a year in which the unit did not exist yet are of other boundaries.
    """
    limit = facts.context.definitions.population_change_percent
    began = facts.unit.valid_from if facts.unit else None
    years = residents_by_year(facts)
    for year, now in years.items():
        before = years.get(year - 1)
        if before is None or before.total == 0 or (began is not None and began.year > year - 1):
            continue
        change = abs(now.total - before.total)
        if 100 * change > limit * before.total:
            yield rule.found(
                Place("population", (now.stated or now.parts[0]).id, "total"),
                unit=UnitRef(facts.context.data.unit),
                before=before.total,
                after=now.total,
                share=percent(change, before.total),
            )


@dataclass(frozen=True, slots=True)
class _Balance:
    """Leaders and residents of the latest year; leaders of unknown group make it None."""

    place: Place
    leaders: int
    minority_leaders: int
    residents: int
    minority: int


def _balance(facts: Facts) -> _Balance | None:
    years = residents_by_year(facts)
    if not years:
        return None
    now = years[max(years)]
    groups = [facts.is_dtts(items[0].person) for items in facts.leading_by_person.values()]
    minority = minority_residents(facts, now)
    if not groups or None in groups or now.total == 0 or minority == 0:
        return None
    place = Place("population", (now.stated or now.parts[0]).id)
    return _Balance(place, len(groups), sum(map(bool, groups)), now.total, minority)


@kind(
    "no_minority_leader",
    scope="unit",
    reads=(*_RESIDENTS, "appointment.post", "person.ethnic"),
    says="unit share",
)
def no_minority_leader(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A unit with residents of ethnic minorities has leaders, and certainly none of them of a minority."""
    balance = _balance(facts)
    if balance is not None and balance.minority_leaders == 0:
        yield rule.found(
            balance.place,
            unit=UnitRef(facts.context.data.unit),
            share=percent(balance.minority, balance.residents),
        )


@kind(
    "minority_leaders_few",
    scope="unit",
    reads=(*_RESIDENTS, "appointment.post", "person.ethnic"),
    says="unit leaders residents ratio",
)
def minority_leaders_few(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Minorities have a smaller share of leaders than a part of their share of residents; the part is a definition."""
    balance = _balance(facts)
    if balance is None or balance.minority_leaders == 0:
        return
    part = facts.context.definitions.representation_percent
    led, lived = balance.minority_leaders * balance.residents, balance.minority * balance.leaders
    if 100 * led < part * lived:
        yield rule.found(
            balance.place,
            unit=UnitRef(facts.context.data.unit),
            leaders=percent(balance.minority_leaders, balance.leaders),
            residents=percent(balance.minority, balance.residents),
            ratio=decimal(led, lived, 2),
        )


def _latest_headcounts(facts: Facts) -> dict[str, Headcount]:
    """Body id → its newest count of all staff that is not after the cut-off."""
    latest: dict[str, Headcount] = {}
    for row in facts.context.data.rows(Headcount):
        if row.dimension != _ALL or row.as_of is None or row.as_of.earliest > facts.context.cut_off:
            continue
        known = latest.get(row.body or "")
        if known is None or known.as_of is None or known.as_of < row.as_of:
            latest[row.body or ""] = row
    return latest


@kind(
    "more_listed_than_present",
    scope="body",
    reads=("headcount.total", "person.body"),
    says="record field value other limit problem",
)
def more_listed_than_present(facts: Facts, rule: Rule, listed: str) -> Iterator[Finding]:
    """More people are recorded at a body than its headcount says; `listed` is what that number is called."""
    counts: dict[str, int] = defaultdict(int)
    for person in facts.people:
        counts[person.body or ""] += 1
    for body, row in _latest_headcounts(facts).items():
        if row.total is not None and counts[body] > row.total:
            yield rule.found(
                Place("headcount", row.id, "total"),
                record=RecordRef("headcount", row.id),
                field=listed,
                value=counts[body],
                other=FieldName("headcount", "total"),
                limit=FieldValue("headcount", row.id, "total"),
                problem="",
            )


@kind(
    "more_present_than_assigned",
    scope="body",
    reads=("headcount.total", "body.staff_assigned"),
    says="body count max",
)
def more_present_than_assigned(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A body has more staff than it was assigned."""
    for body_id, row in _latest_headcounts(facts).items():
        body = facts.context.data.get(Body, body_id)
        if body is None or row.total is None or body.staff_assigned is None or row.total <= body.staff_assigned:
            continue
        yield rule.found(
            Place("body", body.id, "staff_assigned"),
            body=RecordRef("body", body.id),
            count=row.total,
            max=body.staff_assigned,
        )

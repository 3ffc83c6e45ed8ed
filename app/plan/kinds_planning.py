"""Kinds that judge planning lists and the people on them (50-QĐ/TW, 377-QĐ/TW, the plan's own targets)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from app.domain.dates import PartialDate, in_force, months_between
from app.domain.findings import CodeRef, DayText, FieldName, FieldValue, Finding, Place, RecordRef
from app.domain.records import Person, PlanningEntry, PlanningList
from app.plan.facts import Facts, Held, Planned
from app.plan.indicators import needed
from app.plan.pack_values import Targets
from app.plan.retirement import RetirementTable
from app.plan.rules import FieldPath, Rule, kind
from app.vietnamese.numbers import percent

_PLANNED: Final = ("planning_entry.person", "planning_entry.post", "planning_entry.end", "planning_list.date")


def decided_on(item: Planned, default: date) -> date:
    """Day that picks the regulation: of the decision, else of the entry, else the default; the earliest it can mean."""
    for day in (item.listing.date if item.listing else None, item.entry.start):
        if day is not None:
            return day.earliest
    return default


def _under(facts: Facts, rule: Rule) -> Iterator[Planned]:
    """Entries of the regulation that a rule entry stands for."""
    on = facts.context.cut_off
    return (item for item in facts.planned if rule.covers(decided_on(item, on)))


@kind(
    "people_per_planned_post",
    scope="unit",
    reads=(*_PLANNED, "planning_entry.body"),
    says="post body count max term",
    dated=True,
)
def people_per_planned_post(facts: Facts, rule: Rule, most: int) -> Iterator[Finding]:
    """At most so many people are planned for one post of one body and term.

    The latest decision about the post picks the regulation. Posts of which a body has several (deputies) count as
    one post title, as the regulations do.
    """
    groups: dict[tuple[str | None, str | None, str | None], list[Planned]] = defaultdict(list)
    for item in facts.planned:
        groups[(item.entry.body, item.entry.post, item.listing.term if item.listing else None)].append(item)
    on = facts.context.cut_off
    for (body, post, _), items in groups.items():
        people = {item.person.id for item in items}
        newest = max(decided_on(item, on) for item in items)
        if body is not None and post is not None and len(people) > most and rule.covers(newest):
            last = max(items, key=lambda item: (decided_on(item, on), item.entry.id))
            yield rule.found(
                Place("planning_entry", last.entry.id, "post"),
                post=CodeRef("posts", post),
                body=RecordRef("body", body),
                term=FieldValue("planning_list", last.entry.planning_list or "", "term"),
                count=len(people),
                max=most,
            )


@kind("planned_posts_per_person", scope="person", reads=_PLANNED, says="person count max tier", dated=True)
def planned_posts_per_person(facts: Facts, rule: Rule, most: int) -> Iterator[Finding]:
    """A person is planned for at most so many posts of one tier."""
    groups: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for item in facts.planned:
        groups[(item.person.id, _tier(item))].append(item)
    on = facts.context.cut_off
    for (person, tier), items in groups.items():
        posts = {(item.entry.post, item.entry.body) for item in items}
        if len(posts) > most and rule.covers(max(decided_on(item, on) for item in items)):
            first = min(item.entry.id for item in items)
            yield rule.found(
                Place("planning_entry", first, "post"),
                person=RecordRef("person", person),
                count=len(posts),
                max=most,
                tier=CodeRef("tiers", tier) if tier else "",
            )


def _tier(item: Planned) -> str:
    if item.listing is not None and item.listing.tier:
        return item.listing.tier
    return (item.body.tier if item.body else None) or ""


@kind(
    "planned_not_higher",
    scope="person",
    reads=(*_PLANNED, "appointment.post", "appointment.person"),
    says="person held planned",
    dated=True,
)
def planned_not_higher(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A planned post must be higher than the one held; posts of different tiers are not compared (377-QĐ/TW)."""
    for item in facts.planned:
        decided = item.listing.date if item.listing else None
        if item.post is None or decided is None or not rule.covers(decided.earliest):
            continue
        held = _highest(facts.leading_by_person.get(item.person.id, ()), _tier(item))
        if held is not None and item.post.number("order") >= held.post.number("order"):
            yield rule.found(
                Place("planning_entry", item.entry.id, "post"),
                person=RecordRef("person", item.person.id),
                held=CodeRef("posts", held.post.code),
                planned=CodeRef("posts", item.post.code),
            )


def _highest(held: Iterable[Held], tier: str) -> Held | None:
    same = [item for item in held if tier and item.body.tier == tier]
    return min(same, key=lambda item: (item.post.number("order"), item.appointment.id), default=None)


@kind(
    "months_left_from_term",
    scope="person",
    reads=(*_PLANNED, "planning_list.term", "person.birth", "person.sex"),
    says="person month min",
    dated=True,
)
def months_left_from_term(
    facts: Facts, rule: Rule, retirement: RetirementTable, terms: Mapping[str, PartialDate], months: int
) -> Iterator[Finding]:
    """A planned person must have a whole term left from the term's own reference month, not from the cut-off.

    Args:
        facts: of the records.
        rule: the entry.
        retirement: when people retire.
        terms: term → its reference month; another term is not judged.
        months: of work that must be left.
    """
    seen: set[tuple[str, str]] = set()
    for item in _under(facts, rule):
        term = (item.listing.term if item.listing else None) or ""
        reference = terms.get(term)
        retires = retirement.retirement_month(item.person.sex, item.person.birth)
        if reference is None or retires is None or (item.person.id, term) in seen:
            continue
        left = months_between(reference.earliest, date(*retires, 1))
        if left < months:
            seen.add((item.person.id, term))
            yield rule.found(
                Place("planning_entry", item.entry.id, "person"),
                person=RecordRef("person", item.person.id),
                month=DayText(reference.text),
                min=months,
            )


@kind(
    "women_in_list",
    scope="unit",
    reads=(*_PLANNED, "person.sex"),
    says="list women count share min",
    dated=True,
)
def women_in_list(facts: Facts, rule: Rule, percent_least: int) -> Iterator[Finding]:
    """Women must be at least a share of the people on a list; a person of unknown sex is not held against it."""
    groups: dict[str, dict[str, Person]] = defaultdict(dict)
    for item in _under(facts, rule):
        if item.listing is not None:
            groups[item.listing.id][item.person.id] = item.person
    for listing, people in groups.items():
        women = sum(person.sex == "f" for person in people.values())
        unknown = sum(person.sex is None for person in people.values())
        if 100 * (women + unknown) < percent_least * len(people):
            yield rule.found(
                Place("planning_list", listing),
                list=RecordRef("planning_list", listing),
                women=women,
                count=len(people),
                share=percent(women, len(people)),
                min=percent_least,
            )


@kind(
    "planned_women_below_target",
    scope="unit",
    reads=(*_PLANNED, "person.sex"),
    says="women count share target needed",
)
def planned_women_below_target(facts: Facts, rule: Rule, targets: Targets, indicator: str) -> Iterator[Finding]:
    """Women are fewer in planning than the plan's target; each one more also adds to the total."""
    target = targets.of(indicator, facts.context.period)
    people = {item.person.id: item.person for item in facts.planned}
    women = sum(person.sex == "f" for person in people.values())
    if target is None or target.percent is None or 100 * women >= target.percent * len(people):
        return
    missing = needed(women, len(people), target.percent, added=True)
    yield rule.found(
        Place("planning_entry"),
        women=women,
        count=len(people),
        share=percent(women, len(people)),
        target=target.percent,
        needed=len(people) - women if missing is None else missing,
    )


@kind("list_incomplete", scope="record", says="list field people")
def list_incomplete(facts: Facts, rule: Rule, fields: tuple[FieldPath, ...]) -> Iterator[Finding]:
    """A list that people are planned by must say its decision and term."""
    people: dict[str, set[str]] = defaultdict(set)
    for item in facts.planned:
        people[item.entry.planning_list or ""].add(item.person.id)
    for listing in facts.context.data.rows(PlanningList):
        for path in fields:
            if people.get(listing.id) and not getattr(listing, path.field):
                yield rule.found(
                    Place("planning_list", listing.id, path.field),
                    list=RecordRef("planning_list", listing.id),
                    field=FieldName("planning_list", path.field),
                    people=len(people[listing.id]),
                )


@kind("secret_list", scope="record", reads=("planning_list.secrecy",), says="list secrecy")
def secret_list(facts: Facts, rule: Rule, open_code: str) -> Iterator[Finding]:
    """A list with a degree of secrecy must not be here at all (Luật Bảo vệ bí mật nhà nước)."""
    for listing in facts.context.data.rows(PlanningList):
        if listing.secrecy is not None and listing.secrecy != open_code:
            yield rule.found(
                Place("planning_list", listing.id, "secrecy"),
                list=RecordRef("planning_list", listing.id),
                secrecy=CodeRef("secrecy", listing.secrecy),
            )


@kind(
    "still_planned",
    scope="person",
    reads=(*_PLANNED, "person.left_on", "appointment.post", "appointment.start"),
    says="person post reason day",
)
def still_planned(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A person is still planned after leaving the unit or after taking up the planned post."""
    data, on = facts.context.data, facts.context.cut_off
    for entry in data.rows(PlanningEntry):
        person = data.get(Person, entry.person)
        if person is None or not in_force(entry.start, entry.end, on):
            continue
        reason, day = _left_or_appointed(facts, entry, person)
        if day is not None:
            yield rule.found(
                Place("planning_entry", entry.id, "end"),
                person=RecordRef("person", person.id),
                post=CodeRef("posts", entry.post or ""),
                reason=reason,
                day=day,
            )


def _left_or_appointed(facts: Facts, entry: PlanningEntry, person: Person) -> tuple[str, FieldValue | None]:
    if person.left_on is not None and person.left_on.latest < facts.context.cut_off:
        return "đã thôi công tác tại đơn vị", FieldValue("person", person.id, "left_on")
    for item in facts.held_by_person.get(person.id, ()):
        began = item.appointment.start
        same = item.post.code == entry.post and item.body.id == entry.body
        if same and began is not None and (entry.start is None or entry.start.latest <= began.earliest):
            return "đã giữ chức danh này từ", FieldValue("appointment", item.appointment.id, "start")
    return "", None


@kind("list_not_reviewed", scope="record", reads=(*_PLANNED, "planning_list.reviewed"), says="list day year months")
def list_not_reviewed(facts: Facts, rule: Rule, months: int) -> Iterator[Finding]:
    """A list was last approved or reviewed certainly more than so many months ago."""
    on = facts.context.cut_off
    used = {item.entry.planning_list for item in facts.planned}
    for listing in facts.context.data.rows(PlanningList):
        field = "reviewed" if listing.reviewed is not None else "date"
        last: PartialDate | None = getattr(listing, field)
        if listing.id in used and last is not None and months_between(last.latest, on) > months:
            yield rule.found(
                Place("planning_list", listing.id, "reviewed"),
                list=RecordRef("planning_list", listing.id),
                day=FieldValue("planning_list", listing.id, field),
                year=str(on.year),
                months=months,
            )

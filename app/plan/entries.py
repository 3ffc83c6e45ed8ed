"""Entries: what each subject of a figure is counted from, one function per subject.

Hides where a subject stands in the records. A figure counts the distinct items among the entries that have the codes
asked for; an item with several entries (a leader with two posts) is why the rows by post do not add to the persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from app.domain.codelists import Code
from app.domain.dates import PartialDate, in_force
from app.domain.figures import UNKNOWN
from app.domain.records import Appointment, Course, Person, PlanningEntry, PlanningList, Training
from app.domain.unit_records import Activity, Body, Budget
from app.plan.facts import Context, Facts, Held, Planned

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
ONE: Final[Mapping[str, int]] = MappingProxyType({"": 1})
"""Weight of an entry that counts once."""


class Entry(NamedTuple):
    """One row that a figure looks at; a tuple, because there is one for each of 30,000 people.

    Attributes:
        item: what is counted once.
        table, record: the record shown to who asks what is behind a figure.
        person, body, post, mode, concurrent: what dimensions are read from; None where there is none.
        codes: dimensions that the entry states itself.
        values: weights by measure; "" is the weight of a plain count.
    """

    item: str
    table: str
    record: str
    person: Person | None = None
    body: Body | None = None
    post: Code | None = None
    codes: Mapping[str, str] = _NOTHING
    values: Mapping[str, int] = ONE


def flag(value: bool | None) -> str:
    """Code of a yes, a no or an unknown."""
    return UNKNOWN if value is None else "1" if value else "0"


def year_window(facts: Facts) -> tuple[date, date]:
    """First and last day of what a period tells as done.

    Of a yearly one the twelve months to the cut-off, of a stage its years, else since 1 January.
    """
    period, end = facts.context.period, facts.context.cut_off
    if period.kind != "year":
        return date(period.first_year, 1, 1), end
    before = date(end.year - 1, end.month, 28 if (end.month, end.day) == (2, 29) else end.day)
    return before + timedelta(days=1), end


def stage_window(facts: Facts) -> tuple[date, date]:
    """First and last day of "từ đầu giai đoạn": since the stage of the plan began (KH 18/02/2021, II)."""
    starts = facts.context.definitions.stage_starts
    year = max((start for start in starts if start <= facts.context.period.last_year), default=min(starts))
    return date(year, 1, 1), facts.context.cut_off


def within(start: PartialDate | None, end: PartialDate | None, window: tuple[date, date]) -> bool:
    """Whether something that ended (or, without an end, started) possibly did so in the window."""
    day = end or start
    return day is not None and day.earliest <= window[1] and day.latest >= window[0]


def leader_entries(facts: Facts) -> Iterator[Entry]:
    """Persons with at least one leading post, an entry for each post."""
    for item in facts.leading:
        yield _held_entry(facts, item, item.person.id, "person", item.person.id)


def post_held_entries(facts: Facts) -> Iterator[Entry]:
    """Leading posts held; a person with two posts counts twice."""
    for item in facts.leading:
        yield _held_entry(facts, item, item.appointment.id, "appointment", item.appointment.id)


def _held_entry(facts: Facts, item: Held, counted: str, table: str, record: str) -> Entry:
    codes = {
        "key": flag(is_key(facts, item)),
        "head": flag(item.post.is_set("head")),
        "mode": item.appointment.mode or UNKNOWN,
        "concurrent": flag(bool(item.appointment.concurrent)),
    }
    return Entry(counted, table, record, item.person, item.body, item.post, codes)


def is_key(facts: Facts, item: Held) -> bool:
    """Whether the post is lãnh đạo chủ chốt of its body: one list for state bodies, another for service units."""
    return facts.is_service_key(item) if group_of(facts, item.body) == "dvsn" else facts.is_key(item)


def kind_of(facts: Facts, body: Body | None, post: Code | None = None) -> str:
    """Kind of a body; where none is named, the only kind of body that has the post."""
    if body is not None:
        return body.kind or UNKNOWN
    kinds = post.attributes.get("body_kinds", "").split() if post else []
    return kinds[0] if len(kinds) == 1 else UNKNOWN


def group_of(facts: Facts, body: Body | None, post: Code | None = None) -> str:
    """Group of a body, as `group_of_kind`; where none is named, of the only kind of body that has the post."""
    return group_of_kind(facts.context.catalogue["body_kinds"].get(kind_of(facts, body, post)))


def group_of_kind(kind: Code | None) -> str:
    """Group of a kind of body: co_quan, dvsn (đơn vị sự nghiệp) or doan_the (Party, Front, mass organisations)."""
    if kind is None:
        return UNKNOWN
    return "dvsn" if kind.is_set("dvsn") else "doan_the" if kind.is_set("party") else "co_quan"


def body_entries(facts: Facts) -> Iterator[Entry]:
    """Bodies that exist, with what their key leaders are."""
    for body in facts.bodies:
        values = {"": 1, "key_posts": body.key_posts_assigned or 0, "staff_assigned": body.staff_assigned or 0}
        codes = _key_leaders(facts, (body,))
        codes["vacant"] = flag(bool(body.head_vacant))
        codes["assigned"] = flag(body.key_posts_assigned is not None)
        yield Entry(body.id, "body", body.id, body=body, codes=codes, values=values)


def government_entries(facts: Facts) -> Iterator[Entry]:
    """Local governments: HĐND and UBND of one tier at the unit are one (convention B of 1.1a)."""
    tiers: dict[str, list[Body]] = defaultdict(list)
    kinds = facts.context.catalogue["body_kinds"]
    for body in facts.bodies:
        kind = kinds.get(body.kind)
        if kind is not None and kind.is_set("authority"):
            tiers[body.tier or UNKNOWN].append(body)
    for tier, bodies in tiers.items():
        first = max(bodies, key=lambda body: (body.kind == "ubnd", body.id))
        yield Entry(tier, "body", first.id, body=first, codes=_key_leaders(facts, tuple(bodies)))


def _key_leaders(facts: Facts, bodies: tuple[Body, ...]) -> dict[str, str]:
    held = [item for body in bodies for item in facts.leading_by_body.get(body.id, ()) if is_key(facts, item)]
    women = [item for item in held if item.person.sex == "f"]
    return {
        "woman_key": _any(item.person.sex and item.person.sex == "f" for item in held),
        "woman_head": flag(any(item.post.is_set("head") for item in women)),
        "dtts_key": _any(facts.is_dtts(item.person) for item in held),
    }


def _any(answers: Iterator[bool | str | None]) -> str:
    known = list(answers)
    if any(known):
        return "1"
    return UNKNOWN if any(answer is None for answer in known) else "0"


def planned_entries(facts: Facts) -> Iterator[Entry]:
    """Persons in planning, an entry for each post they are planned for."""
    for item in facts.planned:
        yield planned_entry(facts, item, item.person.id, "person", item.person.id)


def planned_slot_entries(facts: Facts) -> Iterator[Entry]:
    """Person-posts in planning (lượt)."""
    for item in facts.planned:
        yield planned_entry(facts, item, item.entry.id, "planning_entry", item.entry.id)


def planned_post_entries(facts: Facts) -> Iterator[Entry]:
    """Posts for which someone is planned: (tier, body, post, term).

    A post of the province without a named body is the same post whichever unit plans for it.
    """
    for item in facts.planned:
        entry = planned_entry(facts, item, "", "planning_entry", item.entry.id)
        tier, term = entry.codes["tier"], entry.codes["term"]
        place = item.entry.body or ("" if tier == "tinh" else facts.context.data.unit)
        yield entry._replace(item="/".join((tier, place, item.entry.post or "", term)))


def planned_entry(facts: Facts, item: Planned, counted: str, table: str, record: str) -> Entry:
    """The entry of a planning entry, counted as `counted`."""
    listing, body, post = item.listing, item.body, item.post
    tier = (listing.tier if listing else None) or (body.tier if body else None)
    tiers = post.attributes.get("tiers", "").split() if post else []
    tier = tier or (tiers[0] if len(tiers) == 1 else UNKNOWN)
    term = (listing.term if listing else None) or UNKNOWN
    return Entry(counted, table, record, item.person, body, post, {"tier": tier, "term": term})


def trained_entries(facts: Facts) -> Iterator[Entry]:
    """Planned persons with a counted course in a window ("year", "stage"), an entry for each post and window."""
    counted = facts.context.definitions.counted_training
    windows = {"year": year_window(facts), "stage": stage_window(facts)}
    within_of: dict[str, frozenset[str]] = {
        course.id: frozenset(name for name, window in windows.items() if within(course.start, course.end, window))
        for course in facts.context.data.rows(Course)
        if course.kind in counted
    }
    for item in facts.planned:
        names: set[str] = set()
        for _, course in facts.trainings_by_person.get(item.person.id, ()):
            names |= within_of.get(course.id, frozenset())
        if names:
            entry = planned_entry(facts, item, item.person.id, "person", item.person.id)
            yield from (entry._replace(codes={**entry.codes, "window": name}) for name in sorted(names))


def promoted_entries(facts: Facts) -> Iterator[Entry]:
    """Planned persons appointed in the year to a post they were planned for."""
    window, data = year_window(facts), facts.context.data
    people = {row.id: row for row in facts.people}
    posts = facts.context.catalogue["posts"]
    appointed: dict[tuple[str | None, str | None], list[Appointment]] = defaultdict(list)
    for row in data.rows(Appointment):
        if within(row.start, None, window):
            appointed[row.person, row.post].append(row)
    for entry in data.rows(PlanningEntry):
        person = people.get(entry.person or "")
        matches = appointed.get((entry.person, entry.post), ())
        if person and any(_planned_before(entry, row) for row in matches):
            listing = data.get(PlanningList, entry.planning_list)
            planned = Planned(entry, person, listing, data.get(Body, entry.body), posts.get(entry.post))
            yield planned_entry(facts, planned, person.id, "person", person.id)


def _planned_before(entry: PlanningEntry, appointment: Appointment) -> bool:
    if entry.body and appointment.body and entry.body != appointment.body:
        return False
    start = appointment.start
    return start is not None and in_force(entry.start, None, start.latest) and (
        entry.end is None or entry.end.latest >= start.earliest
    )  # fmt: skip


def turn_entries(facts: Facts) -> Iterator[Entry]:
    """Attendances of the unit's people in the year, whoever organised the class."""
    window, data = year_window(facts), facts.context.data
    people = {row.id: row for row in facts.people}
    planned = {item.person.id for item in facts.planned}
    courses = {row.id: row for row in data.rows(Course) if within(row.start, row.end, window)}
    for row in data.rows(Training):
        person, course = people.get(row.person or ""), courses.get(row.course or "")
        if person and course:
            codes = {
                "kind": course.kind or UNKNOWN,
                "planned": flag(person.id in planned),
                "leader": flag(person.id in facts.leading_by_person),
            }
            yield Entry(row.id, "training", row.id, person, codes=codes)


def course_entries(facts: Facts) -> Iterator[Entry]:
    """Classes of the year that the unit organised."""
    window = year_window(facts)
    for row in facts.context.data.rows(Course):
        if row.organised and within(row.start, row.end, window):
            values = {
                "": 1,
                "turns": row.turns or 0,
                "women": row.turns_women or 0,
                "women_dtts": row.turns_women_dtts or 0,
                "students": row.turns_students or 0,
                "cost": row.cost or 0,
            }
            yield Entry(row.id, "course", row.id, codes={"kind": row.kind or UNKNOWN}, values=values)


def activities(facts: Facts) -> Iterator[Activity]:
    """Activities of the period, and statements that there was none; one without a date belongs to it."""
    window = year_window(facts)
    for row in facts.context.data.rows(Activity):
        if (row.start is None and row.end is None) or within(row.start, row.end, window):
            yield row


def activity_entries(facts: Facts) -> Iterator[Entry]:
    """Activities of the period; the statement that there was none is no activity."""
    for row in activities(facts):
        if not row.none:
            values = {
                "": 1,
                "times": row.times if row.times is not None else 1,
                "turns": row.turns or 0,
                "women": row.turns_women or 0,
                "women_dtts": row.turns_women_dtts or 0,
                "cost": row.cost or 0,
            }
            yield Entry(row.id, "activity", row.id, codes={"task": row.task or UNKNOWN}, values=values)


def budgets(context: Context) -> Iterator[Budget]:
    """Budget rows of the years of the period."""
    period = context.period
    for row in context.data.rows(Budget):
        if row.year is not None and period.first_year <= row.year <= period.last_year:
            yield row


def money_entries(facts: Facts) -> Iterator[Entry]:
    """Budget rows of the period."""
    for row in budgets(facts.context):
        values = {"": 1, "planned": row.planned or 0, "paid": row.paid or 0}
        yield Entry(row.id, "budget", row.id, codes={"source": row.source or UNKNOWN}, values=values)

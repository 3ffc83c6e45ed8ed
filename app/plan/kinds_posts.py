"""Kinds that judge who holds which post, where and how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from app.domain.codelists import Code
from app.domain.dates import PartialDate, months_between
from app.domain.findings import CodeRef, DayText, FieldValue, Finding, Place, RecordRef
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body
from app.plan.facts import Facts, Held
from app.plan.retirement import RetirementTable
from app.plan.rules import Rule, kind
from app.plan.terms import term_end

_HELD: Final = ("appointment.person", "appointment.body", "appointment.post", "appointment.end")


def suits(post: Code, body: Body) -> bool:
    """Whether a post belongs to bodies of this kind and tier."""
    kinds, tiers = post.attributes["body_kinds"].split(), post.attributes["tiers"].split()
    return (not kinds or body.kind in kinds) and (not tiers or body.tier is None or body.tier in tiers)


def is_head(post: Code, body: Body) -> bool:
    """Whether the post is the head of bodies of this kind, not of a part of them."""
    return post.is_set("head") and body.kind in post.attributes["body_kinds"].split()


@kind(
    "post_at_ended_body",
    scope="body",
    reads=_HELD,
    says="person post body day",
)
def post_at_ended_body(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A post is certainly still held although its body has certainly ended."""
    data, on = facts.context.data, facts.context.cut_off
    ended = {row.id: row for row in data.rows(Body) if row.end is not None and row.end.latest < on}
    for row in data.rows(Appointment) if ended else ():
        body, person = ended.get(row.body or ""), data.get(Person, row.person)
        if body is None or person is None or body.end is None:
            continue
        ends = [end.earliest for end in (row.end, person.left_on) if end is not None]
        if not ends or min(ends) > body.end.latest:
            yield rule.found(
                Place("appointment", row.id, "end"),
                person=RecordRef("person", person.id),
                post=CodeRef("posts", row.post or ""),
                body=RecordRef("body", body.id),
                day=FieldValue("body", body.id, "end"),
            )


@kind("two_heads", scope="body", reads=(*_HELD, "appointment.start"), says="body post first second")
def two_heads(facts: Facts, rule: Rule, acting: tuple[str, ...]) -> Iterator[Finding]:
    """Two people certainly headed one body on the same day, up to the cut-off day.

    Args:
        facts: of the records.
        rule: the entry.
        acting: modes of appointment that stand in for a head who keeps the post.
    """
    data = facts.context.data
    posts = facts.context.catalogue["posts"]
    by_body: dict[str, list[Appointment]] = defaultdict(list)
    for row in data.rows(Appointment):
        body, post = data.get(Body, row.body), posts.get(row.post)
        if body is not None and post is not None and is_head(post, body) and row.mode not in acting:
            by_body[body.id].append(row)
    for rows in by_body.values():
        if len(rows) > 1:
            yield from _overlaps(facts, rule, rows)


def _overlaps(facts: Facts, rule: Rule, rows: list[Appointment]) -> Iterator[Finding]:
    spans = ((_certain_span(facts, row), row) for row in rows)
    certain = sorted(((span, row) for span, row in spans if span), key=lambda item: (item[0], item[1].id))
    latest: tuple[date, Appointment] | None = None
    for (start, end), row in certain:
        if latest is not None and _overlap(facts, start, *latest) and row.person != latest[1].person:
            yield rule.found(
                Place("appointment", row.id, "start"),
                body=RecordRef("body", row.body or ""),
                post=CodeRef("posts", row.post or ""),
                first=RecordRef("person", latest[1].person or ""),
                second=RecordRef("person", row.person or ""),
            )
        if latest is None or end > latest[0]:
            latest = (end, row)


def _overlap(facts: Facts, start: date, end: date, before: Appointment) -> bool:
    """Whether a post begins before another one has ended.

    On the day of a handover the one "thôi giữ chức vụ từ ngày" and the other "giữ chức vụ từ ngày" are often the same.
    """
    person = facts.context.data.get(Person, before.person)
    ends = [day.latest for day in (before.end, person.left_on if person else None) if day is not None]
    return start < end or (start == end and end not in ends)


def _certain_span(facts: Facts, row: Appointment) -> tuple[date, date] | None:
    """Days on which the post was held whatever the unknown parts are.

    A post entered without a first day is held on its last day, or today: that much the entry says.
    """
    on = facts.context.cut_off
    person = facts.context.data.get(Person, row.person)
    if person is None:
        return None
    end = min(day.earliest for day in (row.end, person.left_on, PartialDate(on.isoformat())) if day is not None)
    start = row.start.latest if row.start is not None else end
    return (start, end) if start <= end else None


@kind("no_head", scope="body", reads=_HELD, says="body day")
def no_head(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A body has nobody at its head on the cut-off day and is not marked vacant."""
    posts = facts.context.catalogue["posts"]
    led = {name for post in posts if post.is_set("head") for name in post.attributes["body_kinds"].split()}
    headed = {item.body.id for item in facts.held if is_head(item.post, item.body)}
    for body in facts.bodies:
        if body.kind in led and body.id not in headed and not body.head_vacant:
            yield rule.found(
                Place("body", body.id, "head_vacant"),
                body=RecordRef("body", body.id),
                day=DayText(facts.context.cut_off.isoformat()),
            )


@kind("deputies_above", scope="body", reads=_HELD, says="body count max")
def deputies_above(
    facts: Facts, rule: Rule, posts: tuple[str, ...], tiers: tuple[str, ...], most: int
) -> Iterator[Finding]:
    """A body has more deputies than it was assigned.

    Args:
        facts: of the records.
        rule: the entry.
        posts: codes of the deputies.
        tiers: of the bodies.
        most: where the body does not say how many key leaders it was assigned (deputies are these less the head).
    """
    counts: dict[str, int] = defaultdict(int)
    for item in facts.held:
        if item.post.code in posts and item.body.tier in tiers:
            counts[item.body.id] += 1
    for body in facts.bodies:
        limit = most if body.key_posts_assigned is None else max(0, body.key_posts_assigned - 1)
        if counts[body.id] > limit:
            yield rule.found(
                Place("body", body.id, "key_posts_assigned"),
                body=RecordRef("body", body.id),
                count=counts[body.id],
                max=limit,
            )


@kind("posts_not_together", scope="person", reads=_HELD, says="person post other")
def posts_not_together(facts: Facts, rule: Rule, posts: tuple[str, ...], others: tuple[str, ...]) -> Iterator[Finding]:
    """One person must not hold a post of each of two groups."""
    for items in _several(facts):
        one = next((item for item in items if item.post.code in posts), None)
        other = next((item for item in items if item.post.code in others), None)
        if one is not None and other is not None:
            yield rule.found(
                Place("appointment", other.appointment.id, "post"),
                person=RecordRef("person", other.person.id),
                post=CodeRef("posts", one.post.code),
                other=CodeRef("posts", other.post.code),
            )


@kind(
    "several_main_posts",
    scope="person",
    reads=(*_HELD, "appointment.concurrent"),
    says="person post other count",
)
def several_main_posts(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Of several posts all but one must be marked concurrent (kiêm nhiệm)."""
    for items in _several(facts):
        main = sorted((item for item in items if not item.appointment.concurrent), key=lambda item: item.appointment.id)
        if len(main) > 1:
            yield rule.found(
                Place("person", main[0].person.id),
                person=RecordRef("person", main[0].person.id),
                post=CodeRef("posts", main[0].post.code),
                other=CodeRef("posts", main[1].post.code),
                count=len(main),
            )


def _several(facts: Facts) -> Iterable[tuple[Held, ...]]:
    return (items for items in facts.held_by_person.values() if len(items) > 1)


@kind(
    "past_retirement",
    scope="person",
    reads=(*_HELD, "person.birth", "person.sex"),
    says="person sex birth post day",
)
def past_retirement(facts: Facts, rule: Rule, retirement: RetirementTable) -> Iterator[Finding]:
    """A leading post is still held after the month of retirement (Nghị định 135/2020/NĐ-CP)."""
    on = facts.context.cut_off
    for items in facts.leading_by_person.values():
        person = items[0].person
        month = retirement.retirement_month(person.sex, person.birth)
        if month is not None and month < (on.year, on.month):
            yield rule.found(
                Place("appointment", items[0].appointment.id, "end"),
                person=RecordRef("person", person.id),
                sex=FieldValue("person", person.id, "sex"),
                birth=FieldValue("person", person.id, "birth"),
                post=CodeRef("posts", items[0].post.code),
                day=DayText(on.isoformat()),
            )


@kind("post_unsuited", scope="record", reads=_HELD, says="person post body kind")
def post_unsuited(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """A post is not one of bodies of this kind and tier."""
    known: dict[tuple[str, str, str | None], bool] = {}
    for item in facts.held:
        if item.body.kind is None:
            continue
        pair = (item.post.code, item.body.kind, item.body.tier)
        if pair not in known:
            known[pair] = suits(item.post, item.body)
        if not known[pair]:
            yield rule.found(
                Place("appointment", item.appointment.id, "post"),
                person=RecordRef("person", item.person.id),
                post=CodeRef("posts", item.post.code),
                body=RecordRef("body", item.body.id),
                kind=CodeRef("body_kinds", item.body.kind),
            )


@kind("term_over", scope="record", reads=(*_HELD, "appointment.term"), says="person post term")
def term_over(facts: Facts, rule: Rule, terms: Mapping[str, PartialDate]) -> Iterator[Finding]:
    """An elected post is still open after its term; a term that `terms` does not name ends with its last year."""
    on = facts.context.cut_off
    for item in facts.held:
        term = item.appointment.term
        if term and item.appointment.end is None and item.post.is_set("elected") and _is_over(term, terms, on):
            yield rule.found(
                Place("appointment", item.appointment.id, "end"),
                person=RecordRef("person", item.person.id),
                post=CodeRef("posts", item.post.code),
                term=FieldValue("appointment", item.appointment.id, "term"),
            )


def _is_over(term: str, terms: Mapping[str, PartialDate], on: date) -> bool:
    last = term_end(term, terms)
    return last is not None and last < on


@kind(
    "not_reappointed",
    scope="record",
    reads=(*_HELD, "appointment.start", "appointment.reappointed", "person.staff_kind"),
    says="person post day years",
)
def not_reappointed(facts: Facts, rule: Rule, years: int, staff_kinds: tuple[str, ...]) -> Iterator[Finding]:
    """An appointed leader has certainly served longer than the term of an appointment.

    Args:
        facts: of the records.
        rule: the entry.
        years: of a term.
        staff_kinds: whom the decree binds.
    """
    on = facts.context.cut_off
    for item in facts.leading:
        field = "reappointed" if item.appointment.reappointed is not None else "start"
        since: PartialDate | None = getattr(item.appointment, field)
        if item.post.is_set("elected") or since is None or item.person.staff_kind not in staff_kinds:
            continue
        if months_between(since.latest, on) > years * 12:
            yield rule.found(
                Place("appointment", item.appointment.id, "reappointed"),
                person=RecordRef("person", item.person.id),
                post=CodeRef("posts", item.post.code),
                day=FieldValue("appointment", item.appointment.id, field),
                years=years,
            )

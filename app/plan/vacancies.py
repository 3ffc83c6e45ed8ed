"""Posts that fall vacant until a day: by a day of leaving, by term or by retirement; and those that are vacant now.

Hides where each of these stands in the records and in the rules of the pack. A party post is left out: no target asks
for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.codelists import Code
from app.domain.dates import PartialDate
from app.domain.records import Appointment
from app.domain.unit_records import Body
from app.plan.facts import Facts, Held
from app.plan.kinds_posts import suits
from app.plan.retirement import RetirementTable
from app.plan.terms import TermLaw, term_end


class Reason(StrEnum):
    """Why a post falls vacant."""

    OPEN = "đang khuyết"
    LEAVES = "đã có ngày thôi giữ"
    RETIRES = "đến tuổi nghỉ hưu"
    TERM = "hết nhiệm kỳ"
    REAPPOINT = "hết thời hạn bổ nhiệm"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that is or falls vacant.

    Attributes:
        id: of the appointment that ends; of a vacant post, made of body, post and number.
        body, post: which.
        on: last day on which it is held; the day that was looked at where it is vacant.
        reason: why.
        held: the appointment that ends; None where it is vacant.
    """

    id: str
    body: Body
    post: Code
    on: date
    reason: Reason
    held: Held | None = None


def vacancies(facts: Facts, retirement: RetirementTable, law: TermLaw, until: date) -> tuple[Vacancy, ...]:
    """Leading posts that are vacant on the cut-off day or fall vacant until a day, the soonest first.

    Args:
        facts: of one unit; a day that has passed without the post being given up counts too.
        retirement: when people retire.
        law: terms and age.
        until: last day that is looked at.
    """
    found = [item for body in facts.bodies for item in _open(facts, body)]
    for held in facts.leading:
        if not held.post.is_set("party"):
            end = _end(held, retirement, law)
            if end is not None and end[0] <= until:
                found.append(Vacancy(held.appointment.id, held.body, held.post, end[0], end[1], held))
    return tuple(sorted(found, key=lambda item: (item.on, item.post.number("order"), item.body.name or "", item.id)))


def _end(held: Held, retirement: RetirementTable, law: TermLaw) -> tuple[date, Reason] | None:
    """The first day that ends it, with the reason; None where nothing known does."""
    row, person = held.appointment, held.person
    ends: list[tuple[date, Reason]] = []
    ends += [(day.latest, Reason.LEAVES) for day in (row.end, person.left_on) if day is not None]
    month = retirement.retirement_month(person.sex, person.birth)
    if month is not None:
        ends.append((PartialDate(f"{month[0]:04d}-{month[1]:02d}").latest, Reason.RETIRES))
    if held.post.is_set("elected"):
        last = term_end(row.term, law.terms)
        if last is not None:
            ends.append((last, Reason.TERM))
    elif law.years and person.staff_kind in law.staff_kinds:
        since = row.reappointed or row.start
        if since is not None:
            ends.append((_years_on(since.latest, law.years), Reason.REAPPOINT))
    return min(ends, key=lambda item: item[0], default=None)


def _years_on(day: date, years: int) -> date:
    return date(day.year + years, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _open(facts: Facts, body: Body) -> Iterator[Vacancy]:
    """Posts of a body that nobody holds: the head, and deputies up to the number that is assigned."""
    held = facts.leading_by_body.get(body.id, ())
    posts = _posts_of(facts, body)
    keys = facts.context.definitions.key_posts | facts.context.definitions.service_key_posts
    short = max(0, (body.key_posts_assigned or 0) - sum(item.post.code in keys for item in held))
    head = _head(facts, body, posts)
    if head and not any(item.post.is_set("head") for item in held) and (body.head_vacant or short):
        yield _vacant(facts, body, head, 0)
        short -= head.code in keys
    deputy = next((post for post in posts if post.code in keys and _is_deputy_of(post, head)), None)
    if deputy is not None:
        yield from (_vacant(facts, body, deputy, number) for number in range(short))


def _vacant(facts: Facts, body: Body, post: Code, number: int) -> Vacancy:
    return Vacancy(f"{body.id}.{post.code}.{number}", body, post, facts.context.cut_off, Reason.OPEN)


def _posts_of(facts: Facts, body: Body) -> tuple[Code, ...]:
    """Leading posts of such bodies, in the order of the code list."""
    posts = facts.context.catalogue["posts"]
    return tuple(
        post
        for post in posts
        if post.is_set("leader") and not post.is_set("party") and post.words("body_kinds") and suits(post, body)
    )


def _head(facts: Facts, body: Body, posts: tuple[Code, ...]) -> Code | None:
    """The post of the head: the one that the body is known to have had or whose deputies it has, else the first."""
    heads = [post for post in posts if post.is_set("head")]
    known = {row.post for row in facts.context.data.rows(Appointment) if row.body == body.id}
    seen = [post for post in heads if post.code in known]
    seen += [post for post in heads if any(_is_deputy_of(other, post) for other in posts if other.code in known)]
    return next(iter((*seen, *heads)), None)


def _is_deputy_of(post: Code, head: Code | None) -> bool:
    """Deputies are named after their head ("so.gd", "so.pgd")."""
    if head is None or post.is_set("head"):
        return False
    group, _, name = head.code.partition(".")
    return post.code == f"{group}.p{name}"

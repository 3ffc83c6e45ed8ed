"""Rows of a form that are records, not figures: which records of a table are told, in which order and under what.

Hides who stands in the list of people and which activities belong to the period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from app.domain.registry import SENT
from app.domain.unit_records import Activity, Body
from app.plan.entries import activities
from app.plan.facts import Facts, Held
from app.vietnamese.collation import name_sort_key

LISTED: Final = frozenset(spec.name for spec in SENT)
"""Tables whose records may be rows."""
NEVER_LISTED: Final = frozenset({"person.id_number"})
"""Fields that no form prints, whatever a file of the pack says."""
_LAST: Final = 1_000_000
_NO_BODY: Final = "Chưa rõ cơ quan, đơn vị"


@dataclass(frozen=True, slots=True)
class Told:
    """A record that makes a row; `group` is the heading it stands under, "" for none."""

    record: Any
    group: str = ""


def told_records(facts: Facts, table: str, bodies: Sequence[Body]) -> tuple[Told, ...]:
    """Records of a table that belong to the period, in the order of the form.

    Args:
        facts: of the unit.
        table: name of the table; of one that has no order of its own all records stand as they were entered.
        bodies: of the unit, in the order of the form.
    """
    if table in _CHOSEN:
        return tuple(_CHOSEN[table](facts, bodies))
    return tuple(map(Told, facts.context.data.tables.get(table, {}).values()))


def _activities(facts: Facts, _bodies: Sequence[Body]) -> Iterable[Told]:
    """Activities that the figures count, and the statements that a task had none."""
    return map(Told, sorted(activities(facts), key=_when))


def _when(row: Activity) -> tuple[bool, str, str]:
    day = row.start or row.end
    return bool(row.none), day.text if day else "", row.id


def _people(facts: Facts, bodies: Sequence[Body]) -> Iterable[Told]:
    """Leaders and people in planning, by body; in a body by the rank of the post, then by name."""
    planned = {item.person.id for item in facts.planned}
    order = {body.id: place for place, body in enumerate(bodies)}
    names = {body.id: body.name or "" for body in bodies}
    rows = []
    for person in facts.people:
        held = facts.leading_by_person.get(person.id, ())
        if held or person.id in planned:
            first = min(held, key=_rank, default=None)
            body = first.body.id if first else person.body or ""
            rank = first.post.number("order") if first else _LAST
            place = (order.get(body, _LAST), rank, name_sort_key(person.full_name or ""), person.id)
            rows.append((place, Told(person, names.get(body, _NO_BODY))))
    return (told for _, told in sorted(rows, key=lambda item: item[0]))


def _rank(item: Held) -> tuple[bool, int, str]:
    return bool(item.appointment.concurrent), item.post.number("order"), item.appointment.id


_CHOSEN: Final[Mapping[str, Callable[[Facts, Sequence[Body]], Iterable[Told]]]] = MappingProxyType(
    {"activity": _activities, "person": _people}
)

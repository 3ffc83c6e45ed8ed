"""What the walk at the beginning of a period shows: facts of a record as text, and how much is left, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.commands.entry.confirming import CHANGED, GONE, RIGHT, WAITING, waiting
from app.commands.entry.rolling_walk import ENROLMENT, Part, Step, Walk, walk
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.vietnamese.numbers import integer
from app.workspace import Workspace
from ui.fields.values import shown
from ui.work.queries import loaded

_NOT_SHOWN: Final = frozenset({"full_name", "name", "note", "order"})
_EMPTY: Final = "(để trống)"
_WORDS: Final = {
    "": ("chưa xem", "warning"),
    WAITING: ("chưa xác nhận", "warning"),
    RIGHT: ("vẫn đúng", "good"),
    CHANGED: ("đã thay đổi", "good"),
    GONE: ("không còn", "error"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A field as text; `before` is the value that was reported last, where it is another."""

    label: str
    value: str
    before: str


@dataclass(frozen=True, slots=True)
class Remaining:
    """What nobody has confirmed for a period.

    Attributes:
        people, others: steps of the walk that are left: people; bodies and other rows.
        copied: rows that were copied from the period before.
        prefilled: they come from the list of Sở Nội vụ, not from an earlier period.
    """

    people: int
    others: int
    copied: int
    prefilled: bool = False

    @property
    def words(self) -> str:
        """One sentence; empty where nothing is left."""
        source = "Sở Nội vụ điền sẵn" if self.prefilled else "của kỳ trước"
        parts = [
            f"{integer(count)} {word}"
            for count, word in (
                (self.people, "người"),
                (self.others, f"dòng {source}"),
                (self.copied, "dòng chép từ kỳ trước"),
            )
            if count
        ]
        return f"Còn {', '.join(parts)} chưa xác nhận" if parts else ""


def remaining(ws: Workspace) -> Remaining:
    """Counts what is left in the period that is being reported."""
    copied = len(waiting(ws))
    found = walk(ws)
    others = sum(step.is_left for step in found.steps if step.head.key[0] != "person" and step.head.state != WAITING)
    return Remaining(found.people_left, others, copied, prefilled=found.source == ENROLMENT)


def facts(ws: Workspace, table: str, record: str) -> tuple[Fact, ...]:
    """The fields of a record that say something."""
    found = loaded(ws, table, record)
    if found is None:
        return ()

    def text(field: FieldSpec, row: Any) -> str:
        return shown(field, getattr(row, field.name), ws.env.catalogue, found.names) if row is not None else ""

    made = []
    for field in TABLES[table].fields:
        value, before = text(field, found.record), text(field, found.before)
        if field.name not in _NOT_SHOWN and (value or before):
            differs = found.before is not None and before != value
            made.append(Fact(field.label, value or _EMPTY, (before or _EMPTY) if differs else ""))
    return tuple(made)


def state_of(step: Step) -> tuple[str, str]:
    """How a step stands: word, and "warning", "good" or "error"."""
    if step.is_left and not step.head.is_left:
        return "còn chức vụ", "warning"
    return part_state(step.head)


def part_state(part: Part) -> tuple[str, str]:
    """How one record stands."""
    return _WORDS.get(part.state, _WORDS[""])


def rest_words(found: Walk) -> str:
    """What "all the rest" is: "45 người, 6 dòng khác"."""
    others = found.left - found.people_left
    rows = "dòng khác" if found.people_left else "dòng"
    parts = [f"{integer(count)} {word}" for count, word in ((found.people_left, "người"), (others, rows)) if count]
    return ", ".join(parts)

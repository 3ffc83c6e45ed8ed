"""What is to be walked at the beginning of a period, and how far it is.

Hides which records those are: open now, and sent in the last package of an earlier period, or filled in by Sở's list;
and what was copied into the period. A person stands with the posts and plans that are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.commands.chains import standing
from app.commands.entry.confirming import WAITING, marks
from app.commands.entry.undoing import lines_back
from app.commands.figures.judging import current_period, cut_off_of
from app.domain.dataset import Dataset
from app.domain.merge import Key
from app.domain.periods import Period, parse_period
from app.domain.registry import TABLES
from app.domain.work_records import Confirmation
from app.plan.messages import Names
from app.vietnamese.collation import name_sort_key
from app.vietnamese.dates import write_date
from app.workspace import Workspace

OF_PERSON: Final = ("appointment", "planning_entry")
"""Tables whose rows are walked with their person."""
ENROLMENT: Final = "Sở Nội vụ điền sẵn"
_TABLES: Final = ("person", *OF_PERSON, "body", "headcount", "population")
_FARTHEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A record to be walked.

    Attributes:
        key: table and id. name: what it is called. note: what tells it from others of the name: birth, or its table.
        state: of the confirmation; "" for none.
        source: from where it is known.
    """

    key: Key
    name: str
    note: str
    state: str
    source: str

    @property
    def is_left(self) -> bool:
        """Nobody has said what became of it."""
        return self.state in ("", WAITING)


@dataclass(frozen=True, slots=True)
class Step:
    """What is looked at together: a person with posts and plans, or one other record."""

    head: Part
    parts: tuple[Part, ...] = ()

    @property
    def is_left(self) -> bool:
        """Something of it is left."""
        return any(item.is_left for item in self.all)

    @property
    def all(self) -> tuple[Part, ...]:
        """The head and its parts."""
        return (self.head, *self.parts)


@dataclass(frozen=True, slots=True)
class Walk:
    """The whole of a period.

    Attributes:
        period: that is being reported. source: where its records come from; "" where there is nothing to walk.
        steps: people by name, then the rest by table.
    """

    period: str
    source: str
    steps: tuple[Step, ...]

    @property
    def left(self) -> int:
        """Steps that are not done."""
        return sum(step.is_left for step in self.steps)

    @property
    def people_left(self) -> int:
        """People among them."""
        return sum(step.is_left for step in self.steps if step.head.key[0] == "person")


def walk(ws: Workspace, period: str | None = None) -> Walk:
    """Reads what is to be walked in a period, and how far it is."""
    chosen = parse_period(period) if period else current_period(ws)
    source, before = _before(ws, chosen)
    data = ws.store.load()
    known = marks(ws, str(chosen))
    open_ = {key for key in before if _is_open(data, key, chosen)}
    copied = [key for key, mark in known.items() if key not in before and data.find(*key) and mark.source]
    finished = [key for key in known if key in before and key not in open_ and data.find(*key)]
    names = Names(data, ws.env.catalogue, ws.env.units, ws.pack)
    parts = {key: _part(names, key, known.get(key), source) for key in (*sorted(open_), *copied, *finished)}
    return Walk(str(chosen), source if open_ else "", tuple(_steps(data, parts)))


def _before(ws: Workspace, period: Period) -> tuple[str, frozenset[Key]]:
    """Where the records of before come from, and which they are."""
    cut_off = cut_off_of(ws, period).isoformat()
    sent = [item for item in standing(ws) if item.period != str(period) and item.body["cut_off"] < cut_off]
    if not sent:
        (first, *_) = ws.store.history(before=2, limit=1) or (None,)
        changes = first.changes if first is not None else ()
        return ENROLMENT, frozenset((item.table, item.id) for item in changes if item.table in _TABLES)
    last = max(sent, key=lambda item: (item.body["cut_off"], item.at))
    revision = ws.store.history("document:sent", last.id)[-1].revision
    keys = {(table, key) for table, rows in ws.store.load("", _TABLES).tables.items() for key in rows}
    for line in lines_back(ws, _FARTHEST):
        if line.revision <= revision:
            break
        for change in reversed(line.changes):
            if change.before is None:
                keys.discard((change.table, change.id))
            elif change.after is None and change.table in _TABLES:
                keys.add((change.table, change.id))
    return f"kỳ {last.period}", frozenset(keys)


def _is_open(data: Dataset, key: Key, period: Period) -> bool:
    """Whether a record still holds, as far as it says itself."""
    table, row = key[0], data.find(*key)
    if row is None:
        return False
    match table:
        case "person":
            return row.left_on is None
        case "headcount":
            return row.as_of is not None and row.as_of.year == period.last_year
        case "population":
            return bool(row.year == period.last_year)
    return row.end is None


def _part(names: Names, key: Key, mark: Confirmation | None, source: str) -> Part:
    row, name = names.data.find(*key), names.record(*key)
    if key[0] in OF_PERSON:
        label = names.catalogue.label("posts", row.post) or row.title or "(chưa có chức danh)"
        since = f", từ {write_date(row.start.text)}" if row.start else ""
        name = f"{'Quy hoạch ' if key[0] == 'planning_entry' else ''}{label}{since}"
    birth = getattr(row, "birth", None)
    note = (write_date(birth.text) if birth else "") if key[0] == "person" else TABLES[key[0]].label
    return Part(key, name, note, (mark.state if mark else "") or "", (mark.source if mark else "") or source)


def _steps(data: Dataset, parts: Mapping[Key, Part]) -> Iterator[Step]:
    """People in the order of their names, then the rest by table and in the order of the store."""
    people = [key for key in parts if key[0] == "person"]
    owned: dict[str, list[Part]] = {}
    for key, part in parts.items():
        if key[0] in OF_PERSON:
            owned.setdefault(data.find(*key).person or "", []).append(part)
    for key in sorted(people, key=lambda key: (name_sort_key(parts[key].name), str(data.find(*key).birth or ""), key)):
        yield Step(parts[key], tuple(owned.pop(key[1], ())))
    alone = {part.key for rows in owned.values() for part in rows}
    order = {table: number for number, table in enumerate(TABLES)}
    rest = [key for key in parts if key in alone or key[0] not in ("person", *OF_PERSON)]
    yield from (Step(parts[key]) for key in sorted(rest, key=lambda key: (order[key[0]], key[1])))

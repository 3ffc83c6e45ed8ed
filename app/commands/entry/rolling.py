"""Rà soát đầu kỳ: what became of the records of before: vẫn đúng, đã thay đổi, không còn.

Nothing is deleted by it: who is no longer there has a last day. Hides what goes along with a person, and which rows
have a last day at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from app.commands.entry.confirming import CHANGED, GONE, RIGHT, WAITING, marked, marks
from app.commands.entry.rolling_walk import OF_PERSON, Part, Walk, walk
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.merge import Key
from app.domain.registry import TABLES
from app.errors import refuse
from app.plan.messages import Names
from app.progress import Progress
from app.vietnamese.dates import parse_date
from app.workspace import Outcome, Workspace

_ENDS: Final = (*OF_PERSON, "body")
"""Tables whose rows have a last day."""
_STATES: Final = {RIGHT: "vẫn đúng", CHANGED: "đã thay đổi", GONE: "không còn", WAITING: "để xem lại"}
_LEFT: Final = "Thôi công tác tại đơn vị"


def list_walk(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """What is to be walked, people with their posts together, each with its state.

    Returns:
        data: period, source, left, total, people_left, steps.
    """
    found = walk(ws, period)
    steps = [{**_plain(step.head), "parts": [_plain(part) for part in step.parts]} for step in found.steps]
    data = {
        "period": found.period,
        "source": found.source,
        "left": found.left,
        "total": len(found.steps),
        "people_left": found.people_left,
        "steps": steps,
    }
    return Outcome(data=data, message=f"Còn {found.left}/{len(steps)} dòng chưa xác nhận cho kỳ {found.period}.")


def mark(
    ws: Workspace,
    progress: Progress,
    *,
    state: str,
    table: str | None = None,
    record: str | None = None,
    records: Sequence[Key] = (),
    rest: bool = False,
    period: str | None = None,
    day: str | PartialDate | None = None,
    reason: str | None = None,
) -> Outcome:
    """Says what became of records, as one change that can be undone.

    A person who is still right takes along the posts and plans that are left; one who is no longer there leaves on the
    day, and so do all open posts and plans.

    Args:
        state: code of `confirmation_states`.
        table, record: one record; or records: many; or rest: everything that is left.
        period: None for the one that is being reported.
        day, reason: of "không còn": the last day, and for a person the code of the reason.

    Raises:
        UserError: NHAP-01 day or reason missing, or such a row has no last day; NHAP-02 no such record; NHAP-03.
    """
    if state not in _STATES:
        raise refuse("NHAP-03", what="kết quả", value=state, detail=", ".join(_STATES))
    found = walk(ws, period)
    keys = [step.head.key for step in found.steps if step.is_left] if rest else list(records)
    keys += [(table, record)] if table and record else []
    if not keys:
        raise refuse("NHAP-01", detail="không còn dòng nào chưa xác nhận" if rest else "chưa chọn dòng nào")
    marking = _Marking(ws, found, state, _day(day), reason)
    changes = marking.changes(keys)
    name = marking.name(keys[0]) if len(keys) == 1 else f"{len(keys)} dòng"
    message = f"Rà soát đầu kỳ {found.period}, {_STATES[state]}: {name}."
    return Outcome(changes=changes, message=message, data={"records": ["/".join(key) for key in keys]})


class _Marking:
    """One command that says what became of records."""

    def __init__(self, ws: Workspace, found: Walk, state: str, day: PartialDate | None, reason: str | None) -> None:
        self._walk, self._state, self._day, self._reason = found, state, day, reason
        self._data = ws.store.load()
        self._known = marks(ws, found.period)
        self._steps = {step.head.key: step for step in found.steps}
        self._sources = {part.key: part.source for step in found.steps for part in step.all}
        self._names = Names(self._data, ws.env.catalogue, ws.env.units, ws.pack)
        self._reasons = ws.env.catalogue["leaving_reasons"]

    def name(self, key: Key) -> str:
        """What a record is called."""
        return self._names.record(*key)

    def changes(self, keys: Sequence[Key]) -> tuple[Change, ...]:
        """The marks of records and of what goes along with them, and their last day."""
        for key in keys:
            if key[0] not in TABLES or self._data.find(*key) is None:
                raise refuse("NHAP-02", what="bản ghi", value="/".join(key))
        wanted = dict.fromkeys(each for key in keys for each in self._together(key))
        return tuple(change for key in wanted for change in self._changes(key))

    def _changes(self, key: Key) -> Iterator[Change]:
        if self._state == GONE:
            yield from self._ended(key)
        change = marked(self._known, self._walk.period, key, self._state, self._sources.get(key, ""))
        if change is not None:
            yield change

    def _together(self, key: Key) -> Iterable[Key]:
        """A person who is right with what is left of posts and plans; one who has left with all that are open."""
        step = self._steps.get(key)
        if self._state == RIGHT and step is not None and step.is_left:
            return (part.key for part in step.all if part.is_left)
        if self._state != GONE or key[0] != "person":
            return (key,)
        owned = (
            (table, row.id)
            for table in OF_PERSON
            for row in self._data.tables.get(table, {}).values()
            if row.person == key[1] and row.end is None
        )
        return (key, *owned)

    def _ended(self, key: Key) -> Iterator[Change]:
        table, record = key
        row = self._data.find(table, record)
        if table != "person" and table not in _ENDS:
            detail = f"{TABLES[table].label.lower()} không có ngày kết thúc; sửa lại số, hoặc hủy bỏ dòng"
            raise refuse("NHAP-01", detail=detail)
        if self._day is None:
            raise refuse("NHAP-01", detail="chưa có ngày không còn")
        yield Change(table, record, row, self._with_last_day(table, row, self._day))

    def _with_last_day(self, table: str, row: Any, day: PartialDate) -> Any:
        if table == "person":
            if not self._reason or self._reason not in self._reasons:
                raise refuse("NHAP-01", detail="chưa có lý do thôi công tác")
            return replace(row, left_on=day, left_reason=self._reason)
        if table == "planning_entry" and self._reason and not row.end_reason:
            return replace(row, end=day, end_reason=_LEFT)
        return replace(row, end=day)


def _day(given: str | PartialDate | None) -> PartialDate | None:
    if given is None or isinstance(given, PartialDate):
        return given
    iso = parse_date(given)
    if iso is None:
        raise refuse("NHAP-03", what="ngày", value=given, detail="viết 30/6/2026, 6/2026 hoặc 2026")
    return PartialDate(iso)


def _plain(part: Part) -> dict[str, str]:
    table, record = part.key
    return {
        "table": table,
        "record": record,
        "name": part.name,
        "note": part.note,
        "state": part.state,
        "source": part.source,
    }

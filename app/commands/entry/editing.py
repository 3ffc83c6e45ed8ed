"""Changes of records: one command for field, grid and bin, each with the verb under which it became true.

Three verbs for facts in time (ux.md): *Đính chính* was never true, *Cập nhật thay đổi* became true on a day,
*Hủy bỏ bản ghi* was written for the wrong person. Hides what goes along with a deleted row, and how a row that holds
for a time is ended and begun anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from app.commands.entry.confirming import settled_by_edit
from app.commands.entry.earlier import settled
from app.commands.words import called, differences, rows_of, told, value_change
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.errors import refuse
from app.progress import Progress
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace

CORRECT: Final = "correct"
UPDATE: Final = "update"
CANCEL: Final = "cancel"
VERBS: Final[Mapping[str, str]] = MappingProxyType(
    {CORRECT: "Đính chính", UPDATE: "Cập nhật thay đổi", CANCEL: "Hủy bỏ bản ghi"}
)
"""Code of a verb in the history → its words."""

TIMED: Final = frozenset({"appointment", "planning_entry"})
"""Tables whose rows hold from a day to a day."""

_OWNED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"person": ("appointment", "planning_entry", "training")}
)
"""Table → tables whose rows belong to a row of it, by the field of its name."""
_ATTACHED: Final = ("remark", "confirmation")
"""Tables whose rows stand beside a row of any table."""
_OF_DECISION: Final = ("decision_number", "decision_date", "reappointed", "end_reason")
_MOST_OWNED: Final = 5000


def save(
    ws: Workspace,
    progress: Progress,
    *,
    changes: Sequence[Change],
    text: str = "",
    verb: str = "",
    since: PartialDate | None = None,
) -> Outcome:
    """Saves records; an empty text becomes None, a list marked secret is refused (domain §8).

    Args:
        changes: all or none of them are written.
        text: what the history says of them, one Vietnamese sentence; empty for the usual one.
        verb: of `VERBS`; empty for plain entry, which is a correction where one old value is replaced (`settled`).
        since: the day from which the new value is true, with UPDATE.

    Raises:
        UserError: NOP-02 a planning list that is not "Không mật"; LUU-09 a row moved meanwhile.
    """
    tidy = tuple(_tidied(change) for change in changes)
    for change in tidy:
        if change.table == "planning_list" and change.after is not None and change.after.secrecy not in (None, "khong"):
            raise refuse("NOP-02")
    verb = verb or ("" if text else _unsaid_verb(ws, tidy))
    about = {"verb": verb} if verb else {}
    about |= {"since": since.text} if since else {}
    message = text or told(ws, tidy, _begun(verb, since))
    along = settled_by_edit(ws, tidy)
    records = [change.id for change in tidy]
    return Outcome(changes=(*tidy, *along), message=message, data={"records": records}, about=about)


def delete(ws: Workspace, progress: Progress, *, table: str, record: str, reason: str = "") -> Outcome:
    """Takes a record out, with what belongs to it and the remarks on it; the recycle bin brings all of it back.

    Raises:
        UserError: NHAP-02 no such table or record.
    """
    if table not in TABLES:
        raise refuse("NHAP-02", what="bảng", value=table)
    found = rows_of(ws, table, {record}).get(record)
    if found is None:
        raise refuse("NHAP-02", what=TABLES[table].label.lower(), value=record)
    changes = tuple(_with_owned(ws, table, found))
    label = TABLES[table].label.lower()
    message = f"{VERBS[CANCEL]} {label}: {called(ws, table, found)}" + (f" (lý do: {reason})" if reason else "")
    about = {"verb": CANCEL} | ({"reason": reason} if reason else {})
    return Outcome(changes=changes, message=message, data={"records": [item.id for item in changes]}, about=about)


def update(
    ws: Workspace, progress: Progress, *, table: str, record: str, since: PartialDate, field: str = ""
) -> Outcome:
    """Says that something changed on a day: Cập nhật thay đổi.

    A row that holds for a time (`TIMED`) ends the day before and goes on in a new row; any other keeps its new value,
    and the history says from when it holds.

    Args:
        since: the first day of the new.
        field: that was just saved with its new value; empty where the new row is still to be filled in.

    Returns:
        data: id of the row that holds now, and of the one that it goes on from; the same where nothing was ended.

    Raises:
        UserError: NHAP-02 no such record, NHAP-01 nothing changed there, or not after the row's first day.
    """
    now = rows_of(ws, table, {record}).get(record)
    if now is None:
        raise refuse("NHAP-02", what=TABLES[table].label.lower(), value=record)
    old, entry = _before(ws, table, record, field) if field else (now, "")
    head = f"{_begun(UPDATE, since)} "
    name = called(ws, table, now)
    if field:
        spec = TABLES[table].field(field)
        words = value_change(ws, spec, getattr(old, field), getattr(now, field))
        text = f"{head}{spec.label} của {name}: {words}"
    else:
        text = f"{head}{name}: kết thúc dòng cũ, mở dòng mới"
    about = {"verb": UPDATE, "since": since.text} | ({"of": entry, "field": field} if field else {})
    if table not in TIMED:
        data = {"record": record, "of": record}
        return Outcome(changes=(Change(table, record, now, now),), message=text, data=data, about=about)
    earlier = replace(now, **{field: getattr(old, field)}) if field else now
    changes = _split(earlier, now, since, ws.env.new_id(), fresh=not field)
    return Outcome(
        changes=tuple(replace(item, table=table) for item in changes),
        message=text,
        data={"record": changes[1].id, "of": record},
        about=about,
    )


def _split(earlier: Any, now: Any, since: PartialDate, new_id: str, *, fresh: bool) -> tuple[Change, Change]:
    """The end of the old row and the new one; a fresh one does not take the old decision along."""
    if earlier.start is not None and since.earliest <= earlier.start.earliest:
        day = write_date(earlier.start.text)
        raise refuse("NHAP-01", detail=f"ngày thay đổi phải sau ngày bắt đầu của dòng này ({day})")
    ended = replace(earlier, end=PartialDate((since.earliest - timedelta(days=1)).isoformat()))
    cleared = {name: None for name in _OF_DECISION if fresh and hasattr(now, name)}
    begun = replace(now, id=new_id, start=since, end=None, **cleared)
    return Change("", now.id, now, ended), Change("", begun.id, None, begun)


def _before(ws: Workspace, table: str, record: str, field: str) -> tuple[Any, str]:
    """The row as it was before its field was changed last, and the entry that changed it."""
    for line in ws.store.history(table, record):
        for change in line.changes:
            if (change.table, change.id) == (table, record) and field in {item.name for item in differences(change)}:
                return change.before, line.entry.id
    raise refuse("NHAP-01", detail=f"ô {TABLES[table].field(field).label} chưa thay đổi lần nào")


def _begun(verb: str, since: PartialDate | None) -> str:
    """How the sentence of a verb begins."""
    return VERBS.get(verb, "") + (f" từ {write_date(since.text)}:" if since else "")


def owned(ws: Workspace, table: str, record: str) -> dict[str, tuple[Any, ...]]:
    """The rows that belong to a row, such as the posts of a person, by table."""
    return {
        name: ws.store.page(PageQuery(name, filters={table: record}, limit=_MOST_OWNED)).rows
        for name in _OWNED.get(table, ())
    }


def _with_owned(ws: Workspace, table: str, found: Any) -> Iterator[Change]:
    """The deletion of a row with the rows that belong to it, and what is noted on any of them."""
    gone = {table: [found]}
    gone |= {name: list(rows) for name, rows in owned(ws, table, found.id).items()}
    keys = tuple(row.id for rows in gone.values() for row in rows)
    for name in _ATTACHED:
        noted = ws.store.page(PageQuery(name, filters={"record": keys}, limit=_MOST_OWNED)).rows
        gone.setdefault(name, []).extend(row for row in noted if row.table in gone)
    for name, rows in gone.items():
        yield from (Change(name, row.id, row, None) for row in rows)


def _unsaid_verb(ws: Workspace, changes: Sequence[Change]) -> str:
    """A single row whose old values are replaced, as in a cell of the grid, is corrected."""
    if len(changes) != 1:
        return ""
    (change,) = changes
    names = {field.name for field in differences(change)}
    return CORRECT if names and names <= settled(ws, change.table, change.before) else ""


def _tidied(change: Change) -> Change:
    if change.after is None:
        return change
    empty = {
        field.name: None
        for field in TABLES[change.table].fields
        if isinstance(value := getattr(change.after, field.name), str) and not value.strip()
    }
    return replace(change, after=replace(change.after, **empty)) if empty else change

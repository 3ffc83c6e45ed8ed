"""Changes of records from the window: one command for field, grid and bin; undo is a compensating change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.commands.table import is_undoable
from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.storage import HistoryLine
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace


def save(ws: Workspace, progress: Progress, *, changes: Sequence[Change], text: str = "") -> Outcome:
    """Saves records; an empty text becomes None, a list marked secret is refused (domain §8).

    Args:
        changes: all or none of them are written.
        text: what the history says of them, one Vietnamese sentence; empty for the usual one.

    Raises:
        UserError: NOP-02 a planning list that is not "Không mật"; LUU-09 a row moved meanwhile.
    """
    tidy = tuple(_tidied(change) for change in changes)
    for change in tidy:
        if change.table == "planning_list" and change.after is not None and change.after.secrecy not in (None, "khong"):
            raise refuse("NOP-02")
    return Outcome(changes=tidy, message=text or _message(tidy), data={"records": [change.id for change in tidy]})


def delete(ws: Workspace, progress: Progress, *, table: str, record: str) -> Outcome:
    """Takes a record out; history keeps it and undo brings the identical row back.

    Raises:
        UserError: NHAP-02 no such table or record.
    """
    if table not in TABLES:
        raise refuse("NHAP-02", what="bảng", value=table)
    found = ws.store.load("", [table]).find(table, record)
    if found is None:
        raise refuse("NHAP-02", what=TABLES[table].label.lower(), value=record)
    return Outcome(changes=(Change(table, record, found, None),), message=f"Đã xóa một dòng {TABLES[table].label}.")


def undo(ws: Workspace, progress: Progress) -> Outcome:
    """Takes the last undoable change of records back; refused when a later change touched the row.

    Raises:
        UserError: NHAP-01 nothing to undo; LUU-09 the row moved meanwhile.
    """
    lines = ws.store.history(limit=200)
    line = _last_undoable(lines)
    if line is None:
        raise refuse("NHAP-01", detail="không còn thay đổi nào để hoàn tác")
    back = tuple(Change(item.table, item.id, item.after, item.before) for item in reversed(line.changes))
    return Outcome(changes=back, message=f"Hoàn tác: {line.entry.text}")


def _last_undoable(lines: Sequence[HistoryLine]) -> HistoryLine | None:
    skip = 0
    for line in lines:
        if line.entry.command == "undo":
            skip += 1
        elif is_undoable(line.entry.command) and line.changes and not line.erased:
            if not skip:
                return line
            skip -= 1
    return None


def _tidied(change: Change) -> Change:
    if change.after is None:
        return change
    empty = {
        field.name: None
        for field in TABLES[change.table].fields
        if isinstance(value := getattr(change.after, field.name), str) and not value.strip()
    }
    return replace(change, after=replace(change.after, **empty)) if empty else change


def _message(changes: Sequence[Change]) -> str:
    if len(changes) != 1:
        return f"Đã lưu {len(changes)} dòng."
    change = changes[0]
    return f"Đã lưu {TABLES[change.table].label.lower()}."

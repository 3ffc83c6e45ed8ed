"""Remarks on a field of a record and what must be come back to; they never leave the unit in a package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Final

from app.commands.words import called, field_label, rows_of, told
from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.domain.work_records import Remark
from app.errors import refuse
from app.progress import Progress
from app.vietnamese.fold import nfc
from app.workspace import Outcome, Workspace

_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A remark that must be come back to, as a list shows it: whose row, which field, and the remark."""

    remark: Remark
    name: str
    field: str


def add(
    ws: Workspace,
    progress: Progress,
    *,
    table: str,
    record: str,
    text: str,
    field: str = "",
    follow_up: bool = False,
) -> Outcome:
    """Notes something on a field of a record; on the whole record without a field.

    Raises:
        UserError: NHAP-02 no such table, record or field; NHAP-01 nothing was written.
    """
    if table not in TABLES:
        raise refuse("NHAP-02", what="bảng", value=table)
    if field and field not in {item.name for item in TABLES[table].fields}:
        raise refuse("NHAP-02", what="ô", value=field)
    if not rows_of(ws, table, {record}):
        raise refuse("NHAP-02", what=TABLES[table].label.lower(), value=record)
    words = nfc(text).strip()
    if not words:
        raise refuse("NHAP-01", detail="ghi chú chưa có nội dung")
    made = Remark(
        id=ws.env.new_id(),
        table=table,
        record=record,
        field=field or None,
        text=words,
        follow_up=follow_up or None,
        by=ws.actor,
        at=ws.env.now().astimezone(UTC).isoformat(timespec="seconds"),
    )
    return _written(ws, Change("remark", made.id, None, made))


def mark(
    ws: Workspace, progress: Progress, *, remark: str, done: bool = True, follow_up: bool | None = None
) -> Outcome:
    """Says that a remark is settled, or not yet; or that it must be come back to.

    Raises:
        UserError: NHAP-02 no such remark.
    """
    found = rows_of(ws, "remark", {remark}).get(remark)
    if found is None:
        raise refuse("NHAP-02", what="ghi chú", value=remark)
    wanted = found.follow_up if follow_up is None else follow_up or None
    return _written(ws, Change("remark", remark, found, replace(found, done=done or None, follow_up=wanted)))


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """Lists what must be come back to."""
    rows: list[dict[str, Any]] = [
        {
            "remark": item.remark.id,
            "table": item.remark.table,
            "record": item.remark.record,
            "name": item.name,
            "field": item.field,
            "text": item.remark.text,
            "by": item.remark.by,
            "at": item.remark.at,
        }
        for item in follow_ups(ws)
    ]
    return Outcome(data=rows, message=f"{len(rows)} việc cần theo dõi.")


def remarks_on(ws: Workspace, table: str, record: str) -> tuple[Remark, ...]:
    """Remarks on a record and its fields, oldest first."""
    found = ws.store.page(PageQuery("remark", filters={"table": table, "record": record}, limit=_MOST)).rows
    return tuple(sorted(found, key=lambda row: (row.at or "", row.id)))


def follow_ups(ws: Workspace) -> tuple[FollowUp, ...]:
    """Remarks that must be come back to and are not done, newest first."""
    found = ws.store.page(PageQuery("remark", filters={"follow_up": True}, limit=_MOST)).rows
    rows = sorted((row for row in found if not row.done), key=lambda row: (row.at or "", row.id), reverse=True)
    told_of = []
    for row in rows:
        if row.table in TABLES and row.record:
            on = rows_of(ws, row.table, {row.record}).get(row.record)
            if on is not None:
                told_of.append(FollowUp(row, called(ws, row.table, on), field_label(row.table, row.field)))
    return tuple(told_of)


def _written(ws: Workspace, change: Change) -> Outcome:
    return Outcome(changes=(change,), message=told(ws, (change,)), data={"remark": change.id})

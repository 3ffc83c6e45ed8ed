"""Leave to report late, on record with who gave it, when and why; a closed period takes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from app.commands.lateness import EXCEPTION, REASON_LONGEST, exception_id, exception_of, late_words
from app.commands.reception.holding import release
from app.commands.reception.reception import open_desk
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.progress import Progress
from app.vietnamese.tidy import clean
from app.workspace import CommandSpec, Outcome, Workspace

GRANT: Final = CommandSpec("exception grant", "app.commands.reception.exceptions:grant", "Cho phép nộp muộn")


def grant(ws: Workspace, progress: Progress, *, unit: str, period: str, reason: str) -> Outcome:
    """Lets a unit report a period late, and takes in what was refused because the period was closed.

    Args:
        unit: code or key of the unit.
        period: such as "2026".
        reason: one line, required; granting again replaces it.

    Raises:
        UserError: NHAP-02 no such unit, NHAP-03 the period, or no reason, KHOA-06 without the key of Sở Nội vụ.
    """
    chosen, row = str(parse_period(period)), unit_named(ws, unit)
    why = clean(reason)
    if not why or len(why) > REASON_LONGEST or not why.isprintable():  # it travels in receipts
        detail = "phải ghi lý do" if not why else f"nhiều nhất {REASON_LONGEST} ký tự"
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=detail)
    desk = open_desk(ws)
    body = {"reason": why, "by": ws.actor}
    made = Document(EXCEPTION, exception_id(row.id, chosen), row.id, chosen, "granted", moment(ws), body)
    told = f"Đã cho phép {row.name} nộp muộn, kỳ {chosen}."
    changes = (DocumentChange(exception_of(ws, row.id, chosen), made), *_told_anew(ws, made))
    ws.commit(GRANT, Outcome(message=told, documents=changes))
    progress.step(0, 1, "Nhận các gói đã gửi")
    rows = release(desk, partial(ws.commit, GRANT), row.id)
    taken = sum(item["state"] == "received" for item in rows)
    message = f"{told} Đã nhận {taken} gói gửi trước đó." if taken else told
    return Outcome(data={"unit": row.id, "period": chosen, "reason": why}, message=message)


def listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Units that may report late, of a period or of all."""
    chosen = str(parse_period(period)) if period else None
    rows: list[dict[str, Any]] = [
        {
            "unit": item.unit,
            "unit_name": ws.env.units.name(item.unit),
            "period": item.period,
            "reason": item.body["reason"],
            "by": item.body["by"],
            "at": item.at,
        }
        for item in ws.store.documents(EXCEPTION, period=chosen)
    ]
    return Outcome(data=rows, message=f"{len(rows)} trường hợp được nộp muộn.")


def drop(ws: Workspace, progress: Progress, *, unit: str, period: str) -> Outcome:
    """Takes an exception back; what was received under it stays, and says so.

    Raises:
        UserError: NHAP-02 no such unit, or it has no exception; NHAP-03 the period.
    """
    chosen, row = str(parse_period(period)), unit_named(ws, unit)
    held = exception_of(ws, row.id, chosen)
    if held is None:
        raise refuse("NHAP-02", what="trường hợp nộp muộn", value=f"{row.name}, kỳ {chosen}")
    message = f"Thôi cho phép {row.name} nộp muộn, kỳ {chosen}."
    return Outcome(message=message, documents=(DocumentChange(held, None),))


def _told_anew(ws: Workspace, held: Document) -> Iterator[DocumentChange]:
    """What came late before the exception says from now on that it had leave."""
    for item in ws.store.documents("received", unit=held.unit, period=held.period):
        if item.body.get("late"):
            words = late_words(ws, item.period, item.body["received_at"], held)
            yield DocumentChange(item, replace(item, body={**item.body, "late": words}))


def unit_named(ws: Workspace, name: str) -> Unit:
    """The unit of a key, or of a code: the one of today, else the last that had it.

    Raises:
        UserError: NHAP-02, there is none.
    """
    found = [row for row in ws.env.units if name in (row.id, row.code)]
    if not found:
        raise refuse("NHAP-02", what="đơn vị", value=name)
    return ws.env.units.by_code(name, ws.today) or max(found, key=lambda row: str(row.valid_from or ""))

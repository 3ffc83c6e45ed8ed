"""Late reports: by Sở Nội vụ's own receipt time, and the exceptions that let a unit into a closed period.

A deadline that has passed refuses nothing; it is told (threats.md L06). A closed period takes only the packages of a
unit that has an exception on record, with who granted it, when and why.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit
from app.errors import refuse
from app.progress import Progress
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace

REASON_LONGEST: Final = 300


def grant(ws: Workspace, progress: Progress, *, unit: str, period: str, reason: str) -> Outcome:
    """Lets a unit report a period late; granting again replaces the reason.

    Args:
        unit: code or key of the unit.
        period: such as "2026".
        reason: one line, required.

    Raises:
        UserError: NHAP-02 no such unit, NHAP-03 the period or no reason.
    """
    chosen, row = parse_period(period), _unit(ws, unit)
    why = " ".join(reason.split())
    if not why or len(why) > REASON_LONGEST:
        detail = "phải ghi lý do" if not why else f"nhiều nhất {REASON_LONGEST} ký tự"
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=detail)
    body = {"reason": why, "by": ws.actor}
    new = Document("exception", _id(row.id, str(chosen)), row.id, str(chosen), "granted", moment(ws), body)
    change = DocumentChange(exception_of(ws, row.id, str(chosen)), new)
    message = f"Đã cho phép {row.name} nộp muộn, kỳ {chosen}."
    return Outcome(data={"unit": row.id, "period": str(chosen), "reason": why}, message=message, documents=(change,))


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
        for item in ws.store.documents("exception", period=chosen)
    ]
    return Outcome(data=rows, message=f"{len(rows)} trường hợp được nộp muộn.")


def drop(ws: Workspace, progress: Progress, *, unit: str, period: str) -> Outcome:
    """Takes an exception back; what was received under it stays.

    Raises:
        UserError: NHAP-02, there is none; NHAP-03 the period.
    """
    chosen, row = parse_period(period), _unit(ws, unit)
    held = exception_of(ws, row.id, str(chosen))
    if held is None:
        raise refuse("NHAP-02", what="trường hợp nộp muộn", value=f"{row.name}, kỳ {chosen}")
    message = f"Thôi cho phép {row.name} nộp muộn, kỳ {chosen}."
    return Outcome(message=message, documents=(DocumentChange(held, None),))


def exception_of(ws: Workspace, unit: str, period: str) -> Document | None:
    """The exception of a unit and period."""
    return ws.store.document("exception", _id(unit, period))


def lateness(ws: Workspace, unit: str, period: str, received_at: str) -> str:
    """How late a package is by the clock of Sở Nội vụ, as a sentence; "" where it is in time.

    Args:
        received_at: when the file first arrived here, ISO.
    """
    days = (datetime.fromisoformat(received_at).date() - due_date(ws, period)).days
    if days <= 0:
        return ""
    told = f"Nộp muộn {days} ngày so với hạn {write_date(due_date(ws, period).isoformat())}"
    held = exception_of(ws, unit, period)
    if held is None:
        return f"{told}."
    return f"{told}; nộp muộn theo cho phép của Sở Nội vụ ngày {write_date(held.at[:10])}: {held.body['reason']}"


def due_date(ws: Workspace, period: str) -> date:
    """Hạn nộp, as the campaign sets it, else of the pack."""
    campaign = ws.store.document("setting", "campaign")
    if campaign is not None and campaign.body["period"] == period:
        return date.fromisoformat(campaign.body["due"])
    chosen = parse_period(period)
    return ws.pack.dates(chosen).due_of(chosen)


def _id(unit: str, period: str) -> str:
    return f"{unit}/{period}"


def _unit(ws: Workspace, name: str) -> Unit:
    """The unit of a key, or of a code: the one of today, else the last that had it."""
    found = [row for row in ws.env.units if name in (row.id, row.code)]
    if not found:
        raise refuse("NHAP-02", what="đơn vị", value=name)
    today = ws.env.units.by_code(name, ws.today)
    return today or max(found, key=lambda row: str(row.valid_from or ""))

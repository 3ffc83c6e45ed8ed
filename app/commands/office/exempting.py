"""Units that owe no report for a period though they exist: on record with who said so, when and why."""

from __future__ import annotations

from app.commands.lateness import REASON_LONGEST
from app.commands.office.periods import EXEMPTION, exemption_id
from app.commands.reception.exceptions import unit_named
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace


def exempt(ws: Workspace, progress: Progress, *, unit: str, period: str, reason: str) -> Outcome:
    """Takes a unit out of those that owe a period; what it sent stays, but no total counts it as missing.

    Raises:
        UserError: NHAP-02 no such unit, NHAP-03 the period, or no reason; NHAP-01 its figures were accepted.
    """
    chosen, row = str(parse_period(period)), unit_named(ws, unit)
    why = " ".join(reason.split())
    if not why or len(why) > REASON_LONGEST:
        detail = "phải ghi lý do" if not why else f"nhiều nhất {REASON_LONGEST} ký tự"
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=detail)
    if ws.store.documents("received", unit=row.id, period=chosen, state="accepted"):
        raise refuse("NHAP-01", detail=f"số liệu kỳ {chosen} của {row.name} đã được chấp nhận")
    body = {"reason": why, "by": ws.actor}
    made = Document(EXEMPTION, exemption_id(row.id, chosen), row.id, chosen, "exempt", moment(ws), body)
    change = DocumentChange(ws.store.document(EXEMPTION, made.id), made)
    message = f"{row.name} không thuộc diện báo cáo kỳ {chosen}."
    return Outcome(data={"unit": row.id, "period": chosen, "reason": why}, message=message, documents=(change,))


def oblige(ws: Workspace, progress: Progress, *, unit: str, period: str) -> Outcome:
    """Takes an exemption back.

    Raises:
        UserError: NHAP-02 no such unit, or it is not exempt; NHAP-03 the period.
    """
    chosen, row = str(parse_period(period)), unit_named(ws, unit)
    held = ws.store.document(EXEMPTION, exemption_id(row.id, chosen))
    if held is None:
        raise refuse("NHAP-02", what="đơn vị không thuộc diện báo cáo", value=f"{row.name}, kỳ {chosen}")
    message = f"{row.name} phải báo cáo kỳ {chosen}."
    return Outcome(message=message, documents=(DocumentChange(held, None),))

"""Đợt báo cáo: which period is asked for, its cut-off, due date and level; it travels in the enrolment file."""

from __future__ import annotations

from app.commands.days import as_of_date
from app.commands.levels import named_level
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.progress import Progress
from app.workspace import Outcome, Workspace


def issue_period(
    ws: Workspace, progress: Progress, *, period: str, cut_off: str | None = None, level: str | None = None
) -> Outcome:
    """Sets the period that units are asked for.

    Args:
        period: such as "2026".
        cut_off: YYYY-MM-DD; None for that of the pack.
        level: of the packages asked for; None for "rut-gon".

    Raises:
        UserError: NHAP-03.
    """
    chosen, asked = parse_period(period), named_level(level or Level.RUT_GON.code)
    dates = ws.pack.dates(chosen)
    body = {
        "period": str(chosen),
        "cut_off": (as_of_date(cut_off) or dates.cut_off_of(chosen)).isoformat(),
        "due": dates.due_of(chosen).isoformat(),
        "level": asked.code,
    }
    old = ws.store.document("setting", "campaign")
    change = DocumentChange(old, Document("setting", "campaign", period=str(chosen), body=body))
    return Outcome(data=body, message=f"Đã mở đợt báo cáo {chosen.label}.", documents=(change,))

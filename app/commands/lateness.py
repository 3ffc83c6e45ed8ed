"""How late a report is, by the receipt time of Sở Nội vụ, and by whose leave; never by the clock of the unit (L06)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from app.commands.office.periods import asked
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.storage import Document
from app.vietnamese.dates import write_date
from app.workspace import Workspace

EXCEPTION: Final = "exception"
"""Kind of document: a unit may report a period after it was closed, or late."""
REASON_LONGEST: Final = 300


def exception_id(unit: str, period: str) -> str:
    """Id of the exception of a unit and period."""
    return f"{unit}/{period}"


def exception_of(ws: Workspace, unit: str, period: str) -> Document | None:
    """The exception of a unit and period, where one is on record."""
    return ws.store.document(EXCEPTION, exception_id(unit, period))


def arrival(ws: Workspace, package: str, unit: str, period: str) -> dict[str, str]:
    """When a package first arrived at Sở Nội vụ, and how late that is; for its document.

    Args:
        package: SHA-256 of its bytes; one that waited, or was refused, arrived when it first came.
    """
    known = ws.store.document("received", package)
    at = known.body.get("received_at", known.at) if known else moment(ws)
    return {"received_at": at, "late": late_words(ws, period, at, exception_of(ws, unit, period))}


def late_words(ws: Workspace, period: str, received_at: str, held: Document | None) -> str:
    """How late, as a sentence; "" where it is in time.

    Args:
        received_at: when the package arrived, ISO.
        held: the exception of its unit.
    """
    due = due_date(ws, period)
    days = (datetime.fromisoformat(received_at).date() - due).days
    if days <= 0:
        return ""
    told = f"Nộp muộn {days} ngày so với hạn {write_date(due.isoformat())}"
    if held is None:
        return f"{told}."
    return f"{told}, theo cho phép của Sở Nội vụ ngày {write_date(held.at[:10])}: {held.body['reason']}"


def due_date(ws: Workspace, period: str) -> date:
    """Hạn nộp: as the campaign of Sở Nội vụ sets it, else of the pack."""
    terms = asked(ws, period)
    if terms is not None:
        return date.fromisoformat(terms["due"])
    chosen = parse_period(period)
    return ws.pack.dates(chosen).due_of(chosen)

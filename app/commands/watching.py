"""Theo dõi: the board of units by state, and questions about units themselves."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from app.commands.days import as_of_date
from app.commands.judging import current_period
from app.commands.province import expected_units
from app.domain.periods import Period, parse_period
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.domain.units import Units
from app.progress import Progress
from app.workspace import Environment, Outcome, Workspace

STATES: Final = {
    "none": "chưa gửi",
    "waiting": "đã nhận, chờ xử lý",
    "received": "đã nhận",
    "returned": "đề nghị hoàn thiện",
    "accepted": "đã chấp nhận số liệu",
    "nil": "báo cáo không phát sinh số liệu",
}
_WAITING: Final = frozenset(
    {"waiting_enrolment", "waiting_previous", "waiting_pack", "waiting_program", "fork", "refused"}
)


def board(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Which unit stands where in a period.

    Returns:
        data: {"period", "rows": [{unit, name, state, label, at, errors, warnings, package}], "counts"}.
    """
    chosen = parse_period(period) if period else current_period(ws)
    rows = board_rows(ws, chosen)
    counts = {state: sum(row["state"] == state for row in rows) for state in STATES}
    done = counts["accepted"] + counts["nil"]
    message = f"Kỳ {chosen}: {done}/{len(rows)} đơn vị đã được chấp nhận; {counts['none']} chưa gửi."
    return Outcome(data={"period": str(chosen), "rows": rows, "counts": counts}, message=message)


def board_rows(ws: Workspace, period: Period) -> list[dict[str, Any]]:
    """One row per unit that owes the period, in the order of the catalogue."""
    latest: dict[str, Document] = {}
    for document in ws.store.documents("received", period=str(period)):
        if document.state not in ("archived", "superseded"):
            latest[document.unit] = document
    return [_row(unit, latest.get(unit.id)) for unit in expected_units(ws, period)]


def units(
    env: Environment, progress: Progress, *, as_of: str | None = None, successors_of: str | None = None
) -> Outcome:
    """Units of a day, or who took over from a unit and from whom it took over."""
    if successors_of:
        return Outcome(data=lineage(env.units, successors_of))
    when = as_of_date(as_of) or env.now().date()
    rows = [unit_row(unit) for unit in env.units.on(when)]
    return Outcome(data=rows, message=f"Ngày {when:%d/%m/%Y} có {len(rows)} đơn vị.")


def lineage(units: Units, code: str) -> list[dict[str, Any]]:
    """Every unit that ever carried a code, with successor and predecessors."""
    found = [unit for unit in units if unit.code == code or unit.id == code]
    rows = []
    for unit in found:
        successor = units.successor(unit.id)
        rows.append(
            {
                **unit_row(unit),
                "successor": unit_row(successor) if successor else None,
                "predecessors": [unit_row(item) for item in units.predecessors(unit.id)],
            }
        )
    return rows


def unit_row(unit: Unit) -> dict[str, Any]:
    """A unit as plain values."""
    return {
        "key": unit.id,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "tier": unit.tier,
        "valid_from": str(unit.valid_from or ""),
        "valid_to": str(unit.valid_to or ""),
        "within": unit.within or "",
    }


def _row(unit: Unit, document: Document | None) -> dict[str, Any]:
    state = _state(document)
    body = document.body if document else {}
    return {
        "unit": unit.id,
        "name": unit.name,
        "state": state,
        "label": STATES[state],
        "at": document.at if document else "",
        "errors": body.get("errors", 0),
        "warnings": body.get("warnings", 0),
        "package": document.id if document else "",
    }


def _state(document: Document | None) -> str:
    if document is None:
        return "none"
    if document.state in _WAITING:
        return "waiting"
    if document.state == "accepted" and document.body.get("nil"):
        return "nil"
    return document.state


def due_of(ws: Workspace, period: Period) -> date:
    """Hạn nộp of a period, by the pack."""
    return ws.pack.dates(period).due_of(period)

"""Theo dõi: the board of units by state, and questions about units themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.commands.days import as_of_date
from app.commands.figures.judging import current_period
from app.commands.figures.province import expected_units
from app.domain.periods import Period, parse_period
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.domain.units import Units
from app.progress import Progress
from app.workspace import Environment, Outcome, Workspace

STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "chưa gửi",
        "waiting_enrolment": "chờ ghi danh",
        "waiting_previous": "thiếu gói trước",
        "waiting_pack": "chờ bộ quy tắc mới",
        "waiting_program": "chờ phiên bản mới",
        "refused": "không nhận được",
        "fork": "có hai bản cùng thay thế một bản",
        "received": "đã nhận",
        "checked": "đã kiểm tra",
        "again": "đã gửi lại",
        "returned": "đề nghị hoàn thiện",
        "mending": "đang hoàn thiện",
        "accepted": "đã chấp nhận số liệu",
        "nil": "báo cáo không phát sinh số liệu",
        "superseded": "đã thay bằng gói sau",
        "archived": "bản cũ, chỉ lưu",
    }
)
"""State of a unit or of a package → words, in the order of the board."""
SETTLED: Final = ("accepted", "nil")
"""States in which a unit's figures count."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands in a period.

    Attributes:
        unit: that owes the period.
        state: key of `STATES`.
        latest: package that decides it; None where nothing came in.
        documents: everything of the unit and period but archived copies, oldest first.
    """

    unit: Unit
    state: str
    latest: Document | None
    documents: tuple[Document, ...]


def board(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Which unit stands where in a period.

    Returns:
        data: {"period", "rows": [{unit, name, state, label, at, errors, warnings, package}], "counts"}.
    """
    chosen = parse_period(period) if period else current_period(ws)
    rows = [_row(standing) for standing in standings(ws, chosen)]
    counts = {state: sum(row["state"] == state for row in rows) for state in STATES}
    done = sum(counts[state] for state in SETTLED)
    message = f"Kỳ {chosen}: {done}/{len(rows)} đơn vị đã được chấp nhận; {counts['none']} chưa gửi."
    return Outcome(data={"period": str(chosen), "rows": rows, "counts": counts}, message=message)


def standings(ws: Workspace, period: Period) -> tuple[Standing, ...]:
    """Where every unit that owes a period stands, in the order of the catalogue."""
    by_unit: dict[str, list[Document]] = defaultdict(list)
    for document in ws.store.documents("received", period=str(period)):
        if document.state != "archived":
            by_unit[document.unit].append(document)
    receipts = receipt_numbers(ws)
    return tuple(_standing(unit, tuple(by_unit[unit.id]), receipts) for unit in expected_units(ws, period))


def receipt_numbers(ws: Workspace) -> Mapping[tuple[str, str], int]:
    """Number of the receipt of a package in a state."""
    return {(item.body["package"], item.body["state"]): item.body["number"] for item in ws.store.documents("receipt")}


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


def _row(standing: Standing) -> dict[str, Any]:
    document = standing.latest
    body = document.body if document else {}
    return {
        "unit": standing.unit.id,
        "name": standing.unit.name,
        "state": standing.state,
        "label": STATES[standing.state],
        "at": document.at if document else "",
        "errors": body.get("errors", 0),
        "warnings": body.get("warnings", 0),
        "package": document.id if document else "",
    }


def _standing(unit: Unit, documents: tuple[Document, ...], receipts: Mapping[tuple[str, str], int]) -> Standing:
    latest = next((item for item in reversed(documents) if item.state != "superseded"), None)
    state = _state(latest, documents, receipts) if latest else "none"
    return Standing(unit, state, latest, documents)


def _state(latest: Document, documents: tuple[Document, ...], receipts: Mapping[tuple[str, str], int]) -> str:
    if latest.state == "accepted" and latest.body.get("nil"):
        return "nil"
    if latest.state == "returned" and (latest.id, "returned") in receipts:
        return "mending"
    if latest.state == "received" and any(item.state in ("returned", "superseded") for item in documents[:-1]):
        return "again"
    return latest.state


def due_of(ws: Workspace, period: Period) -> date:
    """Hạn nộp of a period, by the pack."""
    return ws.pack.dates(period).due_of(period)

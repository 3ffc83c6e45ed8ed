"""Theo dõi: the board of units by state, and questions about units themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.commands.days import as_of_date
from app.commands.figures.judging import current_period, cut_off_of
from app.commands.figures.province import expected_units
from app.commands.lateness import EXCEPTION, due_date
from app.commands.office.doubles import confirmed_doubles, double_words
from app.commands.office.hands import Hand, hands
from app.commands.office.periods import apart
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
        "sent": "đã gửi, chưa có phiếu tiếp nhận",
        "received": "đã nhận",
        "checked": "đã kiểm tra",
        "again": "đã gửi lại",
        "returned": "đề nghị hoàn thiện",
        "mending": "đang hoàn thiện",
        "accepted": "đã chấp nhận số liệu",
        "nil": "báo cáo không phát sinh số liệu",
        "superseded": "đã thay bằng gói sau",
        "archived": "bản cũ, chỉ lưu",
        "exempt": "không thuộc diện báo cáo",
    }
)
"""State of a unit or of a package → words, in the order of the board."""
SETTLED: Final = ("accepted", "nil")
"""States in which a unit's figures count."""
BEHIND: Final = ("none", "refused", "returned", "mending")
"""States in which the next step is the unit's: what a reminder is for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands in a period.

    Attributes:
        unit: that owes the period, or why it does not: `why`.
        state: key of `STATES`.
        latest: package that decides it; None where nothing came in.
        documents: everything of the unit and period but archived copies, oldest first.
        since: when it came into this state, ISO; "" where nothing came in.
        overdue: the due day is over, the next step is the unit's, and it has no leave to be late.
        why: of a unit that owes nothing, in words.
    """

    unit: Unit
    state: str
    latest: Document | None
    documents: tuple[Document, ...]
    since: str = ""
    overdue: bool = False
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether the totals hold figures of it: an accepted report stays in them until another one is accepted."""
        return any(item.state == "accepted" for item in self.documents)

    def days(self, today: date) -> int | None:
        """How many days it has stood in this state; None where nothing came in."""
        return (today - date.fromisoformat(self.since[:10])).days if self.since else None


def board(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Which unit stands where in a period.

    Returns:
        data: {"period", "due", "rows": [{unit, name, kind, state, label, at, days, overdue, why, errors, warnings,
        package, behalf}], "counts", "owing", "accepted", "missing", "double"}; units that owe nothing have rows
        too, but count nowhere.
    """
    chosen = parse_period(period) if period else current_period(ws)
    found = standings(ws, chosen)
    by = hands(ws, (item.latest for item in found if item.latest is not None))
    rows = [
        _row(item, ws.today, by.get(item.latest.id) if item.latest else None)
        for item in (*found, *exempt_standings(ws, chosen))
    ]
    counts = {state: sum(row["state"] == state for row in rows) for state in STATES}
    missing = [item.unit.name or item.unit.id for item in found if not item.counts]
    done = len(found) - len(missing)
    message = f"Kỳ {chosen}: {done}/{len(found)} đơn vị đã được chấp nhận; {counts['none']} chưa gửi."
    told = {"period": str(chosen), "due": due_of(ws, chosen).isoformat(), "rows": rows, "counts": counts}
    sums = {"owing": len(found), "accepted": done, "missing": missing, "double": confirmed_doubles(ws, chosen)}
    return Outcome(data={**told, **sums}, message=f"{message} {double_words(ws, chosen)}".rstrip())


def standings(ws: Workspace, period: Period) -> tuple[Standing, ...]:
    """Where every unit that owes a period stands, in the order of the catalogue."""
    by_unit: dict[str, list[Document]] = defaultdict(list)
    for document in ws.store.documents("received", period=str(period)):
        if document.state != "archived":
            by_unit[document.unit].append(document)
    receipts = {(item.body["package"], item.body["state"]): item.at for item in ws.store.documents("receipt")}
    late = {item.unit for item in ws.store.documents(EXCEPTION, period=str(period))}
    over = due_of(ws, period) < ws.today
    found = (_standing(unit, tuple(by_unit[unit.id]), receipts) for unit in expected_units(ws, period))
    return tuple(replace(item, overdue=over and item.state in BEHIND and item.unit.id not in late) for item in found)


def exempt_standings(ws: Workspace, period: Period) -> tuple[Standing, ...]:
    """Units that owe nothing for a period, with the reason."""
    found = apart(ws, period, cut_off_of(ws, period))
    return tuple(Standing(unit, "exempt", None, (), why=why) for unit, why in found)


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
                "parts": [unit_row(item) for item in units.successors(unit.id)] if successor is None else [],
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


def _row(standing: Standing, today: date, hand: Hand | None) -> dict[str, Any]:
    document = standing.latest
    body = document.body if document else {}
    return {
        "unit": standing.unit.id,
        "name": standing.unit.name,
        "kind": standing.unit.kind,
        "state": standing.state,
        "label": STATES[standing.state],
        "at": document.at if document else "",
        "days": standing.days(today),
        "overdue": standing.overdue,
        "why": standing.why,
        "errors": body.get("errors", 0),
        "warnings": body.get("warnings", 0),
        "package": document.id if document else "",
        "behalf": hand.words if hand else "",
    }


def _standing(unit: Unit, documents: tuple[Document, ...], receipts: Mapping[tuple[str, str], str]) -> Standing:
    latest = next((item for item in reversed(documents) if item.state != "superseded"), None)
    if latest is None:
        return Standing(unit, "none", None, documents)
    state, body = _state(latest, documents, receipts), latest.body
    mending = receipts.get((latest.id, "returned"), "") if state == "mending" else ""
    since = mending or body.get(f"{latest.state}_at") or body.get("received_at") or latest.at
    return Standing(unit, state, latest, documents, since)


def _state(latest: Document, documents: tuple[Document, ...], receipts: Mapping[tuple[str, str], str]) -> str:
    if latest.state == "accepted" and latest.body.get("nil"):
        return "nil"
    if latest.state == "returned" and (latest.id, "returned") in receipts:
        return "mending"
    if latest.state == "received" and any(item.state in ("returned", "superseded") for item in documents[:-1]):
        return "again"
    if latest.state == "received" and (latest.id, "received") not in receipts:
        return "sent"
    return latest.state


def due_of(ws: Workspace, period: Period) -> date:
    """Hạn nộp of a period: as it was asked for, else by the pack."""
    return due_date(ws, str(period))

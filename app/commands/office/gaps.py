"""Cần thêm mấy người: what each target lacks, where posts fall vacant, who fits, and what it would do."""

from __future__ import annotations

from typing import Any

from app.commands.office.gap_choice import enough
from app.commands.office.gap_desk import GapDesk, open_gap_desk
from app.commands.office.gap_steps import Move, Suggestion, needed_words, share_words, suggestions
from app.commands.office.registers import looks
from app.errors import refuse
from app.plan.gaps import Gap, gaps_by_unit
from app.progress import Progress
from app.workspace import Outcome, Workspace


def gap(
    ws: Workspace,
    progress: Progress,
    *,
    indicator: str | None = None,
    unit: str | None = None,
    period: str | None = None,
) -> Outcome:
    """What lacks and where it can come from.

    Args:
        indicator: code or number of one target ("1.2", "2.2"); None for all.
        unit: at Sở Nội vụ: code or key of one unit; None for the province with every unit.
        period: text; None for the one that is reported.

    Raises:
        UserError: NHAP-02 no such target or unit; NHAP-03 the period.
    """
    desk = open_gap_desk(ws, progress, period, unit)
    found = desk.gaps()
    chosen = [item for item in found if indicator in (None, item.line.code, item.result.number)]
    if not chosen and found:
        raise refuse("NHAP-02", what="chỉ tiêu", value=indicator or "")
    numbers = frozenset(item.result.number for item in chosen)
    offered = suggestions(desk, progress)
    shown = [item for item in offered if indicator is None or _moves(item, numbers)]
    data = {
        "period": str(desk.data.period),
        "unit": desk.scope,
        "unit_name": desk.scope_name,
        "targets": [target_row(desk, item) for item in chosen],
        "by_unit": unit_rows(desk, numbers),
        "suggestions": [suggestion_row(item) for item in shown],
        "enough": [step.id for step in enough(desk, shown, progress)],
        "withheld": sorted(unit for unit, scene in desk.scenes.items() if scene.withheld),
    }
    words = {item.result.number: needed_words(item) for item in chosen if item.needed != 0}
    lacks = [f"{number}: {text}" for number, text in words.items() if text]
    told = "; ".join(lacks) + "." if lacks else "Mọi chỉ tiêu đều đạt."
    return Outcome(data=data, message=told, documents=looks(ws, "gap", desk.packages) if shown else ())


def target_row(desk: GapDesk, found: Gap) -> dict[str, Any]:
    """A target as plain values."""
    result = found.result
    return {
        "code": found.line.code,
        "number": result.number,
        "title": found.line.name,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "share": share_words(found),
        "target": result.target,
        "needed": found.needed,
        "instead": found.instead,
        "words": needed_words(found),
        "lacking": [{"unit": key, "name": lacking_name(desk, found, key), "number": n} for key, n in found.lacking],
    }


def lacking_name(desk: GapDesk, found: Gap, key: str) -> str:
    """Name of a unit or of a sector."""
    if found.line.kind == "share_of_groups":
        return desk.ws.env.catalogue.label("sectors", key)
    return desk.ws.env.units.name(key)


def unit_rows(desk: GapDesk, numbers: frozenset[str]) -> list[dict[str, Any]]:
    """What each unit of the scope lacks alone."""
    return [
        {"unit": unit, "name": desk.ws.env.units.name(unit), "number": item.result.number, "needed": item.needed}
        for unit, found in gaps_by_unit(desk.lines, desk.of_scope).items()
        for item in found
        if item.result.number in numbers
    ]


def suggestion_row(item: Suggestion) -> dict[str, Any]:
    """A suggestion as plain values."""
    return {
        "step": item.step.id,
        "kind": item.step.kind,
        "unit": item.step.unit,
        "unit_name": item.unit_name,
        "what": item.what,
        "who": item.who,
        "person": item.step.person,
        "others": list(item.others),
        "on": item.on.isoformat() if item.on else "",
        "why": item.why,
        "lost": [_move_row(move) for move in item.lost],
        "moves": [_move_row(move) for move in item.moves],
        "province": [_move_row(move) for move in item.of_province],
    }


def _move_row(move: Move) -> dict[str, str]:
    return {"number": move.number, "before": move.before, "after": move.after}


def _moves(item: Suggestion, numbers: frozenset[str]) -> bool:
    return any(move.number in numbers for move in (*item.moves, *item.of_province))

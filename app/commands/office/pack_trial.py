"""Chạy thử: a draft pack over all reports held, beside the pack in use: who newly fails, which totals move.

The check and the count are those of reception (`judging.judge`), so what is told here is what happens after the draft
is issued to the same records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.commands.accepted import accepted
from app.commands.figures.judging import Judged, current_period, judge, sentences
from app.commands.figures.province import province_input
from app.commands.figures.recounting import received_data
from app.commands.figures.reporting import result_row
from app.commands.office.pack_drafts import draft_pack
from app.domain.dataset import redact
from app.domain.figures import Figures
from app.domain.findings import Finding
from app.domain.periods import Period, parse_period
from app.domain.schema import Level
from app.domain.storage import Document
from app.plan.indicator_results import IndicatorInput
from app.plan.indicators import compute_indicators
from app.plan.pack import Pack
from app.progress import Progress
from app.workspace import Outcome, Workspace

_NAMED: Final = 20
"""Findings of a unit that are told with their sentences; the others are counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """Reports of a period under one pack: unit → its figures, and unit → its findings."""

    pack: Pack
    figures: Mapping[str, Figures]
    judged: Mapping[str, Judged]


def try_draft(ws: Workspace, progress: Progress, *, draft: str, period: str | None = None) -> Outcome:
    """Judges every accepted report of a period by the pack in use and by a draft, and tells the difference.

    Args:
        period: None for the one that is reported now.

    Raises:
        UserError: NHAP-02 no such draft; QT-01.
    """
    document, pack = draft_pack(ws, draft)
    chosen = parse_period(period) if period else current_period(ws)
    held = accepted(ws, chosen)
    now, then = _sides(ws, held, chosen, (ws.pack, pack), progress)
    units = [row for item in held if (row := _unit_row(ws, item, now, then))]
    lines = list(_moved_lines(ws, chosen, now, then))
    data = {
        "draft": document.id,
        "base": ws.pack.version,
        "period": str(chosen),
        "reports": len(held),
        "units": units,
        "rules": _by_rule(units, then.pack),
        "indicators": lines,
        "cells": _moved_cells(now, then),
        "not_recomputed": sorted({rule for judged in then.judged.values() for rule in judged.not_recomputed}),
    }
    fails = sum(len(row["new"]) for row in units)
    said = (
        f"Chạy thử bản thảo {document.id} trên {len(held)} báo cáo kỳ {chosen}: {fails} phát hiện mới ở "
        f"{sum(bool(row['new']) for row in units)} đơn vị, {len(lines)} dòng chỉ tiêu thay đổi."
    )
    return Outcome(data=data, message=said)


def _sides(
    ws: Workspace, held: tuple[Document, ...], period: Period, packs: tuple[Pack, Pack], progress: Progress
) -> tuple[Side, Side]:
    found: tuple[dict[str, Judged], dict[str, Judged]] = ({}, {})
    for number, document in enumerate(held):
        progress.step(number, len(held), ws.env.units.name(document.unit))
        data = received_data(ws, document)  # names where its level has them: rules that read them run as they did
        cut_off, nil = date.fromisoformat(document.body["cut_off"]), bool(document.body.get("nil"))
        for pack, side in zip(packs, found, strict=True):
            side[document.unit] = judge(ws, pack, data, period, cut_off, nil=nil)
    kept = {item.unit: ws.store.figures(item.id) for item in held}
    made = (
        Side(pack, {unit: _figures(judged.figures, kept[unit]) for unit, judged in side.items()}, side)
        for pack, side in zip(packs, found, strict=True)
    )
    return next(made), next(made)


def _figures(counted: Figures, declared: Mapping[str, int]) -> Figures:
    """Counted anew where the level allows, else as the unit declared."""
    return Figures(counted.unit, counted.cut_off, counted.definitions, counted.level, {**declared, **counted.cells})


def _unit_row(ws: Workspace, document: Document, now: Side, then: Side) -> dict[str, Any] | None:
    """What changes for a unit; None where nothing does."""
    before, after = now.judged[document.unit].findings, then.judged[document.unit].findings
    known, later = {_said(item) for item in before}, {_said(item) for item in after}
    new = [item for item in after if _said(item) not in known]
    gone = [item for item in before if _said(item) not in later]
    if not new and not gone:
        return None
    data = redact(then.judged[document.unit].context.data, Level.RUT_GON)
    rows = sentences(ws, then.pack, data, new[:_NAMED])
    return {
        "unit": document.unit,
        "name": ws.env.units.name(document.unit),
        "new": [{"key": item.key, "rule": item.rule, "severity": str(item.severity)} for item in new],
        "gone": [{"key": item.key, "rule": item.rule} for item in gone],
        "sentences": [row["sentence"] for row in rows],
    }


def _said(item: Finding) -> tuple[str, str]:
    """What makes a finding another one: where it is, and how much it weighs."""
    return item.key, str(item.severity)


def _by_rule(units: list[dict[str, Any]], pack: Pack) -> list[dict[str, Any]]:
    """Rule → how many new and gone, in how many units."""
    new = Counter(item["rule"] for row in units for item in row["new"])
    gone = Counter(item["rule"] for row in units for item in row["gone"])
    return [
        {"rule": rule, "title": named.title if (named := pack.rule(rule)) else "", "new": new[rule], "gone": gone[rule],
         "units": sum(any(item["rule"] == rule for item in row["new"]) for row in units)}
        for rule in sorted(new | gone)
    ]  # fmt: skip


def _moved_lines(ws: Workspace, period: Period, now: Side, then: Side) -> Iterator[dict[str, Any]]:
    """Lines of indicators that are not what they were, in the order of the draft."""
    before = {item.definition.id: result_row(item) for item in _results(ws, period, now)}
    for item in _results(ws, period, then):
        row = result_row(item)
        was = before.pop(item.definition.id, None)
        if was != row:
            yield {"id": item.definition.id, "was": was, "now": row}
    for name, was in before.items():
        yield {"id": name, "was": was, "now": None}


def _results(ws: Workspace, period: Period, side: Side) -> Any:
    known = province_input(ws, period)
    around = IndicatorInput(
        side.figures,
        known.units,
        known.catalogue,
        side.pack.definitions,
        period,
        side.pack.target,
        known.previous,
        known.expected,
    )
    return compute_indicators(side.pack.indicators, around)


def _moved_cells(now: Side, then: Side) -> list[dict[str, Any]]:
    """Totals over the units that are not what they were; None where a pack does not ask for the cell."""
    before, after = _totals(now), _totals(then)
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return [{"cell": name, "was": before.get(name), "now": after.get(name)} for name in names]


def _totals(side: Side) -> Counter[str]:
    total: Counter[str] = Counter()
    for judged in side.judged.values():
        for name, value in judged.figures.cells.items():
            total[name] += value
    return total

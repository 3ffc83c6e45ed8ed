"""The province from its parts: figures by unit of the accepted packages, who is missing, indicators of any scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.commands.accepted import accepted, accepted_figures, expected_units
from app.commands.figures.judging import Judged
from app.commands.office.past import year_figures
from app.domain.dataset import Dataset
from app.domain.periods import Period, previous_year
from app.domain.schema import Level, level_of
from app.domain.storage import Document
from app.plan.counting_union import count_union
from app.plan.definitions import Definitions
from app.plan.facts import Context
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.indicators import compute_indicators
from app.plan.wanted import required_cells
from app.workspace import Workspace

__all__ = [
    "accepted", "accepted_figures", "counted_together", "expected_units", "indicators", "province_input", "unit_input",
]  # fmt: skip

_PLANNING: Final = ("body", "person", "planning_list", "planning_entry")


def province_input(ws: Workspace, period: Period) -> IndicatorInput:
    """What the province's indicators and forms are functions of."""
    before = previous_year(period)
    return IndicatorInput(
        accepted_figures(ws, period),
        ws.env.units,
        ws.env.catalogue,
        ws.pack.definitions,
        period,
        ws.pack.target,
        year_figures(ws, before).of_province if before else {},
        tuple(unit.id for unit in expected_units(ws, period)),
    )


def counted_together(ws: Workspace, period: Period, cut_off: date) -> Mapping[str, int]:
    """Cells that do not add up over units, counted from the entries held (design §3, Figures)."""
    cells = required_cells(ws.pack, ws.env.catalogue)
    documents, definitions = accepted(ws, period), ws.pack.definitions
    rows = ws.store.load_many([item.id for item in documents], _PLANNING)
    held = ((item, rows[item.id]) for item in documents)
    return count_union((_planning(ws, item, data, definitions, period, cut_off) for item, data in held), cells)


def unit_input(ws: Workspace, judged: Judged) -> IndicatorInput:
    """The same for one unit: a map of one."""
    context = judged.context
    unit = context.data.unit
    return IndicatorInput(
        {unit: judged.figures},
        ws.env.units,
        ws.env.catalogue,
        ws.pack.definitions,
        context.period,
        ws.pack.target,
        {unit: context.previous} if context.previous else {},
        (unit,),
    )


def indicators(ws: Workspace, data: IndicatorInput) -> tuple[IndicatorResult, ...]:
    """All lines of all indicators."""
    return compute_indicators(ws.pack.indicators, data)


def _planning(
    ws: Workspace, item: Document, held: Dataset, definitions: Definitions, period: Period, cut_off: date
) -> Context:
    data = Dataset(item.unit, min(level_of(item.body["level"]), Level.RUT_GON), held.tables)
    return Context(data, ws.env.units, ws.env.catalogue, definitions, period, cut_off, ws.today)

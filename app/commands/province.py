"""The province from its parts: figures by unit of the accepted packages, who is missing, indicators of any scope."""

from __future__ import annotations

from collections.abc import Mapping

from app.commands.judging import Judged, figures_of
from app.domain.figures import Figures
from app.domain.periods import Period, previous_year
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.indicators import compute_indicators
from app.workspace import Workspace


def expected_units(ws: Workspace, period: Period) -> tuple[Unit, ...]:
    """Units that owe a report for a period: those that exist at its cut-off and report (domain §1, scope)."""
    cut_off = ws.pack.dates(period).cut_off_of(period)
    return tuple(row for row in ws.env.units.on(cut_off) if row.kind == "agency" or row.tier == "xa")


def accepted(ws: Workspace, period: Period) -> tuple[Document, ...]:
    """Accepted packages of a period, one per unit."""
    return ws.store.documents("received", period=str(period), state="accepted")


def accepted_figures(ws: Workspace, period: Period) -> Mapping[str, Figures]:
    """Unit key → accepted figures."""
    found = {document.unit: figures_of(ws, document.id) for document in accepted(ws, period)}
    return {unit: figures for unit, figures in found.items() if figures is not None}


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
        accepted_figures(ws, before) if before else {},
        tuple(unit.id for unit in expected_units(ws, period)),
    )


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

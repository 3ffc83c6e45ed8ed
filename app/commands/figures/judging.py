"""The one check and the one count of a dataset: preview, `check`, the gate and reception all call `judge`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.commands.chains import standing
from app.commands.lateness import exception_of
from app.commands.office.paper_store import paper_of
from app.commands.office.periods import asked
from app.domain.dataset import Dataset, redact
from app.domain.figures import Figures
from app.domain.findings import Finding, Severity
from app.domain.periods import Period, parse_period, previous_year
from app.domain.schema import Level, level_of
from app.domain.storage import Document
from app.domain.unit_records import Explanation
from app.errors import refuse
from app.plan.checking import check
from app.plan.counting import count
from app.plan.explanations import values_digest
from app.plan.facts import Context
from app.plan.messages import Names, sentence
from app.plan.pack import Pack
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules and the counting say of a dataset.

    Attributes:
        context: what was judged.
        findings: in a fixed order.
        figures: every cell that the pack asks for and the level allows.
        not_recomputed: rules whose fields are withheld at this level.
    """

    context: Context
    findings: tuple[Finding, ...]
    figures: Figures
    not_recomputed: tuple[str, ...]

    @property
    def errors(self) -> int:
        """Findings that block export."""
        return sum(item.severity is Severity.ERROR for item in self.findings)

    @property
    def warnings(self) -> int:
        """Findings that may be kept with a reason."""
        return sum(item.severity is Severity.WARNING for item in self.findings)


def judge(ws: Workspace, pack: Pack, data: Dataset, period: Period, cut_off: date, *, nil: bool = False) -> Judged:
    """Checks and counts a dataset of one unit; `nil` where it reports "không phát sinh"."""
    context = Context(
        data,
        ws.env.units,
        ws.env.catalogue,
        pack.definitions,
        period,
        cut_off,
        ws.today,
        previous_figures(ws, data.unit, period),
        nil=nil,
    )
    figures = count(context, ws.env.cell_plan(pack))
    result = check(context, pack, figures=figures)
    return Judged(context, result.findings, figures, result.not_recomputed)


def judge_live(ws: Workspace, period: str | None = None, as_of: date | None = None) -> Judged:
    """Judges the live records of this unit.

    Args:
        period: text of the period; None for the year that is being reported.
        as_of: cut-off; None for that of the period, or today while it lies ahead.
    """
    chosen = parse_period(period) if period else current_period(ws)
    day = as_of or min(cut_off_of(ws, chosen), ws.today)
    return judge(ws, ws.pack, ws.store.load(), chosen, day)


def current_period(ws: Workspace) -> Period:
    """The period that the campaign of Sở Nội vụ names, else the year of today."""
    campaign = ws.store.document("setting", "campaign")
    return parse_period(campaign.body["period"] if campaign else str(ws.today.year))


def cut_off_of(ws: Workspace, period: Period) -> date:
    """Ngày chốt số liệu: as the campaign of Sở Nội vụ sets it, else of the pack."""
    terms = asked(ws, str(period))
    if terms is not None:
        return date.fromisoformat(terms["cut_off"])
    return ws.pack.dates(period).cut_off_of(period)


def previous_figures(ws: Workspace, unit: str, period: Period) -> Figures | None:
    """Figures of the unit in the year before, as accepted by Sở Nội vụ, else of its paper report, or as sent last."""
    before = previous_year(period)
    if before is None:
        return None
    if ws.mode == "province":
        documents = ws.store.documents("received", unit=unit, period=str(before), state="accepted")
        if not documents:
            return paper_of(ws, unit, before)
    else:
        documents = tuple(item for item in standing(ws, str(before)) if not item.body.get("elsewhere"))
    return figures_of(ws, documents[-1].id) if documents else None


def figures_of(ws: Workspace, document_id: str) -> Figures | None:
    """Figures kept with a sent or received package."""
    kind = "received" if ws.mode == "province" else "sent"
    document = ws.store.document(kind, document_id)
    if document is None or document.body.get("elsewhere"):
        return None
    return figures_in(document, ws.store.figures(document_id))


def figures_in(document: Document, cells: Mapping[str, int]) -> Figures:
    """The figures of a package from the cells that are kept with it."""
    body = document.body
    return Figures(document.unit, body["cut_off"], body["definitions"], level_of(body["level"]), cells)


def shown_at(judged: Judged, level: Level) -> Judged:
    """What paper of a level shows: its figures are all there, its records only as far as they travel."""
    return replace(judged, context=replace(judged.context, data=redact(judged.context.data, level)))


def sentences(ws: Workspace, pack: Pack, data: Dataset, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as a person reads them: rule, severity, sentence, clause, and where to jump."""
    names = Names(data, ws.env.catalogue, ws.env.units, pack)
    reasons = {row.finding: row for row in data.rows(Explanation)}
    rows = []
    for item in findings:
        kept = reasons.get(item.key)
        holds = kept is not None and kept.values_digest == values_digest(item, data)
        rule = pack.rule(item.rule)
        rows.append(
            {
                "key": item.key,
                "rule": item.rule,
                "severity": str(item.severity),
                "label": item.severity.label,
                "sentence": sentence(item, names),
                "reference": rule.reference if rule else "",
                "unconfirmed": rule.unconfirmed if rule else False,
                "table": item.at.table,
                "record": item.at.record,
                "field": item.at.field,
                "group": item.group,
                "reason": (kept.reason or "") if kept is not None and holds else "",
            }
        )
    return rows


def require_period_open(ws: Workspace, period: Period, unit: str) -> None:
    """Refuses a period that Sở Nội vụ has closed, to a unit without an exception.

    Raises:
        UserError: NGH-05.
    """
    if ws.store.documents("closed", period=str(period)) and exception_of(ws, unit, str(period)) is None:
        raise refuse("NGH-05", period=str(period))

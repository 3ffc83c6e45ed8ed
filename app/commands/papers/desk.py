"""What the report of a period is made of, at a unit and at Sở Nội vụ: forms, profile, words, years of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from app.commands.chains import standing
from app.commands.days import as_of_date
from app.commands.figures.asked import asked_forms
from app.commands.figures.editions import report_on_forms, words_on_forms
from app.commands.figures.judging import Judged, current_period, figures_of, judge_live
from app.commands.figures.paper import Desk, province_desk, unit_desk
from app.commands.office.agency_parts import part_texts
from app.commands.office.past import province_year
from app.commands.office.periods import asked
from app.commands.office.raised import count_raised
from app.domain.figures import Figures, Sums
from app.domain.office_records import Raised
from app.domain.periods import Period, parse_period
from app.domain.tie import code_in, short_digest
from app.domain.unit_records import Difficulty, Narrative, Obligation, UnitProfile
from app.plan.form_values import FormInput
from app.plan.indicator_results import IndicatorInput
from app.plan.indicators import compute_indicators
from app.plan.report_input import ReportInput, YearResults
from app.workspace import Workspace

COMMITTEE: Final = "Ủy ban nhân dân tỉnh Điện Biên"
_NOBODY: Final[Mapping[str, Figures]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Everything that the papers of a period are written with.

    Attributes:
        ws: the workspace. period: of the papers.
        desk: what its forms are filled and signed with.
        data: what its sentences are functions of.
        judged: of a unit; None at Sở Nội vụ.
    """

    ws: Workspace
    period: Period
    desk: Desk
    data: ReportInput
    judged: Judged | None

    @property
    def scope(self) -> str:
        """Whose papers: "unit" or "province"."""
        return self.data.form.scope


def report_desk(ws: Workspace, period: str | None = None, as_of: str | None = None) -> ReportDesk:
    """The desk of a period.

    Args:
        period: None for the one that is being reported.
        as_of: cut-off of a unit's figures, YYYY-MM-DD; None for that of the period, or today while it lies ahead.

    Raises:
        UserError: NHAP-03 no such period or day.
    """
    if ws.mode == "province":
        chosen = parse_period(period) if period else current_period(ws)
        desk = province_desk(ws, chosen)
        if chosen.kind == "stage" and not desk.form_input.data.by_unit:
            desk = _of_last_year(ws, chosen)
        return ReportDesk(ws, chosen, desk, _of_province(ws, chosen, desk), None)
    judged = judge_live(ws, period, as_of_date(as_of))
    sent = report_on_forms(ws, judged)
    desk = unit_desk(ws, judged, words_on_forms(ws, judged), sent.id if sent else "")
    data = _of_unit(ws, judged, desk, short_digest(sent.id) if sent else "")
    return ReportDesk(ws, judged.context.period, desk, data, judged)


def _of_unit(ws: Workspace, judged: Judged, desk: Desk, package: str) -> ReportInput:
    data, period = judged.context.data, judged.context.period
    request = next((row.request for row in data.rows(Obligation) if row.period == str(period) and row.request), None)
    sent = (row for row in data.rows(Difficulty) if row.state)
    return ReportInput(
        form=desk.form_input,
        who=desk.form_input.reporter,
        profile=next(iter(data.rows(UnitProfile)), None),
        words=_words(data.rows(Narrative), period),
        request=request or "",
        years=tuple(_unit_years(ws, judged)) if period.kind == "stage" else (),
        raised=count_raised(ws, sent, period),
        annexes=asked_forms(ws, str(period)),
        package=package,
        code=code_in(desk.tie.words),
    )


def _of_province(ws: Workspace, period: Period, desk: Desk) -> ReportInput:
    data = ws.store.load("", ["unit_profile", "narrative", "raised"])
    terms = asked(ws, str(period)) or {}
    return ReportInput(
        form=_told_as(ws, desk, period),
        who=COMMITTEE,
        profile=next(iter(data.rows(UnitProfile)), None),
        words=_words(data.rows(Narrative), period),
        request=str(terms.get("request") or ""),
        years=tuple(_province_years(ws, period)) if period.kind == "stage" else (),
        raised=count_raised(ws, data.rows(Raised), period),
        parts=part_texts(ws, period),
        annexes=asked_forms(ws, str(period)),
        code=code_in(desk.tie.words),
    )


def _of_last_year(ws: Workspace, stage: Period) -> Desk:
    """The last year of a stage that units have reported on: its forms, headed as that year, go with the report."""
    years = (str(year) for year in range(stage.last_year, stage.first_year - 1, -1))
    desks = (province_desk(ws, parse_period(year)) for year in years)
    return next((desk for desk in desks if desk.form_input.data.by_unit), province_desk(ws, stage))


def _told_as(ws: Workspace, desk: Desk, stage: Period) -> FormInput:
    """The figures of a year as a report of a stage speaks of them: against its target, without a year before."""
    form = desk.form_input
    if form.data.period == stage:
        return form
    data = replace(form.data, period=stage, previous={})
    return replace(form, data=data, results=compute_indicators(ws.pack.indicators, data))


def _words(rows: Iterable[Narrative], period: Period) -> Mapping[str, str]:
    """Section → what was written for the yearly report; other reports take no words of a year over."""
    found: dict[str, list[str]] = {}
    for row in rows if period.kind == "year" else ():
        if row.year == period.last_year and row.section and row.text:
            found.setdefault(row.section, []).append(row.text.strip())
    return {section: "\n".join(texts) for section, texts in found.items()}


def _unit_years(ws: Workspace, judged: Judged) -> Iterator[YearResults]:
    """Years of a stage that this unit has reported; the last one that has begun as its records are now."""
    period, unit = judged.context.period, judged.context.data.unit
    last = min(period.last_year, judged.context.cut_off.year)
    for year in range(period.first_year, period.last_year + 1):
        sent = [item for item in standing(ws, str(year)) if not item.body.get("elsewhere")]
        figures = figures_of(ws, sent[-1].id) if sent else None
        if figures is None and year == last:
            figures = judge_live(ws, str(year)).figures
        if figures is not None:
            yield _year(ws, parse_period(str(year)), {unit: figures}, (unit,))


def _province_years(ws: Workspace, period: Period) -> Iterator[YearResults]:
    """Years of a stage with figures of the province, of packages and paper."""
    for number in range(period.first_year, period.last_year + 1):
        year = parse_period(str(number))
        found, data = province_year(ws, year)
        if found.of_province:
            yield YearResults(number, compute_indicators(ws.pack.indicators, data), Sums(data.by_unit))


def _year(ws: Workspace, period: Period, by_unit: Mapping[str, Figures], expected: tuple[str, ...]) -> YearResults:
    env, pack = ws.env, ws.pack
    data = IndicatorInput(by_unit, env.units, env.catalogue, pack.definitions, period, pack.target, _NOBODY, expected)
    return YearResults(period.last_year, compute_indicators(pack.indicators, data), Sums(by_unit))

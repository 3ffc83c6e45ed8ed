"""Indicators over the years of the Programme: as values, and as pictures in a PDF or a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path
from typing import Any

from app.commands.figures.reporting import result_row
from app.commands.files import write_chosen
from app.commands.office.boundaries import breaks
from app.commands.office.past import YearFigures, source_of, unit_input_of, year_figures, year_input
from app.domain.figures import Figures
from app.domain.periods import parse_period
from app.domain.units import Units
from app.errors import refuse
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput
from app.plan.indicators import listed_sectors
from app.plan.rebasing import as_now, places
from app.plan.trends import Trend, TrendPoint, Year, of_place, of_sector, of_unit
from app.plan.trends import trend as trend_of
from app.progress import Progress
from app.reports.chart_page import ChartPage, charts_pdf
from app.reports.chart_word import charts_docx
from app.reports.chart_words import SOURCES, point_words
from app.vietnamese.numbers import decimal
from app.workspace import Outcome, Workspace


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures a line shows: a unit's, a sector's or the province's; under the units of then or of today."""

    unit: str = ""
    sector: str = ""
    as_now: bool = False


def trend(
    ws: Workspace,
    progress: Progress,
    *,
    indicator: str | None = None,
    unit: str | None = None,
    sector: str | None = None,
    as_now: bool = False,
    out: Path | None = None,
) -> Outcome:
    """Lines of indicators over the years.

    Args:
        indicator: code or id of a line ("1.1a", "1.1a/B"); None for the headline of each indicator.
        unit, sector: whose; None for the whole province.
        as_now: merged units stand under the one that took over.
        out: PDF or Word file with the pictures; None for none.

    Raises:
        UserError: NHAP-02 no such indicator, unit or sector; NHAP-03 neither .pdf nor .docx; LUU-* of the medium.
    """
    scope = Scope(_unit(ws, unit), _sector(ws, sector), as_now)
    lines = chosen_lines(ws, indicator)
    found = trends_of(ws, lines, scope, programme_years(ws, progress))
    name = scope_name(ws, scope)
    data = {
        "unit": scope.unit,
        "sector": scope.sector,
        "name": name,
        "as_now": as_now,
        "breaks": [
            {"day": item.day.isoformat(), "resolution": item.resolution} for item in breaks(ws, date.min, date.max)
        ],
        "rows": [trend_row(item, ws.env.units) for item in found],
    }
    if out is None:
        return Outcome(data={**data, "file": None}, message=f"{len(found)} chỉ tiêu, {name}.")
    write_charts(out, chart_page(ws, found, name, as_now=as_now))
    return Outcome(data={**data, "file": str(out)}, message=f"Đã ghi hình {len(found)} chỉ tiêu, {name}: {out.name}.")


def write_charts(out: Path, page: ChartPage) -> None:
    """Writes charts as the kind of file that the name says.

    Raises:
        UserError: NHAP-03 neither .pdf nor .docx; LUU-* of the medium.
    """
    writer = {".pdf": charts_pdf, ".docx": charts_docx}.get(out.suffix.lower())
    if writer is None:
        raise refuse("NHAP-03", what="loại tệp", value=out.name, detail="hình chỉ tiêu chỉ ghi ra .pdf hoặc .docx")
    write_chosen(out, writer(page))


def chosen_lines(ws: Workspace, indicator: str | None) -> tuple[IndicatorDef, ...]:
    """Lines that a code or an id names; the headline of each indicator where none is named.

    Raises:
        UserError: NHAP-02.
    """
    heads = [line for line in ws.pack.indicators if is_headline(ws, line)]
    if not indicator:
        return tuple(heads)
    named = [line for line in ws.pack.indicators if line.id == indicator]
    named = named or [line for line in heads if line.code == indicator]
    if not named:
        raise refuse("NHAP-02", what="chỉ tiêu", value=indicator)
    return tuple(named)


def is_headline(ws: Workspace, line: IndicatorDef) -> bool:
    """Whether the line is the result of its indicator by the pack's convention."""
    return line.headline or (bool(line.convention) and line.convention == ws.pack.definitions.headline)


def trends_of(ws: Workspace, lines: Iterable[IndicatorDef], scope: Scope, years: Iterable[Year]) -> tuple[Trend, ...]:
    """The lines over years, for a scope."""
    days = [item.day for item in breaks(ws, date.min, date.max)]
    known = tuple(years)
    return tuple(
        trend_of(line, [_scoped(ws, item, line, scope) for item in known], ws.pack.targets.rows, days) for line in lines
    )


def programme_years(ws: Workspace, progress: Progress) -> tuple[Year, ...]:
    """Every year of the Programme with the figures of the province, from packages and paper."""
    targets = ws.pack.targets.rows
    numbers = range(min(item.first_year for item in targets), max(item.last_year for item in targets) + 1)
    years: list[Year] = []
    before: Mapping[str, Figures] = {}
    for step, number in enumerate(numbers):
        progress.step(step, len(numbers), f"Đọc số liệu năm {number}")
        period = parse_period(str(number))
        cut_off = ws.pack.dates(period).cut_off_of(period)
        found = year_figures(ws, period) if number <= ws.today.year else YearFigures({}, (), None, (), framed=False)
        data = year_input(ws, period, found, before) if found.of_province else None
        units = unit_input_of(ws, period, found) if found.units else None
        years.append(Year(period, cut_off, data, units, found.source, found.on_paper))
        before = found.of_province
    return tuple(years)


def trend_row(item: Trend, units: Units) -> dict[str, Any]:
    """A line as plain values."""
    return {
        "code": item.line.code,
        "line": item.line.id,
        "title": item.line.title,
        "unit_word": item.line.unit_word,
        "targets": [
            {"year": target.last_year, "number": target.number, "percent": target.percent, "clause": target.clause}
            for target in item.targets
        ],
        "points": [point_row(point, units) for point in item.points],
    }


def point_row(point: TrendPoint, units: Units) -> dict[str, Any]:
    """A year as plain values; its numbers are written as the `indicators` command writes them."""
    told = result_row(point.result) if point.result is not None else {}
    return {
        "year": point.year,
        "numerator": told.get("numerator"),
        "denominator": told.get("denominator"),
        "percent": told.get("percent", ""),
        "target": point.target,
        "path": "" if point.path is None else decimal(point.path.numerator, point.path.denominator, 1),
        "verdict": told.get("verdict", ""),
        "source": point.source,
        "source_label": SOURCES[point.source],
        "broken": point.broken,
        "reported": told.get("reported", 0),
        "expected": told.get("expected", 0),
        "missing": [units.name(unit) for unit in point.result.missing] if point.result is not None else [],
        "on_paper": [units.name(unit) for unit in point.on_paper],
        "lacking": [units.name(unit) for unit in point.lacking],
        "words": point_words(point),
    }


def scope_name(ws: Workspace, scope: Scope) -> str:
    """Whose figures, in words."""
    if scope.unit:
        return ws.env.units.name(scope.unit)
    if scope.sector:
        return f"Ngành {ws.env.catalogue.label('sectors', scope.sector)}"
    return "Toàn tỉnh"


def chart_page(ws: Workspace, found: Iterable[Trend], name: str, *, as_now: bool) -> ChartPage:
    """The lines as a page of pictures."""
    basis = "theo đơn vị hiện nay" if as_now else "như đã báo cáo"
    return ChartPage(
        f"Chỉ tiêu qua các năm - {name}",
        f"Số liệu {basis}",
        ws.env.now().astimezone(UTC).date(),
        tuple(found),
        practice=ws.store.info.practice,
    )


def _scoped(ws: Workspace, year: Year, line: IndicatorDef, scope: Scope) -> Year:
    """A year of the scope; a total of the province is never divided."""
    if not scope.unit and not scope.sector:
        if not scope.as_now or year.data is None or year.source == "total":
            return year
        return replace(year, data=as_now(year.data, ws.today))
    if year.units is None:
        return replace(year, data=None, source="", on_paper=())
    lacking: tuple[str, ...] = ()
    within = year.units
    if scope.sector:
        data = of_sector(within, line, scope.sector)
    elif scope.as_now:
        data, lacking = of_place(within, scope.unit, ws.today)
    else:
        data = of_unit(within, scope.unit)
    parts = _parts(ws, within, scope, data)
    on_paper = tuple(unit for unit in year.on_paper if unit in parts)
    return replace(year, data=data, source=source_of(parts, on_paper), on_paper=on_paper, lacking=lacking)


def _parts(ws: Workspace, within: IndicatorInput, scope: Scope, data: IndicatorInput) -> tuple[str, ...]:
    """Units of that time whose figures make those of the scope."""
    if not scope.as_now or not scope.unit:
        return tuple(data.by_unit)
    found = (item for item in places(within.by_unit, within.units, ws.today) if item.key in data.by_unit)
    return tuple(key for item in found for key in item.parts)


def _unit(ws: Workspace, text: str | None) -> str:
    if not text:
        return ""
    row = ws.env.units.get(text) or ws.env.units.by_code(text, ws.today)
    if row is None:
        raise refuse("NHAP-02", what="đơn vị", value=text)
    return row.id


def _sector(ws: Workspace, text: str | None) -> str:
    if not text:
        return ""
    if text not in {code.code for code in ws.env.catalogue["sectors"]}:
        raise refuse("NHAP-02", what="ngành, lĩnh vực", value=text)
    return text


def sectors_shown(ws: Workspace) -> tuple[tuple[str, str], ...]:
    """Sectors that a line can be asked for: code and name."""
    used = {row.sector for row in ws.env.units if row.sector}
    used |= set(listed_sectors(ws.pack.definitions, ws.env.catalogue))
    return tuple((code.code, code.label) for code in ws.env.catalogue["sectors"] if code.code in used)

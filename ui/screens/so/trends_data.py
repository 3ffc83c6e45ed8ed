"""What the screen of indicators over the years asks: a line, the lines of all indicators, units beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from app.commands.office.paper_figures import listed
from app.commands.office.trends import (
    Scope,
    chart_page,
    chosen_lines,
    is_headline,
    programme_years,
    scope_name,
    sectors_shown,
    trends_of,
)
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput
from app.plan.indicators import compute_indicators
from app.plan.rebasing import as_now
from app.plan.trends import Trend, Year
from app.progress import Silent
from app.reports.chart_bars import Part
from app.reports.chart_page import ChartPage, UnitsChart
from app.vietnamese.collation import sort_key
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import decimal
from app.workspace import Workspace
from ui.screens.so.rows import Row


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at: a line, whose figures, and the year in which units stand beside each other (0: the last)."""

    line: str
    scope: Scope
    year: int


@dataclass(frozen=True, slots=True)
class TrendsShown:
    """Everything on the screen.

    Attributes:
        wanted: what it answers, with the line and the year that were meant.
        name: whose figures. chosen: the line. all: the headline of each indicator.
        years: with figures by unit. units: of the chosen year. paper: rows of paper reports.
    """

    wanted: Wanted
    name: str
    chosen: Trend
    all: tuple[Trend, ...]
    years: tuple[int, ...]
    units: UnitsChart
    paper: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: lines, whose figures; key and text."""

    lines: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]


def choices_of(ws: Workspace) -> Choices:
    """Lines of the pack, headlines first; the province, its sectors, its units of today, then those that are gone."""
    ordered = sorted(ws.pack.indicators, key=lambda line: (line.code, not is_headline(ws, line)))
    lines = tuple((line.id, f"{line.code}  {line.title}") for line in ordered)
    sectors = tuple((f"sector:{code}", f"Ngành {name}") for code, name in sectors_shown(ws))
    units = [row for row in ws.env.units if row.kind == "agency" or row.tier != "tinh"]
    here = {row.id for row in ws.env.units.on(ws.today)}
    units.sort(key=lambda row: (row.id not in here, sort_key(row.name or "")))
    named = tuple((row.id, f"{row.name or row.id}{_gone(row.valid_to)}") for row in units)
    return Choices(lines, (("", "Toàn tỉnh"), *sectors, *named))


def trends_shown(ws: Workspace, wanted: Wanted) -> TrendsShown:
    """Counts the lines and the units of a year."""
    years = programme_years(ws, Silent())
    heads = chosen_lines(ws, None)
    line = chosen_lines(ws, wanted.line)[0] if wanted.line else heads[0]
    (chosen,) = trends_of(ws, (line,), wanted.scope, years)
    by_unit = {item.period.last_year: item for item in years if item.units is not None}
    year = wanted.year if wanted.year in by_unit else max(by_unit, default=0)
    return TrendsShown(
        replace(wanted, line=line.id, year=year),
        scope_name(ws, wanted.scope),
        chosen,
        trends_of(ws, heads, wanted.scope, years),
        tuple(sorted(by_unit, reverse=True)),
        _units(ws, line, by_unit, year, wanted.scope),
        _paper(ws),
    )


def pictures(ws: Workspace, wanted: Wanted) -> ChartPage:
    """The screen's charts for paper: all lines, the chosen one first, then the units."""
    shown = trends_shown(ws, wanted)
    others = tuple(item for item in shown.all if item.line.id != shown.chosen.line.id)
    page = chart_page(ws, (shown.chosen, *others), shown.name, as_now=wanted.scope.as_now)
    units = (shown.units,) if shown.units.bars else ()
    return replace(page, units=units)


def _units(ws: Workspace, line: IndicatorDef, years: Mapping[int, Year], year: int, scope: Scope) -> UnitsChart:
    """Units beside each other in a year; none for lines that count sectors of the whole province."""
    known = years.get(year)
    if known is None or known.units is None or line.kind == "share_of_groups":
        return UnitsChart(line.title, None, ())
    data = as_now(known.units, ws.today) if scope.as_now else known.units
    target = ws.pack.target(line.code, data.period) if line.scored else None
    percent = target.percent if target else None
    keys = tuple(dict.fromkeys((*data.expected, *data.by_unit)))
    parts = tuple(_part(data, line, key, percent) for key in keys)
    communes = {row.id for row in data.units if row.kind != "agency" and row.tier == "xa"}
    tiles = tuple(part for part in parts if part.key in communes)
    return UnitsChart(f"{line.code}  {line.title}, năm {year}", percent, parts, tiles if len(tiles) <= _TILES else ())


_TILES = 60
"""More communes than this (129 before 1/7/2025) do not fit a grid that can be read."""


def _part(data: IndicatorInput, line: IndicatorDef, unit: str, target: int | None) -> Part:
    name = data.units.name(unit)
    short = name.removeprefix("Xã ").removeprefix("Phường ")
    if unit not in data.by_unit:
        return Part(unit, name, short, None, "chưa có")
    alone = replace(data, by_unit={unit: data.by_unit[unit]}, previous={}, expected=(unit,))
    (result,) = compute_indicators((line,), alone)
    above, below = result.numerator, result.denominator
    if above is None or below is None:
        return Part(unit, name, short, None, "thiếu số")
    if below == 0:
        return Part(unit, name, short, None, "không có")
    reached = None if target is None else 100 * above >= target * below
    words = decimal(above, below, result.decimals, 100) + " %"
    if below == 1:
        words = "có" if above else "không"
    return Part(unit, name, short, Fraction(100 * above, below), words, reached)


def _paper(ws: Workspace) -> tuple[Row, ...]:
    """Paper reports, the newest year first."""
    return tuple(_paper_row(row) for row in reversed(listed(ws, Silent()).data))


def _paper_row(row: Mapping[str, object]) -> Row:
    differences = row["differences"]
    assert isinstance(differences, list)
    used = "dùng" if row["used"] else f"gói thay, lệch {len(differences)} ô" if differences else "gói thay, khớp"
    signed = write_date(str(row["signed_on"]))
    cells = (str(row["unit_name"]), str(row["period"]), str(row["source"]), signed, str(row["cells"]), used)
    told = [f"{item['label']}: giấy {item['paper']}, gói {item['package']}" for item in differences]
    who = f"{row['by']} nhập từ {row['file']}, SHA-256 {str(row['digest'])[:16]}…"
    tip = ". ".join((who, *told))
    return Row(f"{row['period']}:{row['unit']}", cells, pill="warning" if differences else "good", tip=tip)


def _gone(day: object) -> str:
    last = str(day) if day else ""
    return f" (đến {write_date(last)})" if last and last < date.max.isoformat() else ""

"""An indicator line over the years of the Programme: a point for each year, the targets of both phases with a straight
path between them, and where boundaries changed.

Hides how a year without figures stands in the line. Every point is what `compute_indicators` says of its year; nothing
is computed a second way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from app.domain.periods import Period
from app.plan.definitions import Target
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.indicators import compute_indicators
from app.plan.rebasing import as_now, places


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of a year.

    Attributes:
        period: the yearly one. cut_off: its day. data: figures of the province, None where there are none.
        units: the same by unit, also where the province's are a signed total that nobody has split.
        source: where they come from, as `app.commands.office.past` tells it.
        on_paper: units whose figures are of paper reports. lacking: units of that time whose figures a sum lacks.
    """

    period: Period
    cut_off: date
    data: IndicatorInput | None
    units: IndicatorInput | None = None
    source: str = ""
    on_paper: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A year of the line.

    Attributes:
        year: of it. result: None where there are no figures. source, on_paper, lacking: as of `Year`.
        target: percent of the phase, or None. path: percent on the straight path between the targets; None before it.
        broken: boundaries changed since the year before, so that the two do not compare.
    """

    year: int
    result: IndicatorResult | None
    source: str
    on_paper: tuple[str, ...]
    lacking: tuple[str, ...]
    target: int | None
    path: Fraction | None
    broken: bool

    @property
    def share(self) -> Fraction | None:
        """Percent; None where it is not known or there is nobody to count."""
        if self.result is None or self.result.numerator is None or not self.result.denominator:
            return None
        return Fraction(100 * self.result.numerator, self.result.denominator)


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of an indicator over the years, with its targets and the days on which boundaries changed."""

    line: IndicatorDef
    targets: tuple[Target, ...]
    breaks: tuple[date, ...]
    points: tuple[TrendPoint, ...]


def trend(line: IndicatorDef, years: Sequence[Year], targets: Iterable[Target], break_days: Iterable[date]) -> Trend:
    """The line of an indicator.

    Args:
        line: of the pack.
        years: in their order.
        targets: of all indicators; those of the line are taken, none where it is not scored.
        break_days: first days of new boundaries.
    """
    own = tuple(item for item in targets if item.indicator == line.code and line.scored)
    days = tuple(break_days)
    points = []
    before: date | None = None
    for year in years:
        number = year.period.last_year
        phase = next((item for item in own if item.first_year <= number <= item.last_year), None)
        broken = before is not None and any(before < day <= year.cut_off for day in days)
        result = compute_indicators((line,), year.data)[0] if year.data is not None and year.data.by_unit else None
        target = phase.percent if phase else None
        path = straight_path(own, number)
        points.append(TrendPoint(number, result, year.source, year.on_paper, year.lacking, target, path, broken))
        before = year.cut_off
    return Trend(line, own, days, tuple(points))


def straight_path(targets: Iterable[Target], year: int) -> Fraction | None:
    """Percent on the straight line between the targets of two phases, each due in the last year of its phase.

    None before the first target is due, after the last one, and where a phase has no number: nothing is claimed there.
    """
    due = sorted((item.last_year, item.percent) for item in targets if item.percent is not None)
    for (first, low), (last, high) in pairwise(due):
        if first <= year <= last:
            return low + Fraction((high - low) * (year - first), last - first)
    return None


def of_sector(data: IndicatorInput, line: IndicatorDef, sector: str) -> IndicatorInput:
    """The figures of one ngành, lĩnh vực: of its agencies; for lines that count sectors, of that sector alone."""
    if line.kind == "share_of_groups":
        only = data.definitions.specific_sectors & {sector}
        return replace(data, definitions=replace(data.definitions, specific_sectors=only))
    mine = {row.id for row in data.units if row.sector == sector}
    by_unit = {unit: figures for unit, figures in data.by_unit.items() if unit in mine}
    return replace(data, by_unit=by_unit, expected=tuple(unit for unit in data.expected if unit in mine), previous={})


def of_unit(data: IndicatorInput, unit: str) -> IndicatorInput:
    """The figures of one unit as it reported them."""
    by_unit = {key: figures for key, figures in data.by_unit.items() if key == unit}
    return replace(data, by_unit=by_unit, expected=tuple(key for key in data.expected if key == unit), previous={})


def of_place(data: IndicatorInput, unit: str, today: date) -> tuple[IndicatorInput, tuple[str, ...]]:
    """The figures of what stands under a unit of today: its own, those it took over, or those of its cụm.

    Returns:
        Input of one place, and the keys of units of that time whose figures it lacks.
    """
    found = places((*data.expected, *data.by_unit), data.units, today)
    place = next((item for item in found if unit in {one.id for one in item.units}), None)
    if place is None:
        return replace(data, by_unit={}, expected=(), previous={}), ()
    now = as_now(replace(data, previous={}), today)
    by_unit = {key: figures for key, figures in now.by_unit.items() if key == place.key}
    lacking = tuple(key for key in place.parts if key in data.expected and key not in data.by_unit)
    return replace(now, by_unit=by_unit, expected=(place.key,)), lacking if by_unit else ()

"""The line of an indicator over the years: figures, targets with their straight path, and breaks; large or small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from app.plan.trends import Trend, TrendPoint
from app.reports.chart_marks import Item, Mark, Picture, Shape, Stroke, Width, Words, box_of, diamond, shortened
from app.reports.chart_words import point_words, share_words, trend_words
from app.vietnamese.dates import write_date

_GRID: Final = (0, 25, 50, 75, 100)
_MARGIN: Final = 0.04
"""Part of the width that the first year stands away from the axis."""
_SMALL: Final = 40
"""Pictures of fewer letters across leave out what does not fit: axis words, legend, all numbers but the last."""
_LEGEND: Final = (("packages", "gói số liệu"), ("paper", "báo cáo giấy"), ("total", "tổng toàn tỉnh, báo cáo giấy"))


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where years and percentages stand."""

    left: float
    top: float
    right: float
    bottom: float
    first: int
    last: int

    def x(self, year: float) -> float:
        """Place of a year."""
        margin = (self.right - self.left) * _MARGIN
        return (
            self.left
            + margin
            + (self.right - self.left - margin) * (year - self.first) / max(self.last - self.first, 1)
        )

    def y(self, percent: float | Fraction) -> float:
        """Place of a percentage; above 100 it stands at the edge."""
        return self.bottom - (self.bottom - self.top) * min(float(percent), 100.0) / 100


def line_picture(trend: Trend, width: float, height: float, size: float, measure: Width) -> Picture:
    """The picture of a line.

    Args:
        trend: what it shows.
        width, height: of the picture.
        size: of its letters.
        measure: of texts.
    """
    small = width < _SMALL * size
    left = size if small else measure("100 %", size) + size
    head = size * (3.6 if small else 3.4)
    foot = size * (2.0 if small else 4.2)
    plot = _Plot(left, head, width - size * 1.6, height - foot, trend.points[0].year, trend.points[-1].year)
    behind = [
        *_grid(plot, size, small=small),
        *_years(trend, plot, size, small=small),
        *_breaks(trend, plot, size, small=small),
    ]
    behind.extend(_path(trend, plot, size, measure, small=small))
    behind.extend(_segments(trend, plot))
    if small:
        title = shortened(f"{trend.line.code}  {trend.line.title}", width - size, size, measure)
        behind.append(Words(size * 0.5, size * 1.2, title, "ink", size, bold=False))
    else:
        behind.extend(_legend(trend, plot, size, measure, height))
    items = tuple(_item(point, plot, size, named=_is_named(trend, point, small=small)) for point in trend.points)
    return Picture(width, height, trend_words(trend), tuple(behind), items)


def _is_named(trend: Trend, point: TrendPoint, *, small: bool) -> bool:
    """Whether the number of a year stands at its point; a small picture has room for the last one."""
    known = [item.year for item in trend.points if item.share is not None]
    return not small or (bool(known) and point.year == known[-1])


def _grid(plot: _Plot, size: float, *, small: bool) -> Iterator[Mark]:
    for percent in (0, 50, 100) if small else _GRID:
        y = plot.y(percent)
        yield Stroke(plot.left, y, plot.right, y, "line", 1.0)
        if not small:
            yield Words(plot.left - size * 0.5, y + size * 0.35, f"{percent} %", "soft", size, "end")


def _years(trend: Trend, plot: _Plot, size: float, *, small: bool) -> Iterator[Mark]:
    for point in trend.points:
        if not small or point.year in (plot.first, plot.last) or point.broken:
            yield Words(plot.x(point.year), plot.bottom + size * 1.5, str(point.year), "soft", size, "middle")


def _breaks(trend: Trend, plot: _Plot, size: float, *, small: bool) -> Iterator[Mark]:
    """New boundaries: a dotted line before the first year that has them, and since when."""
    days = [write_date(day.isoformat()) for day in trend.breaks]
    for point in trend.points:
        if not point.broken:
            continue
        x = plot.x(point.year - 0.5)
        yield Stroke(x, plot.top - size * (0.4 if small else 2.4), x, plot.bottom, "warning", 1.4, "dot")
        since = [day for day in days if day.endswith(str(point.year))]
        if not small:
            text = f"ranh giới đơn vị đổi từ {', '.join(since or days)}"
            yield Words(x + size * 0.5, plot.top - size * 2.1, text, "warning", size)


def _path(trend: Trend, plot: _Plot, size: float, measure: Width, *, small: bool) -> Iterator[Mark]:
    """Targets where they are due, and the straight path between them."""
    due = [(item.last_year, item.percent) for item in trend.targets if item.percent is not None]
    for (first, low), (last, high) in pairwise(due):
        yield Stroke(plot.x(first), plot.y(low), plot.x(last), plot.y(high), "soft", 1.4, "dash")
    for year, percent in due:
        x, y = plot.x(year), plot.y(percent)
        yield Stroke(x - size * 0.7, y, x + size * 0.7, y, "ink", 2.4)
        if not small:
            last = x + measure(f"mục tiêu {year}: {percent} %", size) > plot.right + size * 1.4
            at = plot.right + size * 1.4 if last else x - size * 0.7
            yield Words(
                at,
                y - size * (0.9 if last else 1.6),
                f"mục tiêu {year}: {percent} %",
                "soft",
                size,
                "end" if last else "start",
            )


def _segments(trend: Trend, plot: _Plot) -> Iterator[Mark]:
    """Lines between neighbouring years; none over a year without figures, and none over a break."""
    for before, after in pairwise(trend.points):
        if before.share is not None and after.share is not None and not after.broken:
            yield Stroke(
                plot.x(before.year), plot.y(before.share), plot.x(after.year), plot.y(after.share), "accent", 2.0
            )


def _item(point: TrendPoint, plot: _Plot, size: float, *, named: bool) -> Item:
    x, share = plot.x(point.year), point.share
    half = (plot.right - plot.left) / max(plot.last - plot.first, 1) / 2
    box = (x - half, plot.top, x + half, plot.bottom)
    marks: list[Mark] = []
    if share is not None:
        y = plot.y(share)
        marks.append(_symbol(point.source, x, y, size * 0.5))
        if named:
            lower = point.target is not None and 0 <= point.target - share < 22  # the target's words stand above
            at = y + size * 1.7 if lower else y - size * 0.9
            marks.append(Words(x, at, share_words(point), "ink", size, "middle", bold=True))
    return Item(str(point.year), point_words(point), box, tuple(marks))


def _symbol(source: str, x: float, y: float, size: float) -> Shape:
    """A package is a full diamond, paper an empty square, a total of the province an empty diamond."""
    if source == "packages":
        return Shape(diamond(x, y, size * 1.1), "accent", "accent")
    if source == "total":
        return Shape(diamond(x, y, size * 1.3), "paper", "accent")
    return Shape(box_of(x - size, y - size, 2 * size, 2 * size), "paper", "accent")


def _legend(trend: Trend, plot: _Plot, size: float, measure: Width, height: float) -> Iterator[Mark]:
    """What the symbols mean; only those that stand in the picture."""
    x, y = plot.left, height - size * 0.7
    sources = {"paper" if point.source == "both" else point.source for point in trend.points if point.share is not None}
    for source, word in _LEGEND:
        if source in sources:
            yield _symbol(source, x + size * 0.5, y - size * 0.35, size * 0.5)
            yield Words(x + size * 1.5, y, word, "soft", size)
            x += size * 3 + measure(word, size)
    if len([item for item in trend.targets if item.percent is not None]) > 1:
        word = "đường đến mục tiêu"
        yield Stroke(x, y - size * 0.35, x + size * 2, y - size * 0.35, "soft", 1.4, "dash")
        yield Words(x + size * 2.5, y, word, "soft", size)

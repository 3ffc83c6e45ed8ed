"""What charts say in words: beside each picture for those who read it in another way."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.plan.trends import Trend, TrendPoint
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import decimal, integer

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "chưa có số liệu",
        "packages": "gói số liệu",
        "paper": "báo cáo giấy",
        "both": "gói số liệu và báo cáo giấy",
        "total": "báo cáo giấy, tổng toàn tỉnh",
    }
)

SHORT_SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {"": "chưa có", "packages": "gói", "paper": "giấy", "both": "gói và giấy", "total": "giấy, tổng tỉnh"}
)
"""For a narrow column."""


def share_words(point: TrendPoint) -> str:
    """The figure of a year: "46,7 %"."""
    result = point.result
    if result is None or result.numerator is None or result.denominator is None:
        return "chưa có số liệu"
    if result.denominator == 0:
        return "không có đối tượng"
    return f"{decimal(result.numerator, result.denominator, result.decimals, 100)} %"


def count_words(point: TrendPoint) -> str:
    """Numerator and denominator of a year: "7/15"; empty where they are not known."""
    result = point.result
    if result is None or result.numerator is None or result.denominator is None:
        return ""
    return f"{integer(result.numerator)}/{integer(result.denominator)}"


def unit_count(point: TrendPoint) -> str:
    """How many units it is of: "45/60 đơn vị"; empty for a total that nobody has split."""
    if point.result is None or point.source == "total":
        return ""
    return f"{point.result.reported}/{point.result.expected} đơn vị"


def point_words(point: TrendPoint) -> str:
    """A year as a sentence."""
    parts = [f"Năm {point.year}: {share_words(point)}"]
    if count := count_words(point):
        parts[0] += f" ({count})"
    if point.result is not None and point.result.numerator is not None:
        parts.extend(part for part in (SOURCES[point.source], unit_count(point)) if part)
    if point.lacking:
        parts.append(f"thiếu {len(point.lacking)} đơn vị cũ trong tổng của đơn vị hiện nay")
    if point.target is not None:
        parts.append(f"mục tiêu {point.target} %")
    if point.path is not None and point.path != point.target:
        parts.append(f"đường đến mục tiêu {decimal(point.path.numerator, point.path.denominator, 1)} %")
    if point.broken:
        parts.append("ranh giới đơn vị đã đổi, không so được với năm trước")
    return "; ".join(parts)


def trend_words(trend: Trend) -> str:
    """A whole line: what it is, then every year that is known."""
    told = [point_words(point) for point in trend.points if point.result is not None]
    breaks = [f"Ranh giới đơn vị đổi từ {write_date(day.isoformat())}" for day in trend.breaks]
    aims = [f"mục tiêu {item.last_year}: {item.percent} %" for item in trend.targets if item.percent is not None]
    head = f"Chỉ tiêu {trend.line.code}. {trend.line.title}" + (f" ({', '.join(aims)})" if aims else "")
    return ". ".join((head, *(told or ["Chưa có số liệu năm nào"]), *breaks)) + "."

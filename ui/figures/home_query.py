"""What the unit's first page says: indicators against target, women and men, and how far the report is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from app.commands.chains import LAPSED, is_unwritten
from app.commands.figures.entered import is_entered
from app.commands.figures.judging import judge_live
from app.commands.figures.province import indicators, unit_input
from app.commands.submission.sent import days_standing, in_order
from app.domain.storage import Document
from app.plan.facts import Context, Facts
from app.plan.figure_refs import line_ref, quotient_ref
from app.plan.indicator_results import IndicatorResult, Quotient, Verdict
from app.vietnamese.numbers import decimal
from app.workspace import Workspace
from ui.charts import Pair, Point
from ui.keys.query import key_task
from ui.rollover.query import Remaining, remaining

_BREAK_YEAR = 2025
"""Units were rearranged on 1/7/2025: figures before and after do not compare (domain §2, §5)."""


UNWRITTEN: Final = "unwritten"
"""Stands for the state of a package that was signed and of which no file was proved."""


@dataclass(frozen=True, slots=True)
class Tile:
    """An indicator as a tile shows it; `ref` is what it is of."""

    number: str
    title: str
    figure: str
    percent: float | None
    target: int | None
    reached: bool
    verdict: str
    line: str
    before: str
    points: tuple[Point, ...]
    ref: str


@dataclass(frozen=True, slots=True)
class Home:
    """The first page.

    Attributes:
        tiles: headline indicators. pairs: women and men.
        people: number of people recorded.
        sent: state of the last package of the period, empty for none, UNWRITTEN where it has no file; sent_at: when
            it was made; sent_days: how long it has stood there.
        left: what nobody has confirmed for this period. keys: what to do about the signing key, "" for nothing.
    """

    tiles: tuple[Tile, ...]
    pairs: tuple[Pair, ...]
    people: int
    sent: str
    sent_at: str
    sent_days: int
    left: Remaining
    keys: str


def home(ws: Workspace) -> Home:
    """Counts the live records for the first page."""
    judged = judge_live(ws)
    results = indicators(ws, unit_input(ws, judged))
    year = judged.context.period.last_year
    period = str(judged.context.period)
    sent = [item for item in in_order(ws.store.documents("sent")) if item.period == period and item.state != LAPSED]
    return Home(
        tuple(
            tile(result, year) if is_entered(ws, judged, result) else _without_data(tile(result, year))
            for result in results
            if result.headline
        ),
        _pairs(judged.context),
        len(judged.context.data.tables.get("person", {})),
        _state(sent[-1]) if sent else "",
        sent[-1].at if sent else "",
        days_standing(ws, sent[-1]) if sent else 0,
        remaining(ws),
        key_task(ws),
    )


def _state(document: Document) -> str:
    return UNWRITTEN if is_unwritten(document) else document.state


def tile(result: IndicatorResult, year: int) -> Tile:
    """An indicator line as a tile."""
    return Tile(
        number=result.number,
        title=result.definition.title,
        figure=_figure(result),
        percent=_percent(result.numerator, result.denominator),
        target=result.target,
        reached=result.verdict in (Verdict.ABOVE, Verdict.REACHED),
        verdict=str(result.verdict),
        line=_line(result),
        before=_before(result.previous, year - 1),
        points=_points(result, year),
        ref=line_ref(result.definition.id),
    )


def _without_data(found: Tile) -> Tile:
    return replace(found, figure="chưa có số liệu", percent=None, reached=False, verdict="", line="")


def _figure(result: IndicatorResult) -> str:
    if result.denominator == 0:
        return "không có đối tượng"
    if result.numerator is None or result.denominator is None:
        return "chưa đủ số liệu"
    if result.denominator == 1:
        return "có" if result.numerator else "không"
    return f"{decimal(result.numerator, result.denominator, result.decimals, 100)} %"


def _line(result: IndicatorResult) -> str:
    if result.numerator is None or not result.denominator:
        return ""
    parts = [f"{result.numerator}/{result.denominator} {result.definition.unit_word}"]
    if result.needed:
        parts.append(f"cần thêm {result.needed}")
    return " · ".join(parts)


def _before(previous: Quotient | None, year: int) -> str:
    if previous is None:
        return f"Năm {year}: chưa có số liệu so sánh"
    if not previous.denominator:
        return f"Năm {year}: không có đối tượng"
    return f"Năm {year}: {decimal(previous.numerator, previous.denominator, 1, 100)} %"


def _points(result: IndicatorResult, year: int) -> tuple[Point, ...]:
    before = result.previous
    old = _percent(before.numerator, before.denominator) if before else None
    now = _percent(result.numerator, result.denominator)
    return Point(str(year - 1), old), Point(str(year), now, broken=year == _BREAK_YEAR)


def _percent(numerator: int | None, denominator: int | None) -> float | None:
    if numerator is None or not denominator:
        return None
    return float(Fraction(100 * numerator, denominator))


PAIR_REFS: Final = (
    quotient_ref("leader{sex=f}", "leader{}"),
    quotient_ref("planned{sex=f}", "planned{}"),
    "",
)
"""What the bars of women and men are of, in their order; the last one is the list of people itself."""


def _pairs(context: Context) -> tuple[Pair, ...]:
    facts = Facts(context)
    leaders = {item.person.id: item.person for item in facts.leading}
    planned = {item.person.id: item.person for item in facts.planned}
    return (
        _pair("Lãnh đạo, quản lý", [person.sex for person in leaders.values()]),
        _pair("Trong quy hoạch", [person.sex for person in planned.values()]),
        _pair("Toàn bộ hồ sơ", [person.sex for person in facts.people]),
    )


def _pair(title: str, sexes: Sequence[str | None]) -> Pair:
    return Pair(title, sum(sex == "f" for sex in sexes), sum(sex == "m" for sex in sexes))


def days_left(due: date, today: date) -> str:
    """How much time there is."""
    days = (due - today).days
    if days < 0:
        return f"Quá hạn {-days} ngày (hạn {due:%d/%m/%Y})"
    return f"Còn {days} ngày đến hạn {due:%d/%m/%Y}" if days else f"Hôm nay là hạn nộp ({due:%d/%m/%Y})"

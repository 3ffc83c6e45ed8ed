"""The page "Đơn vị của bạn so với tỉnh" that travels with the receipt of an acceptance: small figures masked.

Two things keep a page from telling of single people. A count of people under the pack's small-cell limit is not shown,
nor is a count from which one could be had by subtraction: from its own line, or of the unit from the province. And the
province's figures are those of whole groups of `GROUP` units, in the order of their acceptance, so that two pages of
different days differ by no unit or by at least so many; a report that is accepted anew goes to the end of that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.commands.figures.judging import figures_of
from app.commands.figures.province import accepted, expected_units, indicators
from app.domain.figures import Figures
from app.domain.periods import Period, parse_period
from app.domain.storage import Document
from app.errors import UserError
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.reports.compared_page import ComparedPage, Line, Side, compared_pdf
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import decimal, integer
from app.workspace import Workspace

GROUP: Final = 5
"""Fewest units whose sum is shown, and by which it grows."""

_OF_PEOPLE: Final = frozenset({"người", "lượt"})
_HIDDEN: Final = "…"
_TOO_FEW: Final = "chưa đủ đơn vị"
_UNKNOWN: Final = "chưa đủ số liệu"
_NOBODY: Final = "không có đối tượng"

Cells = tuple[str, ...]
Parts = tuple[Cells, Cells]


@dataclass(frozen=True, slots=True)
class Count:
    """A line of one side: cells above and below the line, and their sums."""

    parts: Parts
    numerator: int
    denominator: int


def compared_page(ws: Workspace, document: Document) -> bytes:
    """One page with the unit's indicators beside the province's, as PDF.

    Args:
        ws: of Sở Nội vụ.
        document: the accepted package.

    Returns:
        The page; empty where it cannot be made: figures that this program cannot compare, or no typeface.
    """
    page = compared(ws, document)
    try:
        return compared_pdf(page) if page is not None else b""
    except UserError:  # FONT-01: the receipt matters more than its page
        return b""


def compared(ws: Workspace, document: Document) -> ComparedPage | None:
    """What stands on the page; None where the figures of the package are not held."""
    period = parse_period(document.period)
    figures = figures_of(ws, document.id)
    if figures is None:
        return None
    expected = tuple(unit.id for unit in expected_units(ws, period))
    group = settled_group(accepted(ws, period), len(expected))
    others = {item.unit: found for item in group if (found := figures_of(ws, item.id)) is not None}
    results = _results(ws, period, {document.unit: figures}, (document.unit,))
    totals = _results(ws, period, others, expected) if others else None
    inside = document.unit in others
    limit = ws.pack.definitions.small_cell
    hidden = hidden_cells(_counts(results), limit)
    hidden_total = hidden_cells(_counts(totals), limit) if totals else frozenset()
    if totals and inside:
        hidden_total |= hidden_cells(_rest(_counts(totals), _counts(results)), limit)
    return ComparedPage(
        unit=ws.env.units.name(document.unit),
        period=period.label,
        basis=_basis(len(others), len(expected)),
        day=ws.today,
        lines=tuple(
            _line(result, totals[number] if totals else None, (hidden, hidden_total), limit)
            for number, result in enumerate(results)
            if _is_shown(result)
        ),
        notes=_notes(limit, ws.today.isoformat()),
        practice=ws.store.info.practice,
    )


def settled_group(documents: Iterable[Document], expected: int) -> tuple[Document, ...]:
    """Packages whose sum is shown: whole groups in the order of acceptance; the last group takes the rest along.

    Args:
        documents: accepted packages of a period, one per unit.
        expected: units that owe the period.
    """
    ordered = sorted(documents, key=lambda item: (item.body.get("accepted_at", item.at), item.id))
    if len(ordered) >= expected:
        return tuple(ordered) if len(ordered) >= GROUP else ()
    whole = min(len(ordered), expected - GROUP) // GROUP * GROUP
    return tuple(ordered[: max(whole, 0)])


def hidden_cells(counts: Iterable[Count], limit: int) -> frozenset[Cells]:
    """Sums of people that are not shown: small ones, and those that leave a small rest of what they are part of.

    A sum that stands in several lines is hidden in all of them.
    """
    hidden: set[Cells] = set()
    for count in counts:
        above, below = count.parts
        if _is_small(count.denominator, limit):
            hidden |= {above, below}
        if _is_small(count.numerator, limit) or _is_small(count.denominator - count.numerator, limit):
            hidden.add(above)
    return frozenset(hidden)


def _results(
    ws: Workspace, period: Period, by_unit: Mapping[str, Figures], expected: tuple[str, ...]
) -> tuple[IndicatorResult, ...]:
    """Indicators without the year before, which the page does not show."""
    pack = ws.pack
    data = IndicatorInput(by_unit, ws.env.units, ws.env.catalogue, pack.definitions, period, pack.target, {}, expected)
    return indicators(ws, data)


def _counts(results: Iterable[IndicatorResult]) -> tuple[Count, ...]:
    """Lines that count people, where they are known."""
    return tuple(
        Count(_parts(item), item.numerator, item.denominator)
        for item in results
        if _of_people(item) and item.numerator is not None and item.denominator is not None
    )


def _rest(totals: Iterable[Count], own: Iterable[Count]) -> tuple[Count, ...]:
    """The province without the unit, which knows its own numbers."""
    mine: Mapping[Parts, Count] = {item.parts: item for item in own}
    return tuple(
        Count(
            item.parts,
            item.numerator - mine[item.parts].numerator,
            item.denominator - mine[item.parts].denominator,
        )
        for item in totals
        if item.parts in mine
    )


def _line(
    own: IndicatorResult,
    total: IndicatorResult | None,
    hidden: tuple[frozenset[Cells], frozenset[Cells]],
    limit: int,
) -> Line:
    return Line(
        own.number,
        own.definition.name if own.definition.convention else own.definition.title,
        own.target,
        _side(own, hidden[0], limit),
        _side(total, hidden[1], limit) if total else Side("", _TOO_FEW),
        bool(own.definition.indent),
    )


def _side(result: IndicatorResult, hidden: frozenset[Cells], limit: int) -> Side:
    above, below = result.numerator, result.denominator
    if above is None or below is None:
        return Side("", _UNKNOWN)
    if below == 0:
        return Side("", _NOBODY)
    word = result.definition.unit_word
    if _of_people(result) and not hidden.isdisjoint(_parts(result)):
        upper, lower = _parts(result)
        shown = [_masked(above, upper in hidden, limit), _masked(below, lower in hidden, limit)]
        return Side("", f"{'/'.join(shown)} {word}")
    share = decimal(above, below, result.decimals, 100)
    needed = f"cần thêm {integer(result.needed)}" if result.needed else ""
    return Side(f"{share}%", f"{integer(above)}/{integer(below)} {word}", needed, 100 * above / below)


def _masked(value: int, hidden: bool, limit: int) -> str:
    if not hidden:
        return integer(value)
    return f"< {limit}" if _is_small(value, limit) else _HIDDEN


def _notes(limit: int, day: str) -> tuple[str, ...]:
    return (
        f"Số người dưới {limit} không nêu con số (< {limit}); dấu {_HIDDEN} là số không nêu, vì từ đó suy ra được một "
        "số như vậy. Khi đó tỷ lệ cũng không nêu.",
        f"Số của tỉnh chỉ gồm các đơn vị đã được chấp nhận, cộng theo từng nhóm {GROUP} đơn vị. Mục tiêu là mục tiêu "
        "chung của tỉnh; đơn vị tự xem mình đứng ở đâu, đây không phải xếp hạng.",
        f"Trang này kèm phiếu chấp nhận số liệu có chữ ký của Sở Nội vụ, lập ngày {write_date(day)}.",
    )


def _basis(units: int, expected: int) -> str:
    if not units:
        return f"Chưa đủ {GROUP} đơn vị được chấp nhận để cộng số của tỉnh"
    return f"Số của tỉnh: {integer(units)} trong {integer(expected)} đơn vị, theo số liệu đã chấp nhận"


def _is_shown(result: IndicatorResult) -> bool:
    """Headlines, and what is scored beside them; other conventions and parts of a line stay in form 01."""
    definition = result.definition
    return result.headline or (definition.scored and not definition.convention)


def _is_small(value: int, limit: int) -> bool:
    return 0 < value < limit


def _of_people(result: IndicatorResult) -> bool:
    return result.definition.unit_word in _OF_PEOPLE


def _parts(result: IndicatorResult) -> Parts:
    return tuple(sorted(result.definition.numerator)), tuple(sorted(result.definition.denominator))

"""Figures of the province as its screens ask for them: indicators with every reading, and by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.commands.figures.judging import current_period
from app.commands.figures.province import indicators
from app.commands.office.adjusting import ADJUSTMENT, adjusted
from app.commands.office.boundaries import listing_of
from app.commands.office.frozen import closed_by
from app.commands.office.paper_store import paper_documents
from app.domain.figures import Figures
from app.domain.periods import Period, parse_period
from app.domain.units import Units
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput, IndicatorResult, Quotient
from app.plan.indicators import compute_indicators
from app.vietnamese.numbers import decimal
from app.workspace import Workspace

_BY_GROUP: Final = "share_of_groups"


@dataclass(frozen=True, slots=True)
class UnitShare:
    """A unit's part of an indicator line; quotient None where its figures are not there.

    Attributes:
        unit, name: of it. short: name without its kind, for a small tile.
        commune: has a tile. quotient: numerator and denominator. reported: its figures were accepted.
    """

    unit: str
    name: str
    short: str
    commune: bool
    quotient: Quotient | None
    reported: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of Sở Nội vụ.

    Attributes:
        period: whose figures. results: every line of every indicator.
        by_unit: id of a line → shares in the order of the catalogue; empty for lines by sector.
        reported, expected: units; missing: their names.
        boundaries: what is to be said of units that changed since; "" for nothing. moved: whether they did.
        sectors: code → name, for lines by sector.
        frozen: code under which the period is frozen; "" while it is open.
        adjustments: what the headlines would be with the adjustments of Sở Nội vụ; "" for none.
        on_paper: names of missing units of which a report on paper was entered; it is shown by "Qua các năm".
    """

    period: Period
    results: tuple[IndicatorResult, ...]
    by_unit: Mapping[str, tuple[UnitShare, ...]]
    reported: int
    expected: int
    missing: tuple[str, ...]
    sectors: Mapping[str, str]
    boundaries: str = ""
    moved: bool = False
    frozen: str = ""
    on_paper: tuple[str, ...] = ()
    adjustments: str = ""

    def line(self, line_id: str) -> IndicatorResult | None:
        """A line by its id."""
        return next((result for result in self.results if result.definition.id == line_id), None)


def overview(ws: Workspace, period: str = "", *, now: bool = False) -> Overview:
    """Everything of the first page, by the units that reported or by those of today."""
    chosen = parse_period(period) if period else current_period(ws)
    listing = listing_of(ws, chosen, now=now)
    data = listing.data
    lines = tuple(line for line in ws.pack.indicators if line.kind != _BY_GROUP)
    shares = {unit: _of_unit(lines, unit, figures, data) for unit, figures in data.by_unit.items()}
    by_unit = {line.id: tuple(_share(data.units, unit, line, shares) for unit in data.expected) for line in lines}
    results = indicators(ws, data)
    return Overview(
        chosen,
        results,
        by_unit,
        len(data.expected) - len(data.missing),
        len(data.expected),
        tuple(data.units.name(unit) for unit in data.missing),
        {code.code: code.label for code in ws.env.catalogue["sectors"]},
        listing.words,
        listing.moved,
        str(closed.body.get("code", "")) if (closed := closed_by(ws, str(chosen))) else "",
        _on_paper(ws, listing.reported),
        "" if now else _adjustments(ws, data, results),
    )


def _adjustments(ws: Workspace, data: IndicatorInput, results: tuple[IndicatorResult, ...]) -> str:
    """The headlines that the adjustments of Sở Nội vụ would change, in a sentence."""
    count = len(ws.store.documents(ADJUSTMENT, period=str(data.period), state="standing"))
    if not count:
        return ""
    after = indicators(ws, replace(data, by_unit=adjusted(ws, data.period, data.by_unit)))
    moved = [
        f"{item.number} là {decimal(item.numerator or 0, item.denominator, item.decimals, 100)} %"
        for item, was in zip(after, results, strict=True)
        if item.headline and item.denominator and item != was
    ]
    told = f"nếu tính theo thì {', '.join(moved)}" if moved else "không chỉ tiêu nào thay đổi"
    return f"Có {count} điều chỉnh của Sở, không cộng vào các số dưới đây; {told}."


def _on_paper(ws: Workspace, reported: IndicatorInput) -> tuple[str, ...]:
    """Names of units without a package of which a report on paper was entered."""
    held = {item.unit for item in paper_documents(ws, str(reported.period))}
    return tuple(reported.units.name(unit) for unit in reported.missing if unit in held)


def _of_unit(
    lines: tuple[IndicatorDef, ...], unit: str, figures: Figures, data: IndicatorInput
) -> Mapping[str, Quotient | None]:
    alone = replace(data, by_unit={unit: figures}, previous={}, expected=(unit,))
    return {
        result.definition.id: None
        if result.numerator is None or result.denominator is None
        else Quotient(result.numerator, result.denominator)
        for result in compute_indicators(lines, alone)
    }


def _share(
    units: Units, unit: str, line: IndicatorDef, shares: Mapping[str, Mapping[str, Quotient | None]]
) -> UnitShare:
    row = units.get(unit)
    name = units.name(unit)
    short = name.removeprefix("Xã ").removeprefix("Phường ").removeprefix("Thị trấn ")
    commune = row is not None and row.kind != "agency"
    return UnitShare(unit, name, short, commune, shares.get(unit, {}).get(line.id), unit in shares)

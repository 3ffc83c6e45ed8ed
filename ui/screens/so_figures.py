"""Figures of the province as its screens ask for them: indicators with every reading, by unit, and who is behind one.

The stored figures by unit come first; then the same filter runs on the records of one unit (design §3, explain).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.commands.figures.judging import current_period
from app.commands.figures.province import accepted, indicators
from app.commands.figures.recounting import received_data
from app.commands.office.boundaries import listing_of
from app.domain.dataset import redact
from app.domain.figures import Figures, parse_cell_key
from app.domain.findings import RecordRef
from app.domain.periods import Period, parse_period
from app.domain.schema import Level
from app.domain.storage import Document
from app.domain.units import Units
from app.errors import refuse
from app.plan.explain import CLAUSES, in_words
from app.plan.explain import explain as explain_cell
from app.plan.facts import Context
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput, IndicatorResult, Quotient
from app.plan.indicators import compute_indicators, sum_cells
from app.plan.messages import Names
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

    def line(self, line_id: str) -> IndicatorResult | None:
        """A line by its id."""
        return next((result for result in self.results if result.definition.id == line_id), None)


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure is to be explained.

    Attributes:
        title: what it is called. clause: of the plan; "" for that of its cells.
        above, below: cells that are summed; below is empty for a figure that is no quotient.
        period: text; "" for the one asked for now. unit: whose; "" for all.
        now: by the units of today.
    """

    title: str
    above: tuple[str, ...]
    below: tuple[str, ...] = ()
    clause: str = ""
    period: str = ""
    unit: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The figure by unit: (key, name, above, below); None where a unit did not count it."""

    formulas: tuple[str, ...]
    clause: str
    total: tuple[int | None, int | None]
    units: tuple[tuple[str, str, int | None, int | None], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellPeople:
    """Who makes a cell of one unit, and who does not and why."""

    formula: str
    value: int | None
    included: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]


def overview(ws: Workspace, period: str = "", *, now: bool = False) -> Overview:
    """Everything of the first page, by the units that reported or by those of today."""
    chosen = parse_period(period) if period else current_period(ws)
    listing = listing_of(ws, chosen, now=now)
    data = listing.data
    lines = tuple(line for line in ws.pack.indicators if line.kind != _BY_GROUP)
    shares = {unit: _of_unit(lines, unit, figures, data) for unit, figures in data.by_unit.items()}
    by_unit = {line.id: tuple(_share(data.units, unit, line, shares) for unit in data.expected) for line in lines}
    return Overview(
        chosen,
        indicators(ws, data),
        by_unit,
        len(data.expected) - len(data.missing),
        len(data.expected),
        tuple(data.units.name(unit) for unit in data.missing),
        {code.code: code.label for code in ws.env.catalogue["sectors"]},
        listing.words,
        listing.moved,
    )


def parts(ws: Workspace, question: Question) -> Parts:
    """The figure by unit, those that make it first."""
    chosen = parse_period(question.period) if question.period else current_period(ws)
    data = listing_of(ws, chosen, now=question.now).data
    rows = [
        (unit, data.units.name(unit), _sum(figures, question.above), _sum(figures, question.below))
        for unit, figures in data.by_unit.items()
    ]
    rows.sort(key=lambda row: (-(row[2] or 0), -(row[3] or 0)))
    total = tuple(sum_cells(data.by_unit, cells) if cells else None for cells in (question.above, question.below))
    cells = tuple(dict.fromkeys((*question.above, *question.below)))
    formulas = tuple(in_words(parse_cell_key(cell), ws.env.catalogue) for cell in cells)
    clause = question.clause or CLAUSES.get(parse_cell_key(question.above[0]).subject, "")
    missing = tuple(data.units.name(unit) for unit in data.missing)
    return Parts(formulas, clause, (total[0], total[1]), tuple(rows), missing)


def people(ws: Workspace, question: Question, unit: str) -> tuple[CellPeople, ...]:
    """Who is behind the cells of a figure at one unit, by name where the level has names.

    A unit of today shows the people of each unit that it took over, one after the other.

    Raises:
        UserError: NHAP-02, nothing of the unit was accepted.
    """
    chosen = parse_period(question.period) if question.period else current_period(ws)
    wanted = {unit}
    if question.now:
        wanted.update(*(place.parts for place in listing_of(ws, chosen, now=True).places if place.key == unit))
    found = [item for item in accepted(ws, chosen) if item.unit in wanted]
    if not found:
        raise refuse("NHAP-02", what="số liệu đã chấp nhận của đơn vị", value=ws.env.units.name(unit))
    return tuple(cell for item in found for cell in _people_at(ws, question, chosen, item, several=len(found) > 1))


def _people_at(
    ws: Workspace, question: Question, chosen: Period, document: Document, *, several: bool
) -> Iterator[CellPeople]:
    data = received_data(ws, document)
    pack = ws.pack_named(document.body["pack"]["id"], document.body["pack"]["version"])
    cut_off = date.fromisoformat(document.body["cut_off"])
    held = redact(data, Level.RUT_GON)  # counted as at reception; the names only say who it is
    context = Context(held, ws.env.units, ws.env.catalogue, pack.definitions, chosen, cut_off, ws.today)
    names = Names(data, ws.env.catalogue, ws.env.units, pack)
    for cell in dict.fromkeys((*question.above, *question.below)):
        told = _people_of(ws, context, names, cell)
        yield replace(told, formula=f"{ws.env.units.name(document.unit)}: {told.formula}") if several else told


def _people_of(ws: Workspace, context: Context, names: Names, cell: str) -> CellPeople:
    found = explain_cell(context, cell)
    included = tuple(
        _called(names, item.record) + (f" ({item.value})" if item.value != 1 else "") for item in found.included
    )
    excluded = tuple((_called(names, item.record), item.text) for item in found.excluded)
    return CellPeople(found.formula, found.value, included, excluded)


def _called(names: Names, record: RecordRef) -> str:
    if record.table == "unit":
        return names.units.name(record.id)
    return names.record(record.table, record.id)


def _sum(figures: Figures, cells: tuple[str, ...]) -> int | None:
    return sum_cells({figures.unit: figures}, cells) if cells else None


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
    short = name.removeprefix("Xã ").removeprefix("Phường ")
    commune = row is not None and row.kind != "agency"
    return UnitShare(unit, name, short, commune, shares.get(unit, {}).get(line.id), unit in shares)

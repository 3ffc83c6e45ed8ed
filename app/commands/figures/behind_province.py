"""What is behind a figure of the province: its parts by unit, group or sector, then the people of one unit.

The stored figures come first; the same filter then runs on the records of one unit (design §3, explain). A figure that
was frozen is told from what was frozen: its packages, its pack, its units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.commands.figures.behind_unit import named_line
from app.commands.figures.judging import current_period, figures_of
from app.commands.figures.province import accepted
from app.commands.figures.recounting import received_data
from app.commands.office.boundaries import listing_of
from app.commands.office.frozen import frozen_basis, frozen_document
from app.commands.office.hands import hand_of
from app.commands.office.past import paper_year
from app.domain.dataset import redact
from app.domain.figures import Figures, parse_cell_key
from app.domain.findings import RecordRef
from app.domain.periods import Period, parse_period
from app.domain.schema import Level
from app.domain.storage import Document
from app.errors import refuse
from app.plan.explain import CLAUSES, in_words, key_in_words, require_known
from app.plan.explain import explain as explain_cell
from app.plan.facts import Context
from app.plan.figure_refs import Terms, parse_ref
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput
from app.plan.line_members import Member, Standing, members, terms_of
from app.plan.messages import Names
from app.plan.pack import Pack
from app.plan.subjects import known
from app.vietnamese.numbers import integer
from app.workspace import Workspace

_ROLES: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("Số",),
    2: ("Tử số", "Mẫu số"),
    4: ("Tử số", "Mẫu số", "Tử số so sánh", "Mẫu số so sánh"),
}
_SECTORS: Final = "share_of_groups"
_WHOLE: Final = "Toàn tỉnh"


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure is to be explained.

    Attributes:
        title: what it is called. ref: what it is of, see `app.plan.figure_refs`.
        clause: of the plan; "" for that of its cells.
        period: text; "" for the one asked for now. unit: whose; "" for all. now: by the units of today.
        frozen: code under which it was frozen; "" for the figures of now.
        paper: with reports on paper where there is no package.
        package: SHA-256 of the one report that it is of, accepted or not; "" for all that was accepted.
    """

    title: str
    ref: str
    clause: str = ""
    period: str = ""
    unit: str = ""
    now: bool = False
    frozen: str = ""
    paper: bool = False
    package: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A unit or a sector with its part: a value for each part of the figure, or where it stands and why."""

    key: str
    name: str
    values: tuple[int | None, ...]
    standing: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A figure by unit, or by what an indicator counts one by one.

    Attributes:
        roles: what each value is. formulas, clause: how and by what it is counted.
        totals: of the rows, None where one is not known. rows: those that make most first.
        missing: names of units without figures. expected: how many units are to report.
        one_by_one: the rows are what is counted, not addends.
    """

    roles: tuple[str, ...]
    formulas: tuple[str, ...]
    clause: str
    totals: tuple[int | None, ...]
    rows: tuple[PartRow, ...]
    missing: tuple[str, ...]
    expected: int
    one_by_one: bool = False


@dataclass(frozen=True, slots=True)
class CellPeople:
    """Who makes a cell of one unit, and who does not and why.

    Attributes:
        whole: both together. note: why nobody can be named. package: whose people they are; "" for no people.
        behalf: by whose hand the report was entered at Sở Nội vụ; "" where the unit made it.
        cell: key of the figure; "" where it is not one unit's.
    """

    formula: str
    value: int | None
    included: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]
    whole: int = 0
    note: str = ""
    package: str = ""
    behalf: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a question is answered from."""

    period: Period
    data: IndicatorInput
    pack: Pack
    line: IndicatorDef | None
    terms: tuple[Terms, ...]
    documents: tuple[Document, ...]


def parts(ws: Workspace, question: Question) -> Parts:
    """The figure by unit, those that make it first; or what an indicator counts one by one."""
    desk = _desk(ws, question)
    data, line = desk.data, desk.line
    missing = tuple(data.units.name(unit) for unit in data.missing)
    cells = tuple(dict.fromkeys(cell for part in desk.terms for cell in part.cells))
    formulas = tuple(dict.fromkeys(_formula(ws, cell) for cell in cells))
    clause = question.clause or (line.clause if line else CLAUSES.get(parse_cell_key(cells[0]).subject, ""))
    if line is not None and (found := members(line, data)):
        rows = tuple(
            PartRow(item.key, _called_member(ws, desk, item), (), item.standing, item.reason) for item in found
        )
        counted = sum(item.standing in (Standing.REACHED, Standing.COUNTED) for item in found)
        reached = sum(item.standing is Standing.REACHED for item in found)
        return Parts(
            _ROLES[2], formulas, clause, (reached, counted), rows, missing, len(data.expected), one_by_one=True
        )
    made = [
        PartRow(unit, data.units.name(unit) or _WHOLE, tuple(_value(figures, part.at(unit)) for part in desk.terms))
        for unit, figures in data.by_unit.items()
        if any(part.at(unit) for part in desk.terms)
    ]
    made.sort(key=lambda row: tuple(-(value or 0) for value in row.values))
    totals = tuple(_sum([row.values[place] for row in made]) for place in range(len(desk.terms)))
    return Parts(_ROLES[len(desk.terms)], formulas, clause, totals, tuple(made), missing, len(data.expected))


def people(ws: Workspace, question: Question, key: str) -> tuple[CellPeople, ...]:
    """Who is behind a figure at one unit, by name where the level has names; of a sector the units behind it.

    A unit of today shows the people of each unit that it took over, one after the other.
    """
    desk = _desk(ws, question)
    if desk.line is not None and desk.line.kind == _SECTORS:
        found = next(item for item in members(desk.line, desk.data) if item.key == key)
        return tuple(_units_of(ws, desk.data, cell) for cell in found.cells)
    wanted = {key}
    if question.now:
        wanted.update(*(place.parts for place in listing_of(ws, desk.period, now=True).places if place.key == key))
    found_at = [item for item in desk.documents if item.unit in wanted]
    cells = tuple(dict.fromkeys(cell for part in desk.terms for cell in part.at(key).cells))
    if not found_at:
        figures = desk.data.by_unit.get(key)
        return tuple(_only_number(ws, cell, figures) for cell in cells)
    return tuple(
        told for item in found_at for told in _people_at(ws, desk.period, item, cells, several=len(found_at) > 1)
    )


def _held(ws: Workspace, question: Question) -> tuple[IndicatorInput, Pack, tuple[Document, ...]]:
    """Figures, rules and packages that a question is about."""
    if question.frozen:
        basis = frozen_basis(ws, frozen_document(ws, question.frozen))
        packages = (ws.store.document("received", item.package) for item in basis.sources.values() if item.package)
        return basis.data, basis.pack, tuple(item for item in packages if item is not None)
    chosen = parse_period(question.period) if question.period else current_period(ws)
    if question.package:
        return _reported(ws, question.package)
    listing = listing_of(ws, chosen, now=question.now)
    past = paper_year(ws, listing.reported, as_now=question.now) if question.paper else None
    return past.data if past else listing.data, ws.pack, accepted(ws, chosen)


def _reported(ws: Workspace, package: str) -> tuple[IndicatorInput, Pack, tuple[Document, ...]]:
    """The same of one report, accepted or not."""
    document, figures = ws.store.document("received", package), figures_of(ws, package)
    if document is None or figures is None:
        raise refuse("NHAP-02", what="gói đã đọc", value=package[:8])
    period = parse_period(document.period)
    data = replace(listing_of(ws, period).reported, by_unit={document.unit: figures}, expected=(document.unit,))
    return data, ws.pack_named(document.body["pack"]["id"], document.body["pack"]["version"]), (document,)


def _desk(ws: Workspace, question: Question) -> _Desk:
    data, pack, documents = _held(ws, question)
    if question.unit:
        own = {key: figures for key, figures in data.by_unit.items() if key == question.unit}
        data = replace(data, by_unit=own, expected=(question.unit,))
    ref = parse_ref(question.ref)
    if not ref.line:
        for cell in (cell for part in ref.parts for cell in part.cells):
            require_known(cell)
        return _Desk(data.period, data, pack, None, ref.parts, documents)
    line = named_line(pack, ref.line)
    terms = terms_of(line, data) or (Terms.of(line.numerator), Terms.of(line.denominator))
    return _Desk(data.period, data, pack, line, terms, documents)


def _people_at(
    ws: Workspace, chosen: Period, document: Document, cells: tuple[str, ...], *, several: bool
) -> Iterator[CellPeople]:
    data = received_data(ws, document)
    pack = ws.pack_named(document.body["pack"]["id"], document.body["pack"]["version"])
    cut_off = date.fromisoformat(document.body["cut_off"])
    held = redact(data, Level.RUT_GON)  # counted as at reception; the names only say who it is
    context = Context(held, ws.env.units, ws.env.catalogue, pack.definitions, chosen, cut_off, ws.today)
    names = Names(data, ws.env.catalogue, ws.env.units, pack)
    hand = hand_of(ws, document)
    for cell in cells:
        told = replace(_people_of(ws, context, names, document, cell), behalf=hand.words if hand else "", cell=cell)
        yield replace(told, formula=f"{ws.env.units.name(document.unit)}: {told.formula}") if several else told


def _people_of(ws: Workspace, context: Context, names: Names, document: Document, cell: str) -> CellPeople:
    found = explain_cell(context, cell)
    if found.value is None:
        declared = ws.store.figures(document.id).get(cell)
        return CellPeople(found.formula, declared, (), (), 0, "Đơn vị chỉ gửi số liệu, không gửi danh sách.")
    included = tuple(
        _called(names, item.record) + (f" ({integer(item.value)})" if item.value != 1 else "")
        for item in found.included
    )
    excluded = tuple(
        (_called(names, item.record) + (f" ({integer(item.value)})" if item.value > 1 else ""), item.text)
        for item in found.excluded
    )
    return CellPeople(found.formula, found.value, included, excluded, found.whole, package=document.id)


def _only_number(ws: Workspace, cell: str, figures: Figures | None) -> CellPeople:
    formula, value = _formula(ws, cell), figures.cells.get(cell) if figures else None
    note = "Số liệu nhập từ báo cáo giấy: không có danh sách." if figures else "Chưa có số liệu được chấp nhận."
    return CellPeople(formula, value, (), (), 0, note)


def _formula(ws: Workspace, cell: str) -> str:
    key = parse_cell_key(cell)
    return in_words(key, ws.env.catalogue) if known(key) else "Số ghi trong báo cáo giấy của toàn tỉnh"


def _units_of(ws: Workspace, data: IndicatorInput, cell: str) -> CellPeople:
    """The units behind a cell of the whole province; those without any, or without figures, are told apart."""
    formula = key_in_words(cell, ws.env.catalogue)
    values = {unit: figures.cells.get(cell) for unit, figures in data.by_unit.items()}
    known = sorted(((value, unit) for unit, value in values.items() if value), reverse=True)
    included = tuple(f"{data.units.name(unit)} ({integer(value)})" for value, unit in known)
    without = [(data.units.name(unit), "không có") for unit, value in values.items() if value == 0]
    unknown = [unit for unit, value in values.items() if value is None]
    without += [(data.units.name(unit), "chưa có số liệu") for unit in (*unknown, *data.missing)]
    total = _sum(list(values.values()))
    return CellPeople(formula, total, included, tuple(without), total or 0)


def _called_member(ws: Workspace, desk: _Desk, item: Member) -> str:
    if desk.line is not None and desk.line.kind == _SECTORS:
        return ws.env.catalogue.label("sectors", item.key)
    return desk.data.units.name(item.key)


def _called(names: Names, record: RecordRef) -> str:
    if record.table == "unit":
        return names.units.name(record.id)
    return names.record(record.table, record.id)


def _value(figures: Figures, terms: Terms) -> int | None:
    plus, minus = ([figures.cells.get(term.cell) for term in side] for side in (terms.plus, terms.minus))
    above, below = _sum(plus), _sum(minus)
    return None if above is None or below is None else above - below


def _sum(values: list[int | None]) -> int | None:
    return None if None in values else sum(value or 0 for value in values)

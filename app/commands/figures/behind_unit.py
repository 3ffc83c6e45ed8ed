"""What is behind a figure of this unit: how it is counted, by which clause, who makes it, who does not and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.commands.figures.judging import Judged, judge_live
from app.commands.figures.province import unit_input
from app.commands.office.frozen import frozen_document
from app.commands.office.sent_again import frozen_report, sent_judged
from app.commands.words import names_of
from app.domain.findings import RecordRef
from app.domain.registry import TABLES
from app.errors import refuse
from app.plan.explain import Explanation
from app.plan.explain import explain as explain_cell
from app.plan.figure_refs import Terms, parse_ref
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorInput
from app.plan.line_members import Standing, members, terms_of
from app.plan.pack import Pack
from app.vietnamese.numbers import decimal, integer
from app.workspace import Workspace

_ROLES: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("",),
    2: ("Tử số", "Mẫu số"),
    4: ("Tử số", "Mẫu số", "Tử số so sánh", "Mẫu số so sánh"),
}
_UNKNOWN: Final = "chưa có số liệu"
_SECTORS: Final = "share_of_groups"

Told = tuple[str, str, str, str]
"""Name, number or reason, table, id."""


@dataclass(frozen=True, slots=True)
class CellBehind:
    """One cell of a figure.

    Attributes:
        role: what it is in the figure, such as "Tử số"; taken_away: it is subtracted.
        formula: in words. value: as text. whole: what counted and not counted make together, as text.
        included, excluded: rows.
    """

    role: str
    formula: str
    value: str
    whole: str
    included: tuple[Told, ...]
    excluded: tuple[Told, ...]
    taken_away: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a figure.

    Attributes:
        title: of an indicator, or "". clause: of the plan. value: as text.
        cells: whose sum, difference or quotient it is.
        members: sectors or units that an indicator counts one by one: name, where it stands, why.
    """

    title: str
    clause: str
    value: str
    cells: tuple[CellBehind, ...]
    members: tuple[tuple[str, str, str], ...] = ()


def behind(ws: Workspace, key: str, period: str | None = None, code: str = "") -> Behind:
    """The people, bodies or records that make a figure of this unit.

    Args:
        key: what the figure is of, see `app.plan.figure_refs`.
        period: None for the one that is being reported.
        code: under which it was frozen; "" for the records of now.

    Raises:
        UserError: NHAP-02, there is no such figure or code.
    """
    frozen = frozen_report(ws, frozen_document(ws, code)) if code else None
    judged, ref = sent_judged(ws, frozen) if frozen else judge_live(ws, period), parse_ref(key)
    data = unit_input(ws, judged)
    line = named_line(ws.pack, ref.line) if ref.line else None
    terms = ref.parts
    if line is not None:
        terms = terms_of(line, data) or (Terms.of(line.numerator), Terms.of(line.denominator))
    found = {cell: explain_cell(judged.context, cell) for part in terms for cell in part.cells}
    names = _names(ws, judged, found.values())
    roles = _ROLES[len(terms)]
    cells = tuple(
        _cell(names, role, found[term.cell], taken_away=sign)
        for role, part in zip(roles, terms, strict=True)
        for sign, side in ((False, part.plus), (True, part.minus))
        for term in side
    )
    told = _members(ws, line, data) if line is not None else ()
    values = [_value(part, found) for part in terms]
    if line is not None and told:
        values = [sum(item[1] in part for item in told) for part in ((Standing.REACHED,), tuple(Standing)[:2])]
    clause = line.clause if line is not None else next(iter(found.values())).clause
    return Behind(line.title if line is not None else "", clause, _written(values), cells, told)


def named_line(pack: Pack, name: str) -> IndicatorDef:
    """A line by its id, or the line that is the result of an indicator by the code of that.

    Raises:
        UserError: NHAP-02, there is none.
    """
    for item in pack.indicators:
        result = item.headline or (item.convention and item.convention == pack.definitions.headline)
        if item.id == name or (item.code == name and result):
            return item
    raise refuse("NHAP-02", what="chỉ tiêu", value=name)


def _members(ws: Workspace, line: IndicatorDef, data: IndicatorInput) -> tuple[tuple[str, str, str], ...]:
    sectors = line.kind == _SECTORS
    return tuple(
        (
            ws.env.catalogue.label("sectors", item.key) if sectors else ws.env.units.name(item.key),
            item.standing,
            item.reason,
        )
        for item in members(line, data)
    )


def _names(ws: Workspace, judged: Judged, found: Iterable[Explanation]) -> Mapping[str, str]:
    wanted: dict[str, set[str]] = {}
    for told in found:
        records = [item.record for item in told.included] + [item.record for item in told.excluded]
        for record in records:
            wanted.setdefault(record.table, set()).add(record.id)
    return names_of(ws, {table: ids for table, ids in wanted.items() if table in TABLES})


def _cell(names: Mapping[str, str], role: str, found: Explanation, *, taken_away: bool) -> CellBehind:
    return CellBehind(
        role,
        found.formula,
        _UNKNOWN if found.value is None else integer(found.value),
        integer(found.whole),
        tuple(_row(names, item.record, integer(item.value)) for item in found.included),
        tuple(_row(names, item.record, item.text) for item in found.excluded),
        taken_away,
    )


def _row(names: Mapping[str, str], record: RecordRef, word: str) -> Told:
    return names.get(record.id, "…"), word, record.table, record.id


def _value(terms: Terms, found: Mapping[str, Explanation]) -> int | None:
    plus, minus = ([found[term.cell].value for term in side] for side in (terms.plus, terms.minus))
    if None in plus or None in minus:
        return None
    return sum(item or 0 for item in plus) - sum(item or 0 for item in minus)


def _written(values: list[int | None]) -> str:
    if len(values) == 1:
        return _UNKNOWN if values[0] is None else integer(values[0])
    pairs = zip(values[::2], values[1::2], strict=True)
    return "  so với  ".join(_quotient(above, below) for above, below in pairs)


def _quotient(above: int | None, below: int | None) -> str:
    if above is None or below is None:
        return _UNKNOWN
    share = f" = {decimal(above, below, 1, 100)} %" if below else ""
    return f"{integer(above)}/{integer(below)}{share}"

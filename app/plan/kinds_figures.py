"""Kinds that compare figures: cells with each other, with last year, with what a unit declared, and of all units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import floor

from app.domain.figures import CellKey, Figures, parse_cell_key
from app.domain.findings import Finding, Place, RecordRef, UnitRef
from app.domain.units import Units
from app.plan.cells import with_dims
from app.plan.explain import EVERY
from app.plan.facts import Facts
from app.plan.rules import CellName, Rule, kind
from app.plan.subjects import SUBJECTS


@dataclass(frozen=True, slots=True)
class Match:
    """A match token of a person in a unit's package: equal tokens may be one person."""

    unit: str
    person: str
    token: str


@dataclass(frozen=True, slots=True)
class ProvinceView:
    """What is judged over all units.

    Attributes:
        figures: unit key → its accepted figures.
        units: all units known.
        cut_off: day at which the figures are read.
        matches: tokens of the people of all units.
    """

    figures: Mapping[str, Figures]
    units: Units
    cut_off: date
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a unit declared beside what was counted again from its records."""

    declared: Figures
    recomputed: Figures


@kind("parts_above_whole", scope="unit", says="left value right total")
def parts_above_whole(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """The parts of a cell along a dimension are more than the cell.

    Codes of a partitioning dimension are added up; of an overlapping one each must not exceed the whole.
    """
    figures = facts.context.figures
    cells = figures.cells if figures else {}
    for split in _splits(frozenset(cells)):
        values = (cells[part] for part in split.parts)
        value, total = max(values) if split.overlapping else sum(values), cells[split.whole]
        if value > total:
            left = with_dims(split.whole, {split.name: EVERY})
            yield rule.found(
                Place("figures", split.whole, split.name), left=left, value=value, right=split.whole, total=total
            )


@dataclass(frozen=True, slots=True)
class _Split:
    """A cell and its parts along one dimension."""

    whole: str
    name: str
    parts: tuple[str, ...]
    overlapping: bool


@lru_cache(maxsize=8)  # the packages of all units have the cells of one pack, and they are thousands
def _splits(cells: frozenset[str]) -> tuple[_Split, ...]:
    """Every cell that has parts among the cells; subjects that are typed in are not partitioned."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in sorted(cells):
        key = parse_cell_key(text)
        subject = SUBJECTS.get(key.subject)
        if subject is None or subject.typed is not None:
            continue
        for name, _ in key.dims:
            parts[(str(_without(key, name)), name)].append(text)
    return tuple(
        _Split(whole, name, tuple(texts), name in SUBJECTS[parse_cell_key(whole).subject].overlapping)
        for (whole, name), texts in parts.items()
        if whole in cells
    )


def _without(key: CellKey, name: str) -> CellKey:
    return CellKey(key.subject, key.measure, tuple(pair for pair in key.dims if pair[0] != name))


@kind("cell_above", scope="unit", says="left value right total")
def cell_above(facts: Facts, rule: Rule, part: str, whole: str, without: str) -> Iterator[Finding]:
    """A cell of one subject exceeds the like cell of another, which has one dimension less."""
    figures = facts.context.figures
    cells = figures.cells if figures else {}
    for text, like in _alike(frozenset(cells), part, whole, without):
        if cells[text] > cells[like]:
            yield rule.found(Place("figures", text), left=text, value=cells[text], right=like, total=cells[like])


@lru_cache(maxsize=8)
def _alike(cells: frozenset[str], part: str, whole: str, without: str) -> tuple[tuple[str, str], ...]:
    """Cells of one subject, each with the like cell of another that has one dimension less."""
    keys = ((text, parse_cell_key(text)) for text in sorted(cells) if text.startswith(part))
    pairs = (
        (text, str(CellKey(whole, key.measure, _without(key, without).dims)))
        for text, key in keys
        if key.subject == part
    )
    return tuple((text, like) for text, like in pairs if like in cells)


@kind("changed_from_last_year", scope="unit", says="cell before after")
def changed_from_last_year(facts: Facts, rule: Rule, cells: tuple[CellName, ...]) -> Iterator[Finding]:
    """A figure changed by more than a share and by more than a number of people; both are definitions of the pack.

    Figures of another unit (before a merger) or of other definitions do not compare.
    """
    now, before = facts.context.figures, facts.context.previous
    if now is None or before is None or (now.unit, now.definitions) != (before.unit, before.definitions):
        return
    definitions = facts.context.definitions
    for cell in cells:
        new, old = now.cells.get(cell.text), before.cells.get(cell.text)
        if new is None or old is None:
            continue
        change = abs(new - old)
        if 100 * change > definitions.yearly_change_percent * old or change > definitions.yearly_change_people:
            yield rule.found(Place("figures", cell.text), cell=cell.text, before=old, after=new)


@kind("declared_differs", scope="declared", says="cell declared recomputed")
def declared_differs(pair: Declared, rule: Rule, absent: str) -> Iterator[Finding]:
    """A cell that the unit declared differs from the same cell counted from its records."""
    for cell, counted in pair.recomputed.cells.items():
        stated = pair.declared.cells.get(cell)
        if stated != counted:
            yield rule.found(
                Place("figures", cell),
                cell=cell,
                declared=absent if stated is None else stated,
                recomputed=counted,
            )


@kind("deputies_of_province", scope="province", says="count max units")
def deputies_of_province(
    view: ProvinceView, rule: Rule, cell: CellName, tier: str, tenths_per_unit: int
) -> Iterator[Finding]:
    """Deputies of all units of a tier are more than an average per unit allows (Nghị định 300/2025).

    Args:
        view: of the province.
        rule: the entry.
        cell: that counts the deputies.
        tier: of the units.
        tenths_per_unit: average allowed, in tenths, so that 2,5 stays exact.
    """
    units = {unit.id for unit in view.units.on(view.cut_off) if unit.kind == "administrative" and unit.tier == tier}
    count = sum(figures.cells.get(cell.text, 0) for key, figures in view.figures.items() if key in units)
    most = floor(Fraction(tenths_per_unit * len(units), 10))
    if count > most:
        yield rule.found(Place("figures", cell.text), count=count, max=most, units=len(units))


@kind("person_in_two_units", scope="province", says="person unit other")
def person_in_two_units(view: ProvinceView, rule: Rule) -> Iterator[Finding]:
    """Equal match tokens stand in the packages of two units."""
    by_token: dict[str, dict[str, Match]] = defaultdict(dict)
    for match in view.matches:
        by_token[match.token].setdefault(match.unit, match)
    seen: set[tuple[str, str]] = set()
    for token in sorted(by_token):
        units = sorted(by_token[token])
        for unit, other in pairwise(units):
            match = by_token[token][other]
            if (unit, match.person) not in seen:
                seen.add((unit, match.person))
                yield rule.found(
                    Place("person", match.person, ""),
                    person=RecordRef("person", match.person),
                    unit=UnitRef(other),
                    other=UnitRef(unit),
                )

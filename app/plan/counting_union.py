"""What does not add up over units, and what must be counted anew after units were merged (design §3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from app.domain.figures import UNKNOWN, Figures, parse_cell_key, total
from app.domain.units import Units
from app.plan.cells import with_dims
from app.plan.facts import Context, Facts
from app.plan.subjects import SUBJECTS

NOT_ADDITIVE: Final = frozenset({"planned_post"})
"""Subjects of which two units may count the same item."""
_TERM: Final = "term"


def count_union(contexts: Iterable[Context], cells: Collection[str]) -> dict[str, int]:
    """Counts the cells that do not add up, over the records of all units together.

    Args:
        contexts: of the units whose records are held.
        cells: keys; only those of subjects in `NOT_ADDITIVE` are counted.

    Returns:
        Cell → number, for `FormInput.counted_here`, each cell also told apart by the terms met; empty where a unit
        holds no person records, so that the cells of the total stay "…" instead of being too small.
    """
    keys = {cell: parse_cell_key(cell) for cell in cells}
    wanted = {cell: key for cell, key in keys.items() if key.subject in NOT_ADDITIVE}
    items: dict[str, set[str]] = {cell: set() for cell in wanted}
    by_term: dict[tuple[str, str], set[str]] = defaultdict(set)
    for context in contexts:
        facts = Facts(context)
        for name in {key.subject for key in wanted.values()}:
            subject = SUBJECTS[name]
            if not subject.counted_at(facts, frozenset()):
                return {}
            reads = {dim: bind(facts) for dim, bind in subject.dims.items()}
            for entry in subject.entries(facts):
                codes = {dim: read(entry) for dim, read in reads.items()}
                for cell, key in wanted.items():
                    if key.subject == name and all(codes[dim] == code for dim, code in key.dims):
                        items[cell].add(entry.item)
                        by_term[cell, codes.get(_TERM, UNKNOWN)].add(entry.item)
    apart = {
        with_dims(cell, {_TERM: term}): len(found)
        for (cell, term), found in by_term.items()
        if term != UNKNOWN and not set(term) & set("{},=")  # free text that may not fit into a key
    }
    return {**apart, **{cell: len(found) for cell, found in items.items()}}


def rebase(by_unit: Mapping[str, Figures], units: Units) -> dict[str, Figures]:
    """Figures of dissolved units, added up under the units that took over.

    Local governments do not add: those merged are one, with a woman among its key leaders where any of them had one.

    Args:
        by_unit: figures of one cut-off.
        units: with their lineage.

    Returns:
        Successor key → figures; a unit that still exists or was abolished keeps its key.

    Raises:
        ValueError: figures that are to be added differ in cut-off or definitions.
    """
    groups: dict[str, list[Figures]] = defaultdict(list)
    for key, figures in by_unit.items():
        groups[_today(key, units)].append(figures)
    result = {}
    for key, parts in groups.items():
        added = total(parts)
        assert added is not None, "a group has a part"
        cells = dict(added.cells) if len(parts) == 1 else _merged(added.cells)
        result[key] = replace(added, unit=key, cells=cells)
    return result


def _today(key: str, units: Units) -> str:
    while (successor := units.successor(key)) is not None:
        key = successor.id
    return key


def _merged(cells: Mapping[str, int]) -> dict[str, int]:
    """Cells of a merged unit: governments are counted anew from the parts."""
    merged = dict(cells)
    for cell, number in cells.items():
        key = parse_cell_key(cell)
        if key.subject == "government":
            tiers = 1 if any(name == "tier" for name, _ in key.dims) else _tiers(cells)
            merged[cell] = min(number, tiers)
    return merged


def _tiers(cells: Mapping[str, int]) -> int:
    """How many tiers of government the merged unit has."""
    tiers = [
        cell for cell, number in cells.items() if number and cell.startswith("government{tier=") and "," not in cell
    ]
    return max(1, len(tiers))

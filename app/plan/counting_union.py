"""What does not add up over units and is counted over the records of all of them (design §3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from app.domain.figures import UNKNOWN, parse_cell_key
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
        holds no person records, so that the cells of the total stay "…" instead of being too small, and without units.
    """
    keys = {cell: parse_cell_key(cell) for cell in cells}
    wanted = {cell: key for cell, key in keys.items() if key.subject in NOT_ADDITIVE}
    items: dict[str, set[str]] = {cell: set() for cell in wanted}
    by_term: dict[tuple[str, str], set[str]] = defaultdict(set)
    nobody = True
    for context in contexts:
        nobody = False
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
    if nobody:
        return {}
    apart = {
        with_dims(cell, {_TERM: term}): len(found)
        for (cell, term), found in by_term.items()
        if term != UNKNOWN and not set(term) & set("{},=")  # free text that may not fit into a key
    }
    return {**apart, **{cell: len(found) for cell, found in items.items()}}

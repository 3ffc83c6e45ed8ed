"""Counting: which cells are asked for, and their numbers from the records of one unit.

Hides how it is fast: the codes of the entries are read once per dimension into columns; the cells that share a
subject and a set of dimensions are then counted in one pass.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.figures import CellKey, Figures, parse_cell_key
from app.plan.definitions import Definitions
from app.plan.entries import ONE, Entry
from app.plan.facts import Context, Facts
from app.plan.subjects import SUBJECTS, Subject

COUNTING_VERSION: Final = "1"
"""Changes when the same records would give other figures; part of the digest that figures must share to add."""
_COUNTED_LISTS: Final = ("posts", "body_kinds", "ethnic_groups", "population_groups")
_COUNTED_ATTRIBUTES: Final = ("leader", "head", "dvsn", "party", "authority", "dtts")

Codes = tuple[str, ...]
Shape = tuple[str, str, Codes]
"""Subject, measure and names of the dimensions."""


def definitions_digest(definitions: Definitions, catalogue: Catalogue) -> str:
    """Digest of what the numbers of cells depend on beside the records; only figures that share it may be added."""
    sets = (definitions.key_posts, definitions.service_key_posts, definitions.counted_training)
    parts = [COUNTING_VERSION, *(",".join(sorted(codes)) for codes in sets)]
    parts += [f"{tier}={limit}" for tier, limit in sorted(definitions.young_under.items())]
    parts += [f"{definitions.age_bands}", f"{definitions.stage_starts}"]
    for name in _COUNTED_LISTS:
        for code in sorted(catalogue[name], key=lambda item: item.code):
            flags = "".join("1" if code.is_set(attribute) else "0" for attribute in _COUNTED_ATTRIBUTES)
            parts.append(f"{name}:{code.code}:{flags}")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CellPlan:
    """Cells read once for many units: for each shape the cells with their codes."""

    shapes: tuple[tuple[Shape, tuple[tuple[str, Codes], ...]], ...]


def plan_cells(cells: Collection[str]) -> CellPlan:
    """Reads cell keys and puts those of one shape together.

    Raises:
        ValueError: a key names an unknown subject, measure or dimension.
    """
    shapes: dict[Shape, list[tuple[str, Codes]]] = defaultdict(list)
    for text in cells:
        key = parse_cell_key(text)
        shapes[key.subject, key.measure, tuple(name for name, _ in key.dims)].append((text, _codes(key)))
    for (name, measure, names), wanted in shapes.items():
        subject = SUBJECTS.get(name)
        if subject is None or (measure and measure not in subject.measures) or not set(names) <= set(subject.dims):
            raise ValueError(wanted[0][0])
    return CellPlan(tuple((shape, tuple(wanted)) for shape, wanted in shapes.items()))


def count(context: Context, cells: Collection[str] | CellPlan) -> Figures:
    """Counts cells of one unit.

    Args:
        context: records, definitions and cut-off.
        cells: keys of the cells, or their plan; nothing else is counted.

    Returns:
        Figures with every cell that the records at hand allow, 0 included; a cell that needs withheld records is
        absent.

    Raises:
        ValueError: a key names an unknown subject, measure or dimension.
    """
    return count_facts(Facts(context), cells)


def count_facts(facts: Facts, cells: Collection[str] | CellPlan) -> Figures:
    """As `count`, from facts that are already derived."""
    context = facts.context
    return Figures(
        unit=context.data.unit,
        cut_off=context.cut_off.isoformat(),
        definitions=definitions_digest(context.definitions, context.catalogue),
        level=context.data.level,
        cells=_numbers(facts, cells if isinstance(cells, CellPlan) else plan_cells(cells)),
    )


def _numbers(facts: Facts, plan: CellPlan) -> dict[str, int]:
    counters: dict[str, _Counter] = {}
    numbers: dict[str, int] = {}
    for (name, measure, names), wanted in plan.shapes:
        subject = SUBJECTS[name]
        if not subject.counted_at(facts, frozenset(names)):
            continue
        counter = counters.setdefault(name, _Counter(subject, facts))
        counted = counter.count(measure, names)
        numbers.update((text, counted.get(codes, 0)) for text, codes in wanted)
    return numbers


def _codes(key: CellKey) -> Codes:
    return tuple(code for _, code in key.dims)


class _Counter:
    """Counts one subject: its entries, and those made of typed-in numbers for what is asked."""

    def __init__(self, subject: Subject, facts: Facts) -> None:
        self._subject = subject
        self._facts = facts
        self._listed: _Columns | None = None
        self._typed: dict[frozenset[str], _Columns] = {}

    def count(self, measure: str, names: Codes) -> Counter[Codes]:
        """Numbers by the codes of the dimensions."""
        if self._listed is None:
            self._listed = _Columns(self._subject, self._facts, tuple(self._subject.entries(self._facts)))
        counted = self._listed.count(measure, names)
        if self._subject.typed is not None:
            asked = self._subject.typed_by.intersection(names)
            if asked not in self._typed:
                typed = tuple(self._subject.typed(self._facts, asked))
                self._typed[asked] = _Columns(self._subject, self._facts, typed)
            for codes, number in self._typed[asked].count(measure, names).items():
                counted[codes] += number
        return counted


class _Columns:
    """Codes of the entries of one subject, a column per dimension, read when first asked for.

    An item counts once for the same codes. Codes of partitioning dimensions are the same in all entries of an item, so
    that the entries to look at depend on the overlapping dimensions only and are found once for each set of them.
    """

    def __init__(self, subject: Subject, facts: Facts, entries: Sequence[Entry]) -> None:
        self._subject = subject
        self._facts = facts
        self._entries = entries
        self._single = len({entry.item for entry in entries}) == len(entries)
        self._plain = all(entry.values is ONE for entry in entries)
        self._columns: dict[str, list[str]] = {}
        self._chosen: dict[Codes, list[int]] = {}
        self._parts: dict[tuple[Codes, str], list[str]] = {}

    def count(self, measure: str, names: Codes) -> Counter[Codes]:
        """Numbers by the codes of the dimensions."""
        if not self._plain:
            return self._summed(measure, names)
        if measure:
            return Counter()
        overlapping = tuple(name for name in names if name in self._subject.overlapping)
        if not names:
            return Counter({(): len(self._choose(overlapping))})
        return Counter(zip(*(self._part(overlapping, name) for name in names), strict=True))

    def _summed(self, measure: str, names: Codes) -> Counter[Codes]:
        assert self._single, "what has weights is counted from single entries"
        columns = [self._column(name) for name in names]
        rows: Iterable[Codes] = zip(*columns, strict=True) if columns else [()] * len(self._entries)
        result: Counter[Codes] = Counter()
        for entry, codes in zip(self._entries, rows, strict=True):
            result[codes] += entry.values.get(measure, 0)
        return result

    def _part(self, overlapping: Codes, name: str) -> list[str]:
        """A column, of the chosen entries only."""
        if self._single:
            return self._column(name)
        if (overlapping, name) not in self._parts:
            column = self._column(name)
            self._parts[overlapping, name] = [column[index] for index in self._choose(overlapping)]
        return self._parts[overlapping, name]

    def _choose(self, overlapping: Codes) -> list[int]:
        """The first entry of each item with the same codes in the overlapping dimensions."""
        if overlapping not in self._chosen:
            items = [entry.item for entry in self._entries]
            keys = zip(items, *(self._column(name) for name in overlapping), strict=True)
            first: dict[tuple[str, ...], int] = {}
            for index, key in enumerate(keys):
                first.setdefault(key, index)
            self._chosen[overlapping] = list(first.values())
        return self._chosen[overlapping]

    def _column(self, name: str) -> list[str]:
        if name not in self._columns:
            read = self._subject.dims[name](self._facts)
            self._columns[name] = [read(entry) for entry in self._entries]
        return self._columns[name]

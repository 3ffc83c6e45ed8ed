"""Forms "để công bố": small counts masked, with as many others as keep them from being worked out (Luật 91/2025/QH15).

Pure, over filled forms. Hides what a reader can add up: the rows of a total, the parts of a cell along one dimension of
its key, the same figure in two tables, a share beside its counts (docs/decisions/0023-small-cells.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Final

from app.domain.figures import CellKey, parse_cell_key
from app.domain.table import Cell, FilledForm, Points, Ratio, Row, Table

MASKED: Final = "*"
_NOTE: Final = (
    "Bản để công bố: dấu * là số không nêu, vì dưới {limit} người hoặc vì từ đó suy ra được một số dưới {limit} người "
    "(Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15)."
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A whole and its parts, as a reader can add them up; names of figures."""

    whole: str
    parts: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """All of them."""
        return (self.whole, *self.parts)


def publishable(forms: Sequence[FilledForm], limit: int) -> tuple[FilledForm, ...]:
    """Forms that go into one file for publication.

    Args:
        forms: filled; all of them are looked at together, for a figure may stand in several.
        limit: counts from 1 to below it are small.
    """
    found = _Figures(forms)
    hidden = masked(found.values, found.relations, _small(found, limit))
    return tuple(_masked_form(number, form, found, hidden, limit) for number, form in enumerate(forms))


def masked(values: Mapping[str, int], relations: Sequence[Relation], small: Iterable[str]) -> frozenset[str]:
    """The figures that are not shown: the small ones and, until none of them follows from the rest, others.

    Args:
        values: all figures that are shown as numbers.
        relations: among them.
        small: figures that must not be known.

    Returns:
        A set of which no member is determined by the relations and the figures outside it.
    """
    hidden = set(small)
    while known := determined(relations, hidden):
        chosen = _next(values, relations, hidden, known)
        if chosen is None:
            break
        hidden.add(chosen)
    return frozenset(hidden)


def determined(relations: Iterable[Relation], hidden: Iterable[str]) -> frozenset[str]:
    """Hidden figures that follow from the relations and from all figures that are shown."""
    secret = set(hidden)
    rows: list[dict[str, Fraction]] = []
    for relation in relations:
        row: dict[str, Fraction] = defaultdict(Fraction)
        for name in relation.parts:
            row[name] += 1
        row[relation.whole] -= 1
        left = {name: value for name, value in row.items() if value and name in secret}
        _reduce_into(rows, left)
    return frozenset(next(iter(row)) for row in rows if len(row) == 1)


def _reduce_into(rows: list[dict[str, Fraction]], row: dict[str, Fraction]) -> None:
    """One step of Gauss and Jordan: every row keeps a leading figure that no other row has."""
    for other in rows:
        lead = next(iter(other))
        if lead in row:
            _subtract(row, other, row[lead] / other[lead])
    if not row:
        return
    lead = next(iter(row))
    for other in rows:
        if lead in other:
            _subtract(other, row, other[lead] / row[lead])
    rows.append(row)


def _subtract(row: dict[str, Fraction], other: Mapping[str, Fraction], times: Fraction) -> None:
    for name, value in other.items():
        left = row.get(name, Fraction()) - times * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def _next(
    values: Mapping[str, int], relations: Iterable[Relation], hidden: set[str], known: frozenset[str]
) -> str | None:
    """The figure to mask next: of a relation with a known one, a part rather than a whole, small but not 0."""
    choices = {
        (name == relation.whole, values.get(name, 0) == 0, values.get(name, 0), name)
        for relation in relations
        if not known.isdisjoint(relation.members)
        for name in relation.members
        if name not in hidden
    }
    return min(choices)[-1] if choices else None


class _Figures:
    """Every counted cell of the forms by a name; cells with one key are one figure."""

    def __init__(self, forms: Sequence[FilledForm]) -> None:
        self.names: dict[tuple[int, str, str, str], str] = {}
        self.values: dict[str, int] = {}
        self.keys: set[str] = set()
        self.nested: list[tuple[str, str]] = []
        relations: list[Relation] = []
        for number, form in enumerate(forms):
            for table in form.tables:
                relations += self._read(number, table)
        self.relations = tuple(dict.fromkeys((*relations, *self._of_keys())))

    def _read(self, form: int, table: Table) -> Iterator[Relation]:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.kind == "int" and isinstance(cell.value, int) and not isinstance(cell.value, bool):
                    place = (form, table.id, row.id, column.id)
                    self.names[place] = cell.key or "/".join(map(str, place))
                    self.values[self.names[place]] = cell.value
                    self.keys |= {cell.key} - {""}
        yield from self._of_totals(form, table)

    def _of_totals(self, form: int, table: Table) -> Iterator[Relation]:
        for row in table.rows:
            for column in table.columns if row.sums else ():
                whole = self.names.get((form, table.id, row.id, column.id))
                parts = [self.names.get((form, table.id, part, column.id)) for part in row.sums]
                if whole is not None:
                    yield Relation(whole, tuple(part for part in parts if part is not None))

    def _of_keys(self) -> Iterator[Relation]:
        """Figures of which some are the parts of another along one dimension, wherever they stand."""
        known = {_parsed(name): name for name in sorted(self.keys)}
        parts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (key, unit), name in known.items():
            for kept in _subsets(key.dims):
                whole = known.get((replace(key, dims=kept), unit))
                if whole is None:
                    continue
                self.nested.append((whole, name))
                if len(kept) == len(key.dims) - 1:
                    parts[whole, next(iter(set(key.dims) - set(kept)))[0]].append(name)
        for (whole, _), group in parts.items():
            if len(group) > 1 and sum(self.values[part] for part in group) == self.values[whole]:
                yield Relation(whole, tuple(group))


def _parsed(text: str) -> tuple[CellKey, str]:
    cell, _, unit = text.partition("@")
    return parse_cell_key(cell), unit


def _subsets(dims: tuple[tuple[str, str], ...]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Dimensions of every coarser key."""
    for size in range(len(dims)):
        yield from combinations(dims, size)


def _small(found: _Figures, limit: int) -> set[str]:
    """Figures under the limit, and parts that leave a rest under it."""
    hidden = {name for name, value in found.values.items() if 0 < value < limit}
    hidden |= {part for whole, part in found.nested if 0 < found.values[whole] - found.values[part] < limit}
    return hidden


def _masked_form(number: int, form: FilledForm, found: _Figures, hidden: frozenset[str], limit: int) -> FilledForm:
    tables = tuple(_masked_table(number, table, found, hidden, limit) for table in form.tables)
    return replace(form, tables=tables, notes=(*form.notes, _NOTE.format(limit=limit)))


def _masked_table(number: int, table: Table, found: _Figures, hidden: frozenset[str], limit: int) -> Table:
    return replace(table, rows=tuple(_masked_row(number, table, row, found, hidden, limit) for row in table.rows))


def _masked_row(number: int, table: Table, row: Row, found: _Figures, hidden: frozenset[str], limit: int) -> Row:
    names = [found.names.get((number, table.id, row.id, column.id)) for column in table.columns]
    gone = {column.id for column, name in zip(table.columns, names, strict=True) if name in hidden}
    cells = (
        Cell(MASKED)
        if column.id in gone or _tells(cell, gone, limit)
        else replace(cell, formula="")  # a spreadsheet would add up what is not there
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    return replace(row, cells=tuple(cells))


def _tells(cell: Cell, gone: set[str], limit: int) -> bool:
    """Whether a share or a difference of shares gives a masked count away."""
    if isinstance(cell.value, Points):
        return bool(gone)
    if not isinstance(cell.value, Ratio):
        return False
    above, below = cell.value.numerator, cell.value.denominator
    return bool(gone) or any(0 < abs(value) < limit for value in (above, below, below - above))

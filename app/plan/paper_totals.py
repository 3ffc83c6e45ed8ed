"""What a signed-off paper report can tell: its cells, named in Vietnamese, and the sums that must hold between them.

A report of the whole province knows results that no sum of its cells gives ("1.4: 40/45 xã"): they stand in cells of
their own, of the subject `line`, which counting never makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.figures import CellKey, parse_cell_key
from app.plan.explain import described
from app.plan.indicator_defs import REPORTED, IndicatorDef, reported_cells
from app.plan.pack import Pack
from app.plan.wanted import indicator_cells
from app.vietnamese.numbers import integer

_ONE_CODE: Final = frozenset({"sex", "dtts", "woman_key"})
_ONE_OF_EACH: Final = frozenset({"body", "government", "headcount", "resident"})
"""Subjects whose items have one code of every dimension; a planned person may stand in two tiers."""


def paper_cells(pack: Pack, catalogue: Catalogue) -> dict[str, str]:
    """Cells that a paper report may tell, each with its Vietnamese name, those of sectors last."""
    cells = set(indicator_cells(pack.indicators, pack.definitions, catalogue))
    order = sorted(cells, key=lambda cell: (_has_sector(cell), cell))
    found = {cell: described(parse_cell_key(cell), catalogue) for cell in order if not _has_sector(cell)}
    for line in pack.indicators:
        if (told := reported_cells(line)) is not None:
            word = f"Chỉ tiêu {line.code}, {line.title}"
            found[told[0]] = f"{word}: số {line.unit_word} đạt (chỉ ghi ở dòng Toàn tỉnh)"
            found[told[1]] = f"{word}: số {line.unit_word} được tính (chỉ ghi ở dòng Toàn tỉnh)"
    return found | {cell: described(parse_cell_key(cell), catalogue) for cell in order if _has_sector(cell)}


def wrong_sums(cells: Mapping[str, int], lines: Iterable[IndicatorDef], names: Mapping[str, str]) -> tuple[str, ...]:
    """Sums of one report that do not hold, as sentences.

    Args:
        cells: cell → number.
        lines: of the pack: what stands above a line is part of what stands below it.
        names: of cells.
    """
    found = [*_wrong_parts(cells, names)]
    for line in lines:
        for above, below in _quotients(line):
            parts, whole = _sum(cells, above), _sum(cells, below)
            if parts is not None and whole is not None and parts > whole:
                said = f"chỉ tiêu {line.code} ({line.title}): tử số {integer(parts)} lớn hơn mẫu số {integer(whole)}"
                found.append(said)
    return tuple(dict.fromkeys(found))


def wrong_total(
    whole: Mapping[str, int], parts: Iterable[Mapping[str, int]], names: Mapping[str, str], *, complete: bool
) -> tuple[str, ...]:
    """Cells in which the units do not make the total of the province.

    Args:
        whole: of the province.
        parts: of the units that are known.
        complete: every unit is known, so that the sum must be the total; else it may not exceed it.
    """
    known = tuple(parts)
    found = []
    for cell, total in whole.items():
        values = [part[cell] for part in known if cell in part]
        every = complete and len(values) == len(known)
        added = sum(values)
        if added > total or (every and values and added != total):
            word = "khác" if every else "lớn hơn"
            found.append(f"{names.get(cell, cell)}: các đơn vị cộng lại {integer(added)}, {word} toàn tỉnh {total}")
    return tuple(found)


def _wrong_parts(cells: Mapping[str, int], names: Mapping[str, str]) -> Iterator[str]:
    """Parts that are more than their whole; where an item has one code of a dimension, its parts together are not."""
    keys = {cell: parse_cell_key(cell) for cell in cells}
    for cell, key in keys.items():
        for parts in _parts_of(key, keys):
            added = sum(cells[part] for part in parts)
            if added > cells[cell]:
                told = " + ".join(names.get(part, part) for part in parts)
                yield f"{told} = {integer(added)}, lớn hơn {names.get(cell, cell)} = {integer(cells[cell])}"


def _parts_of(whole: CellKey, keys: Mapping[str, CellKey]) -> Iterator[list[str]]:
    """Groups of cells that cannot be more than the whole: those with one more dimension, added up where they may be."""
    found = []
    for cell, key in keys.items():
        more = set(key.dims) - set(whole.dims)
        same = (key.subject, key.measure) == (whole.subject, whole.measure)
        if same and len(more) == 1 and len(key.dims) == len(whole.dims) + 1:
            found.append((more.pop()[0], cell))
    for dim, group in groupby(sorted(found), key=lambda item: item[0]):
        parts = [cell for _, cell in group]
        if dim in _ONE_CODE or whole.subject in _ONE_OF_EACH:
            yield parts
        else:
            yield from ([part] for part in parts)


def _quotients(line: IndicatorDef) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if (told := reported_cells(line)) is not None:
        yield (told[0],), (told[1],)
        return
    yield line.numerator, line.denominator


def _sum(cells: Mapping[str, int], wanted: tuple[str, ...]) -> int | None:
    return sum(cells[cell] for cell in wanted) if wanted and all(cell in cells for cell in wanted) else None


def _has_sector(cell: str) -> bool:
    return any(name == "sector" for name, _ in parse_cell_key(cell).dims)


def allowed_for_unit(cell: str) -> bool:
    """Whether the row of a unit may tell a cell; a result of the province is no figure of a unit."""
    return parse_cell_key(cell).subject != REPORTED

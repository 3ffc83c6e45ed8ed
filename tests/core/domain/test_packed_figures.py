"""Packed figures say what dictionaries say, and sums over them are those of plain loops."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import Figures, PackedCells, Sums
from app.domain.schema import Level

NAMES = st.sampled_from([f"leader{{post={number}}}" for number in range(6)])
CELLS = st.dictionaries(NAMES, st.integers(-(2**40), 2**40), max_size=6)


def packed(cells: dict[str, int], places: dict[tuple[str, ...], dict[str, int]]) -> PackedCells:
    """The same cells beside a list of names that equal ones share."""
    names = tuple(sorted(cells))
    shared = places.setdefault(names, {name: place for place, name in enumerate(names)})
    return PackedCells(shared, array("q", [cells[name] for name in names]))


@given(CELLS)
def test_packed_cells_are_the_mapping(cells: dict[str, int]) -> None:
    made = packed(cells, {})
    assert made == cells
    assert dict(made) == cells
    assert {name: made.get(name) for name in (*cells, "x")} == {**cells, "x": None}


@given(st.lists(st.tuples(CELLS, st.booleans()), max_size=8), st.lists(NAMES, max_size=4))
def test_sums_are_those_of_plain_loops(units: list[tuple[dict[str, int], bool]], wanted: list[str]) -> None:
    places: dict[tuple[str, ...], dict[str, int]] = {}
    by_unit = {
        str(number): Figures(str(number), "2026-12-14", "", Level.SO_LIEU, packed(cells, places) if small else cells)
        for number, (cells, small) in enumerate(units)
    }
    sums = Sums(by_unit)
    whole = all(name in cells for cells, _ in units for name in wanted)
    expected = sum(cells[name] for cells, _ in units for name in wanted) if whole and units else None
    assert sums.of(wanted) == expected
    assert sums.of(wanted) == expected  # kept, and the same again

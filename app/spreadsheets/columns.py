"""Cells between the reader process and the program: column by column, each distinct value once.

Hides that 50,000 rows hold far fewer values than cells: a value is packed, sent, made and hashed once for a column, and
all its cells are that one object afterwards.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

_ROWS_AT_ONCE: Final = 200
"""So few that a block of fresh cells is read again while it is still near the processor."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column on its way.

    Attributes:
        values: its distinct values, in the order in which they were met.
        cells: for each row the place of its value in `values`, as unsigned integers of this machine.
    """

    values: list[Any]
    cells: bytes


@dataclass(frozen=True, slots=True)
class _Bool:
    """Stands for a truth value in a dictionary, where True would be the same key as 1."""

    value: bool


def pack_columns(rows: Iterable[list[Any]], first: int, plain: Callable[[Any], Any]) -> tuple[tuple[Column, ...], int]:
    """Packs rows of one width.

    Args:
        rows: of cells; "" where a cell is empty.
        first: how many empty columns stand before them.
        plain: turns a value into one that can travel.

    Returns:
        The columns, the empty ones before them too, and how many cells are filled.
    """
    known: list[tuple[dict[Any, int], array[int]]] = []
    cells = 0
    for block in _blocks(rows):
        known = known or [(defaultdict(count().__next__), array("I")) for _ in block[0]]
        for (places, numbers), values in zip(known, zip(*block, strict=True), strict=True):
            keys = map(_key, values) if bool in map(type, values) else values
            numbers.fromlist(list(map(places.__getitem__, keys)))
            cells += len(values)
    if not known:
        return (), 0
    empty = Column([None], bytes(array("I").itemsize * len(known[0][1])))
    columns = [
        Column([None if key == "" else plain(_value(key)) for key in places], numbers.tobytes())
        for places, numbers in known
    ]
    blank = sum(numbers.count(places[""]) for places, numbers in known if "" in places)
    return (empty,) * first + tuple(columns), cells - blank


def rows_of(columns: tuple[Column, ...]) -> list[list[Any]]:
    """Rows of packed columns.

    Raises:
        ValueError: the columns do not belong together.
    """
    try:
        return list(map(list, zip(*map(_cells, columns), strict=True)))
    except IndexError as problem:
        raise ValueError("a place beyond the values") from problem


def _cells(column: Column) -> Iterator[Any]:
    numbers = array("I")
    numbers.frombytes(column.cells)
    return map(column.values.__getitem__, numbers)


def _blocks(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    source = iter(rows)
    while block := list(islice(source, _ROWS_AT_ONCE)):
        yield block


def _key(value: Any) -> Any:
    return _Bool(value) if type(value) is bool else value


def _value(key: Any) -> Any:
    return key.value if type(key) is _Bool else key

"""Where the headings of a sheet are and what each column means.

Hides titles above the table, headings of two or three rows, joined cells, rows of column numbers and renamed columns.
A column is never taken by its position (threats.md J18).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from app.domain.registry import TABLES
from app.domain.schema import TableSpec
from app.spreadsheets.titles import (
    IMPORTED,
    PEOPLE,
    RETURN_TITLE,
    Heading,
    Target,
    find_loosely,
    find_target,
    heading_of,
    is_title,
    sheet_title,
)
from app.spreadsheets.values import plain_text
from app.spreadsheets.wire import Sheet
from app.vietnamese.fold import fold

_SEARCHED_ROWS: Final = 40
_DEEPEST: Final = 3
_LONGEST_TITLE: Final = 120
_ID_TITLES: Final = frozenset({"ma", "ma ban ghi"})
_RETURNED: Final = frozenset({fold(RETURN_TITLE), fold("Lý do")})
_ORDINALS: Final = frozenset({"tt", "stt", "so tt", "so thu tu"})
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_NUMBER: Final = re.compile(r"\(?(\d{1,2}|[A-EĐ])\)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was understood.

    Attributes:
        place: 0-based number in the sheet.
        title: its headings, joined.
        target: where its cells go.
        guessed: its heading was not known, but near to a known one: a question.
        chosen: a person said what it is, now or at an earlier import.
    """

    place: int
    title: str
    target: Target
    guessed: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read.

    Attributes:
        table: name of the table, or `PEOPLE`.
        header: places of its heading rows in `Sheet.rows`, first and last.
        columns: those understood, from left to right.
        unknown: titles of columns that nobody reads, with their places.
        id_column: place of the column of record ids; None in a foreign list.
        ordinal: place of the column of running numbers; None where there is none.
        chosen: place → key of a target or "", as a person chose, now or at an earlier import.
    """

    table: str
    header: tuple[int, int]
    columns: tuple[Column, ...]
    unknown: tuple[tuple[int, str], ...]
    id_column: int | None
    ordinal: int | None
    chosen: Mapping[int, str] = field(default_factory=dict)


def find_layout(sheet: Sheet, rows: list[list[Any]], header: tuple[int, int] | None = None) -> Layout | None:
    """Finds the headings of a sheet and which table they speak of; only headings that name a field are taken.

    Args:
        sheet: for its name and its joined cells.
        rows: its rows, decoded to Unicode.
        header: numbers of the first and the last row of headings, as a person chose them.

    Returns:
        The best reading; None where no row looks like headings of any table.
    """
    best: tuple[tuple[int, ...], Layout] | None = None
    wanted = fold(sheet.name)
    joined = _joined_cells(sheet)
    for first, last in _chosen_span(sheet, rows, header) if header else _spans(rows):
        if best is not None and not header and _titled(rows[first]) < max(2, best[0][0] // 4):
            continue  # a row of people with a word that is a title too, below headings that were found
        headings = _headings(_titles(sheet, rows, joined, first, last))
        if not headings:
            continue
        for table in (PEOPLE, *(spec.name for spec in IMPORTED)):
            layout = _layout(table, headings, (first, last))
            found = _fields_of(layout.columns)
            if not _is_enough(table, found, len(headings)) and not (header and table == PEOPLE):
                continue
            named = table != PEOPLE and fold(sheet_title(TABLES[table])) == wanted
            score = (len(found), named, -len(layout.unknown), first - last, -first)
            if best is None or score > best[0]:
                best = (score, layout)
    if best is None:
        return None
    return best[1] if header else _deepened(best[1], sheet, rows, joined)


def any_layouts(sheet: Sheet, rows: list[list[Any]]) -> Iterator[Layout]:
    """Every way to take rows near the top for the headings of a list of people, whether they name a field or not."""
    joined = _joined_cells(sheet)
    for first in range(min(len(rows), _SEARCHED_ROWS)):
        for last in range(first, min(first + _DEEPEST, len(rows))):
            headings = _headings(_titles(sheet, rows, joined, first, last))
            if len(headings) > 1:
                yield _layout(PEOPLE, headings, (first, last))


def is_number_row(row: list[Any]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 … or A, B, 1, 2 …"""
    numbers: list[int] = []
    texts = 0
    for value in row:
        if value is None:
            continue
        match = _NUMBER.fullmatch(value if type(value) is str else plain_text(value))
        if match is None:
            return False
        texts += 1
        if match[1].isdecimal():
            numbers.append(int(match[1]))
    return texts > 2 and len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))


def _spans(rows: list[list[Any]]) -> Iterator[tuple[int, int]]:
    searched = min(len(rows), _SEARCHED_ROWS)
    for first in range(searched):
        if not _titled(rows[first]):
            continue
        for depth in range(_DEEPEST):
            if first + depth < len(rows):
                yield first, first + depth


def _titled(row: list[Any]) -> int:
    """How many cells of a row name a field of some table."""
    return sum(type(value) is str and is_title(value.partition("(")[0]) for value in row)


def _deepened(
    layout: Layout, sheet: Sheet, rows: list[list[Any]], joined: Mapping[tuple[int, int], tuple[int, int]]
) -> Layout:
    """Takes the rows below that still are headings, though no field is named in them."""
    first, last = layout.header
    while last + 1 < len(rows) and last - first + 1 < _DEEPEST and _goes_on(layout, rows, joined, last + 1):
        last += 1
    if last == layout.header[1]:
        return layout
    headings = _headings(_titles(sheet, rows, joined, first, last))
    deeper = _layout(layout.table, headings, (first, last))
    if _is_enough(layout.table, _fields_of(deeper.columns), len(headings)):
        return deeper
    return replace(layout, header=(first, last))


def _goes_on(
    layout: Layout, rows: list[list[Any]], joined: Mapping[tuple[int, int], tuple[int, int]], number: int
) -> bool:
    """Whether a row is one more of headings: a joined heading reaches into it, or it only divides headings above."""
    first = layout.header[0]
    if any(first <= joined.get((number, column.place), (number, 0))[0] < number for column in layout.columns):
        return True
    filled = {place: value for place, value in enumerate(rows[number]) if value is not None}
    heads = {column.place for column in layout.columns if column.target.field.name == "full_name"} | {layout.ordinal}
    if layout.table != PEOPLE or not heads.isdisjoint(filled):
        return False
    untitled = [place for place in filled if not any(_title_text(rows, above, place) for above in range(first, number))]
    return bool(untitled) and all(isinstance(value, str) and _LETTERS.search(value) for value in filled.values())


def _chosen_span(sheet: Sheet, rows: list[list[Any]], header: tuple[int, int]) -> Iterator[tuple[int, int]]:
    first, last = (number - sheet.first_row for number in header)
    if 0 <= first <= last < len(rows):
        yield first, last


def _joined_cells(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Place of each cell of a joined area near the top → place of the cell that holds its text."""
    joined: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in sheet.merged:
        origin = (top - sheet.first_row, left)
        if not 0 <= origin[0] < _SEARCHED_ROWS + _DEEPEST or right - left > 200:
            continue
        for row in range(top, min(bottom, top + _DEEPEST) + 1):
            for column in range(left, right + 1):
                joined[row - sheet.first_row, column] = origin
    return joined


def _titles(
    sheet: Sheet, rows: list[list[Any]], joined: Mapping[tuple[int, int], tuple[int, int]], first: int, last: int
) -> dict[int, tuple[str, ...]]:
    """Headings of each column from top to bottom; a heading without joined cells spreads right over empty ones."""
    width = max(len(row) for row in rows[first : last + 1])
    titles: dict[int, list[str]] = {column: [] for column in range(width)}
    for number in range(first, last + 1):
        left = ""
        for column in range(width):
            row, place = joined.get((number, column), (number, column))
            text = _title_text(rows, row, place)
            below = any(_title_text(rows, under, column) for under in range(number + 1, last + 1))
            if not text and not sheet.merged and below and left:
                text = left
            left = text or (left if below else "")
            if text and text not in titles[column]:
                titles[column].append(text)
    return {column: tuple(parts) for column, parts in titles.items()}


def _title_text(rows: list[list[Any]], row: int, column: int) -> str:
    if not 0 <= row < len(rows) or column >= len(rows[row]):
        return ""
    text = plain_text(rows[row][column])
    return text if len(text) <= _LONGEST_TITLE else ""


def _headings(titles: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, Heading]]:
    spans = Counter(parts[0] for parts in titles.values() if parts)
    return {
        place: (" ".join(parts), heading_of(parts, alone=spans[parts[0]] == 1))
        for place, parts in titles.items()
        if parts
    }


def _layout(table: str, headings: Mapping[int, tuple[str, Heading]], header: tuple[int, int]) -> Layout:
    columns: list[Column] = []
    unknown: list[tuple[int, str]] = []
    id_column = ordinal = None
    seen: set[tuple[str, str, str]] = set()
    for place, (title, heading) in headings.items():
        folded = heading.keys[0]
        if folded in _RETURNED:
            continue
        if folded in _ID_TITLES:
            id_column = place
        elif folded in _ORDINALS and ordinal is None:
            ordinal = place
        elif (target := find_target(table, heading)) and _is_free(target, seen):
            columns.append(Column(place, title, target))
        else:
            unknown.append((place, title))
    layout = Layout(table, header, tuple(columns), tuple(unknown), id_column, ordinal)
    return _with_longer(layout, headings) if table == PEOPLE else layout


def _with_longer(layout: Layout, headings: Mapping[int, tuple[str, Heading]]) -> Layout:
    """Takes columns whose heading says more words than needed, for fields that no column has yet."""
    taken = _fields_of(layout.columns)
    longer: list[Column] = []
    for place, title in layout.unknown:
        target = find_loosely(headings[place][1])
        if target is not None and (target.table, target.field.name) not in taken:
            taken.add((target.table, target.field.name))
            longer.append(Column(place, title, target))
    if not longer:
        return layout
    places = {column.place for column in longer}
    columns = sorted([*layout.columns, *longer], key=lambda column: column.place)
    unknown = tuple(item for item in layout.unknown if item[0] not in places)
    return replace(layout, columns=tuple(columns), unknown=unknown)


def _fields_of(columns: Iterable[Column]) -> set[tuple[str, str]]:
    return {(column.target.table, column.target.field.name) for column in columns}


def _is_free(target: Target, seen: set[tuple[str, str, str]]) -> bool:
    """A field stands in one column, but a name may be split and several posts may be planned for."""
    key = (target.table, target.field.name, target.role)
    if key in seen and key[:2] not in {("person", "full_name"), ("planning_entry", "post")}:
        return False
    seen.add(key)
    return True


def _is_enough(table: str, found: set[tuple[str, str]], headings: int) -> bool:
    if table == PEOPLE:
        return ("person", "full_name") in found and headings >= 2
    spec: TableSpec = TABLES[table]
    required = {(table, item.name) for item in spec.fields if item.declared.required}
    return len(found) >= min(2, len(spec.fields)) and len(found & required) * 2 >= len(required)

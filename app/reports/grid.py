"""A table on paper: column widths, heading, rows; knows nothing of pages.

The same widths are used by the DOCX writer, so that both papers break their lines alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.table import Cell, Column, HeaderCell, Row, Symbol, Table, header_cells, header_depth
from app.reports.blocks import Block, Line, Run
from app.reports.fonts import Face
from app.reports.metrics import LEADING, Align, Measure
from app.reports.values import display, label_column

MANY_COLUMNS: Final = 20
"""Above it type of 9 pt is allowed (forms-and-rules §1.6)."""
WIDE_COLUMNS: Final = 12
"""Above it a table is set in 10 pt."""
LABEL_SHARE: Final = 0.75
"""Of the share of the width that its weight gives it: a column of labels narrower than this asks for smaller type."""
LABEL_ROOM: Final = 9
"""Width of the column of labels beside turned headings, in units of the size."""
TALLEST: Final = 7
"""Length of a turned heading above which it takes a second line, in units of the size."""
INDENT: Final = 0.8
"""Of a step of `Row.indent`, in units of the size."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The measures of a table.

    Attributes:
        table: what is set.
        edges: x of the vertical lines, one more than columns, from the page's left edge.
        size: of the type, points.
        padding: between a vertical line and text, points.
        turned: columns whose own heading is read from the bottom to the top, because a word of it is wider than they.
    """

    table: Table
    edges: tuple[float, ...]
    size: float
    padding: float
    turned: frozenset[int] = frozenset()

    def inner(self, column: int, span: int = 1) -> tuple[float, float]:
        """Left and right edge of the text in a column or span."""
        return self.edges[column] + self.padding, self.edges[column + span] - self.padding


def measure_table(table: Table, left: float, right: float, measure: Measure, *, dense: bool) -> Grid:
    """Chooses type size and column widths.

    Args:
        table: what is to be set.
        left, right: edges of the text area, points.
        measure: widths of the typeface.
        dense: the form allows small type.

    Returns:
        The largest size of those allowed at which no word has to be broken and labels have room. Where there is none,
        the same with headings turned, so that a column is no wider than its numbers; else the smallest.
    """
    sizes = _sizes(len(table.columns), dense=dense)
    wide = right - left
    upright = [_Least(size, _padding(size), _least_widths(table, size, _padding(size), measure)) for size in sizes]
    label = label_column(table)
    weights = [float(column.width) for column in table.columns]
    room = LABEL_SHARE * wide * weights[label] / sum(weights)
    for least in upright:
        least.widths[label] = max(least.widths[label], room)
        if sum(least.widths) <= wide:
            return _grid(table, least, weights, left, wide)
    for size in sizes:
        turned = _Least(size, _padding(size), _least_turned(table, size, _padding(size), measure))
        if sum(turned.widths) - turned.widths[label] + max(turned.widths[label], LABEL_ROOM * size) <= wide:
            break
    spare = wide - sum(turned.widths) + turned.widths[label]
    turned.widths[label] = max(turned.widths[label], min(LABEL_ROOM * turned.size, spare))
    return _turn(_grid(table, turned, weights, left, wide), measure)


@dataclass(frozen=True, slots=True)
class _Least:
    """A size of type with what each column needs at it."""

    size: float
    padding: float
    widths: list[float]


def _padding(size: float) -> float:
    return 1.6 if size < 10 else 2.2 if size < 11 else 3.5


def _grid(table: Table, least: _Least, weights: Sequence[float], left: float, wide: float) -> Grid:
    edges = [left]
    for width in share_out(weights, least.widths, wide):
        edges.append(edges[-1] + width)
    return Grid(table, tuple(edges), least.size, least.padding)


def _turn(grid: Grid, measure: Measure) -> Grid:
    """Turns the headings a word of which is wider than its column, and those of numbers that stand beside them."""
    columns = grid.table.columns
    tight = set()
    for index, column in enumerate(columns):
        left, right = grid.inner(index)
        if measure.longest_word(column.title, Face.BOLD, grid.size) > right - left:
            tight.add(index)
    groups = {columns[index].groups for index in tight}
    beside = {i for i, column in enumerate(columns) if column.kind != "text" and column.groups in groups}
    return replace(grid, turned=frozenset(tight | beside))


def _sizes(columns: int, *, dense: bool) -> tuple[float, ...]:
    if columns > MANY_COLUMNS or dense:
        return (10, 9)
    return (10,) if columns > WIDE_COLUMNS else (11, 10)


def share_out(weights: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """Divides a width by weights, but gives no column less than it needs.

    Args:
        weights: relative widths.
        least: what each column needs; scaled down together when there is not enough.
        total: width to divide.

    Returns:
        Widths that sum to `total`.
    """
    needed = sum(least)
    if needed >= total:
        return [width * total / needed for width in least]
    fixed: set[int] = set()
    while True:
        rest = total - sum(least[index] for index in fixed)
        weight = sum(weights[index] for index in range(len(weights)) if index not in fixed)
        short = {
            index
            for index in range(len(weights))
            if index not in fixed and rest * weights[index] < least[index] * weight
        }
        if not short:
            break
        fixed |= short
    return [least[i] if i in fixed else rest * weights[i] / weight for i in range(len(weights))]


def _least_widths(table: Table, size: float, padding: float, measure: Measure) -> list[float]:
    words = [measure.longest_word(column.title, Face.BOLD, size) for column in table.columns]
    return _with_groups(table, _with_bodies(table, words, size, padding, measure), size, padding, measure)


def _least_turned(table: Table, size: float, padding: float, measure: Measure) -> list[float]:
    """What columns need where headings of numbers are turned; their own numbers never break."""
    words = [
        measure.longest_word(column.title, Face.BOLD, size)
        if column.kind == "text"
        else len(_turned_lines(column.title, size, measure)) * LEADING * size
        for column in table.columns
    ]
    return _with_groups(table, _with_bodies(table, words, size, padding, measure), size, padding, measure)


def _with_bodies(table: Table, words: Sequence[float], size: float, padding: float, measure: Measure) -> list[float]:
    """What columns need for their numbers and cells, and for a heading as wide as told."""
    label = label_column(table)
    least = []
    for index, column in enumerate(table.columns):
        widest = max(words[index], measure.longest_word(column.number, Face.REGULAR, size, pieces=True))
        for row in table.rows:
            indent = row.indent * INDENT * size if index == label else 0
            text = display(row.cells[index].value, column)
            width = indent + measure.longest_word(text, row_face(row), size, pieces=column.kind == "text")
            widest = max(widest, width)
        least.append(widest + 2 * padding + 0.2)
    return least


def _with_groups(table: Table, least: list[float], size: float, padding: float, measure: Measure) -> list[float]:
    """The same, wide enough for the words of the headings above several columns."""
    for cell in header_cells(table.columns):
        span = range(cell.column, cell.column + cell.column_span)
        if cell.column_span == 1 and cell.text == table.columns[cell.column].title:
            continue
        missing = measure.longest_word(cell.text, Face.BOLD, size) + 2 * padding - sum(least[i] for i in span)
        for index in span:
            least[index] += max(0.0, missing) / len(span)
    return least


def row_face(row: Row) -> Face:
    """Cut of the typeface for a body row."""
    return Face.REGULAR if row.style == "normal" else Face.BOLD


def alignment(table: Table, index: int, row: Row) -> Align:
    """Text left, ordinal numbers and marks centred, numbers right and the symbols with them."""
    column = table.columns[index]
    if column.kind == "text":
        centred = index < label_column(table) or isinstance(row.cells[index].value, Symbol)
        return "center" if centred else "left"
    return "center" if column.kind == "mark" else "right"


def heading_block(grid: Grid, measure: Measure) -> Block:
    """The heading rows with their spans and the row of column numbers."""
    table, size = grid.table, grid.size
    cells = header_cells(table.columns)
    heights = heading_heights(grid, measure)
    tops = [sum(heights[:index]) for index in range(len(heights) + 1)]
    texts = [(cell, Face.BOLD, _heading_lines(grid, cell, measure)) for cell in cells]
    if has_numbers(table):
        numbers = [HeaderCell(c.number, len(heights) - 1, i, 1, 1) for i, c in enumerate(table.columns)]
        texts += [(cell, Face.REGULAR, number_lines(grid, cell.column, measure)) for cell in numbers]
    runs: list[Run] = []
    rules: list[Line] = []
    for cell, face, lines in texts:
        top, bottom = tops[cell.row], tops[cell.row + cell.row_span]
        box = grid.inner(cell.column, cell.column_span)
        if is_turned(grid, cell):
            runs.extend(measure.turned_runs(lines, box, (top, bottom), face, size))
        else:
            start = top + (bottom - top - len(lines) * LEADING * size) / 2
            runs.extend(measure.runs(lines, box, start, face, size, "center"))
        left, right = grid.edges[cell.column], grid.edges[cell.column + cell.column_span]
        rules.extend((Line(left, top, right, top), Line(left, top, left, bottom)))
    left, right, bottom = grid.edges[0], grid.edges[-1], tops[-1]
    rules.extend((Line(right, 0, right, bottom), Line(left, bottom, right, bottom)))
    return Block(bottom, tuple(runs), tuple(rules), keep=True)


def has_numbers(table: Table) -> bool:
    """Whether the heading ends with a row of column numbers."""
    return any(column.number for column in table.columns)


def number_lines(grid: Grid, index: int, measure: Measure) -> tuple[str, ...]:
    """The number of a column as broken into lines; a formula ("3=1/2×100") breaks after its equals sign first."""
    left, right = grid.inner(index)
    text = unicodedata.normalize("NFC", grid.table.columns[index].number)
    if measure.width(text, Face.REGULAR, grid.size) > right - left:
        text = text.replace("=", "= ")
    return measure.wrap(text, right - left, Face.REGULAR, grid.size)


def is_turned(grid: Grid, cell: HeaderCell) -> bool:
    """Whether a heading, not the number of a column, is read from the bottom to the top."""
    return cell.column in grid.turned and cell.row == len(grid.table.columns[cell.column].groups)


def _turned_lines(title: str, size: float, measure: Measure) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", title)
    longest = max(TALLEST * size, measure.longest_word(text, Face.BOLD, size))
    return measure.balance(text, longest, Face.BOLD, size)


def _heading_lines(grid: Grid, cell: HeaderCell, measure: Measure) -> tuple[str, ...]:
    if is_turned(grid, cell):
        return _turned_lines(cell.text, grid.size, measure)
    left, right = grid.inner(cell.column, cell.column_span)
    return measure.wrap(unicodedata.normalize("NFC", cell.text), right - left, Face.BOLD, grid.size)


def heading_heights(grid: Grid, measure: Measure) -> list[float]:
    """Height in points of each heading row, the row of column numbers included."""
    columns, leading, pad = grid.table.columns, LEADING * grid.size, grid.size * 0.25
    heights = [0.0] * header_depth(columns)
    for cell in sorted(header_cells(columns), key=lambda cell: cell.row_span):
        lines = _heading_lines(grid, cell, measure)
        if is_turned(grid, cell):
            need = max(measure.width(line, Face.BOLD, grid.size) for line in lines) + 4 * pad
        else:
            need = len(lines) * leading + 2 * pad
        last = cell.row + cell.row_span - 1
        heights[last] += max(0.0, need - sum(heights[cell.row : last + 1]))
    if has_numbers(grid.table):
        most = max(len(number_lines(grid, index, measure)) for index in range(len(columns)))
        heights.append(most * leading + pad)
    return heights


def row_blocks(grid: Grid, heading: Block, measure: Measure, tallest: float) -> Iterator[Block]:
    """The body rows, in order.

    Args:
        grid: measures of the table.
        heading: repeated above them on each page.
        measure: widths of the typeface.
        tallest: points a row may take on a page of its own; only a taller row is continued in a second block.

    Yields:
        Blocks with their bottom line; the first row and those of `belongs_to_next` keep with what follows.
    """
    rows = grid.table.rows
    for index, row in enumerate(rows):
        keep = index + 1 < len(rows) and (index == 0 or belongs_to_next(row, rows[index + 1]))
        yield from _row(grid, row, heading, measure, tallest, keep=keep)


def belongs_to_next(row: Row, follower: Row) -> bool:
    """True where a page must not end after `row`: a group, a row with "trong đó", the last before a total.

    The second row of a unit ("UBND xã …" under "HĐND xã …") has the id of the first with a suffix.
    """
    parted = follower.indent > row.indent or follower.id.startswith(f"{row.id}/")
    return row.style == "group" or follower.style == "total" or parted


def _row(grid: Grid, row: Row, heading: Block, measure: Measure, tallest: float, *, keep: bool) -> Iterator[Block]:
    face, size, pad = row_face(row), grid.size, grid.size * 0.2
    label = label_column(grid.table)
    wrapped: list[tuple[str, ...]] = []
    boxes: list[tuple[float, float]] = []
    for index, column in enumerate(grid.table.columns):
        left, right = grid.inner(index)
        left += row.indent * INDENT * size if index == label else 0
        text = display(row.cells[index].value, column)
        wrapped.append(measure.wrap(text, right - left, face, size) if text else ())
        boxes.append((left, right))
    leading = LEADING * size
    most = max(1, int((tallest - 2 * pad) / leading))
    count = max(1, *(len(lines) for lines in wrapped))
    for start in range(0, count, most):
        here = min(most, count - start)
        height = here * leading + 2 * pad
        runs = [
            run
            for index, lines in enumerate(wrapped)
            for part in (lines[start : start + most],)
            for run in measure.runs(
                part, boxes[index], (height - len(part) * leading) / 2, face, size, alignment(grid.table, index, row)
            )
        ]
        bottom = Line(grid.edges[0], height, grid.edges[-1], height)
        yield Block(height, tuple(runs), (bottom,), grid.edges, keep, heading)


def empty_row(columns: tuple[Column, ...]) -> Row:
    """A blank row, drawn where a table has no rows, so that the grid is closed."""
    return Row("", tuple(Cell(None) for _ in columns))

"""A form's table as a Word table: merged headings that repeat, rows that are not split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.table import HeaderCell, Row, header_cells, header_depth
from app.reports.docx_xml import Merge, Style, cell, paragraph, row, table
from app.reports.fonts import Face
from app.reports.grid import (
    INDENT,
    Grid,
    alignment,
    belongs_to_next,
    heading_heights,
    is_turned,
    number_lines,
    row_face,
)
from app.reports.metrics import Measure
from app.reports.values import display, label_column


def word_table(grid: Grid, measure: Measure, kept_rows: int, *, keep_first: bool = True) -> Any:
    """Builds the table element.

    Args:
        grid: measures, shared with the PDF so that both papers break alike.
        measure: widths of the typeface.
        kept_rows: how many of the last rows must stand on the page of what follows the table.
        keep_first: the first row must stand on the page of the second.
    """
    widths = _widths(grid)
    body = grid.table.rows
    rows = [*_heading_rows(grid, measure, widths)]
    for index, here in enumerate(body):
        last = index + 1 == len(body)
        first = keep_first and index == 0
        keep = index + kept_rows >= len(body) or (not last and (first or belongs_to_next(here, body[index + 1])))
        rows.append(_body_row(grid, widths, here, keep=keep))
    return table(widths, rows, bordered=True, padding=grid.padding)


def _widths(grid: Grid) -> list[float]:
    return [right - left for left, right in zip(grid.edges, grid.edges[1:], strict=False)]


def _heading_rows(grid: Grid, measure: Measure, widths: list[float]) -> Iterator[Any]:
    columns = grid.table.columns
    cells = header_cells(columns)
    style = Style(grid.size, bold=True, align="center", keep=True)
    heights = heading_heights(grid, measure) if grid.turned else [0.0] * header_depth(columns)
    for level in range(header_depth(columns)):
        yield row(_heading_cells(grid, cells, level, style), heading=True, height=heights[level])
    if any(column.number for column in columns):
        plain = Style(grid.size, align="center", keep=True)
        numbers = ("\n".join(number_lines(grid, index, measure)) for index in range(len(columns)))
        texts = zip(numbers, widths, strict=True)
        yield row((cell(width, [paragraph(text, plain)]) for text, width in texts), heading=True)


def _heading_cells(grid: Grid, cells: tuple[HeaderCell, ...], level: int, style: Style) -> Iterator[Any]:
    """Cells of one heading row, those covered from above included."""
    widths = _widths(grid)
    for heading in sorted(cells, key=lambda heading: heading.column):
        if not heading.row <= level < heading.row + heading.row_span:
            continue
        width = sum(widths[heading.column : heading.column + heading.column_span])
        starts = heading.row == level
        merge: Merge = "" if heading.row_span == 1 else "restart" if starts else "continue"
        text = paragraph(heading.text if starts else "", style)
        yield cell(width, [text], span=heading.column_span, merge=merge, turned=is_turned(grid, heading))


def _body_row(grid: Grid, widths: list[float], here: Row, *, keep: bool) -> Any:
    label = label_column(grid.table)
    cells = []
    for index, (column, width) in enumerate(zip(grid.table.columns, widths, strict=True)):
        style = Style(
            grid.size,
            bold=row_face(here) is Face.BOLD,
            align=alignment(grid.table, index, here),
            indent=here.indent * INDENT * grid.size if index == label else 0,
            keep=keep,
        )
        cells.append(cell(width, [paragraph(display(here.cells[index].value, column), style)]))
    return row(cells)

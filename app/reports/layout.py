"""Pages of a document: page size, what keeps together, where a page ends.

Hides the rules of the break: rows are never split, headings repeat, the signature block stays whole and on the page of
the last rows. Sizes and margins follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.reports.administrative import AdministrativeSection
from app.reports.administrative_blocks import administrative_blocks
from app.reports.blocks import MM, Block, Page, Placed
from app.reports.document import Document, FormSection, Section
from app.reports.fonts import FontSet
from app.reports.form_blocks import caption_blocks, foot_blocks, head_block
from app.reports.grid import Grid, empty_row, heading_block, measure_table, row_blocks
from app.reports.metrics import Measure

SHORT_SIDE: Final = 210 * MM
LONG_SIDE: Final = 297 * MM
MARGIN_TOP: Final = 20 * MM
MARGIN_BOTTOM: Final = 20 * MM
MARGIN_LEFT: Final = 30 * MM
MARGIN_RIGHT: Final = 15 * MM
KEPT_ROWS: Final = 2
"""Last rows of a form that go with its signature block to a new page."""
SHORT_TABLE: Final = 6
"""Rows of a table that is not split between pages."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The area of an A4 page that text may take; points from the upper left corner."""

    width: float
    height: float

    @property
    def left(self) -> float:
        """Left edge."""
        return MARGIN_LEFT

    @property
    def right(self) -> float:
        """Right edge."""
        return self.width - MARGIN_RIGHT

    @property
    def room(self) -> float:
        """Height of the text area."""
        return self.height - MARGIN_TOP - MARGIN_BOTTOM


def frame_of(section: Section) -> Frame:
    """A4 or A3 upright, or lying where the form says so."""
    short, long = sides(large=section.large)
    return Frame(long, short) if section.landscape else Frame(short, long)


def sides(*, large: bool) -> tuple[float, float]:
    """The short and the long side of the paper, points."""
    return (LONG_SIDE, 2 * SHORT_SIDE) if large else (SHORT_SIDE, LONG_SIDE)


def lay_out(document: Document, fonts: FontSet) -> tuple[Page, ...]:
    """Divides a document into pages.

    Args:
        document: what is to be printed.
        fonts: the typeface whose widths decide the breaks.

    Returns:
        Pages in order; page numbers begin anew with each section.
    """
    measure = Measure(fonts)
    return tuple(page for section in document.sections for page in _section_pages(section, measure))


def section_grids(section: FormSection, measure: Measure) -> tuple[Grid, ...]:
    """The measures of each table of a form; a table without rows gets a blank one."""
    frame = frame_of(section)
    tables = (
        table if table.rows else replace(table, rows=(empty_row(table.columns),)) for table in section.form.tables
    )
    return tuple(measure_table(t, frame.left, frame.right, measure, dense=section.form.dense) for t in tables)


def is_one_page(section: Section, measure: Measure) -> bool:
    """Whether all of a section stands on one page."""
    return len(tuple(_section_pages(section, measure))) == 1


def _section_pages(section: Section, measure: Measure) -> Iterator[Page]:
    frame = frame_of(section)
    blocks = tuple(_section_blocks(section, frame, measure))
    pages = tuple(paginate(blocks, frame.room))
    for number, placed in enumerate(pages, start=1):
        moved = tuple(Placed(top + MARGIN_TOP, block) for top, block in placed)
        yield Page(
            frame.width, frame.height, number, len(pages), section.title, frame.left, frame.right, moved, section.tied
        )


def _section_blocks(section: Section, frame: Frame, measure: Measure) -> Iterator[Block]:
    if isinstance(section, AdministrativeSection):
        yield from administrative_blocks(section, frame.left, frame.right, measure, frame.room)
    else:
        yield from _form_blocks(section, frame, measure)


def _form_blocks(section: FormSection, frame: Frame, measure: Measure) -> Iterator[Block]:
    yield head_block(section, frame.left, frame.right, measure)
    grids = section_grids(section, measure)
    for index, grid in enumerate(grids):
        yield from caption_blocks(grid.table, frame.left, frame.right, measure)
        heading = heading_block(grid, measure)
        rows = list(row_blocks(grid, heading, measure, frame.room - heading.height))
        last = index + 1 == len(grids)
        if len(rows) <= SHORT_TABLE:
            rows[:-1] = [replace(row, keep=True) for row in rows[:-1]]
        if last:
            rows[-KEPT_ROWS:] = [replace(row, keep=True) for row in rows[-KEPT_ROWS:]]
        yield from rows
    yield from foot_blocks(section, frame.left, frame.right, measure)


def paginate(blocks: tuple[Block, ...], room: float) -> Iterator[tuple[Placed, ...]]:
    """Breaks a sequence of blocks into pages.

    Blocks linked by `keep` go to one page together; where such a chain is longer than a page, its first block is let
    go and the rest is tried again, so that the end of the chain (the signatures) stays together the longest. The first
    chain is parted between two rows of its table, if it can be, so that the head of a form does not stand alone.

    Args:
        blocks: in order.
        room: height of a page.

    Yields:
        The blocks of each page with their distance from the top of the text area, headings repeated.
    """
    page: list[Placed] = []
    used, heading, index = 0.0, None, 0
    while index < len(blocks):
        chain = _chain(blocks, index)
        if page and used + _height(chain, heading) > room:
            if _height(chain, None) > room and used + _height(chain[:1], heading) <= room:
                chain = chain[:1]
            else:
                yield tuple(page)
                page, used, heading = [], 0.0, None
        if _height(chain, heading) > room - used:
            chain = chain[: _with_rows(chain, room) if index == 0 else 1]
        for block in chain:
            if block.heading is not None and block.heading is not heading:
                page.append(Placed(used, block.heading))
                used += block.heading.height
            heading = block.heading
            page.append(Placed(used, block))
            used += block.height
        index += len(chain)
    if page:
        yield tuple(page)


def _chain(blocks: tuple[Block, ...], start: int) -> tuple[Block, ...]:
    end = start
    while blocks[end].keep and end + 1 < len(blocks):
        end += 1
    return blocks[start : end + 1]


def _with_rows(chain: tuple[Block, ...], room: float) -> int:
    """How many blocks of the first chain, longer than a page, go onto the first page: with rows if that can be."""
    rows = [index for index, block in enumerate(chain) if block.heading is not None]
    for at in range(len(rows) - 1, 0, -1):
        kept = len(rows) - at >= min(KEPT_ROWS, len(rows) - 1)
        if kept and max(_height(chain[: rows[at]], None), _height(chain[rows[at] :], None)) <= room:
            return rows[at]
    return 1


def _height(chain: tuple[Block, ...], heading: Block | None) -> float:
    total = 0.0
    for block in chain:
        if block.heading is not None and block.heading is not heading:
            total += block.heading.height
        heading = block.heading
        total += block.height
    return total

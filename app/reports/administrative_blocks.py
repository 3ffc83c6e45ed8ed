"""Blocks of a document of words: its head, justified paragraphs that break between pages, its signature.

Hides where each element of Nghị định 30/2020/NĐ-CP, Phụ lục I, stands. A line never stands alone on a page where its
paragraph has two, a heading goes with what follows, and the signature with the last lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from app.plan.trends import Trend
from app.reports.administrative import (
    BETWEEN,
    BY_HAND,
    COPIES,
    COPIES_SIZE,
    COPY_SIZE,
    FIRST_LINE,
    HEAD_SIZE,
    LEFT_SHARE,
    LINE_SIZE,
    MOTTO,
    NATION,
    RULE_SHARE,
    SIGNATURE,
    TEXT_SIZE,
    AdministrativeSection,
    Item,
    Words,
    trend_caption,
    trend_picture,
)
from app.reports.blocks import Block, Line, Run
from app.reports.fonts import Face
from app.reports.grid import heading_block, measure_table, row_blocks
from app.reports.metrics import ASCENT, LEADING, Measure
from app.reports.pen import Pen

_UNDER: Final = 3.0
"""From a line of text to the rule under it."""
_AFTER_RULE: Final = 9.0
_KEPT_LINES: Final = 2
"""Last lines of the text that go with the signature."""


def administrative_blocks(
    section: AdministrativeSection, left: float, right: float, measure: Measure, room: float
) -> Iterator[Block]:
    """The blocks of a document from its head to its signature.

    Args:
        section: the document. left, right: edges of the text area. measure: of the typeface. room: height of a page.
    """
    yield _head(section, left, right, measure)
    yield from _title(section, left, right, measure)
    blocks = [block for item in section.body for block in _item(item, left, right, measure, room)]
    if section.authority or section.copies:
        blocks[-_KEPT_LINES:] = [replace(block, keep=True) for block in blocks[-_KEPT_LINES:]]
    yield from blocks
    if section.authority or section.copies:
        yield _foot(section, left, right, measure)


def _head(section: AdministrativeSection, left: float, right: float, measure: Measure) -> Block:
    """Offices and number on the left, motto, place and date on the right; number and date on one line."""
    middle = left + LEFT_SHARE * (right - left)
    office, nation = Pen(measure, left, middle - 4), Pen(measure, middle + 4, right)
    if section.parent:
        office.write(section.parent, (Face.REGULAR, HEAD_SIZE), "center")
    above = len(office.runs)
    for text in section.issuer:
        office.write(text, (Face.BOLD, HEAD_SIZE), "center")
    names = office.runs[above:]
    lines = [_rule(office, RULE_SHARE * max(measure.width(run.text, run.face, run.size) for run in names))]
    nation.write(NATION, (Face.BOLD, HEAD_SIZE), "center")
    nation.write(MOTTO, (Face.BOLD, LINE_SIZE), "center")
    lines.append(_rule(nation, measure.width(MOTTO, Face.BOLD, LINE_SIZE)))
    office.top = nation.top = max(office.top, nation.top)
    if section.number:
        office.write(section.number, (Face.REGULAR, LINE_SIZE), "center")
    nation.write(section.letterhead.line(), (Face.ITALIC, LINE_SIZE), "center")
    if not section.kind and section.subject:
        office.top += BETWEEN
        office.write(section.subject, (Face.REGULAR, HEAD_SIZE), "center")
    height = max(office.top, nation.top) + 2 * BETWEEN
    return Block(height, (*office.runs, *nation.runs), tuple(lines), keep=True)


def _rule(pen: Pen, width: float) -> Line:
    """A rule in the middle under what was written last; the pen goes below it."""
    centre, y = (pen.left + pen.right) / 2, pen.top + _UNDER
    pen.top = y + _AFTER_RULE
    return Line(centre - width / 2, y, centre + width / 2, y)


def _title(section: AdministrativeSection, left: float, right: float, measure: Measure) -> Iterator[Block]:
    """Kind and trích yếu with its rule, then who it goes to."""
    if section.kind:
        pen = Pen(measure, left + 10, right - 10, BETWEEN)
        pen.write(section.kind, (Face.BOLD, TEXT_SIZE), "center")
        lines = []
        if section.subject:
            pen.write(section.subject, (Face.BOLD, TEXT_SIZE), "center")
            below = [run for run in pen.runs if run.text != section.kind]
            lines.append(_rule(pen, RULE_SHARE * max(measure.width(run.text, run.face, run.size) for run in below)))
        yield Block(pen.top + BETWEEN / 2, tuple(pen.runs), tuple(lines), keep=True)
    told = section.to_lines()
    if len(told) == 1:
        pen = Pen(measure, left, right, BETWEEN)
        pen.write(told[0], (Face.REGULAR, TEXT_SIZE), "center")
        yield Block(pen.top + BETWEEN, tuple(pen.runs), keep=True)
    elif told:
        start = left + 0.3 * (right - left)
        pen = Pen(measure, start, right, BETWEEN)
        for text in told:
            pen.write(text, (Face.REGULAR, TEXT_SIZE))
        yield Block(pen.top + BETWEEN, tuple(pen.runs), keep=True)


def _item(item: Item, left: float, right: float, measure: Measure, room: float) -> Iterator[Block]:
    if isinstance(item, Words):
        for text in item.lines:
            yield from _paragraph(text, left, right, measure, heading=item.heading)
        return
    if isinstance(item, Trend):
        picture = trend_picture(item, right - left, measure)
        caption = Pen(measure, left, right, 2 * BETWEEN)
        caption.write(trend_caption(item), (Face.ITALIC, LINE_SIZE), "center")
        yield Block(caption.top, tuple(caption.runs), keep=True)
        yield Block(picture.height, picture=picture)
        return
    grid = measure_table(item, left, right, measure, dense=False)
    heading = heading_block(grid, measure)
    yield Block(BETWEEN, keep=True)
    yield from row_blocks(grid, heading, measure, room - heading.height)
    yield Block(BETWEEN)


def _paragraph(text: str, left: float, right: float, measure: Measure, *, heading: bool) -> Iterator[Block]:
    """A justified paragraph, a block a line."""
    face = Face.BOLD if heading else Face.REGULAR
    lines = _broken(unicodedata.normalize("NFC", text), right - left, measure, face)
    last = len(lines) - 1
    for number, words in enumerate(lines):
        above = 0.0 if number else BETWEEN
        start = left if number else left + FIRST_LINE
        runs = _spread(words, (start, right), above + ASCENT * TEXT_SIZE, measure, face, last=number == last or heading)
        keep = heading or (last > 0 and number in (0, last - 1))
        yield Block(above + LEADING * TEXT_SIZE, tuple(runs), keep=keep)


def _broken(text: str, width: float, measure: Measure, face: Face) -> list[str]:
    """Lines of a paragraph whose first line is shorter."""
    words = " ".join(text.split())
    first = measure.wrap(words, width - FIRST_LINE, face, TEXT_SIZE)[0]
    rest = words[len(first) :].strip()
    return [first, *(measure.wrap(rest, width, face, TEXT_SIZE) if rest else ())]


def _spread(
    line: str, box: tuple[float, float], baseline: float, measure: Measure, face: Face, *, last: bool
) -> Iterator[Run]:
    """A line from edge to edge, each word a run; the blank after it stays with it, so that the text can be copied."""
    left, right = box
    words = line.split()
    if last or len(words) < 2:
        yield Run(left, baseline, line, face, TEXT_SIZE)
        return
    widths = [measure.width(word, face, TEXT_SIZE) for word in words]
    gap = (right - left - sum(widths)) / (len(words) - 1)
    at = left
    for number, (word, width) in enumerate(zip(words, widths, strict=True)):
        yield Run(at, baseline, word if number == len(words) - 1 else f"{word} ", face, TEXT_SIZE)
        at += width + gap


def _foot(section: AdministrativeSection, left: float, right: float, measure: Measure) -> Block:
    """Who gets copies on the left, who signs on the right."""
    middle = left + (right - left) / 2
    copies, sign = Pen(measure, left, middle - 8, 2 * BETWEEN), Pen(measure, middle, right, 2 * BETWEEN)
    if section.copies:
        copies.write(COPIES, (Face.BOLD_ITALIC, COPIES_SIZE))
    for text in section.copies:
        copies.write(text, (Face.REGULAR, COPY_SIZE))
    place = None
    if section.authority:
        for text in section.authority:
            sign.write(text, (Face.BOLD, TEXT_SIZE), "center")
        place = (sign.left, sign.top, sign.right, sign.top + SIGNATURE)
        sign.top += SIGNATURE
        name, face = (section.signer, Face.BOLD) if section.signer else (BY_HAND, Face.REGULAR)
        sign.write(name, (face, TEXT_SIZE), "center")
    height = max(copies.top, sign.top)
    return Block(height, (*copies.runs, *sign.runs), sign_at=place)

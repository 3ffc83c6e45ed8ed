"""What stands around the tables of a statistical form: header, captions, notes, legend, signatures.

The places and sizes are those of forms-and-rules §1.8 and of Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.table import Table
from app.reports.blocks import Block
from app.reports.document import Annex, FormSection, SignatureBox
from app.reports.fonts import Face
from app.reports.metrics import Measure
from app.reports.pen import Pen, Style

TITLE_SIZE: Final = 13
BLOCK_SIZE: Final = 11
ANNEX_SIZE: Final = 14
NOTE_SIZE: Final = 11
LEGEND_SIZE: Final = 10
SIGNATURE_SPACE: Final = 58
"""Points left for a signature with its seal."""
SIGNATURE_SHARES: Final = (0.28, 0.28, 0.44)
SIGNATURE_GAP: Final = 4
"""Points kept free at both sides of a box, so that two long names do not touch."""
SIDE_SHARE: Final = 0.25
"""Of the width, for the left and the right block of a lying form."""


def head_block(section: FormSection, left: float, right: float, measure: Measure) -> Block:
    """Form code and basis left, title in the middle, who reports to whom right.

    On an upright page the title stands under the two blocks, where it has the whole width.
    """
    if section.annex is not None:
        return _annex_head(section, section.annex, left, right, measure)
    width = right - left
    lying = section.form.landscape
    side = width * (SIDE_SHARE if lying else 0.44)
    code = Pen(measure, left, left + side if lying else right - side - 8)
    for index, line in enumerate(section.left_block()):
        code.write(line, (Face.BOLD, 12) if index == 0 else (Face.REGULAR, BLOCK_SIZE))
    parties = Pen(measure, right - side, right)
    for index, line in enumerate(section.right_block()):
        parties.write(line, (Face.BOLD if index % 2 else Face.REGULAR, BLOCK_SIZE))
    if lying:
        title = Pen(measure, left + side + 8, right - side - 8)
    else:
        title = Pen(measure, left, right, max(code.top, parties.top) + 12)
    title.write(section.form.title, (Face.BOLD, TITLE_SIZE), "center", after=2)
    for line in section.subtitles():
        title.write(line, (Face.ITALIC if line.startswith("(") else Face.BOLD, TITLE_SIZE), "center")
    height = max(code.top, parties.top, title.top) + 10
    return Block(height, (*code.runs, *title.runs, *parties.runs), keep=True)


def _annex_head(section: FormSection, annex: Annex, left: float, right: float, measure: Measure) -> Block:
    """Phụ lục: label, name and reference, centred (forms-and-rules §1.5), then the cut-off."""
    pen = Pen(measure, left, right)
    for text, style in annex_lines(section, annex):
        pen.write(text, style, "center", after=2)
    return Block(pen.top + 8, tuple(pen.runs), keep=True)


def annex_lines(section: FormSection, annex: Annex) -> tuple[tuple[str, Style], ...]:
    """Lines of the head of an annex with their looks."""
    lines = ((annex.label, (Face.BOLD, ANNEX_SIZE)), (section.form.title, (Face.BOLD, ANNEX_SIZE)))
    small = (annex.reference, *section.subtitles())
    return (*lines, *((text, (Face.ITALIC, ANNEX_SIZE)) for text in small))


def caption_blocks(table: Table, left: float, right: float, measure: Measure) -> Iterator[Block]:
    """The line above a table and its unit of measure; both keep with the first rows."""
    pen = Pen(measure, left, right, 6)
    if table.caption:
        pen.write(table.caption, (Face.BOLD, 12), after=2)
    if table.unit_text:
        pen.write(table.unit_text, (Face.ITALIC, BLOCK_SIZE), "right", after=1)
    yield Block(pen.top, tuple(pen.runs), keep=True)


def foot_blocks(section: FormSection, left: float, right: float, measure: Measure) -> Iterator[Block]:
    """Notes, legend and signatures; each keeps with the next, so that the signatures are never alone."""
    lines: list[tuple[str, Style]] = [(note, (Face.REGULAR, NOTE_SIZE)) for note in section.form.notes]
    if section.form.legend:
        lines.append((legend_text(section.form.legend), (Face.ITALIC, LEGEND_SIZE)))
    for index, (text, style) in enumerate(lines):
        pen = Pen(measure, left, right, 5 if index == 0 else 1)
        pen.write(text, style)
        yield Block(pen.top, tuple(pen.runs), keep=True)
    if section.annex is not None:
        yield Block(0.0)
        return
    yield signature_block(section.boxes(), left, right, measure)


def legend_text(legend: tuple[str, ...]) -> str:
    """The signs used in the tables, in one line."""
    return "Ký hiệu: " + "; ".join(legend) + "."


def signature_block(boxes: tuple[SignatureBox, ...], left: float, right: float, measure: Measure) -> Block:
    """The boxes side by side: titles on one line, names on one line."""
    size = signature_size(right - left)
    pens = []
    start = left
    for box, share in zip(boxes, SIGNATURE_SHARES, strict=True):
        end = start + share * (right - left)
        pens.append(Pen(measure, start + SIGNATURE_GAP, end - SIGNATURE_GAP, 10))
        if box.day:
            pens[-1].write(box.day, (Face.ITALIC, size), "center", after=2)
        start = end
    titles = max(pen.top for pen in pens)
    for pen, box in zip(pens, boxes, strict=True):
        pen.top = titles
        for title in box.titles:
            pen.write(title, (Face.BOLD, size), "center")
        pen.write(box.remark, (Face.ITALIC, 11), "center")
    space = max(pen.top for pen in pens)
    names = space + SIGNATURE_SPACE
    for pen, box in zip(pens, boxes, strict=True):
        pen.top = names
        pen.write(box.name, (Face.BOLD, size), "center")
    place = (pens[-1].left, space, pens[-1].right, names)
    return Block(max(pen.top for pen in pens), tuple(run for pen in pens for run in pen.runs), sign_at=place)


def signature_size(width: float) -> float:
    """Type size of the signature block: 13, on an upright page 12, so that a whole name stands on one line."""
    return TITLE_SIZE if width > 500 else 12

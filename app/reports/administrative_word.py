"""The same document of words for Word: real headings, tables for head and foot, so that an office can edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn

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
    Words,
    trend_caption,
    trend_picture,
)
from app.reports.chart_marks import Width
from app.reports.docx_pictures import picture_paragraph
from app.reports.docx_table import word_table
from app.reports.docx_xml import Style, cell, element, paragraph, row, table, twips
from app.reports.fonts import Face
from app.reports.grid import measure_table
from app.reports.metrics import Measure

_GAP: Final = Style(6)
_PICTURE: Final = Style(11, align="center")
_CAPTION: Final = Style(LINE_SIZE, italic=True, align="center", before=2 * BETWEEN, keep=True)


def administrative_nodes(
    section: AdministrativeSection, left: float, right: float, measure: Measure, part: Any
) -> Iterator[Any]:
    """Elements of a document from its head to its signature.

    Args:
        section: the document. left, right: edges of the text area. measure: of the typeface.
        part: of the Word file, for pictures.
    """
    width = right - left
    yield _head(section, width, measure)
    yield from _title(section, width, measure)
    last = len(section.body) - 1
    for number, item in enumerate(section.body):
        if isinstance(item, Words):
            yield from _paragraphs(item, keep=number == last and bool(section.authority))
            continue
        if isinstance(item, Trend):
            yield paragraph(trend_caption(item), _CAPTION)
            yield picture_paragraph(part, trend_picture(item, width, measure), _width_of(measure), _PICTURE)
            continue
        yield paragraph("", _GAP)
        yield word_table(measure_table(item, left, right, measure, dense=False), measure, 0)
        yield paragraph("", _GAP)
    if section.authority or section.copies:
        yield paragraph("", Style(6, keep=True))
        yield _foot(section, width)


def _width_of(measure: Measure) -> Width:
    return lambda text, size: measure.width(text, Face.REGULAR, size)


def _head(section: AdministrativeSection, width: float, measure: Measure) -> Any:
    widths = [LEFT_SHARE * width, (1 - LEFT_SHARE) * width]
    small, line = Style(HEAD_SIZE, align="center"), Style(LINE_SIZE, align="center")
    bold = Style(HEAD_SIZE, bold=True, align="center")
    offices = [(section.parent, Face.REGULAR)] if section.parent else []
    offices += [(text, Face.BOLD) for text in section.issuer]
    room = widths[0] - 4
    broken = [(part, face) for text, face in offices for part in measure.balance(text, room, face, HEAD_SIZE)]
    longest = max(measure.width(text, face, HEAD_SIZE) for text, face in broken if face is Face.BOLD)
    left = [paragraph(text, bold if face is Face.BOLD else small) for text, face in broken]
    left.append(_rule(widths[0], RULE_SHARE * longest))
    right = [paragraph(NATION, bold), paragraph(MOTTO, Style(LINE_SIZE, bold=True, align="center"))]
    right.append(_rule(widths[1], measure.width(MOTTO, Face.BOLD, LINE_SIZE)))
    below = [[paragraph(section.number, line)], [paragraph(section.letterhead.line(), _italic())]]
    if not section.kind and section.subject:
        below[0].append(paragraph(section.subject, Style(HEAD_SIZE, align="center", before=BETWEEN)))
    rows = (
        row(cell(size, nodes, middle=False) for size, nodes in zip(widths, pair, strict=True))
        for pair in ((left, right), below)
    )
    return table(widths, rows, bordered=False, padding=0)


def _italic() -> Style:
    return Style(LINE_SIZE, italic=True, align="center")


def _rule(width: float, long: float) -> Any:
    """A thin line in the middle: a low paragraph with a border under it."""
    node = paragraph("", Style(2, align="center", after=5))
    side = twips((width - long) / 2)
    properties = node.find(qn("w:pPr"))
    border = element("pBdr", element("bottom", val="single", sz=4, space=0, color="000000"))
    properties.insert(0, border)
    properties.find(qn("w:spacing")).addnext(element("ind", left=side, right=side))
    return node


def _title(section: AdministrativeSection, width: float, measure: Measure) -> Iterator[Any]:
    bold = Style(TEXT_SIZE, bold=True, align="center", keep=True)
    if section.kind:
        yield paragraph(section.kind, Style(TEXT_SIZE, bold=True, align="center", keep=True, before=2 * BETWEEN))
        if section.subject:
            lines = measure.balance(section.subject, width - 20, Face.BOLD, TEXT_SIZE)
            yield paragraph("\n".join(lines), bold)
            yield _rule(width, RULE_SHARE * max(measure.width(text, Face.BOLD, TEXT_SIZE) for text in lines))
    told = section.to_lines()
    if len(told) == 1:
        yield paragraph(told[0], Style(TEXT_SIZE, align="center", before=BETWEEN, after=BETWEEN))
    for text in told if len(told) > 1 else ():
        yield paragraph(text, Style(TEXT_SIZE, indent=0.3 * width))


def _paragraphs(item: Words, *, keep: bool) -> Iterator[Any]:
    heading = f"Heading{item.level}" if item.heading else ""
    style = Style(
        TEXT_SIZE, bold=item.heading, align="left" if item.heading else "both", before=BETWEEN, first=FIRST_LINE,
        keep=keep or item.heading, named=heading,
    )  # fmt: skip
    for text in item.lines:
        yield paragraph(text, style)


def _foot(section: AdministrativeSection, width: float) -> Any:
    widths = [width / 2, width / 2]
    left = [paragraph(COPIES if section.copies else "", Style(COPIES_SIZE, bold=True, italic=True))]
    left += [paragraph(text, Style(COPY_SIZE)) for text in section.copies]
    right = [paragraph(text, Style(TEXT_SIZE, bold=True, align="center", keep=True)) for text in section.authority]
    name = section.signer or BY_HAND
    if section.authority:
        signed = Style(TEXT_SIZE, bold=bool(section.signer), align="center", before=SIGNATURE)
        right.append(paragraph(name, signed))
    cells = (
        cell(size, nodes or [paragraph("", _GAP)], middle=False)
        for size, nodes in zip(widths, (left, right), strict=True)
    )
    return table(widths, [row(cells)], bordered=False, padding=0)

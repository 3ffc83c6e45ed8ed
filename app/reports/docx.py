"""DOCX: the same forms as real Word tables, so that an office can edit them; hides sections and headers of Word."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.domain.tie import NO_TIE, Tie
from app.reports.administrative import AdministrativeSection
from app.reports.administrative_word import administrative_nodes
from app.reports.document import Document, FormSection, Section
from app.reports.docx_table import word_table
from app.reports.docx_xml import FONT_NAME, Align, Style, cell, element, paragraph, row, table
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.form_blocks import (
    BLOCK_SIZE,
    LEGEND_SIZE,
    NOTE_SIZE,
    SIDE_SHARE,
    SIGNATURE_GAP,
    SIGNATURE_SHARES,
    SIGNATURE_SPACE,
    TITLE_SIZE,
    annex_lines,
    legend_text,
    signature_size,
)
from app.reports.layout import (
    KEPT_ROWS,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    SHORT_TABLE,
    Frame,
    frame_of,
    is_one_page,
    section_grids,
)
from app.reports.metrics import Measure
from app.reports.qr import qr_picture

BAND_COLOR: Final = "9A6700"
_SPACER: Final = Style(1, line=0.1)
"""Word wants a paragraph after a table; at the foot of a full page it may not ask for room."""
_HEADINGS: Final = 3
_TIE: Final = Style(8)
_QR_SIDE: Final = 12
"""Millimetres, with the quiet zone."""


def write_docx(document: Document, target: BinaryIO | Path, fonts: FontSet | None = None) -> None:
    """Writes a document as DOCX.

    Args:
        document: what is written.
        target: a binary stream, or the file to write.
        fonts: the typeface whose widths give the column widths; None looks for the installed one.

    Raises:
        UserError: FONT-01.
        OSError: the file cannot be written.
    """
    measure = Measure(fonts or find_fonts())
    word = docx.Document()
    _prepare(word, document)
    tied: bool | None = None
    for index, section in enumerate(document.sections):
        if index:
            _begin_section(word)
        frame = frame_of(section)
        _set_page(word.sections[-1], frame)
        if section.tied is not tied:
            _head_and_foot(word.sections[-1], document, document.tie if section.tied else NO_TIE)
            tied = section.tied
        end = word.element.body.sectPr
        for node in _nodes(section, frame, measure, word.part):
            end.addprevious(node)
    word.element.body.sectPr.addprevious(paragraph("", _SPACER))
    word.save(str(target) if isinstance(target, Path) else target)


def _begin_section(word: WordDocument) -> None:
    """A new section; the paragraph that ends the one before takes no room, or it could take a page of its own."""
    word.add_section(WD_SECTION.NEW_PAGE)
    ending = word.element.body.sectPr.getprevious()
    flat = paragraph("", _SPACER)
    flat.pPr.append(ending.pPr.sectPr)
    ending.getparent().replace(ending, flat)


def _nodes(section: Section, frame: Frame, measure: Measure, part: Any) -> Iterator[Any]:
    if isinstance(section, AdministrativeSection):
        return administrative_nodes(section, frame.left, frame.right, measure, part)
    return _content(section, measure)


def _prepare(word: WordDocument, document: Document) -> None:
    """Typeface, language and properties of the whole file."""
    style = word.styles["Normal"]
    style.font.name = FONT_NAME
    style.font.size = Pt(BLOCK_SIZE)
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    names = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT_NAME)
    defaults.replace(defaults.find(qn("w:rFonts")), element("rFonts", **names))
    defaults.replace(defaults.find(qn("w:lang")), element("lang", val="vi-VN", eastAsia="vi-VN"))
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT_NAME)
    style.element.rPr.rFonts.set(qn("w:cs"), FONT_NAME)
    for level in range(1, _HEADINGS + 1):
        _plain_heading(word.styles[f"Heading {level}"])
    first = document.sections[0]
    day = first.day
    properties = word.core_properties
    properties.title, properties.author = document.title, first.author
    properties.last_modified_by, properties.comments, properties.language = "Sổ 2282", "", "vi-VN"
    properties.created = properties.modified = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    )


def _plain_heading(style: Any) -> None:
    """A heading looks as its paragraph says: black, in the typeface of the text."""
    style.font.name, style.font.color.rgb = FONT_NAME, RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]


def _set_page(section: WordSection, frame: Frame) -> None:
    lying = frame.width > frame.height
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(frame.width), Pt(frame.height)
    section.top_margin, section.bottom_margin = Pt(MARGIN_TOP), Pt(MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Pt(MARGIN_LEFT), Pt(MARGIN_RIGHT)
    section.header_distance, section.footer_distance = Pt(18), Pt(26)
    section.different_first_page_header_footer = True
    properties: Any = section._sectPr  # the library has no verb for numbering anew
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    properties.find(qn("w:pgMar")).addnext(element("pgNumType", start=1))


def _head_and_foot(section: WordSection, document: Document, tie: Tie) -> None:
    """Practice band, page number from page 2, tie code; later sections of the same kind inherit them."""
    number = Style(TITLE_SIZE, align="center")
    for part, numbered in ((section.first_page_header, False), (section.header, True)):
        nodes = []
        if document.practice:
            nodes.append(paragraph(document.practice, Style(BLOCK_SIZE, bold=True, align="center", band=BAND_COLOR)))
        nodes.append(paragraph("", number, *(["PAGE"] if numbered else [])))
        _fill(part, nodes)
    for foot in (section.first_page_footer, section.footer):
        foot.is_linked_to_previous = False  # before its picture: a linked foot is the part of the section before
        _fill(foot, [_tie(foot, tie, "NUMPAGES" if len(document.sections) == 1 else "SECTIONPAGES")])


def _tie(foot: Any, tie: Tie, pages: str) -> Any:
    """The foot that ties the paper to a file, with its QR code; one line, because sections differ in width.

    LibreOffice reckons the pages of the whole only, Word those of an annex too: alone, an annex is told by the former.
    """
    if not tie.words:
        return paragraph("", _TIE)
    node = paragraph(f"{tie.words} · Trang ", _TIE, "PAGE", "/", pages)
    if tie.mark:
        Paragraph(node, foot).add_run("  ").add_picture(io.BytesIO(qr_picture(tie.mark)), Mm(_QR_SIDE))
    return node


def _fill(part: Any, nodes: list[Any]) -> None:
    part.is_linked_to_previous = False
    root = part._element
    for old in list(root):
        root.remove(old)
    for node in nodes:
        root.append(node)


def _content(section: FormSection, measure: Measure) -> Iterator[Any]:
    frame = frame_of(section)
    yield from _head(section, frame.right - frame.left)
    grids = section_grids(section, measure)
    for index, grid in enumerate(grids):
        yield paragraph("", Style(3, keep=True))
        if grid.table.caption:
            yield paragraph(grid.table.caption, Style(12, bold=True, keep=True, after=2))
        if grid.table.unit_text:
            yield paragraph(grid.table.unit_text, Style(BLOCK_SIZE, italic=True, align="right", keep=True, after=1))
        rows = len(grid.table.rows)
        if rows <= SHORT_TABLE and (len(grids) > 1 or rows == 1 or is_one_page(section, measure)):
            yield word_table(grid, measure, rows)
        else:
            kept = KEPT_ROWS if index + 1 == len(grids) else 0
            yield word_table(grid, measure, min(kept, rows - 1), keep_first=rows > SHORT_TABLE)
    yield paragraph("", Style(3, keep=True))
    for note in section.form.notes:
        yield paragraph(note, Style(NOTE_SIZE, keep=True, after=1))
    if section.form.legend:
        yield paragraph(legend_text(section.form.legend), Style(LEGEND_SIZE, italic=True, keep=True))
    if section.annex is None:
        yield paragraph("", Style(5, keep=True))
        yield _signatures(section, frame.right - frame.left)


def _head(section: FormSection, width: float) -> Iterator[Any]:
    if section.annex is not None:
        for text, (face, size) in annex_lines(section, section.annex):
            bold = face is Face.BOLD
            yield paragraph(text, Style(size, bold=bold, italic=not bold, align="center", after=2, keep=True))
        return
    code = [
        paragraph(line, Style(12 if index == 0 else BLOCK_SIZE, bold=index == 0))
        for index, line in enumerate(section.left_block())
    ]
    parties = [
        paragraph(line, Style(BLOCK_SIZE, bold=index % 2 == 1)) for index, line in enumerate(section.right_block())
    ]
    title = [paragraph(section.form.title, _title(italic=False, after=2))]
    title += [paragraph(line, _title(italic=line.startswith("("))) for line in section.subtitles()]
    if section.form.landscape:
        widths = [width * SIDE_SHARE, width * (1 - 2 * SIDE_SHARE), width * SIDE_SHARE]
        cells = (cell(size, nodes, middle=False) for size, nodes in zip(widths, (code, title, parties), strict=True))
        yield table(widths, [row(cells)], bordered=False, padding=2)
        return
    widths = [width * 0.56, width * 0.44]
    cells = (cell(size, nodes, middle=False) for size, nodes in zip(widths, (code, parties), strict=True))
    yield table(widths, [row(cells)], bordered=False, padding=2)
    yield paragraph("", Style(8, keep=True))
    yield from title


def _title(*, italic: bool, after: float = 0) -> Style:
    return Style(TITLE_SIZE, bold=not italic, italic=italic, align="center", after=after, keep=True)


def _signatures(section: FormSection, width: float) -> Any:
    """Three boxes side by side: day, titles, space, names; one row each, kept together."""
    widths = [width * share for share in SIGNATURE_SHARES]
    boxes = section.boxes()
    size = signature_size(width)
    align: Align = "center"
    days = [[paragraph(box.day, Style(size, italic=True, align=align, after=2, keep=True))] for box in boxes]
    titles = [
        [
            *(paragraph(title, Style(size, bold=True, align=align, keep=True)) for title in box.titles),
            paragraph(box.remark, Style(BLOCK_SIZE, italic=True, align=align, after=SIGNATURE_SPACE, keep=True)),
        ]
        for box in boxes
    ]
    names = [[paragraph(box.name, Style(size, bold=True, align=align, keep=True))] for box in boxes]
    rows = (
        row(cell(share, nodes, middle=False) for share, nodes in zip(widths, line, strict=True))
        for line in (days, titles, names)
    )
    return table(widths, rows, bordered=False, padding=SIGNATURE_GAP)

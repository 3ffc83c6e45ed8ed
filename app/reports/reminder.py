"""Công văn đôn đốc as a PDF and as a Word file, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I, says of a letter."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from app.reports.blocks import MM
from app.reports.document import PRACTICE_TEXT
from app.reports.docx_xml import FONT_NAME, Style, cell, element, paragraph, row, table, twips
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.metrics import Measure
from app.reports.paper import BOTTOM, LEFT, NAME_RULE, NATION_LINES, RIGHT, SUBJECT_GAP, WIDTH, Paper
from app.vietnamese.dates import long_date

_SIZE: Final = 13
_PARENT: Final = "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN"
_COPIES: Final = "Nơi nhận:"
_SPACE: Final = 28 * MM
_FOOT: Final = 62 * MM
_FIRST: Final = 10 * MM


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter to one unit.

    Attributes:
        office: who writes, such as "Sở Nội vụ". number: such as "Số: 05/SNV". subject: trích yếu. place: địa danh.
        on: day of the letter. to: addressee. paragraphs: the text, the last one without its end mark.
        copies: lines under "Nơi nhận". authority: lines over the signature. signer: name, "" by hand.
    """

    office: str
    number: str
    subject: str
    place: str
    on: date
    to: str
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str
    practice: bool = False

    @property
    def body(self) -> tuple[str, ...]:
        """The text with the mark that ends a letter."""
        return (*self.paragraphs[:-1], f"{self.paragraphs[-1].rstrip('.')}./.")


def reminder_pdf(letter: Reminder, fonts: FontSet | None = None) -> bytes:
    """Draws the letter; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    paper = Paper(target, fonts or find_fonts(), f"{letter.subject} - {letter.to}", letter.office, letter.on)
    centre = (LEFT + RIGHT) / 2
    if letter.practice:
        paper.line(PRACTICE_TEXT, Face.BOLD, 12, centre)
        paper.y -= 3 * MM
    office = ((_PARENT, Face.REGULAR), (letter.office.upper(), Face.BOLD))
    paper.heading(office, letter.number, letter.place, letter.on, letter.subject)
    paper.y -= 9 * MM
    paper.line(f"Kính gửi: {letter.to}.", Face.REGULAR, _SIZE + 1, centre)
    paper.y -= 5 * MM
    last = len(letter.body) - 1
    for number, text in enumerate(letter.body):
        paper.y -= 6
        if number == last:
            paper.need(_FOOT + 3 * _SIZE)  # a signature never stands alone on a page
        paper.justified(text, _SIZE + 1)
    _foot(paper, letter)
    paper.canvas.showPage()
    paper.canvas.save()
    return target.getvalue()


def _foot(paper: Paper, letter: Reminder) -> None:
    """Who gets copies on the left, who signs on the right."""
    paper.need(_FOOT)
    paper.y -= 7 * MM
    top = paper.y
    paper.paragraph(_COPIES, Face.BOLD_ITALIC, 12, LEFT, LEFT + 70 * MM)
    for text in letter.copies:
        paper.paragraph(text, Face.REGULAR, 11, LEFT, LEFT + 70 * MM)
    right, lowest, paper.y = RIGHT - 40 * MM, paper.y, top
    for title in letter.authority:
        paper.line(title, Face.BOLD, _SIZE, right)
    paper.y -= _SPACE
    paper.line(letter.signer or "………………………", Face.BOLD if letter.signer else Face.REGULAR, _SIZE, right)
    paper.y = min(paper.y, lowest)


def reminder_docx(letter: Reminder, fonts: FontSet | None = None) -> bytes:
    """The same letter as a Word file, so that the office can change it before it is signed.

    Raises:
        UserError: FONT-01.
    """
    word = docx.Document()
    _prepare(word, letter)
    end = word.element.body.sectPr
    for node in (
        *_head_nodes(letter, Measure(fonts or find_fonts())),
        *_body_nodes(letter),
        _foot_table(letter),
        paragraph("", Style(1)),
    ):
        end.addprevious(node)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _prepare(word: Any, letter: Reminder) -> None:
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT_NAME, Pt(_SIZE)
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.replace(defaults.find(qn("w:lang")), element("lang", val="vi-VN", eastAsia="vi-VN"))
    page = word.sections[0]
    page.page_width, page.page_height = Pt(WIDTH), Pt(297 * MM)
    page.top_margin = page.bottom_margin = Pt(BOTTOM)
    page.left_margin, page.right_margin = Pt(LEFT), Pt(WIDTH - RIGHT)
    page.different_first_page_header_footer = True
    page.header.is_linked_to_previous = False
    root = page.header._element
    for old in list(root):
        root.remove(old)
    root.append(paragraph("", Style(_SIZE, align="center"), "PAGE"))
    properties = word.core_properties
    properties.title, properties.author = f"{letter.subject} - {letter.to}", letter.office
    properties.last_modified_by, properties.comments, properties.language = "Sổ 2282", "", "vi-VN"
    moment = datetime(letter.on.year, letter.on.month, letter.on.day, tzinfo=UTC)
    properties.created = properties.modified = moment


def _head_nodes(letter: Reminder, measure: Measure) -> list[Any]:
    widths = [(RIGHT - LEFT) * 0.42, (RIGHT - LEFT) * 0.58]
    nation, motto = NATION_LINES
    centred = Style(_SIZE, align="center")
    name = measure.balance(letter.office.upper(), widths[0], Face.BOLD, 12)
    under_name = NAME_RULE * max(measure.width(line, Face.BOLD, 12) for line in name)
    left = [
        paragraph(_PARENT.replace(" TỈNH", "\nTỈNH"), Style(12, align="center")),
        paragraph("\n".join(name), Style(12, bold=True, align="center")),
        _rule(widths[0], under_name),
        paragraph(letter.number, centred),
        paragraph(letter.subject, Style(12, align="center", before=SUBJECT_GAP)),
    ]
    right = [
        paragraph(nation, Style(12, bold=True, align="center")),
        paragraph(motto, Style(_SIZE, bold=True, align="center")),
        _rule(widths[1], measure.width(motto, Face.BOLD, _SIZE)),
        paragraph(f"{letter.place}, {long_date(letter.on)}", Style(_SIZE, italic=True, align="center")),
    ]
    cells = (cell(width, nodes, middle=False) for width, nodes in zip(widths, (left, right), strict=True))
    practice = [paragraph(PRACTICE_TEXT, Style(12, bold=True, align="center", after=6))] if letter.practice else []
    return [*practice, table(widths, [row(cells)], bordered=False, padding=0)]


def _rule(width: float, long: float) -> Any:
    """A thin line in the middle of a cell: a low paragraph with a border under it."""
    node = paragraph("", Style(2, align="center", after=5))
    side = twips((width - long) / 2)
    properties = node.find(qn("w:pPr"))
    border = element("pBdr", element("bottom", val="single", sz=4, space=0, color="000000"))
    properties.insert(0, border)
    properties.find(qn("w:spacing")).addnext(element("ind", left=side, right=side))
    return node


def _body_nodes(letter: Reminder) -> list[Any]:
    to = paragraph(f"Kính gửi: {letter.to}.", Style(_SIZE + 1, align="center", before=24, after=12))
    style = Style(_SIZE + 1, align="both", after=6, first=_FIRST)
    return [to, *(paragraph(text, style) for text in letter.body), paragraph("", Style(6))]


def _foot_table(letter: Reminder) -> Any:
    widths = [(RIGHT - LEFT) * 0.5, (RIGHT - LEFT) * 0.5]
    left = [
        paragraph(_COPIES, Style(12, bold=True, italic=True)),
        *(paragraph(text, Style(11)) for text in letter.copies),
    ]
    right = [paragraph(title, Style(_SIZE, bold=True, align="center")) for title in letter.authority]
    right[-1:] = [paragraph(letter.authority[-1], Style(_SIZE, bold=True, align="center", after=_SPACE))]
    name = letter.signer or "………………………"
    right.append(paragraph(name, Style(_SIZE, bold=bool(letter.signer), align="center")))
    cells = (cell(width, nodes, middle=False) for width, nodes in zip(widths, (left, right), strict=True))
    return table(widths, [row(cells)], bordered=False, padding=0)

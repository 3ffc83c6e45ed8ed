"""Minutes of Sở Nội vụ (biên bản) as a PDF, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I; hides heading and foot."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.reports.blocks import MM
from app.reports.document import PRACTICE_TEXT, SIGN_AND_NAME, SIGN_SEAL_AND_NAME
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.paper import LEFT, RIGHT, Paper

_SIZE: Final = 13
_SIGNATURES: Final = 46 * MM
_SPACE: Final = 22 * MM
_LAST: Final = 18 * MM
_CENTRE: Final = (LEFT + RIGHT) / 2


@dataclass(frozen=True, slots=True)
class MinutesHead:
    """What stands above and below the text.

    Attributes:
        title: of the file. subject: below "BIÊN BẢN".
        office: of Sở Nội vụ. on: day of the paper. clerk: under whose name the left signature stands, in capitals.
        practice: marks invented data.
    """

    title: str
    subject: str
    office: str
    on: date
    clerk: str = "NGƯỜI LẬP BIÊN BẢN"
    practice: bool = False


def office_minutes(head: MinutesHead, body: Iterable[tuple[str, Face]], fonts: FontSet | None = None) -> bytes:
    """Draws minutes; equal arguments give equal bytes.

    Args:
        head: above and below.
        body: paragraphs; bold ones are headings, which stay with what follows.
        fonts: None for those of this machine.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    paper = Paper(target, fonts or find_fonts(), head.title, head.office, head.on)
    _heading(paper, head)
    texts = tuple(body)
    for number, (text, face) in enumerate(texts, 1):
        if face is Face.BOLD:
            paper.need(44)
        if number == len(texts):
            paper.need(_SIGNATURES + _LAST)  # a signature never stands alone on a page
        paper.y -= 6
        paper.justified(text, _SIZE, face)
    _signatures(paper, head.clerk)
    paper.canvas.showPage()
    paper.canvas.save()
    return target.getvalue()


def _heading(paper: Paper, head: MinutesHead) -> None:
    if head.practice:
        paper.line(PRACTICE_TEXT, Face.BOLD, 12, _CENTRE)
        paper.y -= 3 * MM
    office = (("ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN", Face.REGULAR), (head.office.upper(), Face.BOLD))
    paper.heading(office, "Số:       /BB-SNV", "Điện Biên", head.on)
    paper.y -= 8 * MM
    paper.line("BIÊN BẢN", Face.BOLD, 14, _CENTRE)
    paper.line(head.subject, Face.BOLD, 13, _CENTRE)
    paper.rule(_CENTRE, 50 * MM)
    paper.y -= 5 * MM


def _signatures(paper: Paper, clerk: str) -> None:
    """The officer and the head beside each other; never torn apart."""
    paper.need(_SIGNATURES)
    paper.y -= 6 * MM
    left, right, top = LEFT + 38 * MM, RIGHT - 38 * MM, paper.y
    for centre, title, remark in ((left, clerk, SIGN_AND_NAME), (right, "GIÁM ĐỐC", SIGN_SEAL_AND_NAME)):
        paper.y = top
        paper.line(title, Face.BOLD, _SIZE, centre)
        paper.line(remark, Face.ITALIC, 12, centre)
        paper.y -= _SPACE
        paper.line("………………………", Face.REGULAR, _SIZE, centre)

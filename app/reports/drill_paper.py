"""Minutes of a drill (biên bản diễn tập) as a PDF, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.reports.blocks import MM
from app.reports.document import PRACTICE_TEXT, SIGN_AND_NAME, SIGN_SEAL_AND_NAME
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.paper import LEFT, RIGHT, Paper
from app.vietnamese.dates import long_date

_SIZE: Final = 13
_SIGNATURES: Final = 60 * MM
_SPACE: Final = 22 * MM


@dataclass(frozen=True, slots=True)
class DrillPaper:
    """What stands in the minutes.

    Attributes:
        office: of Sở Nội vụ. at: moment. by: who did it.
        subject: what was supposed to have happened. steps: what was done, sentences.
        facts: label, what stands in the data, what the drill found.
        result: sentence. passed: all went well.
    """

    office: str
    at: datetime
    by: str
    subject: str
    steps: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    result: str
    passed: bool
    practice: bool = False


def drill_pdf(minutes: DrillPaper, fonts: FontSet | None = None) -> bytes:
    """Draws the minutes; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    target, day = io.BytesIO(), minutes.at.date()
    paper = Paper(target, fonts or find_fonts(), f"Biên bản diễn tập - {minutes.subject}", minutes.office, day)
    centre = (LEFT + RIGHT) / 2
    if minutes.practice:
        paper.line(PRACTICE_TEXT, Face.BOLD, 12, centre)
        paper.y -= 3 * MM
    office = (("ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN", Face.REGULAR), (minutes.office.upper(), Face.BOLD))
    paper.heading(office, "Số:       /BB-SNV", "Điện Biên", day)
    paper.y -= 8 * MM
    paper.line("BIÊN BẢN", Face.BOLD, 14, centre)
    paper.line(f"Diễn tập: {minutes.subject} (phần mềm Sổ 2282)", Face.BOLD, 13, centre)
    paper.rule(centre, 50 * MM)
    paper.y -= 5 * MM
    for text, face in _body(minutes):
        if face is Face.BOLD:
            paper.need(44)
        paper.y -= 6
        paper.justified(text, _SIZE, face)
    _signatures(paper)
    paper.canvas.showPage()
    paper.canvas.save()
    return target.getvalue()


def _body(minutes: DrillPaper) -> Iterator[tuple[str, Face]]:
    at, plain, bold = minutes.at, Face.REGULAR, Face.BOLD
    yield f"Hồi {at:%H} giờ {at:%M}, {long_date(at.date())}, tại {minutes.office}, {minutes.by} đã diễn tập.", plain
    yield "1. Việc đã làm", bold
    yield from ((f"- {step}", plain) for step in minutes.steps)
    yield "2. Đối chiếu", bold
    for label, expected, found in minutes.facts:
        yield f"- {label}: dữ liệu đang dùng {expected}; diễn tập {found}.", plain
    if not minutes.facts:
        yield "Không đối chiếu được.", plain
    yield "3. Kết quả", bold
    yield f"{'ĐẠT' if minutes.passed else 'KHÔNG ĐẠT'}. {minutes.result}", plain


def _signatures(paper: Paper) -> None:
    """The officer and the head beside each other; never torn apart."""
    paper.need(_SIGNATURES)
    paper.y -= 6 * MM
    left, right, top = LEFT + 38 * MM, RIGHT - 38 * MM, paper.y
    for centre, title, remark in (
        (left, "NGƯỜI DIỄN TẬP", SIGN_AND_NAME),
        (right, "GIÁM ĐỐC", SIGN_SEAL_AND_NAME),
    ):
        paper.y = top
        paper.line(title, Face.BOLD, _SIZE, centre)
        paper.line(remark, Face.ITALIC, 12, centre)
        paper.y -= _SPACE
        paper.line("………………………", Face.REGULAR, _SIZE, centre)

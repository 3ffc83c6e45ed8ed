"""Minutes of a drill (biên bản diễn tập) as a PDF, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.reports.fonts import Face, FontSet
from app.reports.office_minutes import MinutesHead, office_minutes
from app.vietnamese.dates import long_date


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
    head = MinutesHead(
        f"Biên bản diễn tập - {minutes.subject}",
        f"Diễn tập: {minutes.subject} (phần mềm Sổ 2282)",
        minutes.office,
        minutes.at.date(),
        "NGƯỜI DIỄN TẬP",
        minutes.practice,
    )
    return office_minutes(head, _body(minutes), fonts)


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

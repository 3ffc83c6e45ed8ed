"""Minutes of erasing the personal data of a unit and period as a PDF, as in Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.reports.blocks import MM
from app.reports.document import PRACTICE_TEXT, SIGN_AND_NAME, SIGN_SEAL_AND_NAME
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.paper import LEFT, RIGHT, Paper
from app.vietnamese.dates import long_date

_SIZE: Final = 13
_TITLE: Final = "BIÊN BẢN"
_SUBJECT: Final = "Xóa dữ liệu cá nhân trong phần mềm Sổ 2282"
_SIGNATURES: Final = 46 * MM
_SPACE: Final = 22 * MM
_LAST: Final = 18 * MM


@dataclass(frozen=True, slots=True)
class ErasingPaper:
    """What stands in the minutes; no name of a person whose data was erased.

    Attributes:
        office: of Sở Nội vụ. on: day of the paper. by: who erased. reason: why.
        unit, period: whose data, and of which period.
        files: digests of the sealed files that cannot be opened any more.
        people: records of persons whose names were erased.
        kept: what stays, in words. unseen: media on which copies may be, which the program does not see.
    """

    office: str
    on: date
    by: str
    reason: str
    unit: str
    period: str
    files: tuple[str, ...]
    people: int
    kept: tuple[str, ...]
    unseen: tuple[str, ...]
    practice: bool = False


def erasing_pdf(minutes: ErasingPaper, fonts: FontSet | None = None) -> bytes:
    """Draws the minutes; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    paper = Paper(target, fonts or find_fonts(), f"Biên bản xóa dữ liệu - {minutes.unit}", minutes.office, minutes.on)
    centre = (LEFT + RIGHT) / 2
    if minutes.practice:
        paper.line(PRACTICE_TEXT, Face.BOLD, 12, centre)
        paper.y -= 3 * MM
    office = (("ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN", Face.REGULAR), (minutes.office.upper(), Face.BOLD))
    paper.heading(office, "Số:       /BB-SNV", "Điện Biên", minutes.on)
    paper.y -= 8 * MM
    paper.line(_TITLE, Face.BOLD, 14, centre)
    paper.line(_SUBJECT, Face.BOLD, 13, centre)
    paper.rule(centre, 50 * MM)
    paper.y -= 5 * MM
    texts = tuple(_body(minutes))
    for number, (text, face) in enumerate(texts, 1):
        if face is Face.BOLD:
            paper.need(44)
        if number == len(texts):
            paper.need(_SIGNATURES + _LAST)  # a signature never stands alone on a page
        paper.y -= 6
        paper.justified(text, _SIZE, face)
    _signatures(paper)
    paper.canvas.showPage()
    paper.canvas.save()
    return target.getvalue()


def _body(minutes: ErasingPaper) -> Iterator[tuple[str, Face]]:
    plain, bold = Face.REGULAR, Face.BOLD
    yield "Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15; Nghị định số 356/2025/NĐ-CP.", plain
    yield (
        f"{long_date(minutes.on).capitalize()}, tại {minutes.office}, ông (bà) {minutes.by} đã xóa dữ liệu cá nhân do "
        f"{minutes.unit} gửi trong kỳ {minutes.period}. Lý do: {minutes.reason}.",
        plain,
    )
    yield "1. Dữ liệu đã xóa", bold
    yield (
        f"Khóa mã hóa của đơn vị và kỳ này đã bị hủy; họ tên, ngày sinh, số định danh, ghi chú của {minutes.people} hồ "
        f"sơ và {len(minutes.files)} tệp gốc không còn mở được, kể cả từ bản sao lưu trong thư mục dữ liệu.",
        plain,
    )
    yield "Mã băm SHA-256 (16 ký tự đầu) của các tệp gốc còn lưu làm chứng cứ:", plain
    for digest in minutes.files:
        yield f"- {digest[:16]}", plain
    yield "2. Nội dung giữ lại", bold
    for text in minutes.kept:
        yield f"- {text}", plain
    yield "3. Nơi phần mềm không thấy, phải tự kiểm tra và hủy", bold
    for text in minutes.unseen:
        yield f"- {text}", plain


def _signatures(paper: Paper) -> None:
    """The officer and the head beside each other; never torn apart."""
    paper.need(_SIGNATURES)
    paper.y -= 6 * MM
    left, right, top = LEFT + 38 * MM, RIGHT - 38 * MM, paper.y
    for centre, title, remark in (
        (left, "NGƯỜI LẬP BIÊN BẢN", SIGN_AND_NAME),
        (right, "GIÁM ĐỐC", SIGN_SEAL_AND_NAME),
    ):
        paper.y = top
        paper.line(title, Face.BOLD, _SIZE, centre)
        paper.line(remark, Face.ITALIC, 12, centre)
        paper.y -= _SPACE
        paper.line("………………………", Face.REGULAR, _SIZE, centre)

"""Minutes of erasing the personal data of a unit and period as a PDF, as in Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.reports.fonts import Face, FontSet
from app.reports.office_minutes import MinutesHead, office_minutes
from app.vietnamese.dates import long_date

_SUBJECT: Final = "Xóa dữ liệu cá nhân trong phần mềm Sổ 2282"


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
    head = MinutesHead(
        f"Biên bản xóa dữ liệu - {minutes.unit}", _SUBJECT, minutes.office, minutes.on, practice=minutes.practice
    )
    return office_minutes(head, _body(minutes), fonts)


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

"""Minutes of a reorganisation (biên bản chuyển số liệu) as a PDF, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.reports.fonts import Face, FontSet
from app.reports.office_minutes import MinutesHead, office_minutes
from app.vietnamese.dates import long_date, write_date

_SUBJECT: Final = "Chuyển số liệu và hồ sơ khi sắp xếp đơn vị (phần mềm Sổ 2282)"


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A unit that ends.

    Attributes:
        name: of it. act: words, such as "sáp nhập".
        packages: accepted ones, such as "kỳ 2024 (63 người)".
        people: of the newest accepted package; None where none is held.
    """

    name: str
    act: str
    packages: tuple[str, ...]
    people: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """What one unit of the new list takes over.

    Attributes:
        name: of the unit; of the cụm where a unit was split; "" where nobody takes over.
        cluster: people cannot be told apart.
        old: the units that end.
        residents: words of the estimated share of residents, of a cụm; "" for none.
    """

    name: str
    cluster: bool
    old: tuple[OldUnit, ...]
    residents: str = ""


@dataclass(frozen=True, slots=True)
class ReorganisationPaper:
    """What stands in the minutes.

    Attributes:
        office: of Sở Nội vụ. on: day of the paper. by: who made them.
        days: first days of the new boundaries. resolutions: acts of law. file: the rows were read from.
        before, after: number of units on either side.
        moves: in the order of the list of units.
    """

    office: str
    on: date
    by: str
    days: tuple[date, ...]
    resolutions: tuple[str, ...]
    file: str
    before: int
    after: int
    moves: tuple[Move, ...]
    practice: bool = False

    @property
    def old_units(self) -> int:
        """Units that end."""
        return len({item.name + item.act for move in self.moves for item in move.old})


def reorganisation_pdf(minutes: ReorganisationPaper, fonts: FontSet | None = None) -> bytes:
    """Draws the minutes; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    title = "Biên bản chuyển số liệu khi sắp xếp đơn vị"
    head = MinutesHead(title, _SUBJECT, minutes.office, minutes.on, practice=minutes.practice)
    return office_minutes(head, _body(minutes), fonts)


def _body(minutes: ReorganisationPaper) -> Iterator[tuple[str, Face]]:
    plain, bold = Face.REGULAR, Face.BOLD
    days = ", ".join(write_date(day.isoformat()) for day in minutes.days)
    yield f"Căn cứ: {'; '.join(minutes.resolutions)}.", plain
    yield (
        f"{long_date(minutes.on).capitalize()}, tại {minutes.office}, ông (bà) {minutes.by} lập biên bản ghi nhận việc "
        f"chuyển số liệu và hồ sơ về nữ cán bộ, lãnh đạo, quản lý khi sắp xếp đơn vị có hiệu lực từ "
        f"{days} (tệp {minutes.file}).",
        plain,
    )
    yield "1. Danh mục đơn vị", bold
    yield (
        f"Trước sắp xếp: {minutes.before} đơn vị; sau sắp xếp: {minutes.after} đơn vị; {minutes.old_units} đơn vị kết "
        "thúc. Mã được dùng lại cho nơi khác là đơn vị khác.",
        plain,
    )
    yield "2. Đơn vị tiếp nhận số liệu và hồ sơ", bold
    for number, move in enumerate(minutes.moves, 1):
        yield from ((text, plain) for text in _move(number, move))
    yield "3. Nguyên tắc", bold
    yield (
        "a) Gói số liệu đã chấp nhận giữ nguyên dưới tên đơn vị đã gửi, cho đúng kỳ đã báo cáo; bảng «theo đơn vị hiện "
        "nay» cộng vào đơn vị kế thừa, tổng toàn tỉnh không đổi.",
        plain,
    )
    yield (
        "b) Hồ sơ người của đơn vị sáp nhập, đổi tên được ghi vào tệp đăng ký của đơn vị kế thừa để kiểm tra; chức vụ "
        "ở đơn vị cũ kết thúc vào ngày đơn vị cũ kết thúc.",
        plain,
    )
    yield (
        "c) Đơn vị bị chia tách: không chia người theo tỷ lệ; số liệu để chung một cụm cho đến khi đơn vị mới tự báo "
        "cáo. Chỉ dân số được ước chia.",
        plain,
    )


def _move(number: int, move: Move) -> Iterator[str]:
    people = [item.people for item in move.old if item.people is not None]
    total = f"; {sum(people)} người theo gói gần nhất" if people else ""
    if not move.name:
        yield f"2.{number}. Giải thể, không có đơn vị kế thừa{total}:"
    else:
        yield f"2.{number}. {move.name}{total}{' (số liệu để chung)' if move.cluster else ''}:"
    for item in move.old:
        held = f"gói đã chấp nhận {', '.join(item.packages)}" if item.packages else "chưa có gói nào được chấp nhận"
        yield f"- {item.name} ({item.act}): {held}."
    if move.residents:
        yield f"- Dân số ước chia: {move.residents}."

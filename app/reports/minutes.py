"""Minutes of a handover (biên bản bàn giao) as a PDF, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

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
_MOST_PACKAGES: Final = 12
_TITLE: Final = "BIÊN BẢN"
_SUBJECT: Final = "Bàn giao dữ liệu, khóa ký và chứng thư số nội bộ (phần mềm Sổ 2282)"
_COPIES: Final = (
    "Biên bản được lập thành 03 bản có giá trị như nhau, mỗi bên giữ 01 bản, lưu đơn vị 01 bản. Hai bên đã đọc, thống "
    "nhất và ký tên dưới đây."
)
_SIGNATURES: Final = 82 * MM
_SPACE: Final = 22 * MM


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A package that was sent: period, which report of it, day, where it stands (words)."""

    period: str
    edition: int
    made_on: str
    state: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is handed over, by whom, to whom.

    Attributes:
        committee: the unit is a people's committee, whose name fills two lines. parent: office above another unit.
        unit, place, symbol: names of the unit on paper.
        giver, receiver: people. at: moment.
        store, epoch: of the data, the first epoch is 1. people, records: how many. last_backup: words.
        packages: newest first.
        old_fingerprint, new_fingerprint: of signing keys. request: name of the file for Sở Nội vụ.
        authority: lines over the head's signature. head: name, "" where it is written by hand.
        others: who else can open the data.
    """

    committee: bool
    parent: str
    unit: str
    place: str
    symbol: str
    giver: str
    receiver: str
    at: datetime
    store: str
    epoch: int
    people: int
    records: int
    last_backup: str
    packages: tuple[PackageLine, ...]
    old_fingerprint: str
    new_fingerprint: str
    request: str
    authority: tuple[str, ...]
    head: str
    others: tuple[str, ...] = ()
    practice: bool = False


def minutes_pdf(minutes: Minutes, fonts: FontSet | None = None) -> bytes:
    """Draws the minutes.

    Args:
        minutes: what stands in them.
        fonts: the typeface; None looks for the installed one.

    Returns:
        A PDF; equal arguments give equal bytes.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    paper = Paper(target, fonts or find_fonts(), f"Biên bản bàn giao - {minutes.unit}", minutes.unit, minutes.at.date())
    centre = (LEFT + RIGHT) / 2
    if minutes.practice:
        paper.line(PRACTICE_TEXT, Face.BOLD, 12, centre)
        paper.y -= 3 * MM
    number = f"Số:       /BB-{minutes.symbol}" if minutes.symbol else "Số:       /BB"
    paper.heading(_office(minutes), number, minutes.place or "………………", minutes.at.date())
    paper.y -= 8 * MM
    paper.line(_TITLE, Face.BOLD, 14, centre)
    paper.line(_SUBJECT, Face.BOLD, 13, centre)
    paper.rule(centre, 50 * MM)
    paper.y -= 5 * MM
    for text, face in _body(minutes):
        _written(paper, text, face)
    paper.need(_SIGNATURES + 50)  # a signature never stands alone on a page
    _written(paper, _COPIES, Face.REGULAR)
    _signatures(paper, minutes)
    paper.canvas.showPage()
    paper.canvas.save()
    return target.getvalue()


def _office(minutes: Minutes) -> tuple[tuple[str, Face], ...]:
    name = minutes.unit.upper()
    if not minutes.committee:
        return ((minutes.parent.upper(), Face.REGULAR), (name, Face.BOLD))
    head = "ỦY BAN NHÂN DÂN"
    return ((head, Face.BOLD), (name.removeprefix(head).strip(), Face.BOLD))


def _body(minutes: Minutes) -> Iterator[tuple[str, Face]]:
    at, plain, bold = minutes.at, Face.REGULAR, Face.BOLD
    yield f"Hôm nay, hồi {at:%H} giờ {at:%M}, {long_date(at.date())}, tại {minutes.unit}, chúng tôi gồm:", plain
    yield f"Bên giao: ông (bà) {minutes.giver}, người ký duyệt số liệu đến thời điểm này.", plain
    yield f"Bên nhận: ông (bà) {minutes.receiver}, người ký duyệt số liệu từ thời điểm này.", plain
    yield "Hai bên thống nhất nội dung bàn giao như sau:", plain
    yield "1. Dữ liệu", bold
    yield f"Mã dữ liệu: {minutes.store}; số lần khôi phục hoặc chuyển máy: {minutes.epoch - 1}.", plain
    yield f"Số hồ sơ người: {minutes.people}; tổng số dòng đang có ở tất cả các bảng: {minutes.records}.", plain
    yield f"Bản sao lưu gần nhất: {minutes.last_backup}.", plain
    yield f"Người khác còn mở được dữ liệu bằng mật khẩu riêng: {', '.join(minutes.others) or 'không có'}.", plain
    yield "2. Các gói đã lập để nộp Sở Nội vụ", bold
    yield from ((line, plain) for line in _packages(minutes.packages))
    yield "3. Khóa ký và chứng thư số nội bộ", bold
    yield "Dấu vân tay khóa đang dùng, thôi dùng khi có chứng thư mới:", plain
    yield minutes.old_fingerprint, Face.ITALIC
    yield "Dấu vân tay khóa mới, đã lập tệp đề nghị cấp chứng thư:", plain
    yield minutes.new_fingerprint, Face.ITALIC
    yield (
        "Mật khẩu của bên giao không còn mở được dữ liệu trên máy này; bên nhận đã đặt mật khẩu riêng. Các bản sao lưu "
        "lập trước thời điểm bàn giao vẫn mở được bằng mật khẩu cũ, phải được thu hồi, hủy hoặc niêm phong.",
        plain,
    )
    yield "4. Việc bên nhận phải làm", bold
    yield f"a) Gửi tệp {minutes.request} cho Sở Nội vụ và đọc dấu vân tay khóa mới qua điện thoại.", plain
    yield "b) Khi có tệp chứng thư của Sở Nội vụ, mở bằng nút «Nhận tệp»; từ đó gói được ký bằng khóa mới.", plain
    yield "c) Sao lưu ngay một bản mới; nhận lại USB và các bản sao lưu bên giao còn giữ.", plain
    yield "d) Theo dõi phiếu của Sở Nội vụ đối với các gói chưa có phiếu tiếp nhận ở mục 2.", plain


def _written(paper: Paper, text: str, face: Face) -> None:
    """A paragraph; a heading stays with what follows, a fingerprint stands alone in the middle."""
    paper.y -= 6
    if face is Face.ITALIC:
        paper.need(20)
        paper.line(text.replace(" ", "   "), Face.BOLD, 14, (LEFT + RIGHT) / 2)
        return
    if face is Face.BOLD:
        paper.need(40)
    paper.justified(text, _SIZE, face)


def _packages(packages: tuple[PackageLine, ...]) -> Iterator[str]:
    if not packages:
        yield "Chưa lập gói nào."
    for item in packages[:_MOST_PACKAGES]:
        made = f"Kỳ {item.period}, bản số {item.edition}" if item.edition else f"Kỳ {item.period}"
        yield f"- {made}, ngày {item.made_on}: {item.state}."
    if len(packages) > _MOST_PACKAGES:
        yield f"- Và {len(packages) - _MOST_PACKAGES} gói lập trước đó."


def _signatures(paper: Paper, minutes: Minutes) -> None:
    """Both sides beside each other, the head of the unit below; never torn apart."""
    paper.need(_SIGNATURES)
    paper.y -= 6 * MM
    left, right, top = LEFT + 38 * MM, RIGHT - 38 * MM, paper.y
    for centre, title, name in ((left, "BÊN GIAO", minutes.giver), (right, "BÊN NHẬN", minutes.receiver)):
        paper.y = top
        _signature(paper, centre, (title,), SIGN_AND_NAME, name)
    paper.y -= 6 * MM
    titles = minutes.authority or ("THỦ TRƯỞNG ĐƠN VỊ",)
    _signature(paper, (LEFT + RIGHT) / 2, ("XÁC NHẬN CỦA ĐƠN VỊ", *titles), SIGN_SEAL_AND_NAME, minutes.head)


def _signature(paper: Paper, centre: float, titles: tuple[str, ...], remark: str, name: str) -> None:
    for title in titles:
        paper.line(title, Face.BOLD, _SIZE, centre)
    paper.line(remark, Face.ITALIC, 12, centre)
    paper.y -= _SPACE
    paper.line(name or "………………………", Face.BOLD if name else Face.REGULAR, _SIZE, centre)

"""A what-if list as a document: the targets before and after, and what would be done; no decision on anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from app.commands.figures.judging import cut_off_of
from app.commands.figures.paper import signers_of
from app.commands.office.gap_desk import GapDesk
from app.commands.office.gap_steps import Board, Move, Suggestion, needed_words, share_words
from app.domain.table import Cell, Column, FilledForm, Row, Symbol, Table, Value
from app.domain.unit_records import UnitProfile
from app.plan.gaps import Gap
from app.plan.whatif import Step
from app.reports.document import PRACTICE_TEXT, Document, FormSection, Signers
from app.reports.letterhead import Letterhead
from app.vietnamese.dates import write_date
from app.workspace import Workspace

_PROVINCE: Final = "Sở Nội vụ tỉnh Điện Biên"
_COMMITTEE: Final = "Ủy ban nhân dân tỉnh Điện Biên"
_TARGETS: Final = (
    Column("a", "A", "Số", kind="text", width=7),
    Column("b", "B", "Chỉ tiêu", kind="text", width=44),
    Column("c1", "1", "Mục tiêu", kind="text", width=10),
    Column("c2", "2", "Tử/mẫu", ("Hiện nay",), "text", 11),
    Column("c3", "3", "Tỷ lệ", ("Hiện nay",), "text", 11),
    Column("c4", "4", "Còn thiếu", ("Hiện nay",), "text", 22),
    Column("c5", "5", "Tử/mẫu", ("Nếu thực hiện danh sách",), "text", 11),
    Column("c6", "6", "Tỷ lệ", ("Nếu thực hiện danh sách",), "text", 11),
    Column("c7", "7", "Còn thiếu", ("Nếu thực hiện danh sách",), "text", 22),
)
_STEPS: Final = (
    Column("a", "A", "STT", kind="int", width=6),
    Column("b", "B", "Đơn vị", kind="text", width=22),
    Column("c1", "1", "Việc", kind="text", width=42),
    Column("c2", "2", "Người", kind="text", width=26),
    Column("c3", "3", "Khuyết từ", kind="text", width=14),
    Column("c4", "4", "Lý do khuyết", kind="text", width=30),
    Column("c5", "5", "Chỉ tiêu thay đổi", kind="text", width=30),
)
_NOTES: Final = (
    "Tính thử trên số liệu hiện có; danh sách giúp rà soát nguồn cán bộ nữ, không thay quyết định về nhân sự.",
    "Người được bổ nhiệm được tính là thôi các chức vụ lãnh đạo, quản lý khác đang giữ ở cơ quan nhà nước; người giữ "
    "chức vụ trước đó được tính là đã thôi. Người được đưa vào quy hoạch được tính là có đào tạo trong năm.",
)


def list_document(desk: GapDesk, name: str, steps: Sequence[Step]) -> Document:
    """The document of a list.

    Args:
        desk: the scope with its figures.
        name: of the list.
        steps: ticked.
    """
    ws, data = desk.ws, desk.data
    board = Board(desk)
    rows = [board.described(step) for step in steps]
    who, place, signers = _heads(ws)
    form = FilledForm(
        code="",
        title=f"CẦN THÊM MẤY NGƯỜI: {name.upper()}",
        basis=("Kế hoạch ngày 18/02/2021, mục II", f"Phạm vi: {desk.scope_name or 'toàn tỉnh'}"),
        period_text=data.period.label,
        cut_off_text=f"(Số liệu tính đến ngày {_day(min(cut_off_of(ws, data.period), ws.today))})",
        reporter=who,
        receiver=_COMMITTEE if ws.mode == "province" else _PROVINCE,
        tables=(
            Table("A", _TARGETS, tuple(_target_rows(desk.gaps(), desk.gaps(steps))), "Chỉ tiêu"),
            Table("B", _STEPS, tuple(_step_rows(desk, rows)), "Việc dự kiến"),
        ),
        notes=(*_units_note(desk), *_NOTES),
        landscape=True,
    )
    section = FormSection(form, Letterhead(place), signers)
    title = f"Cần thêm mấy người - {name}"
    return Document(title, (section,), practice=PRACTICE_TEXT if ws.store.info.practice else "")


def _heads(ws: Workspace) -> tuple[str, str, Signers]:
    """Who prints it, where, and who signs."""
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    if ws.mode == "province":
        return _PROVINCE, "Điện Biên", signers_of(ws, profile) if profile else Signers(("GIÁM ĐỐC",))
    name = (profile.name if profile else None) or ws.env.units.name(ws.unit)
    return name, (profile.place if profile else None) or "", signers_of(ws, profile)


def _units_note(desk: GapDesk) -> Iterator[str]:
    if not desk.scope:
        expected, missing = len(desk.data.expected), len(desk.data.missing)
        yield f"Số liệu của {expected - missing}/{expected} đơn vị đã được chấp nhận."


def _target_rows(before: Iterable[Gap], after: Iterable[Gap]) -> Iterator[Row]:
    for old, new in zip(before, after, strict=True):
        target = "" if old.result.target is None else f"{old.result.target} %"
        cells = (old.result.number, old.line.name, target, *_side(old), *_side(new))
        yield _row(old.result.number, cells)


def _side(gap: Gap) -> tuple[str, str, str]:
    above, below = gap.result.numerator, gap.result.denominator
    quotient = Symbol.UNKNOWN.value if above is None or below is None else f"{above}/{below}"
    return quotient, share_words(gap), needed_words(gap)


def _step_rows(desk: GapDesk, rows: Iterable[Suggestion]) -> Iterator[Row]:
    for number, item in enumerate(rows, 1):
        day = _day(item.on) if item.on else ""
        moves = "; ".join(effects(item, whole=not desk.scope))
        yield _row(
            str(number), (number, item.unit_name, item.what, item.who, day, why_words(item), moves or "không đổi")
        )


def effects(item: Suggestion, *, whole: bool) -> tuple[str, ...]:
    """What a step moves: "2.2: 44,8 % → 46,6 %"; where the province is looked at, only its targets.

    Args:
        item: the step.
        whole: the scope is the province.
    """
    province = tuple(f"tỉnh {_words(move)}" for move in item.of_province)
    return province if whole and item.of_province else (*(_words(move) for move in item.moves), *province)


def why_words(item: Suggestion, day: str = "") -> str:
    """Why a post falls vacant, and what falls with it where no woman follows a woman."""
    told = " ".join(part for part in (item.why, day) if part)
    lost = "; ".join(_words(move) for move in item.lost)
    return f"{told}. Nếu không có nữ thay: {lost}" if lost else told


def _words(move: Move) -> str:
    return f"{move.number}: {move.before} → {move.after}"


def _row(key: str, values: Sequence[Value]) -> Row:
    return Row(key, tuple(Cell(value) for value in values))


def _day(day: date) -> str:
    return write_date(day.isoformat())

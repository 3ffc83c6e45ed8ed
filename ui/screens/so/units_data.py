"""Units of a day as rows, with their enrolment and their lineage; made in the store thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.commands.office.boundaries import breaks, straddling
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.vietnamese.dates import write_date
from app.workspace import Workspace
from ui.fields.values import moment
from ui.screens.so.rows import Row


def unit_rows(ws: Workspace, when: date) -> tuple[Row, ...]:
    """Units of a day with their enrolment."""
    enrolments = {item.unit: item for item in ws.store.documents("enrolment")}
    units = (unit for unit in ws.env.units.on(when))
    return tuple(_unit_row(ws, unit, enrolments.get(unit.id)) for unit in units)


ENROLMENT: Final[Mapping[str, tuple[str, str]]] = {
    "none": ("chưa lập tệp", ""),
    "issued": ("đã lập tệp đăng ký", "warning"),
    "pending": ("chờ đối chiếu dấu vân tay", "warning"),
    "enrolled": ("đã ghi danh", "good"),
    "revoked": ("đã thu hồi chứng thư", "error"),
}


def _unit_row(ws: Workspace, unit: Unit, enrolment: Document | None) -> Row:
    ended = unit.valid_to is not None and unit.valid_to.latest < ws.today
    reports = (unit.kind == "agency" or unit.tier == "xa") and not ended
    state = enrolment.state if enrolment else "none"
    outside = "đã kết thúc" if ended else "không thuộc diện báo cáo"
    words, kind = ENROLMENT.get(state, (state, "")) if reports else (outside, "")
    since, until = (write_date(str(day)) if day else "" for day in (unit.valid_from, unit.valid_to))
    kind_word = "cơ quan cấp tỉnh" if unit.kind == "agency" else ws.env.catalogue.label("tiers", unit.tier)
    cells = (unit.name or "", unit.code or "", kind_word, words, since, until)
    tags = frozenset({state if reports else "outside", unit.kind or "", unit.tier or ""})
    order = ("", "", "", "", str(unit.valid_from or ""), str(unit.valid_to or ""))
    return Row(unit.id, cells, order, kind, tags, source=unit)


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit beside the list: facts, and lines of whom it succeeds and who succeeds it."""

    unit: Unit
    facts: tuple[tuple[str, str], ...]
    lineage: tuple[str, ...]


def unit_card(ws: Workspace, key: str) -> UnitCard | None:
    """A unit with its lineage; None where there is no such unit."""
    unit = ws.env.units.get(key)
    if unit is None:
        return None
    enrolment = ws.store.document("enrolment", key)
    return UnitCard(unit, tuple(_facts(ws, unit, enrolment)), tuple(_lineage(ws, unit)))


def _facts(ws: Workspace, unit: Unit, enrolment: Document | None) -> Iterator[tuple[str, str]]:
    yield "Mã", unit.code or ""
    if unit.within:
        yield "Thuộc", ws.env.units.name(unit.within)
    yield "Lĩnh vực", ws.env.catalogue.label("sectors", unit.sector) if unit.sector else ""
    yield "Có trong danh mục từ", write_date(str(unit.valid_from)) if unit.valid_from else ""
    yield "Đến hết", write_date(str(unit.valid_to)) if unit.valid_to else ""
    reports = unit.kind == "agency" or unit.tier == "xa"
    yield (
        "Ghi danh",
        "" if not reports or unit.valid_to else ENROLMENT.get(enrolment.state if enrolment else "none", ("", ""))[0],
    )
    if enrolment is not None and enrolment.at:
        yield "Từ lúc", moment(enrolment.at)
    if unit.unconfirmed:
        yield "Lưu ý", "tên hoặc mã chờ Sở Nội vụ xác nhận"


def _lineage(ws: Workspace, unit: Unit) -> Iterator[str]:
    units = ws.env.units
    before = units.predecessors(unit.id)
    for part in before:
        whole = len(units.successors(part.id)) < 2
        yield f"Kế thừa: {_named(part)}" if whole else f"Một phần của: {_named(part)}"
    districts = list(dict.fromkeys(part.within for part in before if part.within))
    if len(districts) > 1:
        names = ", ".join(map(units.name, districts))
        yield f"Địa bàn gồm nhiều huyện cũ ({names}): không tách được số liệu theo huyện."
    after = units.successors(unit.id)
    for heir in after:
        yield f"Nay là: {_named(heir)}" if len(after) == 1 else f"Chia cho: {_named(heir)}"
    if len(after) > 1:
        yield "Số liệu và người không chia: các đơn vị mới xem chung một cụm."
    torn = straddling(units, unit.id) if unit.tier == "huyen" else ()
    if torn:
        yield f"Không tách được từ ngày kết thúc: {', '.join(heir.name or heir.id for heir in torn)}."
    yield from _resolutions(ws, unit)


def _resolutions(ws: Workspace, unit: Unit) -> Iterator[str]:
    """The acts of law on the days where the unit began or ended."""
    days = {unit.valid_from.earliest} if unit.valid_from and ws.env.units.predecessors(unit.id) else set()
    if unit.valid_to is not None:
        days.add(unit.valid_to.latest + timedelta(days=1))
    for day in sorted(days):
        yield from (f"{item.words}." for item in breaks(ws, day - timedelta(days=1), day))


def _named(unit: Unit) -> str:
    span = " - ".join(write_date(str(day)) if day else "nay" for day in (unit.valid_from, unit.valid_to))
    return f"{unit.name} (mã {unit.code}, {span})"

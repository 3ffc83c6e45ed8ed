"""Công văn đôn đốc: a numbered letter to each unit whose report is missing, late or not mended, kept on record.

A letter is kept before it is written, so that a number never stands on two different letters; the same day the same
unit and state give the same number again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.commands.days import as_of_date
from app.commands.enrolment.own_list import lowered
from app.commands.figures.judging import current_period, cut_off_of
from app.commands.figures.paper import signers_of
from app.commands.figures.watching import BEHIND, Standing, due_of, standings
from app.commands.files import write_chosen
from app.commands.office.letters import GRACE, LETTER, last_symbol, letter_row, next_number
from app.commands.office.periods import WHOLE, asked, parts_owed
from app.commands.sending import moment
from app.domain.periods import Period, parse_period
from app.domain.storage import Document, DocumentChange
from app.domain.unit_records import Unit, UnitProfile
from app.errors import refuse
from app.progress import Progress
from app.reports.document import Signers
from app.reports.reminder import Reminder, reminder_docx, reminder_pdf
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold
from app.workspace import CommandSpec, Outcome, Workspace

REMIND: Final = CommandSpec("remind", "app.commands.office.reminding:remind", "Lập công văn đôn đốc")
_WRITERS: Final = {".pdf": reminder_pdf, ".docx": reminder_docx}
_NIL: Final = (
    " Trường hợp không phát sinh số liệu, đề nghị vẫn gửi báo cáo không phát sinh số liệu để Sở Nội vụ tổng hợp."
)
_SUBJECT: Final = "V/v đôn đốc báo cáo số liệu cán bộ nữ lãnh đạo, quản lý"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all letters of one run have in common."""

    ws: Workspace
    period: Period
    due: date
    by: date
    symbol: str
    share: str
    signers: Signers
    suffix: str


def remind(
    ws: Workspace,
    progress: Progress,
    *,
    out: Path,
    period: str | None = None,
    units: str | None = None,
    by: str | None = None,
    number: int | None = None,
    symbol: str | None = None,
    kind: str = "pdf",
) -> Outcome:
    """Writes a letter for each unit that is behind, or for chosen ones; stopped half way, what was written stays.

    Args:
        out: folder.
        period: None for the one asked for now.
        units: codes or keys, separated by commas; None for every unit whose next step is its own.
        by: day until which the report is asked for, YYYY-MM-DD; None for the due day, or some days from now.
        number: of the first letter; None goes on behind the last one of this year.
        symbol: of the letters; None for that of the last one.
        kind: "pdf" or "docx".

    Raises:
        UserError: NHAP-02 a chosen unit owes nothing, NHAP-01 it has sent what it owes, NHAP-03 a wrong day or number,
            LUU-* of a file, FONT-01.
    """
    desk, found = _desk(ws, period, by, symbol, kind)
    chosen = _chosen(found, units, ws.unit)
    following = next_number(ws) if number is None else number
    if following < 1:
        raise refuse("NHAP-03", what="số công văn", value=str(number), detail="viết số nguyên từ 1")
    made = []
    for place, item in enumerate(chosen):
        progress.step(place, len(chosen), f"Công văn: {item.unit.name}")
        with ws.store.alone():  # two officers never take one number
            letter = _kept(desk, item, following)
        following += int(letter.body["number"]) == following
        path = out / f"cong-van-{letter.body['number']:02d}_{item.unit.code}.{kind}"
        write_chosen(path, _WRITERS[desk.suffix](_letter(desk, item, letter)))
        made.append({**letter_row(ws, letter), "file": str(path)})
    message = f"Đã lập {len(made)} công văn đôn đốc trong {out}." if made else "Không có đơn vị nào cần đôn đốc."
    return Outcome(data=made, message=message)


def listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Letters that were written, of a period or of all."""
    chosen = str(parse_period(period)) if period else None
    rows = [letter_row(ws, item) for item in ws.store.documents(LETTER, period=chosen)]
    return Outcome(data=rows, message=f"{len(rows)} công văn đôn đốc.")


def _desk(
    ws: Workspace, period: str | None, by: str | None, symbol: str | None, kind: str
) -> tuple[_Desk, tuple[Standing, ...]]:
    chosen = parse_period(period) if period else current_period(ws)
    due, suffix = due_of(ws, chosen), f".{kind}"
    if suffix not in _WRITERS:
        raise refuse("NHAP-03", what="loại tệp", value=kind, detail="pdf hoặc docx")
    last = as_of_date(by) or max(due, ws.today + GRACE if due <= ws.today else due)
    if last < ws.today:
        raise refuse("NHAP-03", what="hạn gửi", value=by or "", detail="đã qua")
    found = standings(ws, chosen)
    done = sum(item.counts for item in found)
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    signers = signers_of(ws, profile) if profile else Signers(("GIÁM ĐỐC",))
    chosen_symbol = " ".join((symbol or last_symbol(ws)).split())
    return _Desk(ws, chosen, due, last, chosen_symbol, f"{done}/{len(found)}", signers, suffix), found


def _chosen(found: Sequence[Standing], units: str | None, own: str) -> list[Standing]:
    if units is None:
        return [item for item in found if item.state in BEHIND and item.unit.id != own]
    chosen = []
    for name in dict.fromkeys(part.strip() for part in units.split(",") if part.strip()):
        item = next((item for item in found if name in (item.unit.id, item.unit.code)), None)
        if item is None:
            raise refuse("NHAP-02", what="đơn vị phải báo cáo", value=name)
        if item.state not in BEHIND:
            raise refuse("NHAP-01", detail=f"{item.unit.name} đã gửi báo cáo, đang chờ Sở Nội vụ")
        chosen.append(item)
    return chosen


def _kept(desk: _Desk, item: Standing, number: int) -> Document:
    """The letter of today to this unit in this state; a new one is put on record first.

    Raises:
        UserError: NHAP-01, the number stands on another letter of this year.
    """
    ws, on = desk.ws, desk.ws.today.isoformat()
    package = item.latest.id if item.latest else ""
    facts = {"on": on, "by": desk.by.isoformat(), "symbol": desk.symbol, "about": item.state, "package": package}
    letters = ws.store.documents(LETTER, unit=item.unit.id, period=str(desk.period))
    same = next((one for one in letters if {**one.body, "number": 0} == {**facts, "number": 0}), None)
    if same is not None:
        return same
    if any(one.body["number"] == number and one.body["on"][:4] == on[:4] for one in ws.store.documents(LETTER)):
        raise refuse("NHAP-01", detail=f"công văn số {number} năm {on[:4]} đã lập")
    body = {**facts, "number": number}
    made = Document(LETTER, ws.env.new_id(), item.unit.id, str(desk.period), "written", moment(ws), body)
    said = f"Công văn đôn đốc số {number} gửi {item.unit.name}."
    ws.commit(REMIND, Outcome(message=said, documents=(DocumentChange(None, made),)))
    return made


def _letter(desk: _Desk, item: Standing, letter: Document) -> Reminder:
    ws, number = desk.ws, int(letter.body["number"])
    to = addressee(item.unit)
    return Reminder(
        office=ws.env.units.name(ws.unit),
        number=f"Số: {number:02d}/{letter.body['symbol']}",
        subject=_SUBJECT,
        place="Điện Biên",
        on=date.fromisoformat(letter.body["on"]),
        to=to,
        paragraphs=tuple(_paragraphs(desk, item, letter, to)),
        copies=("- Như trên;", "- Lãnh đạo Sở;", f"- Lưu: VT, {letter.body['symbol']}."),
        authority=desk.signers.authority or ("GIÁM ĐỐC",),
        signer=desk.signers.signer,
        practice=ws.store.info.practice,
    )


def addressee(unit: Unit) -> str:
    """To whom a letter to a unit goes: the people's committee of a commune, an agency itself."""
    name = unit.name or unit.id
    if unit.kind != "administrative" or fold(name).startswith("uy ban nhan dan"):
        return name
    return f"Ủy ban nhân dân {lowered(name)}"


def _paragraphs(desk: _Desk, item: Standing, letter: Document, to: str) -> Iterator[str]:
    terms = asked(desk.ws, str(desk.period)) or {}
    request = f", {terms['request']}" if terms.get("request") else ""
    cut_off, due = cut_off_of(desk.ws, desk.period), desk.due
    yield (
        f"Thực hiện {desk.ws.pack.title}{request}, các cơ quan, đơn vị báo cáo số liệu kỳ {_of(desk.period)}, chốt đến "
        f"ngày {_day(cut_off)}, gửi về Sở Nội vụ trước ngày {_day(due)}. Đến nay, số liệu của {desk.share} đơn vị đã "
        f"được chấp nhận."
    )
    yield " ".join(_said(desk, item, letter, to))
    yield (
        f"Sở Nội vụ đề nghị {to} gửi {_what(desk, item, terms)} bằng phần mềm Sổ 2282 trước ngày {_day(desk.by)}."
        + (_NIL if item.latest is None else "")
    )
    yield (
        "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị phản ánh về Sở Nội vụ để phối hợp giải quyết. Rất mong "
        f"{to} quan tâm, thực hiện."
    )


def _said(desk: _Desk, item: Standing, letter: Document, to: str) -> Iterator[str]:
    """What is missing, how late that is, and which letters came before."""
    late = (desk.ws.today - desk.due).days
    over = f", quá hạn {late} ngày" if late > 0 else ""
    today = f"Đến ngày {_day(desk.ws.today)}"
    latest = item.latest
    if latest is None:
        yield f"{today}, Sở Nội vụ chưa nhận được báo cáo của {to}{over}."
    elif item.state == "refused":
        yield f"Tệp báo cáo của {to} gửi ngày {_day_of(latest.at)} không nhận được: {latest.body.get('message', '')}"
        yield f"{today}, chưa có tệp thay thế{over}."
    else:
        received = _day_of(latest.body.get("received_at", latest.at))
        yield (
            f"Báo cáo của {to} nhận ngày {received} đã được đề nghị hoàn thiện số liệu ngày {_day_of(item.since)}, nội "
            f"dung: {str(latest.body.get('reason', '')).rstrip('. ')}. {today}, Sở Nội vụ chưa nhận được báo cáo đã "
            f"hoàn thiện{over}."
        )
    before = desk.ws.store.documents(LETTER, unit=item.unit.id, period=str(desk.period))
    named = [
        f"số {one.body['number']:02d}/{one.body['symbol']} ngày {_day_of(one.body['on'])}"
        for one in before
        if one.id != letter.id and one.body["on"] < letter.body["on"]
    ]
    if named:
        yield f"Sở Nội vụ đã đôn đốc tại Công văn {', '.join(named)}."


def _what(desk: _Desk, item: Standing, terms: Mapping[str, Any]) -> str:
    """What is asked for: the report, one that was mended, or only some parts."""
    if item.state in ("returned", "mending"):
        return "báo cáo đã hoàn thiện"
    parts = desk.ws.env.catalogue["report_parts"]
    owed = parts_owed(parts, item.unit, tuple(terms.get("sections", (WHOLE,))))
    others = [code for code in owed if code != WHOLE]
    if WHOLE in owed or not others:
        return "báo cáo"
    return "; ".join(lowered(parts.label(code)) for code in others)


def _of(period: Period) -> str:
    return lowered(period.label)


def _day(day: date) -> str:
    return write_date(day.isoformat())


def _day_of(moment_text: str) -> str:
    return write_date(moment_text[:10])

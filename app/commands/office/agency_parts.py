"""Parts of the other agencies of the plan (KH VI.3-VI.6): what has come, and letters to those whose part has not.

Hides which of two rows of one agency counts, and when a part has come: on paper it may be here before anybody has
written its words into the register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.commands.figures.judging import current_period
from app.commands.figures.paper import signers_of
from app.commands.files import write_chosen
from app.commands.office.letters import last_symbol, next_number
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.office_records import AgencyPart
from app.domain.periods import Period, parse_period
from app.domain.unit_records import UnitProfile
from app.progress import Progress
from app.reports.document import Signers
from app.reports.reminder import Reminder, reminder_docx, reminder_pdf
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace

_AGENCIES: Final = "plan_agencies"
_PLAN: Final = "Kế hoạch ngày 18/02/2021 của Ủy ban nhân dân tỉnh"


def parts(ws: Workspace, period: Period) -> tuple[AgencyPart, ...]:
    """What the other agencies reported for a period, one row each, in the order of the plan.

    Of two rows of one agency the one that was received later counts.
    """
    order = [item.code for item in ws.env.catalogue[_AGENCIES]]
    counted = {row.agency or "": row for row in sorted(_rows(ws, period), key=_standing)}
    return tuple(counted[code] for code in order if code in counted)


def part_texts(ws: Workspace, period: Period) -> Mapping[str, str]:
    """Agency → what it did, as the report of the province says it; agencies whose part has not come are absent."""
    return {row.agency or "": _told(row) for row in parts(ws, period) if has_come(row)}


def has_come(row: AgencyPart | None) -> bool:
    """Whether a part is here: it was received, or somebody wrote down what it says."""
    return row is not None and (row.received_on is not None or bool((row.text or "").strip()))


def double_words(ws: Workspace, period: Period) -> str:
    """Which agencies have more than one row for a period, and which of them counts; "" for none."""
    counts = Counter(row.agency or "" for row in _rows(ws, period))
    names = [item.label for item in ws.env.catalogue[_AGENCIES] if counts[item.code] > 1]
    return f"Có hai dòng cho kỳ {period}, dùng dòng nhận sau: {', '.join(names)}." if names else ""


def current_double_words(ws: Workspace) -> str:
    """The same for the period that is reported."""
    return double_words(ws, current_period(ws))


def parts_listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Each agency of the plan with where its part stands; those that are only asked for are never late."""
    chosen = parse_period(period) if period else current_period(ws)
    held = {row.agency: row for row in parts(ws, chosen)}
    rows: list[dict[str, Any]] = []
    for item in ws.env.catalogue[_AGENCIES]:
        row = held.get(item.code)
        reminded = write_date(row.reminded_on.text) if row is not None and row.reminded_on else ""
        state = "đã nhận" if has_come(row) else f"đã nhắc ngày {reminded}" if reminded else "chưa có"
        rows.append({"agency": item.code, "name": item.label, "state": state, "requested": _is_asked(ws, item.code)})
    said = f"Kỳ {chosen}: {sum(row['state'] == 'đã nhận' for row in rows)}/{len(rows)} cơ quan."
    return Outcome(rows, " ".join(filter(None, (said, double_words(ws, chosen)))))


def remind(ws: Workspace, progress: Progress, *, out: Path, period: str | None = None, kind: str = "pdf") -> Outcome:
    """Writes a letter to each agency of the plan whose part is not here, and notes the day.

    Sở Tư pháp and Sở Tài chính owe their part (VI.3, VI.4); to MTTQ and Hội LHPN it is a request (VI.5, VI.6: "Đề
    nghị"). Nothing is ever said to be overdue: the plan sets no day.

    Args:
        out: folder. kind: "pdf" or "docx".

    Raises:
        UserError: LUU-* of a file, FONT-01.
    """
    chosen = parse_period(period) if period else current_period(ws)
    held = {row.agency: row for row in parts(ws, chosen)}
    lacking = [item for item in ws.env.catalogue[_AGENCIES] if not has_come(held.get(item.code))]
    number, symbol = next_number(ws), last_symbol(ws)
    made: list[dict[str, Any]] = []
    changes = []
    for place, item in enumerate(lacking):
        progress.step(place, len(lacking), item.label)
        asked = _is_asked(ws, item.code)
        path = out / f"{'de-nghi' if asked else 'nhac'}-{item.code.replace('.', '-')}_{chosen}.{kind}"
        letter = _letter(ws, item.label, item.code, chosen, f"Số: {number + place:02d}/{symbol}")
        write_chosen(path, reminder_docx(letter) if kind == "docx" else reminder_pdf(letter))
        made.append({"agency": item.code, "name": item.label, "requested": asked, "file": str(path)})
        old = held.get(item.code)
        fresh = old or AgencyPart(id=ws.env.new_id(), period=str(chosen), agency=item.code)
        changes.append(
            Change("agency_part", fresh.id, old, replace(fresh, reminded_on=PartialDate(ws.today.isoformat())))
        )
    said = f"Đã lập {len(made)} công văn trong {out}." if made else "Mọi cơ quan đã gửi phần của mình."
    return Outcome(made, " ".join(filter(None, (said, double_words(ws, chosen)))), changes=tuple(changes))


def _rows(ws: Workspace, period: Period) -> list[AgencyPart]:
    return [row for row in ws.store.load("", ["agency_part"]).rows(AgencyPart) if row.period == str(period)]


def _standing(row: AgencyPart) -> tuple[bool, date, date, str]:
    """Sorts the row that counts last."""
    received, reminded = (day.latest if day else date.min for day in (row.received_on, row.reminded_on))
    return has_come(row), received, reminded, row.id


def _told(row: AgencyPart) -> str:
    """The words of a part; of one that came and was not written down, by which paper or on which day it came."""
    if text := (row.text or "").strip():
        return text
    if paper := (row.paper or "").strip():
        return f"đã gửi kết quả tại văn bản {paper}"
    return f"đã gửi kết quả ngày {write_date(row.received_on.text)}" if row.received_on else ""


def _is_asked(ws: Workspace, code: str) -> bool:
    """Whether the plan only asks an agency ("Đề nghị")."""
    return next(item for item in ws.env.catalogue[_AGENCIES] if item.code == code).attributes.get("remind") == "1"


def _letter(ws: Workspace, name: str, code: str, period: Period, number: str) -> Reminder:
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    signers = signers_of(ws, profile) if profile else Signers(("GIÁM ĐỐC",))
    label = period.label[:1].lower() + period.label[1:]
    about, texts = (_request if _is_asked(ws, code) else _owed)(name, code, label)
    copies = ("- Như trên;", "- Lưu: VT.")
    office = ws.env.units.name(ws.unit)
    return Reminder(
        office, number, about, "Điện Biên", ws.today, name, texts, copies, signers.authority, signers.signer,
        practice=ws.store.info.practice,
    )  # fmt: skip


def _request(name: str, code: str, label: str) -> tuple[str, tuple[str, ...]]:
    """Trích yếu and text for an agency that the plan asks (KH VI.5, VI.6)."""
    return f"V/v đề nghị cung cấp kết quả thực hiện mục {code} của Kế hoạch", (
        f"Thực hiện mục VI {_PLAN}, Sở Nội vụ tổng hợp kết quả {label} để báo cáo Ủy ban nhân dân tỉnh và Bộ Nội vụ.",
        f"Để báo cáo được đầy đủ, Sở Nội vụ trân trọng đề nghị {name} gửi kết quả phối hợp thực hiện nội dung tại mục "
        f"{code} của Kế hoạch {label} về Sở Nội vụ để tổng hợp.",
        f"Rất mong {name} quan tâm, phối hợp.",
    )


def _owed(name: str, code: str, label: str) -> tuple[str, tuple[str, ...]]:
    """Trích yếu and text for an agency that the plan gives a task to (KH VI.3, VI.4)."""
    return f"V/v báo cáo kết quả thực hiện nhiệm vụ được giao tại mục {code} của Kế hoạch", (
        f"Mục {code} {_PLAN} giao nhiệm vụ cho {name}. Sở Nội vụ đang tổng hợp kết quả {label} để báo cáo Ủy ban nhân "
        f"dân tỉnh và Bộ Nội vụ, đến nay chưa nhận được phần của {name}.",
        f"{name} báo cáo kết quả thực hiện nhiệm vụ được giao tại mục {code} của Kế hoạch {label}, gửi về Sở Nội vụ để "
        "tổng hợp.",
    )

"""Papers of Sở's own duties: minutes of a check, requests to the other agencies of the plan; what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.figures.judging import current_period
from app.commands.figures.paper import signers_of
from app.commands.files import write_chosen
from app.commands.office.letters import last_symbol, next_number
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.office_records import AgencyPart, CheckProblem, UnitCheck
from app.domain.periods import Period, parse_period
from app.domain.unit_records import UnitProfile
from app.errors import refuse
from app.progress import Progress
from app.reports.document import Signers
from app.reports.fonts import Face
from app.reports.office_minutes import MinutesHead, office_minutes
from app.reports.reminder import Reminder, reminder_docx, reminder_pdf
from app.vietnamese.dates import long_date, write_date
from app.workspace import Outcome, Workspace

_AGENCIES: Final = "plan_agencies"
_CLAUSES: Final = "mục VI Kế hoạch ngày 18/02/2021 của Ủy ban nhân dân tỉnh"


def minutes(ws: Workspace, progress: Progress, *, check: str, out: Path) -> Outcome:
    """Prints the minutes of a check: who, what, what was found and until when it is to be put right.

    Args:
        check: id of the record, or its first characters.

    Raises:
        UserError: NHAP-02 no such check; LUU-*, FONT-01.
    """
    data = ws.store.load("", ["unit_check", "check_problem"])
    found = [row for row in data.rows(UnitCheck) if check and row.id.startswith(check)]
    if not found:
        raise refuse("NHAP-02", what="cuộc kiểm tra", value=check)
    row = found[0]
    problems = sorted((item for item in data.rows(CheckProblem) if item.check == row.id), key=lambda item: item.id)
    head = MinutesHead(
        f"Biên bản kiểm tra {row.unit or ''}",
        f"Kiểm tra việc thực hiện Kế hoạch tại {row.unit or '………………'}",
        ws.env.units.name(ws.unit),
        row.date.earliest if row.date else ws.today,
        practice=ws.store.info.practice,
    )
    write_chosen(out, office_minutes(head, _minutes_text(ws, row, problems)))
    return Outcome({"file": str(out)}, f"Đã ghi biên bản kiểm tra: {out.name}.")


def open_problems(ws: Workspace, progress: Progress) -> Outcome:
    """What checks found and is not put right yet, the earliest due first."""
    data = ws.store.load("", ["unit_check", "check_problem"])
    checks = {row.id: row for row in data.rows(UnitCheck)}
    rows = []
    for item in data.rows(CheckProblem):
        if item.state == "da":
            continue
        check = checks.get(item.check or "")
        late = item.due is not None and item.due.latest < ws.today
        rows.append(
            {
                "id": item.id,
                "unit": (check.unit or "") if check else "",
                "text": item.text or "",
                "due": item.due.text if item.due else "",
                "late": late,
            }
        )
    rows.sort(key=lambda row: str(row["due"]) or "9")
    late_ones = sum(bool(row["late"]) for row in rows)
    return Outcome(rows, f"{len(rows)} tồn tại chưa khắc phục, {late_ones} quá hạn.")


def parts(ws: Workspace, period: Period) -> tuple[AgencyPart, ...]:
    """What the other agencies reported for a period, in the order of the plan."""
    order = [item.code for item in ws.env.catalogue[_AGENCIES]]
    rows = [row for row in ws.store.load("", ["agency_part"]).rows(AgencyPart) if row.period == str(period)]
    known = [row for row in rows if row.agency in order]
    return tuple(sorted(known, key=lambda row: order.index(row.agency or "")))


def parts_listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """Each agency of the plan with where its part stands; those that are only asked for are never late."""
    chosen = parse_period(period) if period else current_period(ws)
    held = {row.agency: row for row in parts(ws, chosen)}
    rows: list[dict[str, Any]] = []
    for item in ws.env.catalogue[_AGENCIES]:
        row = held.get(item.code)
        came = row is not None and bool((row.text or "").strip())
        asked = write_date(row.reminded_on.text) if row is not None and row.reminded_on else ""
        state = "đã nhận" if came else f"đã nhắc ngày {asked}" if asked else "chưa có"
        rows.append({"agency": item.code, "name": item.label, "state": state, "requested": _is_asked(ws, item.code)})
    return Outcome(rows, f"Kỳ {chosen}: {sum(row['state'] == 'đã nhận' for row in rows)}/{len(rows)} cơ quan.")


def remind(ws: Workspace, progress: Progress, *, out: Path, period: str | None = None, kind: str = "pdf") -> Outcome:
    """Writes a request to each agency of the plan whose part is not here, and notes the day.

    Sở Tư pháp and Sở Tài chính owe their part (VI.3, VI.4); to MTTQ and Hội LHPN it is a request (VI.5, VI.6: "Đề
    nghị"), so that nothing is ever said to be overdue.

    Args:
        out: folder. kind: "pdf" or "docx".

    Raises:
        UserError: LUU-* of a file, FONT-01.
    """
    chosen = parse_period(period) if period else current_period(ws)
    held = {row.agency: row for row in parts(ws, chosen)}
    lacking = [item for item in ws.env.catalogue[_AGENCIES] if not _came(held.get(item.code))]
    number, symbol = next_number(ws), last_symbol(ws)
    made, changes = [], []
    for place, item in enumerate(lacking):
        progress.step(place, len(lacking), item.label)
        path = out / f"de-nghi-{item.code.replace('.', '-')}_{chosen}.{kind}"
        letter = _letter(ws, item.label, item.code, chosen, f"Số: {number + place:02d}/{symbol}")
        write_chosen(path, reminder_docx(letter) if kind == "docx" else reminder_pdf(letter))
        made.append({"agency": item.code, "name": item.label, "file": str(path)})
        old = held.get(item.code)
        fresh = old or AgencyPart(id=ws.env.new_id(), period=str(chosen), agency=item.code)
        changes.append(
            Change("agency_part", fresh.id, old, replace(fresh, reminded_on=PartialDate(ws.today.isoformat())))
        )
    said = f"Đã lập {len(made)} công văn đề nghị trong {out}." if made else "Mọi cơ quan đã gửi phần của mình."
    return Outcome(made, said, changes=tuple(changes))


def _came(row: AgencyPart | None) -> bool:
    return row is not None and bool((row.text or "").strip())


def _is_asked(ws: Workspace, code: str) -> bool:
    """Whether the plan only asks an agency ("Đề nghị")."""
    return next(item for item in ws.env.catalogue[_AGENCIES] if item.code == code).attributes.get("remind") == "1"


def _letter(ws: Workspace, name: str, code: str, period: Period, number: str) -> Reminder:
    profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)), None)
    signers = signers_of(ws, profile) if profile else Signers(("GIÁM ĐỐC",))
    asked = _is_asked(ws, code)
    what = "kết quả phối hợp thực hiện" if asked else "kết quả thực hiện"
    label = period.label[:1].lower() + period.label[1:]
    texts = (
        f"Thực hiện {_CLAUSES}, Sở Nội vụ tổng hợp kết quả {label} để báo cáo Ủy ban nhân dân tỉnh và Bộ Nội vụ.",
        f"Để báo cáo được đầy đủ, Sở Nội vụ {'trân trọng ' if asked else ''}đề nghị {name} gửi {what} nội dung tại mục "
        f"{code} của Kế hoạch {label} về Sở Nội vụ để tổng hợp.",
        f"Rất mong {name} quan tâm, phối hợp.",
    )
    about = f"V/v đề nghị cung cấp kết quả thực hiện mục {code} của Kế hoạch"
    copies = ("- Như trên;", "- Lưu: VT.")
    office = ws.env.units.name(ws.unit)
    return Reminder(
        office, number, about, "Điện Biên", ws.today, name, texts, copies, signers.authority, signers.signer,
        practice=ws.store.info.practice,
    )  # fmt: skip


def _minutes_text(ws: Workspace, row: UnitCheck, problems: list[CheckProblem]) -> Iterator[tuple[str, Face]]:
    when = long_date(row.date.earliest) if row.date else "ngày …… tháng …… năm ……"
    yield f"Hôm nay, {when}, tại {row.unit or '………………'}, Đoàn kiểm tra của Sở Nội vụ làm việc với đơn vị.", Face.REGULAR
    for title, text in (
        ("1. Căn cứ", row.decision),
        ("2. Thành phần", row.team),
        ("3. Nội dung kiểm tra", row.subject),
        ("4. Kết quả", row.result),
    ):
        yield title, Face.BOLD
        yield (text or "………………………………").strip(), Face.REGULAR
    yield "5. Tồn tại và thời hạn khắc phục", Face.BOLD
    if not problems:
        yield "Không phát hiện tồn tại.", Face.REGULAR
    for number, item in enumerate(problems, 1):
        due = f" Thời hạn: {write_date(item.due.text)}." if item.due else ""
        state = ws.env.catalogue.label("follow_up_states", item.state) if item.state else "Chưa khắc phục"
        done = f", ngày {write_date(item.done_on.text)}" if item.done_on else ""
        yield (
            f"{number}) {(item.text or '').strip().rstrip('.')}.{due} Tình trạng: {state.lower()}{done}.",
            Face.REGULAR,
        )
    yield "6. Kết luận", Face.BOLD
    yield (row.conclusion or "………………………………").strip(), Face.REGULAR
    yield "Biên bản lập thành 02 bản, mỗi bên giữ một bản, đã đọc cho mọi người cùng nghe và nhất trí.", Face.REGULAR

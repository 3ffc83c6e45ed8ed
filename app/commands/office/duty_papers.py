"""Papers of Sở's own duties: minutes of a check, and what of checks is still open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.commands.files import write_chosen
from app.domain.office_records import CheckProblem, UnitCheck
from app.errors import refuse
from app.progress import Progress
from app.reports.fonts import Face
from app.reports.office_minutes import MinutesHead, office_minutes
from app.vietnamese.dates import long_date, write_date
from app.workspace import Outcome, Workspace


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

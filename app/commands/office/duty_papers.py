"""Papers of Sở's own duties: minutes of a check, and what of checks is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from app.commands.files import write_chosen
from app.domain.office_records import CheckProblem, UnitCheck
from app.errors import refuse
from app.progress import Progress
from app.reports.administrative import BY_HAND, AdministrativeSection, Words
from app.reports.document import PRACTICE_TEXT, SIGN_AND_NAME, Document
from app.reports.docx import write_docx
from app.reports.fonts import Face
from app.reports.letterhead import Letterhead
from app.reports.office_minutes import MinutesHead, office_minutes
from app.vietnamese.dates import long_date, write_date
from app.workspace import Outcome, Workspace

_PARENT: Final = "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN"
_NUMBER: Final = "Số:       /BB-SNV"


def minutes(ws: Workspace, progress: Progress, *, check: str, out: Path) -> Outcome:
    """Prints the minutes of a check: who, what, what was found and until when it is to be put right.

    Args:
        check: id of the record, or its first characters.
        out: .pdf, or .docx to be completed by hand.

    Raises:
        UserError: NHAP-02 no such check; NHAP-03 the kind of file; LUU-*, FONT-01.
    """
    kind = out.suffix.lower()
    if kind not in (".pdf", ".docx"):
        raise refuse("NHAP-03", what="tên tệp", value=out.name, detail="viết .pdf hoặc .docx")
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
    text = _minutes_text(ws, row, problems)
    write_chosen(out, _minutes_docx(head, text) if kind == ".docx" else office_minutes(head, text))
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


def _minutes_docx(head: MinutesHead, text: Iterable[tuple[str, Face]]) -> bytes:
    """The same minutes as a Word file; it has one place for a signature, so that the clerk signs in the text."""
    paragraphs = [Words(said, level=2 if face is Face.BOLD else 0, heading=face is Face.BOLD) for said, face in text]
    clerk = f"{head.clerk.capitalize()} {SIGN_AND_NAME}: {BY_HAND}"
    section = AdministrativeSection(
        parent=_PARENT,
        issuer=(head.office.upper(),),
        number=_NUMBER,
        letterhead=Letterhead("Điện Biên", head.on),
        kind="BIÊN BẢN",
        subject=head.subject,
        to=(),
        body=(*paragraphs, Words(clerk)),
        authority=("GIÁM ĐỐC",),
        copies=("- Đơn vị được kiểm tra;", "- Lưu: VT."),
    )
    target = BytesIO()
    write_docx(Document(head.title, (section,), practice=PRACTICE_TEXT if head.practice else ""), target)
    return target.getvalue()


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

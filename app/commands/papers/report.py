"""The report (BC): written as a file, shown by paragraph, and edited without ever losing what a person wrote."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

from app.commands.days import as_of_date
from app.commands.papers.composing import STATES, Paragraph, kept_texts, paragraphs
from app.commands.papers.desk import ReportDesk, report_desk
from app.commands.papers.making import Dated, letter_document, report_document
from app.domain.dataset import Change
from app.domain.unit_records import ReportText
from app.errors import refuse
from app.progress import Progress
from app.reports.document import Document
from app.reports.writers import write
from app.workspace import Outcome, Workspace

_KINDS: Final = (".pdf", ".docx")


def write_report(
    ws: Workspace,
    progress: Progress,
    *,
    out: Path,
    period: str | None = None,
    as_of: str | None = None,
    number: int | None = None,
    on: str | None = None,
) -> Outcome:
    """Writes the report with its annexes: of a unit to UBND tỉnh, of the province to Bộ Nội vụ.

    Args:
        out: ends in .pdf or .docx.
        period: decides what it is: yearly, half-yearly, sơ kết or tổng kết ("2021-2025"), ad hoc ("2026-X01").
        as_of: cut-off of a unit's figures.
        number, on: of the report; None leaves them to be written by hand.

    Raises:
        UserError: NHAP-03 another suffix, period, day or number, LUU-* of the medium, FONT-01.
    """
    return write_paper(out, report_document(report_desk(ws, period, as_of), dated(number, on)), "báo cáo")


def write_letter(
    ws: Workspace,
    progress: Progress,
    *,
    out: Path,
    period: str | None = None,
    number: int | None = None,
    on: str | None = None,
) -> Outcome:
    """Writes the letter (công văn) that goes with the report.

    Args:
        out: ends in .pdf or .docx. number, on: None leaves them to be written by hand.

    Raises:
        UserError: as `write_report`.
    """
    return write_paper(out, letter_document(report_desk(ws, period), dated(number, on)), "công văn gửi báo cáo")


def dated(number: int | None, on: str | None) -> Dated:
    """Number and day of a paper as they are typed.

    Raises:
        UserError: NHAP-03 no such number or day.
    """
    if number is not None and number < 1:
        raise refuse("NHAP-03", what="số văn bản", value=str(number), detail="viết số nguyên từ 1")
    return Dated(number, as_of_date(on))


def write_paper(out: Path, document: Document, what: str) -> Outcome:
    """Writes a paper of words as PDF or Word file.

    Raises:
        UserError: NHAP-03 another suffix, LUU-* of the medium, FONT-01.
    """
    if out.suffix.lower() not in _KINDS:
        raise refuse("NHAP-03", what="loại tệp", value=out.name, detail="chỉ nhận .pdf, .docx")
    write(document, out)
    return Outcome(data={"file": str(out)}, message=f"Đã ghi {what}: {out.name}.")


def show(ws: Workspace, progress: Progress, *, period: str | None = None, as_of: str | None = None) -> Outcome:
    """Paragraphs of the report: number, text, and whether it is generated or a person's.

    Raises:
        UserError: NHAP-03 no such period or day.
    """
    desk = report_desk(ws, period, as_of)
    rows = [paragraph_row(item) for item in (*paragraphs(desk), *paragraphs(desk, "letter"))]
    counts = Counter(row["state"] for row in rows)
    edited, stale, gone = counts["edited"] + counts["stale"], counts["stale"], counts["omitted"]
    moved = f", {stale} đoạn có số liệu đã thay đổi từ khi sửa" if stale else ""
    left = f", {gone} đoạn đã bỏ" if gone else ""
    return Outcome(data=rows, message=f"{len(rows) - gone} đoạn, {edited} đoạn đã sửa{moved}{left}.")


def paragraph_row(item: Paragraph) -> dict[str, Any]:
    """A paragraph as plain values."""
    return {
        "key": item.key,
        "paper": item.line.paper,
        "at": item.line.at,
        "mark": item.mark,
        "level": item.line.level,
        "heading": item.line.heading,
        "section": item.line.section,
        "text": item.text,
        "generated": item.generated,
        "state": item.state,
        "state_label": STATES[item.state],
        "table": item.line.table,
    }


def edit(ws: Workspace, progress: Progress, *, key: str, text: str, period: str | None = None) -> Outcome:
    """Writes a person's words in the place of a generated paragraph, or leaves it out of the paper.

    Args:
        key: name of the paragraph, as `show` lists it.
        text: the words; a line feed begins a new paragraph, empty lines go. Nothing at all leaves the paragraph out.
        period: None for the one that is being reported.

    Raises:
        UserError: NHAP-02 no such paragraph, NHAP-01 a heading, a subject or an
            addressee without words, NHAP-03 no such period.
    """
    words = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    desk = report_desk(ws, period)
    found = _named(desk, key)
    if not words and not found.may_go:
        raise refuse("NHAP-01", detail="đề mục, trích yếu và nơi gửi không bỏ trống được; lấy lại câu tự sinh nếu cần")
    if found.kept is None and words == found.generated:
        return Outcome(data=paragraph_row(found), message="Đoạn không thay đổi.")
    record = found.kept.id if found.kept else ws.env.new_id()
    new = ReportText(id=record, period=str(desk.period), paragraph=key, text=words or None, replaced=found.generated)
    change = Change("report_text", new.id, found.kept, new)
    told = f"{'Sửa' if words else 'Bỏ'} đoạn {_called(found)} của báo cáo kỳ {desk.period}."
    return Outcome(data={"key": key, "record": new.id}, message=told, changes=(change,))


def reset(ws: Workspace, progress: Progress, *, key: str, period: str | None = None) -> Outcome:
    """Takes the generated sentence back; the history keeps what a person wrote.

    Raises:
        UserError: NHAP-02 no such paragraph, NHAP-01 it was not edited, NHAP-03 no such period.
    """
    desk = report_desk(ws, period)
    kept = kept_texts(desk).get(key)
    if kept is None:
        _named(desk, key)
        raise refuse("NHAP-01", detail=f"đoạn {key} chưa sửa lần nào")
    told = f"Lấy lại câu tự sinh của đoạn {key}, báo cáo kỳ {desk.period}."
    return Outcome(data={"key": key}, message=told, changes=(Change("report_text", kept.id, kept, None),))


def _named(desk: ReportDesk, key: str) -> Paragraph:
    both = (*paragraphs(desk), *paragraphs(desk, "letter"))
    found = next((item for item in both if item.key == key), None)
    if found is None:
        raise refuse("NHAP-02", what="đoạn của báo cáo", value=key)
    return found


def _called(item: Paragraph) -> str:
    return f"{item.key} ({item.line.section})" if item.line.section not in ("", item.key) else item.key

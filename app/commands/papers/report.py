"""The report (BC): written as a file, shown by paragraph, and edited without ever losing what a person wrote."""

from __future__ import annotations

from typing import Any

from app.commands.papers.composing import STATES, Paragraph, kept_texts, paragraphs
from app.commands.papers.desk import ReportDesk, report_desk
from app.domain.dataset import Change
from app.domain.unit_records import ReportText
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace


def show(ws: Workspace, progress: Progress, *, period: str | None = None, as_of: str | None = None) -> Outcome:
    """Paragraphs of the report: number, text, and whether it is generated or a person's.

    Raises:
        UserError: NHAP-03 no such period or day.
    """
    desk = report_desk(ws, period, as_of)
    rows = [paragraph_row(item) for item in (*paragraphs(desk), *paragraphs(desk, "letter"))]
    edited = sum(row["state"] != "generated" for row in rows)
    stale = sum(row["state"] == "stale" for row in rows)
    moved = f", {stale} đoạn có số liệu đã thay đổi từ khi sửa" if stale else ""
    return Outcome(data=rows, message=f"{len(rows)} đoạn, {edited} đoạn đã sửa{moved}.")


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
    """Writes a person's words in the place of a generated paragraph; empty lines in it are left out.

    Args:
        key: name of the paragraph, as `show` lists it.
        text: the words; a line feed begins a new paragraph.
        period: None for the one that is being reported.

    Raises:
        UserError: NHAP-02 no such paragraph, NHAP-01 nothing was written, NHAP-03 no such period.
    """
    words = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    if not words:
        raise refuse("NHAP-01", detail="đoạn của báo cáo không để trống; lấy lại câu tự sinh nếu không sửa nữa")
    desk = report_desk(ws, period)
    found = _named(desk, key)
    if found.kept is None and words == found.generated:
        return Outcome(data=paragraph_row(found), message="Đoạn không thay đổi.")
    record = found.kept.id if found.kept else ws.env.new_id()
    new = ReportText(id=record, period=str(desk.period), paragraph=key, text=words, replaced=found.generated)
    change = Change("report_text", new.id, found.kept, new)
    told = f"Sửa đoạn {_called(found)} của báo cáo kỳ {desk.period}."
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

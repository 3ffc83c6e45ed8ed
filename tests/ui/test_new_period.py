"""A đợt báo cáo that comes in changes what the unit's screens say at once: period, dates, level, parts."""

from __future__ import annotations

from collections.abc import Callable

from app.commands.office.periods import asked_changes
from app.commands.receiving import RECEIVE
from app.progress import Progress
from app.workspace import Outcome, Workspace
from ui.shell.window import StorePage

TERMS = {
    "number": 9,
    "period": "2027-X01",
    "cut_off": "2027-02-28",
    "due": "2027-03-10",
    "level": "so-lieu",
    "sections": ["01", "08"],
    "request": "Công văn số 12 ngày 01/02/2027",
}


def heard(ws: Workspace, progress: Progress) -> None:
    """What the unit's `receive` writes of a period file."""
    ws.commit(RECEIVE, Outcome(message="Đã nhận đợt báo cáo.", documents=asked_changes(ws, TERMS, "2027-02-01T08:00")))


def test_the_screens_follow_a_new_period_at_once(page: StorePage, settle: Callable[[], None]) -> None:
    page.show_screen("submit")
    settle()
    screen = page.current()
    page.session.jobs.run("Nhận tệp", heard, lambda _: None)
    settle()
    assert page.session.card.period == "2027-X01"
    told = screen._dates.text()
    assert "Số liệu tính đến ngày 28/02/2027. Hạn nộp 10/03/2027." in told
    assert "Phải nộp: Biểu 01" in told
    assert told.endswith("Theo Công văn số 12 ngày 01/02/2027.")
    assert screen.level.currentData() == "so-lieu"

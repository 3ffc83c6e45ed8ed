"""Việc của Sở in the window: registers are kept by hand, like a unit's tables; what is made of them stands above."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit

from app.commands.figures.judging import current_period
from app.domain.dataset import Change
from app.domain.office_records import AgencyPart, UnitCheck
from ui.records.pane import RecordPane
from ui.screens.so.duties import DutiesScreen
from ui.shell.window import StorePage

Settle = Callable[[], None]
PICTURES = os.environ.get("SO2282_PICTURES", "")


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> DutiesScreen:
    """The screen of the office's duties."""
    page.show_screen("so_duties")
    settle()
    found = page.current()
    assert isinstance(found, DutiesScreen)
    return found


def test_a_check_is_entered_and_its_minutes_are_printed(
    page: StorePage, screen: DutiesScreen, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = screen.tabs.page(0)
    assert isinstance(pane, RecordPane)
    pane.start_new()
    settle()
    for name, text in (("unit", "Xã Mường Pồn"), ("subject", "Quy hoạch cán bộ nữ")):
        inner = pane.form.editors()[name].inner
        (inner.setPlainText if isinstance(inner, QPlainTextEdit) else inner.setText)(text)
        pane.form.settle()
        settle()
    seen: list[int] = []
    page.session.ask(page, "n", lambda ws: len(list(ws.store.load("", ["unit_check"]).rows(UnitCheck))), seen.append)
    settle()
    assert seen == [1]
    assert screen.chosen()
    out = tmp_path / "bien-ban.pdf"
    monkeypatch.setattr("ui.screens.so.duty_tools.choose_file_to_write", lambda *_words: out)
    monkeypatch.setattr("ui.screens.so.duty_tools.show_done", lambda *_words: None)
    screen.verbs.print_minutes()
    settle()
    assert out.read_bytes().startswith(b"%PDF")
    if PICTURES:
        page.window().grab().save(str(Path(PICTURES) / "viec-cua-so.png"))


def test_each_register_has_its_own_verb(screen: DutiesScreen, settle: Settle) -> None:
    shown = []
    for tab in range(5):
        screen.tabs.setCurrentIndex(tab)
        settle()
        shown.append([verb.isVisible() for verb in (screen.verbs.minutes, screen.verbs.answers, screen.verbs.requests)])
    assert shown == [
        [True, False, False],
        [False, False, False],
        [False, True, False],
        [False, False, False],
        [False, False, True],
    ]


def test_no_heading_is_cut_before_there_are_rows(page: StorePage, screen: DutiesScreen, settle: Settle) -> None:
    page.window().resize(1366, 768)
    settle()
    pane = screen.tabs.page(0)
    assert isinstance(pane, RecordPane)
    view = pane.list.view
    titles = {str(pane.list.model.headerData(n, Qt.Orientation.Horizontal)): view.columnWidth(n) for n in range(5)}
    bold = QFont(view.font())
    bold.setWeight(QFont.Weight.DemiBold)
    for title in ("Ngày kiểm tra", "Ngày kết luận"):
        assert titles[title] >= QFontMetrics(bold).horizontalAdvance(title) + 12, title


def test_two_rows_of_one_agency_are_told(page: StorePage, screen: DutiesScreen, settle: Settle) -> None:
    seen: list[str] = []
    page.session.ask(page, "period", lambda ws: str(current_period(ws)), seen.append)
    screen.tabs.setCurrentIndex(4)
    settle()
    assert not screen.double.isVisible()
    rows = [AgencyPart(id=f"p{n}", period=seen[0], agency="VI.3", text="Thẩm định 5 văn bản.") for n in range(2)]
    changes = [Change("agency_part", row.id, None, row) for row in rows]
    page.session.write("record save", lambda _: None, changes=changes)
    settle()
    assert "dùng dòng nhận sau: Sở Tư pháp" in screen.double.text()
    assert screen.double.isVisible()
    screen.tabs.setCurrentIndex(0)
    settle()
    assert not screen.double.isVisible()

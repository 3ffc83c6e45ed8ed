"""Titles that are no post yet, and the imports of before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.records import Appointment, Person
from app.vietnamese.legacy import to_tcvn3
from tests.core.spreadsheets import lists
from tests.ui.imports.hands import (
    Key,
    Open,
    Settle,
    table_file,
)
from tests.ui.test_screens import unnamed
from ui.imports.past import PastImports
from ui.imports.titles import TitlesDialog, open_titles
from ui.screens.system import SystemScreen
from ui.work.session import Session


def test_a_title_is_matched_once_by_keys(
    opened: Open, host: QWidget, session: Session, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    dialog = opened(
        table_file(
            tmp_path,
            "Lường Văn Khăm\tNam\t1/2/1990\tLào\tTổ trưởng tổ số hóa",
            "Lỳ Mỳ Xớ\tNữ\t3/4/1992\tHà Nhì\tTổ trưởng tổ số hóa",
        )
    )
    dialog.take.click()
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    assert dialog.done_page.titles.isVisible()
    dialog.done_page.titles.click()
    settle()
    titles = dialog.findChild(TitlesDialog)
    assert isinstance(titles, TitlesDialog)
    assert titles.model.rowCount() == 1
    assert titles.model.index(0, 1).data() == "2"
    assert titles.line.hasFocus()
    assert unnamed(titles) == []
    titles.line.selectAll()
    qtbot.keyClicks(titles.line, "chuyen vien")
    qtbot.keyClick(titles.line, Key.Key_Return)
    if titles.line.key is not None:
        settle()
    settle()
    assert titles.model.rowCount() == 0
    told: list[Any] = []
    session.ask(session, "t", lambda ws: ws.store.load("", ["appointment"]).rows(Appointment), told.append)
    settle()
    assert not [row for row in told[0] if row.title]


def test_a_title_without_answer_stays(host: QWidget, session: Session, settle: Settle, qtbot: QtBot) -> None:
    open_titles(host, session)
    settle()
    titles = host.findChild(TitlesDialog)
    assert isinstance(titles, TitlesDialog)
    assert titles.stack.currentIndex() == 1
    assert not titles.line.isVisible()


def test_imports_of_before_are_listed_and_taken_back(
    opened: Open,
    people: Callable[[], list[Person]],
    session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = people()
    past = PastImports(session)
    qtbot.addWidget(past)
    past.resize(1150, 600)
    past.show()
    past.read()
    settle()
    assert past.stack.currentIndex() == 1
    file = lists.write(tmp_path, "l1.xlsx", lists.content(lists.l1(encode=to_tcvn3, font=".VnTime")))
    dialog = opened(file)
    dialog.take.click()
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    assert past.model.rowCount() == 1
    assert past.model.index(0, 1).data() == "l1.xlsx"
    assert past.cells.rowCount() > 10
    assert unnamed(past) == []
    place = next(row for row in range(past.cells.rowCount()) if past.cells.row(row)["after"] == "Vàng A Chứ")
    past.letters.selectRow(place)
    assert past.restore.isEnabled()
    past.restore.click()
    settle()
    assert "Vµng A Chø" in {person.full_name for person in people()}
    session.run("undo", lambda _: None)
    settle()
    monkeypatch.setattr("ui.imports.past.confirm", lambda *_: True)
    past.undo.click()
    settle()
    assert {person.id for person in people()} == {person.id for person in before}
    assert past.model.index(0, 8).data() == "đã hoàn tác"
    assert not past.undo.isEnabled()


def test_imports_of_before_stand_in_the_system_screen(session: Session, settle: Settle, qtbot: QtBot) -> None:
    screen = SystemScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    names = [screen.tabs.tabText(place) for place in range(screen.tabs.count())]
    screen.tabs.setCurrentIndex(names.index("Các lần nhập"))
    settle()
    assert screen.imports.isVisible()
    assert screen.imports.stack.currentIndex() == 1

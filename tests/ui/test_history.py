"""The history with its verbs, and the recycle bin: what may be taken back or restored, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.records import Person
from app.domain.storage import PageQuery
from tests.ui.conftest import ask, type_vietnamese
from ui.history.query import history
from ui.records.recycle_bin import PLACE
from ui.screens.system import SystemScreen
from ui.work.session import Session

Settle = Callable[[], None]


@pytest.fixture
def screen(session: Session, settle: Settle, qtbot: QtBot) -> Iterator[SystemScreen]:
    """The screen of the system at its bin."""
    made = SystemScreen(session)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.go(PLACE)
    settle()
    yield made
    settle()


def person_of(session: Session, settle: Settle, text: str) -> Person:
    found: Person = ask(session, settle, lambda ws: ws.store.page(PageQuery("person", text=text)).rows[0])
    return found


def test_the_bin_finds_without_marks_and_brings_back(
    screen: SystemScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    before = ask(session, settle, lambda ws: ws.store.load())
    assert screen.bin.current() is None
    for text in ("pang", "vinh"):
        found = person_of(session, settle, text)
        session.write("record delete", lambda _: None, table="person", record=found.id, reason="ghi trùng")
    settle()
    assert screen.bin.tree.topLevelItemCount() == 2
    type_vietnamese(screen.bin.line, "pâng")
    qtbot.waitUntil(lambda: screen.bin.tree.topLevelItemCount() == 1)
    settle()
    qtbot.keyClick(screen.bin.line, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is screen.bin.tree
    qtbot.keyClick(screen.bin.tree, Qt.Key.Key_Return)
    settle()
    screen.bin.line.clear()
    qtbot.waitUntil(lambda: screen.bin.tree.topLevelItemCount() == 1)
    settle()
    screen.bin.restore()
    settle()
    assert screen.bin.current() is None
    assert ask(session, settle, lambda ws: ws.store.load()) == before


def test_the_history_tells_verbs_and_what_no_longer_stands(
    screen: SystemScreen, session: Session, settle: Settle
) -> None:
    person = person_of(session, settle, "pang")
    changed = replace(person, professional="ts")
    session.save([Change("person", person.id, person, changed)], session.tell, "correct")
    session.write("undo", lambda _: None)
    settle()
    rows = ask(session, settle, lambda ws: history(ws, "person", person.id))
    assert [row.icon for row in rows] == ["undo", "pencil", "add"]
    assert [row.stands for row in rows] == [True, False, True]
    assert [row.can_be_undone for row in rows] == [False, False, True]
    assert rows[1].text.startswith("Đính chính Trình độ chuyên môn của Lò Thị Pâng")
    session.write("redo", lambda _: None)
    settle()
    screen.tabs.setCurrentIndex(1)
    settle()
    tree = screen.history.tree
    tree.setCurrentItem(tree.topLevelItem(2))
    found = screen.history.current()
    assert found is not None
    assert found.can_be_undone
    screen.history.take_back()
    settle()
    assert person_of(session, settle, "pang") == person
    assert "(đã hoàn tác)" in tree.topLevelItem(3).text(0)  # type: ignore[union-attr]


def test_a_long_command_is_told_in_part(session: Session, settle: Settle) -> None:
    (row, *_) = ask(session, settle, lambda ws: [item for item in history(ws, None, None) if len(item.details) > 50])
    assert row.details[-1].startswith("… và ")

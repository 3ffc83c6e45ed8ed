"""The sheet of keys and the shortcuts of the screens are the same; each key does what the sheet says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import type_vietnamese
from ui.look.lazy_tabs import LazyTabs
from ui.look.shortcuts import SHORTCUTS, Keys, shown_keys
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def portable(keys: str) -> str:
    """One writing for keys that are the same."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def found_keys(root: QWidget) -> set[str]:
    """Keys of all shortcuts below a widget."""
    return {portable(keys.toString()) for item in root.findChildren(QShortcut) for keys in QShortcut.keys(item)}


def listed(rows: tuple[Keys, ...], *, own: bool) -> set[str]:
    """Keys of the sheet: those of shortcuts, or those that widgets read themselves."""
    return {portable(keys) for row in rows if row.own == own for keys in row.keys}


def test_every_shortcut_is_on_the_sheet_and_every_key_of_the_sheet_is_a_shortcut(
    page: StorePage, settle: Settle
) -> None:
    for spec in page.specs:
        page.show_screen(spec.name)
        settle()
        for tabs in page.current().findChildren(LazyTabs):
            for number in range(tabs.count()):
                tabs.page(number)
    settle()
    assert found_keys(page) == listed(page.sheet.rows, own=False)


def test_the_sheet_shows_every_key_of_its_mode(page: StorePage) -> None:
    texts = {item.text() for item in page.sheet.findChildren(QLabel)}
    for row in page.sheet.rows:
        assert row.what in texts
        assert any(shown_keys(row.keys[0]) in text for text in texts)
    assert not [row for row in page.sheet.rows if row.mode == "province"]


def test_no_two_shortcuts_of_one_place_share_a_key() -> None:
    seen: dict[tuple[str, str], str] = {}
    for name, row in SHORTCUTS.items():
        for keys in row.keys:
            place = (row.where, portable(keys))
            assert row.own or place not in seen, (name, seen[place])
            seen[place] = name


def test_ctrl_question_mark_opens_the_sheet_and_escape_closes_it(page: StorePage, qtbot: QtBot) -> None:
    QTest.keyClick(page.window().windowHandle(), Key.Key_Question, CONTROL | SHIFT)
    qtbot.waitUntil(page.sheet.isVisible)
    qtbot.keyClick(page.sheet, Key.Key_Escape)
    assert not page.sheet.isVisible()


def test_f1_tells_the_field_and_f1_again_the_keys(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("people")
    settle()
    page.current().panel.form.focus_field("birth")  # type: ignore[attr-defined]
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_F1)
    qtbot.waitUntil(page.help.isActiveWindow)
    assert "Ngày sinh" in page.help.text.toPlainText()
    qtbot.keyClick(page.help.text, Key.Key_F1)
    qtbot.waitUntil(page.sheet.isVisible)
    assert not page.help.isVisible()


def test_undo_and_redo_of_a_saved_field(page: StorePage, session: Session, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("people")
    settle()
    form: Any = page.current().panel.form  # type: ignore[attr-defined]
    before, person = form.record.full_name, form.record.id
    form.focus_field("full_name")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_vietnamese(field, "Giàng Thị Mỷ")
    qtbot.keyClick(field, Key.Key_Return)
    settle()

    def name() -> str:
        told: list[str] = []
        session.ask(
            session, "n", lambda ws: ws.store.load("", ["person"]).find("person", person).full_name, told.append
        )
        settle()
        return told[0]

    assert name() == "Giàng Thị Mỷ"
    for keys, modifiers, wanted in (
        (Key.Key_Z, CONTROL, before),
        (Key.Key_Y, CONTROL, "Giàng Thị Mỷ"),
        (Key.Key_Z, CONTROL, before),
        (Key.Key_Z, CONTROL | SHIFT, "Giàng Thị Mỷ"),
    ):
        qtbot.keyClick(QApplication.focusWidget(), keys, modifiers)
        settle()
        assert name() == wanted
        assert field.text() == wanted

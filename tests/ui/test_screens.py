"""Every screen of the unit opens on a real store, names its inputs, and can be walked by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.look.theme import DARK, LIGHT, apply_theme
from ui.screens.catalogue import screens_of
from ui.screens.people import PeopleScreen
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
INPUTS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QCheckBox, QAbstractSpinBox, QAbstractItemView)
UNIT_SCREENS = [spec.name for spec in screens_of("unit")]


def unnamed(root: QWidget) -> list[str]:
    """Inputs and buttons of a page that a screen reader could not name; parts that Qt makes itself are left out."""
    found = []
    for kind in (*INPUTS, QPushButton):
        for widget in root.findChildren(kind):
            if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or type(widget.parent()).__name__ == "QComboBox":
                continue
            text = widget.text() if isinstance(widget, QPushButton | QCheckBox) else ""
            if not (widget.accessibleName() or text):
                found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


@pytest.mark.parametrize("name", UNIT_SCREENS)
def test_screen_opens_and_names_its_inputs(page: StorePage, settle: Settle, name: str) -> None:
    page.show_screen(name)
    settle()
    assert page.shown_name == name
    assert page.current().isVisible()
    assert unnamed(page) == []


@pytest.mark.fault("W10")
@pytest.mark.parametrize("name", UNIT_SCREENS)
def test_screen_fits_a_small_laptop(page: StorePage, settle: Settle, name: str) -> None:
    page.show_screen(name)
    settle()
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 1366
    assert wanted.height() <= 728


@pytest.mark.parametrize("name", UNIT_SCREENS)
def test_screen_is_walked_by_tab(page: StorePage, settle: Settle, qtbot: QtBot, name: str) -> None:
    page.show_screen(name)
    settle()
    seen: list[QWidget] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if seen and focused is seen[0]:
            break
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    own = [widget for widget in seen if page.current().isAncestorOf(widget)]
    assert own, "nothing on the screen takes the cursor"


@pytest.mark.parametrize("name", UNIT_SCREENS)
def test_a_shown_screen_has_the_keys(page: StorePage, settle: Settle, name: str) -> None:
    page.show_screen(name)
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused is not page.current()
    assert page.current().isAncestorOf(focused)


def test_every_screen_in_the_dark(page: StorePage, settle: Settle, qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    for name in UNIT_SCREENS:
        page.show_screen(name)
        settle()
        assert not page.grab().isNull()
    apply_theme(qapp, LIGHT)


def test_alt_digits_choose_screens(page: StorePage, qtbot: QtBot, settle: Settle) -> None:
    for number, name in enumerate(UNIT_SCREENS[:9]):
        qtbot.keyClick(page, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.AltModifier)
        assert page.shown_name == name
    settle()


def test_f9_checks_and_shows_the_findings(page: StorePage, session: Session, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F9)
    settle()
    assert page.shown_name == "review"
    assert session.count("error") == 1


def test_ctrl_k_finds_without_marks_and_goes(page: StorePage, qtbot: QtBot, settle: Settle) -> None:
    finder = page.finder
    qtbot.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert finder.isVisible()
    qtbot.keyClicks(finder.line, "duc thinh")

    def offers() -> bool:
        first = finder.found.item(0)
        return first is not None and "Nguyễn Đức Thịnh" in first.text()

    qtbot.waitUntil(offers, timeout=5000)
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    settle()
    assert page.shown_name == "people"
    assert page.current().panel.person.full_name == "Nguyễn Đức Thịnh"  # type: ignore[attr-defined]


def test_f1_tells_the_clause_of_the_field(page: StorePage, qtbot: QtBot, settle: Settle) -> None:
    page.show_screen("people")
    settle()
    page.current().panel.form.focus_field("birth")  # type: ignore[attr-defined]
    qtbot.keyClick(page, Qt.Key.Key_F1)
    assert "135/2020" in page.help.text.toPlainText()
    page.help.close()
    page.show_screen("home")
    qtbot.keyClick(page, Qt.Key.Key_F1)
    assert "Ctrl+Enter" in page.help.text.toPlainText()
    page.help.close()
    settle()


def narrowed(page: StorePage, settle: Settle, height: int) -> None:
    """The page as when bars stand above it, or the letters are large."""
    page.resize(1366, height)
    settle()


def test_a_bar_above_does_not_push_a_screen_out_of_the_window(
    page: StorePage, session: Session, settle: Settle
) -> None:
    page.show_screen("people")
    settle()
    screen = page.current()
    assert isinstance(screen, PeopleScreen)
    screen.panel.tabs.setCurrentIndex(1)
    screen.panel.posts.start_new()
    narrowed(page, settle, 728 - 44 - 28)  # the bar of a text that waits, and the band of a practice store
    assert page.area.verticalScrollBar().maximum() == 0
    page.show_screen("population")  # the form of another screen, however high, moves nothing here
    settle()
    assert page.area.verticalScrollBar().maximum() == 0


def test_the_field_with_the_cursor_is_seen_however_low_the_window_is(page: StorePage, settle: Settle) -> None:
    page.show_screen("people")
    settle()
    screen = page.current()
    assert isinstance(screen, PeopleScreen)
    screen.panel.tabs.setCurrentIndex(1)
    narrowed(page, settle, 400)  # 768 lines at 200 %
    assert page.area.verticalScrollBar().maximum() > 0
    screen.panel.posts.start_new()
    settle()
    for name in ("body", "start", "mode", "concurrent"):
        field = screen.panel.posts.form.editors()[name].inner
        field.setFocus()
        top = field.mapTo(page.area.viewport(), field.rect().topLeft()).y()
        assert top >= 0
        assert top + field.height() <= page.area.viewport().height()
    page.show_screen("population")
    settle()
    assert page.area.verticalScrollBar().value() == 0

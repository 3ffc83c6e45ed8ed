"""Theme, icons and words: contrast is computed, every picture draws, standard buttons are Vietnamese."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.paths import resource_root
from ui.look.icons import picture
from ui.look.theme import DARK, LIGHT, PAIRS, Theme, apply_theme, contrast, figure_font, style_sheet
from ui.look.widgets import button, pill, restyle


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_borders_of_inputs_are_seen(theme: Theme) -> None:
    assert contrast(theme.field_line, theme.paper) >= 3.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_style_sheet_is_whole_and_accepted(qapp: QApplication, theme: Theme) -> None:
    text = style_sheet(theme, resource_root())
    assert "$" not in text.split("*/", 1)[1]
    apply_theme(qapp, theme)
    assert qapp.palette().text().color() == QColor(theme.ink)
    apply_theme(qapp, LIGHT)


def test_every_icon_draws_in_the_asked_colour(qapp: QApplication) -> None:
    fixed = ("arrow-", "tick-")
    names = [path.stem for path in (resource_root() / "icons").glob("*.svg") if not path.stem.startswith(fixed)]
    assert len(names) >= 30
    for name in names:
        image = picture(name, "#0F6E6E", 24).toImage()
        drawn = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        assert any(colour.alpha() > 200 and colour.rgb() == QColor("#0F6E6E").rgb() for colour in drawn), name


def test_every_icon_named_in_the_program_exists() -> None:
    from ui.screens.catalogue import SCREENS

    for spec in SCREENS:
        assert (resource_root() / "icons" / f"{spec.icon}.svg").is_file()


def test_standard_buttons_are_vietnamese(qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    kinds = QMessageBox.StandardButton
    expected = {kinds.Ok: "Đồng ý", kinds.Cancel: "Hủy", kinds.Yes: "Có", kinds.No: "Không", kinds.Save: "Lưu"}
    for kind, text in expected.items():
        assert box.addButton(kind).text().replace("&", "") == text
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(buttons)
    assert buttons.button(QDialogButtonBox.StandardButton.Close).text() == "Đóng"


def test_figures_have_equal_width(qapp: QApplication) -> None:
    label = QLabel()
    label.setFont(figure_font(10))
    widths = {label.fontMetrics().horizontalAdvance(digit * 4) for digit in "0123456789"}
    assert len(widths) == 1
    label.deleteLater()


def test_void_calls_lose_no_reference_to_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 loses one reference to None at each void call under Python 3.11 and crashes in the end."""
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("x")
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - 100


def test_emitting_loses_no_reference_to_bools(qapp: QApplication) -> None:
    class Sender(QObject):
        told = Signal(bool)

    sender, heard = Sender(), []
    sender.told.connect(heard.append)
    sender.told.emit(True)
    before = sys.getrefcount(True), sys.getrefcount(False)
    for number in range(1000):
        sender.told.emit(number % 2 == 0)
    heard.clear()
    after = sys.getrefcount(True), sys.getrefcount(False)
    assert all(now > then - 100 for now, then in zip(after, before, strict=True))
    sender.deleteLater()


def test_small_pieces_are_named_for_the_style_sheet(qtbot: QtBot) -> None:
    made = button("Lưu", "save", name="primary")
    qtbot.addWidget(made)
    assert made.objectName() == "primary"
    word = pill("đủ", "Good")
    qtbot.addWidget(word)
    restyle(word, "pillError")
    assert word.objectName() == "pillError"


def test_enter_presses_the_button_that_has_the_cursor(qtbot: QtBot) -> None:
    pressed: list[str] = []
    page = QWidget()
    qtbot.addWidget(page)
    one = button("Chọn…", "file", lambda: pressed.append("one"))
    one.setParent(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Return)
    qtbot.keyClick(one, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert pressed == ["one", "one"]
    qtbot.keyClick(one, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # Ctrl+Enter is another key
    QApplication.sendEvent(one, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier(0), "\r", True))
    assert pressed == ["one", "one"], "a key that is held presses once"


def test_enter_on_the_careful_answer_never_gives_the_other_one(qtbot: QtBot) -> None:
    answered: list[str] = []
    dialog = QDialog()
    qtbot.addWidget(dialog)
    yes = button("Không còn", "", lambda: answered.append("yes"), "primary")
    yes.setDefault(True)
    no = button("Để sau", "", lambda: answered.append("no"))
    line = QLineEdit()
    layout = QVBoxLayout(dialog)
    for part in (line, no, yes):
        layout.addWidget(part)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    no.setFocus()
    qtbot.keyClick(no, Qt.Key.Key_Return)
    assert answered == ["no"]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert answered == ["no", "yes"]

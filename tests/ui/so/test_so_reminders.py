"""The board filters by kind and lateness, takes units out of a period, and writes letters from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.commands.figures.watching import STATES
from tests.ui.conftest import type_vietnamese
from tests.ui.so.province import RETURNED
from ui.screens.so import board_dialogs as so_board_dialogs
from ui.screens.so.board_dialogs import ExemptDialog, ReminderDialog
from ui.shell.window import StorePage

Settle = Callable[[], None]


def board(page: StorePage, settle: Settle) -> Any:
    page.show_screen("so_board")
    settle()
    return page.current()


def shown(kind: type[QDialog]) -> Any:
    (found,) = (item for item in QApplication.topLevelWidgets() if isinstance(item, kind))
    return found


def test_the_board_is_narrowed_by_state_kind_and_lateness(page: StorePage, settle: Settle) -> None:
    screen = board(page, settle)
    total = screen.panel.model.rowCount()
    screen.kind.setCurrentIndex(screen.kind.findData("agency"))
    screen._narrow()
    agencies = screen.panel.model.rowCount()
    screen.kind.setCurrentIndex(screen.kind.findData("administrative"))
    screen._narrow()
    assert (agencies, screen.panel.model.rowCount()) == (total - 45, 45)
    screen.chips.choose("none")
    assert screen.panel.model.rowCount() == 40
    screen.overdue.setChecked(True)
    assert screen.panel.model.rowCount() == 40 * (screen._board.due < screen._board.today)


def test_letters_go_to_everybody_who_is_behind_or_to_one(
    page: StorePage, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(so_board_dialogs, "choose_folder", lambda *_: tmp_path / "cv")
    screen = board(page, settle)
    screen.chips.choose("returned")
    screen.panel.view.setCurrentIndex(screen.panel.model.index(0, 0))
    behind = len(screen._board.behind)
    assert screen._letters.text() == f"Công văn đôn đốc ({behind})…"
    screen.open_reminders()
    settle()
    dialog = shown(ReminderDialog)
    assert len(dialog.chosen()) == behind
    dialog.scope.setCurrentIndex(dialog.scope.findData("one"))
    assert dialog.make.text() == "Lập 1 công văn…"
    dialog.by.setText("1/2")
    dialog._judge()
    assert not dialog.make.isEnabled()
    dialog.by.setText("01/02/2099")
    dialog._judge()
    dialog.number.setValue(12)
    qtbot.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    settle()
    assert [path.name for path in (tmp_path / "cv").iterdir()] == [f"cong-van-12_{RETURNED}.pdf"]
    assert "Đã lập 1 công văn" in screen.summary.text()
    assert "Đã đôn đốc: Công văn số 12/SNV" in screen.panel.current().tip


def test_a_unit_is_taken_out_of_the_period_and_back(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    screen = board(page, settle)
    total = len(screen._board.rows)
    screen.chips.choose("none")
    screen.panel.view.setCurrentIndex(screen.panel.model.index(0, 0))
    screen.open_exemption()
    dialog = shown(ExemptDialog)
    assert not dialog.verb.isEnabled()
    type_vietnamese(dialog.lines, "Mới thành lập.")
    qtbot.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    settle()
    assert len(screen._board.rows) == total - 1
    screen.chips.choose("exempt")
    assert screen.panel.model.rowCount() == 1
    assert screen.panel.current().tip.endswith("Mới thành lập")
    screen.open_exemption()
    qtbot.mouseClick(shown(ExemptDialog).verb, Qt.MouseButton.LeftButton)
    settle()
    assert len(screen._board.rows) == total


def test_all_states_at_once_do_not_widen_the_window(page: StorePage, settle: Settle) -> None:
    screen = board(page, settle)
    page.resize(1366, 728)
    screen.chips.show_choices([("", "Tất cả (58)"), *((key, f"{text} (9)") for key, text in STATES.items())])
    settle()
    assert page.minimumSizeHint().width() <= 1366
    assert all(item.geometry().right() < screen.chips.width() for item in screen.chips.findChildren(QPushButton))

"""Nhập thay from the board: a working store is made for a unit that sends paper, and its window says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.commands.office.behalf import listed
from app.progress import Silent
from tests.core.commands.office.test_behalf import LETTER, working
from tests.simulator.province import found
from tests.simulator.units import PON, TAM
from tests.ui.so.province import ACCEPTED
from ui.screens.so.behalf_dialog import BehalfDialog
from ui.screens.so.board import BoardScreen
from ui.screens.so.queries import inbox
from ui.shell.window import StorePage

Settle = Callable[[], None]
SECRET = "mật khẩu nhập thay 2026"


def _press(board: BoardScreen) -> None:
    made = next(item for item in board.findChildren(QPushButton) if item.text() == "Nhập thay…")
    assert made.isEnabled()
    made.click()


def test_a_working_store_is_made_and_opened(
    page: StorePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("ui.screens.so.behalf_dialog.open_window", lambda folder: opened.append(folder) or True)
    page.show_screen("so_board")
    settle()
    board = page.current()
    assert isinstance(board, BoardScreen)
    unit = next(row.key for row in board.panel.model.rows() if "none" in row.tags and row.key[0].isdigit())
    board.panel.choose(unit)
    settle()
    _press(board)
    settle()
    dialog = board.findChild(BehalfDialog)
    assert not dialog.go.isEnabled()
    dialog.paper.setText("Báo cáo số 12/BC-UBND ngày 05/12/2026")
    dialog.folder.setText(str(tmp_path / "nhap-thay"))
    dialog.first.setText(SECRET)
    assert not dialog.go.isEnabled()
    dialog.again.setText(SECRET)
    dialog.go.click()
    settle()
    assert opened == [tmp_path / "nhap-thay"]
    assert (tmp_path / "nhap-thay" / "store.toml").is_file()
    seen: list[list[dict[str, str]]] = []
    page.session.ask(page, "seen", lambda ws: listed(ws, Silent()).data, seen.append)
    settle()
    assert [row["unit"] for row in seen[0]] == [unit]


def test_the_inbox_marks_what_was_entered_here(tmp_path: Path) -> None:
    world = found(tmp_path)
    world.enrolled(PON)
    world.deliver(world.package(working(world, TAM)))
    entered, own = inbox(world.so)
    assert (entered.cells[2], own.cells[2]) == ("hợp lệ, nhập thay", "hợp lệ")
    assert LETTER in entered.tip
    assert "nhập thay" not in own.tip


def test_an_enrolled_unit_is_refused_in_words(page: StorePage, settle: Settle, tmp_path: Path) -> None:
    page.show_screen("so_board")
    settle()
    board = page.current()
    assert isinstance(board, BoardScreen)
    board.panel.choose(next(row.key for row in board.panel.model.rows() if row.key.startswith(ACCEPTED)))
    settle()
    _press(board)
    settle()
    dialog = board.findChild(BehalfDialog)
    dialog.paper.setText("Báo cáo giấy")
    dialog.folder.setText(str(tmp_path / "khong"))
    dialog.first.setText(SECRET)
    dialog.again.setText(SECRET)
    dialog.go.click()
    settle()
    assert not (tmp_path / "khong").exists()
    dialog.reject()

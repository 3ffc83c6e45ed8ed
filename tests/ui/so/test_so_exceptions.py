"""Cho phép nộp muộn from the board, and the versions that are taken on Bộ chỉ tiêu và quy định."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.lateness import exception_of
from app.commands.policies import campaign_policy
from tests.ui.conftest import ask, type_vietnamese
from tests.ui.so.province import RETURNED
from ui.screens.so.exceptions import ExceptionDialog
from ui.screens.so.package_data import preview
from ui.shell.window import StorePage

Settle = Callable[[], None]
REASON = "Máy tính của đơn vị hỏng."


def opened(page: StorePage, settle: Settle) -> ExceptionDialog:
    """The dialog for the unit that is chosen on the board."""
    page.current().open_exception()
    settle()
    (found,) = (item for item in QApplication.topLevelWidgets() if isinstance(item, ExceptionDialog))
    return found


def test_a_unit_is_let_in_late_with_a_reason_and_the_leave_is_taken_back(
    page: StorePage, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("so_board")
    settle()
    screen = page.current()
    screen.chips.choose("returned")
    screen.panel.view.setCurrentIndex(screen.panel.model.index(0, 0))
    settle()
    assert screen._late.isEnabled()
    dialog = opened(page, settle)
    assert not dialog.grant.isEnabled()
    assert not dialog.drop.isVisible()
    type_vietnamese(dialog.lines, f"  {REASON}\n")
    assert dialog.grant.isEnabled()
    qtbot.mouseClick(dialog.grant, Qt.MouseButton.LeftButton)
    settle()
    unit = f"{RETURNED}@2025-07-01"
    period = str(screen._board.period)
    held = ask(page.session, settle, lambda ws: exception_of(ws, unit, period))
    assert held.body == {"reason": REASON, "by": "Quản trị"}
    screen.panel.view.setCurrentIndex(screen.panel.model.index(0, 0))
    assert screen.panel.current().cells[1].endswith(", được nộp muộn")
    dialog = opened(page, settle)
    assert REASON in dialog.held.text()
    assert dialog.drop.isVisible()
    qtbot.mouseClick(dialog.drop, Qt.MouseButton.LeftButton)
    settle()
    assert ask(page.session, settle, lambda ws: exception_of(ws, unit, period)) is None


def test_versions_are_set_on_the_page_of_the_pack(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("so_pack")
    settle()
    screen = page.current()
    screen.tabs.setCurrentWidget(screen.policy)
    assert "từ phiên bản 0.1.0 trở lên" in screen.policy.told.text()
    screen.policy.program.setText("0.0.5")
    qtbot.mouseClick(screen.policy.save, Qt.MouseButton.LeftButton)
    settle()
    assert screen.policy.done.text() == "Đã đặt phiên bản được nhận."
    policy = ask(page.session, settle, campaign_policy)
    assert (policy.oldest_program, policy.packs) == ("0.0.5", [])
    assert "từ phiên bản 0.0.5 trở lên" in screen.policy.told.text()


def test_a_package_says_when_it_came(page: StorePage, settle: Settle) -> None:
    documents = ask(page.session, settle, lambda ws: ws.store.documents("received", state="accepted"))
    found = ask(page.session, settle, lambda ws: preview(ws, documents[0].id))
    assert dict(found.facts)["Nhận lúc"]
    assert dict(found.facts)["Bản"] == ""

"""Tiếp nhận báo cáo by keyboard: preview, accept, return, receipt, enrolment; bad files; drop; stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.errors import Cancelled
from tests.ui.so.province import RECEIVED, WAITING, Province
from ui.screens.so.dialogs import FingerprintDialog, ReasonDialog
from ui.screens.so.inbox import InboxScreen
from ui.shell.window import StorePage

Settle = Callable[[], None]


@pytest.fixture
def inbox(page: StorePage, settle: Settle) -> InboxScreen:
    page.show_screen("so_inbox")
    settle()
    screen = page.current()
    assert isinstance(screen, InboxScreen)
    return screen


def choose(screen: InboxScreen, code: str) -> Any:
    """Chooses the package of a unit."""
    row = next(row for row in screen.panel.model.rows() if row.source is not None and row.source.unit.startswith(code))
    screen.panel.choose(row.key)
    return row.source


def press(qtbot: QtBot, screen: InboxScreen, key: Qt.Key) -> None:
    screen.panel.view.setFocus()
    qtbot.keyClick(screen.panel.view, key)


def states(screen: InboxScreen) -> dict[str, str]:
    rows = [row.source for row in screen.panel.model.rows() if row.source is not None]
    return {item.unit.partition("@")[0]: item.state for item in rows}


def test_space_previews_what_was_found_what_changed_and_the_forms(
    inbox: InboxScreen, settle: Settle, qtbot: QtBot
) -> None:
    choose(inbox, RECEIVED)
    press(qtbot, inbox, Qt.Key.Key_Space)
    settle()
    assert inbox.package.isVisible()
    found = inbox.package.preview
    assert found is not None
    assert found.names
    assert inbox.package.tabs.tabText(0) == f"Kết quả kiểm tra ({len(found.findings)})"
    assert "gói đầu tiên" in found.changes[0]
    inbox.package.tabs.setCurrentIndex(2)
    settle()
    assert inbox.package.pdf.pages > 0
    press(qtbot, inbox, Qt.Key.Key_Escape)
    assert not inbox.package.isVisible()


def test_a_accepts(inbox: InboxScreen, settle: Settle, qtbot: QtBot) -> None:
    choose(inbox, RECEIVED)
    press(qtbot, inbox, Qt.Key.Key_A)
    settle()
    assert states(inbox)[RECEIVED] == "accepted"
    assert "Đã chấp nhận số liệu" in inbox.summary.text()


def test_letters_typed_into_the_search_line_do_nothing_else(inbox: InboxScreen, settle: Settle, qtbot: QtBot) -> None:
    choose(inbox, RECEIVED)
    inbox.panel.line.setFocus()
    qtbot.keyClick(inbox.panel.line, Qt.Key.Key_A)
    settle()
    assert states(inbox)[RECEIVED] == "received"
    assert inbox.panel.line.text() == "a"


def test_r_returns_with_the_reason(inbox: InboxScreen, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    document = choose(inbox, RECEIVED)
    press(qtbot, inbox, Qt.Key.Key_R)
    settle()
    dialog = inbox.findChild(ReasonDialog)
    assert not dialog.send.isEnabled()
    dialog.lines.setPlainText("Đề nghị bổ sung dân số.")
    dialog.send.click()
    settle()
    assert states(inbox)[RECEIVED] == "returned"
    inbox.save_receipts([choose(inbox, RECEIVED)], tmp_path)
    settle()
    written = [path.name for path in tmp_path.glob("*.p7m")]
    assert written == [f"2282_{RECEIVED}_{document.period}_phieu-hoan-thien_{document.id[:8]}.p7m"]


def test_g_enrols_after_the_fingerprint_was_compared(
    inbox: InboxScreen, settle: Settle, qtbot: QtBot, sample: Province
) -> None:
    choose(inbox, WAITING)
    press(qtbot, inbox, Qt.Key.Key_A)
    settle()
    assert states(inbox)[WAITING] == "waiting_enrolment"
    press(qtbot, inbox, Qt.Key.Key_G)
    dialog = inbox.findChild(FingerprintDialog)
    dialog.groups[0].textEdited.emit(sample.fingerprint)
    dialog.confirm.click()
    settle()
    assert states(inbox)[WAITING] == "received"


def test_dropped_folder_is_taken_in_and_bad_files_say_why(
    inbox: InboxScreen, settle: Settle, sample: Province, tmp_path: Path
) -> None:
    folder = tmp_path / "den"
    folder.mkdir()
    (folder / "khong-phai-goi.p7m").write_bytes(b"xin chao")
    good = next(sample.packages.glob(f"*{RECEIVED}*")).read_bytes()
    (folder / "lai.p7m").write_bytes(good)
    (folder / "sua.p7m").write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    inbox.dropEvent(QDropEvent(QPoint(9, 9), copy, mime, left, none))
    settle()
    texts = {row.cells[0]: row.cells[1] for row in inbox.panel.model.rows() if row.wide}
    assert texts["khong-phai-goi.p7m"].startswith("GOI-01")
    assert texts["lai.p7m"].startswith("NGH-01")
    assert texts["sua.p7m"].startswith(("MAH-02", "KY-01"))
    assert "3 tệp" in inbox.summary.text()


def test_clean_packages_are_accepted_at_once(
    inbox: InboxScreen, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.screens.so.inbox.confirm", lambda *_: True)
    inbox.accept_clean()
    settle()
    assert states(inbox)[RECEIVED] == "accepted"
    assert not inbox._clean.isEnabled()


def test_receipts_of_everything_go_into_a_folder(inbox: InboxScreen, settle: Settle, tmp_path: Path) -> None:
    waiting = inbox._without_receipt()
    assert len(waiting) == 4
    inbox.save_receipts(waiting, tmp_path)
    settle()
    assert len(list(tmp_path.glob("*.p7m"))) == 4
    assert inbox._without_receipt() == ()


def test_a_stopped_reception_says_what_is_kept(inbox: InboxScreen, settle: Settle) -> None:
    inbox._on_stopped(Cancelled())
    settle()
    assert "Đã dừng" in inbox.summary.text()

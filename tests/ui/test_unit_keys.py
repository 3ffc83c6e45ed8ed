"""Khóa và chứng thư in the window: what it says, what each dialog does, from the keyboard (issue 4, item 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.commands.figures.judging import current_period
from app.commands.keys.own_keys import KeyState, own_key_state
from app.domain.storage import Document, DocumentChange
from app.workspace import CommandSpec, Outcome, Workspace
from tests.ui.conftest import ask, type_vietnamese
from ui.figures.home_query import home
from ui.keys import panel as unit_keys
from ui.keys.dialogs import AskDialog, HandoverDialog, MachineDialog
from ui.keys.panel import UnitKeysPage
from ui.keys.query import PLACE, key_task
from ui.sending.submit_query import submitting
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
SECRET = "mật khẩu của người nhận"


@pytest.fixture
def keys(page: StorePage, settle: Settle) -> UnitKeysPage:
    page.session.go("system", PLACE)
    settle()
    screen: Any = page.current()
    found: UnitKeysPage = screen.keys
    assert found.isVisible()
    return found


def shown_dialog(kind: type[QDialog], page: UnitKeysPage) -> Any:
    (found,) = (item for item in page.findChildren(kind) if item.isVisible())
    return found


def press(dialog: QDialog, qtbot: QtBot) -> None:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    accepts = QDialogButtonBox.ButtonRole.AcceptRole
    (ok,) = (item for item in box.buttons() if box.buttonRole(item) == accepts)
    assert ok.isEnabled()
    ok.setFocus()
    qtbot.keyClick(ok, Qt.Key.Key_Return)


def said(page: StorePage) -> str:
    boxes = [item for item in page.window().findChildren(QMessageBox) if item.isVisible()]
    text = "\n".join(item.text() for item in boxes)
    for item in boxes:
        item.close()
    return text


def moved(ws: Workspace) -> Outcome:
    """As if the data had been made on another machine."""
    kept = ws.store.document("setting", "own_keys")
    assert kept is not None
    other = replace(kept, body={**kept.body, "machine": "may-khac"})
    ws.commit(CommandSpec("test", "", ""), Outcome(message="Máy khác.", documents=(DocumentChange(kept, other),)))
    return Outcome()


def test_a_request_is_written_and_its_fingerprint_shown(
    page: StorePage, keys: UnitKeysPage, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "de-nghi.p7m"
    monkeypatch.setattr(unit_keys, "choose_file_to_write", lambda *_: out)
    groups = keys.fingerprint.text().split()
    assert [len(group) for group in groups] == [5] * 6
    assert keys.ask.hasFocus()
    qtbot.keyClick(keys.ask, Qt.Key.Key_Space)
    dialog = shown_dialog(AskDialog, keys)
    type_vietnamese(dialog.machine, "Máy ở Văn phòng")
    press(dialog, qtbot)
    settle()
    settle()
    assert out.exists()
    assert " ".join(groups) in " ".join(said(page).split())
    assert keys.waiting.text().split() == groups
    asked = ask(page.session, settle, own_key_state).asked
    assert (asked.reason, asked.machine) == ("first", "Máy ở Văn phòng")
    before = out.read_bytes()
    out.unlink()
    keys.again.click()
    settle()
    assert out.read_bytes() == before


def test_a_machine_that_is_not_the_keys_own(
    page: StorePage, keys: UnitKeysPage, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    session.jobs.run("", lambda ws, progress: moved(ws), lambda _: None)
    settle()
    settle()
    assert ask(session, settle, own_key_state).state is KeyState.ELSEWHERE
    assert "máy khác" in ask(session, settle, key_task)
    keys.read()
    settle()
    keys.second.click()
    dialog = shown_dialog(MachineDialog, keys)
    dialog.only.setChecked(True)
    (ok,) = (item for item in dialog.buttons.buttons() if item.text() == "Tiếp tục")
    assert not ok.isEnabled()
    dialog.sure.setChecked(True)
    press(dialog, qtbot)
    settle()
    assert "không còn dùng để ký" in said(page)
    assert ask(session, settle, own_key_state).state is KeyState.NONE


def test_a_handover_from_the_keyboard(
    page: StorePage, keys: UnitKeysPage, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_keys, "choose_folder", lambda *_: tmp_path)
    locked: list[bool] = []
    page.session.ended.connect(lambda: locked.append(True))
    keys.hand_over.click()
    dialog = shown_dialog(HandoverDialog, keys)
    qtbot.waitUntil(dialog.name.hasFocus, timeout=5000)
    type_vietnamese(dialog.name, "Quàng Văn Thoan")
    for line in (dialog.first, dialog.again):
        type_vietnamese(line, SECRET)
    assert "khớp" in dialog.state.text()
    dialog.sure.setChecked(True)
    press(dialog, qtbot)
    qtbot.waitUntil(lambda: bool(locked), timeout=20_000)
    settle()
    assert "Quàng Văn Thoan" in said(page)
    assert {path.suffix for path in tmp_path.glob("2282_*")} == {".pdf", ".p7m"}
    users = ask(page.session, settle, lambda ws: [slot.name for slot in ws.store.users()])
    assert users == ["Quàng Văn Thoan"]


def test_a_handover_says_what_is_missing(keys: UnitKeysPage) -> None:
    keys.hand_over.click()
    dialog = shown_dialog(HandoverDialog, keys)
    assert "Nhập họ tên" in dialog.state.text()
    type_vietnamese(dialog.name, "Quàng Văn Thoan")
    assert "ít nhất 10" in dialog.state.text()
    type_vietnamese(dialog.first, SECRET)
    assert "chưa giống" in dialog.state.text()
    dialog.reject()


def test_every_button_has_keys_and_help(keys: UnitKeysPage) -> None:
    for made in keys.findChildren(QPushButton):
        assert made.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert keys.property("help") == "khoa_chung_thu"


def test_the_first_page_says_what_is_to_be_done_and_leads_there(
    page: StorePage, session: Session, settle: Settle
) -> None:
    session.jobs.run("", lambda ws, progress: moved(ws), lambda _: None)
    settle()
    page.show_screen(page.specs[0].name)
    settle()
    (go,) = (made for made in page.current().findChildren(QPushButton) if "máy khác" in made.accessibleName())
    go.click()
    settle()
    screen: Any = page.current()
    assert screen.keys.isVisible()
    assert "máy khác" in screen.keys.findChild(QLabel, "pillError").text()


def test_a_package_that_was_made_elsewhere_is_shown_without_a_copy(session: Session, settle: Settle) -> None:
    body = {"elsewhere": True, "previous": "", "content": "", "self_signed": False, "level": "", "cut_off": ""}
    body |= {"nil": False, "edition": 1, "replaces": "", "size": 0, "made_at": "2026-12-20T03:00:00+00:00"}

    def kept(ws: Workspace) -> Outcome:
        period = str(current_period(ws))
        made = Document("sent", "ab" * 32, ws.unit, period, "accepted", "2026-12-20T03:00:00+00:00", body)
        ws.commit(CommandSpec("test", "", ""), Outcome(message="Phiếu.", documents=(DocumentChange(None, made),)))
        return Outcome()

    session.jobs.run("", lambda ws, progress: kept(ws), lambda _: None)
    settle()
    (found,) = ask(session, settle, submitting).sent
    assert "máy khác" in found.about
    assert not found.copyable
    assert ask(session, settle, home).sent == "accepted"

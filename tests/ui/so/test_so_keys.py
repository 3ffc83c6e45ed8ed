"""Khóa và chứng thư: what waits, what was issued, and that nothing is confirmed without the digits that were heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.commands.storing import new_unit
from app.domain.storage import Document
from app.workspace import Workspace
from tests.ui.so.province import ACCEPTED, ISSUED, PASSWORD, WAITING, Province, run
from ui.screens.so import keys as so_keys
from ui.screens.so.dialogs import FingerprintDialog
from ui.screens.so.inbox import InboxScreen
from ui.screens.so.keys import KeysScreen
from ui.screens.so.keys_data import Pair, Pending, keys_shown, waiting_count
from ui.screens.so.keys_dialogs import RenewDialog, RevokeDialog
from ui.screens.so.units import UnitsScreen
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]


@pytest.fixture
def screen(page: StorePage, settle: Settle, sample: Province) -> KeysScreen:
    page.show_screen("so_keys")
    settle()
    found = page.current()
    assert isinstance(found, KeysScreen)
    return found


def certificates(session: Session, qtbot: QtBot) -> list[Document]:
    found: list[tuple[Document, ...]] = []
    session.ask(session, "test", lambda ws: ws.store.documents("certificate"), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    return list(found[0])


def opened(screen: KeysScreen, kind: type[QDialog]) -> QDialog:
    (dialog,) = [item for item in screen.findChildren(kind) if item.isVisible()]
    return dialog


def choose(screen: KeysScreen, kind: type[Pair] | type[Pending], code: str) -> None:
    for row in screen.panel.model.rows():
        if isinstance(row.source, kind) and row.source.document.unit.startswith(code):
            screen.panel.choose(row.key)
            return
    raise AssertionError(code)


def test_rows_say_what_the_command_says_and_hide_the_digits_that_wait(sample: Province) -> None:
    ws = sample.open()
    try:
        shown, told = keys_shown(ws), run(ws, "enrol keys").data
        waiting = [row for row in told if row["state"] == "pending"]
        assert waiting_count(ws) == len(waiting) == 1
        assert len(shown.rows) == 5
        assert shown.rows[0].source.document.unit.startswith(WAITING)
        assert not any(sample.fingerprint.split()[0] in cell for cell in (*shown.rows[0].cells, shown.rows[0].tip))
        signing = {row["fingerprint"] for row in told if row["use"] == "sign" and not row["own"]}
        assert signing >= {row.source.document.body["fingerprint"] for row in shown.rows[1:]}
        assert [name for name, _ in shown.office][:2] == ["Ký phiếu", "Nhận gói"]
        assert shown.due == ""
        late = Workspace(replace(ws.env, now=lambda: datetime.now(UTC) + timedelta(days=3 * 365 - 100)), ws.store)
        assert "cấp lại bằng USB khóa gốc" in keys_shown(late).due
    finally:
        ws.store.close()


def test_a_held_first_package_is_confirmed_by_keyboard_alone(
    screen: KeysScreen, sample: Province, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    choose(screen, Pending, WAITING)
    screen.panel.view.setFocus()
    QTest.keyClick(screen.panel.view, Qt.Key.Key_G)
    dialog = opened(screen, FingerprintDialog)
    assert isinstance(dialog, FingerprintDialog)
    groups = sample.fingerprint.split()
    wrong = groups[0][:-1] + str((int(groups[0][-1]) + 1) % 10)
    QTest.keyClicks(dialog.groups[0], wrong)
    assert "Nhóm 1" in dialog.state.text()
    assert not dialog.confirm.isEnabled()
    dialog.groups[0].clear()
    dialog.groups[0].setFocus()
    QTest.keyClicks(dialog.groups[0], groups[0])
    for line, digits in zip(dialog.groups[1:], groups[1:], strict=True):
        QTest.keyClicks(line, digits)
    assert dialog.confirm.isEnabled()
    dialog.confirm.setFocus()
    QTest.keyClick(dialog.confirm, Qt.Key.Key_Space)
    settle()
    assert len(certificates(session, qtbot)) == 5
    assert "Đã ghi danh" in screen.summary.text()


def test_a_request_file_is_answered_with_a_certificate_file(
    screen: KeysScreen, sample: Province, session: Session, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    before = len(certificates(session, qtbot))
    folder = tmp_path / "yeu-cau"
    made: list[Path] = []
    session.jobs.run("", lambda ws, _: _delivered(ws, folder), made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=20_000)
    screen.reload()
    settle()
    choose(screen, Pending, ISSUED)
    assert "máy văn phòng" in screen.about.text() or "ghi danh" in screen.about.text()
    out = tmp_path / "chung-thu.p7m"
    monkeypatch.setattr(so_keys, "choose_file_to_write", lambda *_: out)
    screen.ask_fingerprint()
    dialog = opened(screen, FingerprintDialog)
    assert isinstance(dialog, FingerprintDialog)
    chosen = screen._chosen()
    assert isinstance(chosen, Pending)
    dialog.given.emit(chosen.document.body["fingerprint"])
    dialog.reject()
    settle()
    assert out.exists()
    assert len(certificates(session, qtbot)) == before + 1
    choose(screen, Pair, ISSUED)
    first = out.read_bytes()
    out.unlink()
    screen.ask_again()
    settle()
    assert out.read_bytes() == first


def _delivered(ws: Workspace, folder: Path) -> Path:
    path = _requested(ws, folder)
    run(ws, "receive", paths=[path])
    return path


def _requested(ws: Workspace, folder: Path) -> Path:
    """A unit that has only its enrolment file asks for certificates."""
    given = run(ws, "enrol file", out=folder, unit=ISSUED).data[0]
    unit = new_unit(ws.env, folder / "don-vi", Path(given["file"]), given["code"], "Cán bộ", PASSWORD)
    try:
        run(unit, "enrol request", out=folder / "de-nghi.p7m", reason="first", machine="máy văn phòng")
    finally:
        unit.store.close()
    return folder / "de-nghi.p7m"


def test_a_pair_is_revoked_with_its_reason(screen: KeysScreen, session: Session, settle: Settle, qtbot: QtBot) -> None:
    choose(screen, Pair, ACCEPTED)
    screen.ask_revoke()
    dialog = opened(screen, RevokeDialog)
    assert isinstance(dialog, RevokeDialog)
    dialog.reason.setCurrentIndex(dialog.reason.findData("handover"))
    dialog.note.setText("biên bản số 3")
    dialog.revoke.click()
    settle()
    found = {item.unit[:5]: item for item in certificates(session, qtbot)}[ACCEPTED]
    assert (found.state, found.body["ended_why"], found.body["note"]) == ("revoked", "handover", "biên bản số 3")
    choose(screen, Pair, ACCEPTED)
    assert not screen.revoke.isEnabled()
    assert "Đã thu hồi 1 chứng thư" in screen.summary.text()


def test_the_office_is_renewed_with_its_root_key(
    screen: KeysScreen, sample: Province, session: Session, settle: Settle
) -> None:
    screen.ask_renew()
    dialog = opened(screen, RenewDialog)
    assert isinstance(dialog, RenewDialog)
    assert not dialog.renew.isEnabled()
    dialog.path.setText(str(sample.folder / "keys" / "root.pem"))
    dialog.passphrase.setText(PASSWORD)
    dialog.renew.click()
    settle()
    assert "Đã cấp lại chứng thư của Sở Nội vụ" in screen.summary.text()
    texts = [item.text() for item in screen.findChildren(QLabel)]
    assert "Lần cấp lại gần nhất" in texts


def test_the_inbox_says_where_a_request_file_waits(
    page: StorePage, session: Session, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    made: list[Path] = []
    session.jobs.run("", lambda ws, _: _requested(ws, tmp_path / "yeu-cau"), made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=20_000)
    page.show_screen("so_inbox")
    settle()
    inbox = page.current()
    assert isinstance(inbox, InboxScreen)
    inbox.receive(made)
    settle()
    assert "1 tệp đề nghị cấp chứng thư" in inbox.summary.text()
    (told,) = [row for row in inbox.panel.model.rows() if row.key.startswith("told/")]
    assert "máy văn phòng" in told.tip


def test_filters_keep_one_state(screen: KeysScreen) -> None:
    screen.chips.choose("pending")
    assert len(screen.panel.model.rows()) == 1
    screen.chips.choose("")
    assert len(screen.panel.model.rows()) == 5


def test_units_lead_there_and_say_how_many_wait(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_units")
    settle()
    units = page.current()
    assert isinstance(units, UnitsScreen)
    assert "(1 chờ)" in units.keys.text()
    units.keys.click()
    settle()
    assert page.shown_name == "so_keys"

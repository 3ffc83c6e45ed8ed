"""Signing on the screen: three ways, the PIN dialog, what a signed PDF says; a device of software behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.crypto.meaning import MEANING
from app.settings import Settings, load_settings, save_settings
from tests.simulator.softhsm import LABEL, LIBRARY, OFFICER, PIN, Token, ec_key, plugged_in
from ui.keys import device_picker, sign_choice
from ui.keys.pin_dialog import Pin, PinDialog
from ui.keys.sign_choice import SignChoice
from ui.shell.window import StorePage
from ui.work.session import Session

pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="SoftHSM is not installed")
Settle = Callable[[], None]


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    with plugged_in(tmp_path_factory.mktemp("hsm"), datetime.now(UTC), {b"\x01": ec_key()}) as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "cài đặt"))
    save_settings(replace(Settings(), token_library=str(LIBRARY)))


@pytest.fixture
def choice(session: Session, settings: None, qtbot: QtBot) -> SignChoice:
    made = SignChoice(session, lambda: "rut-gon")
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_program_s_key_is_the_first_choice(choice: SignChoice) -> None:
    assert choice.way == 0
    assert choice.params() == {}
    assert not choice.picker.isVisibleTo(choice)
    assert any(found.text() == MEANING and found.isVisibleTo(choice) for found in choice.findChildren(QLabel))


def test_a_device_is_found_and_its_pin_is_asked(
    choice: SignChoice, plugged: Token, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice.ways.button(1).click()
    assert choice.params() is None  # nothing chosen yet, and it is said
    assert "Chưa chọn" in choice.picker.state.text()
    choice.picker.seek.click()
    settle()
    assert OFFICER in choice.picker.certificates.currentText()
    asked: list[tuple[Any, ...]] = []

    def answer(*given: Any) -> Pin:
        asked.append(given)
        return Pin(bytearray(PIN.encode()), False)

    monkeypatch.setattr(device_picker, "ask_pin", answer)
    params = choice.params()
    assert params is not None
    assert (params["sign"], params["pin"], params["try_last"]) == (choice.picker.address, PIN.encode(), False)
    assert asked[0][2:] == (LABEL, "ok")
    monkeypatch.setattr(device_picker, "ask_pin", lambda *_: None)
    assert choice.params() is None


def test_a_library_that_is_none_is_said(choice: SignChoice, tmp_path: Path, settle: Settle) -> None:
    save_settings(replace(load_settings(), token_library=str(tmp_path / "none.so")))
    choice.ways.button(1).click()
    choice.picker.seek.click()
    settle()
    assert "Không nạp được" in choice.picker.state.text()
    assert choice.picker.address == ""


@pytest.mark.parametrize(
    ("state", "typed", "sure", "may"),
    [("ok", "1", False, True), ("ok", "", False, False), ("low", "1", False, True), ("last", "1", False, False),
     ("last", "1", True, True), ("locked", "1", True, False)],
)  # fmt: skip
def test_the_pin_dialog(qtbot: QtBot, state: str, typed: str, sure: bool, may: bool) -> None:
    dialog = PinDialog(OFFICER, LABEL, state)
    qtbot.addWidget(dialog)
    dialog.line.setText(typed)
    dialog.sure.setChecked(sure)
    assert dialog.ok.isEnabled() is may
    assert dialog.left.isHidden() is (state == "ok")
    taken = dialog.take()
    assert (taken.typed, taken.last) == (bytearray(typed.encode()), sure)
    assert dialog.line.text() == ""


def test_a_certificate_for_the_device_is_asked_for(
    choice: SignChoice, plugged: Token, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample unit has no certificate of its own yet, so it is told to enrol first; the PIN is gone all the same."""
    pin, told = bytearray(PIN.encode()), []
    monkeypatch.setattr(sign_choice, "choose_file_to_write", lambda *_: tmp_path / "x.p7m")
    monkeypatch.setattr(device_picker, "ask_pin", lambda *_: Pin(pin, False))
    choice.ways.button(1).click()
    choice.picker.seek.click()
    settle()
    choice._session.jobs.refused.connect(told.append)
    choice.enrol.click()
    settle()
    assert [wrong.code for wrong in told] == ["NHAP-01"]
    assert set(pin) == {0}
    pin[:] = b"123456"
    monkeypatch.setattr(sign_choice, "choose_file_to_write", lambda *_: None)
    choice.enrol.click()
    assert set(pin) == {0}


def test_a_pdf_is_signed_and_attached(
    choice: SignChoice, plugged: Token, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms, signed = tmp_path / "bieu.pdf", tmp_path / "bieu-da-ky.pdf"
    written = iter((forms, signed))
    monkeypatch.setattr(sign_choice, "choose_file_to_write", lambda *_: next(written))
    monkeypatch.setattr(sign_choice, "choose_files", lambda *_: (forms,))
    monkeypatch.setattr(device_picker, "ask_pin", lambda *_: Pin(bytearray(PIN.encode()), False))
    choice.ways.button(2).click()
    assert choice.params() is None
    choice.print_forms.click()
    settle()
    assert forms.exists()
    choice.choose.click()  # not signed yet
    settle()
    assert choice.params() is None
    assert "không đính kèm được" in choice.file.text() or "Chọn tệp PDF" in choice.file.text()
    choice.picker.seek.click()
    settle()
    choice.sign_pdf.click()
    settle()
    assert choice.params() == {"signed_pdf": signed}
    assert OFFICER in choice.signatures.text
    assert MEANING in choice.signatures.text


def test_the_screen_hands_the_choice_to_the_command(page: StorePage, settle: Settle, settings: None) -> None:
    page.session.go("submit")
    settle()
    screen: Any = page.current()
    assert screen.signing.way == 0

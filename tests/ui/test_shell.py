"""The window from start to end: unlock, wrong password, first start, lock, theme, close, and what bugs leave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.crash_report import keep_report
from app.settings import Settings, load_settings
from tests.ui.conftest import focused, type_vietnamese
from tests.ui.sample_store import Sample
from ui.look.theme import LIGHT, apply_theme
from ui.shell.application import Shell
from ui.shell.crash import CrashGuard, left_behind, show_crash

Keys = Qt.Key


@pytest.fixture
def shell(sample: Sample, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """The window at the unlock page of the sample store."""
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "settings"))
    made = Shell(lambda: sample.env, Settings(), sample.folder)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.end()


def unlock(shell: Shell, sample: Sample, qtbot: QtBot) -> None:
    shell.unlock.password.setFocus()
    qtbot.keyClicks(shell.unlock.password, sample.password)
    qtbot.keyClick(shell.unlock.password, Keys.Key_Return)
    qtbot.waitUntil(lambda: shell.page is not None, timeout=30_000)


def test_the_password_opens_the_store(shell: Shell, sample: Sample, qtbot: QtBot) -> None:
    unlock(shell, sample, qtbot)
    assert shell.page is not None
    assert shell.windowTitle() == "Sổ 2282 - Xã Mường Pồn"
    assert load_settings().last_store == str(sample.folder)
    assert shell.unlock.password.text() == ""


@pytest.mark.fault("E01")
def test_a_wrong_password_is_said_and_may_be_typed_again(shell: Shell, sample: Sample, qtbot: QtBot) -> None:
    qtbot.keyClicks(shell.unlock.password, "sai mat khau roi")
    qtbot.keyClick(shell.unlock.password, Keys.Key_Return)
    qtbot.waitUntil(lambda: "không đúng" in shell.unlock.message, timeout=30_000)
    assert shell.unlock.password.isEnabled()
    unlock(shell, sample, qtbot)


def test_enter_walks_to_the_password(shell: Shell, qtbot: QtBot) -> None:
    shell.unlock.folder.setFocus()
    qtbot.keyClick(shell.unlock.folder, Keys.Key_Return)
    assert shell.unlock.user.hasFocus()
    qtbot.keyClick(shell.unlock.user, Keys.Key_Return)
    assert shell.unlock.password.hasFocus()
    qtbot.keyClick(shell.unlock.password, Keys.Key_Return)
    assert "mật khẩu" in shell.unlock.message


def test_lock_closes_the_store_and_asks_again(shell: Shell, sample: Sample, qtbot: QtBot) -> None:
    unlock(shell, sample, qtbot)
    assert shell.page is not None
    qtbot.keyClick(shell.page, Keys.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.page is None)
    assert shell.unlock.isVisible()
    unlock(shell, sample, qtbot)  # the lock of the store was released


def test_locking_and_a_new_theme_keep_what_is_being_typed(
    shell: Shell, sample: Sample, qtbot: QtBot, qapp: QApplication
) -> None:
    unlock(shell, sample, qtbot)
    assert shell.page is not None
    shell.page.show_screen("people")
    people: Any = shell.page.current()
    qtbot.waitUntil(lambda: people.panel.person is not None, timeout=10_000)
    person = people.panel.person.id
    people.panel.form.focus_field("birth")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "31/2/19")  # no date yet
    shell.page.theme_wanted.emit()
    qtbot.waitUntil(lambda: shell.page is not None and shell.page.offer.isVisible(), timeout=10_000)
    assert "«31/2/19»" in shell.page.offer.text.text()
    people = shell.page.current()
    qtbot.waitUntil(lambda: people.panel.person is not None, timeout=10_000)
    people.panel.form.focus_field("full_name")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_vietnamese(field, "Giàng Thị Mỷ")
    qtbot.keyClick(field, Keys.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.page is None)
    shell.end()
    ws = sample.open()
    assert ws.store.load("", ["person"]).find("person", person).full_name == "Giàng Thị Mỷ"
    assert b"31/2/19" in (ws.store.draft() or b"")
    ws.store.close()
    apply_theme(qapp, LIGHT)


def test_the_theme_changes_and_is_remembered(shell: Shell, sample: Sample, qtbot: QtBot, qapp: QApplication) -> None:
    unlock(shell, sample, qtbot)
    assert shell.page is not None
    shell.page.show_screen("review")
    shell.page.theme_wanted.emit()
    assert qapp.property("theme") == "dark"
    assert load_settings().theme == "dark"
    assert shell.page.shown_name == "review"
    shell.page.theme_wanted.emit()
    assert qapp.property("theme") == "light"
    apply_theme(qapp, LIGHT)


@pytest.mark.fault("A12")
def test_closing_saves_the_field_that_has_the_cursor(shell: Shell, sample: Sample, qtbot: QtBot) -> None:
    unlock(shell, sample, qtbot)
    page = shell.page
    assert page is not None
    page.show_screen("people")
    people = page.current()
    qtbot.waitUntil(lambda: people.panel.person is not None, timeout=10_000)  # type: ignore[attr-defined]
    people.panel.form.focus_field("full_name")  # type: ignore[attr-defined]
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    person = people.panel.person.id  # type: ignore[attr-defined]
    field.selectAll()
    type_vietnamese(field, "Giàng Thị Mỷ")
    shell.close()
    shell.end()
    ws = sample.open()
    assert ws.store.load("", ["person"]).find("person", person).full_name == "Giàng Thị Mỷ"
    ws.store.close()


def test_first_start_asks_one_question(
    sample: Sample, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "settings"))
    made = Shell(lambda: sample.env, Settings(), None)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    assert made.start.isVisible()
    form = made.start.forms["province"]
    made.start.ask("province")
    assert form.isVisible()
    form.user.setText("Phạm Thị Hải Yến")
    form.folder.setText(str(tmp_path / "so-moi"))
    form.password.setText("hoa ban no trang doi")
    form.again.setText("khac")
    form.make.click()
    assert "khác nhau" in form.message
    form.again.setText("hoa ban no trang doi")
    form.make.click()
    qtbot.waitUntil(lambda: made.page is not None, timeout=60_000)
    assert (tmp_path / "so-moi" / "store.toml").is_file()
    made.end()


def test_a_unit_starts_from_its_enrolment_file(
    template: Sample,
    enrolment: Callable[[], tuple[Path, str]],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "settings"))
    file, code = enrolment()
    made = Shell(lambda: template.env, Settings(), None)
    qtbot.addWidget(made)
    made.show()
    made.start.ask("unit")
    form = made.start.forms["unit"]
    form.enrolment.setText(str(file))
    form.code.setText(code)
    form.user.setText("Lò Thị Ánh Dương")
    form.folder.setText(str(tmp_path / "moi"))
    for field in (form.password, form.again):
        field.setText("hoa ban no trang doi")
    form.make.click()
    qtbot.waitUntil(lambda: made.page is not None, timeout=60_000)
    assert "Xã" in made.windowTitle()
    made.end()


def test_a_unit_starts_by_keyboard_alone(
    template: Sample,
    enrolment: Callable[[], tuple[Path, str]],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "settings"))
    file, code = enrolment()
    made = Shell(lambda: template.env, Settings(), None)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.keyClick(focused(), Keys.Key_Tab)
    qtbot.keyClick(focused(), Keys.Key_Return)  # the second answer, by mistake
    assert made.start.forms["province"].isVisible()
    qtbot.keyClick(focused(), Keys.Key_Escape)
    assert not made.start.forms["province"].isVisible()
    qtbot.keyClick(focused(), Keys.Key_Backtab)
    qtbot.keyClick(focused(), Keys.Key_Return)
    form = made.start.forms["unit"]
    form.folder.setText(str(tmp_path / "moi"))
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    for text in (str(file), wrong, "Lò Thị Ánh Dương", "hoa ban no trang doi", "hoa ban no trang doi", ""):
        type_vietnamese(focused(), text)
        qtbot.keyClick(focused(), Keys.Key_Return)
    assert form.code.fontMetrics().horizontalAdvance(code) + 20 <= form.code.width(), "the code is seen whole"
    qtbot.keyClick(focused(), Keys.Key_Return)
    qtbot.waitUntil(lambda: "Mã kích hoạt không đúng" in form.message, timeout=60_000)
    assert focused() is form.code
    form.code.selectAll()
    type_vietnamese(form.code, code)
    for _ in range(6):
        qtbot.keyClick(focused(), Keys.Key_Return)
    qtbot.waitUntil(lambda: made.page is not None, timeout=60_000)
    assert made.page is not None
    qtbot.waitUntil(lambda: made.page.isAncestorOf(QApplication.focusWidget()), timeout=5_000)
    assert made.page.current().isAncestorOf(focused()), "the first screen has the keys"
    made.end()


@pytest.mark.fault("K14")
def test_a_bug_leaves_a_report_without_values(qtbot: QtBot, tmp_path: Path) -> None:
    def fails(name: str) -> None:
        raise ValueError(f"không đọc được {name}")

    try:
        fails("Lò Thị Ánh Dương")
    except ValueError as wrong:
        kept = keep_report(tmp_path, wrong, "0.1.0", datetime(2026, 11, 22, tzinfo=UTC))
    assert kept is not None
    text = kept.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "fails" in text
    assert "Dương" not in text


@pytest.mark.fault("A11")
def test_uncaught_errors_come_to_a_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    guard = CrashGuard(tmp_path / "su-co", lambda: datetime(2026, 11, 22, 8, 30, tzinfo=UTC))
    reports: list[Path] = []
    guard.caught.connect(reports.append)
    guard.report(KeyError("x"))
    assert reports[0].read_text(encoding="utf-8").count("KeyError") == 1
    parent = QWidget()
    qtbot.addWidget(parent)
    show_crash(parent, reports[0])
    box = parent.findChild(QMessageBox)
    assert box is not None
    assert "nguyên vẹn" in box.text()
    box.close()


def test_a_hard_crash_is_told_at_the_next_start(tmp_path: Path) -> None:
    assert left_behind(tmp_path) is None
    (tmp_path / "su-co-nang.txt").write_text("Fatal Python error: Segmentation fault", encoding="utf-8")
    kept = left_behind(tmp_path)
    assert kept is not None
    assert "Segmentation" in kept.read_text(encoding="utf-8")
    assert left_behind(tmp_path) is None


def test_the_unlock_page_imports_no_database(tmp_path: Path) -> None:
    import subprocess

    code = (
        "import sys; import ui.shell.application; "
        "sys.exit(any(name.split('.')[0] in {'sqlalchemy', 'sqlcipher3', 'reportlab', 'openpyxl', 'pyhanko', 'pkcs11',"
        " 'db'} for name in sys.modules))"
    )
    root = Path(__file__).resolve().parent.parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0

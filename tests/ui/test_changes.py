"""Ghép số liệu hai máy in the window: the code is shown and asked, conflicts stand side by side, one undo."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.commands.table import command, resolve
from app.crypto.codes import wrong_groups
from app.domain.dataset import Change
from app.domain.records import Person
from app.progress import Silent
from app.workspace import Workspace
from tests.ui.sample_store import Sample
from ui.changes.dialog import MergeDialog
from ui.changes.page import ChangesPage, CodeDialog, WrittenDialog
from ui.screens.system import SystemScreen
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Other:
    """What the second machine has written."""

    file: Path
    code: str


def run(ws: Workspace, name: str, **params: Any) -> Any:
    spec = command(name)
    return ws.run(spec, resolve(spec), Silent(), **params).data


def people(ws: Workspace) -> list[Person]:
    """Everybody in an order that does not depend on ids: the first two are not alike in what is changed."""
    found = ws.store.load("", ["person"]).rows(Person)
    return sorted(found, key=lambda item: (item.full_name or "", str(item.birth or "")))


def edit(ws: Workspace, number: int, **values: Any) -> None:
    person = people(ws)[number]
    run(ws, "record save", changes=[Change("person", person.id, person, replace(person, **values))])


@pytest.fixture
def other(sample: Sample, tmp_path: Path) -> Other:
    """A copy of the store on a second machine where two people were changed, one of them here too."""
    folder = tmp_path / "may-hai"
    shutil.copytree(sample.folder, folder)
    ws = Workspace(sample.env, sample.env.stores.open(folder, sample.user, sample.password))
    try:
        edit(ws, 0, professional="ts")
        edit(ws, 1, note="ghi ở máy hai")
        made = run(ws, "changes export", out=tmp_path / "ghep.p7m")
    finally:
        ws.store.close()
    here = sample.open()
    try:
        edit(here, 0, professional="cd")
    finally:
        here.store.close()
    return Other(Path(made["file"]), made["code"])


@pytest.fixture
def page(other: Other, page: StorePage, settle: Settle) -> StorePage:
    """The window's page with the screen in front that is tested."""
    page.show_screen("system")
    settle()
    return page


@pytest.fixture
def tab(page: StorePage) -> ChangesPage:
    screen = page.current()
    assert isinstance(screen, SystemScreen)
    found = screen.findChild(ChangesPage)
    assert isinstance(found, ChangesPage)
    screen.tabs.setCurrentWidget(found)
    return found


def typed_code(tab: ChangesPage, code: str, qtbot: QtBot, settle: Settle) -> CodeDialog:
    """Types a code into the dialog that is open, and Enter."""
    dialog = tab.findChild(CodeDialog)
    assert isinstance(dialog, CodeDialog)
    dialog.line.setFocus()
    dialog.line.selectAll()
    qtbot.keyClicks(dialog.line, code)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    settle()
    return dialog


def preview(tab: ChangesPage, other: Other, qtbot: QtBot, settle: Settle) -> MergeDialog:
    tab.open_file(other.file)
    typed_code(tab, other.code, qtbot, settle)
    found = tab.findChild(MergeDialog)
    assert isinstance(found, MergeDialog)
    return found


def shut_boxes() -> list[str]:
    told = []
    for box in QApplication.topLevelWidgets():
        if isinstance(box, QMessageBox) and box.isVisible():
            told.append(box.text())
            box.close()
    return told


def test_the_code_is_shown_large_in_groups_of_five(tab: ChangesPage, tmp_path: Path, settle: Settle) -> None:
    tab.write_file(tmp_path / "x.p7m")
    settle()
    dialog = tab.findChild(WrittenDialog)
    assert isinstance(dialog, WrittenDialog)
    spoken = " ".join(item.accessibleName() for item in dialog.findChildren(QLabel))
    code = spoken.replace("Mã:", "").split()
    assert [len(group) for group in code] == [5] * 10
    assert not wrong_groups(" ".join(code), 10)
    assert (tmp_path / "x.p7m").exists()
    dialog.accept()


def test_a_wrong_code_is_said_in_the_dialog_and_can_be_typed_again(
    tab: ChangesPage, other: Other, qtbot: QtBot, settle: Settle
) -> None:
    tab.open_file(other.file)
    dialog = typed_code(tab, "12345 6", qtbot, settle)
    assert "Cần đủ 10 nhóm" in dialog.message.text()
    groups = other.code.split()
    wrong = " ".join((groups[0][:-1] + str((int(groups[0][-1]) + 1) % 10), *groups[1:]))
    typed_code(tab, wrong, qtbot, settle)
    assert dialog.message.text() == "Gõ sai ở nhóm 1."
    typed_code(tab, other.code, qtbot, settle)
    assert tab.findChild(MergeDialog) is not None


def test_the_preview_adds_up_and_asks_with_both_values(
    tab: ChangesPage, other: Other, qtbot: QtBot, settle: Settle
) -> None:
    dialog = preview(tab, other, qtbot, settle)
    numbers = {key: figure.number for key, figure in dialog.head.figures.items()}
    assert numbers["added"] + numbers["changed"] + numbers["same"] + numbers["rejected"] == numbers[""]
    assert (numbers["changed"], numbers["rejected"]) == (1, 1)
    ((mine, theirs),) = dialog.questions.choices.values()
    assert (mine.text(), theirs.text()) == ("Máy này: Cao đẳng", "Máy kia: Tiến sĩ")
    assert not mine.isChecked()
    assert not theirs.isChecked()
    dialog.head.figures["rejected"].click()
    assert dialog.rows.rowCount() == 1
    dialog.reject()


def test_an_answer_goes_in_with_the_rest_and_one_undo_takes_all_back(
    page: StorePage, tab: ChangesPage, other: Other, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    dialog = preview(tab, other, qtbot, settle)
    ((_, theirs),) = dialog.questions.choices.values()
    qtbot.keyClick(theirs, Qt.Key.Key_Space)
    dialog.take.click()
    settle()
    assert any("0 chờ trả lời" in text for text in shut_boxes())
    told: list[list[Person]] = []
    session.ask(session, "test", people, told.append)
    settle()
    assert (told[0][0].professional, told[0][1].note) == ("ts", "ghi ở máy hai")
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_Z, CONTROL)
    settle()
    session.ask(session, "test", people, told.append)
    settle()
    assert (told[1][0].professional, told[1][1].note) == ("cd", None)


def test_without_an_answer_the_rest_goes_in_and_the_row_waits(
    tab: ChangesPage, other: Other, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    preview(tab, other, qtbot, settle).take.click()
    settle()
    assert any("1 chờ trả lời" in text for text in shut_boxes())
    told: list[list[Person]] = []
    session.ask(session, "test", people, told.append)
    settle()
    assert (told[0][0].professional, told[0][1].note) == ("cd", "ghi ở máy hai")

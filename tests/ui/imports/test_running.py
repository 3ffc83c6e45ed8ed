"""The import itself: done, undone, stopped, and the rows that go back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from openpyxl import load_workbook
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.records import Person
from tests.core.spreadsheets import lists
from tests.ui.conftest import type_vietnamese
from tests.ui.imports.hands import (
    CONTROL,
    Key,
    Open,
    Settle,
    alone,
    asked,
    press,
    table_file,
    unsure_row,
    workbook,
)
from ui.work.session import Session


@pytest.mark.fault("J19")
def test_imported_undone_and_imported_again(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    before = people()
    file = table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", "Lỳ Mỳ Xớ\tNữ\t3/4/1992\tHà Nhì\t")
    dialog = opened(file)
    assert "Nhập 2 dòng" in dialog.take.text()
    qtbot.keyClick(dialog.page.view, Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    assert {person.full_name for person in people()} - {person.full_name for person in before} == {
        "Lường Văn Khăm",
        "Lỳ Mỳ Xớ",
    }
    assert dialog.done_page.close_button.hasFocus()
    dialog.done_page.undo.click()
    qtbot.waitUntil(lambda: "hoàn tác" in dialog.done_page.title.text(), timeout=30_000)
    assert people() == before
    dialog.done_page.close_button.click()
    settle()
    again = opened(file)
    again.take.click()
    qtbot.waitUntil(again.done_page.isVisible, timeout=30_000)
    again.done_page.close_button.click()
    settle()
    third = opened(file)
    assert third.answer.counters["same"] == third.answer.counters["read"] == 2
    assert not third.take.isEnabled()
    assert "mọi dòng đã có" in third.foot.text()


def test_rejected_rows_go_back_in_a_copy(
    opened: Open, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào"))
    content = file.read_bytes()
    dialog = opened(file)
    names: list[str] = []

    def choose(parent: QWidget, title: str, name: str, kinds: str) -> Path:
        names.append(name)
        return tmp_path / name

    monkeypatch.setattr("ui.imports.window.choose_file_to_write", choose)
    press(qtbot, dialog.page.view, Key.Key_G)
    asked(dialog, qtbot)
    assert names == ["hai trang - không nhận.xlsx"]
    told = [box.text() for box in dialog.findChildren(QMessageBox)]
    assert len(told) == 1
    assert "1 dòng không nhận" in told[0]
    book = load_workbook(tmp_path / names[0])
    assert any("31/02/1980" in str(cell.value) for row in book["Phòng Kinh tế"] for cell in row)
    assert file.read_bytes() == content


def test_a_file_that_was_changed_meanwhile_is_shown_again(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    before = people()
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t"))
    table_file(tmp_path, "Lỳ Mỳ Xớ\tNữ\t3/4/1992\tHà Nhì\t", "Chang Hừ Po\tNam\t1990\tHà Nhì\t")
    dialog.take.click()
    asked(dialog, qtbot)
    assert people() == before
    assert not dialog.done_page.isVisible()
    assert dialog.answer.counters["added"] == 2
    dialog.take.click()
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    assert len(people()) == len(before) + 2


def test_findings_of_the_records_lead_back_to_their_row(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", "Lỳ Mỳ Xớ\tNữ\t\tHà Nhì\t"))
    assert any("Lỳ Mỳ Xớ" in found.sentence for found in dialog.answer.findings)
    press(qtbot, dialog.page.view, Key.Key_L)
    assert dialog.findings.isVisible()
    found = next(item for item in dialog.answer.findings if "Lỳ Mỳ Xớ" in item.sentence)
    dialog.findings.wanted.emit(found)
    assert dialog.page.isVisible()
    assert dialog.page.model.row(dialog.page.view.currentIndex().row()).number == 3


def test_an_older_answer_is_dropped(opened: Open, tmp_path: Path, qtbot: QtBot, settle: Settle) -> None:
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    for index in (2, 1, 2):
        dialog.sheet.setCurrentIndex(index)
        dialog.sheet.activated.emit(index)
    assert not dialog.take.isEnabled()
    asked(dialog, qtbot)
    settle()
    assert [sheet.name for sheet in dialog.answer.sheets] == ["Phòng Kinh tế"]
    assert dialog.take.isEnabled()


@pytest.mark.parametrize("importing", [False, True])
def test_closing_stops_what_is_under_way(
    opened: Open,
    people: Callable[[], list[Person]],
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
    importing: bool,
) -> None:
    before = people()
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    if importing:
        dialog.take.click()
        assert not dialog.pages.isEnabled()
    else:
        dialog.ask_again()
    qtbot.keyClick(dialog, Key.Key_Escape)
    settle()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(dialog)
    assert people() == before


def test_stopping_the_import_leaves_the_window_as_it_was(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, settle: Settle
) -> None:
    before = people()
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    stop = next(item for item in dialog.progress.findChildren(QAbstractButton))
    dialog.take.click()
    stop.click()
    settle()
    assert people() == before
    assert dialog.pages.isEnabled()
    assert dialog.take.isEnabled()
    assert not dialog.is_asking


def test_a_whole_import_by_keys_alone(
    opened: Open,
    people: Callable[[], list[Person]],
    session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
) -> None:
    """From the first look to the end without a pointer: a column, a person, a cell, the import, and Ctrl+Z."""
    before = people()
    person = alone(before)[0]
    unsure = unsure_row(person).split("\t")
    book = lists.table(
        [
            ("Họ và tên", "Giới tính", "Ngày sinh", "Nguồn gốc tộc người"),
            ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào"),
            (unsure[0], unsure[1], unsure[2], ""),
            ("Lò Æ§ß Mai", "Nữ", "5/6/1993", "Thái"),
            ("Quàng Thị Hoan", "Nữ", "7/8/1987", "Khơ Mú"),
        ]
    )
    dialog = opened(lists.write(tmp_path, "phim.xlsx", lists.content(book)))

    def cursor() -> QWidget:
        widget = dialog.focusWidget()
        assert widget is not None
        return widget

    def answered() -> None:
        asked(dialog, qtbot)
        qtbot.waitUntil(lambda: not any(item.isDown() for item in dialog.findChildren(QAbstractButton)))

    assert cursor() is dialog.page.view
    press(qtbot, cursor(), Key.Key_T)
    while cursor() is not dialog.page.strip.choices[3].line:
        qtbot.keyClick(cursor(), Key.Key_Tab)
    qtbot.keyClicks(cursor(), "dan toc")
    qtbot.keyClick(cursor(), Key.Key_Return)
    answered()
    while cursor() is not dialog.page.view:
        qtbot.keyClick(cursor(), Key.Key_Tab)
    qtbot.keyClick(cursor(), Key.Key_F3)
    press(qtbot, cursor(), Key.Key_1)
    answered()
    press(qtbot, cursor(), Key.Key_X)
    press(qtbot, cursor(), Key.Key_3)
    cursor_line = cursor()
    assert cursor_line is dialog.letters.line
    qtbot.keyClick(cursor_line, Key.Key_A, CONTROL)
    type_vietnamese(cursor_line, "Lò Thị Mai")
    qtbot.keyClick(cursor_line, Key.Key_Return)
    answered()
    assert (dialog.answer.counters["rejected"], dialog.answer.counters["added"]) == (0, 3)
    qtbot.keyClick(cursor(), Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    new = {item.full_name: item.ethnic for item in people() if item.id not in {old.id for old in before}}
    assert set(new) == {"Lường Văn Khăm", "Lò Thị Mai", "Quàng Thị Hoan"}
    assert all(new.values())
    qtbot.keyClick(cursor(), Key.Key_Return)
    settle()
    session.run("undo", lambda _: None)
    settle()
    assert people() == before

"""Columns of an import: headings found, guessed, chosen by typing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.records import Person
from tests.ui.imports.hands import (
    ALT,
    Key,
    Open,
    Settle,
    asked,
    press,
    table_file,
    workbook,
)
from ui.work.session import Session


def test_only_one_sheet_is_read_when_it_is_chosen(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    dialog.sheet.setFocus()
    dialog.sheet.setCurrentIndex(2)
    dialog.sheet.activated.emit(2)
    asked(dialog, qtbot)
    assert dialog.answer.counters["read"] == 2
    assert [sheet.name for sheet in dialog.answer.sheets] == ["Phòng Kinh tế"]
    assert dialog.tabs.tabText(0) == "Phòng Kinh tế (2)"
    assert dialog.tabs.count() == 3
    assert dialog.tabs.currentIndex() == 0
    dialog.sheet.setCurrentIndex(0)
    dialog.sheet.activated.emit(0)
    asked(dialog, qtbot)
    assert dialog.answer.counters["read"] == 3
    assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Phòng Kinh tế (2)"


@pytest.mark.fault("J18")
def test_a_column_is_chosen_by_typing(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    file = table_file(tmp_path, "Lường Văn Khăm\t1990\tLào", heads="Họ và tên\tNgày sinh\tNguồn gốc tộc người")
    dialog = opened(file)
    assert "1 cột không đọc" in dialog.page.fold.text()
    assert dialog.answer.sheets[0].rows[0].values.get("Dân tộc") is None
    press(qtbot, dialog.page.view, Key.Key_T)
    line = dialog.page.strip.choices[2].line
    line.setFocus()
    assert line.text() == "không đọc cột này"
    line.selectAll()
    qtbot.keyClicks(line, "dan toc")
    qtbot.keyClick(line, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.sheets[0].rows[0].values["Dân tộc"] == "Lào"
    assert line.text() == "Dân tộc"
    qtbot.keyClick(dialog.page.strip.choices[0].line, Key.Key_Return)
    assert dialog.focusWidget() is dialog.page.strip.choices[1].line
    assert "0 cột" not in dialog.page.fold.text()
    assert "không đọc" not in dialog.page.fold.text()


def test_a_guessed_column_is_shown_and_confirmed_by_enter(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\t1990\tLào", heads="Họ và tên\tNgày sinh\tDân tộcj"))
    assert "1 cột phải xem lại" in dialog.page.fold.text()
    guess = dialog.page.strip.choices[2]
    assert guess.isVisible()
    assert "có phải?" in {item.text() for item in guess.findChildren(QLabel)}
    qtbot.keyClick(guess.line, Key.Key_Return)
    asked(dialog, qtbot)
    assert "phải xem lại" not in dialog.page.fold.text()
    assert "tự chọn" in {item.text() for item in guess.findChildren(QLabel)}


def test_the_rows_of_headings_are_shown_to_the_program(
    opened: Open, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    refused: list[Any] = []
    session.jobs.refused.connect(refused.append)
    rows = ("Lường Văn Khăm\t1/2/1990\tLào", "Họ và tên\tNgày vào Đảng\tDân tộc", "Lỳ Mỳ Xớ\t3/4/2012\tHà Nhì")
    dialog = opened(table_file(tmp_path, *rows, heads="Họ và tên\tNgày sinh\tDân tộc"))
    read = dialog.answer.counters["read"]
    qtbot.keyClick(dialog.page.view, Key.Key_T, ALT)
    first = next(line for line in dialog.page.header.findChildren(QLineEdit) if line.isEnabled())
    assert first.text() == ""
    first.setFocus()
    first.selectAll()
    qtbot.keyClicks(first, "3")
    qtbot.keyClick(first, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.counters["read"] == 1 < read
    assert dialog.answer.sheets[0].rows[0].values["Ngày kết nạp Đảng"] == "03/04/2012"
    first.selectAll()
    qtbot.keyClicks(first, "4")
    qtbot.keyClick(first, Key.Key_Return)
    asked(dialog, qtbot)
    assert [wrong.code for wrong in refused] == ["XLS-06"]
    assert dialog.answer.counters["read"] == 1
    assert first.text() == "3"  # what could not be read was not taken
    assert dialog.take.isEnabled()


def test_headings_that_nobody_knows_are_pointed_out_and_named(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    rows = ("Ông/bà\tMốc\tThuộc dân", "Lường Văn Khăm\t1990\tLào", "Lỳ Mỳ Xớ\t1992\tHà Nhì")
    dialog = opened(table_file(tmp_path, *rows, heads="Ban xếp hạng\t\t"))
    assert dialog.answer.counters["read"] == 0
    assert not dialog.take.isEnabled()
    assert "dòng tiêu đề" in dialog.page.notices.text()
    press(qtbot, dialog, Key.Key_T)
    assert dialog.page.fold.isChecked()
    first = next(line for line in dialog.page.header.findChildren(QLineEdit) if line.isEnabled())
    first.setFocus()
    qtbot.keyClicks(first, "2")
    qtbot.keyClick(first, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.counters["rejected"] == 2
    for place, text in ((0, "ho va ten"), (1, "ngay sinh"), (2, "dan toc")):
        line = dialog.page.strip.choices[place].line
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Key.Key_Return)
        asked(dialog, qtbot)
    assert dialog.answer.counters["added"] == 2
    dialog.take.click()
    settle()
    assert {"Lường Văn Khăm", "Lỳ Mỳ Xớ"} <= {person.full_name for person in people()}

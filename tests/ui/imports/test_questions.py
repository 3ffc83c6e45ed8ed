"""Rows that wait: whose they are, and what a doubtful cell says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.domain.records import Person
from app.vietnamese.dates import write_date
from tests.ui.conftest import type_vietnamese
from tests.ui.imports.hands import (
    Key,
    Open,
    alone,
    asked,
    press,
    table_file,
    unsure_row,
    workbook,
)


def test_a_question_is_answered_by_keys_and_taken_back(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    person = alone(people())[0]
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", unsure_row(person)))
    assert dialog.answer.counters["waiting"] == 1
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    compare = dialog.page.compare
    assert compare.isVisible()
    assert person.birth is not None
    shown = [[compare.table.item(row, column).text() for column in range(3)] for row in range(3)]
    assert shown[0][1:] == [person.full_name, person.full_name]
    assert shown[1][1:] == [person.birth.text[:4], write_date(person.birth.text)]
    assert "khác nhau" in shown[1][0]
    press(qtbot, dialog.page.view, Key.Key_1)
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 0
    assert dialog.answer.counters["added"] == 1
    assert "Là một người".lower() in dialog.page.detail.head.text()
    dialog.page.detail.again.click()
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 1
    press(qtbot, dialog.page.view, Key.Key_2)
    asked(dialog, qtbot)
    assert (dialog.answer.counters["waiting"], dialog.answer.counters["added"]) == (0, 2)
    dialog.page.detail.again.click()
    asked(dialog, qtbot)
    press(qtbot, dialog.page.view, Key.Key_3)
    asked(dialog, qtbot)
    assert (dialog.answer.counters["waiting"], dialog.answer.counters["rejected"]) == (0, 1)


def test_two_rows_of_one_person_are_shown_beside_each_other(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    rows = ("Lường Văn Khăm\tNam\t1/2/1990\tLào\tChuyên viên", "Lường Văn Khăm\tNam\t1990\tLào\tCông chức")
    dialog = opened(table_file(tmp_path, *rows))
    assert dialog.answer.counters["waiting"] == 1
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    table = dialog.page.compare.table
    assert table.horizontalHeaderItem(2).text() == "Dòng 2 của tệp"
    posts = next(row for row in range(table.rowCount()) if "Chức vụ" in table.item(row, 0).text())
    assert [table.item(posts, column).text() for column in (1, 2)] == ["Công chức", "Chuyên viên"]
    press(qtbot, dialog.page.view, Key.Key_1)
    asked(dialog, qtbot)
    assert (dialog.answer.counters["added"], dialog.answer.counters["waiting"]) == (1, 0)


def test_all_that_waits_is_left_out_at_once(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    known_people = people()
    rows = [unsure_row(person) for person in known_people if person.birth][:6]
    dialog = opened(table_file(tmp_path, *rows, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t"))
    waiting = dialog.answer.counters["waiting"]
    assert waiting >= 2
    assert f"{waiting} dòng chưa trả lời" in dialog.foot.text()
    dialog.choose_filter("waits")
    dialog.page.compare.skip_all.click()
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 0
    assert dialog.page.model.rowCount() == 7  # nothing waits any more, so that every row is shown again


def test_rows_that_only_lack_a_whole_birth_are_answered_at_once(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    waiting = alone(people())[:4]
    rows = [unsure_row(person) for person in waiting]
    other_sex = unsure_row(waiting[3]).replace("\tNữ\t", "\tNam\t", 1)
    rows[3] = other_sex if other_sex != rows[3] else rows[3].replace("\tNam\t", "\tNữ\t", 1)
    dialog = opened(table_file(tmp_path, *rows))
    assert dialog.answer.counters["waiting"] == 4
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    assert "3 dòng" in dialog.page.compare.same_all.text()
    press(qtbot, dialog.page.view, Key.Key_4)
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 1
    assert dialog.answer.counters["same"] == 3


def test_a_doubtful_cell_is_kept_or_typed_anew(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    good = [(name, "Nữ", "1990", "Thái") for name in ("Lò Thị Mai", "Quàng Thị Hoan", "Lường Thị Mương")]
    dialog = opened(
        workbook(tmp_path, ("Lò Æ§ß Mai", "Nữ", "1/2/1993", "Thái"), ("Vì Æ§ß Hoa", "Nữ", "1994", ""), *good)
    )
    assert dialog.answer.counters["doubtful"] == 2
    waiting = dialog.answer.counters["waiting"]
    press(qtbot, dialog.page.view, Key.Key_X)
    letters = dialog.letters
    assert letters.isVisible()
    assert letters.model.rowCount() == 2
    assert letters.model.index(0, 6).data() == "chờ trả lời"
    press(qtbot, letters.view, Key.Key_1)
    assert letters.model.index(0, 6).data() == "giữ nguyên chữ gốc"
    asked(dialog, qtbot)
    assert letters.view.currentIndex().row() == 1
    press(qtbot, letters.view, Key.Key_3)
    assert letters.line.hasFocus()
    letters.line.selectAll()
    type_vietnamese(letters.line, "Vì Thị Hoa")
    qtbot.keyClick(letters.line, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.counters["doubtful"] == 0
    assert dialog.answer.counters["waiting"] == waiting - 2
    names = [row.values["Họ và tên"] for row in dialog.answer.sheets[0].rows]
    assert names[:2] == ["Lò Æ§ß Mai", "Vì Thị Hoa"]


def test_a_row_with_a_doubtful_cell_leads_to_the_letters(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    good = [(name, "Nữ", "1990", "Thái") for name in ("Lò Thị Mai", "Quàng Thị Hoan", "Lường Thị Mương")]
    dialog = opened(workbook(tmp_path, *good, ("Lò Æ§ß Mai", "Nữ", "1/2/1993", "Thái")))
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    qtbot.keyClick(dialog.page.view, Key.Key_Return)
    assert dialog.page.detail.letters.hasFocus()
    qtbot.keyClick(dialog.page.detail.letters, Key.Key_Space)
    assert dialog.letters.isVisible()
    assert dialog.letters.model.index(dialog.letters.view.currentIndex().row(), 1).data() == "5"

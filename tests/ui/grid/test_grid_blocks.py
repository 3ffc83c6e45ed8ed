"""Blocks of the grid by keys and the real clipboard: copy, paste with preview, fill down, clear; one undo each."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.spreadsheets.clipboard import split_block
from tests.ui.grid.steps import (
    BIRTH,
    CONTROL,
    ETHNIC,
    NAME,
    NUMBER,
    Keys,
    Settle,
    history,
    opened,
    people,
    put_on_clipboard,
    select,
    undo,
)
from ui.grid.panel import RecordGrid
from ui.grid.paste_dialog import PasteDialog, PreviewCells
from ui.shell.window import StorePage
from ui.work.session import Session


def test_what_is_copied_pastes_back_unchanged(grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot) -> None:
    qtbot.keyClick(grid.view, Keys.Key_A, CONTROL)
    qtbot.keyClick(grid.view, Keys.Key_C, CONTROL)
    block = split_block(QApplication.clipboard().text())
    assert (len(block), block[0][NAME]) == (80, grid.model.texts(0)[NAME])
    select(grid, 0, 0, 0, 0)
    qtbot.keyClick(grid.view, Keys.Key_V, CONTROL)
    settle()
    dialog = opened(grid)
    counted = dialog._preview.counters
    assert (counted["changed"], counted["added"]) == (0, 0)
    assert not dialog.take.isEnabled()
    dialog.reject()


def test_paste_of_50_by_8_with_one_bad_column_and_one_undo(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    before = people(session, settle)
    lines = len(history(session, settle))
    shown = [grid.model.texts(row) for row in range(80)]
    rows = [
        [f"Lò Thị Thử {number}", "Nữ", f"{number % 28 + 1}/3/1980", f"0111800{number:05d}", "Thái", "Phòng Kinh tế",
         "Viên chức", "không có ngạch này"]
        for number in range(50)
    ]  # fmt: skip
    put_on_clipboard(rows)
    grid.view.go_to(10, NAME)
    qtbot.keyClick(grid.view, Keys.Key_V, CONTROL)
    settle()
    dialog = opened(grid)
    counted = dialog._preview.counters
    assert counted["cells"] == 400 == sum(counted[name] for name in ("changed", "added", "same", "refused"))
    assert counted["refused"] == 50
    assert {cell.label for cell in dialog._preview.cells if cell.reason} == {"Ngạch"}
    assert people(session, settle) == before, "nothing is written while it is asked"
    qtbot.keyClick(dialog, Keys.Key_Return)
    settle()
    after = people(session, settle)
    changed = [key for key in before if after[key] != before[key]]
    assert len(changed) == 50
    assert all(after[key].rank == before[key].rank for key in changed)
    assert grid.model.texts(10)[NAME] == "Lò Thị Thử 0"
    told = history(session, settle)
    assert len(told) == lines + 1
    assert told[0] == f"Dán {counted['changed']} ô vào Nhân sự"
    undo(page, settle, qtbot)
    assert people(session, settle) == before
    assert [grid.model.texts(row) for row in range(80)] == shown


def test_rows_below_the_list_become_people_where_wanted(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    before = people(session, settle)
    put_on_clipboard([["Lò Thị Thử", "Nữ"], ["Vì Văn Thử", "Nam"], ["", "Nam"]])
    grid.view.go_to(79, NAME)
    qtbot.keyClick(grid.view, Keys.Key_V, CONTROL)
    settle()
    dialog = opened(grid)
    assert (dialog.add.isVisible(), dialog.add.isChecked()) == (True, False)
    dialog.add.click()
    settle()
    assert dialog._preview.counters["added"] == 2
    dialog.take.click()
    settle()
    assert len(people(session, settle)) == 81
    assert grid.model.rowCount() == 81
    undo(page, settle, qtbot)
    assert people(session, settle) == before
    assert grid.model.rowCount() == 80


def test_one_cell_fills_a_selection(grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot) -> None:
    put_on_clipboard([["Hà Nhì"]])
    select(grid, 5, ETHNIC, 9, ETHNIC)
    qtbot.keyClick(grid.view, Keys.Key_V, CONTROL)
    settle()
    opened(grid).take.click()
    settle()
    assert {grid.model.texts(row)[ETHNIC] for row in range(5, 10)} == {"Hà Nhì"}
    assert grid.model.texts(10)[ETHNIC] != "Hà Nhì"


def test_a_million_cells_are_refused_in_a_sentence(grid: RecordGrid, session: Session, qtbot: QtBot) -> None:
    told: list[Exception] = []
    session.jobs.refused.connect(told.append)
    QApplication.clipboard().setText("x\n" * 1_000_000)
    grid.view.go_to(0, NAME)
    qtbot.keyClick(grid.view, Keys.Key_V, CONTROL)
    assert len(told) == 1
    assert "1.000.000 ô" in str(told[0])
    assert grid.view.findChild(PasteDialog) is None


def test_fill_down_is_one_change_and_leaves_personal_numbers(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    before = people(session, settle)
    lines = len(history(session, settle))
    first = grid.model.record(20)
    grid.model.write([(20, NUMBER, "011180000001")])
    settle()
    select(grid, 20, NUMBER, 26, ETHNIC)
    qtbot.keyClick(grid.view, Keys.Key_D, CONTROL)
    settle()
    after = people(session, settle)
    filled = [after[grid.model.record(row).id] for row in range(20, 27)]
    assert {person.ethnic for person in filled} == {first.ethnic}
    assert [person.id_number for person in filled[1:]] == [None] * 6
    assert "riêng từng người" in grid._foot.text()
    assert len(history(session, settle)) == lines + 2
    undo(page, settle, qtbot)
    assert people(session, settle) == before | {first.id: replace(first, id_number="011180000001")}


def test_delete_empties_the_selection_in_one_change(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    before = people(session, settle)
    select(grid, 0, BIRTH, 4, ETHNIC)
    qtbot.keyClick(grid.view, Keys.Key_Delete)
    settle()
    after = people(session, settle)
    emptied = [after[grid.model.record(row).id] for row in range(5)]
    assert {(person.birth, person.ethnic) for person in emptied} == {(None, None)}
    undo(page, settle, qtbot)
    assert people(session, settle) == before


def test_the_preview_obeys_qt(grid: RecordGrid, settle: Settle, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    put_on_clipboard([["Lò Thị Thử", "khác"]])
    grid.view.go_to(0, NAME)
    qtbot.keyClick(grid.view, Keys.Key_V, CONTROL)
    settle()
    dialog = opened(grid)
    model = PreviewCells(grid.model)
    qtmodeltester.check(model)
    model.show_cells(dialog._preview, only_doubtful=False)
    assert [model.index(row, 4).data() for row in range(2)] == ["không nhận", "sửa"]
    dialog.only.click()
    assert dialog.cells.rowCount() == 1
    dialog.reject()
    model.deleteLater()

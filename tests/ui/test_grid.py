"""The grid by keys and clipboard: editing in place, copy, paste with preview, fill down, undo; on a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.records import Person
from app.domain.storage import HistoryLine, PageQuery
from app.spreadsheets.clipboard import split_block
from tests.ui.conftest import type_vietnamese
from ui.grid.model import GridModel
from ui.grid.panel import RecordGrid
from ui.grid.paste_dialog import PasteDialog, PreviewCells
from ui.people_query import PeopleFilter, grid_query
from ui.record_model import ListColumn
from ui.screens.people import PeopleScreen
from ui.session import Session
from ui.window import StorePage

Settle = Callable[[], None]
Keys = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NAME, SEX, BIRTH, NUMBER, ETHNIC, BODY = range(6)
LANGUAGE = 13


@pytest.fixture
def page(session: Session, settle: Settle, qtbot: QtBot) -> Iterator[StorePage]:
    """The window's page with the grid of people in front."""
    made = StorePage(session)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_screen("people")
    settle()
    qtbot.keyClick(focused(), Keys.Key_G, CONTROL)
    settle()
    yield made
    settle()


@pytest.fixture
def grid(page: StorePage) -> RecordGrid:
    shown = page.current()
    assert isinstance(shown, PeopleScreen)
    assert shown.shows_grid
    return shown.grid


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def people(session: Session, settle: Settle) -> dict[str, Person]:
    told: list[tuple[Person, ...]] = []
    query = PageQuery("person", limit=500)
    session.ask(session, "people", lambda ws: ws.store.page(query).rows, told.append)
    settle()
    return {person.id: person for person in told[0]}


def history(session: Session, settle: Settle) -> list[str]:
    told: list[HistoryLine] = []
    session.ask(session, "history", lambda ws: ws.store.history(limit=100), told.extend)
    settle()
    return [line.entry.text for line in told]


def activate(page: StorePage, qtbot: QtBot) -> None:
    """A desktop makes the window active again when a dialog or a list is closed; the offscreen platform does not."""
    with qtbot.waitActive(page):
        page.activateWindow()


def undo(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    activate(page, qtbot)
    qtbot.keyClick(page, Keys.Key_Z, CONTROL)
    settle()


def select(grid: RecordGrid, top: int, left: int, bottom: int, right: int) -> None:
    model, flags = grid.model, QItemSelectionModel.SelectionFlag
    grid.view.go_to(top, left)
    grid.view.selectionModel().select(
        QItemSelection(model.index(top, left), model.index(bottom, right)), flags.ClearAndSelect
    )


def put_on_clipboard(rows: list[list[str]]) -> None:
    QApplication.clipboard().setText("\r\n".join("\t".join(row) for row in rows) + "\r\n")


def opened(grid: RecordGrid) -> PasteDialog:
    dialog = grid.view.findChild(PasteDialog)
    assert dialog is not None
    return dialog


def test_the_grid_obeys_qt(session: Session, settle: Settle, qtmodeltester: ModelTester) -> None:
    model = GridModel(session, "person", (ListColumn("Chức vụ"),), grid_query(PeopleFilter()), related=("appointment",))
    qtmodeltester.check(model)
    model.show(PageQuery("person"))
    settle()
    assert (model.rowCount(), model.is_whole) == (80, True)
    model.add_row()
    model.write([(0, NAME, "Cà Thị Hồng"), (80, NAME, "Vàng A Lử")])
    settle()
    assert model.total == 81
    model.deleteLater()


def test_typing_replaces_a_cell_and_enter_goes_on(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    record = grid.model.record(4)
    grid.view.go_to(4, NAME)
    type_vietnamese(grid.view, "Quàng Thị Ín")
    assert isinstance(focused(), QLineEdit)
    for text in ("\r", "nam", "\r", "5/1990", "\r"):
        if text == "\r":
            qtbot.keyClick(focused(), Keys.Key_Return)
        else:
            qtbot.keyClicks(focused(), text[0])
            qtbot.keyClicks(focused(), text[1:])
    settle()
    person = people(session, settle)[record.id]
    assert (person.full_name, person.sex, str(person.birth)) == ("Quàng Thị Ín", "m", "1990-05")
    assert grid.view.currentIndex().column() == NUMBER
    assert grid.model.texts(4)[:3] == ("Quàng Thị Ín", "Nam", "05/1990")
    activate(page, qtbot)
    assert focused() is grid.view


def test_enter_at_the_end_of_a_row_goes_to_the_next(grid: RecordGrid, qtbot: QtBot) -> None:
    last = len(grid.model.spec.fields) - 1
    grid.view.go_to(2, last)
    qtbot.keyClick(grid.view, Keys.Key_Enter)
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (3, NAME)
    qtbot.keyClick(grid.view, Keys.Key_Backtab, SHIFT)
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (2, last)
    qtbot.keyClick(grid.view, Keys.Key_Home, CONTROL)
    assert grid.view.currentIndex().row() == 0
    qtbot.keyClick(grid.view, Keys.Key_End, CONTROL)
    assert grid.view.currentIndex().row() == 79


def test_escape_takes_back_and_leaving_saves(grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot) -> None:
    record = grid.model.record(0)
    grid.view.go_to(0, NAME)
    qtbot.keyClick(grid.view, Keys.Key_F2)
    qtbot.keyClicks(focused(), "xyz")
    qtbot.keyClick(focused(), Keys.Key_Escape)
    assert focused() is grid.view
    qtbot.keyClick(grid.view, Keys.Key_F2)
    type_vietnamese(focused(), "Lò Văn Ọ")
    grid.view.go_to(5, BIRTH)
    settle()
    assert people(session, settle)[record.id].full_name == "Lò Văn Ọ"
    qtbot.keyClick(grid.view, Keys.Key_Escape)
    assert focused().accessibleName() == "Tìm trong danh sách"


def test_an_input_method_writes_into_the_cell(grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot) -> None:
    """Letters in composition, then committed in a form that is not composed: the cell keeps NFC."""
    record = grid.model.record(0)
    grid.view.go_to(0, NAME)
    for preedit in ("V", "Va", "Và"):
        QApplication.sendEvent(grid.view, QInputMethodEvent(preedit, []))
    assert grid.delegate.editor is not None
    assert focused() is grid.view, "moving the cursor would end the composition"
    type_vietnamese(grid.view, "Va\u0300ng")
    assert focused() is grid.delegate.editor.inner
    type_vietnamese(focused(), " A Po\u0301")
    qtbot.keyClick(focused(), Keys.Key_Tab)
    settle()
    assert people(session, settle)[record.id].full_name == "Vàng A Pó"


def test_a_composition_given_up_leaves_the_cell(grid: RecordGrid, settle: Settle) -> None:
    grid.view.go_to(0, ETHNIC)
    before = grid.model.record(0)
    QApplication.sendEvent(grid.view, QInputMethodEvent("t", []))
    QApplication.sendEvent(grid.view, QInputMethodEvent("", []))
    assert grid.delegate.editor is None
    settle()
    assert grid.model.record(0) == before


def test_a_text_that_is_no_value_stays_unsaved_in_its_cell(
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    record = grid.model.record(3)
    grid.view.go_to(3, BIRTH)
    qtbot.keyClicks(grid.view, "3")
    qtbot.keyClicks(focused(), "2/13/1985")
    qtbot.keyClick(focused(), Keys.Key_Return)
    settle()
    assert people(session, settle)[record.id] == record
    assert grid.model.texts(3)[BIRTH] == "32/13/1985"
    assert "Chưa lưu ô này" in grid.model.fault(3, BIRTH)
    grid.view.go_to(3, BIRTH)
    qtbot.keyClick(grid.view, Keys.Key_F2)
    assert grid.delegate.editor is not None
    assert grid.delegate.editor.text == "32/13/1985"
    grid.delegate.editor.type_text("2/3/1985")
    qtbot.keyClick(focused(), Keys.Key_Return)
    settle()
    assert str(people(session, settle)[record.id].birth) == "1985-03-02"
    assert grid.model.fault(3, BIRTH) == ""


def test_a_code_is_chosen_without_marks(grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot) -> None:
    record = grid.model.record(0)
    grid.view.go_to(0, BODY)
    qtbot.keyClicks(grid.view, "p")
    qtbot.keyClicks(focused(), "hong kinh te")
    qtbot.keyClick(focused(), Keys.Key_Tab)
    settle()
    assert grid.model.texts(0)[BODY] == "Phòng Kinh tế"
    assert people(session, settle)[record.id].body != record.body
    grid.view.go_to(2, ETHNIC)
    qtbot.keyClick(grid.view, Keys.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.hide()
    assert grid.delegate.editor is not None
    qtbot.keyClick(grid.delegate.editor.inner, Keys.Key_Escape)
    assert grid.delegate.editor is None


def test_tab_takes_what_an_open_list_offers(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    grid.view.go_to(4, ETHNIC)
    qtbot.keyClicks(grid.view, "h")
    qtbot.keyClicks(focused(), "a nh")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, Keys.Key_Tab)
    settle()
    assert grid.delegate.editor is None
    assert grid.model.texts(4)[ETHNIC] == "Hà Nhì"
    assert grid.view.currentIndex().column() == BODY


def test_backspaces_and_recomposed_letters_of_an_input_method(
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    """As Unikey does without composition: it takes letters back and commits the composed ones."""
    record = grid.model.record(6)
    grid.view.go_to(6, NAME)
    qtbot.keyClicks(grid.view, "D")
    for letters, back, composed in (("d", 2, "Đ"), ("u", 0, ""), ("w", 2, "ư"), ("s", 2, "ứ"), ("c", 0, "")):
        qtbot.keyClicks(focused(), letters)
        for _ in range(back):
            qtbot.keyClick(focused(), Keys.Key_Backspace)
        type_vietnamese(focused(), composed)
    qtbot.keyClick(focused(), Keys.Key_Return)
    settle()
    assert people(session, settle)[record.id].full_name == "Đức"


def test_what_is_typed_into_a_cell_is_kept_before_it_is_left(
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    def kept() -> bytes:
        told: list[bytes | None] = []
        session.ask(session, "draft", lambda ws: ws.store.draft(), told.append)
        settle()
        return told[0] or b""

    grid.view.go_to(6, NAME)
    qtbot.keyClick(grid.view, Keys.Key_F2)
    type_vietnamese(focused(), " Dở Dang")
    session.drafts.flush()
    assert "Dở Dang".encode() in kept()
    qtbot.keyClick(focused(), Keys.Key_Escape)
    session.drafts.flush()
    assert "Dở Dang".encode() not in kept()


def test_a_box_is_ticked_by_space(grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot) -> None:
    record = grid.model.record(1)
    grid.view.go_to(1, LANGUAGE)
    qtbot.keyClick(grid.view, Keys.Key_Space)
    settle()
    assert people(session, settle)[record.id].ethnic_language is True
    assert grid.model.texts(1)[LANGUAGE] == "có"


def test_a_new_row_is_written_with_its_first_cell(
    page: StorePage, grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(grid.view, Keys.Key_N, CONTROL)
    assert grid.model.rowCount() == 81
    type_vietnamese(focused(), "Chang Hừ Po")
    qtbot.keyClick(focused(), Keys.Key_Return)
    settle()
    assert [person.full_name for person in people(session, settle).values()].count("Chang Hừ Po") == 1
    assert grid.model.texts(80)[NAME] == "Chang Hừ Po"


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


@pytest.mark.fault("J23")
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


@pytest.mark.fault("J23")
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


def test_a_change_by_others_keeps_the_open_cell(
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    """A list that is read anew never closes a cell over which somebody types."""
    grid.view.go_to(2, NAME)
    qtbot.keyClick(grid.view, Keys.Key_F2)
    type_vietnamese(focused(), "Lò Thị Giữ")
    grid.model.reload()
    settle()
    assert grid.delegate.editor is not None
    assert "Lò Thị Giữ" in grid.delegate.editor.text
    qtbot.keyClick(focused(), Keys.Key_Return)
    settle()
    assert "Lò Thị Giữ" in {person.full_name for person in people(session, settle).values()}


def test_the_same_person_stays_chosen_between_list_and_grid(
    page: StorePage, grid: RecordGrid, settle: Settle, qtbot: QtBot
) -> None:
    screen = page.current()
    assert isinstance(screen, PeopleScreen)
    wanted = grid.model.record(30).id
    grid.view.go_to(30, BIRTH)
    qtbot.keyClick(grid.view, Keys.Key_G, CONTROL)
    settle()
    assert not screen.shows_grid
    assert screen.list.current().id == wanted
    assert focused() is screen.list.view
    qtbot.keyClick(focused(), Keys.Key_G, CONTROL)
    settle()
    assert grid.current().id == wanted


def test_columns_are_remembered(
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path))
    header = grid.view.horizontalHeader()
    header.moveSection(header.visualIndex(ETHNIC), 2)
    grid.columns.show_column(SEX, shown=False)
    header.resizeSection(BIRTH, 133)
    grid.columns.keep()
    other = RecordGrid(session, "person", (ListColumn("Chức vụ đang giữ"),), grid_query(PeopleFilter()), place="Thử")
    qtbot.addWidget(other)
    assert other.view.columns()[:3] == [NAME, ETHNIC, BIRTH]
    assert other.view.columnWidth(BIRTH) == 133
    settle()


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

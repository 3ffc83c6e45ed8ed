"""The grid by keys and input methods: editing in place, new rows, columns; on a real store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.storage import PageQuery
from app.settings import load_columns, save_columns
from tests.ui.conftest import focused, type_vietnamese
from tests.ui.grid.steps import (
    BIRTH,
    BODY,
    CONTROL,
    ETHNIC,
    LANGUAGE,
    NAME,
    NUMBER,
    SEX,
    SHIFT,
    Keys,
    Settle,
    activate,
    people,
)
from ui.grid.model import GridModel
from ui.grid.panel import RecordGrid
from ui.people.query import PeopleFilter, grid_query
from ui.records.model import ListColumn
from ui.screens.people import PeopleScreen
from ui.shell.window import StorePage
from ui.work.session import Session


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
    qtbot.keyClick(grid.view, Keys.Key_Backspace)
    assert grid.delegate.editor is not None
    assert grid.delegate.editor.text == ""
    qtbot.keyClick(focused(), Keys.Key_Escape)
    assert grid.model.texts(5)[BIRTH] != ""
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
    place = next(row for row in range(80) if grid.model.texts(row)[BODY] != "Phòng Kinh tế")
    record = grid.model.record(place)
    grid.view.go_to(place, BODY)
    qtbot.keyClicks(grid.view, "p")
    qtbot.keyClicks(focused(), "hong kinh te")
    qtbot.keyClick(focused(), Keys.Key_Tab)
    settle()
    assert grid.model.texts(place)[BODY] == "Phòng Kinh tế"
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


def test_a_text_that_is_no_value_is_offered_again_after_a_kill(
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    def kept() -> str:
        told: list[bytes | None] = []
        session.ask(session, "draft", lambda ws: ws.store.draft(), told.append)
        settle()
        return (told[0] or b"").decode()

    grid.view.go_to(3, BIRTH)
    qtbot.keyClicks(grid.view, "4")
    qtbot.keyClicks(focused(), "4/4/1985")
    qtbot.keyClick(focused(), Keys.Key_Return)
    assert "44/4/1985" in kept()
    grid.view.go_to(3, BIRTH)
    qtbot.keyClick(grid.view, Keys.Key_Delete)
    assert "44/4/1985" not in kept()


def test_a_refused_change_shows_what_the_store_has(grid: RecordGrid, session: Session, settle: Settle) -> None:
    told: list[Exception] = []
    session.jobs.refused.connect(told.append)
    record = grid.model.record(9)
    grid.model.follow(on=False)
    session.save((Change("person", record.id, record, replace(record, full_name="Lò Văn Trước")),), session.tell)
    settle()
    grid.model.write([(9, NAME, "Lò Văn Sau")])
    assert grid.model.texts(9)[NAME] == "Lò Văn Sau"
    settle()
    assert len(told) == 1
    assert grid.model.texts(9)[NAME] == "Lò Văn Trước"


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


@pytest.mark.fault("J23")
@pytest.mark.fault("J23")
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
    grid: RecordGrid, session: Session, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
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
    (tmp_path / "columns.json").write_text("{", encoding="utf-8")
    assert load_columns("person") == ()
    save_columns("person", [("full_name", 90)])
    assert load_columns("person") == (("full_name", 90),)
    settle()

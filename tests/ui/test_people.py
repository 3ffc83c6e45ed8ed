"""Nhân sự by keyboard alone: a new person, the next one, filters, a jump from a finding, undo, the tabs of a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from app.domain.findings import Place
from app.domain.records import Appointment, Person
from app.domain.storage import PageQuery
from tests.ui.conftest import focused, type_vietnamese
from ui.fields.editors import ChoiceEditor
from ui.records.form import RecordForm
from ui.records.list_view import RecordRows
from ui.records.pane import RecordPane
from ui.screens.bodies import BodiesScreen
from ui.screens.people import PeopleScreen
from ui.screens.population import PopulationScreen
from ui.screens.tasks import TasksScreen
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(page: StorePage, settle: Settle) -> StorePage:
    """The window's page with the screen in front that is tested."""
    page.show_screen("people")
    settle()
    return page


@pytest.fixture
def screen(page: StorePage) -> PeopleScreen:
    shown = page.current()
    assert isinstance(shown, PeopleScreen)
    return shown


def people(session: Session, settle: Settle, text: str) -> tuple[Person, ...]:
    told: list[tuple[Person, ...]] = []
    session.ask(session, "people", lambda ws: ws.store.page(PageQuery("person", text=text)).rows, told.append)
    settle()
    return told[0]


def all_of(session: Session, settle: Settle, table: str) -> tuple[Any, ...]:
    told: list[tuple[Any, ...]] = []
    session.ask(session, table, lambda ws: ws.store.page(PageQuery(table, limit=99)).rows, told.append)
    settle()
    return told[0]


def fill(form: RecordForm, qtbot: QtBot, name: str, text: str) -> None:
    """Types into a field and goes on; also where a closed list still has the window's place, as it has offscreen."""
    field = form.editors()[name].inner
    field.setFocus()
    type_vietnamese(field, text)
    qtbot.keyClick(field, Keys.Key_Return)


def enter(qtbot: QtBot, text: str) -> None:
    """Types into the field that has the cursor and goes on."""
    if text:
        type_vietnamese(focused(), text)
    qtbot.keyClick(focused(), Keys.Key_Return)


def test_a_new_person_by_keyboard_alone(page: StorePage, session: Session, settle: Settle, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), Keys.Key_N, CONTROL)
    for text in ("Lò Thị Bun Mi", "nu", "5/1990", "", "lao", "phong kinh te", "cc"):
        enter(qtbot, text)
    settle()
    found = people(session, settle, "bun mi")
    assert len(found) == 1
    person = found[0]
    assert (person.full_name, person.sex, person.staff_kind) == ("Lò Thị Bun Mi", "f", "cc")
    assert str(person.birth) == "1990-05"
    assert person.ethnic is not None
    assert person.body is not None


def test_ctrl_enter_saves_and_begins_the_next_new_person(
    page: StorePage, screen: PeopleScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(focused(), Keys.Key_N, CONTROL)
    type_vietnamese(focused(), "Lường Văn Khăm")
    qtbot.keyClick(focused(), Keys.Key_Return, CONTROL)
    assert screen.panel.form.is_new
    type_vietnamese(focused(), "Chang Hừ Po")
    qtbot.keyClick(focused(), Keys.Key_Enter, CONTROL)
    settle()
    assert len(people(session, settle, "kham")) == 1
    assert len(people(session, settle, "chang hu po")) == 1


def test_ctrl_enter_goes_to_the_next_of_the_list(screen: PeopleScreen, settle: Settle, qtbot: QtBot) -> None:
    first = screen.panel.person.id
    qtbot.keyClick(screen.list.view, Keys.Key_F2)
    assert focused().property("help") == "person.full_name"
    qtbot.keyClick(focused(), Keys.Key_Return, CONTROL)
    settle()
    assert screen.panel.person.id == screen.list.current().id != first
    assert focused().property("help") == "person.full_name"


def test_undo_takes_the_last_change_back(
    page: StorePage, screen: PeopleScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    name = screen.panel.person.full_name
    qtbot.keyClick(screen.list.view, Keys.Key_F2)
    field = focused()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_vietnamese(field, "Cà Thị Hồng Nhung")
    qtbot.keyClick(field, Keys.Key_Return)
    settle()
    assert screen.panel.person.full_name == "Cà Thị Hồng Nhung"
    qtbot.keyClick(focused(), Keys.Key_Z, CONTROL)
    settle()
    assert screen.panel.person.full_name == name


def test_a_finding_leads_to_its_field(page: StorePage, session: Session, settle: Settle) -> None:
    session.check()
    settle()
    found = next(row for row in session.findings if row.table == "person" and row.field == "birth")
    session.go("", Place(found.table, found.record, found.field))
    settle()
    assert focused().property("help") == "person.birth"
    assert page.shown_name == "people"


def test_a_post_is_added_and_later_changed(
    page: StorePage, screen: PeopleScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    panel = screen.panel
    panel.tabs.setCurrentIndex(1)
    panel.posts.start_new()
    settle()
    assert focused().property("help") == "appointment.body"
    for text in ("phong kinh te", "pho truong phong", "1/9/2026"):
        enter(qtbot, text)
    settle()
    told: list[Appointment] = []
    session.ask(session, "a", lambda ws: [*ws.store.load("", ["appointment"]).rows(Appointment)], told.extend)
    settle()
    made = [row for row in told if row.person == panel.person.id and row.post == "phong.ptp"]
    assert len(made) == 1
    assert str(made[0].start) == "2026-09-01"


@pytest.mark.parametrize("wanted", [(2, "planning_list", "danh sách quy hoạch"), (3, "course", "lớp")])
def test_where_there_is_nothing_to_choose_the_field_says_where_it_is_made(
    page: StorePage, screen: PeopleScreen, session: Session, settle: Settle, qtbot: QtBot, wanted: tuple[int, str, str]
) -> None:
    tab, field, lacks = wanted
    for row in all_of(session, settle, field):
        session.write("record delete", lambda _: None, table=field, record=row.id, reason="Để thử")
    settle()
    screen.panel.tabs.setCurrentIndex(tab)
    qtbot.keyClick(focused(), Keys.Key_N, CONTROL | SHIFT)
    settle()
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.placeholderText() == "chưa có, nhấn F4"
    qtbot.keyClick(line, Keys.Key_F4)
    assert QToolTip.text().startswith(f"Chưa có {lacks} nào.")
    enter(qtbot, "12-QĐ/ĐU")
    settle()
    said = line.accessibleDescription()
    assert f"chưa có {lacks} nào" in said
    assert "Nhấn F4 để chọn" not in said
    page.show_screen("tasks")
    tasks = page.current()
    assert isinstance(tasks, TasksScreen)
    titles = [tasks.tabs.tabText(number) for number in range(tasks.tabs.count())]
    assert any(f"{tasks.heading.text()} (Alt+5), thẻ {title}." in said for title in titles)


def test_history_of_a_person_is_told(screen: PeopleScreen, settle: Settle) -> None:
    screen.panel.tabs.setCurrentIndex(4)
    settle()
    assert screen.panel.history.tree.topLevelItemCount() >= 1


def test_filter_shows_people_with_faults(screen: PeopleScreen, session: Session, settle: Settle) -> None:
    session.check()
    settle()
    screen.filters.planned.setCurrentIndex(screen.filters.planned.findData("planned"))
    screen.filters.planned.activated.emit(1)
    settle()
    assert screen.list.model.total == 14


def test_all_data_of_a_person_is_written_on_request(
    screen: PeopleScreen, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "nguoi.xlsx"
    offered: list[str] = []
    told: list[str] = []
    monkeypatch.setattr("ui.people.panel.choose_file_to_write", lambda *words: offered.append(words[2]) or out)
    monkeypatch.setattr("ui.people.panel.show_done", lambda *words: told.append(words[-1]))
    screen.panel.export.click()
    settle()
    assert out.is_file()
    assert screen.panel.person.full_name in offered[0]
    assert "toàn bộ dữ liệu của một người" in told[0]
    screen.start_new()
    settle()
    assert not screen.panel.export.isEnabled()


def test_the_tabs_of_a_person_are_reached_from_the_list_and_left_again(
    screen: PeopleScreen, settle: Settle, qtbot: QtBot
) -> None:
    assert focused() is screen.list.view
    qtbot.keyClick(focused(), Keys.Key_Tab, CONTROL)
    settle()
    assert screen.panel.tabs.currentIndex() == 1
    assert focused() is screen.panel.posts.list.view
    screen.list.view.setFocus()
    qtbot.keyClick(focused(), Keys.Key_Tab, CONTROL | SHIFT)
    assert screen.panel.tabs.currentIndex() == 0
    assert focused().property("help") == "person.full_name"
    for start in (screen.list.view, screen.panel.form.editors()["birth"].inner):  # from the file as from the list
        screen.panel.tabs.setCurrentIndex(0)
        start.setFocus()
        qtbot.keyClick(focused(), Keys.Key_N, CONTROL | SHIFT)
        settle()
        assert screen.panel.tabs.currentIndex() == 1
        assert focused().property("help") == "appointment.body"
    screen.list.view.setFocus()
    screen.panel.tabs.setCurrentIndex(2)
    qtbot.keyClick(focused(), Keys.Key_N, CONTROL | SHIFT)
    settle()
    assert focused().property("help") == "planning_entry.planning_list"
    qtbot.keyClick(focused(), Keys.Key_Escape)
    assert isinstance(focused(), RecordRows)
    assert focused() is not screen.list.view
    qtbot.keyClick(focused(), Keys.Key_Escape)
    assert focused() is screen.list.view


def test_f8_on_the_list_asks_about_the_person(
    screen: PeopleScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("ui.people.panel.ask_reason", lambda _parent, _title, text: asked.append(text))
    qtbot.keyClick(screen.list.view, Keys.Key_F8)
    assert len(asked) == 1
    assert screen.list.current().full_name in asked[0]


def test_escape_goes_back_to_the_list(screen: PeopleScreen, qtbot: QtBot) -> None:
    qtbot.keyClick(screen.list.view, Keys.Key_F2)
    qtbot.keyClick(focused(), Keys.Key_Escape)
    assert focused() is screen.list.view


def test_choices_offer_the_unit_s_own_bodies(screen: PeopleScreen, settle: Settle) -> None:
    editor = screen.panel.form.editors()["body"]
    assert isinstance(editor, ChoiceEditor)
    editor.line.open_list()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.hide()


def test_ctrl_shift_l_opens_the_filters_and_closes_them(
    page: StorePage, screen: PeopleScreen, settle: Settle, qtbot: QtBot
) -> None:
    held = CONTROL | Qt.KeyboardModifier.ShiftModifier
    assert not screen.filters.isVisible()
    qtbot.keyClick(focused(), Keys.Key_L, held)
    assert screen.filters.panel.isVisible()
    assert screen.filters.isAncestorOf(focused())
    qtbot.keyClick(focused(), Keys.Key_L, held)
    assert not screen.filters.isVisible()
    assert screen.list.isAncestorOf(focused())


def test_the_foot_says_saving_only_while_it_saves(
    page: StorePage, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    texts = [item.text() for item in page.foot.findChildren(QLabel)]
    assert "Chưa có thay đổi nào trong phiên này" in texts
    qtbot.keyClick(focused(), Keys.Key_N, CONTROL)
    enter(qtbot, "Lò Thị Pâng")
    settle()
    texts = [item.text() for item in page.foot.findChildren(QLabel)]
    assert any(text.startswith("Đã lưu ") for text in texts)
    assert "Đang lưu…" not in texts


def test_after_a_new_row_of_a_table_comes_another_though_the_list_is_not_back_yet(
    page: StorePage, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("population")
    settle()
    shown = page.current()
    assert isinstance(shown, PopulationScreen)
    shown.pane.start_new()
    enter(qtbot, "thai")
    first = shown.pane.form.record.id
    qtbot.keyClick(focused(), Keys.Key_Return, CONTROL)
    assert shown.pane.form.is_new
    settle()
    assert shown.pane.form.is_new
    assert shown.pane.form.record.id != first
    assert focused().property("help") == "population.ethnic"


def test_a_new_row_takes_what_it_has_in_common_with_the_one_before(
    page: StorePage, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("population")
    settle()
    shown = page.current()
    assert isinstance(shown, PopulationScreen)
    qtbot.keyClick(focused(), Keys.Key_N, CONTROL)
    before = shown.pane.form.record
    assert before.year == 2026, "the year of the period"
    year = shown.pane.form.editors()["year"].inner
    assert isinstance(year, QLineEdit)
    year.setFocus()
    year.selectAll()
    for text in ("2025", "la hu", "12", "5", "Công an xã"):
        enter(qtbot, text)
    qtbot.keyClick(focused(), Keys.Key_Return, CONTROL)
    settle()
    assert shown.pane.form.is_new
    assert focused().property("help") == "population.ethnic"
    for name, text in (("ethnic", "si la"), ("total", "7")):
        fill(shown.pane.form, qtbot, name, text)
    settle()
    rows = [row for row in all_of(session, settle, "population") if row.source == "Công an xã" and row.year == 2025]
    assert sorted(row.total for row in rows) == [7, 12]
    page.show_screen("bodies")
    settle()
    bodies = page.current()
    assert isinstance(bodies, BodiesScreen)
    bodies.tabs.setCurrentIndex(1)
    pane = bodies.tabs.page(1)
    assert isinstance(pane, RecordPane)
    pane.start_new()
    settle()
    for name, text in (("body", "ubnd"), ("as_of", "30/11/2026")):
        fill(pane.form, qtbot, name, text)
    pane.start_new()
    settle()
    assert pane.form.is_new
    assert str(pane.form.record.as_of) == "2026-11-30"
    assert pane.form.record.body is not None

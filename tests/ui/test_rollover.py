"""Rà soát đầu kỳ by keyboard alone, the hint elsewhere, and rows copied from last year with their marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.commands.entry.rolling_walk import Step, walk
from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.domain.records import Person
from app.domain.storage import Document, DocumentChange
from app.progress import Silent
from app.workspace import CommandSpec, Outcome, Workspace
from tests.ui.conftest import focused, type_vietnamese
from tests.ui.sample_store import Sample
from ui.records.rollover_bar import CopiedStrip, CopyButton
from ui.rollover.screen import GoneDialog, RolloverScreen
from ui.screens.population import PopulationScreen
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key
BEFORE = "2025"


@pytest.fixture
def sample(sample: Sample) -> Sample:
    """The store a year later: 2025 was reported, and its rows are of that year."""
    ws = sample.open()
    try:
        data = ws.store.load()
        rows = [(table, row) for table in ("population", "budget") for row in data.tables[table].values()]
        _run(ws, "record save", changes=[Change(table, row.id, row, replace(row, year=2025)) for table, row in rows])
        body = {"cut_off": "2025-12-14", "level": "rut-gon", "size": 1, "definitions": "", "previous": ""}
        sent = Document("sent", "a" * 64, ws.unit, BEFORE, "accepted", "2025-12-20T10:00:00+07:00", body)
        ws.commit(CommandSpec("submit", "", "Nộp"), Outcome(documents=(DocumentChange(None, sent),)))
    finally:
        ws.store.close()
    return sample


def _run(ws: Workspace, name: str, **params: Any) -> None:
    spec = command(name)
    ws.run(spec, resolve(spec), Silent(), **params)


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> RolloverScreen:
    page.show_screen("rollover")
    settle()
    shown = page.current()
    assert isinstance(shown, RolloverScreen)
    return shown


def answer_day(screen: RolloverScreen, qtbot: QtBot, text: str, *, of_person: bool = False) -> None:
    """Types the day into the dialog, for a person chooses the first reason, and Enter."""
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    assert isinstance(focused().window(), GoneDialog)
    qtbot.keyClicks(focused(), text)
    if of_person:
        qtbot.keyClick(focused(), Keys.Key_Return)  # without a reason nothing happens
        qtbot.keyClick(focused(), Keys.Key_Tab)
        qtbot.keyClick(focused(), Keys.Key_Down)
    qtbot.keyClick(focused(), Keys.Key_Return)


def go_to_a_post(screen: RolloverScreen, qtbot: QtBot) -> Step:
    """Down to the first person with a post."""
    while screen.current is not None and not screen.current.parts:
        qtbot.keyClick(screen.list, Keys.Key_Down)
    assert screen.current is not None
    return screen.current


def asked(session: Session, settle: Settle, query: Callable[[Workspace], Any]) -> Any:
    told: list[Any] = []
    session.ask(session, "test", query, told.append)
    settle()
    return told[0]


def person_of(session: Session, settle: Settle, record: str) -> Person:
    found: Person = asked(session, settle, lambda ws: ws.store.load("", ["person"]).get(Person, record))
    return found


def test_v_confirms_and_goes_on_z_goes_back_and_ctrl_z_takes_it_back(
    page: StorePage, screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    assert screen.count.text() == "0/86"
    first = screen.current
    assert first is not None
    assert focused() is screen.list
    qtbot.keyClick(focused(), Keys.Key_V)
    qtbot.keyClick(focused(), Keys.Key_Space)
    settle()
    assert screen.count.text() == "2/86"
    assert asked(session, settle, walk).left == 84
    assert screen.list.currentIndex().row() == 2
    qtbot.keyClick(focused(), Keys.Key_Z)
    qtbot.keyClick(focused(), Keys.Key_Z)
    assert screen.current is not None
    assert screen.current.head.key == first.head.key
    assert not screen.current.is_left
    qtbot.keyClick(page, Keys.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert screen.count.text() == "1/86"


def test_t_opens_the_fields_in_place_and_a_change_is_the_mark(
    screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    step = go_to_a_post(screen, qtbot)
    settle()
    qtbot.keyClick(focused(), Keys.Key_T)
    settle()
    assert screen.view.form is not None
    screen.view.form.focus_field("note")
    type_vietnamese(focused(), "đã đổi")
    qtbot.keyClick(focused(), Keys.Key_Escape)
    settle()
    assert person_of(session, settle, step.head.key[1]).note == "đã đổi"
    assert screen.view.form is None
    assert focused() is screen.list
    found = next(item for item in asked(session, settle, walk).steps if item.head.key == step.head.key)
    assert found.head.state == "doi"
    qtbot.keyClick(focused(), Keys.Key_V)  # the rest of the person is as it was
    settle()
    found = next(item for item in asked(session, settle, walk).steps if item.head.key == step.head.key)
    assert (found.head.state, found.is_left) == ("doi", False)


def test_v_after_a_change_only_goes_on(screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot) -> None:
    step = screen.current
    assert step is not None
    assert not step.parts
    qtbot.keyClick(focused(), Keys.Key_T)
    settle()
    assert screen.view.form is not None
    screen.view.form.focus_field("note")
    type_vietnamese(focused(), "đã đổi")
    qtbot.keyClick(focused(), Keys.Key_Escape)
    settle()
    qtbot.keyClick(focused(), Keys.Key_V)
    settle()
    found = next(item for item in asked(session, settle, walk).steps if item.head.key == step.head.key)
    assert found.head.state == "doi"
    assert screen.list.currentIndex().row() == 1


def test_t_without_a_change_marks_nothing(
    screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(focused(), Keys.Key_T)
    settle()
    qtbot.keyClick(focused(), Keys.Key_Escape)
    settle()
    assert asked(session, settle, walk).left == 86


def test_k_asks_day_and_reason_and_keeps_the_file(
    screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    step = screen.current
    assert step is not None
    qtbot.keyClick(focused(), Keys.Key_K)
    answer_day(screen, qtbot, "31/5/2026", of_person=True)
    settle()
    person = person_of(session, settle, step.head.key[1])
    assert (str(person.left_on), person.left_reason) == ("2026-05-31", "nghi_huu")
    assert screen.count.text() == "1/86"
    assert screen.list.currentIndex().row() == 1


def test_a_post_alone_ends_on_a_day(screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot) -> None:
    step = go_to_a_post(screen, qtbot)
    settle()
    screen.view.parts.setFocus()
    qtbot.keyClick(focused(), Keys.Key_Down)
    qtbot.keyClick(focused(), Keys.Key_K)
    answer_day(screen, qtbot, "30/6/2026")
    settle()
    assert person_of(session, settle, step.head.key[1]).left_on is None
    post = asked(session, settle, lambda ws: ws.store.load("", ["appointment"]).find(*step.parts[0].key))
    assert str(post.end) == "2026-06-30"


def test_all_the_rest_is_right_says_how_many(
    screen: RolloverScreen, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(focused(), Keys.Key_V)
    settle()
    told: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        told.append(box.text())
        next(item for item in box.buttons() if item.text().startswith("Vẫn đúng")).click()

    QTimer.singleShot(0, answer)
    screen.rest.click()
    settle()
    assert "79 người, 6 dòng khác" in told[0]
    assert asked(session, settle, walk).left == 0
    assert screen.count.text() == "86/86"


def test_it_can_be_left_and_gone_on_with(page: StorePage, screen: RolloverScreen, settle: Settle, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), Keys.Key_V)
    page.show_screen("home")
    settle()
    texts = [item.accessibleName() for item in page.current().findChildren(QPushButton)]
    assert "Rà soát: Còn 79 người, 6 dòng của kỳ trước chưa xác nhận cho kỳ 2026." in texts
    page.show_screen("rollover")
    settle()
    assert screen.count.text() == "1/86"
    page.show_screen("submit")
    settle()
    assert "vẫn nộp được" in page.current()._left.text()  # type: ignore[attr-defined]


def test_the_list_is_a_sound_model(screen: RolloverScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.list.model())
    qtmodeltester.check(screen.view.parts.model())


def test_copied_rows_are_marked_in_list_and_form_until_confirmed(
    page: StorePage, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("population")
    settle()
    shown = page.current()
    assert isinstance(shown, PopulationScreen)
    copy = shown.pane.findChild(CopyButton)
    assert isinstance(copy, CopyButton)
    assert copy.text() == "Chép 4 dòng từ kỳ 2025"
    copy.click()
    settle()
    settle()
    assert not copy.isVisible()
    assert set(session.unconfirmed.values()) == {"kỳ 2025"}
    assert len(session.unconfirmed) == 4
    strip = shown.pane.findChild(CopiedStrip)
    assert isinstance(strip, CopiedStrip)
    assert strip.isVisible()
    record = shown.pane.form.record
    place = shown.pane.list.model.row_of(record.id)
    model = shown.pane.list.model
    assert model.index(place, model.columnCount() - 1).data() == "từ kỳ 2025"
    strip.right.click()
    settle()
    assert not strip.isVisible()
    assert len(session.unconfirmed) == 3
    records = [model.record(place) for place in range(model.rowCount())]
    other = next(row for row in records if row.id in session.unconfirmed)
    shown.pane.open_record(other.id, "total")
    settle()
    field = focused()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "999")
    qtbot.keyClick(field, Keys.Key_Return)
    settle()
    assert len(session.unconfirmed) == 2
    assert not strip.isVisible()

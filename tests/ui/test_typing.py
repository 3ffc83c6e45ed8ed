"""What is typed is never lost: kept within three seconds, offered after a restart with name, field and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.findings import Place
from tests.ui.conftest import type_vietnamese
from tests.ui.sample_store import Sample
from ui.shell.window import StorePage
from ui.work import queries
from ui.work.draft_offers import Draft, decode
from ui.work.jobs import Jobs
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key


class Office:
    """The window on one copy of the store, which can be killed and started again."""

    def __init__(self, sample: Sample, qtbot: QtBot) -> None:
        self.sample = sample
        self.qtbot = qtbot
        self.broken: list[Exception] = []
        self.start()

    def start(self) -> None:
        """Opens the store and shows its page."""
        self.jobs = Jobs()
        self.jobs.broken.connect(self.broken.append)
        self.jobs.open(self.sample.open, lambda: None, self.broken.append)
        cards: list[queries.Card] = []
        self.jobs.ask(self.jobs, "card", queries.card, cards.append)
        self.qtbot.waitUntil(lambda: bool(cards), timeout=20_000)
        self.session = Session(self.sample.env, self.jobs, cards[0])
        self.page = StorePage(self.session)
        self.page.resize(1366, 768)
        with self.qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.settle()

    def die(self) -> None:
        """The process ends without leaving the field: the widgets hear nothing, only the store lets its lock go."""
        self.settle()
        self.session.jobs.save = lambda *_: None  # type: ignore[method-assign]  # nothing is written any more
        self.jobs.close()
        self.page.hide()
        self.page.deleteLater()
        self.session.deleteLater()
        self.jobs.deleteLater()
        QApplication.processEvents()

    def settle(self) -> None:
        for _ in range(4):
            ended: list[bool] = []
            self.jobs.run("", lambda ws, progress: None, lambda _, ended=ended: ended.append(True))
            self.qtbot.waitUntil(lambda ended=ended: bool(ended), timeout=20_000)

    def read(self, question: Callable[[Any], Any]) -> Any:
        told: list[Any] = []
        self.session.ask(self.session, "read", question, told.append)
        self.settle()
        return told[0]

    def drafts(self) -> tuple[Draft, ...]:
        """What is kept in the store now."""
        found: tuple[Draft, ...] = decode(self.read(lambda ws: ws.store.draft()))
        return found

    def open_field(self, text: str, field: str) -> Any:
        """Goes to a field of somebody who is found by a text."""
        from app.domain.storage import PageQuery

        person = self.read(lambda ws: ws.store.page(PageQuery("person", text=text, limit=1)).rows[0])
        self.session.go("people", Place("person", person.id, field))
        self.qtbot.waitUntil(lambda: help_of(QApplication.focusWidget()) == f"person.{field}", timeout=10_000)
        return person


def help_of(widget: Any) -> str:
    return str(widget.property("help")) if widget is not None else ""


@pytest.fixture
def office(qapp: QApplication, sample: Sample, qtbot: QtBot) -> Iterator[Office]:
    made = Office(sample, qtbot)
    yield made
    made.die()
    assert not made.broken, made.broken


def kept_text(office: Office, text: str) -> Draft:
    """Waits until a text is kept."""
    office.qtbot.waitUntil(lambda: any(item.text == text for item in office.drafts()), timeout=6_000)
    return next(item for item in office.drafts() if item.text == text)


def test_a_text_is_kept_within_three_seconds_of_its_first_key(office: Office, qtbot: QtBot) -> None:
    import time

    office.open_field("anh duong", "birth")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    kept: list[float] = []
    office.session.drafts.kept.connect(lambda: kept.append(time.monotonic()))
    began = time.monotonic()
    for key in "12/3/19" * 2:  # the clock is not wound back by further keys
        qtbot.keyClicks(field, key)
        qtbot.wait(200)
    qtbot.waitUntil(lambda: bool(kept), timeout=3_000)
    assert kept[0] - began <= 3.0
    assert office.drafts()[0].text.startswith("12/3/19")
    assert office.read(lambda ws: len(ws.store.history(limit=5))) == office.read(lambda ws: len(ws.store.history()))


def test_after_a_restart_the_bar_names_person_field_text_and_time(office: Office, qtbot: QtBot) -> None:
    person = office.open_field("anh duong", "birth")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "12/3/19")
    kept_text(office, "12/3/19")
    office.die()
    office.start()
    bar = office.page.offer
    assert bar.isVisible()
    assert "Lò Thị Ánh Dương, ô Ngày sinh: «12/3/19», lúc " in bar.text.text()
    assert " ngày 20/12/2026" in bar.text.text()
    qtbot.mouseClick(bar.resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: help_of(QApplication.focusWidget()) == "person.birth", timeout=10_000)
    again = QApplication.focusWidget()
    assert isinstance(again, QLineEdit)
    assert (again.text(), again.cursorPosition()) == ("12/3/19", 7)
    assert not bar.isVisible()
    qtbot.keyClicks(again, "79")
    qtbot.keyClick(again, Keys.Key_Return)
    office.settle()
    assert office.read(lambda ws: ws.store.load("", ["person"]).find("person", person.id).birth.text) == "1979-03-12"
    assert office.drafts() == ()


def test_a_new_person_goes_on_with_what_was_typed(office: Office, qtbot: QtBot) -> None:
    office.page.show_screen("people")
    qtbot.keyClick(office.page.current(), Keys.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: help_of(QApplication.focusWidget()) == "person.full_name")
    type_vietnamese(QApplication.focusWidget(), "Giàng A Pá")
    draft = kept_text(office, "Giàng A Pá")
    assert draft.preset == {}
    office.die()
    office.start()
    assert "người chưa có họ tên, ô Họ và tên: «Giàng A Pá»" in office.page.offer.text.text()
    qtbot.keyClick(office.page, Keys.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: help_of(QApplication.focusWidget()) == "person.full_name", timeout=10_000)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "Giàng A Pá"
    type_vietnamese(field, "o")
    qtbot.keyClick(field, Keys.Key_Return)
    office.settle()
    found = office.read(lambda ws: ws.store.load("", ["person"]).find("person", draft.record))
    assert found.full_name == "Giàng A Páo"


def test_a_new_row_of_a_tab_comes_back_with_its_person(office: Office, qtbot: QtBot) -> None:
    person = office.open_field("anh duong", "full_name")
    panel: Any = office.page.current().panel  # type: ignore[attr-defined]
    panel.tabs.setCurrentIndex(1)
    panel.posts.start_new()
    field: Any = panel.posts.form.editors()["term"].inner
    field.setFocus()
    qtbot.keyClicks(field, "2026-20")
    draft = kept_text(office, "2026-20")
    assert draft.preset == {"person": person.id}
    office.die()
    office.start()
    assert "Lò Thị Ánh Dương (chức vụ đang giữ, đã giữ), ô Nhiệm kỳ" in office.page.offer.text.text()
    office.page.offer.take()
    qtbot.waitUntil(lambda: help_of(QApplication.focusWidget()) == "appointment.term", timeout=10_000)
    again = QApplication.focusWidget()
    assert isinstance(again, QLineEdit)
    assert again.text() == "2026-20"
    qtbot.keyClicks(again, "31")
    qtbot.keyClick(again, Keys.Key_Return)
    office.settle()
    row = office.read(lambda ws: ws.store.load("", ["appointment"]).find("appointment", draft.record))
    assert (row.person, row.term) == (person.id, "2026-2031")


@pytest.mark.parametrize("field", ["note", "ethnic"])
def test_lines_and_lists_are_kept_too(office: Office, qtbot: QtBot, field: str) -> None:
    office.open_field("anh duong", field)
    editor: Any = QApplication.focusWidget()
    editor.selectAll()
    type_vietnamese(editor, "Khơ-")
    kept_text(office, "Khơ-")
    office.die()
    office.start()
    office.page.offer.take()
    qtbot.waitUntil(lambda: help_of(QApplication.focusWidget()) == f"person.{field}", timeout=10_000)
    again: Any = QApplication.focusWidget()
    assert (again.toPlainText() if isinstance(again, QPlainTextEdit) else again.text()) == "Khơ-"


def test_letters_in_composition_are_kept_and_not_lost_on_leaving(office: Office, qtbot: QtBot) -> None:
    person = office.open_field("anh duong", "full_name")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_vietnamese(field, "Lò Thị ")
    QApplication.sendEvent(field, QInputMethodEvent("Dươn", []))
    assert field.text() == "Lò Thị "
    kept_text(office, "Lò Thị Dươn")
    office.page.current().panel.form.focus_field("id_number")  # type: ignore[attr-defined]
    office.settle()
    found = office.read(lambda ws: ws.store.load("", ["person"]).find("person", person.id))
    assert found.full_name == "Lò Thị Dươn"
    assert office.drafts() == ()


def test_a_text_that_cannot_be_saved_is_offered_when_its_form_is_left(office: Office, qtbot: QtBot) -> None:
    office.open_field("anh duong", "birth")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "31/2/1985")
    qtbot.keyClick(field, Keys.Key_Return)
    office.open_field("dieu hien", "full_name")
    qtbot.waitUntil(office.page.offer.isVisible, timeout=5_000)
    assert office.page.offer.text.text().startswith("Chữ chưa lưu được: Lò Thị Ánh Dương, ô Ngày sinh: «31/2/1985»")
    qtbot.mouseClick(office.page.offer.drop, Qt.MouseButton.LeftButton)
    assert not office.page.offer.isVisible()
    assert office.drafts() == ()


def test_what_was_saved_meanwhile_is_dropped_silently(office: Office, qtbot: QtBot) -> None:
    person = office.open_field("anh duong", "id_number")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "0111850012")
    kept_text(office, "0111850012")
    after = replace(person, id_number="011185001234")  # the save went through, the draft behind it did not
    data = office.read(lambda ws: ws.store.draft())
    office.session.save((Change("person", person.id, person, after),), lambda wrong: None)
    office.settle()
    office.read(lambda ws: ws.store.keep_draft(data))
    office.die()
    office.start()
    assert not office.page.offer.isVisible()
    assert office.drafts() == ()


def test_an_unchanged_text_leaves_no_draft(office: Office, qtbot: QtBot) -> None:
    office.open_field("anh duong", "full_name")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setCursorPosition(len(field.text()))
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Keys.Key_Backspace)
    office.session.drafts.flush()
    office.settle()
    assert office.drafts() == ()

"""Remarks on a field by keyboard, what they look like beside it, and the list of what must be followed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.findings import Place
from app.domain.records import Person
from app.domain.storage import PageQuery
from tests.ui.conftest import focused, type_vietnamese
from ui.people.panel import PersonPanel
from ui.people.query import PeopleFilter, people_query
from ui.records.remarks import RemarkDialog
from ui.screens.review import ReviewScreen
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(session: Session, settle: Settle, qtbot: QtBot) -> Iterator[PersonPanel]:
    """The panel of somebody."""
    told: list[Person] = []
    session.ask(session, "p", lambda ws: ws.store.page(PageQuery("person", text="pang")).rows[0], told.append)
    settle()
    made = PersonPanel(session)
    qtbot.addWidget(made)
    made.resize(440, 660)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_person(told[0].id)
    settle()
    yield made
    settle()


def opened(panel: PersonPanel, qtbot: QtBot, field: str) -> RemarkDialog:
    """The dialog of a field, opened by its key."""
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.form.focus_field(field)
    qtbot.keyClick(focused(), Keys.Key_F2, SHIFT)
    (dialog,) = (item for item in panel.form.findChildren(RemarkDialog) if item.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def noted(panel: PersonPanel, qtbot: QtBot, settle: Settle, text: str, *, follow_up: bool = False) -> None:
    """Writes a remark on the birth date."""
    dialog = opened(panel, qtbot, "birth")
    dialog.text.setFocus()
    type_vietnamese(dialog.text, text)
    dialog.follow_up.setChecked(follow_up)
    qtbot.keyClick(dialog.text, Keys.Key_Return, CONTROL)
    settle()
    with qtbot.waitActive(panel):
        panel.activateWindow()


def beside(panel: PersonPanel, name: str) -> QToolButton:
    (made,) = (
        item
        for item in panel.form.findChildren(QToolButton)
        if item.accessibleName().startswith(f"Ghi chú cho ô {name}")
    )
    return made


def test_a_remark_is_written_shown_and_settled(panel: PersonPanel, qtbot: QtBot, settle: Settle) -> None:
    assert beside(panel, "Ngày sinh").accessibleName() == "Ghi chú cho ô Ngày sinh"
    noted(panel, qtbot, settle, "hỏi lại thẻ căn cước", follow_up=True)
    assert focused().property("help") == "person.birth"  # back where the person was
    assert beside(panel, "Ngày sinh").accessibleName().endswith("cần theo dõi")
    assert "hỏi lại thẻ căn cước" in beside(panel, "Ngày sinh").toolTip()
    dialog = opened(panel, qtbot, "birth")
    assert dialog.list.count() == 1
    dialog.done_.click()
    settle()
    assert beside(panel, "Ngày sinh").accessibleName().endswith("có 1 ghi chú")
    dialog = opened(panel, qtbot, "birth")
    assert not dialog.done_.isEnabled()
    dialog.gone.click()
    settle()
    assert beside(panel, "Ngày sinh").accessibleName() == "Ghi chú cho ô Ngày sinh"


def test_an_empty_remark_or_a_new_person_has_none(panel: PersonPanel, qtbot: QtBot, settle: Settle) -> None:
    dialog = opened(panel, qtbot, "birth")
    assert not dialog.write.isEnabled()
    qtbot.keyClick(dialog.text, Keys.Key_Escape)
    panel.start_new()
    settle()
    assert not beside(panel, "Ngày sinh").isEnabled()
    assert panel.remarks.open("birth") is None


def test_what_must_be_followed_up_is_listed_and_jumped_to(
    panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    person: Person = panel.person
    noted(panel, qtbot, settle, "hỏi lại", follow_up=True)
    noted(panel, qtbot, settle, "chỉ để nhớ")
    screen = ReviewScreen(session)
    qtbot.addWidget(screen)
    screen.resize(1100, 600)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.go(Place("remark"))
    settle()
    assert screen.tabs.tabText(1) == "Việc theo dõi (1)"
    listed = screen.follow_ups
    assert listed.tree.topLevelItemCount() == 1
    row = listed.tree.topLevelItem(0)
    assert row is not None
    assert [row.text(place) for place in range(3)] == ["hỏi lại", "Lò Thị Pâng", "Ngày sinh"]
    went: list[tuple[str, Place]] = []
    session.went.connect(lambda name, place: went.append((name, place)))
    qtbot.keyClick(listed.tree, Keys.Key_Return)
    assert went == [("", Place("person", person.id, "birth"))]
    told = []
    query = people_query(PeopleFilter(followed=True))
    session.ask(session, "f", lambda ws: query(ws, PageQuery("person")), told.append)
    settle()
    assert [item.record.id for item in told[0].rows] == [person.id]
    listed.mark_done()
    settle()
    assert screen.tabs.tabText(1) == "Việc theo dõi"
    assert listed.tree.topLevelItemCount() == 0


def test_remarks_go_and_come_back_with_their_record(
    panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    person: Person = panel.person
    noted(panel, qtbot, settle, "hỏi lại", follow_up=True)
    session.write("record delete", lambda _: None, table="person", record=person.id)
    settle()
    counts: list[int] = []
    session.ask(session, "n", lambda ws: ws.store.count("remark"), counts.append)
    session.write("record restore", lambda _: None, record=person.id)
    session.ask(session, "m", lambda ws: ws.store.count("remark"), counts.append)
    settle()
    assert sorted(counts) in ([0, 1], [1, 1])
    panel.show_person(person.id)
    settle()
    assert len(panel.remarks.of("birth")) == 1


def test_a_saved_field_keeps_its_remarks(panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot) -> None:
    noted(panel, qtbot, settle, "hỏi lại")
    person: Person = panel.person
    session.save(
        [Change("person", person.id, person, type(person)(id=person.id, full_name="Lò Thị Pâng"))], lambda _: None
    )
    settle()
    assert len(panel.remarks.of("birth")) == 1

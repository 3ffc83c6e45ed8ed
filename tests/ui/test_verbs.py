"""The three verbs by keyboard: a correction is the default, a change asks from when, a cancelled record asks why."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.records import Appointment, Person
from app.domain.storage import PageQuery
from app.vietnamese.dates import write_date
from tests.ui.conftest import ask, focused, type_vietnamese
from tests.ui.sample_store import NOW, Sample
from ui.people.panel import PersonPanel
from ui.records.verbs import VerbStrip, ask_reason
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key


@pytest.fixture
def sample(template: Sample, tmp_path: Path) -> Sample:
    """The store a day later: what it holds was there before today's work."""
    folder = tmp_path / "don-vi"
    shutil.copytree(template.folder, folder)
    env = replace(template.env, now=lambda: NOW + timedelta(days=1))
    return Sample(env, folder, template.province)


@pytest.fixture
def panel(session: Session, settle: Settle, qtbot: QtBot) -> Iterator[PersonPanel]:
    """The panel of somebody who holds a post."""
    held = ask(session, settle, lambda ws: ws.store.page(PageQuery("appointment", filters={"post": "vp.pcvp"})).rows[0])
    made = PersonPanel(session)
    qtbot.addWidget(made)
    made.resize(440, 660)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_person(held.person)
    settle()
    yield made
    settle()


def newest(session: Session, settle: Settle) -> str:
    text: str = ask(session, settle, lambda ws: ws.store.history(limit=1)[0].entry.text)
    return text


def enter(qtbot: QtBot, panel: PersonPanel, field: str, text: str) -> None:
    """Types over a field of the file and goes on."""
    panel.form.focus_field(field)
    line = focused()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    type_vietnamese(line, text)
    qtbot.keyClick(line, Keys.Key_Return)


def answer(keys: Callable[[QDialog], None]) -> None:
    """Answers the dialog that comes up next."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        keys(dialog)

    QTimer.singleShot(200, act)


def test_a_replaced_old_value_is_a_correction_unless_answered(
    panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    person: Person = panel.person
    before = write_date(str(person.birth))
    enter(qtbot, panel, "birth", "1/5/1985")
    settle()
    assert panel.strip.isVisible()
    assert newest(session, settle) == f"Đính chính Ngày sinh của {person.full_name}: {before} → 01/05/1985"
    assert focused().property("help") == "person.id_number"  # nothing stands in the way
    qtbot.keyClick(focused(), Keys.Key_F7)
    assert focused() is panel.strip.day
    type_vietnamese(panel.strip.day, "hôm nào đó")
    qtbot.keyClick(panel.strip.day, Keys.Key_Return)
    assert panel.strip.isVisible()
    panel.strip.day.selectAll()
    type_vietnamese(panel.strip.day, "1/9/2026")
    qtbot.keyClick(panel.strip.day, Keys.Key_Return)
    settle()
    assert not panel.strip.isVisible()
    assert focused().property("help") == "person.birth"
    assert newest(session, settle).startswith("Cập nhật thay đổi từ 01/09/2026: Ngày sinh của")
    panel.tabs.setCurrentIndex(4)
    settle()
    first = panel.history.tree.topLevelItem(0)
    assert first is not None
    assert first.text(0).startswith("Cập nhật thay đổi từ 01/09/2026")
    details = [first.child(row).text(0) for row in range(first.childCount())]
    assert details[0].endswith(session.card.actor)
    assert first.text(0).endswith(f"{before} → 01/05/1985")  # said once, not twice
    assert len(details) == 1
    second = panel.history.tree.topLevelItem(1)
    assert second is None or "Đính chính" not in second.text(0)  # one line tells of one change


def test_plain_entry_asks_nothing(panel: PersonPanel, settle: Settle, qtbot: QtBot) -> None:
    enter(qtbot, panel, "informatics", "co ban")
    settle()
    assert panel.strip.isHidden()
    enter(qtbot, panel, "informatics", "khac")  # typed a moment ago, typed again
    settle()
    assert panel.strip.isHidden()


@pytest.mark.parametrize("key", [Keys.Key_F6, Keys.Key_Escape])
def test_the_strip_closes_as_a_correction(
    panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot, key: Keys
) -> None:
    enter(qtbot, panel, "birth", "1/5/1985")
    settle()
    qtbot.keyClick(focused(), Keys.Key_F7)
    qtbot.keyClick(panel.strip.day, key)
    assert panel.strip.isHidden()
    assert focused().property("help") == "person.birth"
    assert newest(session, settle).startswith("Đính chính")


def test_the_strip_goes_with_its_question(panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot) -> None:
    enter(qtbot, panel, "birth", "1/5/1985")
    settle()
    session.write("undo", lambda _: None)
    settle()
    assert panel.strip.isHidden()
    enter(qtbot, panel, "full_name", "Lò Thị Mới")
    settle()
    assert panel.strip.isVisible()
    panel.show_nobody()
    assert panel.strip.isHidden()


def test_a_post_that_changed_ends_and_begins_anew(
    panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    panel.tabs.setCurrentIndex(1)
    settle()
    pane = panel.posts
    old: Appointment = pane.form.record
    pane.form.focus_field("post")
    line = focused()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    type_vietnamese(line, "chanh van phong")
    qtbot.keyClick(line, Keys.Key_Return)
    settle()
    strip: VerbStrip = pane.strip
    assert strip.isVisible()
    qtbot.keyClick(focused(), Keys.Key_F7)
    type_vietnamese(strip.day, "9/2026")  # a month is not enough to end a row
    qtbot.keyClick(strip.day, Keys.Key_Return)
    assert strip.isVisible()
    strip.day.clear()
    type_vietnamese(strip.day, "1/9/2026")
    qtbot.keyClick(strip.day, Keys.Key_Return)
    settle()
    assert strip.isHidden()
    rows = ask(session, settle, lambda ws: ws.store.page(PageQuery("appointment", filters={"person": old.person})).rows)
    ended, begun = sorted(rows, key=lambda row: str(row.start))
    assert (ended.post, str(ended.end)) == (old.post, "2026-08-31")
    assert (str(begun.start), begun.end, begun.post) == ("2026-09-01", None, "vp.cvp")
    assert pane.form.record.id == begun.id


def test_a_cancelled_person_asks_why(panel: PersonPanel, session: Session, settle: Settle, qtbot: QtBot) -> None:
    person: Person = panel.person
    panel.form.focus_field()
    answer(lambda dialog: qtbot.keyClick(dialog, Keys.Key_Escape))
    qtbot.keyClick(focused(), Keys.Key_F8)
    settle()
    assert ask(session, settle, lambda ws: ws.store.load("", ["person"]).find("person", person.id)) == person

    def write(dialog: QDialog) -> None:
        line = dialog.findChild(QComboBox).lineEdit()
        assert line is not None
        line.selectAll()
        type_vietnamese(line, "trùng với hồ sơ khác")
        qtbot.keyClick(line, Keys.Key_Return)

    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.form.focus_field()
    answer(write)
    qtbot.keyClick(focused(), Keys.Key_F8)
    settle()
    assert ask(session, settle, lambda ws: ws.store.load("", ["person"]).find("person", person.id)) is None
    assert newest(session, settle).endswith(f"{person.full_name} (lý do: trùng với hồ sơ khác)")
    assert panel.person is None


def test_the_usual_reason_needs_one_key(panel: PersonPanel, qtbot: QtBot) -> None:
    answer(lambda dialog: qtbot.keyClick(dialog.findChild(QComboBox).lineEdit(), Keys.Key_Return))
    assert ask_reason(panel, "Hủy bỏ bản ghi", "Hủy bỏ?") == "Ghi nhầm người"

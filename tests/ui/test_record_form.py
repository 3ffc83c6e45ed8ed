"""Typing: fields save themselves, Enter only moves on, what is not understood stays; Vietnamese by input method."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.domain.work_records import TitleMapping
from tests.ui.conftest import type_vietnamese
from tests.ui.typing_hands import press
from ui.fields.editors import ChoiceEditor
from ui.records.form import RecordForm
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key


@pytest.fixture
def person(session: Session, settle: Settle) -> Person:
    """Somebody of the store."""
    told: list[Person] = []
    session.ask(session, "p", lambda ws: ws.store.page(PageQuery("person", text="anh duong", limit=1)), told.append)
    settle()
    row: Person = told[0].rows[0]  # type: ignore[attr-defined]
    return row


@pytest.fixture
def form(session: Session, settle: Settle, person: Person, qtbot: QtBot) -> Iterator[RecordForm]:
    """The form of that person, shown."""
    made = RecordForm(session, TABLES["person"])
    qtbot.addWidget(made)
    made.resize(480, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.open(person.id)
    settle()
    yield made
    settle()


def stored(session: Session, settle: Settle, record_id: str) -> Person:
    """The person as the store has it."""
    told: list[Person] = []
    session.ask(session, "s", lambda ws: ws.store.load("", ["person"]).find("person", record_id), told.append)
    settle()
    return told[0]


def line(form: RecordForm, name: str) -> QLineEdit:
    inner = form.editors()[name].inner
    assert isinstance(inner, QLineEdit)
    return inner


def test_values_are_shown_as_officials_write_them(form: RecordForm) -> None:
    assert line(form, "full_name").text() == "Lò Thị Ánh Dương"
    assert line(form, "sex").text() == "Nữ"
    assert line(form, "birth").text().count("/") == 2
    assert line(form, "ethnic").text() == "Thái"


def test_every_input_has_an_accessible_name(form: RecordForm) -> None:
    for name, editor in form.editors().items():
        assert editor.inner.accessibleName() == TABLES["person"].field(name).label


def test_leaving_a_field_saves_it(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    field = line(form, "id_number")
    field.setFocus()
    qtbot.keyClicks(field, "011185001234")
    assert stored(session, settle, form.record.id).id_number is None
    line(form, "full_name").setFocus()
    assert stored(session, settle, form.record.id).id_number == "011185001234"


@pytest.mark.parametrize("key", [Keys.Key_Return, Keys.Key_Enter])
def test_enter_walks_through_every_field_and_closes_nothing(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot, key: Qt.Key
) -> None:
    before = stored(session, settle, form.record.id)
    editors = list(form.editors().values())
    editors[0].inner.setFocus()
    for number, editor in enumerate(editors):
        assert editor.inner.hasFocus(), editor.field.name
        if number == len(editors) - 1:
            with qtbot.waitSignal(form.ended):
                qtbot.keyClick(editor.inner, key)
        else:
            qtbot.keyClick(editor.inner, key)
    assert form.isVisible()
    assert stored(session, settle, form.record.id) == before


def test_a_vietnamese_name_by_input_method(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    field = line(form, "full_name")
    field.setFocus()
    field.selectAll()
    for part in ("Lường ", "Thị ", "Diệu Hiê"):
        type_vietnamese(field, part)
    qtbot.keyClick(field, Keys.Key_Backspace)  # Unikey takes the letter back and sends it recomposed
    type_vietnamese(field, "ề")
    type_vietnamese(field, "n")
    qtbot.keyClick(field, Keys.Key_Return)
    assert stored(session, settle, form.record.id).full_name == "Lường Thị Diệu Hiền"


def test_decomposed_letters_are_composed(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    field = line(form, "full_name")
    field.setFocus()
    field.selectAll()
    type_vietnamese(field, "Hòa  Bình ")
    qtbot.keyClick(field, Keys.Key_Return)
    assert stored(session, settle, form.record.id).full_name == "Hòa Bình"


def test_a_code_is_found_without_marks_and_taken_by_enter(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    field = line(form, "ethnic")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "kho mu")
    qtbot.keyClick(field, Keys.Key_Return)
    assert field.text() == "Khơ-mú"
    assert stored(session, settle, form.record.id).ethnic == "29"
    assert line(form, "body").hasFocus()


def test_a_text_that_is_no_code_stays_with_a_reason_and_keeps_the_value(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    field = line(form, "ethnic")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "qqq")
    line(form, "full_name").setFocus()
    settle()
    assert field.text() == "qqq"
    assert field.property("fault") == "error"
    assert "qqq" in field.accessibleDescription()
    assert stored(session, settle, form.record.id).ethnic == "03"


def test_clearing_a_code_clears_the_value(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    field = line(form, "ethnic")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Keys.Key_Delete)
    qtbot.keyClick(field, Keys.Key_Return)
    assert stored(session, settle, form.record.id).ethnic is None


def test_f4_opens_the_list(form: RecordForm, qtbot: QtBot) -> None:
    editor = form.editors()["ethnic"]
    assert isinstance(editor, ChoiceEditor)
    editor.line.setFocus()
    qtbot.keyClick(editor.line, Keys.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.hide()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12/3/1985", "1985-03-12"), ("3/1985", "1985-03"), ("1985", "1985"), ("12031985", "1985-03-12")],
)
def test_partial_dates_stay_partial(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot, typed: str, kept: str
) -> None:
    field = line(form, "birth")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Keys.Key_Return)
    assert stored(session, settle, form.record.id).birth == PartialDate(kept)


@pytest.mark.parametrize(
    ("typed", "shown", "kept", "noted"),
    [
        ("1/3/75", "01/03/1975", "1975-03-01", "năm 75 hiểu là 1975"),
        ("01.02.1979", "01/02/1979", "1979-02-01", ""),
        ("20-10-85", "20/10/1985", "1985-10-20", "năm 85 hiểu là 1985"),
        ("010375", "01/03/1975", "1975-03-01", "010375 hiểu là 01/03/1975"),
        ("5/6/30", "05/06/1930", "1930-06-05", "năm 30 hiểu là 1930"),
        ("3/1975", "03/1975", "1975-03", ""),
    ],
)
def test_what_was_understood_is_shown_and_what_was_assumed_is_said(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot, typed: str, shown: str, kept: str, noted: str
) -> None:
    field = line(form, "birth")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Keys.Key_Return)
    settle()
    assert field.text() == shown
    assert stored(session, settle, form.record.id).birth == PartialDate(kept)
    if noted:
        assert noted in field.accessibleDescription()
    else:
        assert "hiểu là" not in field.accessibleDescription()


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("staff_kind", "cc", "cc"),
        ("professional", "dh", "dh"),
        ("political", "cc", "cc"),
        ("administration", "cvc", "cvc"),
    ],
)
def test_initials_find_a_code_first(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot, name: str, typed: str, kept: str
) -> None:
    field = line(form, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Keys.Key_Return)
    assert getattr(stored(session, settle, form.record.id), name) == kept


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ubnd", "Ủy ban nhân dân xã Mường Pồn"),
        ("UBND xã", "Ủy ban nhân dân xã Mường Pồn"),
        ("hdnd", "Hội đồng nhân dân xã Mường Pồn"),
        ("vp", "Văn phòng HĐND và UBND"),
        ("vp ubnd", "Văn phòng HĐND và UBND"),
        ("pkt", "Phòng Kinh tế"),
        ("tt phuc vu", "Trung tâm Phục vụ hành chính công"),
        ("vhxh", "Phòng Văn hóa - Xã hội"),
    ],
)
def test_a_body_is_found_as_offices_abbreviate_it(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot, typed: str, name: str
) -> None:
    field = line(form, "body")
    field.setFocus()
    field.selectAll()
    type_vietnamese(field, typed)
    qtbot.keyClick(field, Keys.Key_Return)
    settle()
    assert field.text() == name
    kept = stored(session, settle, form.record.id).body
    told: list[Any] = []
    session.ask(session, "b", lambda ws: ws.store.load("", ["body"]).find("body", kept), told.append)
    settle()
    assert told[0].name == name


def test_an_impossible_date_is_not_saved(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    before = stored(session, settle, form.record.id).birth
    field = line(form, "birth")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "31/2/1985")
    qtbot.keyClick(field, Keys.Key_Return)
    settle()
    assert field.text() == "31/2/1985"
    assert field.property("fault") == "error"
    assert stored(session, settle, form.record.id).birth == before


def test_alt_enter_makes_a_new_line(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    inner = form.editors()["note"].inner
    assert isinstance(inner, QPlainTextEdit)
    inner.setFocus()
    qtbot.keyClicks(inner, "mot")
    qtbot.keyClick(inner, Keys.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(inner, "hai")
    qtbot.keyClick(inner, Keys.Key_Return)
    assert stored(session, settle, form.record.id).note == "mot\nhai"


def test_a_new_record_is_written_with_its_first_field(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    form.start_new()
    new_id = form.record.id
    form.focus_field()
    qtbot.keyClick(line(form, "full_name"), Keys.Key_Return)  # nothing typed, nothing written
    assert stored(session, settle, new_id) is None
    assert form.is_new
    form.focus_field()
    type_vietnamese(line(form, "full_name"), "Vì Văn Panh")
    qtbot.keyClick(line(form, "full_name"), Keys.Key_Return)
    assert stored(session, settle, new_id).full_name == "Vì Văn Panh"
    assert not form.is_new


@pytest.mark.fault("A14")
def test_two_quick_changes_are_both_saved(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    for name, typed in (("id_number", "011185001234"), ("birth", "1985")):
        field = line(form, name)
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Keys.Key_Return)
    kept = stored(session, settle, form.record.id)
    assert (kept.id_number, kept.birth) == ("011185001234", PartialDate("1985"))


def test_a_change_from_elsewhere_is_shown(form: RecordForm, session: Session, settle: Settle) -> None:
    after = replace(form.record, full_name="Lò Thị Pâng")
    session.save((Change("person", after.id, form.record, after),), lambda wrong: None)
    settle()
    assert line(form, "full_name").text() == "Lò Thị Pâng"


def test_a_change_from_elsewhere_leaves_what_is_being_typed(
    form: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    field = line(form, "birth")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "12/3/19")
    after = replace(form.record, full_name="Lò Thị Pâng")
    session.save((Change("person", after.id, form.record, after),), lambda wrong: None)
    settle()
    assert line(form, "full_name").text() == "Lò Thị Pâng"
    assert field.text() == "12/3/19"
    qtbot.keyClicks(field, "85")
    qtbot.keyClick(field, Keys.Key_Return)
    kept = stored(session, settle, form.record.id)
    assert (kept.full_name, kept.birth) == ("Lò Thị Pâng", PartialDate("1985-03-12"))


def test_findings_stand_at_their_field(form: RecordForm, session: Session, settle: Settle, qtbot: QtBot) -> None:
    field = line(form, "birth")
    field.setFocus()
    field.clear()
    qtbot.keyClick(field, Keys.Key_Return)
    settle()
    session.check()
    settle()
    assert field.property("fault") == "error"
    assert "Lò Thị Ánh Dương" in field.accessibleDescription()


def test_help_keys_name_the_field(form: RecordForm) -> None:
    from ui.work.help import help_key_of

    inner: QWidget = form.editors()["birth"].inner
    assert help_key_of(inner) == "person.birth"


@pytest.fixture
def post(session: Session, settle: Settle, person: Person, qtbot: QtBot) -> Iterator[RecordForm]:
    """The form of a new post of that person, shown."""
    made = RecordForm(session, TABLES["appointment"], hidden=("person",))
    qtbot.addWidget(made)
    made.resize(480, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.start_new(person=person.id)
    settle()
    yield made
    settle()


def kept_post(session: Session, settle: Settle, record_id: str) -> Appointment:
    told: list[Appointment] = []
    session.ask(session, "s", lambda ws: ws.store.load("", ["appointment"]).find("appointment", record_id), told.append)
    settle()
    return told[0]


def type_post(form: RecordForm, qtbot: QtBot, text: str) -> QLineEdit:
    field = line(form, "post")
    field.setFocus()
    field.selectAll()
    type_vietnamese(field, text)
    qtbot.keyClick(field, Keys.Key_Return)
    return field


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("pct ubnd xa", "ubnd.pct"),
        ("P.Chủ tịch UBND", "ubnd.pct"),
        ("pho chu tich hdnd", "hdnd.pct"),
    ],
)
def test_a_title_is_recognised_as_people_write_it(
    post: RecordForm, session: Session, settle: Settle, qtbot: QtBot, typed: str, code: str
) -> None:
    type_post(post, qtbot, typed)
    assert kept_post(session, settle, post.record.id).post == code


@pytest.mark.parametrize(("body", "code"), [("uy ban", "ubnd.pct"), ("hoi dong", "hdnd.pct")])
@pytest.mark.parametrize("key", [Keys.Key_Return, Keys.Key_Tab])
def test_the_body_decides_what_a_short_title_means(
    post: RecordForm, session: Session, settle: Settle, qtbot: QtBot, body: str, code: str, key: Qt.Key
) -> None:
    field = line(post, "body")
    field.setFocus()
    qtbot.keyClicks(field, body)
    qtbot.keyClick(field, Keys.Key_Return)
    field = line(post, "post")
    qtbot.waitUntil(field.hasFocus)
    type_vietnamese(field, "PCT")
    press(key, "\t" if key == Keys.Key_Tab else "\r")
    assert line(post, "start").hasFocus()
    assert kept_post(session, settle, post.record.id).post == code


def test_a_title_that_may_mean_a_post_is_offered_and_not_taken(
    post: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    field = line(post, "post")
    field.setFocus()
    type_vietnamese(field, "PCT UBND xã phụ trách kinh tế")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QListView)
    assert "Phó Chủ tịch UBND" in popup.model().index(0, 0).data()
    assert not popup.currentIndex().isValid()
    qtbot.keyClick(popup, Keys.Key_Return)  # nothing was chosen: the words stay
    assert kept_post(session, settle, post.record.id).title == "PCT UBND xã phụ trách kinh tế"
    field.setFocus()
    qtbot.keyClick(field, Keys.Key_F4)
    qtbot.keyClick(field, Keys.Key_Down)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QListView)
    qtbot.keyClick(popup, Keys.Key_Return)
    row = kept_post(session, settle, post.record.id)
    assert (row.post, row.title) == ("ubnd.pct", None)


@pytest.mark.parametrize("key", [Keys.Key_Return, Keys.Key_Tab])
def test_marks_that_were_typed_count(
    post: RecordForm, session: Session, settle: Settle, qtbot: QtBot, key: Qt.Key
) -> None:
    """Trưởng bản leads a village; a Trưởng ban sits in the council."""
    field = line(post, "post")
    field.setFocus()
    type_vietnamese(field, "Trưởng bản")
    press(key, "\t" if key == Keys.Key_Tab else "\r")
    row = kept_post(session, settle, post.record.id)
    assert (row.post, row.title) == (None, "Trưởng bản")


def test_what_the_unit_once_said_holds_for_typing_too(
    post: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    said = TitleMapping(id=session.env.new_id(), text="Trưởng bản", post="ubnd.pct")
    session.save((Change("title_mapping", said.id, None, said),), session.tell)
    settle()
    type_post(post, qtbot, "trưởng bản")
    assert kept_post(session, settle, post.record.id).post == "ubnd.pct"


def test_an_unknown_title_is_kept_as_written_and_shown_again(
    post: RecordForm, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    field = type_post(post, qtbot, "Tổ trưởng tổ tự quản số 3")
    settle()
    row = kept_post(session, settle, post.record.id)
    assert (row.post, row.title) == (None, "Tổ trưởng tổ tự quản số 3")
    assert "giữ nguyên" in field.accessibleDescription()
    assert field.property("fault") == "warning"
    post.clear()
    post.open(row.id)
    settle()
    assert field.text() == "Tổ trưởng tổ tự quản số 3"
    assert "giữ nguyên" in field.accessibleDescription()
    field.setFocus()
    line(post, "term").setFocus()
    assert kept_post(session, settle, row.id) == row
    type_post(post, qtbot, "chu tich hdnd")
    row = kept_post(session, settle, row.id)
    assert (row.post, row.title) == ("hdnd.ct", None)

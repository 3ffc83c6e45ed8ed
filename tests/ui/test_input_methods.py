"""Unikey, Telex, VNI, preedit and commit, decomposed letters: every kind of editor keeps what was meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from tests.ui.typing_hands import compose, press, replace_behind, send, states, unikey
from ui.records.form import RecordForm
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
Key = Qt.Key
Hands = Callable[[str], object]

NAMES = (
    "Lò Thị Ánh Dương",
    "Quàng Văn Ướt",
    "Giàng A Pó",
    "Sùng Thị Dợ",
    "Hạng Nủ Dế",
    "Pờ Dần Xinh",
    "Lỳ Phì Cà",
    "Khoàng Đức Nghĩa",
    "Mào Ết",
    "Nguyễn Thùy Quyên",
    "Ly",
)


def telex(text: str) -> object:
    """Unikey, Telex, recomposed letters without a key code."""
    return unikey(text)


def vni(text: str) -> object:
    """Unikey, VNI with tones at once, letters with a key code."""
    return unikey(text, at_once=True, packets=False)


def decomposed(text: str) -> object:
    """Letters and marks apart, as some keyboards commit them."""
    return send(commit=unicodedata.normalize("NFD", text))


WAYS = (telex, vni, compose, replace_behind, decomposed)


@pytest.fixture
def form(session: Session, settle: Settle, qtbot: QtBot) -> Iterator[RecordForm]:
    """A new person."""
    made = RecordForm(session, TABLES["person"])
    qtbot.addWidget(made)
    made.resize(480, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.start_new()
    settle()
    yield made
    settle()


def stored(session: Session, settle: Settle, record_id: str) -> Any:
    told: list[Any] = []
    session.ask(session, "s", lambda ws: ws.store.load("", ["person"]).find("person", record_id), told.append)
    settle()
    return told[0]


def test_the_hands_end_at_what_is_meant() -> None:
    for name in NAMES:
        for at_once in (False, True):
            words = [list(states(word, at_once=at_once))[-1] for word in name.split()]
            assert " ".join(words) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("hands", WAYS)
def test_names_of_all_peoples_in_a_line(form: RecordForm, session: Session, settle: Settle, hands: Hands) -> None:
    for name in NAMES:
        form.start_new()
        form.focus_field("full_name")
        hands(name)
        press(Key.Key_Return, "\r")
        kept = stored(session, settle, form.record.id).full_name
        assert kept == name
        assert unicodedata.is_normalized("NFC", kept)


@pytest.mark.parametrize("hands", WAYS)
def test_lines_of_text(form: RecordForm, session: Session, settle: Settle, hands: Hands) -> None:
    form.focus_field("note")
    hands("Đã đi học Điện Biên Phủ")
    press(Key.Key_Return, "\r", Qt.KeyboardModifier.AltModifier)
    hands("rồi về xã Mường Pồn")
    press(Key.Key_Return, "\r")
    assert stored(session, settle, form.record.id).note == "Đã đi học Điện Biên Phủ\nrồi về xã Mường Pồn"


@pytest.mark.parametrize("hands", WAYS)
@pytest.mark.parametrize("typed", ["Khơ-mú", "Hà Nhì", "Mông", "Lào", "Xinh-mun"])
def test_a_code_while_the_list_is_open(
    form: RecordForm, session: Session, settle: Settle, hands: Hands, typed: str
) -> None:
    form.focus_field("ethnic")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    hands(typed)
    assert unicodedata.normalize("NFC", field.text()) == typed  # the open list ate and moved no letter
    press(Key.Key_Return, "\r")
    (meant,) = session.catalogue["ethnic_groups"].match(typed)
    assert stored(session, settle, form.record.id).ethnic == meant.code


@pytest.mark.parametrize("hands", WAYS)
def test_a_reference_while_the_list_is_open(form: RecordForm, session: Session, settle: Settle, hands: Hands) -> None:
    told: list[Any] = []
    session.ask(session, "b", lambda ws: ws.store.page(PageQuery("body", limit=20)).rows, told.append)
    settle()
    body = next(row for row in told[0] if row.name.startswith("Phòng Văn hóa"))
    form.focus_field("body")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    hands(body.name)
    assert unicodedata.normalize("NFC", field.text()) == body.name
    press(Key.Key_Return, "\r")
    assert stored(session, settle, form.record.id).body == body.id


@pytest.mark.parametrize("hands", WAYS)
def test_dates_and_digits(form: RecordForm, session: Session, settle: Settle, hands: Hands) -> None:
    form.focus_field("birth")
    hands("1/3/75")
    press(Key.Key_Return, "\r")
    form.focus_field("id_number")
    hands("011185001234")
    press(Key.Key_Return, "\r")
    person = stored(session, settle, form.record.id)
    assert (person.birth.text, person.id_number) == ("1975-03-01", "011185001234")


@pytest.mark.parametrize("hands", WAYS)
def test_a_number(session: Session, settle: Settle, qtbot: QtBot, hands: Hands) -> None:
    made = RecordForm(session, TABLES["course"])
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.start_new()
    made.focus_field("cost")
    hands("18.500.000")
    press(Key.Key_Return, "\r")
    settle()
    told: list[Any] = []
    session.ask(session, "c", lambda ws: ws.store.load("", ["course"]).find("course", made.record.id), told.append)
    settle()
    assert told[0].cost == 18_500_000


@pytest.mark.parametrize("name", ["full_name", "note", "ethnic"])
def test_leaving_while_letters_are_composed_keeps_them_whole(
    form: RecordForm, session: Session, settle: Settle, name: str
) -> None:
    form.focus_field(name)
    field: Any = QApplication.focusWidget()
    for shown in states("Thái", at_once=False):
        send(preedit=shown)
        text = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
        assert text == ""  # nothing is committed half
    form.focus_field("id_number")
    person = stored(session, settle, form.record.id)
    assert getattr(person, name) == ("03" if name == "ethnic" else "Thái")


def test_a_taken_back_composition_leaves_nothing(form: RecordForm, session: Session, settle: Settle) -> None:
    form.focus_field("full_name")
    send(preedit="Thá")
    send(preedit="")
    form.focus_field("id_number")
    assert stored(session, settle, form.record.id) is None


@pytest.mark.parametrize("hands", WAYS)
def test_the_search_line_of_the_people(page: StorePage, settle: Settle, qtbot: QtBot, hands: Hands) -> None:
    page.show_screen("people")
    settle()
    people: Any = page.current()
    press(Key.Key_F, "", Qt.KeyboardModifier.ControlModifier)
    people.list.line.setFocus()
    hands("Ánh Dương")
    model = people.list.model
    qtbot.waitUntil(lambda: 0 < model.total < 10, timeout=5_000)
    assert all("Ánh Dương" in model.record(row).full_name for row in range(model.rowCount()))


@pytest.mark.parametrize("hands", WAYS)
def test_find_anything(page: StorePage, settle: Settle, qtbot: QtBot, hands: Hands) -> None:
    page.finder.open_fresh()
    qtbot.waitUntil(page.finder.line.hasFocus)
    hands("Giàng Thị Mỷ")
    qtbot.waitUntil(
        lambda: page.finder.found.count() > 0 and "Giàng Thị Mỷ" in page.finder.found.item(0).text(), timeout=5_000
    )
    page.finder.close()


@pytest.mark.parametrize("hands", WAYS)
@pytest.mark.parametrize("name", ["Quàng Văn Ướt", "Khoàng Đức Nghĩa"])
def test_a_cell_of_the_grid_typed_over(
    page: StorePage, session: Session, settle: Settle, hands: Hands, name: str
) -> None:
    press(Key.Key_2, "", Qt.KeyboardModifier.AltModifier)
    settle()
    press(Key.Key_G, "", Qt.KeyboardModifier.ControlModifier)
    settle()
    grid: Any = page.current().grid  # type: ignore[attr-defined]
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.setFocus()
    person = grid.model.record(0).id
    hands(name)
    press(Key.Key_Return, "\r")
    assert stored(session, settle, person).full_name == name

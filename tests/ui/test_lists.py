"""Models of lists, by Qt's own tester and by what they show; pages, search and order are the store's."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.records import Appointment
from app.domain.storage import PageQuery
from ui.fields.options import OptionModel, option
from ui.people.query import COLUMNS, RELATED, PeopleFilter, people_query
from ui.records.list_view import RecordList
from ui.records.model import RECORD_ROLE, RecordModel, columns_of, plain_query
from ui.shell.find_anything import find_records
from ui.work import queries
from ui.work.session import Session

Settle = Callable[[], None]


def shown(model: RecordModel, column: int = 0) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_record_model_obeys_qt(session: Session, settle: Settle, qtmodeltester: ModelTester) -> None:
    names = ("name", "kind", "tier", "order")
    model = RecordModel(session, "body", columns_of("body", names), plain_query(names))
    qtmodeltester.check(model)
    model.show(PageQuery("body"))
    settle()
    assert model.rowCount() == 6
    session.check()
    settle()
    model.sort(3, Qt.SortOrder.DescendingOrder)
    settle()
    assert shown(model, 3) == ["6", "5", "4", "3", "2", "1"]
    model.deleteLater()


def test_pages_are_fetched_as_one_scrolls(session: Session, settle: Settle, qtmodeltester: ModelTester) -> None:
    model = RecordModel(session, "person", columns_of("person", ("full_name",)), plain_query(("full_name",)))
    qtmodeltester.check(model)
    few = PageQuery("person")
    model.show(few)
    settle()
    assert (model.rowCount(), model.total) == (80, 80)
    assert len({model.index(row, 0).data(RECORD_ROLE).id for row in range(80)}) == 80
    model.deleteLater()


def test_search_needs_no_marks(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter()))
    model.show(PageQuery("person", text="duc thinh"))
    settle()
    assert set(shown(model)) == {"Nguyễn Đức Thịnh"}
    model.deleteLater()


def test_people_stand_by_given_name(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter()))
    model.show(PageQuery("person"))
    settle()
    names = list(dict.fromkeys(shown(model)))
    assert names[:3] == ["Điêu Thị Mai Chi", "Hạng Thị Chía", "Tòng Văn Chiêu"]
    model.deleteLater()


def test_filters_of_people(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter(planned=True)))
    model.show(PageQuery("person"))
    settle()
    assert model.total == 14
    model.read_with(people_query(PeopleFilter(planned=True, women=True)))
    settle()
    assert set(shown(model, 2)) == {"Nữ"}
    women = model.total
    model.read_with(people_query(PeopleFilter(untrained=True, women=True)))
    settle()
    assert 0 < model.total < women
    model.read_with(people_query(PeopleFilter(leaders=True)))
    settle()
    assert model.total == 10
    model.read_with(people_query(PeopleFilter(ids=frozenset())))
    settle()
    assert model.total == 0
    model.deleteLater()


def test_search_finds_any_form_of_unicode(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter()))
    for typed in (unicodedata.normalize("NFD", "Đức Thịnh"), unicodedata.normalize("NFC", "đức THỊNH"), "Ðức thịnh"):
        model.show(PageQuery("person", text=typed))
        settle()
        assert set(shown(model)) == {"Nguyễn Đức Thịnh"}, typed
    model.deleteLater()


def test_the_heading_of_names_keeps_the_order_by_given_name(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter()))
    model.show(PageQuery("person"))
    settle()
    plain = shown(model)
    model.sort(0, Qt.SortOrder.AscendingOrder)
    settle()
    assert shown(model) == plain
    model.sort(0, Qt.SortOrder.DescendingOrder)
    settle()
    assert list(dict.fromkeys(shown(model))) == list(dict.fromkeys(reversed(plain)))
    model.deleteLater()


def test_filters_combine(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter()))
    model.show(PageQuery("person"))
    settle()
    body = model.record(0).body

    def found(**wanted: Any) -> list[Any]:
        model.read_with(people_query(PeopleFilter(**wanted)))
        settle()
        assert model.total == model.rowCount()
        return [model.record(row) for row in range(model.rowCount())]

    assert {person.body for person in found(body=body)} == {body}
    assert {(person.body, person.sex) for person in found(body=body, women=True)} == {(body, "f")}
    assert len(found(post="ubnd.pct")) == 2
    assert len(found(post="ubnd.pct", leaders=True)) == 2
    planned = {person.id for person in found(planned=True)}
    untrained = {person.id for person in found(untrained=True)}
    assert untrained < planned
    soon = found(retiring_before=date(2030, 1, 1))
    assert soon
    assert all(person.birth.year <= 1972 for person in soon)
    assert found(retiring_before=date(2030, 1, 1), women=True, post="hdnd.ct", untrained=True) == []
    model.deleteLater()


def test_people_are_found_by_what_is_wrong_with_their_rows(session: Session, settle: Settle) -> None:
    """A finding about a post or a plan is one about its person."""
    told: list[Any] = []
    query = PageQuery("appointment", limit=1)
    session.ask(session, "post", lambda ws: ws.store.page(query).rows, told.extend)
    settle()
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter(ids=frozenset({told[0].id}))))
    model.show(PageQuery("person"))
    settle()
    assert [model.record(row).id for row in range(model.rowCount())] == [told[0].person]
    model.deleteLater()


def test_a_changed_row_is_read_again_in_its_place(session: Session, settle: Settle, qtmodeltester: ModelTester) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter(women=True)), related=RELATED)
    qtmodeltester.check(model)
    model.show(PageQuery("person"))
    settle()
    total, first = model.total, model.record(0)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    renamed = replace(first, full_name="Vừ A Ử", sex="m")
    session.save((Change("person", first.id, first, renamed),), session.tell)
    settle()
    assert (shown(model)[0], model.total, resets) == ("Vừ A Ử", total, [])
    session.save((Change("person", first.id, renamed, None),), session.tell)
    settle()
    assert (model.total, model.row_of(first.id), resets) == (total - 1, -1, [])
    assert model.row_of(model.record(5).id) == 5
    model.deleteLater()


def test_a_list_that_is_not_seen_reads_when_it_is_seen_again(session: Session, settle: Settle) -> None:
    model = RecordModel(session, "person", COLUMNS, people_query(PeopleFilter()), ahead=True)
    model.show(PageQuery("person"))
    settle()
    first = model.record(0)
    model.follow(on=False)
    session.save((Change("person", first.id, first, replace(first, full_name="Vừ A Ử")),), session.tell)
    settle()
    assert shown(model)[0] == first.full_name
    model.follow(on=True)
    settle()
    assert "Vừ A Ử" in shown(model)
    model.deleteLater()


def test_namesakes_are_told_apart_where_a_person_is_picked(session: Session, settle: Settle) -> None:
    told: list[Any] = []
    session.ask(session, "options", partial(queries.options, table="person"), told.extend)
    settle()
    labels = [item.label for item in told if item.label.startswith("Lò Thị Ánh Dương")]
    assert len(set(labels)) == len(labels) > 1
    assert all("sinh " in label for label in labels)
    assert any(label.endswith("Chủ tịch HĐND") for label in labels), labels
    hits: list[Any] = []
    session.ask(session, "hits", partial(find_records, text="anh duong"), hits.extend)
    settle()
    assert any("Chủ tịch HĐND" in hit.text for hit in hits)
    model = OptionModel()
    model.set_options(told)
    assert len(model.read("lo thi anh duong")) == len(labels)
    assert model.read(labels[0])[0].label == labels[0]
    model.deleteLater()


def test_option_model_obeys_qt_and_finds_without_marks(qtmodeltester: ModelTester) -> None:
    model = OptionModel()
    model.set_options(
        [option("08", "Mông (Hmông)", ("H Mông",)), option("03", "Thái"), option("c", "Chuyên viên chính")]
    )
    qtmodeltester.check(model)
    model.narrow("mong")
    assert [model.index(row).data() for row in range(model.rowCount())] == ["Mông (Hmông)"]
    model.narrow("cvc")
    assert model.rowCount() == 1
    assert [item.key for item in model.read("thai")] == ["03"]
    assert model.read("khong co") == ()


def test_the_list_says_how_many_and_keeps_the_choice(session: Session, settle: Settle, qtbot: QtBot) -> None:
    made = RecordList(session, "person", COLUMNS, people_query(PeopleFilter()))
    qtbot.addWidget(made)
    made.show_all()
    settle()
    assert made.count.text() == "80 dòng"
    wanted = made.model.record(40).id
    made.choose(wanted)
    assert made.current().id == wanted
    made.model.reload()
    settle()
    assert made.current().id == wanted
    assert made.step(1)
    assert made.current().id != wanted


def test_a_column_widens_for_a_text_that_comes_later(session: Session, settle: Settle, qtbot: QtBot) -> None:
    told: list[Any] = []
    session.ask(session, "p", lambda ws: ws.store.page(PageQuery("person", text="pang")).rows, told.extend)
    settle()
    person = next(row for row in told if row.birth is None)
    made = RecordList(session, "person", COLUMNS, people_query(PeopleFilter(ids=frozenset({person.id}))))
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    made.show_all()
    settle()
    born = replace(person, birth=PartialDate("1985-12-28"))
    session.save((Change("person", person.id, person, born),), told.append)
    settle()
    assert made.model.index(0, 1).data() == "28/12/1985"
    assert made.view.columnWidth(1) >= made.view.fontMetrics().horizontalAdvance("28/12/1985") + 16


def test_an_empty_list_says_what_to_do(session: Session, settle: Settle, qtbot: QtBot) -> None:
    made = RecordList(session, "person", COLUMNS, people_query(PeopleFilter(ids=frozenset())))
    made.model.hint = "Nhấn Ctrl+N."
    qtbot.addWidget(made)
    made.show_all()
    settle()
    assert made.model.empty_text() == "Chưa có dòng nào. Nhấn Ctrl+N."
    made.model.show(replace(made.model.query, text="khong co ai"))
    settle()
    assert made.model.empty_text() == "Không có dòng nào đúng với điều đang tìm, đang lọc."


def test_a_title_that_is_no_post_yet_stands_in_the_list(session: Session, settle: Settle) -> None:
    told: list[Any] = []
    session.ask(session, "p", lambda ws: ws.store.page(PageQuery("person", text="pang")).rows[0], told.append)
    settle()
    post = Appointment(id=session.env.new_id(), person=told[0].id, title="Tổ trưởng tổ bảo vệ rừng")
    session.save((Change("appointment", post.id, None, post),), told.append)
    query = people_query(PeopleFilter())
    session.ask(session, "list", lambda ws: query(ws, PageQuery("person", text="pang")), told.append)
    settle()
    cells = next(row.cells for row in told[1].rows if row.record.id == told[0].id)
    assert any(text.endswith("Tổ trưởng tổ bảo vệ rừng (chưa ghép)") for text in cells)

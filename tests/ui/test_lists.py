"""Models of lists, by Qt's own tester and by what they show; pages, search and order are the store's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.storage import PageQuery
from ui.people_query import COLUMNS, PeopleFilter, people_query
from ui.record_list import RecordList
from ui.record_model import RECORD_ROLE, RecordModel, columns_of, plain_query
from ui.session import Session
from ui.type_ahead import OptionModel, option

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

"""Filters of people on screen: they combine, chips say which are on, and the grid shows the same people as the list."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import focused
from tests.ui.grid.steps import CONTROL, SHIFT, Keys, Settle
from ui.look.flow_layout import FlowLayout
from ui.people.query import PeopleFilter
from ui.screens.people import PeopleScreen
from ui.work.session import Session


def chips(screen: PeopleScreen) -> list[str]:
    found = screen.filters.chips.findChildren(QPushButton)
    return [chip.text().removesuffix("✕").strip() for chip in found if chip.objectName() == "chip"]


def press(screen: PeopleScreen, text: str) -> None:
    """A button of the chips; those that were there before are on their way out."""
    found = [item for item in screen.filters.chips.findChildren(QPushButton) if item.text().startswith(text)]
    found[-1].click()


def test_filters_combine_and_chips_take_them_off(screen: PeopleScreen, settle: Settle, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), Keys.Key_L, CONTROL | SHIFT)
    assert screen.filters.panel.isVisible()
    assert focused() is screen.filters.finding
    screen.filters.women.click()
    settle()
    women = screen.list.model.total
    assert 0 < women < 80
    screen.filters.planned.setCurrentIndex(1)
    screen.filters.planned.activated.emit(1)
    settle()
    assert 0 < screen.list.model.total < women
    assert chips(screen)[-2:] == ["trong quy hoạch", "nữ"]
    press(screen, "trong quy hoạch")
    settle()
    assert screen.list.model.total == women
    press(screen, "Bỏ lọc")
    settle()
    assert screen.list.model.total == 80
    assert screen.filters.wanted == PeopleFilter()
    assert not screen.filters.chips.isVisible()
    qtbot.keyClick(screen.filters.finding, Keys.Key_L, CONTROL | SHIFT)
    assert not screen.filters.isVisible()


def test_a_post_and_a_body_are_found_while_one_types(screen: PeopleScreen, settle: Settle, qtbot: QtBot) -> None:
    screen.filters.toggle()
    qtbot.keyClicks(screen.filters.post, "chu tich hdnd")
    qtbot.keyClick(screen.filters.post, Keys.Key_Return)
    settle()
    assert screen.list.model.total == 1
    screen.filters.clear()
    qtbot.keyClicks(screen.filters.body_of, "phong kinh te")
    qtbot.keyClick(screen.filters.body_of, Keys.Key_Return)
    settle()
    assert 0 < screen.list.model.total < 80
    assert chips(screen)[-1] == "Phòng Kinh tế"


def test_retiring_before_a_typed_date(screen: PeopleScreen, settle: Settle, qtbot: QtBot) -> None:
    screen.filters.toggle()
    assert screen.filters.before.text() == "12/2027", "twelve months from now"
    screen.filters.retires.click()
    settle()
    soon = screen.list.model.total
    screen.filters.before.setText("2040")
    screen.filters.before.editingFinished.emit()
    settle()
    assert screen.list.model.total > soon
    screen.filters.before.setText("32/13")
    screen.filters.before.editingFinished.emit()
    settle()
    assert screen.filters.before.property("fault") == "error"
    assert screen.filters.wanted.retiring_before is None


def test_people_of_one_rule(screen: PeopleScreen, session: Session, settle: Settle) -> None:
    session.check()
    settle()
    rules = [screen.filters.finding.itemData(place) for place in range(screen.filters.finding.count())]
    one = next(place for place, name in enumerate(rules) if str(name).startswith("rule "))
    screen.filters.finding.setCurrentIndex(one)
    screen.filters.finding.activated.emit(one)
    settle()
    assert 0 < screen.list.model.total < 80
    session.check()
    settle()
    assert screen.filters.finding.currentData() == rules[one], "a new check keeps what was chosen"


def test_the_grid_shows_the_same_people(screen: PeopleScreen, settle: Settle, qtbot: QtBot) -> None:
    screen.filters.women.click()
    screen.list.line.setText("lo thi")
    screen.list.line.textEdited.emit("lo thi")
    qtbot.wait(250)
    settle()
    listed = [screen.list.model.record(row).id for row in range(screen.list.model.rowCount())]
    assert listed
    screen.toggle_grid()
    settle()
    shown = [screen.grid.model.record(row).id for row in range(screen.grid.model.rowCount())]
    assert shown == listed
    screen.filters.clear()
    settle()
    assert screen.grid.model.total == screen.list.model.total > len(listed) - 1
    screen.list.line.setText("không có ai tên này")
    screen.list.line.textEdited.emit("")
    qtbot.wait(250)
    settle()
    assert screen.grid.model.rowCount() == 0
    assert "đang tìm" in screen.grid.model.empty_text()


def test_chips_go_on_in_the_next_line(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    for number in range(6):
        flow.addWidget(QPushButton(f"bộ lọc {number}"))
    one = flow.heightForWidth(2000)
    assert flow.heightForWidth(250) > one == flow.itemAt(0).sizeHint().height()
    box.resize(250, 400)
    box.show()
    places = [flow.itemAt(number).geometry() for number in range(flow.count())]
    assert all(place.right() < 250 for place in places)
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    assert flow.itemAt(6) is None

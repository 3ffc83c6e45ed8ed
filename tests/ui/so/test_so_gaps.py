"""Cần thêm mấy người at Sở Nội vụ: the province, the units that lack, one unit, and names as the level allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.so.province import ACCEPTED, LEVEL_LOW
from ui.screens.gaps import GapsScreen
from ui.shell.window import StorePage

Settle = Callable[[], None]


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> GapsScreen:
    page.show_screen("so_gaps")
    settle()
    found = page.current()
    assert isinstance(found, GapsScreen)
    return found


def test_the_province_and_the_units_that_lack(screen: GapsScreen) -> None:
    assert "số liệu của 2/58 đơn vị" in screen.heading.text()
    assert screen.units.topLevelItemCount() == 3  # all, and the two that were accepted
    units = {row.unit.partition("@")[0] for row in screen._rows}
    assert units == {ACCEPTED, LEVEL_LOW}
    assert all(row.cells[3] == "" or row.cells[3].startswith("tỉnh ") for row in screen._rows)


def test_a_chosen_unit_narrows_the_list(screen: GapsScreen, settle: Settle) -> None:
    screen.chips.choose("")
    whole = screen.steps.topLevelItemCount()
    screen.units.setCurrentItem(screen.units.topLevelItem(1))
    settle()
    assert 0 < screen.steps.topLevelItemCount() < whole


def test_one_unit_alone(screen: GapsScreen, settle: Settle) -> None:
    places = {screen.scope.itemData(place): place for place in range(screen.scope.count())}
    (key,) = [key for key in places if key.startswith(LEVEL_LOW)]
    screen.scope.setCurrentIndex(places[key])
    screen.scope.activated.emit(places[key])
    settle()
    assert screen.heading.text().startswith("Xã Thanh Nưa")
    assert not screen.units.isVisible()
    assert {row.unit for row in screen._rows} == {key}
    assert all("Xã Thanh Nưa" in row.cells[1] or "chưa rõ người" in row.cells[1] for row in screen._rows)  # no names


def test_a_list_of_the_province_and_one_of_a_unit_are_apart(
    screen: GapsScreen, settle: Settle, page: StorePage
) -> None:
    screen.steps.choose([screen._rows[0].key])
    screen.name.setText("Của tỉnh")
    screen.keep.click()
    settle()
    assert screen.lists.findText("Của tỉnh") > 0
    screen.scope.setCurrentIndex(1)
    screen.scope.activated.emit(1)
    settle()
    assert screen.lists.findText("Của tỉnh") < 0
    told: list[object] = []
    page.session.run("gap list", lambda outcome: told.extend((row["name"], row["unit"]) for row in outcome.data))
    settle()
    assert told == [("Của tỉnh", "")]


def test_it_is_reached_from_the_first_page(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_home")
    settle()
    (made,) = [item for item in page.current().findChildren(QPushButton) if item.text() == "Cần thêm mấy người"]
    made.click()
    settle()
    assert page.shown_name == "so_gaps"

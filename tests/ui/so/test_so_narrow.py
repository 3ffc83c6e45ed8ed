"""Every screen of Sở Nội vụ on an old laptop's 1366 px at 200 %: nothing but a wide table is looked at sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QScrollArea, QTabBar, QWidget

from ui.look.turning_splitter import TurningSplitter
from ui.screens.catalogue import screens_of
from ui.shell.window import StorePage

Settle = Callable[[], None]
SCREENS = [spec.name for spec in screens_of("province")]
WIDTH, HEIGHT = 683, 364


def outside(page: StorePage) -> list[str]:
    """What is to be clicked or typed into and does not lie between the edges of the window."""
    return [
        f"{type(widget).__name__} {_words(widget)!r} {at}-{at + widget.width()}"
        for widget in _inputs(page.current())
        for at in [widget.mapTo(page, QPoint(0, 0)).x()]
        if at < 0 or at + widget.width() > page.width()
    ]


def _inputs(screen: QWidget) -> Iterator[QWidget]:
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in screen.findChildren(kind):
            if widget.isVisible() and not _rolls(widget, screen):
                yield widget


def _rolls(widget: QWidget, screen: QWidget) -> bool:
    """Whether it stands in a table or in a bar of tabs, which scroll by themselves."""
    above = widget.parentWidget()
    while above is not None and above is not screen:
        if isinstance(above, QTabBar) or (
            isinstance(above, QAbstractScrollArea) and not isinstance(above, QScrollArea)
        ):
            return True
        above = above.parentWidget()
    return False


def _words(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_looked_at_sideways(page: StorePage, settle: Settle, name: str) -> None:
    page.resize(WIDTH, HEIGHT)
    page.show_screen(name)
    settle()
    assert (page.width(), page.height()) == (WIDTH, HEIGHT), page.minimumSizeHint()
    area = next(item for item in page.findChildren(QScrollArea) if item.widget() is page.stack)
    assert area.horizontalScrollBar().maximum() == 0, page.current().minimumSizeHint()
    assert outside(page) == []


def test_a_narrow_window_has_a_rail_of_pictures_that_say_their_names(page: StorePage, settle: Settle) -> None:
    page.resize(WIDTH, HEIGHT)
    settle()
    buttons = page.rail.findChildren(QAbstractButton)
    assert [item.text() for item in buttons] == [""] * len(buttons)
    assert [item.accessibleName() for item in buttons[:2]] == ["Tổng quan", "Theo dõi nộp báo cáo"]
    assert buttons[1].toolTip() == "Theo dõi nộp báo cáo (Alt+2)"
    assert all(page.rail.rect().contains(item.geometry()) for item in buttons)
    page.rail.show_count("so_inbox", 12)
    assert buttons[2].accessibleName() == "Tiếp nhận báo cáo, 12"
    page.resize(1366, 728)
    settle()
    assert buttons[1].text() == "Theo dõi nộp báo cáo"
    assert page.rail.width() > 200


def test_a_screen_is_as_high_as_it_needs_and_not_as_the_highest_that_was_seen(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_home")
    settle()
    high = page.stack.heightForWidth(WIDTH)
    page.show_screen("so_board")
    settle()
    assert page.stack.heightForWidth(WIDTH) <= page.current().heightForWidth(WIDTH)
    assert page.stack.heightForWidth(WIDTH) < high


def test_names_of_units_are_read_whole_or_nearly_so(page: StorePage, settle: Settle) -> None:
    page.resize(WIDTH, HEIGHT)
    page.show_screen("so_board")
    settle()
    screen = page.current()
    assert screen.panel.view.columnWidth(0) >= 150
    assert screen.summary.width() > 400  # its buttons go below it


def test_a_preview_comes_into_sight(page: StorePage, settle: Settle) -> None:
    page.resize(WIDTH, HEIGHT)
    page.show_screen("so_inbox")
    settle()
    screen = page.current()
    screen.toggle_preview()
    settle()
    top = screen.package.mapTo(page, QPoint(0, 0)).y()
    assert 0 < top < HEIGHT - 100


def test_both_halves_of_the_first_page_are_alike_where_there_is_room(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_home")
    settle()
    (split,) = page.current().findChildren(TurningSplitter)
    left, right = split.sizes()
    assert abs(left - right) < 20

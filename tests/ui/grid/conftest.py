"""Nhân sự in the window, and its grid in front."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.grid.steps import Settle, focused
from ui.grid.panel import RecordGrid
from ui.screens.people import PeopleScreen
from ui.session import Session
from ui.window import StorePage


@pytest.fixture
def page(session: Session, settle: Settle, qtbot: QtBot) -> Iterator[StorePage]:
    """The window's page with Nhân sự in front."""
    made = StorePage(session)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_screen("people")
    settle()
    yield made
    settle()


@pytest.fixture
def screen(page: StorePage) -> PeopleScreen:
    shown = page.current()
    assert isinstance(shown, PeopleScreen)
    return shown


@pytest.fixture
def grid(screen: PeopleScreen, settle: Settle, qtbot: QtBot) -> RecordGrid:
    """The grid, to which the key leads."""
    qtbot.keyClick(focused(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert screen.shows_grid
    return screen.grid

"""Nhân sự in the window, and its grid in front."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import focused
from tests.ui.grid.steps import Settle
from ui.grid.panel import RecordGrid
from ui.screens.people import PeopleScreen
from ui.shell.window import StorePage


@pytest.fixture
def page(page: StorePage, settle: Settle) -> StorePage:
    """The window's page with the screen in front that is tested."""
    page.show_screen("people")
    settle()
    return page


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

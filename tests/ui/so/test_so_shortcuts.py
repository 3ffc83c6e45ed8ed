"""The sheet of keys and the shortcuts of the screens of Sở Nội vụ are the same."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.test_shortcuts import found_keys, listed
from ui.shell.window import StorePage


def test_every_shortcut_is_on_the_sheet_and_the_reverse(page: StorePage, settle: Callable[[], None]) -> None:
    for spec in page.specs:
        page.show_screen(spec.name)
        settle()
    assert found_keys(page) == listed(page.sheet.rows, own=False)

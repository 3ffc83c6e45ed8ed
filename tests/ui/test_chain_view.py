"""Kiểm tra chuỗi and the bar of the clock at a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.workspace import Workspace
from tests.ui.conftest import ask
from ui.screens.system import SystemScreen
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]


def opened(page: StorePage, settle: Settle) -> SystemScreen:
    page.show_screen("system")
    settle()
    screen = page.current()
    assert isinstance(screen, SystemScreen)
    screen.tabs.setCurrentWidget(screen.chain)
    return screen


def test_a_whole_chain_says_so(page: StorePage, settle: Settle) -> None:
    chain = opened(page, settle).chain
    assert chain.result.text() == ""
    chain.check.click()
    settle()
    assert chain.result.text().startswith("Chuỗi liền mạch")
    assert chain.faults.topLevelItemCount() == 0


@pytest.mark.fault("L01")
def test_a_clock_that_is_off_is_said_on_top(page: StorePage, session: Session, settle: Settle) -> None:
    assert not page.clock.isVisibleTo(page)

    def set_back(ws: Workspace) -> None:
        now = ws.env.now() - timedelta(days=365)
        ws.env = replace(ws.env, now=lambda: now)

    ask(session, settle, set_back)
    page.clock.again.click()
    settle()
    assert page.clock.isVisibleTo(page)
    assert page.clock.text.text().startswith("Đồng hồ máy có vẻ sai")

"""The plan pack desk in the window: a draft is begun, edited, confirmed, tried and issued."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ui.screens.so.pack import PackScreen
from ui.screens.so.pack_dialogs import ConfirmDialog, IssueDialog, TrialDialog
from ui.shell.window import StorePage

Settle = Callable[[], None]
LOWER_AGE = "rules.toml#rule.1.low"
PICTURES = os.environ.get("SO2282_PICTURES", "")


def picture(page: StorePage, name: str) -> None:
    """Keeps a picture of the window where a person asked for pictures."""
    if PICTURES:
        page.window().grab().save(str(Path(PICTURES) / f"{name}.png"))


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> PackScreen:
    """The screen of the plan pack, its desk in front."""
    page.show_screen("so_pack")
    settle()
    found = page.current()
    assert isinstance(found, PackScreen)
    found.tabs.setCurrentWidget(found.desk)
    settle()
    return found


def test_a_draft_is_edited_confirmed_tried_and_issued(page: StorePage, screen: PackScreen, settle: Settle) -> None:
    desk = screen.desk
    assert not desk.verbs[0].isEnabled()
    desk.begin()
    settle()
    version = desk.draft
    assert version
    desk.panel.line.setText("hs02 can duoi")
    desk.panel.choose(LOWER_AGE)
    chosen = desk.panel.current()
    assert chosen is not None
    assert chosen.key == LOWER_AGE
    desk.value.setPlainText("60")
    desk.set.click()
    settle()
    desk.panel.line.clear()
    desk.groups.setCurrentIndex(desk.groups.findData("đã sửa"))
    assert {row.key for row in desk.panel.model.rows()} == {chosen.key}
    picture(page, "bo-chi-tieu-sua")
    desk.try_draft()
    settle()
    trial = screen.findChild(TrialDialog)
    assert [row.key for row in trial.panels["Theo quy tắc"].model.rows()] == ["HS02"]
    if PICTURES:
        trial.grab().save(str(Path(PICTURES) / "bo-chi-tieu-chay-thu.png"))
    trial.reject()
    before = len(desk._shown.doubts) if desk._shown else 0
    desk.groups.setCurrentIndex(desk.groups.findData("chờ xác nhận"))
    desk.panel.choose("pack.toml#definitions.headline.value")
    assert desk.doubt.isVisible()
    desk.confirm_doubt()
    dialog = screen.findChild(ConfirmDialog)
    dialog.paper.setText("Công văn số 12/SNV-CCVC ngày 05/01/2027")
    dialog.go.click()
    settle()
    assert desk._shown is not None
    assert len(desk._shown.doubts) == before - 1
    desk.issue()
    settle()
    ask = screen.findChild(IssueDialog)
    assert not ask.go.isEnabled()
    ask.title.setText("Cận dưới của tuổi")
    picture(page, "bo-chi-tieu-ban-hanh")
    ask.go.click()
    settle()
    assert desk.draft == ""
    assert version in screen.head.text()


def test_a_value_that_the_pack_may_not_have_is_refused_and_stays(screen: PackScreen, settle: Settle) -> None:
    desk = screen.desk
    desk.begin()
    settle()
    desk.panel.line.setText("hs02 can duoi")
    desk.panel.choose(LOWER_AGE)
    desk.value.setPlainText('"chữ"')
    desk.set.click()
    settle()
    chosen = desk.panel.current()
    assert chosen is not None
    assert chosen.cells[2] == "18"

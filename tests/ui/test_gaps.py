"""Cần thêm mấy người at a unit: ticking moves the figures, a list is kept, found again, printed; all by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.progress import Progress, Silent
from app.workspace import Outcome, Workspace
from ui.screens import gaps
from ui.shell.window import StorePage

Settle = Callable[[], None]


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> gaps.GapsScreen:
    page.show_screen("gaps")
    settle()
    found = page.current()
    assert isinstance(found, gaps.GapsScreen)
    return found


def shown(screen: gaps.GapsScreen, column: int) -> dict[str, str]:
    """Texts of a column of the targets by their number."""
    lines = [screen.targets.topLevelItem(place) for place in range(screen.targets.topLevelItemCount())]
    return {line.text(0).split()[0]: line.text(column) for line in lines if line is not None}


def test_the_screen_says_what_the_command_says(screen: gaps.GapsScreen, settle: Settle) -> None:
    assert shown(screen, 2)["2.2"] == "6/14 = 42,9 %"
    assert shown(screen, 3)["2.2"] == "thiếu 2 nữ; hoặc thay 1 người"  # 8/16; 7/14
    assert set(shown(screen, 4).values()) == {""}
    assert screen.chips.key == "useful"
    answers: list[Outcome] = []
    screen.session.run("gap", answers.append)
    settle()
    assert [row["step"] for row in answers[0].data["suggestions"]] == [row.key for row in screen._rows]


def test_ticking_by_keyboard_moves_the_figures(screen: gaps.GapsScreen, settle: Settle, qtbot: QtBot) -> None:
    screen.chips.choose("plan")
    assert screen.steps.topLevelItemCount() == 2
    screen.steps.setFocus()
    qtbot.keyClick(screen.steps, Qt.Key.Key_Space)
    settle()
    assert screen.count.text() == "Đã chọn 1 việc"
    assert shown(screen, 4)["2.2"] == "7/15 = 46,7 %, thiếu 1 nữ; hoặc thay 1 người"
    qtbot.keyClick(screen.steps, Qt.Key.Key_Down)
    qtbot.keyClick(screen.steps, Qt.Key.Key_Return)
    settle()
    assert shown(screen, 4)["2.2"] == "8/16 = 50,0 %, đã đạt"
    assert shown(screen, 4)["2.3"] == "6/8 = 75,0 %, thiếu 2 nữ"  # who is planned is trained, too
    screen.none.click()
    settle()
    assert set(shown(screen, 4).values()) == {""}


def test_a_list_is_kept_and_found_again(screen: gaps.GapsScreen, settle: Settle) -> None:
    assert not screen.keep.isEnabled()
    keys = [row.key for row in screen._rows if row.kind == "train"]
    screen.steps.choose(keys)
    screen.name.setText("Phương án 1")
    screen.keep.click()
    settle()
    assert screen.lists.currentText() == "Phương án 1"
    screen.reload()
    settle()
    assert screen.lists.currentText() == "Danh sách mới"
    assert screen.steps.chosen == frozenset()
    screen.lists.setCurrentIndex(screen.lists.findText("Phương án 1"))
    screen.lists.activated.emit(screen.lists.currentIndex())
    settle()
    assert screen.steps.chosen == frozenset(keys)
    assert screen.chips.key == "ticked"
    assert screen.steps.topLevelItemCount() == len(keys)
    assert shown(screen, 4)["2.3"] == "6/6 = 100,0 %, đã đạt"


def test_enough_is_ticked_at_once(screen: gaps.GapsScreen, settle: Settle) -> None:
    screen.enough.click()
    settle()
    assert screen.chips.key == "ticked"
    assert shown(screen, 4)["2.2"] == "8/16 = 50,0 %, đã đạt"
    assert shown(screen, 4)["2.3"] == "8/8 = 100,0 %, đã đạt"
    assert screen.steps.topLevelItemCount() == len(screen.steps.chosen) > 2


def test_a_list_is_printed_and_dropped(
    screen: gaps.GapsScreen, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "choose_file_to_write", lambda *_: tmp_path / "a.pdf")
    monkeypatch.setattr(gaps, "confirm", lambda *_: True)
    screen.steps.choose([screen._rows[0].key])
    screen.name.setText("Phương án 2")
    screen.print.click()
    settle()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    screen.drop.click()
    settle()
    assert screen.lists.findText("Phương án 2") < 0
    assert not screen.drop.isVisible()


def test_a_change_of_the_records_is_seen(screen: gaps.GapsScreen, settle: Settle) -> None:
    def removed(ws: Workspace, progress: Progress) -> Outcome:
        spec = command("record save")
        rows = ws.store.load().tables["training"]
        changes = tuple(Change("training", key, row, None) for key, row in rows.items())
        return ws.run(spec, resolve(spec), Silent(), changes=changes)

    screen.session.jobs.run("", removed, lambda _: None)
    settle()
    assert shown(screen, 2)["2.3"] == "0/6 = 0,0 %"


def test_it_is_reached_from_the_first_page(page: StorePage, settle: Settle) -> None:
    page.show_screen("home")
    settle()
    (made,) = [item for item in page.current().findChildren(QPushButton) if item.text() == "Cần thêm mấy người"]
    made.click()
    settle()
    assert page.shown_name == "gaps"

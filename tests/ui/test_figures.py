"""Con số này từ đâu ra at a unit: tiles, bars and cells of forms answer to a click and to Enter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands.figures.behind_unit import Behind, behind
from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.domain.unit_records import Activity
from app.plan.figure_refs import line_ref
from app.progress import Silent
from app.workspace import Workspace
from tests.ui.sample_store import make_empty
from ui.figures.asked import AskedBars, TileCard
from ui.figures.figure_dialog import FigureDialog
from ui.figures.home_query import home
from ui.screens.frozen import FrozenScreen
from ui.screens.frozen_dialog import FreezeDialog
from ui.screens.unit_home import UnitHome
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]


@pytest.fixture
def show(qtbot: QtBot, settle: Settle) -> Iterator[Callable[[QWidget], None]]:
    """Shows a screen."""

    def made(screen: QWidget) -> None:
        qtbot.addWidget(screen)
        screen.resize(1150, 660)
        with qtbot.waitExposed(screen):
            screen.show()
        settle()

    yield made
    settle()


def test_every_line_of_every_indicator_says_what_is_behind_it(session: Session, settle: Settle) -> None:
    told: list[dict[str, Behind]] = []

    def ask(ws: Workspace) -> dict[str, Behind]:
        return {line.id: behind(ws, line_ref(line.id)) for line in ws.pack.indicators}

    session.ask(session, "lines", ask, told.append)
    settle()
    for found in told[0].values():
        assert found.title
        assert found.clause.startswith("KH 18/02/2021")
        assert found.value
        assert found.cells
        for cell in found.cells:
            assert all(reason for _, reason, *_ in cell.excluded)
        assert all(reason for *_, reason in found.members)
    assert sum(bool(found.members) for found in told[0].values()) >= 2


def test_tiles_and_bars_answer_to_click_and_enter(
    session: Session, show: Callable[[QWidget], None], settle: Settle, qtbot: QtBot
) -> None:
    screen = UnitHome(session)
    show(screen)
    screen.shown()
    settle()
    tile = screen.findChildren(TileCard)[2]
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    settle()
    dialog = screen.findChild(FigureDialog)
    assert [dialog.tree.topLevelItem(place).text(0).partition(":")[0] for place in (0, 1)] == ["Tử số", "Mẫu số"]
    _close(screen)
    bars = screen.findChild(AskedBars)
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    settle()
    assert "quy hoạch" in screen.findChild(FigureDialog).tree.topLevelItem(0).text(0)
    _close(screen)
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    settle()
    assert screen.findChild(FigureDialog) is not None
    _close(screen)


def test_a_unit_opens_a_code_and_is_told_what_it_cannot_freeze(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("forms")
    settle()
    page.show_screen("frozen")
    settle()
    screen = page.current()
    assert isinstance(screen, FrozenScreen)
    screen.freeze()
    settle()
    dialog = screen.findChild(FreezeDialog)
    assert "chưa lập gói nộp nào" in dialog.head.text()
    dialog.lines.setPlainText("Báo cáo năm")
    assert not dialog.go.isEnabled()
    dialog.reject()
    picture(page, "don_vi_chot")
    page.show_screen("home")
    settle()
    picture(page, "don_vi_tong_quan")
    home = page.current()
    QTest.mouseClick(home.findChildren(TileCard)[0], Qt.MouseButton.LeftButton)
    settle()
    qtbot.wait(50)
    picture_of(home.findChild(FigureDialog), "don_vi_con_so")
    _close(home)


def picture(page: StorePage, name: str) -> None:
    """Keeps a picture of the window where a person asked for pictures."""
    picture_of(page.window(), name)


def picture_of(widget: QWidget, name: str) -> None:
    """The same of a dialog."""
    if folder := os.environ.get("SO2282_PICTURES", ""):
        widget.grab().save(str(Path(folder) / f"{name}.png"))


def _close(screen: UnitHome) -> None:
    for dialog in screen.findChildren(FigureDialog):
        dialog.close()
        dialog.setParent(None)
        dialog.deleteLater()


def test_what_nobody_has_entered_is_no_no_and_no_nobody(tmp_path: Path) -> None:
    """Missing, none and nobody are three things: a tile says which."""
    empty = make_empty(tmp_path)
    ws = empty.open()
    try:
        tiles = {tile.number: tile for tile in home(ws).tiles}
        assert {tile.figure for tile in tiles.values()} <= {"chưa có số liệu", "chưa đủ số liệu"}
        assert not any(tile.verdict or tile.line or tile.percent is not None for tile in tiles.values())
        nobody = Activity(id=ws.env.new_id(), task="II.2", none=True)
        spec = command("record save")
        ws.run(spec, resolve(spec), Silent(), changes=(Change("activity", nobody.id, None, nobody),))
        tiles = {tile.number: tile for tile in home(ws).tiles}
        assert tiles["2.2"].figure == tiles["2.3"].figure == "không có đối tượng"
        assert tiles["2.1a"].figure == "chưa có số liệu"
    finally:
        ws.store.close()

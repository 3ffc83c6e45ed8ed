"""What the tests of the grid do again and again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.records import Person
from app.domain.storage import HistoryLine, PageQuery
from ui.grid.panel import RecordGrid
from ui.grid.paste_dialog import PasteDialog
from ui.shell.window import StorePage
from ui.work.session import Session

Settle = Callable[[], None]
Keys = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NAME, SEX, BIRTH, NUMBER, ETHNIC, BODY = range(6)
LANGUAGE = 13


def people(session: Session, settle: Settle) -> dict[str, Person]:
    told: list[tuple[Person, ...]] = []
    query = PageQuery("person", limit=500)
    session.ask(session, "people", lambda ws: ws.store.page(query).rows, told.append)
    settle()
    return {person.id: person for person in told[0]}


def history(session: Session, settle: Settle) -> list[str]:
    told: list[HistoryLine] = []
    session.ask(session, "history", lambda ws: ws.store.history(limit=100), told.extend)
    settle()
    return [line.entry.text for line in told]


def activate(page: StorePage, qtbot: QtBot) -> None:
    """A desktop makes the window active again when a dialog or a list is closed; the offscreen platform does not."""
    with qtbot.waitActive(page):
        page.activateWindow()


def undo(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    activate(page, qtbot)
    qtbot.keyClick(page, Keys.Key_Z, CONTROL)
    settle()


def select(grid: RecordGrid, top: int, left: int, bottom: int, right: int) -> None:
    model, flags = grid.model, QItemSelectionModel.SelectionFlag
    grid.view.go_to(top, left)
    grid.view.selectionModel().select(
        QItemSelection(model.index(top, left), model.index(bottom, right)), flags.ClearAndSelect
    )


def put_on_clipboard(rows: list[list[str]]) -> None:
    QApplication.clipboard().setText("\r\n".join("\t".join(row) for row in rows) + "\r\n")


def opened(grid: RecordGrid) -> PasteDialog:
    dialog = grid.view.findChild(PasteDialog)
    assert dialog is not None
    return dialog

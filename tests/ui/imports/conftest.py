"""A window of an import over a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.records import Person
from tests.ui.imports.hands import Open, Settle
from ui.imports.opening import preview_file
from ui.imports.window import ImportDialog
from ui.work.session import Session


@pytest.fixture
def host(qtbot: QtBot, session: Session, settle: Settle) -> Iterator[QWidget]:
    """A window that a dialog can stand over."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    settle()
    yield made
    settle()
    for widget in QApplication.topLevelWidgets():
        widget.close()


@pytest.fixture
def opened(host: QWidget, session: Session, qtbot: QtBot, settle: Settle) -> Open:
    """Opens the window of an import of a file."""

    def made(path: Path) -> ImportDialog:
        before = set(host.findChildren(ImportDialog))
        preview_file(host, session, path)
        qtbot.waitUntil(lambda: bool(set(host.findChildren(ImportDialog)) - before), timeout=30_000)
        dialog = (set(host.findChildren(ImportDialog)) - before).pop()
        assert isinstance(dialog, ImportDialog)
        with qtbot.waitActive(dialog):
            dialog.activateWindow()
        settle()
        return dialog

    return made


@pytest.fixture
def people(session: Session, settle: Settle) -> Callable[[], list[Person]]:
    """Reads all people."""

    def read() -> list[Person]:
        told: list[Any] = []
        session.ask(session, "people", lambda ws: ws.store.load("", ["person"]).rows(Person), told.append)
        settle()
        return list(told[0])

    return read

"""Fixtures of the window's tests: a real practice store, opened in a real store thread; nothing is faked."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands.enrolment.enrolling import enrol_file
from app.paths import resource_root
from app.progress import Silent
from app.workspace import Workspace
from tests.ui.sample_store import Sample, make_sample
from ui.look.theme import LIGHT, apply_theme
from ui.look.vietnamese import speak_vietnamese
from ui.shell.window import StorePage
from ui.work import queries
from ui.work.jobs import Jobs
from ui.work.session import Session


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["so2282"]


@pytest.fixture(scope="session", autouse=True)
def _look(qapp: QApplication) -> None:
    speak_vietnamese(qapp, resource_root())
    apply_theme(qapp, LIGHT)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A store of 80 people, made once."""
    return make_sample(tmp_path_factory.mktemp("mau"))


@pytest.fixture
def sample(template: Sample, tmp_path: Path) -> Sample:
    """A copy of the store for one test."""
    folder = tmp_path / "don-vi"
    shutil.copytree(template.folder, folder)
    return Sample(template.env, folder, template.province)


@pytest.fixture
def jobs(qapp: QApplication, sample: Sample) -> Iterator[Jobs]:
    """The store thread with the store open."""
    made = Jobs()
    broken: list[Exception] = []
    made.broken.connect(broken.append)
    made.open(sample.open, lambda: None, broken.append)
    yield made
    made.close()
    assert not made.thread_is_alive
    assert not broken, broken
    made.deleteLater()


@pytest.fixture
def settle(qtbot: QtBot, jobs: Jobs) -> Callable[[], None]:
    """Waits until every question and save has ended, with those that they led to."""

    def wait() -> None:
        for _ in range(4):
            ended: list[bool] = []
            jobs.run("", lambda ws, progress: None, lambda _, ended=ended: ended.append(True))
            qtbot.waitUntil(lambda ended=ended: bool(ended), timeout=20_000)

    return wait


@pytest.fixture
def session(jobs: Jobs, sample: Sample, qtbot: QtBot) -> Iterator[Session]:
    """The open store as the window sees it."""
    cards: list[queries.Card] = []
    jobs.ask(jobs, "card", queries.card, cards.append)
    qtbot.waitUntil(lambda: bool(cards), timeout=20_000)
    made = Session(sample.env, jobs, cards[0])
    yield made
    made.deleteLater()


@pytest.fixture
def page(session: Session, settle: Callable[[], None], qtbot: QtBot) -> Iterator[StorePage]:
    """The window's page, active and filled."""
    made = StorePage(session)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    settle()
    yield made
    settle()


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication) -> Iterator[None]:
    """No thread and no window outlives a test."""
    threads = set(threading.enumerate())
    yield
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    qapp.processEvents()
    assert set(threading.enumerate()) <= threads


def type_vietnamese(widget: QWidget, text: str) -> None:
    """Types as an input method does: QTest.keyClicks aborts on letters that are not ASCII."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def ask(session: Session, settle: Callable[[], None], query: Callable[[Workspace], Any]) -> Any:
    """The answer to a question."""
    told: list[Any] = []
    session.ask(session, "test", query, told.append)
    settle()
    return told[0]


def focused() -> QWidget:
    """The widget that has the cursor."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def found(items: Any, **wanted: Any) -> Any:
    """The only item whose attributes are these."""
    chosen = [item for item in items if all(getattr(item, name) == value for name, value in wanted.items())]
    assert len(chosen) == 1, chosen
    return chosen[0]


@pytest.fixture
def enrolment(template: Sample, tmp_path: Path) -> Callable[[], tuple[Path, str]]:
    """Makes an enrolment file of another commune, with its activation code."""

    def make() -> tuple[Path, str]:
        folder = tmp_path / "so"
        shutil.copytree(template.province, folder)
        ws = Workspace(template.env, template.env.stores.open(folder, None, template.password))
        try:
            given = enrol_file(ws, Silent(), out=tmp_path, unit="03217").data[0]
        finally:
            ws.store.close()
        return Path(given["file"]), given["code"]

    return make

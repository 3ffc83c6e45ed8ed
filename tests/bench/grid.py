"""How smooth the grid scrolls through 10,000 people: the time of every frame on the GUI thread.

By the page, by the wheel and in jumps, first while nothing else happens, then while the store thread checks everybody
again and again, as it does after each change.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.commands.demo.people import UnitPlan, make_unit
from app.commands.demo.samples import load_samples
from app.domain.storage import HistoryEntry
from app.paths import resource_root
from app.workspace import Environment, Workspace
from db.opening import create_store
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.grid.view import GridView
    from ui.work.session import Session

PEOPLE: Final = 10_000
SEED: Final = 2282
_SIZE: Final = (1366, 768)
_WHEEL: Final = 400
_JUMPS: Final = 40
_LONGEST_SECONDS: Final = 60.0
_NOTCH: Final = -120


def grid_scroll(work: Path) -> Measured:
    """Scrolls the grid; `max_ms` and `p99_ms` of its frames, and the same while people are checked."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["SO2282_SETTINGS"] = str(material.empty(work / "settings"))
    env = material.environment()
    folder = material.empty(work / "grid")
    _make_store(env, folder)
    from PySide6.QtWidgets import QApplication

    from ui.look.theme import LIGHT, apply_theme
    from ui.shell.window import StorePage
    from ui.work import queries
    from ui.work.jobs import Jobs
    from ui.work.session import Session

    app = QApplication([])
    apply_theme(app, LIGHT)
    jobs = Jobs()
    jobs.open(lambda: Workspace(env, env.stores.open(folder, material.USER, material.PASSPHRASE)), _nothing, _raise)
    cards: list[queries.Card] = []
    jobs.ask(jobs, "card", queries.card, cards.append)
    _until(app, lambda: bool(cards))
    session = Session(env, jobs, cards[0])
    page = StorePage(session)
    page.resize(*_SIZE)
    page.show()
    page.show_screen("people")
    people = page.current()
    people.toggle_grid()  # type: ignore[attr-defined]
    view: GridView = people.grid.view  # type: ignore[attr-defined]
    _until(app, lambda: view.model().rowCount() == PEOPLE and session.has_checked)
    _until(app, lambda: jobs.saves_waiting == 0)
    clock = Clock()
    with clock.measured():
        free = [_frame(app, view, move) for move in _moves(view)]
    busy = _while_checking(app, session, view)
    page.close()
    page.deleteLater()
    app.processEvents()
    jobs.close()
    return clock.result(frames=len(free), **_told("", free), **_told("busy_", busy))


def _make_store(env: Environment, folder: Path) -> None:
    unit = next(iter(env.units))
    samples = load_samples(resource_root() / "samples")
    data = make_unit(UnitPlan(unit, PEOPLE), SEED, env.now().date(), env.catalogue, samples)
    store = create_store(folder, "unit", data.unit, material.USER, material.PASSPHRASE, cheap=True, practice=True)
    store.apply(material.changes_of(data), HistoryEntry("import", store.user, "2026-11-20T08:00:00+00:00", "Nhập"))
    store.close()


def _moves(view: GridView) -> Iterator[Callable[[], object]]:
    """Through the whole grid by pages, a way by the wheel, then jumps to and fro and sideways."""
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    bar, aside = view.verticalScrollBar(), view.horizontalScrollBar()
    bar.setValue(0)
    for start in range(0, bar.maximum(), bar.pageStep()):
        yield partial(bar.setValue, start)
    yield partial(bar.setValue, 0)
    place = QPointF(400, 300)
    for _ in range(_WHEEL):
        notch = QWheelEvent(
            place, place, QPoint(), QPoint(0, _NOTCH), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        yield partial(QApplication.sendEvent, view.viewport(), notch)
    for number in range(_JUMPS):
        yield partial(bar.setValue, bar.maximum() * (number % 3) // 2)
        yield partial(aside.setValue, aside.maximum() * (number % 4) // 3)


def _while_checking(app: QApplication, session: Session, view: GridView) -> list[float]:
    """Frames while the store thread checks; a check that has ended is begun again."""
    frames: list[float] = []
    session.checked.connect(session.check)
    session.check()
    for number, move in enumerate(_moves(view)):
        if number % 4 == 0:
            frames.append(_frame(app, view, move))
    session.checked.disconnect(session.check)
    return frames


def _frame(app: QApplication, view: GridView, move: Callable[[], object]) -> float:
    started = time.perf_counter()
    move()
    app.processEvents()
    view.viewport().repaint()
    return (time.perf_counter() - started) * 1000


def _told(prefix: str, frames: list[float]) -> dict[str, float]:
    ordered = sorted(frames)
    return {
        f"{prefix}max_ms": ordered[-1],
        f"{prefix}p99_ms": ordered[int(len(ordered) * 0.99)],
        f"{prefix}median_ms": ordered[len(ordered) // 2],
    }


def _nothing() -> None:
    """The store is open."""


def _raise(wrong: Exception) -> None:
    raise wrong


def _until(app: QApplication, ready: Callable[[], bool]) -> None:
    limit = time.monotonic() + _LONGEST_SECONDS
    while not ready():
        assert time.monotonic() < limit, "the grid did not come so far"
        app.processEvents()
        time.sleep(0.002)


if __name__ == "__main__":
    serve(grid_scroll)

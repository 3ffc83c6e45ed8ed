"""How long a person looks at nothing: from the start of the process to a painted window, and from the key to the list.

The first paint is seen from outside, on a screen of memory, by the same eyes for the empty window and for ours.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.screen import Screen
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve
from tests.bench.processes import NO_LIMIT, Limit, Result

EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("Cửa sổ trống, để so sánh với chương trình"))
window.resize(1280, 720)
window.show()
app.exec()
"""
_LONGEST_SECONDS = 60.0
_LISTED = material.UNITS[1]


def empty_command() -> list[str]:
    """An empty PySide6 window of the size of ours."""
    return [sys.executable, "-c", EMPTY]


def program_command(work: Path) -> list[str]:
    """Our window with data that waits for its password."""
    store = work / f"unit-{_LISTED}" / "store"
    return [sys.executable, "-m", "app", "--store", str(store), "ui"]


def first_paints(commands: Mapping[str, list[str]], times: int, limit: Limit = NO_LIMIT) -> dict[str, Result]:
    """Starts windows in turn, again and again.

    Args:
        commands: name → command that opens a window.
        times: how often; one more, not counted, fills the cache of the disk.
        limit: of the started process; the screen has none.
    """
    seen: dict[str, list[_Start]] = {name: [] for name in commands}
    with Screen() as screen, tempfile.TemporaryDirectory() as settings:
        environment = {**screen.environment(), "SO2282_SETTINGS": settings}
        for _ in range(times + 1):
            for name, command in commands.items():
                seen[name].append(_start(screen, [*limit.prefix(), *command], environment))
    return {name: _result(starts[1:]) for name, starts in seen.items()}


@dataclass(frozen=True, slots=True)
class _Start:
    seconds: float
    cpu: float
    peak_mb: float


def _start(screen: Screen, command: list[str], environment: dict[str, str]) -> _Start:
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment)
    took = screen.wait_until_painted(_LONGEST_SECONDS) - started
    process.terminate()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    screen.wait_until_blank()
    return _Start(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def _result(starts: Sequence[_Start]) -> Result:
    seconds = tuple(start.seconds for start in starts)
    cpu = statistics.median(start.cpu for start in starts)
    return Result(statistics.median(seconds), cpu, max(start.peak_mb for start in starts), seconds)


def people_list(work: Path) -> Measured:
    """From the key in hand to a painted list of 500 people, in a running program."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["SO2282_SETTINGS"] = str(material.empty(work / "settings"))
    from PySide6.QtWidgets import QApplication

    from app.settings import load_settings
    from ui.look.theme import apply_theme, theme_named
    from ui.shell.application import Shell

    app = QApplication([])
    settings = load_settings()
    apply_theme(app, theme_named(settings.theme))
    shell = Shell(material.environment, settings, work / f"unit-{_LISTED}" / "store")
    shell.show()
    _until(app, lambda: shell.isActiveWindow() or shell.isVisible())
    app.processEvents()

    clock, started = Clock(), time.perf_counter()
    with clock.measured():
        shell.unlock.asked.emit(work / f"unit-{_LISTED}" / "store", "", material.PASSPHRASE)
        _until(app, lambda: shell.page is not None)
        opened = time.perf_counter() - started
        assert shell.page is not None
        shell.page.show_screen("people")
        people = shell.page.current()
        _until(app, lambda: people.list.model.total == _LISTED)  # type: ignore[attr-defined]
        people.grab()
    shell.end()
    return clock.result(opened_seconds=opened)


def _until(app: object, ready: object) -> None:
    limit = time.monotonic() + _LONGEST_SECONDS
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < limit, "the window did not come so far"
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.002)


if __name__ == "__main__":
    serve(people_list)

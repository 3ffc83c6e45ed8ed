"""Another window of the program on other data: a process of its own, because one process has one store open."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def open_window(folder: Path) -> bool:
    """Starts the program on a folder of data; False where the system would not start it."""
    own = [] if getattr(sys, "frozen", False) else ["-m", "app"]
    started, _ = QProcess.startDetached(sys.executable, [*own, "--store", str(folder), "ui"])
    return bool(started)

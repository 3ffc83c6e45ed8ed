"""Bugs: a report on this machine without personal data, a dialog that says so, and what a hard crash left behind.

A report holds kinds of errors, files and lines of the program; never a message, because it may quote a name.
"""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.log import logger
from app.workspace import PROGRAM_VERSION

_HARD: Final = "su-co-nang.txt"
_SEEN: Final = "su-co-nang-da-xem.txt"


class CrashGuard(QObject):
    """Catches what nobody caught, in any thread, and writes a report."""

    caught = Signal(object)
    """Path of a report, or None where it could not be written."""

    def __init__(self, folder: Path, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._now = now

    def install(self) -> None:
        """Takes over the hooks of the interpreter and watches for hard crashes."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = lambda args: self.report(args.exc_value or RuntimeError())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            hard = (self._folder / _HARD).open("w", encoding="utf-8")
            faulthandler.enable(hard)
        except OSError:
            faulthandler.enable()

    def report(self, wrong: BaseException) -> None:
        """Writes a report and tells the window."""
        text = describe(wrong, self._now())
        logger("crash").error("%s", type(wrong).__name__)
        path: Path | None = self._folder / f"su-co-{self._now():%Y%m%d-%H%M%S}.txt"
        try:
            assert path is not None
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            path = None
        self.caught.emit(path)

    def _on_uncaught(self, kind: type[BaseException], wrong: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, wrong, where)
            return
        self.report(wrong)


def describe(wrong: BaseException, at: datetime) -> str:
    """What a report says of an error: version, system, kind, and the lines of code; no message and no value."""
    lines = [
        f"Sổ 2282 {PROGRAM_VERSION}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        at.isoformat(timespec="seconds"),
        "",
    ]
    link: BaseException | None = wrong
    while link is not None:
        lines.append(type(link).__name__)
        frames = traceback.extract_tb(link.__traceback__)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        link = link.__cause__ or link.__context__
    return "\n".join(lines) + "\n"


def left_behind(folder: Path) -> Path | None:
    """What a hard crash of the last session left, kept under another name; None for nothing. Call before `install`."""
    hard = folder / _HARD
    try:
        if hard.stat().st_size == 0:
            return None
        seen = folder / _SEEN
        hard.replace(seen)
    except OSError:
        return None
    return seen


def show_crash(parent: QWidget | None, report: Path | None) -> None:
    """Says that the program has a bug, that the data is safe, and where the report is."""
    text = "Chương trình gặp sự cố ở thao tác vừa rồi. Dữ liệu đã lưu trước đó vẫn nguyên vẹn."
    box = QMessageBox(QMessageBox.Icon.Critical, "Sự cố của chương trình", text, parent=parent)
    where = f"Báo cáo sự cố (không có dữ liệu cá nhân) ở:\n{report}" if report else "Không ghi được báo cáo sự cố."
    box.setInformativeText(f"{where}\nĐóng rồi mở lại chương trình; nếu còn gặp, gửi tệp này cho Sở Nội vụ.")
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setObjectName("crash")
    box.open()

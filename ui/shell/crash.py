"""Bugs in the window: a report on this machine, a dialog that says so, and what a hard crash left behind."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app import PROGRAM_VERSION
from app.crash_report import keep_report
from app.log import logger

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
        logger("crash").error("%s", type(wrong).__name__)
        path = keep_report(self._folder, wrong, PROGRAM_VERSION, self._now())
        self.caught.emit(path)

    def _on_uncaught(self, kind: type[BaseException], wrong: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, wrong, where)
            return
        self.report(wrong)


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

"""The tabs of an import: one for each sheet with how many rows the filter leaves, then letters and findings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QTabBar

from app.vietnamese.numbers import integer
from ui.imports.answer import Answer
from ui.imports.rows_model import rows_of


class ImportTabs(QTabBar):
    """Keeps the chosen tab while names and numbers change."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Các trang tính, chữ đã chuyển, lỗi và cảnh báo")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)

    def show_answer(self, answer: Answer, wanted: str) -> None:
        """Names the tabs; `wanted` is the filter."""
        names = [f"{sheet.name.replace('&', '&&')} ({integer(len(rows_of(sheet, wanted)))})" for sheet in answer.sheets]
        names.append(f"Chữ đã chuyển ({integer(len(answer.letters))})")
        names.append(f"Lỗi, cảnh báo nếu nhập ({integer(len(answer.findings))})")
        first = next((place for place, sheet in enumerate(answer.sheets) if rows_of(sheet, wanted)), 0)
        self._show_names(names, first)

    def step(self, by: int) -> None:
        """Goes on by some tabs, round at the ends."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _show_names(self, names: Sequence[str], first: int) -> None:
        blocker = QSignalBlocker(self)
        is_new = not self.count()
        while self.count() > len(names):
            self.removeTab(0)
        while self.count() < len(names):
            self.insertTab(0, "")
        for place, name in enumerate(names):
            self.setTabText(place, name)
        if is_new:
            self.setCurrentIndex(first)
        blocker.unblock()

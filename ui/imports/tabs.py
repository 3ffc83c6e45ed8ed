"""The tabs of an import: one for each sheet with how many rows the filter leaves, then letters and findings."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QTabBar

from app.vietnamese.numbers import integer
from ui.imports.answer import Answer
from ui.imports.rows_model import rows_of

_PAGES: Final = ("/letters", "/findings")
"""Keys of the pages after the sheets; no sheet may have a slash in its name."""


class ImportTabs(QTabBar):
    """Keeps the chosen tab while names and numbers change."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[str] = []
        self.setAccessibleName("Các trang tính, chữ đã chuyển, lỗi và cảnh báo")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)

    def show_answer(self, answer: Answer, wanted: str) -> None:
        """Names the tabs; `wanted` is the filter."""
        keys = [*(sheet.name for sheet in answer.sheets), *_PAGES]
        texts = [f"{sheet.name.replace('&', '&&')} ({integer(len(rows_of(sheet, wanted)))})" for sheet in answer.sheets]
        texts.append(f"Chữ đã chuyển ({integer(len(answer.letters))})")
        texts.append(f"Lỗi, cảnh báo nếu nhập ({integer(len(answer.findings))})")
        with_news = (
            place for place, sheet in enumerate(answer.sheets) if any(row.fate != "same" for row in sheet.rows)
        )
        chosen = self._keys[self.currentIndex()] if self._keys else ""
        blocker = QSignalBlocker(self)
        while self.count() > len(keys):
            self.removeTab(self.count() - 1)
        while self.count() < len(keys):
            self.addTab("")
        for place, text in enumerate(texts):
            self.setTabText(place, text)
        self._keys = keys
        self.setCurrentIndex(keys.index(chosen) if chosen in keys else next(with_news, 0))
        blocker.unblock()

    def step(self, by: int) -> None:
        """Goes on by some tabs, round at the ends."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def show_page(self, key: str) -> None:
        """Shows the page of the letters or of the findings."""
        self.setCurrentIndex(self._keys.index(f"/{key}"))

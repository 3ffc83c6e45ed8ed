"""Như đã báo cáo / Theo đơn vị hiện nay: the one choice of whose units a table goes by, the same on every screen.

Hides where it is kept: with the person's settings of this machine, so that it is the same tomorrow.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox

from app.settings import load_settings, save_settings

_REPORTED, _NOW = 0, 1
_NAME: Final = "Liệt kê theo đơn vị nào"
_SAME: Final = "Kỳ này không có đơn vị nào sáp nhập, chia tách, đổi tên sau ngày chốt: hai cách liệt kê như nhau."


class BoundariesChoice(QComboBox):
    """The box; screens that are shown again take up what was chosen elsewhere."""

    switched = Signal()
    """The choice is another one."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_NAME)
        self.view().setAccessibleName(_NAME)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItem("Như đã báo cáo")
        self.addItem("Theo đơn vị hiện nay")
        self.setCurrentIndex(_NOW if load_settings().as_now else _REPORTED)
        self.currentIndexChanged.connect(self._on_chosen)
        self.tell("", moved=False)

    @property
    def now(self) -> bool:
        """By the units of today."""
        return self.currentIndex() == _NOW

    def tell(self, words: str, *, moved: bool) -> None:
        """Says at the box what it does here."""
        self.setToolTip(words if moved else _SAME)
        self.setAccessibleDescription(self.toolTip())

    def showEvent(self, event: QShowEvent) -> None:
        """Takes up what was chosen on another screen."""
        super().showEvent(event)
        kept = _NOW if load_settings().as_now else _REPORTED
        if kept != self.currentIndex():
            blocker = QSignalBlocker(self)
            self.setCurrentIndex(kept)
            blocker.unblock()
            self.switched.emit()

    def _on_chosen(self, index: int) -> None:
        with suppress(OSError):  # the choice then holds until the program ends
            save_settings(replace(load_settings(), as_now=index == _NOW))
        self.switched.emit()

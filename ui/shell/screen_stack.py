"""The place of the screens, one of which is shown: as large as that one needs, whatever another would like."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class ScreenStack(QStackedWidget):
    """Screens on top of each other; the hidden ones take no room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """What the shown screen needs at least."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    def heightForWidth(self, width: int) -> int:
        """The least height of the shown screen: lists and forms on it scroll by themselves."""
        shown = self.currentWidget()
        inside = shown.layout() if shown is not None else None
        return inside.minimumHeightForWidth(width) if inside is not None else -1

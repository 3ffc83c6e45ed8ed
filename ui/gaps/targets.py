"""The targets as lines: now, what lacks, and what would be; as high as its lines, so that all are seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.gaps.query import TargetRow
from ui.lists.line_list import LineList
from ui.look.theme import current_theme

_COLUMNS: Final = (
    ("Chỉ tiêu", 0), ("Mục tiêu", 72), ("Hiện nay", 132), ("Còn thiếu", 200), ("Nếu làm các việc đã chọn", 244),
)  # fmt: skip
_NEEDED, _AFTER = 3, 4
_FRAME, _LEAST, _NARROWEST = 6, 150, 900


class TargetList(LineList):
    """Targets, the reached ones in green."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Chỉ tiêu", _COLUMNS, parent)
        self._rows: tuple[TargetRow, ...] = ()
        self.keep_wide(_NARROWEST)

    def show_targets(self, rows: Sequence[TargetRow]) -> None:
        """Shows targets."""
        self._rows = tuple(rows)
        self.show_rows(
            [(f"{item.number}  {item.title}", item.target, item.now, item.needed, item.after) for item in rows]
        )
        for place, item in enumerate(rows):
            line = self.topLevelItem(place)
            assert line is not None
            if item.lacking:
                line.setToolTip(_NEEDED, f"Nơi còn thiếu: {item.lacking}.")
            for column, reached in ((_NEEDED, item.reached), (_AFTER, item.reached_after)):
                if reached:
                    line.setForeground(column, QColor(current_theme().good))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has another green."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._rows:
            self.show_targets(self._rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts may need other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """All targets are seen without scrolling, where the window is high enough."""
        model, around = self.model(), self.parentWidget()
        lines = sum(self.sizeHintForIndex(model.index(place, 0)).height() for place in range(len(self._rows)))
        most = max(around.height() * 2 // 5, _LEAST) if around is not None else lines
        self.setFixedHeight(min(lines + self.header().height() + _FRAME, most))

"""Ctrl+?: the sheet of all keys, made from the same data as the shortcuts themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.storage import Mode
from ui.look.shortcuts import SHORTCUTS, Keys, shown_keys
from ui.look.widgets import label, scrolled

_MOST_LISTED = 3
_HEADING_ROWS = 2


class ShortcutSheet(QDialog):
    """A window beside the work; Esc closes it."""

    def __init__(self, mode: Mode, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Bảng phím tắt")
        self.setModal(False)
        self.rows = tuple(keys for keys in SHORTCUTS.values() if keys.mode in ("", mode))
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setSpacing(32)
        for some in self._halves():
            columns.addLayout(self._column(some), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled(inside), 1)
        layout.addWidget(buttons)
        self.resize(1120, 720)

    def open_sheet(self) -> None:
        """Shows the sheet, no larger than the window it belongs to."""
        if (parent := self.parentWidget()) is not None:
            self.resize(self.size().boundedTo(parent.window().size()))
        self.show()
        self.raise_()
        self.activateWindow()

    def _halves(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Headings of the left and the right column, about as long as each other."""
        counts: dict[str, int] = {}
        for keys in self.rows:
            counts[keys.where] = counts.get(keys.where, _HEADING_ROWS) + 1
        groups = tuple(counts)
        halves = ((groups[:cut], groups[cut:]) for cut in range(1, len(groups)))
        return min(halves, key=lambda both: max(sum(counts[name] for name in half) for half in both))

    def _column(self, groups: tuple[str, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for group in groups:
            column.addWidget(label(group, "subtitle"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
            for number, keys in enumerate(item for item in self.rows if item.where == group):
                text = label(_written(keys), "keys", wrap=False)
                grid.addWidget(text, number, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(keys.what), number, 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch(1)
        return column


def _written(keys: Keys) -> str:
    names = tuple(dict.fromkeys(shown_keys(item) for item in keys.keys))
    return f"{names[0]} … {names[-1]}" if len(names) > _MOST_LISTED else " · ".join(names)

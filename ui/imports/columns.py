"""What each column of a sheet is taken for: its title and a choice that is found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.imports.answer import Column, Sheet
from ui.theme import GRID
from ui.type_ahead import Option, TypeAhead, option
from ui.widgets import clear_layout, label

_WIDTH: Final = 176
_LEAVE_OUT: Final = "không đọc cột này"


class ColumnChoice(QWidget):
    """One column: title, what it is, and how sure that is."""

    chosen = Signal(int, str)

    def __init__(self, column: Column, options: Sequence[Option]) -> None:
        super().__init__()
        self._place = column.place
        self.setFixedWidth(_WIDTH)
        title = column.title or f"(cột {column.place + 1}, không có tiêu đề)"
        head = label("", "soft", wrap=False)
        head.setText(head.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, _WIDTH))
        head.setToolTip(title)
        self.line = TypeAhead()
        self.line.setAccessibleName(f"Cột {title} là")
        self.line.set_options(options)
        self.line.show_key(column.target, column.label)
        self.line.chosen.connect(self._on_chosen)
        word, name = _sureness(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (head, self.line, label(word, name, wrap=False)):
            layout.addWidget(part)

    def _on_chosen(self) -> None:
        self.chosen.emit(self._place, self.line.key or "")


class ColumnStrip(QScrollArea):
    """The columns of a sheet beside each other; the one that has the cursor is always in sight."""

    chosen = Signal(int, str)
    """Place of a column and "table.field", or "" to leave it out."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[ColumnChoice] = []
        self._shown: tuple[Column, ...] | None = None
        inner = QWidget()
        inner.setObjectName("clear")
        self._layout = QHBoxLayout(inner)
        self._layout.setContentsMargins(0, 0, 0, GRID)
        self._layout.setSpacing(GRID)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Shows the columns of a sheet; the cursor stays in the column where it was."""
        columns = sheet.columns if sheet else ()
        if columns == self._shown:
            return
        focused = next((number for number, item in enumerate(self.choices) if item.line.hasFocus()), -1)
        self._shown = columns
        clear_layout(self._layout)
        options = (option("", _LEAVE_OUT), *(option(key, text) for key, text in sheet.targets)) if sheet else ()
        self.choices = [self._made(column, options) for column in columns]
        self._layout.addStretch(1)
        height = self.choices[0].sizeHint().height() if self.choices else 0
        self.setFixedHeight(height + 2 * GRID + self.horizontalScrollBar().sizeHint().height())
        if 0 <= focused < len(self.choices):
            self.choices[focused].line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Brings the column that takes the cursor into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, _WIDTH, 0)
        return False

    def _made(self, column: Column, options: Sequence[Option]) -> ColumnChoice:
        made = ColumnChoice(column, options)
        made.chosen.connect(self.chosen)
        made.line.installEventFilter(self)
        self._layout.addWidget(made)
        return made


def _sureness(column: Column) -> tuple[str, str]:
    """Word and style: what a person should look at stands out by its word."""
    if column.chosen:
        return "tự chọn", "good"
    if not column.target:
        return "không đọc", "warning"
    return ("có phải?", "warning") if column.guessed else ("", "soft")

"""What each column of a sheet is taken for: its title and a choice that is found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.fields.options import Option, option
from ui.fields.type_ahead import TypeAhead
from ui.imports.answer import Column, Sheet
from ui.look.theme import GRID
from ui.look.widgets import clear_layout, label, restyle

_WIDTH: Final = 176
_NUMBER_WIDTH: Final = 68
_LAST_HEADER: Final = 999
_LEAVE_OUT: Final = "không đọc cột này"


class ColumnChoice(QWidget):
    """One column: title, what it is, and how sure that is."""

    chosen = Signal(int, str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._place = 0
        self._is_guess = False
        self.setFixedWidth(_WIDTH)
        self._head = label("", "soft", wrap=False)
        self.line = TypeAhead()
        self.line.chosen.connect(self._on_chosen)
        self.line.entered.connect(self._on_entered)
        self._word = label("", "soft", wrap=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self._head, self.line, self._word):
            layout.addWidget(part)

    def show_column(self, column: Column, options: Sequence[Option]) -> None:
        """Shows a column; what is just being typed stays."""
        self._place = column.place
        self._is_guess = column.guessed and not column.chosen
        title = column.title or f"(cột {column.place + 1}, không có tiêu đề)"
        self._head.setText(self._head.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, _WIDTH))
        self._head.setToolTip(title)
        self.line.setAccessibleName(f"Cột {title} là")
        self.line.set_options(options)
        if not self.line.is_typed:
            self.line.show_key(column.target, column.label)
        word, name = _sureness(column)
        self._word.setText(word)
        restyle(self._word, name)

    def _on_chosen(self) -> None:
        self._is_guess = False
        self.chosen.emit(self._place, self.line.key or "")

    def _on_entered(self) -> None:
        """Enter on a guess says that it is right."""
        if self._is_guess:
            self._on_chosen()
        self.entered.emit()


class ColumnStrip(QScrollArea):
    """The columns of a sheet beside each other; the one that has the cursor is always in sight."""

    chosen = Signal(int, str)
    """Place of a column and "table.field", or "" to leave it out."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[ColumnChoice] = []
        self._name = ""
        self._options: tuple[Option, ...] = ()
        self._targets: tuple[tuple[str, str], ...] = ()
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

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows the columns of a sheet; the cursor stays in the column where it was."""
        if sheet.name != self._name or len(sheet.columns) != len(self.choices):
            self._name = sheet.name
            self._make(len(sheet.columns))
        if sheet.targets != self._targets:
            self._targets = sheet.targets
            self._options = (option("", _LEAVE_OUT), *(option(key, text) for key, text in sheet.targets))
        for choice, column in zip(self.choices, sheet.columns, strict=True):
            choice.show_column(column, self._options)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Brings the column that takes the cursor into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, _WIDTH, 0)
        return False

    def _make(self, count: int) -> None:
        clear_layout(self._layout)
        self.choices = []
        for place in range(count):
            made = ColumnChoice()
            made.chosen.connect(self.chosen)
            made.entered.connect(partial(self._go_on, place))
            made.line.installEventFilter(self)
            self._layout.addWidget(made)
            self.choices.append(made)
        self._layout.addStretch(1)
        height = self.choices[0].sizeHint().height() if self.choices else 0
        self.setFixedHeight(height + 2 * GRID + self.horizontalScrollBar().sizeHint().height())

    def _go_on(self, place: int) -> None:
        """Enter goes to the next column."""
        if place + 1 < len(self.choices):
            self.choices[place + 1].line.setFocus()


class HeaderRows(QWidget):
    """In which rows of the sheet the headings stand, where the program took others for them."""

    chosen = Signal(int, int)
    """First and last row; 0 lets them be found."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = (0, 0)
        self._first, self._last = (_row_number(name) for name in ("Tiêu đề từ dòng", "Tiêu đề đến dòng"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        for part in (
            label("Tiêu đề: dòng", "soft", wrap=False),
            self._first,
            label("đến", "soft", wrap=False),
            self._last,
        ):
            layout.addWidget(part)
        for line in (self._first, self._last):
            line.editingFinished.connect(self._on_edited)

    def show_rows(self, rows: tuple[int, int]) -> None:
        """Shows what was chosen."""
        self._shown = rows
        for line, number in zip((self._first, self._last), rows, strict=True):
            line.setText(str(number) if number else "")
        self._last.setEnabled(rows[0] > 0)

    def _on_edited(self) -> None:
        first, last = (int(line.text() or 0) for line in (self._first, self._last))
        rows = (first, max(first, last)) if first else (0, 0)
        if rows != self._shown:
            self._shown = rows
            self.chosen.emit(*rows)


def _row_number(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setValidator(QIntValidator(1, _LAST_HEADER, made))
    made.setPlaceholderText("tự tìm")
    made.setFixedWidth(_NUMBER_WIDTH)
    return made


def _sureness(column: Column) -> tuple[str, str]:
    """Word and style: what a person should look at stands out by its word."""
    if column.chosen:
        return "tự chọn", "good"
    if not column.target:
        return "không đọc", "warning"
    return ("có phải?", "warning") if column.guessed else ("", "soft")

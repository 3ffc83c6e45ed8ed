"""A list of Sở Nội vụ on screen: search line, count, rows, keys, and what to do where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.vietnamese.numbers import integer
from ui.look.flow_layout import FlowLayout
from ui.look.widgets import empty_state, label, reading_state
from ui.records.column_fit import ColumnFit
from ui.records.list_view import PillDelegate, RowsView
from ui.records.model import ListColumn
from ui.screens.so.rows import Index, Row, RowModel

_PADDING: Final = 22
_SPACING: Final = 14
_LOWEST: Final = 32
_EMPTY, _ROWS, _READING = range(3)


class _LinesDelegate(QStyledItemDelegate):
    """Room for all lines of a text; Qt forgets the padding that the style sheet gives a cell."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the text at the width of its column."""
        width = self._view.columnWidth(index.column()) - _PADDING
        text = str(index.data() or "")
        area = option.fontMetrics.boundingRect(0, 0, max(width, 1), 0, int(Qt.TextFlag.TextWordWrap), text)
        return QSize(self._view.columnWidth(index.column()), max(area.height() + _SPACING, _LOWEST))


class RowsPanel(QWidget):
    """Search line, count, rows, and what to do where there are none."""

    chosen = Signal(object)
    """A `Row` was chosen, or None."""
    wanted = Signal(object)
    """Enter or a double click on a `Row`."""

    def __init__(
        self, name: str, columns: Sequence[ListColumn], *, empty: str, picture: str = "note", pill_column: int = -1
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.model = RowModel(columns, pill_column, self)
        self.view = RowsView(name)
        self.view.setModel(self.model)
        self.view.setSortingEnabled(True)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Tìm không cần dấu")
        self.line.setAccessibleName(f"Tìm trong: {name}")
        self.line.setClearButtonEnabled(True)
        self.count = label("", "soft", wrap=False)
        self._bar = QWidget()
        self.tools = FlowLayout(self._bar)
        self._has_read = False
        self._tags: frozenset[str] = frozenset()
        self._key = ""
        self._wanted = ""
        self._arrange(columns, empty, picture, pill_column)
        self.line.textChanged.connect(lambda _: self._narrow())
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.wanted.connect(self._on_wanted)
        self.model.modelReset.connect(self._on_reset)
        drawn = {number: column.width for number, column in enumerate(columns) if not column.title}
        ColumnFit(self.view, 0, [column.width for column in columns], drawn)  # after the spans are set

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Shows rows; the chosen one stays chosen."""
        self._has_read = True
        self.model.set_rows(rows)

    def wrap(self) -> None:
        """Lets long texts run over several lines; for short lists."""
        self.view.setWordWrap(True)
        self.view.setItemDelegate(_LinesDelegate(self.view))
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self.view.resizeRowsToContents)
        self.view.horizontalHeader().sectionResized.connect(lambda *_: self._fit.start())
        self.model.modelReset.connect(self._fit.start)

    def keep(self, tags: Iterable[str]) -> None:
        """Shows only rows with all these tags."""
        self._tags = frozenset(tags)
        self._narrow()

    def choose(self, key: str) -> None:
        """Chooses a row, now or when it comes."""
        self._wanted = key
        self._take()

    def reveal(self) -> None:
        """Scrolls to the chosen row."""
        self.view.scrollTo(self.view.currentIndex())

    def current(self) -> Row | None:
        """The chosen row."""
        return self.model.at(self.view.currentIndex().row())

    def take_keys(self) -> None:
        """Gives the keys to the rows, at once or when they come; a person who goes elsewhere meanwhile stays there."""
        (self.view if self._has_read and self.model.total else self).setFocus()

    def bind(self, keys: str, slot: Callable[[], object]) -> None:
        """A key that works while the list has the cursor, so that a single letter never gets in the way of typing."""
        shortcut = QShortcut(QKeySequence(keys), self.view)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)

    def _arrange(self, columns: Sequence[ListColumn], empty: str, picture: str, pill_column: int) -> None:
        self.tools.addWidget(self.line)
        self.tools.addWidget(self.count)
        header = self.view.horizontalHeader()
        for number, column in enumerate(columns):
            self.view.setColumnWidth(number, column.width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if pill_column >= 0:
            self.view.setItemDelegateForColumn(pill_column, PillDelegate(self))
        self._stack = QStackedWidget()
        self._stack.addWidget(empty_state(empty, picture))
        self._stack.addWidget(self.view)
        self._stack.addWidget(reading_state())
        self._stack.setCurrentIndex(_READING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self._stack, 1)

    def _narrow(self) -> None:
        self.model.narrow(self.line.text(), self._tags)

    def _on_reset(self) -> None:
        if not self._has_read:
            return
        shown, total = self.model.rowCount(), self.model.total
        whole = f"{integer(total)} dòng"
        self.count.setText(whole if shown == total else f"{integer(shown)}/{whole}")
        self._stack.setCurrentIndex(_ROWS if total else _EMPTY)
        if self.hasFocus():
            (self.view if total else self.line).setFocus()
        self.view.clearSpans()
        last = len(self.model.columns) - 1
        for number, row in enumerate(self.model.rows()):
            if row.wide and last > 1:
                self.view.setSpan(number, 1, 1, last)
        self._take()

    def _take(self) -> None:
        if not self.model.rowCount():
            self.chosen.emit(None)
            return
        place = self.model.place_of(self._wanted) if self._wanted else -1
        if place >= 0:
            self._wanted = ""
        place = max(0, place if place >= 0 else self.model.place_of(self._key))
        self.view.selectRow(place)
        self.view.scrollTo(self.model.index(place, 0))

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        row = self.model.at(current.row())
        if row is not None:
            self._key = row.key
            self.chosen.emit(row)

    def _on_wanted(self) -> None:
        row = self.current()
        if row is not None:
            self.wanted.emit(row)

"""Lists of Sở Nội vụ that fit in memory: rows made in the store thread, then sorted, searched and filtered here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from app.vietnamese.collation import sort_key
from app.vietnamese.fold import fold
from ui.icons import icon
from ui.record_list import PillDelegate, RowsView
from ui.record_model import PILL_ROLE, ListColumn
from ui.theme import current_theme
from ui.widgets import empty_state, label

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list.

    Attributes:
        key: what it stands for. cells: its texts.
        order: by which columns sort, where a text does not do; "" or absent for the text itself.
        pill: kind "error", "warning" or "good" in which the pill column is drawn; "" for plain text.
        tags: words by which filters keep it.
        tip: shown when the pointer rests on it, and told to screen readers.
        wide: a row of words that says what is wrong; the second text runs over all columns after it.
        search: folded text in which words are looked for; "" for that of the cells.
        source: whatever it was made from.
    """

    key: str
    cells: tuple[str, ...]
    order: tuple[Any, ...] = ()
    pill: str = ""
    tags: frozenset[str] = frozenset()
    tip: str = ""
    wide: bool = False
    search: str = ""
    source: Any = None


class RowModel(QAbstractTableModel):
    """All rows, of which those are shown that fit the search and the filter."""

    def __init__(self, columns: Sequence[ListColumn], pill_column: int = -1, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._pill_column = pill_column
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._words: tuple[str, ...] = ()
        self._tags: frozenset[str] = frozenset()
        self._sorted: tuple[int, bool] | None = None

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Replaces all rows; search, filter and order stay."""
        self._all = tuple(rows)
        self._show()

    def retitle(self, titles: Mapping[int, str]) -> None:
        """Gives columns other headings."""
        self.columns = tuple(
            replace(column, title=titles.get(number, column.title)) for number, column in enumerate(self.columns)
        )
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def narrow(self, text: str, tags: frozenset[str]) -> None:
        """Shows the rows that hold every word and every tag."""
        self._words, self._tags = tuple(fold(text).split()), tags
        self._show()

    def rows(self) -> Sequence[Row]:
        """Rows that are shown."""
        return self._shown

    @property
    def total(self) -> int:
        """All rows, those that are not shown too."""
        return len(self._all)

    def at(self, row: int) -> Row | None:
        """A shown row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def place_of(self, key: str) -> int:
        """Where a key is shown; -1 where it is not."""
        return next((number for number, row in enumerate(self._shown) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Shown rows."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, alignment, tips and the pill."""
        row = self.at(index.row()) if index.isValid() else None
        if row is None:
            return None
        text = row.cells[index.column()] if index.column() < len(row.cells) else ""
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return row.tip or None
            case Qt.ItemDataRole.UserRole:
                return row.source
            case Qt.ItemDataRole.ForegroundRole if row.wide:
                return QBrush(QColor(current_theme().danger))
            case Qt.ItemDataRole.DecorationRole if row.wide and index.column() == 0:
                return icon("error", current_theme().danger)
        if role == PILL_ROLE and row.pill and index.column() == self._pill_column:
            return text, row.pill
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; -1 for the order in which the rows came."""
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        shown = [row for row in self._all if self._tags <= row.tags and self._holds(row)]
        if self._sorted is not None:
            column, reverse = self._sorted
            shown.sort(key=lambda row: _order(row, column), reverse=reverse)
        self._shown = shown
        self.endResetModel()

    def _holds(self, row: Row) -> bool:
        if not self._words:
            return True
        text = row.search or fold(" ".join(row.cells))
        return all(word in text for word in self._words)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        right = self.columns[column].right
        return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)


def _order(row: Row, column: int) -> tuple[bool, Any]:
    """Rows without a value come first."""
    if column < len(row.order) and row.order[column] != "":
        value = row.order[column]
        return value is not None, 0 if value is None else value
    text = row.cells[column] if column < len(row.cells) else ""
    return bool(text), sort_key(text)


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
        self.model = RowModel(columns, pill_column, self)
        self.view = RowsView(name)
        self.view.setModel(self.model)
        self.view.setSortingEnabled(True)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Tìm không cần dấu")
        self.line.setAccessibleName(f"Tìm trong: {name}")
        self.line.setClearButtonEnabled(True)
        self.count = label("", "soft", wrap=False)
        self.tools = QHBoxLayout()
        self._tags: frozenset[str] = frozenset()
        self._key = ""
        self._arrange(columns, empty, picture, pill_column)
        self.line.textChanged.connect(lambda _: self._narrow())
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.wanted.connect(self._on_wanted)
        self.model.modelReset.connect(self._on_reset)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Shows rows; the chosen one stays chosen."""
        self.model.set_rows(rows)

    def wrap(self) -> None:
        """Lets long texts run over several lines; for short lists."""
        self.view.setWordWrap(True)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def keep(self, tags: Iterable[str]) -> None:
        """Shows only rows with all these tags."""
        self._tags = frozenset(tags)
        self._narrow()

    def choose(self, key: str) -> None:
        """Chooses a row, now or when it comes."""
        self._key = key
        self._take()

    def current(self) -> Row | None:
        """The chosen row."""
        return self.model.at(self.view.currentIndex().row())

    def bind(self, keys: str, slot: Callable[[], object]) -> None:
        """A key that works while the list has the cursor, so that a single letter never gets in the way of typing."""
        shortcut = QShortcut(QKeySequence(keys), self.view)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)

    def _arrange(self, columns: Sequence[ListColumn], empty: str, picture: str, pill_column: int) -> None:
        self.tools.setSpacing(8)
        self.tools.addWidget(self.line, 1)
        self.tools.addWidget(self.count)
        header = self.view.horizontalHeader()
        for number, column in enumerate(columns):
            self.view.setColumnWidth(number, column.width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if pill_column >= 0:
            self.view.setItemDelegateForColumn(pill_column, PillDelegate(self))
        self._stack = QStackedLayout()
        self._stack.addWidget(empty_state(empty, picture))
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.tools)
        layout.addLayout(self._stack, 1)

    def _narrow(self) -> None:
        self.model.narrow(self.line.text(), self._tags)

    def _on_reset(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        self.count.setText(f"{shown} dòng" if shown == total else f"{shown}/{total} dòng")
        self._stack.setCurrentIndex(int(total > 0))
        self.view.clearSpans()
        last = len(self.model.columns) - 1
        for number, row in enumerate(self.model.rows()):
            if row.wide and last > 1:
                self.view.setSpan(number, 1, 1, last)
        self._take()

    def _take(self) -> None:
        place = self.model.place_of(self._key) if self._key else -1
        if place < 0 and self.model.rowCount() and not self._key:
            place = 0
        if place >= 0:
            self.view.selectRow(place)
            self.view.scrollTo(self.model.index(place, 0))
        else:
            self.chosen.emit(None)

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        row = self.model.at(current.row())
        if row is not None:
            self._key = row.key
            self.chosen.emit(row)

    def _on_wanted(self) -> None:
        row = self.current()
        if row is not None:
            self.wanted.emit(row)

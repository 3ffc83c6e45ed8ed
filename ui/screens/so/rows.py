"""Lists of Sở Nội vụ that fit in memory: rows made in the store thread, then sorted, searched and filtered here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from app.vietnamese.collation import sort_key
from app.vietnamese.fold import fold
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.records.model import PILL_ROLE, ListColumn

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
        return value is not None, "" if value is None else value
    text = row.cells[column] if column < len(row.cells) else ""
    return bool(text), sort_key(text)

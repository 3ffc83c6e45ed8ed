"""A table of texts for a view: headings, rows of any kind, and how a row is written; no widget for any row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


class TextRows(QAbstractTableModel):
    """Rows that are shown and never edited here."""

    def __init__(
        self,
        heads: Sequence[str],
        write: Callable[[Any], Sequence[str]],
        right: frozenset[int] = frozenset(),
        parent: QObject | None = None,
    ) -> None:
        """Makes an empty table.

        Args:
            heads: headings. write: texts of a row, one for each heading.
            right: columns whose texts stand to the right.
            parent: owner.
        """
        super().__init__(parent)
        self._heads = tuple(heads)
        self._write = write
        self._right = right
        self._rows: list[Any] = []

    def show(self, rows: Sequence[Any], heads: Sequence[str] | None = None) -> None:
        """Shows other rows, under other headings where they are given."""
        self.beginResetModel()
        self._rows = list(rows)
        self._heads = self._heads if heads is None else tuple(heads)
        self.endResetModel()

    def row(self, number: int) -> Any:
        """A shown row; None where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place_of(self, key: Any) -> int:
        """Place of the row with a key; -1 where it is not shown."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), -1)

    def next_place(self, after: int, wanted: Callable[[Any], bool]) -> int:
        """Place of the next row of a kind, from the top again at the end; -1 for none."""
        count = len(self._rows)
        places = (place % count for place in range(after + 1, after + 1 + count)) if count else ()
        return next((place for place in places if wanted(self._rows[place])), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Shown rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Headings."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self._heads):
            return None
        if role == _ROLE.DisplayRole:
            return self._heads[section]
        return self._side(section) if role == _ROLE.TextAlignmentRole else None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Texts, and how they look."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        found, column = self._rows[index.row()], index.column()
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return self.text(found, column)
        if role == _ROLE.TextAlignmentRole:
            return self._side(column)
        return self.look(found, column, role)

    def text(self, found: Any, column: int) -> str:
        """Text of a cell."""
        return self._write(found)[column]

    def look(self, found: Any, column: int, role: int) -> Any:
        """Colour, weight and picture of a cell; what they say stands in words too."""
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self._right else Qt.AlignmentFlag.AlignLeft
        return Qt.AlignmentFlag.AlignVCenter | side

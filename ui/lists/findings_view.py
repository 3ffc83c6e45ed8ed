"""Findings by root cause: "1 nguyên nhân, 14 dòng", each with what is wrong, the clause, and a jump to the field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.work.queries import FindingRow

_PADDING: Final = 18
_ICON: Final = 24
_SPACING: Final = 12
_ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
ICONS: Final = {"error": "error", "warning": "warning", "note": "note"}


class LinesDelegate(QStyledItemDelegate):
    """Room for all lines of a sentence at the width that its column has now."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as the text needs beside indentation and icon."""
        width = self._tree.columnWidth(index.column()) - _PADDING
        if index.column() == 0:
            depth = 2 if index.parent().isValid() else 1
            width -= depth * self._tree.indentation() + _ICON
        text = str(index.data() or "")
        area = option.fontMetrics.boundingRect(0, 0, max(width, 1), 0, int(Qt.TextFlag.TextWordWrap), text)
        return QSize(width, area.height() + _SPACING)


class FindingsView(QTreeWidget):
    """A tree of causes and rows; Enter jumps."""

    wanted = Signal(object)
    """A `FindingRow` is to be mended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: dict[str, QIcon] = {}
        self.setAccessibleName("Danh sách lỗi, cảnh báo, nhắc")
        self.setColumnCount(3)
        self.setHeaderLabels(["Vấn đề và cách sửa", "Mức", "Căn cứ"])
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.setColumnWidth(1, 96)
        self.setColumnWidth(2, 200)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setItemDelegate(LinesDelegate(self))
        self.header().sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.itemDoubleClicked.connect(lambda item, _: self._want(item))

    def show_rows(self, rows: Sequence[FindingRow]) -> None:
        """Shows findings, those of one cause together."""
        chosen = self.current()
        self.clear()
        self._icons.clear()
        groups: dict[str, list[FindingRow]] = {}
        for row in rows:
            groups.setdefault(row.group or row.key, []).append(row)
        for found in groups.values():
            if len(found) == 1:
                self.addTopLevelItem(self._item(found[0]))
                continue
            head = self._head(found)
            self.addTopLevelItem(head)
            for row in found:
                head.addChild(self._item(row))
            head.setExpanded(len(found) <= 6)
        self._choose(chosen)

    def current(self) -> FindingRow | None:
        """The chosen finding; None where a cause of several is chosen."""
        item = self.currentItem()
        if item is None:
            return None
        found: FindingRow | None = item.data(0, _ROW_ROLE)
        return found

    def first(self) -> FindingRow | None:
        """The chosen finding; of a chosen cause its first one."""
        item = self.currentItem()
        head = item.child(0) if item is not None else None
        found: FindingRow | None = head.data(0, _ROW_ROLE) if head is not None else None
        return found or self.current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 jump to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            item = self.currentItem()
            if item is not None:
                self._want(item)
            return
        super().keyPressEvent(event)

    def _want(self, item: QTreeWidgetItem) -> None:
        found = item.data(0, _ROW_ROLE)
        if found is not None:
            self.wanted.emit(found)

    def _choose(self, wanted: FindingRow | None) -> None:
        items = QTreeWidgetItemIterator(self)
        first: QTreeWidgetItem | None = None
        while item := cast(QTreeWidgetItem | None, items.value()):
            first = first or item
            row = item.data(0, _ROW_ROLE)
            if wanted is not None and row is not None and row.key == wanted.key:
                self.setCurrentItem(item)
                return
            items += 1
        if first is not None:
            self.setCurrentItem(first)

    def _head(self, rows: Sequence[FindingRow]) -> QTreeWidgetItem:
        first = rows[0]
        item = QTreeWidgetItem([f"{len(rows)} dòng: {_cause(first)}", first.label, first.reference])
        self._dress(item, first)
        return item

    def _item(self, row: FindingRow) -> QTreeWidgetItem:
        doubt = " (quy tắc chờ Sở Nội vụ xác nhận)" if row.unconfirmed else ""
        item = QTreeWidgetItem([row.sentence + doubt, row.label, row.reference])
        item.setData(0, _ROW_ROLE, row)
        item.setToolTip(0, row.sentence)
        self._dress(item, row)
        return item

    def _dress(self, item: QTreeWidgetItem, row: FindingRow) -> None:
        theme = current_theme()
        colour = {"error": theme.danger, "warning": theme.warning}.get(row.severity, theme.soft)
        if row.severity not in self._icons:  # drawn once for all rows
            self._icons[row.severity] = icon(ICONS[row.severity], colour)
        item.setIcon(0, self._icons[row.severity])


def _cause(row: FindingRow) -> str:
    """What the rows have in common."""
    return row.title or row.sentence

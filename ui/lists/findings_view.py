"""Findings by root cause: "1 nguyên nhân, 14 dòng", each with what is wrong, the clause, and a jump to the field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.domain.registry import TABLES
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.work.queries import FindingRow

_PADDING: Final = 18
_ICON: Final = 24
_SPACING: Final = 12
_ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_GROUP_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
_FEW: Final = 6
"""Causes of so many rows are open at first."""
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
        """Shows findings, those of one cause together; what was opened and the place in the list stay.

        Where the chosen finding is gone, because it was mended, the one that stood next to it is chosen.
        """
        wanted, opened = self._places(), self._opened()
        self.clear()
        self._icons.clear()
        groups: dict[str, list[FindingRow]] = {}
        for row in rows:
            groups.setdefault(row.group or row.key, []).append(row)
        causes = Counter(_cause(found[0]) for found in groups.values() if len(found) > 1)
        places: dict[str, QTreeWidgetItem] = {}
        for group, found in groups.items():
            items = [self._item(row) for row in found]
            places |= {row.key: item for row, item in zip(found, items, strict=True)}
            if len(found) == 1:
                self.addTopLevelItem(items[0])
                continue
            head = self._head(found, is_told_apart=causes[_cause(found[0])] > 1)
            head.setData(0, _GROUP_ROLE, group)
            places[group] = head
            self.addTopLevelItem(head)
            head.addChildren(items)
            head.setExpanded(opened.get(group, len(found) <= _FEW))
        chosen = next((places[key] for key in wanted if key in places), self.topLevelItem(0))
        if chosen is not None:
            self.setCurrentItem(chosen)

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
        """Enter and F2 jump to the field; on a cause they go to its first row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            item = self.currentItem()
            if item is not None and item.childCount():
                self.setCurrentItem(_children(item)[0])
            elif item is not None:
                self._want(item)
            return
        super().keyPressEvent(event)

    def _want(self, item: QTreeWidgetItem) -> None:
        found = item.data(0, _ROW_ROLE)
        if found is not None:
            self.wanted.emit(found)

    def _places(self) -> list[str]:
        """Keys of what is chosen and of what may be chosen in its stead: of its own cause first, the nearest first."""
        chosen = self.currentItem()
        if chosen is None:
            return []
        if not _is_row(chosen):
            return [_key_of(chosen)]
        around = chosen.parent()
        if around is None:
            return self._nearest(self.invisibleRootItem(), chosen)
        return [*self._nearest(around, chosen), *self._nearest(self.invisibleRootItem(), around)]

    @staticmethod
    def _nearest(around: QTreeWidgetItem, item: QTreeWidgetItem) -> list[str]:
        keys, place = [_key_of(child) for child in _children(around)], around.indexOfChild(item)
        return [*keys[place:], *reversed(keys[:place])]

    def _opened(self) -> dict[str, bool]:
        """Which causes are open, as a person may have left them."""
        items = _children(self.invisibleRootItem())
        return {_key_of(item): item.isExpanded() for item in items if not _is_row(item)}

    def _head(self, rows: Sequence[FindingRow], *, is_told_apart: bool) -> QTreeWidgetItem:
        first = rows[0]
        field = _field_of(first) if is_told_apart else ""
        item = QTreeWidgetItem([f"{len(rows)} dòng: {_cause(first)}{field}", first.label, first.reference])
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


def _field_of(row: FindingRow) -> str:
    """The field in brackets, where several causes of one rule differ in it."""
    spec = TABLES.get(row.table)
    named = spec is not None and any(field.name == row.field for field in spec.fields)
    return f" ({spec.field(row.field).label})" if spec is not None and named else ""


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for place in range(item.childCount()) if (child := item.child(place)) is not None]


def _is_row(item: QTreeWidgetItem) -> bool:
    """Whether an item is a finding, not the cause of several."""
    return item.data(0, _ROW_ROLE) is not None


def _key_of(item: QTreeWidgetItem) -> str:
    """The key of a finding, or the cause of several."""
    row: FindingRow | None = item.data(0, _ROW_ROLE)
    return row.key if row is not None else str(item.data(0, _GROUP_ROLE))

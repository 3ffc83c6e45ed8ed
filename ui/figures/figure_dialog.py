"""Where a figure comes from: who makes it, how it is counted, by which clause, who is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands.figures.behind_unit import Behind, CellBehind, Told, behind
from app.domain.findings import Place
from ui.look.widgets import button, label, row
from ui.work.session import Session

_PLACE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_FEW: Final = 20
_SHOWN: Final = 4


def explain_figure(parent: QWidget, session: Session, key: str, code: str = "") -> None:
    """Asks who is behind a figure, of now or as it was frozen under a code, and shows it."""

    def show(found: Behind) -> None:
        FigureDialog(parent, session, found).open()

    session.ask(parent, "figure", lambda ws: behind(ws, key, code=code), show)


class FigureDialog(QDialog):
    """Each cell of the figure with two lists: counted, and not counted with the reason; Enter goes to the record."""

    def __init__(self, parent: QWidget, session: Session, found: Behind) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Con số này từ đâu ra?")
        self._session = session
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Những ai làm nên con số")
        self.tree.setHeaderLabels(["Tên", "Số, lý do"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.setColumnWidth(1, 270)
        self.tree.setWordWrap(True)
        self.tree.setStyleSheet("QTreeView::item { padding: 4px 2px; }")
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._fill(found)
        self.tree.itemActivated.connect(lambda item, _: self._go(item))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        if found.title:
            layout.addWidget(label(found.title, "subtitle"))
        layout.addWidget(label(found.value, "figure" if len(found.value) < 24 else "subtitle"))
        if len(found.cells) == 1:
            layout.addWidget(label(found.cells[0].formula))
        if found.clause:
            layout.addWidget(label(f"Căn cứ: {found.clause}", "soft"))
        layout.addWidget(self.tree, 1)
        layout.addLayout(row(1, button("Đóng", "", self.reject)))
        self.resize(720, 540)
        self.tree.setFocus()

    def _fill(self, found: Behind) -> None:
        if found.members:
            head = _head(self.tree, f"Tính từng mục ({len(found.members)})")
            for name, standing, reason in found.members:
                item = QTreeWidgetItem([name, f"{standing}: {reason}"])
                item.setToolTip(1, item.text(1))
                head.addChild(item)
            head.setExpanded(True)
        if len(found.cells) == 1:
            self._lists(found.cells[0], self.tree.invisibleRootItem())
            return
        for cell in found.cells:
            sign = "trừ đi: " if cell.taken_away else ""
            role = f"{cell.role}: " if cell.role else ""
            whole = f" trong {cell.whole}" if cell.whole not in (cell.value, "0") else ""
            head = _head(self.tree, f"{role}{sign}{cell.formula}: {cell.value}{whole}")
            self._lists(cell, head)
            head.setExpanded(len(found.cells) <= _SHOWN and not found.members)

    def _lists(self, cell: CellBehind, under: QTreeWidgetItem) -> None:
        for title, rows in (("Được tính", cell.included), ("Không được tính", cell.excluded)):
            head = QTreeWidgetItem([f"{title} ({len(rows)})", ""])
            under.addChild(head)
            head.addChildren(_items(rows))
            head.setExpanded(title == "Được tính" or len(rows) <= _FEW)

    def _go(self, item: QTreeWidgetItem) -> None:
        place = item.data(0, _PLACE_ROLE)
        if place is not None:
            self.accept()
            self._session.go("", place)


def _head(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    head = QTreeWidgetItem([text, ""])
    head.setToolTip(0, text)
    tree.addTopLevelItem(head)
    head.setFirstColumnSpanned(True)
    return head


def _items(rows: Sequence[Told]) -> list[QTreeWidgetItem]:
    made = []
    for name, word, table, record in rows:
        item = QTreeWidgetItem([name, word])
        item.setToolTip(1, word)
        item.setData(0, _PLACE_ROLE, Place(table, record) if table else None)
        made.append(item)
    return made

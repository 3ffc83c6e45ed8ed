"""Where a figure comes from: who makes it, how it is counted, by which clause, who is left out and why."""

from __future__ import annotations

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

from app.domain.findings import Place
from ui.form_queries import Behind, behind
from ui.session import Session
from ui.widgets import button, label, row

_PLACE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


def explain_figure(parent: QWidget, session: Session, key: str) -> None:
    """Asks who is behind a figure and shows it."""
    session.ask(parent, "figure", lambda ws: behind(ws, key), lambda found: FigureDialog(parent, session, found).open())


class FigureDialog(QDialog):
    """Two lists: counted, and not counted with the reason; Enter goes to the record."""

    def __init__(self, parent: QWidget, session: Session, found: Behind) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Con số này từ đâu ra?")
        self._session = session
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Những ai làm nên con số")
        self.tree.setHeaderLabels(["Tên", "Số, lý do"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.setColumnWidth(1, 260)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for title, rows in (("Được tính", found.included), ("Không được tính", found.excluded)):
            head = QTreeWidgetItem([f"{title} ({len(rows)})", ""])
            for name, word, table, record in rows:
                item = QTreeWidgetItem([name, word])
                item.setData(0, _PLACE_ROLE, Place(table, record) if table else None)
                head.addChild(item)
            self.tree.addTopLevelItem(head)
            head.setExpanded(title == "Được tính" or len(rows) <= 20)
        self.tree.itemActivated.connect(lambda item, _: self._go(item))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(label(found.value, "figure"))
        layout.addWidget(label(found.formula))
        if found.clause:
            layout.addWidget(label(f"Căn cứ: {found.clause}", "soft"))
        layout.addWidget(self.tree, 1)
        layout.addLayout(row(1, button("Đóng", "", self.reject)))
        self.resize(640, 480)

    def _go(self, item: QTreeWidgetItem) -> None:
        place = item.data(0, _PLACE_ROLE)
        if place is not None:
            self.accept()
            self._session.go("", place)

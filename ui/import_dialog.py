"""Excel in: preview of every row with its fate and reasons, then one transaction."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.workspace import Outcome
from ui.messages import choose_files, show_done
from ui.session import Session
from ui.theme import current_theme
from ui.widgets import button, label, row

_KINDS: Final = "Bảng tính (*.xlsx *.xls *.ods *.csv *.tsv);;Mọi tệp (*)"
_WIDEST: Final = 280
_ROWS_SEEN: Final = 40
_FATES: Final = {"added": "thêm mới", "changed": "thay đổi", "same": "không đổi", "rejected": "không nhận"}


def start_import(parent: QWidget, session: Session) -> None:
    """Asks for a workbook and shows its preview."""
    for path in choose_files(parent, "Nhập từ Excel", _KINDS)[:1]:
        preview_file(parent, session, path)


def preview_file(parent: QWidget, session: Session, path: Path) -> None:
    """Reads a workbook off the GUI thread and opens the preview."""

    def on_read(outcome: Outcome) -> None:
        ImportDialog(parent, session, path, outcome).open()

    session.run("import", on_read, session.tell, file=path, dry_run=True)


class ImportDialog(QDialog):
    """The preview: counters that add up, and each row with what becomes of it."""

    def __init__(self, parent: QWidget, session: Session, path: Path, outcome: Outcome) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Xem trước: {path.name}")
        self._session = session
        self._path = path
        self._data: dict[str, Any] = outcome.data
        self.only_faulty = QCheckBox("chỉ dòng cần xem")
        self.only_faulty.clicked.connect(self._fill)
        self.table = QTableWidget()
        self.table.setAccessibleName("Các dòng của tệp")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setResizeContentsPrecision(_ROWS_SEEN)
        self.table.setTabKeyNavigation(False)
        writes = self._data["added"] + self._data["changed"]
        self.take = button(f"Nhập {writes} dòng", "check", self._on_take, "primary")
        self.take.setEnabled(writes > 0)
        notices = [*self._data["notices"], *(text for sheet in self._data["sheets"] for text in sheet["notices"])]
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(label(outcome.message, "subtitle"))
        for text in notices[:4]:
            layout.addWidget(label(text, "warning"))
        layout.addWidget(self.only_faulty)
        layout.addWidget(self.table, 1)
        layout.addWidget(label("Các dòng được nhận vào cùng lúc; một lần Ctrl+Z lấy lại tất cả.", "soft"))
        layout.addLayout(row(1, button("Không nhập", "", self.reject), self.take))
        self.resize(1040, 560)
        self._fill()

    def _fill(self) -> None:
        rows = [item for item in self._data["rows"] if not self.only_faulty.isChecked() or _needs_look(item)]
        columns = list(dict.fromkeys(name for item in rows for name in item["values"]))
        self.table.setColumnCount(len(columns) + 3)
        self.table.setHorizontalHeaderLabels(["Dòng", "Kết quả", "Ghi chú", *columns])
        self.table.clearContents()
        self.table.setRowCount(len(rows))
        for number, item in enumerate(rows):
            notes = "; ".join((*item["reasons"], *item["questions"]))
            values = [item["values"].get(name, "") for name in columns]
            texts = [str(item["number"]), _FATES[item["fate"]], notes, *values]
            for column, text in enumerate(texts):
                if text:  # a workbook of many sheets is mostly empty cells
                    self.table.setItem(number, column, _cell(text, item["fate"]))
        self.table.resizeColumnsToContents()
        for column in range(self.table.columnCount()):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), _WIDEST))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def _on_take(self) -> None:
        self.take.setEnabled(False)
        told = partial(show_done, self.parentWidget(), "Đã nhập")

        def on_done(outcome: Outcome) -> None:
            self.accept()
            told(outcome.message)

        def on_failed(wrong: Exception) -> None:
            self.take.setEnabled(True)
            self._session.tell(wrong)

        self._session.run("import", on_done, on_failed, file=self._path)


def _needs_look(item: dict[str, Any]) -> bool:
    return bool(item["reasons"] or item["questions"])


def _cell(text: str, fate: str) -> QTableWidgetItem:
    theme = current_theme()
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    if fate == "rejected":
        item.setForeground(QBrush(QColor(theme.danger)))
    elif fate == "same":
        item.setForeground(QBrush(QColor(theme.soft)))
    return item

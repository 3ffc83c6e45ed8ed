"""Dialogs of the plan pack desk: a value is confirmed, a trial is told, a draft is issued."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from app.vietnamese.dates import parse_date, write_date
from app.workspace import Outcome
from ui.look.messages import choose_folder, show_done
from ui.look.widgets import button, label, row
from ui.records.model import ListColumn
from ui.screens.so.pack_data import TrialShown
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.session import Session

_FINAL: Final = "Phiên bản đã ban hành không sửa, không thu lại được; muốn đổi thì ban hành bản mới."
_RULES: Final = (
    ListColumn("Quy tắc"),
    ListColumn("Phát hiện mới", right=True, width=120),
    ListColumn("Hết", right=True, width=80),
    ListColumn("Số đơn vị có mới", right=True, width=140),
)
_UNITS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Mới", right=True, width=60),
    ListColumn("Hết", right=True, width=60),
    ListColumn("Phát hiện mới", width=420),
)
_LINES: Final = (
    ListColumn("Dòng chỉ tiêu"),
    ListColumn("Đang dùng: % / mục tiêu", width=170),
    ListColumn("Bản thảo: % / mục tiêu", width=170),
    ListColumn("Đánh giá", width=200),
)
_CELLS: Final = (
    ListColumn("Ô số liệu"),
    ListColumn("Đang dùng", right=True, width=110),
    ListColumn("Bản thảo", right=True, width=110),
)


class ConfirmDialog(QDialog):
    """On what paper a value was confirmed; who and when are written by themselves."""

    def __init__(self, session: Session, draft: str, doubt: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Xác nhận giá trị")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._draft, self._key = session, draft, doubt.key
        self.paper = QLineEdit()
        self.paper.setAccessibleName("Số, ngày văn bản")
        self.paper.setPlaceholderText("Ví dụ: Công văn số 12/SNV-CCVC ngày 05/01/2027")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = button("Ghi xác nhận", "check", name="primary")
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.act)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(doubt.cells[0], "subtitle"))
        layout.addWidget(label(f"Giá trị: {doubt.cells[1]}. Nguồn: {doubt.cells[2]}.", "soft"))
        layout.addWidget(label("Văn bản làm căn cứ (có thể để trống)"))
        layout.addWidget(self.paper)
        layout.addWidget(label("Tên người xác nhận và ngày hôm nay được ghi vào bộ chỉ tiêu.", "soft"))
        layout.addWidget(self.buttons)
        self.resize(560, 260)

    def act(self) -> None:
        """Writes it."""
        params: dict[str, Any] = {"draft": self._draft, "key": self._key, "paper": self.paper.text()}
        self._session.run("pack confirm", lambda _: self.accept(), **params)


class IssueDialog(QDialog):
    """From which day, what changes, and where the files go."""

    def __init__(self, session: Session, draft: str, changed: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Ban hành bộ chỉ tiêu {draft}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._draft = session, draft
        self.day, self.title, self.folder = QLineEdit(), QLineEdit(), QLineEdit()
        self.day.setText(write_date(session.card.today.isoformat()))
        self.title.setPlaceholderText("Đơn vị thấy dòng này, ví dụ: Mục tiêu 2.2 theo Công văn số …")
        self.title.setMaxLength(120)
        self.folder.setPlaceholderText("Để trống: đơn vị nhận bộ mới cùng phiếu tiếp nhận")
        for line, name in ((self.day, "Áp dụng từ ngày"), (self.title, "Nội dung thay đổi"), (self.folder, "Thư mục")):
            line.setAccessibleName(name)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = button("Ký và ban hành", "seal", name="primary")
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.act)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Áp dụng từ ngày", self.day)
        form.addRow("Nội dung thay đổi", self.title)
        form.addRow("Thư mục ghi tệp cho đơn vị", row(self.folder, button("Chọn…", "folder", self._choose)))
        layout = QVBoxLayout(self)
        layout.addWidget(label(f"{changed} giá trị khác bộ đang dùng. {_FINAL}"))
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.resize(640, 260)
        self.title.textChanged.connect(self._judge)
        self._judge()

    def act(self) -> None:
        """Issues it."""
        effective = parse_date(self.day.text()) or self.day.text()
        params: dict[str, Any] = {"draft": self._draft, "effective": effective, "title": self.title.text()}
        folder = self.folder.text().strip()
        self._session.run("pack issue", self._on_issued, **params, out=Path(folder) if folder else None)

    def _on_issued(self, outcome: Outcome) -> None:
        parent = self.parentWidget()
        self.accept()
        if parent is not None:
            show_done(parent, "Ban hành bộ chỉ tiêu", outcome.message)

    def _choose(self) -> None:
        chosen = choose_folder(self, "Thư mục ghi tệp bộ chỉ tiêu")
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _judge(self) -> None:
        self.go.setEnabled(bool(self.title.text().strip()))


class TrialDialog(QDialog):
    """Who newly fails, which lines and totals move."""

    def __init__(self, found: TrialShown, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Chạy thử bản thảo")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.panels: dict[str, RowsPanel] = {}
        self._add("Theo quy tắc", _RULES, found.rules, "Không quy tắc nào cho kết quả khác.")
        self._add("Theo đơn vị", _UNITS, found.units, "Không đơn vị nào có phát hiện khác.")
        self._add("Chỉ tiêu", _LINES, found.lines, "Không dòng chỉ tiêu nào thay đổi.")
        self._add("Tổng số", _CELLS, found.cells, "Không tổng nào thay đổi.")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(found.head))
        layout.addWidget(self.tabs, 1)
        layout.addWidget(close)
        self.resize(1000, 560)

    def _add(self, title: str, columns: tuple[ListColumn, ...], rows: tuple[Row, ...], empty: str) -> None:
        panel = RowsPanel(title, columns, empty=empty, picture="good")
        panel.wrap()
        panel.set_rows(rows)
        self.panels[title] = panel
        self.tabs.addTab(panel, f"{title} ({len(rows)})")

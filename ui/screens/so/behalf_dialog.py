"""Nhập thay: what a unit sent, where its working store goes, and the password that opens it; then its own window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.crypto.passphrase import LEAST_LENGTH
from app.workspace import Outcome
from ui.look.messages import choose_folder, show_done
from ui.look.widgets import button, label, row
from ui.screens.so.chips import choice
from ui.work.second_window import open_window
from ui.work.session import Session

_WHAT = (
    "Đơn vị gửi giấy hoặc Excel được nhập ở một dữ liệu riêng, đúng như ở đơn vị: biểu mẫu, nhập từ Excel, rà soát, "
    "lập gói. Gói lập ở đó đưa vào Tiếp nhận báo cáo như mọi gói khác và mang dấu «Sở Nội vụ nhập thay» ở mọi nơi."
)
_SOURCES = [("paper", "Báo cáo giấy"), ("excel", "Danh sách Excel")]


class BehalfDialog(QDialog):
    """Asks for everything that `behalf open` needs."""

    def __init__(self, session: Session, unit: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Nhập thay: {name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._unit = session, unit
        code = unit.partition("@")[0]
        self.source = choice("Đơn vị đã gửi", _SOURCES)
        self.paper, self.folder, self.first, self.again = (QLineEdit() for _ in range(4))
        self.paper.setPlaceholderText("Ví dụ: Báo cáo số 12/BC-UBND ngày 05/12/2026")
        self.folder.setText(str(session.card.folder.parent / f"nhap-thay-{code}"))
        names = ("Số, ngày văn bản", "Thư mục dữ liệu", "Mật khẩu mở dữ liệu nhập thay", "Nhập lại mật khẩu")
        for line, told in zip((self.paper, self.folder, self.first, self.again), names, strict=True):
            line.setAccessibleName(told)
            line.textChanged.connect(self._judge)
        for line in (self.first, self.again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = button("Lập và mở", "person", name="primary")
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.act)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Đơn vị đã gửi", self.source)
        form.addRow("Số, ngày văn bản", self.paper)
        form.addRow("Thư mục dữ liệu", row(self.folder, button("Chọn…", "folder", self._choose)))
        form.addRow("Mật khẩu mở dữ liệu", self.first)
        form.addRow("Nhập lại mật khẩu", self.again)
        layout = QVBoxLayout(self)
        layout.addWidget(label(_WHAT, "soft"))
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.resize(640, 340)
        self._judge()
        self.paper.setFocus()

    def act(self) -> None:
        """Makes the working store."""
        self._session.run(
            "behalf open",
            self._on_made,
            unit=self._unit,
            out=Path(self.folder.text().strip()),
            source=str(self.source.currentData()),
            paper=self.paper.text(),
            passphrase=self.first.text(),
        )

    def _on_made(self, outcome: Outcome) -> None:
        parent, folder = self.parentWidget(), Path(outcome.data["store"])
        self.accept()
        if not open_window(folder) and parent is not None:
            show_done(parent, "Nhập thay", f"{outcome.message} Mở dữ liệu này ở cửa sổ đầu của chương trình.")

    def _choose(self) -> None:
        chosen = choose_folder(self, "Thư mục chứa dữ liệu nhập thay")
        if chosen is not None:
            self.folder.setText(str(chosen / f"nhap-thay-{self._unit.partition('@')[0]}"))

    def _judge(self) -> None:
        typed = all(line.text().strip() for line in (self.paper, self.folder))
        fits = len(self.first.text()) >= LEAST_LENGTH and self.first.text() == self.again.text()
        self.go.setEnabled(typed and fits)

"""Dialogs of the keys: why certificates are revoked, and the root key with which the office renews its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.commands.keys.revoking import REASONS
from ui.look.messages import choose_files
from ui.look.widgets import button, label, restyle, row
from ui.screens.so.chips import choice
from ui.screens.so.keys_data import Pair

_EVERY, _ONE = "", "one"


class RevokeDialog(QDialog):
    """Asks which certificates of a unit end, and why."""

    given = Signal(bool, str, str)
    """Every pair of the unit (else the chosen one), reason, note."""

    def __init__(self, pair: Pair, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Thu hồi chứng thư")
        machine = pair.document.body["machine"]
        one = f"Chỉ chứng thư này{f' (máy {machine})' if machine else ''}"
        scopes = [(_ONE, one), (_EVERY, f"Mọi chứng thư đang dùng của đơn vị ({pair.others + 1})")]
        self.scope = choice("Thu hồi", scopes if pair.others else scopes[:1])
        self.reason = choice("Lý do", tuple(REASONS.items()))
        self.note = QLineEdit()
        self.note.setAccessibleName("Ghi chú")
        self.note.setPlaceholderText("ví dụ: mất máy tính, biên bản số 3")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.revoke = self.buttons.addButton("Thu hồi", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.revoke, "danger")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)  # the safe answer
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Thu hồi", self.scope)
        form.addRow("Lý do", self.reason)
        form.addRow("Ghi chú", self.note)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(pair.unit_name, "subtitle"))
        layout.addLayout(form)
        layout.addWidget(
            label(
                "Không lấy lại được. Gói ký bằng khóa bị thu hồi mà đến sau lúc này không được nhận, kể cả gói ghi "
                "ngày trước đó; gói đã chấp nhận giữ nguyên. Đơn vị muốn gửi tiếp phải đề nghị cấp chứng thư mới.",
                "warning",
            )
        )
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)
        for box in (self.scope, self.reason):
            box.setMaximumWidth(400)
        self.scope.setFocus()

    def _on_accept(self) -> None:
        self.given.emit(self.scope.currentData() == _EVERY, self.reason.currentData(), self.note.text())
        self.accept()


class RenewDialog(QDialog):
    """Asks for the root key on its stick and its passphrase; both are used once and kept nowhere."""

    given = Signal(object, str)
    """Path of the root key, its passphrase."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Cấp lại chứng thư của Sở Nội vụ")
        self.path = QLineEdit()
        self.path.setAccessibleName("Tệp khóa gốc")
        self.path.setPlaceholderText("root.pem ở USB cất riêng")
        self.passphrase = QLineEdit()
        self.passphrase.setAccessibleName("Mật khẩu của khóa gốc")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.renew = self.buttons.addButton("Cấp lại", QDialogButtonBox.ButtonRole.AcceptRole)
        self.renew.setEnabled(False)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Tệp khóa gốc", row(self.path, button("Chọn…", "folder", self._pick)))
        form.addRow("Mật khẩu của khóa", self.passphrase)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(
            label(
                "Dùng khi chứng thư của Sở sắp hết hạn, hoặc khi máy giữ khóa nhận gói bị mất, bị lộ. Sở có khóa cấp "
                "chứng thư, khóa ký và khóa nhận gói mới; khóa dự phòng giữ nguyên."
            )
        )
        layout.addLayout(form)
        layout.addWidget(
            label(
                "Đơn vị nhận chứng thư mới theo phiếu tiếp theo. Gói lập theo chứng thư cũ vẫn được nhận một năm; "
                "chứng thư đã cấp cho đơn vị vẫn dùng. Xong việc, rút USB và cất lại.",
                "soft",
            )
        )
        layout.addWidget(self.buttons)
        self.setMinimumWidth(600)
        self.path.textChanged.connect(lambda text: self.renew.setEnabled(bool(text.strip())))
        self.path.setFocus()

    def _pick(self) -> None:
        chosen = choose_files(self, "Chọn tệp khóa gốc", "Khóa (*.pem);;Mọi tệp (*)")
        if chosen:
            self.path.setText(str(chosen[0]))
            self.passphrase.setFocus()

    def _on_accept(self) -> None:
        secret = self.passphrase.text()
        self.passphrase.clear()
        self.given.emit(Path(self.path.text().strip()), secret)
        self.accept()

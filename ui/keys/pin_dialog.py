"""Asks for the PIN of a signing device; says how many tries are left before the person types the last one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.look.widgets import label

_STATES: Final = {
    "ok": ("", ""),
    "low": ("Đã có lần nhập sai mã PIN. Sai thêm vài lần nữa thiết bị sẽ khóa.", "warning"),
    "last": ("Chỉ còn MỘT lần nhập. Nếu sai lần này, thiết bị sẽ bị khóa.", "error"),
    "locked": ("Thiết bị đã bị khóa. Đề nghị cơ quan cấp thiết bị mở khóa.", "error"),
}
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Pin:
    """What was typed; the command that takes it overwrites it.

    Attributes:
        last: the person wants to try although it is the last time.
    """

    typed: bytearray
    last: bool


class PinDialog(QDialog):
    """One line; nothing of it is kept after `take`."""

    def __init__(self, owner: str, device: str, state: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Mã PIN của thiết bị ký số")
        self._state = state
        words, style = _STATES.get(state, _STATES["ok"])
        self.left = label(words, style)
        self.left.setVisible(bool(words))
        self.line = QLineEdit()
        self.line.setAccessibleName("Mã PIN")
        self.line.setEchoMode(QLineEdit.EchoMode.NoEcho if state == "locked" else QLineEdit.EchoMode.Password)
        self.line.setMaxLength(_LONGEST)
        self.line.setEnabled(state != "locked")
        self.sure = QCheckBox("Tôi nhớ chắc mã PIN, vẫn thử lần cuối")
        self.sure.setVisible(state == "last")
        caption = QLabel("Mã &PIN")
        caption.setBuddy(self.line)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.ok = buttons.button(kinds.Ok)
        self.ok.setText("Ký")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._show_ready)
        self.sure.toggled.connect(self._show_ready)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(label(owner, "subtitle"))
        layout.addWidget(label(f"Thiết bị: {device}. Mã PIN chỉ dùng cho lần ký này, phần mềm không lưu.", "soft"))
        for part in (self.left, caption, self.line, self.sure, buttons):
            layout.addWidget(part)
        self.setMinimumWidth(420)
        self._show_ready()
        self.line.setFocus()

    def take(self) -> Pin:
        """The PIN, once; the line is empty from then on."""
        pin = Pin(bytearray(self.line.text().encode()), self.sure.isChecked())
        self.line.clear()
        return pin

    def _show_ready(self) -> None:
        wanted = self._state != "last" or self.sure.isChecked()
        self.ok.setEnabled(bool(self.line.text()) and wanted and self._state != "locked")


def ask_pin(parent: QWidget, owner: str, device: str, state: str) -> Pin | None:
    """Asks; None where the person thought better of it."""
    dialog = PinDialog(owner, device, state, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    pin = dialog.take()
    dialog.deleteLater()
    return pin if accepted else None

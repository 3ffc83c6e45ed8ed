"""Dialogs of the unit's key: asking for certificates, the second machine, handing over; each asks little."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.package.header import MACHINE_LONGEST
from ui.look.widgets import button, label, restyle

_LEAST: Final = 10
_WIDTH: Final = 560


class AskDialog(QDialog):
    """Explains a request, and asks what people call this machine."""

    given = Signal(str)

    def __init__(self, title: str, told: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.machine = QLineEdit()
        self.machine.setMaxLength(MACHINE_LONGEST)
        self.machine.setPlaceholderText("ví dụ: máy ở Văn phòng")
        self.machine.setAccessibleName("Tên máy này")
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(title, "subtitle"))
        for text in told:
            layout.addWidget(label(text))
        form = QFormLayout()
        form.addRow("Tên máy này (để Sở Nội vụ nhận ra)", self.machine)
        layout.addLayout(form)
        self.buttons = _buttons(self, "Lưu tệp đề nghị…")
        layout.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH)
        self.machine.setFocus()

    def accept(self) -> None:
        """Tells the name."""
        name = self.machine.text().strip()
        super().accept()
        self.given.emit(name)


class MachineDialog(QDialog):
    """The data came from another machine: a key of its own here, or the other machine is used no more."""

    own_wanted = Signal()
    move_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Máy thứ hai")
        self.both = QRadioButton("Máy cũ vẫn dùng: xin chứng thư riêng cho máy này")
        self.only = QRadioButton("Máy cũ không còn dùng: chuyển khóa sang máy này")
        self.sure = QCheckBox("Tôi xác nhận không ai ký gói nộp ở máy cũ nữa")
        self.both.setChecked(True)
        self.sure.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label("Khóa ký trong dữ liệu này được lập ở máy khác", "subtitle"))
        layout.addWidget(
            label("Hai máy ký bằng cùng một khóa thì Sở Nội vụ không biết gói nào đúng. Chọn một trong hai cách:")
        )
        layout.addWidget(self.both)
        layout.addWidget(
            label("     Lập tệp đề nghị, gửi Sở Nội vụ; nộp được ở máy này sau khi nhận tệp chứng thư.", "soft")
        )
        layout.addWidget(self.only)
        layout.addWidget(
            label("     Dùng khi máy cũ hỏng hoặc đã cất. Nộp được ngay; việc này ghi vào lịch sử.", "soft")
        )
        layout.addWidget(self.sure)
        self.buttons = _buttons(self, "Tiếp tục")
        layout.addWidget(self.buttons)
        self.only.toggled.connect(self._check)
        self.sure.toggled.connect(self._check)
        self.setMinimumWidth(_WIDTH)
        self.both.setFocus()

    def accept(self) -> None:
        """Tells what was chosen."""
        wanted = self.move_wanted if self.only.isChecked() else self.own_wanted
        super().accept()
        wanted.emit()

    def _check(self) -> None:
        self.sure.setEnabled(self.only.isChecked())
        _ok(self.buttons).setEnabled(self.both.isChecked() or self.sure.isChecked())


class HandoverDialog(QDialog):
    """Who takes over, and the passphrase that the receiver types here."""

    given = Signal(str, str)

    def __init__(self, giver: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Bàn giao")
        self._giver = giver
        self.name = _line("Họ tên người nhận bàn giao")
        self.first = _line("Mật khẩu mới của người nhận", secret=True)
        self.again = _line("Nhập lại mật khẩu mới", secret=True)
        self.sure = QCheckBox("Từ nay mật khẩu của tôi không mở được dữ liệu này nữa")
        self.state = label("", "soft")
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(f"Bàn giao việc ký duyệt từ {giver}", "subtitle"))
        layout.addWidget(
            label(
                "Chương trình lập khóa mới và tệp đề nghị cấp chứng thư, in biên bản bàn giao, rồi đổi người ký duyệt. "
                "Người nhận tự gõ mật khẩu của mình."
            )
        )
        form = QFormLayout()
        for line in (self.name, self.first, self.again):
            form.addRow(line.accessibleName(), line)
        layout.addLayout(form)
        layout.addWidget(self.sure)
        layout.addWidget(self.state)
        self.buttons = _buttons(self, "Chọn nơi ghi biên bản…")
        layout.addWidget(self.buttons)
        for line in (self.name, self.first, self.again):
            line.textChanged.connect(self._check)
        self.sure.toggled.connect(self._check)
        self.setMinimumWidth(_WIDTH)
        self._check()
        self.name.setFocus()

    def accept(self) -> None:
        """Tells name and passphrase, and forgets what was typed."""
        given = " ".join(self.name.text().split()), self.first.text()
        super().accept()
        self.given.emit(*given)
        self.first.clear()
        self.again.clear()

    def _check(self) -> None:
        wrong = self._wrong()
        self.state.setText(wrong or "Hai mật khẩu khớp nhau.")
        restyle(self.state, "soft" if wrong else "good")
        _ok(self.buttons).setEnabled(not wrong and self.sure.isChecked())

    def _wrong(self) -> str:
        name = " ".join(self.name.text().split())
        if not name or name == self._giver:
            return "Nhập họ tên người nhận, khác người giao."
        if len(self.first.text()) < _LEAST:
            return f"Mật khẩu cần ít nhất {_LEAST} ký tự, ví dụ một câu ngắn."
        return "" if self.first.text() == self.again.text() else "Hai lần nhập mật khẩu chưa giống nhau."


def _line(name: str, *, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _buttons(dialog: QDialog, verb: str) -> QDialogButtonBox:
    made = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    ok = button(verb, "", None, "primary")
    made.addButton(ok, QDialogButtonBox.ButtonRole.AcceptRole)
    ok.setAutoDefault(True)
    ok.setDefault(True)
    made.accepted.connect(dialog.accept)
    made.rejected.connect(dialog.reject)
    return made


def _ok(buttons: QDialogButtonBox) -> QWidget:
    return next(
        item for item in buttons.buttons() if buttons.buttonRole(item) == QDialogButtonBox.ButtonRole.AcceptRole
    )

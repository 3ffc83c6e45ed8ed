"""Dialogs of several officers: the server's address and password; a new officer with roles and two passwords."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ui.look.widgets import button, label

_LEAST: Final = 10
_WIDTH: Final = 560
_ROLES: Final = (
    ("tiep-nhan", "Tiếp nhận: nhận tệp, kiểm tra, góp ý, lập phiếu tiếp nhận"),
    ("duyet", "Ký duyệt: mọi việc, kể cả chấp nhận, trả lại, ghi danh, chốt số liệu"),
    ("quan-tri", "Quản trị: thêm và kết thúc cán bộ, chuyển dữ liệu; không giữ khóa ký"),
)


class ServerDialog(QDialog):
    """Where the data is to go."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.host = _line("Máy chủ", "ví dụ: 10.0.0.5")
        self.port = _line("Cổng", "5432")
        self.port.setText("5432")
        self.database = _line("Cơ sở dữ liệu", "ví dụ: so2282")
        self.user = _line("Người dùng trên máy chủ", "ví dụ: so2282_ha")
        self.password = _line("Mật khẩu trên máy chủ", secret=True)
        lines = (self.host, self.port, self.database, self.user, self.password)
        told = "Người quản trị máy chủ cho biết năm điều này. Cơ sở dữ liệu phải còn trống; đường truyền phải có TLS."
        self.ok = _arrange(self, "Chuyển dữ liệu lên máy chủ", told, lines, "Chọn thư mục mới…")
        for line in lines:
            line.textChanged.connect(self._check)
        self._check()
        self.host.setFocus()

    def accept(self) -> None:
        """Tells address and password, and forgets the password."""
        host, port, database, user = (line.text().strip() for line in self._named())
        password = self.password.text()
        super().accept()
        self.given.emit(f"postgresql://{user}@{host}:{port}?{database}", password)
        self.password.clear()

    def _named(self) -> tuple[QLineEdit, ...]:
        return self.host, self.port, self.database, self.user

    def _check(self) -> None:
        self.ok.setEnabled(all(line.text().strip() for line in self._named()) and bool(self.password.text()))


class OfficerDialog(QDialog):
    """Who joins, with which roles, and the passwords that the folder is made with."""

    given = Signal(dict)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = _line("Họ tên cán bộ")
        self.user = _line("Người dùng trên máy chủ", "ví dụ: so2282_lan")
        self.password = _line("Mật khẩu trên máy chủ", secret=True)
        self.first = _line("Mật khẩu mở dữ liệu lần đầu", secret=True)
        self.again = _line("Nhập lại mật khẩu mở dữ liệu", secret=True)
        lines = (self.name, self.user, self.password, self.first, self.again)
        self.roles = {code: QCheckBox(text) for code, text in _ROLES}
        self.roles["tiep-nhan"].setChecked(True)
        told = "Chương trình ghi một thư mục chỉ mở được bằng mật khẩu này. Mang sang máy người đó rồi xóa bản ở USB."
        boxes = tuple(self.roles.values())
        self.ok = _arrange(self, "Thêm cán bộ cùng làm", told, lines, "Chọn nơi ghi thư mục…", boxes)
        for line in lines:
            line.textChanged.connect(self._check)
        for box in boxes:
            box.toggled.connect(self._check)
        self._check()
        self.name.setFocus()

    def accept(self) -> None:
        """Tells what was typed, and forgets it."""
        given = {
            "officer": " ".join(self.name.text().split()),
            "roles": ",".join(code for code, box in self.roles.items() if box.isChecked()),
            "server_user": self.user.text().strip(),
            "password": self.password.text(),
            "passphrase": self.first.text(),
        }
        super().accept()
        self.given.emit(given)
        for line in (self.password, self.first, self.again):
            line.clear()

    def _check(self) -> None:
        typed = all(line.text().strip() for line in (self.name, self.user, self.password))
        fits = len(self.first.text()) >= _LEAST and self.first.text() == self.again.text()
        self.ok.setEnabled(typed and fits and any(box.isChecked() for box in self.roles.values()))


class PassphraseDialog(QDialog):
    """The passphrase until now, and the new one twice."""

    given = Signal(str, str)

    def __init__(self, user: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.old = _line("Mật khẩu đang dùng", secret=True)
        self.first = _line("Mật khẩu mới", secret=True)
        self.again = _line("Nhập lại mật khẩu mới", secret=True)
        lines = (self.old, self.first, self.again)
        told = f"Ít nhất {_LEAST} ký tự, ví dụ một câu ngắn. Quên mật khẩu thì không ai mở lại được giúp."
        self.ok = _arrange(self, f"Đổi mật khẩu của {user}", told, lines, "Đổi mật khẩu")
        for line in lines:
            line.textChanged.connect(self._check)
        self._check()
        self.old.setFocus()

    def accept(self) -> None:
        """Tells both, and forgets them."""
        given = self.old.text(), self.first.text()
        super().accept()
        self.given.emit(*given)
        for line in (self.old, self.first, self.again):
            line.clear()

    def _check(self) -> None:
        fits = len(self.first.text()) >= _LEAST and self.first.text() == self.again.text()
        self.ok.setEnabled(fits and bool(self.old.text()))


def _line(name: str, example: str = "", *, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _arrange(
    dialog: QDialog,
    title: str,
    told: str,
    lines: tuple[QLineEdit, ...],
    verb: str,
    boxes: tuple[QCheckBox, ...] = (),
) -> QWidget:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.setSpacing(12)
    layout.addWidget(label(title, "subtitle"))
    layout.addWidget(label(told))
    form = QFormLayout()
    for line in lines:
        form.addRow(line.accessibleName(), line)
    layout.addLayout(form)
    for box in boxes:
        layout.addWidget(box)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
    ok = button(verb, "", None, "primary")
    buttons.addButton(ok, QDialogButtonBox.ButtonRole.AcceptRole)
    ok.setDefault(True)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)
    dialog.setMinimumWidth(_WIDTH)
    return ok

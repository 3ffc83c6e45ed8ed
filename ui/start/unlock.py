"""The first page: which data, who, which password. Imports nothing of the database or of the commands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from ui.look.messages import choose_folder
from ui.look.widgets import button, card, label, row


class UnlockPage(QWidget):
    """Asks for folder, user and password; says `asked` when they are given."""

    asked = Signal(object, str, str)
    other = Signal()
    """New data is wanted instead."""

    def __init__(self, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.folder = QLineEdit(str(folder or ""))
        self.folder.setAccessibleName("Thư mục dữ liệu")
        self.user = QLineEdit()
        self.user.setAccessibleName("Người dùng")
        self.user.setPlaceholderText("để trống nếu chỉ có một người dùng")
        self.password = QLineEdit()
        self.password.setAccessibleName("Mật khẩu")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._message = label("", "error")
        self._open = button("Mở", "", self._on_open, "primary")
        self._arrange()
        for line in (self.folder, self.user, self.password):
            line.installEventFilter(self)

    def focus(self) -> None:
        """Puts the cursor where something is missing."""
        (self.password if self.folder.text() else self.folder).setFocus()

    def refuse(self, wrong: Exception) -> None:
        """Says why the data was not opened."""
        text = f"{wrong.message} {wrong.hint}" if isinstance(wrong, UserError) else "Chương trình gặp sự cố."
        self._message.setText(text)
        self.set_busy(busy=False)
        self.password.selectAll()
        self.password.setFocus()

    @property
    def message(self) -> str:
        """What the page says."""
        return self._message.text()

    def set_busy(self, *, busy: bool) -> None:
        """Shows that the data is being opened."""
        for widget in (self.folder, self.user, self.password, self._open):
            widget.setEnabled(not busy)
        self._open.setText("Đang mở…" if busy else "Mở")

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Enter goes to the next field; in the password it opens."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            return False
        if watched is self.password:
            self._on_open()
        else:
            (self.user if watched is self.folder else self.password).setFocus()
        return True

    def _arrange(self) -> None:
        box, layout = card(margin=32)
        box.setFixedWidth(520)
        layout.addWidget(label("Sổ 2282", "title"))
        layout.addWidget(label("Theo dõi phụ nữ tham gia lãnh đạo, quản lý ở các cấp hoạch định chính sách", "soft"))
        layout.addSpacing(16)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        choose = button("Chọn…", "folder", self._on_choose)
        form.addRow(_named("&Thư mục dữ liệu", self.folder), row(self.folder, choose))
        form.addRow(_named("&Người dùng", self.user), self.user)
        form.addRow(_named("&Mật khẩu", self.password), self.password)
        layout.addLayout(form)
        layout.addWidget(self._message)
        layout.addSpacing(8)
        layout.addLayout(row(button("Tạo dữ liệu mới…", "add", self.other.emit, "plain"), 1, self._open))
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)

    def _on_choose(self) -> None:
        chosen = choose_folder(self, "Thư mục dữ liệu")
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _on_open(self) -> None:
        if not self._open.isEnabled():
            return
        if not self.folder.text().strip() or not self.password.text():
            self._message.setText("Chọn thư mục dữ liệu và nhập mật khẩu.")
            self.focus()
            return
        self._message.clear()
        self.set_busy(busy=True)
        self.asked.emit(Path(self.folder.text().strip()), self.user.text().strip(), self.password.text())
        self.password.clear()


def _named(text: str, buddy: QWidget) -> QLabel:
    made = QLabel(text)
    made.setBuddy(buddy)
    return made

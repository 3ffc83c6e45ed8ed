"""Ghép số liệu hai máy: write the file of changes with its code, and open the one of the other machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from app.crypto.codes import ACTIVATION_GROUPS, wrong_groups
from app.errors import UserError
from app.workspace import Outcome
from ui.changes.dialog import MergeDialog
from ui.look.messages import choose_file_to_write, choose_files
from ui.look.theme import ui_font
from ui.look.widgets import button, card, label, row, scrolled
from ui.work.session import Session

_KINDS: Final = "Tệp thay đổi (*.p7m);;Mọi tệp (*)"
_CODE_POINTS: Final = 24.0
_HOW: Final = (
    "1. Máy thứ hai: cài chương trình, rồi khôi phục từ bản sao lưu của máy này.",
    "2. Mỗi người nhập một phần ở máy của mình.",
    "3. Máy này ghi tệp, máy kia mở; rồi máy kia ghi tệp, máy này mở. Hai máy có cùng số liệu.",
    "4. Muốn nộp được ở cả hai máy: mỗi máy một khóa, xem thẻ «Khóa và chứng thư». Không thì chỉ máy này nộp.",
)


class ChangesPage(QWidget):
    """The tab of Hệ thống."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setProperty("help", "ghep_hai_may")
        how, told = card()
        told.addWidget(label("Hai người cùng nhập của một đơn vị", "subtitle"))
        for text in _HOW:
            told.addWidget(label(text))
        out, written = card()
        written.addWidget(label("Gửi sang máy kia", "subtitle"))
        written.addWidget(
            label("Tệp có mọi dòng và lịch sử của chúng, được mã hóa; không có gói đã nộp, không có khóa.", "soft")
        )
        self.write = button("Ghi tệp thay đổi…", "save", self._on_write, "primary")
        written.addLayout(row(self.write, 1))
        back, taken = card()
        taken.addWidget(label("Nhận từ máy kia", "subtitle"))
        taken.addWidget(label("Xem trước từng dòng; chỗ hai máy ghi khác nhau thì hỏi, không tự chọn.", "soft"))
        self.read = button("Mở tệp thay đổi…", "import", self._on_read)
        taken.addLayout(row(self.read, 1))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 8, 8, 0)
        inside.setSpacing(12)
        for frame in (out, back, how):
            inside.addWidget(frame)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))

    def write_file(self, path: Path) -> None:
        """Writes the file and shows its code."""
        self._session.run("changes export", self._on_written, out=path)

    def open_file(self, path: Path) -> None:
        """Asks for the code of a file, and shows what it would do."""
        CodeDialog(self, self._session, path).open()

    def _on_write(self) -> None:
        card_ = self._session.card
        name = f"2282_{card_.unit.partition('@')[0]}_{card_.today:%Y-%m-%d}_ghep.p7m"
        path = choose_file_to_write(self, "Ghi tệp thay đổi", name, _KINDS)
        if path is not None:
            self.write_file(path)

    def _on_written(self, outcome: Outcome) -> None:
        WrittenDialog(self, Path(outcome.data["file"]), outcome.data["code"], outcome.data["records"]).open()

    def _on_read(self) -> None:
        for path in choose_files(self, "Mở tệp thay đổi", _KINDS)[:1]:
            self.open_file(path)


class WrittenDialog(QDialog):
    """The code of the file that was written, large enough to be read over the telephone; shown only here."""

    def __init__(self, parent: QWidget, path: Path, code: str, records: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Mã mở tệp thay đổi")
        groups = code.split()
        half = len(groups) // 2
        framed, inside = card()
        for part in (groups[:half], groups[half:]):
            line = label("   ".join(part), "", wrap=False)
            line.setFont(ui_font(_CODE_POINTS, bold=True))
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setAccessibleName(f"Mã: {' '.join(part)}")
            inside.addWidget(line)
        shut = button("Đã chép mã, đóng", "", self.accept, "primary")
        shut.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(f"Đã ghi {path.name}, {records} dòng.", "subtitle"))
        layout.addWidget(label(str(path), "soft"))
        layout.addWidget(label("Đọc mã này cho người ở máy kia, hoặc chép ra giấy:"))
        layout.addWidget(framed)
        layout.addWidget(
            label(
                "Không gửi mã cùng với tệp. Mã không được giữ lại ở đâu; mất mã thì ghi tệp khác. Tệp có dữ liệu cá "
                "nhân: ghép xong thì xóa.",
                "warning",
            )
        )
        layout.addLayout(row(1, shut))
        self.setMinimumWidth(620)


class CodeDialog(QDialog):
    """Asks for the code of a file; what is wrong with it is said here, and it may be typed again."""

    def __init__(self, parent: QWidget, session: Session, path: Path) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Mở tệp thay đổi")
        self._page = parent
        self._session = session
        self._path = path
        self.line = QLineEdit()
        self.line.setAccessibleName("Mã của tệp")
        self.line.setPlaceholderText(f"{ACTIVATION_GROUPS} nhóm năm chữ số")
        self.line.setFont(ui_font(13.0))
        self.message = label("", "error")
        self.yes = button("Xem trước", "", self._on_yes, "primary")
        self.yes.setDefault(True)
        self.line.textEdited.connect(self.message.clear)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(path.name, "subtitle"))
        layout.addWidget(label("Mã hiện trên máy đã ghi tệp này:"))
        layout.addWidget(self.line)
        layout.addWidget(self.message)
        layout.addLayout(row(1, button("Thôi", "", self.reject), self.yes))
        self.setMinimumWidth(640)
        self.line.setFocus()

    def _on_yes(self) -> None:
        code = self.line.text()
        if wrong := wrong_groups(code, ACTIVATION_GROUPS):
            whole = wrong[-1] > ACTIVATION_GROUPS
            groups = ", ".join(map(str, wrong))
            text = f"Cần đủ {ACTIVATION_GROUPS} nhóm, mỗi nhóm năm chữ số." if whole else f"Gõ sai ở nhóm {groups}."
            self.message.setText(text)
            return
        self.yes.setEnabled(False)
        params = {"file": self._path, "code": code, "dry_run": True}
        self._session.run("changes import", self._on_seen, self._on_failed, **params)

    def _on_seen(self, outcome: Outcome) -> None:
        self.accept()
        MergeDialog(self._page, self._session, self._path, self.line.text(), outcome).open()

    def _on_failed(self, wrong: Exception) -> None:
        self.yes.setEnabled(True)
        if isinstance(wrong, UserError):
            self.message.setText(f"{wrong.message} {wrong.hint}")
            self.line.setFocus()

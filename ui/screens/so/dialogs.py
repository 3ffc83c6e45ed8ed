"""Dialogs of reception: the reason of a return, and the fingerprint that was read on paper or over the telephone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.crypto.codes import FINGERPRINT_GROUPS, same_groups
from ui.look.widgets import button, label, restyle, row

_GROUP: Final = 5
_VERB: Final = 168


class ReasonDialog(QDialog):
    """Asks why a package goes back; what the check found can be put in."""

    given = Signal(str)

    def __init__(self, unit: str, findings: tuple[str, ...], parent: QWidget, *, comments: int = 0) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Đề nghị hoàn thiện số liệu")
        self._findings = findings
        self._comments = comments
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName("Lý do đề nghị hoàn thiện")
        self.lines.setTabChangesFocus(True)
        insert = button(f"Chèn {len(findings)} nội dung đã phát hiện", "paste", self._insert)
        insert.setVisible(bool(findings))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.send = self.buttons.addButton("Đề nghị hoàn thiện", QDialogButtonBox.ButtonRole.AcceptRole)
        self.send.setEnabled(comments > 0)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(unit, "subtitle"))
        if comments:
            layout.addWidget(label(f"{comments} góp ý đi kèm; lời chung có thể để trống."))
        layout.addWidget(label("Viết rõ cần sửa hoặc bổ sung gì. Nội dung này đi theo phiếu gửi đơn vị.", "soft"))
        layout.addWidget(self.lines, 1)
        layout.addLayout(row(insert, 1))
        layout.addWidget(self.buttons)
        self.resize(560, 340)
        self.lines.textChanged.connect(lambda: self.send.setEnabled(bool(self._text()) or self._comments > 0))
        self.lines.setFocus()

    def _text(self) -> str:
        return self.lines.toPlainText().strip()

    def _insert(self) -> None:
        kept = self._text()
        found = "\n".join(f"{number}. {text}" for number, text in enumerate(self._findings, 1))
        self.lines.setPlainText(f"{kept}\n{found}" if kept else found)

    def _on_accept(self) -> None:
        self.given.emit(self._text())
        self.accept()


class FingerprintDialog(QDialog):
    """Six groups of five digits, typed from the sealed sheet or as heard; each says at once whether it is right.

    The expected digits are never shown, so that they cannot be confirmed without the paper or the telephone.
    """

    given = Signal(str)

    def __init__(
        self, unit: str, expected: str, parent: QWidget, *, verb: str = "Ghi danh đơn vị", told: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Đối chiếu dấu vân tay")
        self._expected = expected.split()
        self.groups = [self._group(number) for number in range(FINGERPRINT_GROUPS)]
        self.state = label("", "soft")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.confirm = self.buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.confirm.setMinimumWidth(_VERB)
        self.confirm.setEnabled(False)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(unit, "subtitle"))
        layout.addWidget(
            label(
                "Nhập sáu nhóm số trên phiếu đã ký, đóng dấu của đơn vị, hoặc gọi số điện thoại đã biết của đơn vị và "
                "nghe đọc từng nhóm. Chỉ xác nhận khi cả sáu nhóm đều đúng: từ đó chữ ký của đơn vị được công nhận.",
                "soft",
            )
        )
        if told:
            layout.addWidget(label(told, "warning"))
        layout.addLayout(row(*self.groups, 1))
        layout.addWidget(self.state)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(600)
        self.groups[0].setFocus()
        self._check()

    def _group(self, number: int) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(f"Nhóm {number + 1} trong {FINGERPRINT_GROUPS}")
        line.setMaxLength(_GROUP * FINGERPRINT_GROUPS + FINGERPRINT_GROUPS)
        line.setFixedWidth(84)
        line.textEdited.connect(lambda text, number=number: self._on_edited(number, text))
        return line

    def _on_edited(self, number: int, text: str) -> None:
        digits = "".join(letter for letter in text if letter.isdecimal())
        for line in self.groups[number:]:
            part, digits = digits[:_GROUP], digits[_GROUP:]
            if line is self.groups[number] or part:
                line.setText(part)
        if len(self.groups[number].text()) == _GROUP and number + 1 < len(self.groups):
            self.groups[number + 1].setFocus()
        self._check()

    def _check(self) -> None:
        typed = [line.text() for line in self.groups]
        wrong = []
        for number, (line, expected) in enumerate(zip(self.groups, self._expected, strict=True), 1):
            fault = len(line.text()) == _GROUP and line.text() != expected
            line.setProperty("fault", "error" if fault else "")
            line.style().unpolish(line)
            line.style().polish(line)
            if fault:
                wrong.append(str(number))
        whole = same_groups(" ".join(typed), " ".join(self._expected))
        self.confirm.setEnabled(whole)
        if wrong:
            self._say(f"Nhóm {', '.join(wrong)} không khớp. Đọc lại; nếu vẫn khác thì không ghi danh.", "error")
        elif whole:
            self._say("Cả sáu nhóm đều đúng.", "good")
        else:
            self._say(f"Đã đúng {sum(len(text) == _GROUP for text in typed)}/{FINGERPRINT_GROUPS} nhóm.", "soft")

    def _say(self, text: str, name: str) -> None:
        self.state.setText(text)
        restyle(self.state, name)

    def _on_accept(self) -> None:
        self.given.emit(" ".join(line.text() for line in self.groups))
        self.accept()

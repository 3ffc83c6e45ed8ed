"""Chốt số liệu, and opening a frozen period again: what is missing, the reason, and a yes where units are missing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from app.workspace import Outcome
from ui.look.widgets import READING, button, label
from ui.screens.frozen_data import Ready, ready
from ui.work.session import Session

_WHAT: Final = (
    "Số liệu đã chấp nhận, bộ chỉ tiêu và danh mục đơn vị được giữ nguyên dưới một mã đối chiếu in ở chân mọi biểu. "
    "Sau khi chốt, kỳ này không nhận thêm số liệu cho đến khi mở lại."
)
_WHAT_UNIT: Final = (
    "Số liệu của báo cáo đã nộp được giữ nguyên dưới mã đối chiếu in ở chân biểu. Sau khi chốt, không lập gói nộp mới "
    "của kỳ này cho đến khi mở lại."
)
_REOPEN: Final = (
    "Kỳ nhận số liệu trở lại; gói bị từ chối vì kỳ đã chốt được nhận ngay. Mã {code} vẫn mở đúng số liệu đã chốt. "
    "Lý do được ghi lại với tên người mở, ngày giờ."
)
_LONGEST: Final = 300


class _ReasonDialog(QDialog):
    """A sentence of what will happen, a reason that must be given, and the button that does it."""

    done_with = Signal(str)
    """Code of the frozen figures."""

    def __init__(self, session: Session, title: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName("Lý do")
        self.lines.setTabChangesFocus(True)
        self.lines.setMaximumHeight(90)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = button(verb, "check", name="primary")
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setEnabled(False)
        self.buttons.accepted.connect(self.act)
        self.buttons.rejected.connect(self.reject)
        self.content = QVBoxLayout(self)
        self.resize(600, 420)
        self.lines.textChanged.connect(self.judge)

    def close_layout(self) -> None:
        """Reason and buttons, below what the dialog says."""
        self.content.addWidget(label("Lý do"))
        self.content.addWidget(self.lines)
        self.content.addWidget(self.buttons)
        self.lines.setFocus()

    @property
    def reason(self) -> str:
        """What was typed."""
        return " ".join(self.lines.toPlainText().split())

    def judge(self) -> None:
        """Whether it can be done."""
        self.go.setEnabled(0 < len(self.reason) <= _LONGEST)

    def act(self) -> None:
        """Does it."""
        raise NotImplementedError

    def on_done(self, outcome: Outcome) -> None:
        """It is done."""
        self.done_with.emit(outcome.data["code"])
        self.accept()


class FreezeDialog(_ReasonDialog):
    """Freezes a period."""

    def __init__(self, session: Session, period: str, parent: QWidget) -> None:
        super().__init__(session, "Chốt số liệu", "Chốt số liệu", parent)
        self._found: Ready | None = None
        self._unit = session.card.mode == "unit"
        self.head = label(READING, "subtitle")
        self.missing = QListWidget()
        self.missing.setAccessibleName("Đơn vị còn thiếu số liệu")
        self.anyway = QCheckBox("")
        self.anyway.toggled.connect(self.judge)
        self.content.addWidget(self.head)
        self.content.addWidget(label(_WHAT_UNIT if self._unit else _WHAT, "soft"))
        self.content.addWidget(self.missing, 1)
        self.content.addWidget(self.anyway)
        self.close_layout()
        self.missing.hide()
        self.anyway.hide()
        session.ask(self, "ready", lambda ws: ready(ws, period), self._show)

    def judge(self) -> None:
        """A reason, something to freeze, and a yes where units are missing."""
        super().judge()
        found = self._found
        agreed = found is not None and found.possible and (not found.missing or self.anyway.isChecked())
        self.go.setEnabled(self.go.isEnabled() and agreed)

    def act(self) -> None:
        """Freezes."""
        assert self._found is not None
        missing = bool(self._found.missing)
        period = self._found.period
        self._session.run("freeze", self.on_done, period=period, reason=self.reason, incomplete=missing)

    def _show(self, found: Ready) -> None:
        self._found = found
        self.head.setText(_told(found, unit=self._unit))
        self.missing.addItems(list(found.missing))
        self.missing.setVisible(bool(found.missing) and found.possible)
        self.anyway.setText(f"Vẫn chốt khi còn thiếu {len(found.missing)} đơn vị; tên các đơn vị này được ghi lại")
        self.anyway.setVisible(bool(found.missing) and found.possible)
        self.lines.setEnabled(found.possible)
        self.judge()


class ReopenDialog(_ReasonDialog):
    """Opens a frozen period again."""

    def __init__(self, session: Session, code: str, period: str, parent: QWidget) -> None:
        super().__init__(session, "Mở lại kỳ đã chốt", "Mở lại kỳ", parent)
        self._code = code
        self.content.addWidget(label(f"Kỳ {period}, bản chốt {code}", "subtitle"))
        self.content.addWidget(label(_REOPEN.format(code=code), "soft"))
        self.close_layout()
        self.resize(560, 280)

    def act(self) -> None:
        """Opens it."""
        self._session.run("freeze reopen", self.on_done, code=self._code, reason=self.reason)


def _told(found: Ready, *, unit: bool) -> str:
    if found.closed:
        return f"Kỳ {found.period} đã chốt, mã {found.closed}. Muốn chốt lại thì mở lại kỳ trước."
    if unit:
        sent = f"báo cáo lập lúc {found.sent}" if found.sent else "chưa lập gói nộp nào; chỉ chốt số liệu đã nộp"
        return f"Kỳ {found.period}: {sent}."
    if not found.reported:
        return f"Kỳ {found.period} chưa có số liệu nào được chấp nhận."
    lacking = f", còn thiếu {len(found.missing)}" if found.missing else ", đủ mọi đơn vị"
    waiting = f" {found.waiting} báo cáo đã nhận còn chờ xem xét." if found.waiting else ""
    count = f"{found.expected - len(found.missing)}/{found.expected}"
    return f"Kỳ {found.period}: số liệu của {count} đơn vị{lacking}.{waiting}"

"""What can be done with the chosen package, as a row of buttons that says which keys do the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.storage import Document
from ui.look.flow_layout import FlowLayout
from ui.look.widgets import button
from ui.screens.so.queries import WITH_RECEIPT

CLEAN_QUESTION: Final = (
    "Chấp nhận số liệu của {} báo cáo đang chờ? Không báo cáo nào có lỗi, cảnh báo, số khai lệch số tính lại hoặc số "
    "biến động bất thường. Báo cáo khác không thay đổi."
)
_ACCEPTABLE = ("received", "checked", "returned", "fork")
_RETURNABLE = ("received", "checked", "fork")


def may_accept(document: Document | None) -> bool:
    """Whether a verdict may be "accepted"; of a fork the accepted one is the chosen one."""
    return document is not None and document.state in _ACCEPTABLE


def may_return(document: Document | None, drafts: int = 0) -> bool:
    """Whether it may be returned; so can one be that was refused though its sender is proved.

    One that was returned can be returned again where there are comments that were not sent.
    """
    if document is None:
        return False
    again = document.state == "returned" and drafts > 0
    return document.state in _RETURNABLE or again or (document.state == "refused" and bool(document.unit))


def may_be_checked(document: Document | None) -> bool:
    """Whether an officer can note that it was looked through."""
    return document is not None and document.state == "received"


def may_have_receipt(document: Document | None) -> bool:
    """Whether a receipt can be written of its present state."""
    return document is not None and document.state in WITH_RECEIPT


class PackageActions(QWidget):
    """Preview, checked, accept, return, receipt, enrol."""

    look = Signal()
    checked = Signal()
    accept = Signal()
    send_back = Signal()
    receipt = Signal()
    enrol = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look = button("Xem trước (phím cách)", "search", self.look.emit)
        self._checked = button("Đã kiểm tra (K)", "check", self.checked.emit)
        self._accept = button("Chấp nhận số liệu (A)", "good", self.accept.emit)
        self._return = button("Đề nghị hoàn thiện (R)…", "back", self.send_back.emit)
        self._receipt = button("Lưu phiếu (P)…", "save", self.receipt.emit)
        self._enrol = button("Đối chiếu, ghi danh (G)…", "key", self.enrol.emit)
        layout = FlowLayout(self)
        for item in (self._look, self._enrol, self._checked, self._accept, self._return, self._receipt):
            layout.addWidget(item)
        self.show_for(None)

    def show_for(self, document: Document | None, drafts: int = 0) -> None:
        """Lets be pressed what can be done; `drafts` are comments that were not sent."""
        self._checked.setEnabled(may_be_checked(document))
        self._look.setEnabled(document is not None)
        self._accept.setEnabled(may_accept(document))
        self._return.setEnabled(may_return(document, drafts))
        self._receipt.setEnabled(may_have_receipt(document))
        self._enrol.setVisible(document is not None and document.state == "waiting_enrolment")

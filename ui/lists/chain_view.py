"""Kiểm tra chuỗi: follows packages and receipts in both directions and lists where a link is missing or altered."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.vietnamese.dates import write_date
from app.workspace import Outcome
from ui.lists.line_list import LineList
from ui.look.theme import current_theme
from ui.look.widgets import button, empty_state, label, row
from ui.work.session import Session

KIND_WORDS: Final = {
    "missing": "Thiếu",
    "altered": "Bị thay đổi",
    "broken": "Không khớp",
    "unconfirmed": "Chưa xác nhận",
}
_WHAT_IT_DOES: Final = (
    "Mỗi gói và mỗi phiếu ghi mã của tệp liền trước và của tệp mới nhất đã nhận từ phía bên kia, nên không thể thêm, "
    "bớt hay sửa một tệp mà không ai thấy. Phần mềm đọc lại mọi bản gốc đang lưu trên máy này và không thay đổi gì."
)
_NOT_YET: Final = "Chưa kiểm tra lần nào trong phiên này. Nhấn “Kiểm tra chuỗi”."
_WHOLE: Final = "Chuỗi liền mạch ở cả hai chiều."


class ChainPage(QWidget):
    """The button, the verdict in one sentence, and one line per fault."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._office = session.card.mode == "province"
        self.check = button("Kiểm tra chuỗi", "check", self.run, "primary")
        self.result = label("", "strong")
        self.result.setAccessibleName("Kết quả kiểm tra chuỗi")
        columns = [("Chỗ không liền mạch", 420), ("Loại", 130), ("Ngày", 110)]
        self.faults = LineList("Chỗ không liền mạch", [*columns, ("Đơn vị", 200)] if self._office else columns)
        self._empty = empty_state(_NOT_YET, "check")
        self._whole = empty_state(_WHOLE, "check")
        self._stack = QStackedWidget()
        for part in (self._empty, self._whole, self.faults):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 8, 0)
        layout.setSpacing(12)
        layout.addWidget(label(_WHAT_IT_DOES, "soft"))
        layout.addLayout(row(self.check, 1))
        layout.addWidget(self.result)
        layout.addWidget(self._stack, 1)

    def run(self) -> None:
        """Checks now."""
        self._session.run("chain check", self._on_checked)

    def _on_checked(self, outcome: Outcome) -> None:
        faults: list[dict[str, Any]] = outcome.data["faults"]
        self.result.setText(outcome.message)
        self.faults.show_rows([self._cells(fault) for fault in faults], "warning", current_theme().warning)
        self._stack.setCurrentWidget(self.faults if faults else self._whole)
        if faults:
            self.faults.setFocus()

    def _cells(self, fault: dict[str, Any]) -> list[str]:
        cells = [fault["sentence"], KIND_WORDS[fault["kind"]], write_date(fault["at"][:10])]
        return [*cells, fault["unit_name"]] if self._office else cells

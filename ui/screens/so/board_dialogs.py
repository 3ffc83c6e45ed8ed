"""Dialogs of the board: công văn đôn đốc for units that are behind, and why a unit owes nothing for a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.commands.lateness import REASON_LONGEST
from app.commands.office.letters import GRACE, next_letter
from app.vietnamese.dates import parse_date, write_date
from app.workspace import Outcome
from ui.look.messages import choose_folder
from ui.look.widgets import button, label, restyle, row
from ui.screens.so.board_query import OVERDUE, Board
from ui.screens.so.chips import choice
from ui.screens.so.rows import Row
from ui.work.session import Session

_MOST: Final = 99_999
_FULL_DATE: Final = 10
_ALL, _LATE, _ONE = "all", "late", "one"


class ReminderDialog(QDialog):
    """Which units get a letter, from which number on, and until when the report is asked for."""

    given = Signal(object)
    """Parameters of the command `remind`, without the folder."""

    def __init__(self, session: Session, board: Board, chosen: Row | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Công văn đôn đốc")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._board = board
        self._groups = _groups(board, chosen)
        self.scope = choice("Gửi cho", [(key, text) for key, (text, _) in self._groups.items()])
        self.number = QSpinBox()
        self.number.setAccessibleName("Số công văn đầu tiên")
        self.number.setRange(1, _MOST)
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.symbol = _line("Ký hiệu công văn")
        self.by = _line("Hạn gửi ghi trong công văn")
        self.by.setText(write_date(_day(board).isoformat()))
        self.kind = choice("Loại tệp", [("pdf", "PDF, để in và ký"), ("docx", "Word, để sửa trước khi ký")])
        self.told = label("", "soft")
        self.names = label("", "soft")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make = button("Lập công văn…", "file", name="primary")
        self.buttons.addButton(self.make, QDialogButtonBox.ButtonRole.AcceptRole)
        self._arrange()
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        self.scope.currentIndexChanged.connect(lambda _: self._judge())
        self.by.textEdited.connect(lambda _: self._judge())
        self.symbol.textEdited.connect(lambda _: self._judge())
        self._judge()
        session.ask(self, "letter", next_letter, self._show)

    def chosen(self) -> tuple[Row, ...]:
        """The units that get a letter."""
        return self._groups[self.scope.currentData()][1]

    def _arrange(self) -> None:
        form = QFormLayout()
        form.addRow("Gửi cho", self.scope)
        form.addRow("Số công văn đầu tiên", self.number)
        form.addRow("Ký hiệu", self.symbol)
        form.addRow("Đề nghị gửi trước ngày", self.by)
        form.addRow("Loại tệp", self.kind)
        layout = QVBoxLayout(self)
        layout.addWidget(label(f"Kỳ {self._board.period}", "subtitle"))
        layout.addLayout(form)
        layout.addWidget(self.names)
        layout.addWidget(self.told)
        layout.addWidget(
            label(
                "Mỗi đơn vị một tệp, số nối tiếp nhau và được ghi lại; lập lại trong ngày thì giữ nguyên số cũ. "
                "Lấy số ở sổ văn thư trước khi lập.",
                "soft",
            )
        )
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.resize(560, 400)

    def _show(self, found: tuple[int, str]) -> None:
        self.number.setValue(found[0])
        self.symbol.setText(found[1])
        self._judge()

    def _judge(self) -> None:
        rows, day = self.chosen(), _typed(self.by.text())
        names = [row.cells[0] for row in rows]
        self.names.setText(", ".join(names[:6]) + (f" và {len(names) - 6} đơn vị khác" if len(names) > 6 else ""))
        self.make.setText(f"Lập {len(rows)} công văn…")
        wrong = ""
        if day is None:
            wrong = "Hạn gửi viết đủ ngày/tháng/năm."
        elif day < self._board.today:
            wrong = "Hạn gửi đã qua."
        elif not self.symbol.text().strip():
            wrong = "Ghi ký hiệu công văn, ví dụ SNV."
        self.told.setText(wrong)
        self.told.setVisible(bool(wrong))
        restyle(self.told, "error" if wrong else "soft")
        self.make.setEnabled(not wrong and bool(rows))

    def _on_accept(self) -> None:
        day = _typed(self.by.text())
        assert day is not None
        params: dict[str, Any] = {
            "period": str(self._board.period),
            "units": ",".join(row.key for row in self.chosen()),
            "by": day.isoformat(),
            "number": self.number.value(),
            "symbol": self.symbol.text(),
            "kind": self.kind.currentData(),
        }
        folder = choose_folder(self, "Chọn thư mục ghi công văn")
        if folder is not None:
            self.given.emit({**params, "out": Path(folder)})
            self.accept()


class ExemptDialog(QDialog):
    """Takes a unit out of those that owe a period, with the reason, or back in."""

    def __init__(self, session: Session, chosen: Row, period: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Không thuộc diện báo cáo")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._about: dict[str, Any] = {"unit": chosen.key, "period": period}
        exempt = "exempt" in chosen.tags
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName("Lý do không thuộc diện báo cáo")
        self.lines.setTabChangesFocus(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.verb = button("Thôi miễn báo cáo" if exempt else "Không thuộc diện báo cáo", "check", name="primary")
        self.buttons.addButton(self.verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.verb.setEnabled(exempt)
        self.buttons.accepted.connect(self._oblige if exempt else self._exempt)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(f"{chosen.cells[0]}, kỳ {period}", "subtitle"))
        what = (
            "Đơn vị lại phải báo cáo kỳ này và được tính trong tổng số đơn vị."
            if exempt
            else "Đơn vị không phải báo cáo kỳ này; mọi tổng «x/y đơn vị» không tính đơn vị. Lý do được ghi lại với "
            "tên người quyết định và ngày giờ."
        )
        layout.addWidget(label(what, "soft"))
        layout.addWidget(label("Lý do"))
        layout.addWidget(self.lines, 1)
        layout.addLayout(row(1))
        layout.addWidget(self.buttons)
        self.lines.setVisible(not exempt)
        self.resize(520, 280)
        self.lines.textChanged.connect(lambda: self.verb.setEnabled(0 < len(self._text()) <= REASON_LONGEST))

    def _text(self) -> str:
        return " ".join(self.lines.toPlainText().split())

    def _exempt(self) -> None:
        self._session.run("period exempt", self._on_done, reason=self._text(), **self._about)

    def _oblige(self) -> None:
        self._session.run("period oblige", self._on_done, **self._about)

    def _on_done(self, outcome: Outcome) -> None:
        self.accept()


def _groups(board: Board, chosen: Row | None) -> dict[str, tuple[str, tuple[Row, ...]]]:
    """Whom letters can go to, the likeliest first; a group of nobody is not offered, but the first one stands."""
    behind: Sequence[Row] = board.behind
    late = tuple(item for item in behind if OVERDUE in item.tags)
    groups = {_ALL: (f"mọi đơn vị còn thiếu ({len(behind)})", tuple(behind))}
    if late and len(late) < len(behind):
        groups[_LATE] = (f"chỉ đơn vị quá hạn ({len(late)})", late)
    if chosen is not None and any(item.key == chosen.key for item in behind):
        groups[_ONE] = (f"chỉ {chosen.cells[0]}", (chosen,))
    return groups


def _day(board: Board) -> date:
    return board.due if board.due > board.today else board.today + GRACE


def _typed(text: str) -> date | None:
    day = parse_date(text)
    return date.fromisoformat(day) if day is not None and len(day) == _FULL_DATE else None


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    return made

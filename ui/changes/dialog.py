"""The preview of a file of changes: figures that add up, each row's fate, and the questions with both values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from app.domain.merge import MINE, THEIRS
from app.spreadsheets.outcome import Fate
from app.workspace import Outcome
from ui.fields.values import moment
from ui.imports.head import Head
from ui.imports.text_rows import TextRows
from ui.look.messages import show_done
from ui.look.widgets import button, card, label, row, scrolled
from ui.records.list_view import RowsView
from ui.work.session import Session

_FATES: Final = {"added": "thêm mới", "changed": "thay đổi", "same": "không đổi", "rejected": "chờ trả lời"}
_HEADS: Final = ("Bảng", "Dòng", "Kết quả", "Nội dung")
_WIDTHS: Final = (200, 260, 100)
_MOST_ASKED: Final = 100
_QUESTION_HEIGHT: Final = 74
_MOST_SEEN: Final = 3
_VIEW_HEIGHT: Final = 150
_AROUND: Final = 48


class MergeDialog(QDialog):
    """What the other machine's records would do here; nothing is written before the person says so."""

    def __init__(self, parent: QWidget, session: Session, path: Path, code: str, outcome: Outcome) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Ghép số liệu: {path.name}")
        self._session = session
        self._file = {"file": path, "code": code}
        self._data: dict[str, Any] = outcome.data
        self.answers: dict[str, str] = {}
        self.head = Head()
        self.head.show_counters({name: self._data[name] for name in ("read", *(fate.value for fate in Fate))})
        self.head.chosen.connect(self._on_filter)
        self.rows = TextRows(_HEADS, _texts, parent=self)
        self.view = RowsView("Các dòng của tệp")
        self.view.setModel(self.rows)
        self.questions = Questions(self._data["rows"], self._on_answer)
        self._left = label("", "warning")
        self.take = button("&Ghép số liệu", "check", self._on_take, "primary")
        self._arrange()
        self._on_filter("")
        self._show_left()

    def _arrange(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.view.setColumnWidth(column, width)
        self.view.horizontalHeader().setStretchLastSection(True)
        who = f"Số liệu của {self._data['actor']}, ghi lúc {moment(self._data['made_at'])}"
        self.view.setMinimumHeight(_VIEW_HEIGHT)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(label(who, "subtitle"))
        layout.addWidget(self.head)
        if self.questions.count:
            layout.addWidget(self.questions)
        layout.addWidget(self.view, 1)
        for item in self._data["findings"][:_MOST_SEEN]:
            layout.addWidget(label(f"{item['label']}: {item['sentence']}", _style(item["severity"])))
        more = len(self._data["findings"]) - _MOST_SEEN
        if more > 0:
            layout.addWidget(label(f"Còn {more} điều cần xem ở các dòng được ghép; xem ở Rà soát số liệu.", "soft"))
        layout.addWidget(self._left)
        layout.addWidget(label("Ghép vào cùng lúc; một lần Ctrl+Z lấy lại tất cả.", "soft"))
        whole = QVBoxLayout(self)
        whole.addWidget(scrolled(content), 1)
        whole.addLayout(row(1, button("&Không ghép", "", self.reject), self.take))
        room = self.screen().availableSize()
        self.resize(min(1080, max(room.width() - _AROUND, 640)), min(640, max(room.height() - _AROUND, 340)))

    def _on_filter(self, key: str) -> None:
        self.head.mark(key)
        self.rows.show([item for item in self._data["rows"] if key in ("", item["fate"])])
        if self.rows.rowCount():
            self.view.selectRow(0)

    def _on_answer(self, where: str, answer: str) -> None:
        self.answers[where] = answer
        self._show_left()

    def _show_left(self) -> None:
        left = self.questions.count - len(self.answers)
        words = f"Còn {left} câu chưa trả lời: các dòng đó giữ nguyên như máy này, mở lại tệp để ghép sau."
        self._left.setText(words if left else "")
        self._left.setVisible(bool(left))
        writes = self._data["added"] + self._data["changed"]
        self.take.setEnabled(bool(writes or self.answers))

    def _on_take(self) -> None:
        self.take.setEnabled(False)
        self._session.run("changes import", self._on_taken, self._on_failed, **self._file, answers=self.answers)

    def _on_taken(self, outcome: Outcome) -> None:
        self.accept()
        show_done(self.parentWidget(), "Đã ghép số liệu", outcome.message)

    def _on_failed(self, wrong: Exception) -> None:
        self.take.setEnabled(True)
        self._session.tell(wrong)


class Questions(QFrame):
    """What both machines changed to different values, side by side; nothing is chosen beforehand."""

    def __init__(self, rows: list[dict[str, Any]], answered: Callable[[str, str], None]) -> None:
        super().__init__()
        self._groups: list[QButtonGroup] = []
        asked = [(item, clash) for item in rows for clash in item["clashes"] if clash["waiting"]]
        self.count = len(asked)
        self.choices: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for place, (item, clash) in enumerate(asked[:_MOST_ASKED]):
            grid.addWidget(label(f"{item['name']}: {clash['label']}"), place, 0)
            self._ask(grid, place, item["name"], clash, answered)
        frame, inside = card(margin=12)
        head = "Hai máy ghi khác nhau: chọn giá trị đúng"
        if self.count > _MOST_ASKED:
            head += f" ({_MOST_ASKED} câu đầu; ghép xong thì mở lại tệp để trả lời tiếp)"
        everything = (
            button("Tất cả theo máy này", "", lambda: self.choose_all(0), "plain"),
            button("Tất cả theo máy kia", "", lambda: self.choose_all(1), "plain"),
        )
        inside.addLayout(row(label(head, "strong", wrap=False), 1, *everything))
        content = QWidget()
        content.setLayout(grid)
        area = scrolled(content)
        area.setMinimumHeight(min(max(self.count, 1) * 34 + 8, 2 * _QUESTION_HEIGHT))
        inside.addWidget(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self.setMaximumHeight(min(self.count, 4) * 34 + _QUESTION_HEIGHT + 8)

    def choose_all(self, side: int) -> None:
        """Answers every question alike: 0 for this machine, 1 for the other."""
        for pair in self.choices.values():
            pair[side].click()

    def _ask(
        self, grid: QGridLayout, place: int, name: str, clash: dict[str, Any], answered: Callable[[str, str], None]
    ) -> None:
        group = QButtonGroup(self)
        self._groups.append(group)
        made = []
        for column, (word, answer) in enumerate((("Máy này", MINE), ("Máy kia", THEIRS)), 1):
            value = clash[answer]
            choice = QRadioButton(f"{word}: {value}")
            choice.setToolTip(value)
            choice.setAccessibleName(f"{name}, {clash['label']}, {word.lower()}: {value}")
            choice.clicked.connect(lambda _checked=False, where=clash["key"], answer=answer: answered(where, answer))
            group.addButton(choice)
            grid.addWidget(choice, place, column)
            made.append(choice)
        self.choices[clash["key"]] = (made[0], made[1])


def _texts(item: dict[str, Any]) -> tuple[str, ...]:
    told = "; ".join(item["reasons"]) or "; ".join(f"{name}: {value}" for name, value in item["values"].items())
    return item["sheet"], item["name"], _FATES[item["fate"]], told


def _style(severity: str) -> str:
    return severity if severity in ("error", "warning") else "soft"

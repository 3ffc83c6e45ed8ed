"""Đề nghị hoàn thiện: what Sở Nội vụ wants completed, as a list to work off; Enter jumps, what passes is ticked."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QStackedLayout, QVBoxLayout, QWidget

from app.domain.findings import Place
from ui.charts import ShareBar
from ui.lists.line_list import LineList
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.look.widgets import button, clear_layout, empty_state, label, restyle, row
from ui.work.comments_query import CLOSED, KEPT, WORDS, TodoRow, left, next_open, progress
from ui.work.screen import Screen
from ui.work.session import Session

SHORTEST_REASON: Final = 10
_COLUMNS: Final = (("Sở Nội vụ đề nghị", 0), ("Ở đâu", 280), ("Tình trạng", 190), ("Trả lời", 220))
_EMPTY: Final = (
    "Sở Nội vụ chưa đề nghị hoàn thiện nội dung nào.\n"
    "Khi có phiếu gửi về, mở phiếu ở «Nộp báo cáo»; mỗi nội dung hiện ở đây, kèm đường đến đúng ô."
)


class TodoList(LineList):
    """The list; Space says corrected, G keeps the value."""

    done = Signal()
    kept = Signal()

    def __init__(self) -> None:
        super().__init__("Đề nghị hoàn thiện", _COLUMNS)

    def show_todo(self, rows: tuple[TodoRow, ...]) -> None:
        """Shows comments; what is done is struck out and ticked."""
        self.show_rows([(item.text, item.about, WORDS[item.stand], item.reply) for item in rows])
        theme = current_theme()
        for number, item in enumerate(rows):
            line = self.topLevelItem(number)
            if line is None:
                continue
            picture, colour = ("check", theme.good) if item.is_done else ("flag", theme.warning)
            if item.stand == KEPT:
                picture, colour = "note", theme.accent
            line.setIcon(0, icon(picture, colour))
            font = line.font(0)
            font.setStrikeOut(item.is_done and item.stand != KEPT)
            line.setFont(0, font)
            line.setToolTip(0, item.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and G answer the chosen one."""
        if event.key() == Qt.Key.Key_Space:
            self.done.emit()
        elif event.key() == Qt.Key.Key_G and not event.modifiers():
            self.kept.emit()
        else:
            super().keyPressEvent(event)


class CommentsScreen(Screen):
    """The list with its answers, and how far one is."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Đề nghị hoàn thiện")
        self.setProperty("help", "de_nghi_hoan_thien")
        self.rows: tuple[TodoRow, ...] = ()
        self.summary = label("", "subtitle", wrap=False)
        self._bar = QVBoxLayout()
        self.tree = TodoList()
        self.mend = button("Đến ô  Enter", "jump", self.jump, "primary")
        self.done = button("Đã sửa  Phím cách", "check", self.say_done)
        self.keep = button("Giữ nguyên và giải trình…  G", "note", self.ask_kept)
        self.tools.addWidget(button("Nộp báo cáo", "submit", lambda: session.go("submit")))
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.tree)
        self._stack.addWidget(empty_state(_EMPTY, "good"))
        self.body.addWidget(self.summary)
        self.body.addLayout(self._bar)
        self.body.addWidget(page, 1)
        self.body.addLayout(row(1, self.keep, self.done, self.mend))
        self.tree.wanted.connect(self.jump)
        self.tree.done.connect(self.say_done)
        self.tree.kept.connect(self.ask_kept)
        self.tree.currentItemChanged.connect(self._on_current)
        session.todo_read.connect(self._show)
        self._show()

    def shown(self) -> None:
        """The list takes the keys."""
        self.tree.setFocus()

    def go(self, place: Place) -> None:
        """Chooses a comment."""
        number = next((number for number, item in enumerate(self.rows) if item.id == place.record), -1)
        line = self.tree.topLevelItem(number)
        if line is not None:
            self.tree.setCurrentItem(line)

    def current(self) -> TodoRow | None:
        """The chosen comment; None for none."""
        number = self.tree.current()
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def jump(self) -> None:
        """Goes to the field of the chosen one."""
        found = self.current()
        if found is not None:
            self.session.go_to_comment(found)

    def say_done(self) -> None:
        """Says that the chosen one is corrected."""
        found = self.current()
        if found is not None and found.stand != CLOSED:
            self._reply(found, state="done")

    def ask_kept(self) -> None:
        """Asks why the value stays."""
        found = self.current()
        if found is not None and found.stand != CLOSED:
            ask_kept(self, self.session, found)

    def _reply(self, found: TodoRow, **answer: Any) -> None:
        following = next_open(self.rows, found.id)
        self.session.write("comment reply", lambda _: None, comment=found.id, **answer)
        if following is not None:
            self.go(Place("comment", following.id))

    def _show(self) -> None:
        chosen = self.current()
        self.rows = self.session.todo
        self.tree.show_todo(self.rows)
        if chosen is not None:
            self.go(Place("comment", chosen.id))
        self._stack.setCurrentIndex(0 if self.rows else 1)
        for widget in (self.keep, self.done, self.mend):
            widget.setVisible(bool(self.rows))
        done, total = progress(self.rows)
        self._show_progress(done, total)
        self._on_current()

    def _show_progress(self, done: int, total: int) -> None:
        clear_layout(self._bar)
        self.summary.setVisible(total > 0)
        if not total:
            return
        rest = left(self.rows)
        settled = not rest
        after = f"Còn {rest} nội dung chưa trả lời." if rest else "Nộp lại báo cáo: trả lời đi kèm gói."
        if all(item.stand == CLOSED for item in self.rows):
            after = "Sở Nội vụ đã khép lại."
        restyle(self.summary, "good" if settled else "subtitle")
        self.summary.setText(f"{done}/{total} nội dung đã xong. {after}")
        bar = ShareBar(100 * done / total, None, reached=settled, text=f"{done}/{total} nội dung đã xong")
        self._bar.addWidget(bar)

    def _on_current(self) -> None:
        found = self.current()
        self.mend.setEnabled(found is not None and not found.gone)
        for widget in (self.done, self.keep):
            widget.setEnabled(found is not None and found.stand != CLOSED)


class KeptDialog(QDialog):
    """Asks why a value stays; the answer travels with the report."""

    given = Signal(str)

    def __init__(self, found: TodoRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Giữ nguyên và giải trình")
        self.lines = QPlainTextEdit(found.reply if found.stand == KEPT else "")
        self.lines.setAccessibleName("Giải trình")
        self.lines.setTabChangesFocus(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.send = self.buttons.addButton("Giữ nguyên", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(found.about, "subtitle"))
        layout.addWidget(label(found.text))
        told = "Vì sao giữ nguyên? Ít nhất 10 ký tự, đi cùng báo cáo. Mức không gửi họ tên: viết chức vụ thay họ tên."
        layout.addWidget(label(told, "soft"))
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.buttons)
        self.resize(520, 320)
        self.lines.textChanged.connect(self._on_typed)
        self.lines.setFocus()
        self._on_typed()

    def _text(self) -> str:
        return self.lines.toPlainText().strip()

    def _on_typed(self) -> None:
        self.send.setEnabled(len(self._text()) >= SHORTEST_REASON)

    def _on_accept(self) -> None:
        self.given.emit(self._text())
        self.accept()


def ask_kept(parent: QWidget, session: Session, found: TodoRow) -> KeptDialog:
    """Opens the question why a value stays, and writes the answer."""
    dialog = KeptDialog(found, parent)

    def write(text: str) -> None:
        session.write("comment reply", lambda _: None, comment=found.id, state="kept", text=text)

    dialog.given.connect(write)
    dialog.open()
    return dialog

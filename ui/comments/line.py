"""How many comments of Sở Nội vụ wait for an answer, with the way to the list; hidden where none do."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look.widgets import button, label, restyle
from ui.work.comments_query import left, waiting_words
from ui.work.session import Session


class CommentsLine(QWidget):
    """Keeps itself up to date."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.text = label("")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(button("Đề nghị hoàn thiện", "flag", lambda: session.go("comments"), "plain"))
        session.todo_read.connect(self._show)
        self._show()

    def _show(self) -> None:
        words, rest = waiting_words(self._session.todo), left(self._session.todo)
        self.setVisible(bool(words))
        restyle(self.text, "warning" if rest else "good")
        self.text.setText(f"{words}. Còn {rest} nội dung chưa trả lời; vẫn nộp được." if rest else f"{words}.")

"""The bar above a field to which a comment led: what Sở Nội vụ asks there, done, the next one, back to the list."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from app.domain.findings import Place
from ui.look.shortcuts import SHORTCUTS, bind, shown_keys
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row, sign
from ui.work.comments_query import TodoRow, next_open, progress
from ui.work.session import Session

_NARROW: Final = 900
_LONGEST: Final = 240


class CommentBar(QFrame):
    """One comment at a time; hidden until one was jumped to, and again on a screen without records."""

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("offer")
        self._session = session
        self._found: TodoRow | None = None
        self.text = label("", "offerText")
        self.text.setAccessibleName("Nội dung đề nghị hoàn thiện")
        self.count = label("", "offerSoft", wrap=False)
        done, following = (shown_keys(SHORTCUTS[name].keys[0]) for name in ("comment done", "comment next"))
        self.done = button(f"Đã sửa, sang mục sau  {done}", "check", self.say_done, "primary")
        self.next = button(f"Mục sau  {following}", "jump", self.go_on)
        self.back = button("Về danh sách", "back", lambda: session.go("comments"))
        words = row(sign("flag", current_theme().warning))
        words.addWidget(self.text, 1)
        words.addWidget(self.count)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(16, 6, 8, 6)
        self._layout.setSpacing(8)
        self._layout.addLayout(words, 1)
        self._layout.addLayout(row(1, self.done, self.next, self.back))
        bind(page, {"comment next": self.go_on, "comment done": self.say_done})
        session.comment_wanted.connect(self._on_wanted)
        session.todo_read.connect(self._renew)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the buttons stand under the words."""
        narrow = event.size().width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != way:
            self._layout.setDirection(way)
        super().resizeEvent(event)

    def go_on(self) -> None:
        """Goes to the next comment without an answer; to the list where there is none."""
        following = next_open(self._session.todo, self._found.id if self._found else "")
        if following is not None:
            self._session.go_to_comment(following)
        elif self._session.todo:
            self._session.go("comments")

    def say_done(self) -> None:
        """Says that the shown one is corrected and goes on."""
        found = self._found
        if found is None or not self.isVisible():
            return
        if not found.is_done:
            self._session.write("comment reply", lambda _: None, comment=found.id, state="done")
        following = next_open(self._session.todo, found.id)
        if following is not None and following.id != found.id:
            self._session.go_to_comment(following)
        else:
            self._session.go("comments", Place("comment", found.id))

    def _on_wanted(self, found: TodoRow) -> None:
        self._found = found
        self._renew()
        self.show()

    def _renew(self) -> None:
        """Shows the comment as it stands now."""
        if self._found is None:
            return
        rows = self._session.todo
        self._found = next((item for item in rows if item.id == self._found.id), self._found)
        done, total = progress(rows)
        tick = "✓ đã xong: " if self._found.is_done else ""
        told = f"{tick}{self._found.line}"
        self.text.setText(told if len(told) <= _LONGEST else f"{told[:_LONGEST].rstrip()}…")
        self.text.setToolTip(told)
        self.count.setText(f"{done}/{total}")

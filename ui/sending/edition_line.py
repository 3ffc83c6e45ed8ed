"""Whose place the next package takes, said before it is made; hidden for the first report of a period."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.figures.editions import coming_words
from app.workspace import Notice
from ui.look.widgets import label
from ui.work.session import Session


class EditionLine(QWidget):
    """Keeps itself up to date."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.text = label("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self.hide()
        session.changed.connect(self._on_changed)
        self.read()

    def read(self) -> None:
        """Reads it anew."""
        self._session.ask(self, "edition", partial(coming_words, period=self._session.card.period), self._show)

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & {"sent", "receipt"}:
            self.read()

    def _show(self, words: str) -> None:
        self.setVisible(bool(words))
        self.text.setText(
            f"Gói sắp lập: {words[:1].lower()}{words[1:]}. Biểu của gói ghi rõ như vậy; bản trước vẫn được giữ."
        )

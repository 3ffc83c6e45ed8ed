"""What a screen is: a page that is told when it is shown, and where to go on it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QVBoxLayout, QWidget

from app.domain.findings import Place
from ui.look.flow_layout import FlowLayout
from ui.look.widgets import label
from ui.work.session import Session


class Screen(QWidget):
    """A page of the window with a title line; its content goes into `body`, buttons into `tools`, after the title."""

    def __init__(self, session: Session, title: str) -> None:
        super().__init__()
        self.session = session
        self.setObjectName("page")
        self.heading = label(title, "title", wrap=False)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar = QWidget()
        self.tools = FlowLayout(bar)
        self.tools.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(bar)
        layout.addLayout(self.body, 1)

    def shown(self) -> None:
        """The screen has come to the front."""

    def take_keys(self) -> None:
        """Gives the keys to the list of the screen, else to the first thing that takes them: nobody has to click."""
        taking = list(self._taking_keys())
        lists = (widget for widget in taking if isinstance(widget, QAbstractItemView))
        first = next(lists, taking[0] if taking else None)
        if first is not None:
            first.setFocus()

    def _taking_keys(self) -> Iterator[QWidget]:
        """What the tab key would reach, in its order."""
        candidate = self.nextInFocusChain()
        while candidate is not None and candidate is not self:
            takes = candidate.focusPolicy() & Qt.FocusPolicy.TabFocus and candidate.isEnabled()
            if takes and self.isAncestorOf(candidate) and candidate.isVisibleTo(self):
                yield candidate
            candidate = candidate.nextInFocusChain()

    def go(self, place: Place) -> None:
        """Shows a record and puts the cursor into a field."""

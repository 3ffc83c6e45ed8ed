"""The buttons of importing on a screen: a file from Excel, and the titles that wait for a post while there are any."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.workspace import Outcome
from ui.imports.asking import ask_command
from ui.imports.opening import accept_workbooks, preview_file, start_import
from ui.imports.titles import open_titles
from ui.look.theme import GRID
from ui.look.widgets import button
from ui.work.session import Session


class ImportTools(QWidget):
    """Stands among the tools of a screen, on which a workbook may be dropped too."""

    def __init__(self, screen: QWidget, session: Session) -> None:
        super().__init__()
        self._session = session
        self.titles = button("Chức danh chưa ghép…", "note", partial(open_titles, screen, session))
        self.titles.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.titles)
        layout.addWidget(button("Nhập từ Excel…", "import", partial(start_import, screen, session)))
        accept_workbooks(screen, partial(preview_file, screen, session))
        session.checked.connect(self._ask)
        self._ask()

    def _ask(self) -> None:
        ask_command(self._session, self, "title list", self._on_titles)

    def _on_titles(self, outcome: Outcome) -> None:
        count = len(outcome.data)
        self.titles.setVisible(count > 0)
        self.titles.setText(f"Chức danh chưa ghép ({count})…")

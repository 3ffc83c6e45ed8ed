"""What can be made of the registers of Sở's own duties: minutes, answers, letters; the buttons above the tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from app.workspace import Outcome
from ui.look.messages import choose_file_to_write, choose_folder, show_done
from ui.look.widgets import button, row
from ui.work.session import Session

_FILES: Final = "PDF (*.pdf);;Word (*.docx)"


class DutyTools(QWidget):
    """Buttons, of which those are shown that belong to the register in front."""

    def __init__(self, session: Session, chosen: Callable[[], str]) -> None:
        super().__init__()
        self._session, self._chosen = session, chosen
        self.minutes = button("Biên bản…", "print", self.print_minutes, "primary")
        self.answers = button("Lập tệp trả lời…", "letter", self.write_answers, "primary")
        self.requests = button("Công văn…", "letter", self.write_requests, "primary")
        self._by_table = {"unit_check": self.minutes, "raised": self.answers, "agency_part": self.requests}
        inside = row(*self._by_table.values())
        inside.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inside)

    def show_for(self, table: str) -> None:
        """Shows what belongs to a register."""
        for name, verb in self._by_table.items():
            verb.setVisible(name == table)

    def print_minutes(self) -> None:
        """Writes the minutes of the chosen check."""
        check = self._chosen()
        path = choose_file_to_write(self, "Lưu biên bản", "Bien-ban-kiem-tra.pdf", _FILES) if check else None
        if path is not None:
            self._session.run("check minutes", self._done, check=check, out=path)

    def write_answers(self) -> None:
        """Writes signed files of answers for the units."""
        folder = choose_folder(self, "Thư mục ghi tệp trả lời")
        if folder is not None:
            self._session.run("difficulty answers", self._done, out=folder)

    def write_requests(self) -> None:
        """Writes letters to the agencies whose part is missing."""
        folder = choose_folder(self, "Thư mục ghi công văn")
        if folder is not None:
            self._session.run("part remind", self._done, out=folder)

    def _done(self, outcome: Outcome) -> None:
        show_done(self, "Việc của Sở theo Kế hoạch", outcome.message)

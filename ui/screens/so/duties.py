"""Việc của Sở theo Kế hoạch: checks of units, difficulties, proposals, parts of other agencies."""

from __future__ import annotations

from functools import partial
from typing import Final

from app.commands.office.agency_parts import current_double_words
from app.domain.findings import Place
from app.workspace import Notice
from ui.look.lazy_tabs import LazyTabs
from ui.look.widgets import button, label
from ui.records.pane import RecordPane
from ui.screens.so.duty_tools import DutyTools
from ui.work.screen import Screen
from ui.work.session import Session

_PARTS: Final = (
    ("unit_check", "Kiểm tra", ("unit", "date", "subject", "concluded_on"), "cuộc kiểm tra"),
    ("check_problem", "Tồn tại", ("text", "check", "due", "state"), "tồn tại"),
    ("raised", "Vướng mắc", ("unit", "text", "sent_on", "state"), "vướng mắc"),
    ("proposal", "Đề xuất", ("text", "on", "sent_to", "state"), "đề xuất"),
    ("agency_part", "Phần của các cơ quan", ("agency", "period", "received_on", "reminded_on"), "phần"),
)
_TWICE: Final = "agency_part"
"""The register in which one row counts for an agency and period."""


class DutiesScreen(Screen):
    """A tab for each register, with what can be made of it above."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Việc của Sở theo Kế hoạch")
        self.setProperty("help", "so_viec_cua_so")
        self.tabs = LazyTabs("Các sổ")
        for table, title, columns, word in _PARTS:
            self.tabs.add(title, partial(RecordPane, session, table, columns, word=word))
        self.tabs.start()
        self.verbs = DutyTools(session, self.chosen)
        self.tools.addWidget(button("Về Đơn vị", "back", lambda: session.go("so_units"), "plain"))
        self.tools.addWidget(self.verbs)
        self.double = label("", "warning")
        self.double.hide()
        self.body.addWidget(self.double)
        self.body.addWidget(self.tabs)
        session.changed.connect(self._on_changed)
        self.tabs.currentChanged.connect(self._on_tab)
        self._on_tab()

    @property
    def table(self) -> str:
        """The register in front."""
        return _PARTS[self.tabs.currentIndex()][0]

    def chosen(self) -> str:
        """Id of the chosen record; "" for none."""
        pane = self.tabs.page(self.tabs.currentIndex())
        found = pane.list.current() if isinstance(pane, RecordPane) else None
        return str(found.id) if found is not None else ""

    def shown(self) -> None:
        """The page in front takes the keys."""
        self.tabs.enter()

    def go(self, place: Place) -> None:
        """Shows a record of a register."""
        tab = next((number for number, part in enumerate(_PARTS) if part[0] == place.table), None)
        if tab is None:
            return
        self.tabs.setCurrentIndex(tab)
        pane = self.tabs.page(tab)
        if isinstance(pane, RecordPane) and place.record:
            pane.open_record(place.record, place.field)

    def _on_tab(self, *_: object) -> None:
        self.verbs.show_for(self.table)
        self._say_double("")
        if self.table == _TWICE:
            self.session.ask(self, "double", current_double_words, self._say_double)

    def _on_changed(self, notice: Notice) -> None:
        if self.table == _TWICE and _TWICE in notice.tables:
            self.session.ask(self, "double", current_double_words, self._say_double)

    def _say_double(self, words: str) -> None:
        """Two rows of one agency; told in the register in front of which it is asked."""
        self.double.setText(words)
        self.double.setVisible(bool(words) and self.table == _TWICE)

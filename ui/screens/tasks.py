"""Nhiệm vụ, giải pháp: activities, classes, planning lists, money, difficulties, checks, the report's words."""

from __future__ import annotations

from functools import partial
from typing import Final

from app.domain.findings import Place
from app.workspace import Outcome
from ui.look.lazy_tabs import LazyTabs
from ui.look.messages import choose_file_to_write, show_done
from ui.look.widgets import button
from ui.records.pane import RecordPane
from ui.work.screen import Screen
from ui.work.session import Session

_PARTS: Final = (
    ("activity", "Hoạt động", ("task", "name", "times", "cost"), "hoạt động"),
    ("course", "Lớp, tập huấn", ("name", "kind", "start", "turns"), "lớp"),
    ("planning_list", "Danh sách quy hoạch", ("number", "date", "term", "tier"), "danh sách"),
    ("budget", "Kinh phí", ("source", "year", "planned", "paid"), "nguồn"),
    ("narrative", "Phần lời", ("section", "year", "text"), "mục"),
    ("difficulty", "Vướng mắc", ("text", "sent_on", "state"), "vướng mắc"),
    ("inspection", "Kiểm tra", ("subject", "by", "date"), "cuộc kiểm tra"),
)


class TasksScreen(Screen):
    """A tab for each table."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Nhiệm vụ, giải pháp")
        self.tabs = LazyTabs("Các phần")
        for table, title, columns, word in _PARTS:
            carries = ("year",) if "year" in columns else ()
            self.tabs.add(title, partial(RecordPane, session, table, columns, word=word, carries=carries))
        self.tabs.start()
        self.send = button("Gửi vướng mắc…", "letter", self.send_difficulties, "primary")
        self.tools.addWidget(self.send)
        self.tabs.currentChanged.connect(self._on_tab)
        self._on_tab()
        self.body.addWidget(self.tabs)

    def shown(self) -> None:
        """The page in front takes the keys."""
        self.tabs.enter()

    def send_difficulties(self) -> None:
        """Writes the difficulties without an answer as a signed file for Sở Nội vụ; at any time, beside the reports."""
        path = choose_file_to_write(self, "Lưu tệp vướng mắc", "2282_vuong-mac.p7m", "Tệp vướng mắc (*.p7m)")
        if path is not None:
            self.session.run("difficulty send", self._on_sent, out=path)

    def _on_sent(self, outcome: Outcome) -> None:
        show_done(self, "Gửi vướng mắc", outcome.message)

    def _on_tab(self, *_: object) -> None:
        self.send.setVisible(_PARTS[self.tabs.currentIndex()][0] == "difficulty")

    def go(self, place: Place) -> None:
        """Shows a record; without one begins it."""
        tab = next((number for number, part in enumerate(_PARTS) if part[0] == place.table), None)
        if tab is None:
            return
        self.tabs.setCurrentIndex(tab)
        pane = self.tabs.page(tab)
        assert isinstance(pane, RecordPane)
        if place.record:
            pane.open_record(place.record, place.field)
        else:
            pane.start_new()

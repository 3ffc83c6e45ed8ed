"""Nhiệm vụ, giải pháp: activities, classes, planning lists, money, difficulties, checks, the report's words."""

from __future__ import annotations

from functools import partial
from typing import Final

from app.domain.findings import Place
from ui.lazy_tabs import LazyTabs
from ui.record_pane import RecordPane
from ui.screen import Screen
from ui.session import Session

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
            self.tabs.add(title, partial(RecordPane, session, table, columns, word=word))
        self.tabs.start()
        self.body.addWidget(self.tabs)

    def shown(self) -> None:
        """The page in front takes the keys."""
        self.tabs.enter()

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

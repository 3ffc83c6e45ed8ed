"""Nhân sự: one list with the panel of a person beside it; all of it by keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QSplitter

from app.domain.findings import Place
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.workspace import Workspace
from ui.import_dialog import start_import
from ui.people_query import COLUMNS, RELATED, PeopleFilter, people_query
from ui.person_panel import PersonPanel
from ui.record_list import RecordList
from ui.screen import Screen
from ui.session import Session
from ui.shortcuts import bind
from ui.widgets import button, choices

_FILTERS: Final = (
    ("Tất cả", "all"),
    ("Có lỗi hoặc thiếu", "faulty"),
    ("Lãnh đạo, quản lý", "leaders"),
    ("Trong quy hoạch", "planned"),
    ("Quy hoạch, chưa đào tạo", "untrained"),
    ("Nghỉ hưu trong 12 tháng", "retiring"),
)


class PeopleScreen(Screen):
    """The list, its filters, and the panel."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Nhân sự")
        self.list = RecordList(session, "person", COLUMNS, people_query(PeopleFilter()), related=RELATED)
        self.list.chooses_first = True
        self.list.line.setPlaceholderText("Tìm không cần dấu: tên, dân tộc, chức vụ…")
        self.panel = PersonPanel(session)
        self.filter = choices("Lọc danh sách", _FILTERS)
        self.women = QCheckBox("nữ")
        self.women.setAccessibleName("Chỉ nữ")
        self._arrange()
        self._connect()
        self.list.show_all()

    def shown(self) -> None:
        """The list takes the keys."""
        self.list.view.setFocus()

    def go(self, place: Place) -> None:
        """Shows a person, or the person of a post, a plan or a class."""
        if place.table == "person":
            self._show(place.record, place.field)
            return
        draft = self.session.drafts.resuming(place.table, place.record)
        if draft is not None and draft.preset is not None:  # a row that nobody has saved yet
            self._go_to(draft.preset.get("person") or "", place)
            return
        read = PageQuery(place.table, filters={"id": place.record}, limit=1)
        self.session.ask(self, "go", lambda ws: _person_of(ws, read), lambda found: self._go_to(found, place))

    def start_new(self) -> None:
        """Begins a new person."""
        self.list.choose_nothing()
        self.panel.start_new()
        self._entering = True

    def next_person(self) -> None:
        """Saves and goes to the next person; after a new one comes another new one."""
        was_new = self._entering
        self.panel.settle()
        if was_new or not self.list.step(1):
            self.start_new()
        else:
            self.panel.form.focus_field()

    def _arrange(self) -> None:
        self.tools.addWidget(button("Nhập từ Excel…", "import", lambda: start_import(self, self.session)))
        self.tools.addWidget(button("Người mới  Ctrl+N", "add", self.start_new, "primary"))
        self.list.tools.insertWidget(1, self.filter)
        self.list.tools.insertWidget(2, self.women)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.panel)
        split.setChildrenCollapsible(False)
        split.setSizes([710, 420])
        split.setStretchFactor(0, 1)
        self.panel.setMinimumWidth(420)
        self.body.addWidget(split)

    def _connect(self) -> None:
        self._entering = False
        self.filter.activated.connect(self._on_filter)
        self.women.clicked.connect(self._on_filter)
        self.list.chosen.connect(self._on_chosen)
        self.list.wanted.connect(self.panel.edit)
        self.list.model.loaded.connect(self.panel.end_reading)
        self.panel.edited.connect(self._on_edited)
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        bind(self, {"new": self.start_new, "next": self.next_person, "search": self.list.line.setFocus}, around)
        bind(self.panel.form, {"back": self.list.view.setFocus}, around)

    def _on_filter(self) -> None:
        name = self.filter.currentData()
        today = self.session.card.today
        faulty = frozenset(row.record for row in self.session.findings if row.table in TABLES and row.record)
        wanted = PeopleFilter(
            leaders=name == "leaders",
            planned=name == "planned",
            untrained=name == "untrained",
            women=self.women.isChecked(),
            ids=faulty if name == "faulty" else None,
            retiring_before=date(today.year + 1, today.month, 1) if name == "retiring" else None,
        )
        self.list.model.read_with(people_query(wanted))

    def _on_chosen(self, person: Any) -> None:
        if person is None or self.panel.person_id == person.id:
            return
        self._entering = False
        self.panel.show_person(person.id)

    def _on_edited(self) -> None:
        self.list.choose(self.panel.person.id)

    def _show(self, person_id: str, field: str = "", table: str = "person", record: str = "") -> None:
        self._entering = False
        self.list.choose(person_id)
        self.panel.show_person(person_id, field, table, record)

    def _go_to(self, person_id: str, place: Place) -> None:
        if person_id:
            self._show(person_id, place.field, place.table, place.record)


def _person_of(ws: Workspace, query: PageQuery) -> str:
    rows = ws.store.page(query).rows
    return (rows[0].person or "") if rows else ""

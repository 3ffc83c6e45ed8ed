"""Nhân sự: one list with the panel of a person beside it; all of it by keyboard."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget

from app.domain.findings import Place
from app.domain.storage import PageQuery
from app.workspace import Workspace
from ui.grid.panel import RecordGrid
from ui.imports.tools import ImportTools
from ui.look.shortcuts import bind
from ui.look.widgets import button
from ui.people.filters import PeopleFilters
from ui.people.panel import PersonPanel
from ui.people.query import COLUMNS, RELATED, PeopleFilter, grid_query, people_query
from ui.records.list_view import RecordList
from ui.records.model import ListColumn
from ui.records.recycle_bin import open_bin
from ui.work.screen import Screen
from ui.work.session import Session

_POSTS: Final = (ListColumn("Chức vụ đang giữ", width=200),)
_PLACEHOLDER: Final = "Tìm không cần dấu: họ tên, số định danh, cơ quan…"
_HINT: Final = (
    "Kéo thả tệp danh sách Excel vào đây hoặc bấm «Nhập từ Excel…»; nhập từng người: Ctrl+N; "
    "gõ hoặc dán như Excel: Ctrl+G."
)
_TO_GRID: Final = "Bảng nhập  Ctrl+G"
_TO_LIST: Final = "Danh sách  Ctrl+G"
_GRID_RELATED: Final = frozenset({"appointment"})


class PeopleScreen(Screen):
    """The list, its filters, and the panel."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Nhân sự")
        self.list = RecordList(
            session, "person", COLUMNS, people_query(PeopleFilter()), related=RELATED, ahead=True, own_tools=False
        )
        self.list.chooses_first = True
        self.list.line.setPlaceholderText(_PLACEHOLDER)
        self.list.model.hint = _HINT
        self.panel = PersonPanel(session)
        self.filters = PeopleFilters(session)
        self._grid_query = grid_query(PeopleFilter())
        self.grid = RecordGrid(session, "person", _POSTS, self._grid_query, place="Nhân sự", related=_GRID_RELATED)
        self._arrange()
        self._connect()
        self.list.show_all()

    def shown(self) -> None:
        """The list, or the grid, takes the keys."""
        (self.grid if self.shows_grid else self.list).view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Tab beside the panel goes to its next tab."""
        turns = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if turns and event.modifiers() & Qt.KeyboardModifier.ControlModifier and not self.shows_grid:
            self.panel.turn(event)
        else:
            super().keyPressEvent(event)

    @property
    def shows_grid(self) -> bool:
        """Whether the people stand in the grid."""
        return self._stack.currentWidget() is self.grid

    def toggle_grid(self) -> None:
        """From the list to the grid and back; the same person stays chosen."""
        if self.shows_grid:
            person = self.grid.current()
            self._stack.setCurrentWidget(self._split)
            self.list.model.follow(on=True)
        else:
            self.panel.settle()
            person = self.list.current()
            self.list.model.follow(on=False)
            self._stack.setCurrentWidget(self.grid)
            self._show_in_grid()
        self._to_grid.setText(_TO_LIST if self.shows_grid else _TO_GRID)
        self._show_count()
        self.shown()
        if person is not None:
            (self.grid if self.shows_grid else self.list).choose(person.id)

    def go(self, place: Place) -> None:
        """Shows a person, or the person of a post, a plan or a class."""
        if self.shows_grid:
            self.toggle_grid()
        if place.table == "person":
            if place.record:
                self._show(place.record, place.field)
            return
        draft = self.session.drafts.resuming(place.table, place.record)
        if draft is not None and draft.preset is not None:  # a row that nobody has saved yet
            self._go_to(draft.preset.get("person") or "", place)
            return
        read = PageQuery(place.table, filters={"id": place.record}, limit=1)
        self.session.ask(self, "go", lambda ws: _person_of(ws, read), lambda found: self._go_to(found, place))

    def start_new(self) -> None:
        """Begins a new person, in the panel or in a new row of the grid."""
        if self.shows_grid:
            self.grid.start_new()
            return
        self.list.choose_nothing()
        self.panel.start_new()
        self._entering = True

    def next_person(self) -> None:
        """Saves and goes to the next person; after a new one comes another new one."""
        if self.shows_grid:
            self.grid.view.step_row()
            return
        was_new = self._entering
        self.panel.settle()
        if was_new or not self.list.step(1):
            self.start_new()
        else:
            self.panel.form.focus_field()

    def _arrange(self) -> None:
        self.tools.addWidget(button("Thùng rác", "delete", partial(open_bin, self.session), "plain"))
        self.tools.addWidget(button("Rà soát đầu kỳ", "check", lambda: self.session.go("rollover")))
        self.tools.addWidget(ImportTools(self, self.session))
        self.tools.addWidget(button("Người mới  Ctrl+N", "add", self.start_new, "primary"))
        self._to_grid = button(_TO_GRID, "", self.toggle_grid)
        self.tools.insertWidget(1, self._to_grid)
        self.list.tools.insertWidget(1, button("Lọc  Ctrl+Shift+L", "", self.filters.toggle))
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.panel)
        split.setChildrenCollapsible(False)
        split.setSizes([710, 420])
        split.setStretchFactor(0, 1)
        self.panel.setMinimumWidth(420)
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self.grid)
        self.body.addLayout(self.list.tools)
        self.body.addWidget(self.filters)
        self.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._entering = False
        self.filters.changed.connect(self._on_filter)
        self.filters.closed.connect(self.shown)
        self.list.searched.connect(self._show_in_grid)
        self.grid.left.connect(self.list.line.setFocus)
        self.grid.counted.connect(self._show_count)
        self.list.chosen.connect(self._on_chosen)
        self.list.wanted.connect(self.panel.edit)
        self.list.model.loaded.connect(self.panel.end_reading)
        self.panel.edited.connect(self._on_edited)
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        slots = {"new": self.start_new, "next": self.next_person, "search": self.list.line.setFocus}
        bind(self, slots | {"grid": self.toggle_grid, "filter": self.filters.toggle}, around)
        bind(self.list, {"cancel": self.panel.ask_delete}, around)
        bind(self._split, {"new inside": self.panel.start_inside}, around)
        self.panel.left.connect(self.list.view.setFocus)

    def _on_filter(self, wanted: PeopleFilter) -> None:
        self._grid_query = grid_query(wanted)
        self.list.model.read_with(people_query(wanted), is_filtered=wanted != PeopleFilter())
        self._show_in_grid()

    def _show_in_grid(self) -> None:
        """The grid shows what the list shows; nothing is read for it while it is not seen."""
        if self.shows_grid:
            is_filtered = self.filters.wanted != PeopleFilter()
            self.grid.show_rows(self.list.model.query, self._grid_query, is_filtered=is_filtered)

    def _show_count(self) -> None:
        if self.shows_grid:
            self.list.say_count(self.grid.model.total)

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

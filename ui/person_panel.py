"""The panel of one person: file, posts, planning, training, history."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from app.domain.dataset import Change
from app.domain.registry import TABLES
from ui.history_view import HistoryView
from ui.messages import confirm
from ui.record_form import RecordForm
from ui.record_model import pill
from ui.record_pane import RecordPane
from ui.session import Session
from ui.widgets import button, empty_state, label, restyle, row
from ui.widgets import pill as pill_label

_TABS: Final = {"person": 0, "appointment": 1, "planning_entry": 2, "training": 3}
_HISTORY: Final = 4


class PersonPanel(QWidget):
    """Name and standing above, tabs below."""

    edited = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form = RecordForm(session, TABLES["person"])
        self.posts = RecordPane(
            session, "appointment", ("post", "start", "end"), owner_field="person", word="chức vụ", inside=True
        )
        self.plans = RecordPane(
            session,
            "planning_entry",
            ("post", "start", "end"),
            owner_field="person",
            word="chức danh quy hoạch",
            inside=True,
        )
        self.courses = RecordPane(
            session, "training", ("course", "hours"), owner_field="person", word="lớp đã học", inside=True
        )
        self.history = HistoryView(session)
        self.tabs = QTabWidget()
        self._name = label("", "subtitle")
        self._pill = pill_label("")
        self._arrange()
        self.form.edited.connect(self._on_edited)
        self.tabs.currentChanged.connect(self._on_tab)
        session.checked.connect(self._show_standing)

    def show_person(self, person_id: str, field: str = "", table: str = "person", record: str = "") -> None:
        """Shows a person, at a field of the file or at a row of a tab."""
        self._stack.setCurrentIndex(1)
        target = _TABS.get(table, 0)
        self.tabs.setCurrentIndex(target if field or record else self.tabs.currentIndex())

        def then() -> None:
            self._show_head()
            if field and target == 0:
                self.form.focus_field(field)

        self.form.open(person_id, then)
        for pane in (self.posts, self.plans, self.courses):
            pane.show_owner(person_id)
        if record and target:
            self._pane(target).open_record(record, field)
        self._on_tab(self.tabs.currentIndex())

    def start_new(self) -> None:
        """Begins a new person."""
        self.settle()
        self._stack.setCurrentIndex(1)
        self.tabs.setCurrentIndex(0)
        self.form.start_new()
        for pane in (self.posts, self.plans, self.courses):
            pane.show_owner("")
        self._show_head()
        self.form.focus_field()

    def edit(self) -> None:
        """Puts the cursor into the first field of the file."""
        self.tabs.setCurrentIndex(0)
        self.form.focus_field()

    def show_nobody(self) -> None:
        """Shows what to do instead of a person."""
        self.form.clear()
        self._stack.setCurrentIndex(0)

    def settle(self) -> None:
        """Saves the field in which the cursor stands."""
        self.form.settle()
        for pane in (self.posts, self.plans, self.courses):
            pane.form.settle()

    @property
    def person(self) -> Any:
        """The person shown; None for none."""
        return self.form.record

    def _pane(self, tab: int) -> RecordPane:
        return (self.posts, self.plans, self.courses)[tab - 1]

    def _arrange(self) -> None:
        for title, page in (
            ("Hồ sơ", self.form),
            ("Chức vụ", self.posts),
            ("Quy hoạch", self.plans),
            ("Đào tạo", self.courses),
            ("Lịch sử", self.history),
        ):
            self.tabs.addTab(page, title)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Các phần của hồ sơ")
        framed = QWidget()
        framed.setObjectName("card")
        inside = QVBoxLayout(framed)
        inside.setContentsMargins(16, 10, 8, 8)
        delete = button("", "delete", self._ask_delete, "plain")
        delete.setAccessibleName("Hủy bỏ hồ sơ này")
        delete.setToolTip("Hủy bỏ bản ghi (ghi nhầm người)")
        inside.addLayout(row(self._name, 1, self._pill, delete))
        inside.addWidget(self.tabs, 1)
        self._stack = QStackedLayout(self)
        hint = "Chọn một người trong danh sách, hoặc nhấn Ctrl+N để thêm người mới."
        self._stack.addWidget(empty_state(hint, "person"))
        self._stack.addWidget(framed)

    def _show_head(self) -> None:
        person = self.form.record
        if person is None:
            self.show_nobody()
            return
        self._name.setText(person.full_name or ("Người mới" if self.form.is_new else "(chưa có họ tên)"))
        self._show_standing()

    def _show_standing(self) -> None:
        if self.form.record is None:
            return
        text, kind = pill(self._session, self.form.record)
        self._pill.setText("chưa lưu" if self.form.is_new else text)
        restyle(self._pill, "pillSoft" if self.form.is_new else f"pill{kind.capitalize()}")

    def _on_edited(self) -> None:
        self._show_head()
        if self.posts.owner != self.form.record.id:
            for pane in (self.posts, self.plans, self.courses):
                pane.show_owner(self.form.record.id)
        self.edited.emit()

    def _on_tab(self, tab: int) -> None:
        if tab == _HISTORY and self.form.record is not None:
            self.history.show_history("person", self.form.record.id)

    def _ask_delete(self) -> None:
        person = self.form.record
        if person is None:
            return
        question = f"Hủy bỏ hồ sơ của {person.full_name or 'người này'}? Dùng khi ghi nhầm người; có thể lấy lại."
        if not self.form.is_new:
            if not confirm(self, "Hủy bỏ bản ghi", question, "Hủy bỏ bản ghi"):
                return
            changes = [Change("person", person.id, person, None)]
            panes = {"appointment": self.posts, "planning_entry": self.plans, "training": self.courses}
            for table, pane in panes.items():
                changes += [Change(table, item.id, item, None) for item in pane.list.model.records()]
            self._session.save(changes, self._session.tell)
        self.show_nobody()

"""The panel of one person: file, posts, planning, training, history."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QToolTip, QVBoxLayout, QWidget

from app.commands.entry.editing import CANCEL, VERBS
from app.domain.registry import TABLES
from app.workspace import Outcome
from ui.history.view import HistoryView
from ui.look.lazy_tabs import LazyTabs
from ui.look.messages import choose_file_to_write, show_done
from ui.look.shortcuts import bind
from ui.look.widgets import button, empty_state, label, reading_state, restyle, row
from ui.look.widgets import pill as pill_label
from ui.records.form import RecordForm
from ui.records.model import pill
from ui.records.pane import RecordPane
from ui.records.remarks import FieldRemarks
from ui.records.verbs import VerbStrip, ask_reason
from ui.work.session import Session

_TABS: Final = {"person": 0, "appointment": 1, "planning_entry": 2, "training": 3}
_HISTORY: Final = 4
_PARTS: Final = (
    ("Chức vụ", "appointment", ("post", "start", "end"), "chức vụ"),
    ("Quy hoạch", "planning_entry", ("post", "start", "end"), "chức danh quy hoạch"),
    ("Đào tạo", "training", ("course", "hours"), "lớp đã học"),
)
_FILES: Final = "PDF (*.pdf);;Excel (*.xlsx);;Word (*.docx)"
_HINT, _FILE, _READING = range(3)


class PersonPanel(QWidget):
    """Name and standing above, tabs below."""

    edited = Signal()
    left = Signal()
    """Esc was pressed where there is nothing to go back to inside the panel."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form = RecordForm(session, TABLES["person"])
        self.strip = VerbStrip(session, self.form)
        self.remarks = FieldRemarks(session, self.form)
        self.history = HistoryView(session, narrow=True)
        self.tabs = LazyTabs("Các phần của hồ sơ")
        self._owner = ""
        self._name = label("", "subtitle")
        self._pill = pill_label("")
        self._arrange()
        self.form.edited.connect(self._on_edited)
        self.tabs.currentChanged.connect(self._on_tab)
        session.checked.connect(self._show_standing)

    def show_person(self, person_id: str, field: str = "", table: str = "person", record: str = "") -> None:
        """Shows a person, at a field of the file or at a row of a tab."""
        self._stack.setCurrentIndex(_FILE)
        target = _TABS.get(table, 0)
        self.tabs.setCurrentIndex(target if field or record else self.tabs.currentIndex())

        def then() -> None:
            self._show_head()
            if field and target == 0:
                self.form.focus_field(field)

        self.form.open(person_id, then)
        self._show_owner(person_id)
        if record and target:
            self._pane(target).open_record(record, field)
        self._on_tab(self.tabs.currentIndex())

    def start_new(self) -> None:
        """Begins a new person."""
        self.settle()
        self._stack.setCurrentIndex(_FILE)
        self.tabs.setCurrentIndex(0)
        self.form.start_new()
        self._show_owner("")
        self._show_head()
        self.form.focus_field()

    def edit(self) -> None:
        """Puts the cursor into the first field of the file."""
        self.tabs.setCurrentIndex(0)
        self.form.focus_field()

    def start_inside(self) -> None:
        """Begins a new row of the tab in front; a new post where that is the file or the history."""
        if not self._owner:
            return
        if not isinstance(self.tabs.page(self.tabs.currentIndex()), RecordPane):
            self.settle()
            self.tabs.setCurrentIndex(_TABS["appointment"])
        self._pane(self.tabs.currentIndex()).start_new()

    def turn(self, event: QKeyEvent) -> None:
        """Goes to the next or the last tab by its keys, which were pressed beside the panel."""
        if self._stack.currentIndex() == _FILE:
            self.tabs.keyPressEvent(event)

    def end_reading(self) -> None:
        """The list has come: where nobody was chosen, the panel says what to do."""
        if self._stack.currentIndex() == _READING:
            self._stack.setCurrentIndex(_HINT)

    def show_nobody(self) -> None:
        """Shows what to do instead of a person."""
        self._owner = ""
        self.form.clear()
        self._stack.setCurrentIndex(_HINT)

    def settle(self) -> None:
        """Saves the field in which the cursor stands."""
        self.form.settle()
        for pane in self._panes():
            pane.form.settle()

    def write_all(self) -> None:
        """Writes all that is held on the person, on that person's request (Luật 91/2025/QH15)."""
        person = self.form.record
        if person is None or self.form.is_new:
            return
        self.settle()
        name = f"Ho so {person.full_name or person.id[:8]}.pdf".replace("/", "-")
        path = choose_file_to_write(self, "Xuất dữ liệu của một người", name, _FILES)
        if path is not None:
            self._session.run("person export", self._on_written, person=person.id, out=path)

    @property
    def posts(self) -> RecordPane:
        """The tab of the posts."""
        return self._pane(_TABS["appointment"])

    @property
    def person_id(self) -> str:
        """Id of the person who is shown or on the way; empty for nobody and for a new one not saved yet."""
        return self._owner

    @property
    def person(self) -> Any:
        """The person shown; None for none."""
        return self.form.record

    def _pane(self, tab: int) -> RecordPane:
        pane = self.tabs.page(tab)
        assert isinstance(pane, RecordPane)
        return pane

    def _panes(self) -> tuple[RecordPane, ...]:
        return tuple(page for page in self.tabs.made() if isinstance(page, RecordPane))

    def _show_owner(self, person_id: str) -> None:
        self._owner = person_id
        for pane in self._panes():
            pane.show_owner(person_id)

    def _made_pane(self, table: str, columns: tuple[str, ...], word: str) -> RecordPane:
        pane = RecordPane(self._session, table, columns, owner_field="person", word=word, inside=True)
        pane.show_owner(self._owner)
        pane.left.connect(self.left)
        return pane

    def _made_file(self) -> QWidget:
        file = QWidget()
        layout = QVBoxLayout(file)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.form, 1)
        verbs = {"correct": self.strip.choose_correct, "update": self._on_update, "cancel": self.ask_delete}
        bind(file, verbs, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return file

    def _on_update(self) -> None:
        focused = QApplication.focusWidget()
        if not self.strip.choose_update() and focused is not None:
            place = focused.mapToGlobal(focused.rect().bottomLeft())
            QToolTip.showText(place, "Sửa ô trước, rồi nhấn F7 để ghi giá trị mới đúng từ ngày nào.", focused)

    def _arrange(self) -> None:
        self.tabs.add("Hồ sơ", self._made_file)
        for title, table, columns, word in _PARTS:
            self.tabs.add(title, partial(self._made_pane, table, columns, word))
        self.tabs.add("Lịch sử", lambda: self.history)
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for part in (self.form, self.history):
            bind(part, {"back": self.left.emit}, around)
        self.tabs.start()
        framed = QWidget()
        framed.setObjectName("card")
        inside = QVBoxLayout(framed)
        inside.setContentsMargins(16, 10, 8, 8)
        delete = button("", "delete", self.ask_delete, "plain")
        delete.setAccessibleName("Hủy bỏ hồ sơ này")
        delete.setToolTip("Hủy bỏ bản ghi: ghi nhầm người, ghi trùng (F8)")
        self.export = button("Xuất…", "save", self.write_all, "plain")
        self.export.setAccessibleName("Xuất toàn bộ dữ liệu của người này")
        self.export.setToolTip("Toàn bộ dữ liệu đang lưu và mọi lần sửa, thành một tệp: khi chính người đó yêu cầu")
        inside.addLayout(row(self._name, 1, self._pill, self.export, delete))
        inside.addWidget(self.tabs, 1)
        self._stack = QStackedLayout(self)
        hint = "Chọn một người trong danh sách, hoặc nhấn Ctrl+N để thêm người mới."
        self._stack.addWidget(empty_state(hint, "person"))
        self._stack.addWidget(framed)
        self._stack.addWidget(reading_state())
        self._stack.setCurrentIndex(_READING)

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
        self.export.setEnabled(not self.form.is_new)
        restyle(self._pill, "pillSoft" if self.form.is_new else f"pill{kind.capitalize()}")

    def _on_edited(self) -> None:
        self._show_head()
        if self._owner != self.form.record.id:
            self._show_owner(self.form.record.id)
        self.edited.emit()

    def _on_tab(self, tab: int) -> None:
        if tab == _HISTORY and self.form.record is not None:
            self.history.show_history("person", self.form.record.id)

    def _on_written(self, outcome: Outcome) -> None:
        show_done(self, "Xuất dữ liệu của một người", outcome.message)

    def ask_delete(self) -> None:
        """Hủy bỏ bản ghi: asks why, then puts the person into the bin."""
        person = self.form.record
        if person is None:
            return
        if not self.form.is_new:
            name = person.full_name or "người này"
            question = f"Hủy bỏ hồ sơ của {name}, cùng chức vụ, quy hoạch, lớp học và ghi chú? Có thể khôi phục."
            reason = ask_reason(self, VERBS[CANCEL], question)
            if reason is None:
                return
            self._session.write("record delete", lambda _: None, table="person", record=person.id, reason=reason)
        self.show_nobody()

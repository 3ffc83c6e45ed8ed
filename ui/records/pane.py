"""A list with the form of the chosen row: the whole screen of a simple table, or a tab of a person."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from app.commands.entry.editing import CANCEL, TIMED, UPDATE, VERBS
from app.domain.periods import parse_period
from app.domain.registry import TABLES
from app.workspace import Outcome
from ui.look.icons import icon
from ui.look.messages import ask_day
from ui.look.shortcuts import bind
from ui.look.theme import current_theme
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import Button, empty_state, reading_state
from ui.records.form import RecordForm
from ui.records.list_view import RecordList
from ui.records.model import columns_of, plain_query
from ui.records.remarks import FieldRemarks
from ui.records.rollover_bar import CopiedStrip, CopyButton
from ui.records.verbs import VerbStrip, ask_reason
from ui.work.session import Session

_HINT, _FORM, _READING = range(3)


class RecordPane(QWidget):
    """Rows of a table, add, delete and the form; `owner_field` limits it to the rows of one record.

    Ctrl+N adds, Ctrl+Enter saves and goes to the next row, F2 edits, Esc goes back to the list, and from it to where
    the pane stands.
    """

    edited = Signal()
    left = Signal()
    """Esc was pressed on the list."""

    def __init__(
        self,
        session: Session,
        table: str,
        columns: tuple[str, ...],
        *,
        owner_field: str = "",
        word: str = "dòng",
        hint: str = "",
        inside: bool = False,
        sort: str = "",
        carries: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Makes the pane.

        Args:
            session: whose records they are. table: of the rows. columns: fields that the list shows.
            owner_field: limits it to the rows of one record. word: what a row is called. hint: while none is chosen.
            inside: a tab of a person. sort: field by which the list stands.
            carries: fields that a new row takes from the row before it; a year is that of the period at first.
            parent: owner.
        """
        super().__init__(parent)
        self._session = session
        self._table = table
        self._carries = carries
        self._owner_field = owner_field
        self._owner = ""
        self._entering = False
        self._preset: dict[str, Any] = {}
        hidden = (owner_field,) if owner_field else ()
        self.list = RecordList(
            session,
            table,
            columns_of(table, columns),
            plain_query(columns),
            pills=not inside,
            search=not inside,
            parent=self,
        )
        self.list.chooses_first = True
        self.form = RecordForm(session, TABLES[table], hidden=hidden)
        self._add = Button(f"Thêm {word}")
        self.strip = VerbStrip(session, self.form)
        self.remarks = FieldRemarks(session, self.form)
        self._delete = Button(VERBS[CANCEL])
        self._delete.setToolTip("Ghi nhầm, ghi trùng: đưa vào thùng rác (F8)")
        self._change = Button(f"{VERBS[UPDATE]}…")
        self._change.setToolTip("Đã đúng, nay khác từ một ngày: giữ dòng cũ với ngày thôi và mở dòng mới (F7)")
        if not inside or table not in TIMED:
            self._change.hide()
        self._arrange(word, hint, inside=inside)
        self._connect(inside=inside)
        if not owner_field:
            self.list.show_all(sort)

    def show_owner(self, record_id: str) -> None:
        """Shows the rows of one record, such as the posts of a person; "" for none."""
        self._owner = record_id
        self._preset = {self._owner_field: record_id}
        self.form.clear()
        self._show_form(shown=False)
        self._add.setEnabled(bool(record_id))
        self.list.show_filter(**{self._owner_field: record_id})

    def start_new(self) -> None:
        """Begins a new row."""
        self.form.settle()
        preset = self._preset | self._carried()
        self.list.choose_nothing()
        self._entering = True
        self.form.start_new(**preset)
        self._show_form(shown=True)
        self.form.focus_field(next((name for name in self.form.rows() if name not in preset), ""))

    def open_record(self, record_id: str, field: str = "") -> None:
        """Shows a record and puts the cursor into a field."""
        self.list.choose(record_id)
        self._open(record_id, field)

    @property
    def owner(self) -> str:
        """Id of the record whose rows are shown."""
        return self._owner

    def _arrange(self, word: str, hint: str, *, inside: bool) -> None:
        theme = current_theme()
        self._add.setIcon(icon("add", theme.accent))
        self._delete.setIcon(icon("delete", theme.danger))
        self._delete.setEnabled(False)
        copy = CopyButton(self._session, self._table)
        copy.copied.connect(self.open_record)
        self.list.tools.addWidget(copy)
        self.list.tools.addWidget(self._add)
        side = QWidget()
        self._stack = QStackedLayout(side)
        keys = "Ctrl+Shift+N" if inside else "Ctrl+N"
        self._stack.addWidget(empty_state(hint or f"Chọn một {word} để xem và sửa, hoặc thêm mới ({keys})."))
        framed = QWidget()
        framed.setObjectName("card")
        content = QVBoxLayout(framed)
        content.setContentsMargins(16, 12, 8, 8)
        top = QHBoxLayout()
        self._title = QLabel("" if inside else TABLES[self._table].label)
        self._title.setObjectName("subtitle")
        self._title.setWordWrap(True)
        top.addWidget(self._title, 1)
        top.addWidget(self._change)
        top.addWidget(self._delete)
        content.addLayout(top)
        content.addWidget(CopiedStrip(self._session, self.form))
        content.addWidget(self.strip)
        content.addWidget(self.form, 1)
        self._stack.addWidget(framed)
        self._stack.addWidget(reading_state())
        self._stack.setCurrentIndex(_READING)
        split = QSplitter(Qt.Orientation.Vertical) if inside else TurningSplitter(SPLIT_AT)
        split.addWidget(self.list)
        split.addWidget(side)
        split.setChildrenCollapsible(False)
        split.setSizes([150, 420] if inside else [680, 440])
        split.setStretchFactor(0, 1 if inside else 3)
        split.setStretchFactor(1, 4 if inside else 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.setFocusProxy(self.list.view)

    def _connect(self, *, inside: bool) -> None:
        self._add.clicked.connect(self.start_new)
        self._change.clicked.connect(self._ask_change)
        self._delete.clicked.connect(self._ask_delete)
        self.strip.answered.connect(self._on_updated)
        self.list.chosen.connect(self._on_chosen)
        self.list.wanted.connect(self.form.focus_field)
        self.form.edited.connect(self._on_edited)
        self.list.model.loaded.connect(self._on_loaded)
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        own = {} if inside else {"new": self.start_new, "next": self._next}  # else the screen around has these keys
        verbs = {"correct": self.strip.choose_correct, "update": self._on_update, "cancel": self._ask_delete}
        bind(self, {**own, **verbs, "back": self._on_back}, around)

    def _carried(self) -> dict[str, Any]:
        """What a new row has in common with the one before: nobody types the year of fourteen ethnic groups."""
        before, carried = self.form.record, {}
        if "year" in self._carries:
            carried["year"] = parse_period(self._session.card.period).last_year
        if before is not None:
            carried |= {name: getattr(before, name) for name in self._carries}
        return {name: value for name, value in carried.items() if value is not None}

    def _on_back(self) -> None:
        if self.list.view.hasFocus():
            self.left.emit()
        else:
            self.list.view.setFocus()

    def _on_loaded(self) -> None:
        if self._stack.currentIndex() == _READING:
            self._stack.setCurrentIndex(_HINT)

    def _on_chosen(self, record: Any) -> None:
        if record is None:
            return
        if self.form.record is not None and self.form.record.id == record.id:
            return
        self._open(record.id)

    def _open(self, record_id: str, field: str = "") -> None:
        self._entering = False
        then = (lambda: self.form.focus_field(field)) if field else None
        self.form.open(record_id, then)
        self._show_form(shown=True)

    def _show_form(self, *, shown: bool) -> None:
        self._stack.setCurrentIndex(_FORM if shown else _HINT)
        self._delete.setEnabled(shown)

    def _on_edited(self) -> None:
        self.list.choose(self.form.record.id)
        self.edited.emit()

    def _next(self) -> None:
        self.form.settle()
        if self._entering or not self.list.step(1):  # after a new row comes another, wherever the list stands by now
            self.start_new()
        else:
            self.form.focus_field()

    def _on_update(self) -> None:
        if not self.strip.choose_update() and not self._change.isHidden():
            self._ask_change()

    def _ask_change(self) -> None:
        """Cập nhật thay đổi: the old row ends the day before, a new one begins; both in one command."""
        record = self.form.record
        if record is None or self.form.is_new:
            return
        day = ask_day(self, VERBS[UPDATE], "Từ ngày nào thì khác? Dòng cũ kết thúc ngay trước ngày đó.")
        if day is not None:
            where = {"table": self._table, "record": record.id}
            self._session.write("record update", self._on_updated, **where, since=day)

    def _on_updated(self, outcome: Outcome) -> None:
        """Goes on in the new row, where the person still looks at the old one."""
        ended, begun = outcome.data["of"], outcome.data["record"]
        if begun != ended and self.form.record is not None and self.form.record.id == ended:
            self.list.choose(begun)
            self._open(begun, "start")

    def _ask_delete(self) -> None:
        record = self.form.record
        if record is None:
            return
        if not self.form.is_new:
            question = "Hủy bỏ dòng này? Dòng vào thùng rác, có thể khôi phục bất cứ lúc nào."
            reason = ask_reason(self, VERBS[CANCEL], question)
            if reason is None:
                return
            where = {"table": self._table, "record": record.id}
            self._session.write("record delete", lambda _: None, **where, reason=reason)
        self.form.clear()
        self._show_form(shown=False)
        self.list.view.setFocus()

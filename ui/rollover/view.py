"""The parts of the walk's screen: the list of steps, and what is looked at: facts, posts and plans, fields in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.commands.entry.rolling_walk import Part, Step
from app.domain.registry import TABLES
from ui.look.widgets import button, clear_layout, label, pill, restyle, row, scrolled
from ui.records.form import RecordForm
from ui.records.list_view import PillDelegate, RowsView
from ui.records.model import PILL_ROLE
from ui.records.verbs import VerbStrip
from ui.rollover.query import Fact, facts, part_state, state_of
from ui.work.session import Session

Index = QModelIndex | QPersistentModelIndex
_NOTE, _STATE = 1, 2
_NOTE_WIDTH: Final = 128
_NARROW: Final = 380
_NARROWEST: Final = 260
_PILL_WIDTH: Final = 124
_KEYS: Final = {
    Qt.Key.Key_V: "right",
    Qt.Key.Key_Space: "right",
    Qt.Key.Key_T: "changed",
    Qt.Key.Key_K: "gone",
    Qt.Key.Key_Z: "back",
}
_PARTS_HEIGHT: Final = 34 * 4
_FACTS, _FORM = range(2)
_SOURCES: Final = {"kỳ": "Như đã ghi {}"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: what it is, what tells it from others of the name, and how it stands: word and kind."""

    text: str
    note: str
    state: tuple[str, str]


class LinesModel(QAbstractTableModel):
    """What it is, what tells it apart, and how it stands."""

    def __init__(self, headings: tuple[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = (*headings, "Tình trạng")
        self._lines: list[Line] = []

    def show(self, lines: Iterable[Line]) -> None:
        """Shows lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def put(self, place: int, line: Line) -> None:
        """Shows a line anew."""
        self._lines[place] = line
        self.dataChanged.emit(self.index(place, 0), self.index(place, _STATE))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Three."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and pills."""
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (line.text, line.note, line.state[0])[index.column()]
        return line.state if role == PILL_ROLE and index.column() == _STATE else None


class LinesView(RowsView):
    """A list in which single letters say what became of the chosen line."""

    said = Signal(str)
    """"right", "changed", "gone" or "back"."""

    def __init__(self, name: str, model: LinesModel, *, notes: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._has_notes = notes
        self.setModel(model)
        self.setItemDelegateForColumn(_STATE, PillDelegate(self))
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_NOTE, _NOTE_WIDTH)
        self.setColumnWidth(_STATE, _PILL_WIDTH)
        self.wanted.connect(lambda: self.said.emit("changed"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what it is and how it stands are enough, and at the last what it is."""
        super().resizeEvent(event)
        if self._has_notes:
            self.setColumnHidden(_NOTE, self.width() < _NARROW)
            self.setColumnHidden(_STATE, self.width() < _NARROWEST)

    def event(self, event: QEvent) -> bool:
        """The letters are for this list before every shortcut."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _said(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """V or Space, T, K, Z."""
        if word := _said(event):
            self.said.emit(word)
        else:
            super().keyPressEvent(event)


def _said(event: QKeyEvent) -> str:
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return _KEYS.get(Qt.Key(event.key()), "") if plain else ""


class StepView(QWidget):
    """One step: a person with posts and plans, or another record; its fields are edited in place."""

    said = Signal(str)
    """Button or key: "right", "changed", "gone" or "back"."""
    edited = Signal(str, str)
    """A field of a record (table, id) was saved here."""
    left = Signal()
    """The fields were left again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._step: Step | None = None
        self._forms: dict[str, RecordForm] = {}
        self._name = label("", "subtitle")
        self._pill = pill("")
        self._source = label("", "soft")
        self._model = LinesModel(("Xem từng phần", ""))
        self.parts = LinesView("Hồ sơ, chức vụ và quy hoạch", self._model, notes=False)
        self.parts.hideColumn(_NOTE)
        self.parts.said.connect(self.said)
        self._facts = QGridLayout()
        self._stack = QStackedWidget()
        self._form_place = QVBoxLayout()
        self._form_title = label("", "strong")
        self._arrange()

    @property
    def part(self) -> Part | None:
        """What is chosen of the step: the record itself, or a post or plan."""
        if self._step is None:
            return None
        place = self.parts.currentIndex().row()
        return self._step.all[place] if 0 <= place < len(self._step.all) else self._step.head

    @property
    def form(self) -> RecordForm | None:
        """The fields that are open; None while facts are shown."""
        if self._stack.currentIndex() != _FORM or self._step is None:
            return None
        return next((form for form in self._forms.values() if not form.isHidden()), None)

    def show_step(self, step: Step) -> None:
        """Shows a step; another one's fields are closed."""
        same = self._step is not None and self._step.head.key == step.head.key
        place = max(self.parts.currentIndex().row(), 0) if same else 0
        self._step = step
        self._name.setText(step.head.name)
        word, kind = state_of(step)
        self._pill.setText(word)
        restyle(self._pill, f"pill{kind.capitalize()}")
        self._source.setText(_SOURCES.get(step.head.source[:2], "{}").format(step.head.source))
        names = ["Hồ sơ", *(part.name for part in step.parts)]
        self._model.show(Line(name, "", part_state(part)) for name, part in zip(names, step.all, strict=True))
        self.parts.setVisible(bool(step.parts))
        self.parts.selectRow(place)
        if not same:
            self._stack.setCurrentIndex(_FACTS)
            clear_layout(self._facts)
        table, record = step.head.key
        self._session.ask(self, "facts", partial(facts, table=table, record=record), self._show_facts)

    def edit(self) -> None:
        """Opens the fields of the chosen part in place."""
        part = self.part
        if part is None:
            return
        table, record = part.key
        form = self._form_of(table)
        for other in self._forms.values():
            _shown(other, shown=other is form)
        self._form_title.setText(f"Sửa: {self._name.text()}" + ("" if part is self._head else f", {part.name}"))
        self._stack.setCurrentIndex(_FORM)
        form.open(record, form.focus_field)

    def close_form(self) -> None:
        """Back to the facts; what was typed is saved."""
        if (form := self.form) is not None:
            form.settle()
            self._stack.setCurrentIndex(_FACTS)
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the fields."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.close_form()
            return True
        return super().eventFilter(watched, event)

    @property
    def _head(self) -> Part | None:
        return self._step.head if self._step else None

    def _form_of(self, table: str) -> RecordForm:
        if table not in self._forms:
            form = RecordForm(self._session, TABLES[table])
            form.installEventFilter(self)
            for editor in form.editors().values():
                editor.inner.installEventFilter(self)
            form.edited.connect(lambda: self.edited.emit(table, form.record.id))
            self._forms[table] = form
            self._form_place.addWidget(VerbStrip(self._session, form))
            self._form_place.addWidget(form, 1)
        return self._forms[table]

    def _show_facts(self, found: tuple[Fact, ...]) -> None:
        clear_layout(self._facts)
        for place, fact in enumerate(found):
            self._facts.addWidget(label(fact.label, "soft"), place, 0, Qt.AlignmentFlag.AlignTop)
            value = label(fact.value)
            self._facts.addWidget(value, place, 1)
            if fact.before:
                value.setText(f"{fact.value}   (kỳ trước: {fact.before})")
                value.setObjectName("warning")
        self._facts.setRowStretch(len(found), 1)

    def _arrange(self) -> None:
        facts_page, form_page = QWidget(), QWidget()
        inside = QVBoxLayout(facts_page)
        inside.setContentsMargins(0, 0, 0, 0)
        self._facts.setColumnMinimumWidth(0, 150)
        self._facts.setColumnStretch(1, 1)
        self._facts.setVerticalSpacing(6)
        self._facts.setHorizontalSpacing(12)
        self._facts.setContentsMargins(0, 8, 0, 0)
        content = QWidget()
        content.setLayout(self._facts)
        inside.addWidget(scrolled(content), 1)
        self.parts.setMaximumHeight(_PARTS_HEIGHT + 34)
        self.parts.setMinimumHeight(_PARTS_HEIGHT)
        inside.addWidget(self.parts)
        inside.addLayout(self._verdicts())
        self._form_place.setContentsMargins(0, 0, 0, 0)
        done = button("Xong  Esc", "check", self.close_form, "primary")
        self._form_place.addLayout(row(self._form_title, 1, done))
        form_page.setLayout(self._form_place)
        self._stack.addWidget(facts_page)
        self._stack.addWidget(form_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 12)
        top = row(button("Trước  Z", "back", lambda: self.said.emit("back"), "plain"), self._pill)
        top.insertWidget(0, self._name, 1)
        layout.addLayout(top)
        layout.addWidget(self._source)
        layout.addWidget(self._stack, 1)

    def _verdicts(self) -> QVBoxLayout:
        def says(word: str) -> Callable[[], None]:
            return lambda: self.said.emit(word)

        box = QVBoxLayout()
        box.addLayout(
            row(
                button("Vẫn đúng  V", "check", says("right"), "primary"),
                button("Đã thay đổi  T", "pencil", says("changed")),
                button("Không còn…  K", "cross", says("gone")),
                1,
            )
        )
        return box


def _shown(form: RecordForm, *, shown: bool) -> None:
    form.setVisible(shown)


def line_of(step: Step) -> Line:
    """A step as the list shows it."""
    return Line(step.head.name, step.head.note, state_of(step))

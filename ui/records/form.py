"""A form made of the declaration of a record: every field saves itself when it is left, and says what the rules say.

Hides editors, optimistic saving and the row of last period's value. Enter goes to the next field and never saves by
itself or closes; a value that cannot be read stays on screen unsaved, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.commands.entry.editing import CORRECT
from app.domain.dataset import Change
from app.domain.schema import FieldSpec, TableSpec
from app.workspace import Notice
from ui.fields.editors import ChoiceEditor, DateEditor, Editor, LinesEditor
from ui.fields.field_row import FieldRow
from ui.fields.kept_titles import TITLE, keeps_text, kept_text, written
from ui.fields.options import Option
from ui.fields.values import shown
from ui.look.shortcuts import SHORTCUTS
from ui.records.form_typing import FormTyping
from ui.records.post_fields import PostFields
from ui.work import queries
from ui.work.draft_offers import preset_of
from ui.work.queries import Loaded
from ui.work.session import Session

_MADE_AT: Final[Mapping[str, str]] = {
    "body": "Cơ quan, đơn vị (Alt+3)",
    "person": "Nhân sự (Alt+2)",
    "planning_list": "Nhiệm vụ, giải pháp (Alt+5), thẻ Danh sách quy hoạch",
    "course": "Nhiệm vụ, giải pháp (Alt+5), thẻ Lớp, tập huấn",
}
"""Where the records are made that a field may refer to."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REDO: Final = tuple(QKeySequence(keys) for keys in SHORTCUTS["redo"].keys)


class RecordForm(QScrollArea):
    """The fields of one record, one under the other."""

    edited = Signal()
    """A field was saved; `record` is the new one."""
    ended = Signal()
    """Enter was pressed in the last field."""
    corrected = Signal(str, object, object)
    """A value that was there before this work was replaced: name of the field, the record before and after."""
    shown = Signal()
    """Another record is shown, or none."""

    def __init__(
        self, session: Session, spec: TableSpec, *, hidden: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.spec = spec
        self.record: Any = None
        self._is_new = False
        self._coming = ""
        self._wanted: list[Callable[[], None]] = []
        self._settled: frozenset[str] = frozenset()
        self._rows: dict[str, FieldRow] = {}
        self._post_fields = PostFields(session, self._rows, self)
        self._typing = FormTyping(session.drafts, spec, self._rows, lambda: (self.record, self._is_new))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build(hidden)
        self.clear()
        session.checked.connect(self._show_findings)
        session.changed.connect(self._on_changed)

    def clear(self) -> None:
        """Shows no record."""
        self._typing.leave()
        self.record, self._coming = None, ""
        self._body.setEnabled(False)
        for row in self._rows.values():
            row.show_value(None)
            row.show_message("", "")
            row.show_before("")
        self.shown.emit()

    def open(self, record_id: str, then: Callable[[], None] | None = None) -> None:
        """Shows a kept record as soon as it is read, and then does what was wanted with it, each time it was asked."""
        if record_id != self._coming:
            self._coming, self._wanted = record_id, []
        if then is not None:
            self._wanted.append(then)

        def on_loaded(found: Loaded | None) -> None:
            if record_id != self._coming:  # something else was opened or begun meanwhile
                return
            wanted, self._wanted, self._coming = self._wanted, [], ""
            self._on_loaded(record_id, found)
            for act in wanted:
                act()

        table = self.spec.name
        self._session.ask(self, "record", lambda ws: queries.loaded(ws, table, record_id), on_loaded)

    def start_new(self, **preset: Any) -> None:
        """Shows an empty record with preset fields; it is written when its first field is."""
        draft = self._session.drafts.resuming(self.spec.name)
        if draft is not None:
            self._begin(draft.record, preset_of(draft))
        else:
            self._begin(self._session.env.new_id(), preset)

    @property
    def is_new(self) -> bool:
        """Nothing of the record was written yet."""
        return self._is_new

    def focus_field(self, name: str = "") -> None:
        """Puts the cursor into a field; the first where the name is empty or unknown."""
        row = self._rows.get(name) or next(iter(self._rows.values()))
        row.editor.inner.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(row.editor, 0, 48)

    def settle(self) -> None:
        """Saves the field in which the cursor stands, as if it were left."""
        for row in self._rows.values():
            if row.editor.inner.hasFocus():
                if isinstance(row.editor, ChoiceEditor):
                    row.editor.line.settle()
                self._commit(row)

    def editors(self) -> Mapping[str, Editor]:
        """Editors by field name."""
        return {name: row.editor for name, row in self._rows.items()}

    def rows(self) -> Mapping[str, FieldRow]:
        """Labels, editors and messages by field name."""
        return self._rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field, Alt+Enter makes a new line of text; a field that gets the cursor is shown."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 0, 48)
        if event.type() == QEvent.Type.ShortcutOverride and _leaves_step(watched, event):
            event.ignore()
            return True
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() not in _ENTER:
            return super().eventFilter(watched, event)
        row = next((item for item in self._rows.values() if item.editor.inner is watched), None)
        if row is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return super().eventFilter(watched, event)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and isinstance(row.editor, LinesEditor):
            row.editor.break_line()
        elif isinstance(row.editor, ChoiceEditor):
            return super().eventFilter(watched, event)
        else:
            self._go_on(row)
        return True

    def _build(self, hidden: tuple[str, ...]) -> None:
        self._body = body = QWidget()
        body.setObjectName("clear")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 8, 8, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        fields = [field for field in self.spec.fields if field.name not in hidden]
        for number, field in enumerate(fields):
            row = FieldRow(self.spec, field)
            row.place(grid, number)
            row.editor.inner.installEventFilter(self)
            row.editor.committed.connect(partial(self._commit, row))
            if isinstance(row.editor, ChoiceEditor):
                row.editor.line.entered.connect(partial(self._go_on, row))
            self._typing.watch(row)
            self._rows[field.name] = row
        grid.setRowStretch(len(fields) * 2, 1)
        self.setWidget(body)
        self._give_codes()

    def _give_codes(self) -> None:
        for row in self._rows.values():
            if isinstance(row.editor, ChoiceEditor) and row.field.kind == "code":
                name = row.field.declared.codes
                row.editor.set_options(self._session.code_options(name), partial(self._session.codes_near, name))
            elif isinstance(row.editor, DateEditor):
                row.editor.set_today(self._session.card.today)

    def _ask_references(self, tables: set[str] | None = None) -> None:
        self._post_fields.ask(tables)
        wanted = {row.field.declared.ref for row in self._rows.values() if row.field.kind == "ref"}
        for table in wanted if tables is None else wanted & tables:
            read, give = partial(queries.options, table=table), partial(self._give_options, table)
            self._session.ask(self, f"options {table}", read, give)

    def _give_options(self, table: str, options: tuple[Option, ...]) -> None:
        for row in self._rows.values():
            if isinstance(row.editor, ChoiceEditor) and row.field.declared.ref == table:
                row.editor.set_options(options, lacking=_lacking(row.field))
        if table == "body":
            self._post_fields.learn_bodies(options, self.record)

    def _begin(self, record_id: str, preset: Mapping[str, Any]) -> None:
        self._typing.leave()
        self._is_new, self._coming = True, ""
        self._show(Loaded(self.spec.cls(id=record_id, **preset), {}, None))

    def _on_loaded(self, record_id: str, found: Loaded | None) -> None:
        draft = self._session.drafts.resuming(self.spec.name, record_id)
        if found is not None:
            self._typing.leave()
            self._is_new = False
            self._show(found)
        elif draft is not None and draft.preset is not None:
            self._begin(record_id, preset_of(draft))
        else:
            self.clear()

    def _show(self, found: Loaded) -> None:
        self.record = found.record
        self._settled = found.settled
        self._body.setEnabled(True)
        for name, row in self._rows.items():
            row.show_value(getattr(found.record, name), found.names)
            row.show_before(self._before(row.field, found))
        self._post_fields.show(found.record)
        self._show_findings()
        self._ask_references()
        if field := self._typing.take():
            self.focus_field(field)
        self.shown.emit()

    def _before(self, field: FieldSpec, found: Loaded) -> str:
        if found.before is None:
            return ""
        text = shown(field, getattr(found.before, field.name), self._session.catalogue, found.names)
        return f"năm trước: {text or 'để trống'}"

    def _go_on(self, row: FieldRow) -> None:
        self._commit(row)
        rows = list(self._rows.values())
        place = rows.index(row)
        if place + 1 < len(rows):
            rows[place + 1].editor.inner.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.ended.emit()

    def _commit(self, row: FieldRow) -> None:
        if self.record is None:
            return
        problem = row.editor.problem()
        if problem and not keeps_text(row.field, self.spec):
            row.show_message("error", f"{problem} Chưa lưu ô này.")
            self._session.drafts.flush()
            return
        after = written(self.record, row.field, row.editor)
        if after == self.record:
            self._show_findings_of(row)
        else:
            self._save(row, after)
        self._typing.settled(row)

    def _save(self, row: FieldRow, after: Any) -> None:
        change = Change(self.spec.name, after.id, None if self._is_new else self.record, after)
        self.record, self._is_new = after, False
        self._post_fields.prefer(after)
        if TITLE in self._rows and keeps_text(row.field, self.spec):
            self._rows[TITLE].show_value(after.title)
        self._show_findings_of(row)
        verb = CORRECT if row.field.name in self._settled else ""
        self._session.save((change,), self._on_refused, verb)
        if verb:
            self._settled -= {row.field.name}
            self.corrected.emit(row.field.name, change.before, after)
        self.edited.emit()

    def _on_refused(self, wrong: Exception) -> None:
        self._session.tell(wrong)
        if self.record is not None:
            self.open(self.record.id)

    def _on_changed(self, notice: Notice) -> None:
        self._ask_references(set(notice.tables))
        if self.record is None or self._is_new or self.record.id not in notice.tables.get(self.spec.name, ()):
            return
        table, record_id = self.spec.name, self.record.id
        self._session.ask(self, "again", lambda ws: queries.loaded(ws, table, record_id), self._on_again)

    def _on_again(self, found: Loaded | None) -> None:
        """What stands in the store after a write; taken over where somebody else, such as undo, wrote it."""
        if self.record is None or self._session.jobs.saves_waiting:
            return
        if found is None:
            self.clear()
        elif found.record.id == self.record.id and found.record != self.record:
            unsaved = self._typing.unsaved()
            self._show(found)
            self._typing.put(unsaved)

    def _show_findings(self) -> None:
        for row in self._rows.values():
            self._show_findings_of(row)

    def _show_findings_of(self, row: FieldRow) -> None:
        if self.record is None:
            return
        if row.editor.problem():
            if isinstance(row.editor, ChoiceEditor) and kept_text(self.record, row.field):
                told = f"Đã giữ nguyên chữ này, sẽ ghép với một chức danh sau. {row.editor.line.question}"
                row.show_message("warning", told)
            return
        found = [item for item in self._session.findings_of(self.record.id) if item.field == row.field.name]
        if found:
            row.show_message(found[0].severity, found[0].sentence)
        else:
            row.show_message("note" if row.editor.note else "", row.editor.note and f"{row.editor.note}.")


def _leaves_step(watched: QObject, event: QEvent) -> bool:
    """Undo and redo belong to the window where the field itself has nothing to take back or to do again."""
    if not isinstance(event, QKeyEvent) or not isinstance(watched, QLineEdit | QPlainTextEdit):
        return False
    own = watched if isinstance(watched, QLineEdit) else watched.document()
    if event.matches(QKeySequence.StandardKey.Undo):
        return not own.isUndoAvailable()
    is_redo = event.matches(QKeySequence.StandardKey.Redo) or QKeySequence(event.keyCombination()) in _REDO
    return is_redo and not own.isRedoAvailable()


def _lacking(field: FieldSpec) -> str:
    """What to do where there is no record yet that a field could refer to."""
    made_at = _MADE_AT.get(field.declared.ref, "")
    return f"Chưa có {field.label[:1].lower()}{field.label[1:]} nào. Thêm ở {made_at}." if made_at else ""

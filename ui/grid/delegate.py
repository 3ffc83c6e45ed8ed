"""The editor of a cell: the same as in the form, with the keys of a spreadsheet.

Hides when a cell is left: Enter and Tab go on, the arrows too while something new is typed over a cell, Escape takes
back, and leaving in any other way saves. A text that cannot be a value stays in the cell.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.fields.editors import ChoiceEditor, DateEditor, Editor, LinesEditor, editor_of
from ui.fields.options import Option
from ui.grid.model import GridModel, WrongText
from ui.records.model import Index
from ui.work.draft_offers import Draft, draft_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.schema import FieldSpec

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS: Final = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
_LEAST_WIDTH: Final = {"code": 220, "ref": 260, "date": 200}
_NO_LIMIT: Final = 16_777_215
_STAYS: Final = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Reasons for which an editor loses the cursor and is not left."""


class CellDelegate(QStyledItemDelegate):
    """Makes the editors of a `GridModel`; one is open at a time."""

    closed = Signal()
    """The cell that had the keys is closed."""
    went = Signal(int)
    """A cell was left by Enter or Tab: 1 to the next one, -1 to the one before."""
    moved = Signal(int, int)
    """A cell was left by an arrow: rows and columns to go."""

    def __init__(self, model: GridModel, options: Callable[[FieldSpec], tuple[Option, ...]], parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._options = options
        self.editor: Editor | None = None
        self.types_over = False
        """The next editor begins empty, because the person types over what stands in the cell."""
        self.is_composing = False
        """An input method composes in the editor while the view keeps the cursor."""
        self._is_over = False
        self._is_filled = False
        self._record_id = ""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The editor of the field."""
        field = self._model.field(index.column())
        assert field is not None  # only fields are editable
        editor = editor_of(field)
        editor.setParent(parent)
        editor.setAutoFillBackground(True)
        editor.inner.setMaximumWidth(_NO_LIMIT)
        editor.inner.setProperty("help", f"{self._model.spec.name}.{field.name}")
        if isinstance(editor, ChoiceEditor):
            near = partial(self._model.session.codes_near, field.declared.codes) if field.kind == "code" else None
            editor.set_options(self._options(field), near)
            editor.line.setPlaceholderText("")
            editor.line.entered.connect(partial(self._leave, editor, 1))
        elif isinstance(editor, DateEditor):
            editor.set_today(self._model.session.card.today)
        editor.inner.installEventFilter(self)
        self._keep_drafts(editor, self._model.record(index.row()).id)
        self.editor = editor
        self._model.hold(on=True)
        self._is_filled, self._is_over, self.types_over = False, self.types_over, False
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """The editor is closed."""
        if self.editor is editor:
            self.editor = None
        self._model.hold(on=False)
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Shows what stands in the cell, unless it is typed over; called again when the row changes."""
        assert isinstance(editor, Editor)
        if self._is_filled:
            return
        self._is_filled = True
        if self._is_over:
            return
        wrong = self._model.wrong(index.row(), index.column())
        editor.show_value(self._model.value(index.row(), index.column()))
        if wrong is not None:
            editor.type_text(wrong.text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Saves what stands in the editor; what cannot be a value stays in the cell with the reason."""
        assert isinstance(editor, Editor)
        row, column = index.row(), index.column()
        if isinstance(editor, ChoiceEditor):
            editor.line.settle()
        problem = editor.problem()
        if problem:
            self._model.keep_wrong(row, column, WrongText(editor.text.strip(), problem))
        else:
            self._model.write([(row, column, editor.value())])

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell, wider where its kind needs room, never out of sight."""
        assert isinstance(editor, Editor)
        area: QRect = option.rect
        viewport = editor.parentWidget()
        assert viewport is not None  # the view gives one
        room = viewport.rect()
        width = min(max(area.width(), _LEAST_WIDTH.get(editor.field.kind, area.width())), room.width())
        height = max(area.height(), editor.sizeHint().height())
        left = min(area.left(), room.right() - width + 1)
        top = min(area.top(), room.bottom() - height + 1)
        editor.setGeometry(max(left, 0), max(top, 0), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that leave a cell; nothing of what Qt does by itself."""
        editor = self.editor
        if editor is None or watched is not editor.inner:
            return False
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            return self._on_left(editor, event.reason())
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self._claim(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(editor, event)
        return False

    def close(self) -> None:
        """Saves and closes the open editor."""
        if self.editor is not None:
            self._close(self.editor, keep=True)

    def leave(self, by: int) -> None:
        """Saves the open editor and goes on."""
        if self.editor is not None:
            self._leave(self.editor, by)

    def give_up(self) -> None:
        """Closes the open editor and leaves the cell as it was."""
        if self.editor is not None:
            self._close(self.editor, keep=False)

    def _claim(self, event: QKeyEvent) -> bool:
        """Escape belongs to the cell before any shortcut of the screen."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return False

    def _on_key(self, editor: Editor, event: QKeyEvent) -> bool:
        key, with_control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self._close(editor, keep=False)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._leave(editor, -1 if key == Qt.Key.Key_Backtab else 1)
        elif key in _ENTER and not with_control:
            return self._on_enter(editor, event)
        elif key in _ARROWS and self._is_over and not isinstance(editor, ChoiceEditor):
            self._close(editor, keep=True)
            self.moved.emit(*_ARROWS[Qt.Key(key)])
        else:
            return False
        return True

    def _on_enter(self, editor: Editor, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and isinstance(editor, LinesEditor):
            editor.break_line()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._leave(editor, -1)
        elif isinstance(editor, ChoiceEditor):
            return False  # takes what its list offers, then says that Enter was pressed
        else:
            self._leave(editor, 1)
        return True

    def _on_left(self, editor: Editor, reason: Qt.FocusReason) -> bool:
        if reason in _STAYS or self.is_composing:
            return False
        by_tab = {Qt.FocusReason.TabFocusReason: 1, Qt.FocusReason.BacktabFocusReason: -1}
        if reason in by_tab:  # an open list gave the key on
            self._leave(editor, by_tab[reason])
        else:
            self._close(editor, keep=True)
        return False

    def _leave(self, editor: Editor, by: int) -> None:
        self._close(editor, keep=True)
        self.went.emit(by)

    def _close(self, editor: Editor, *, keep: bool) -> None:
        if self.editor is not editor:
            return
        self.editor, self.is_composing = (
            None,
            False,
        )  # what follows takes the cursor away, which must not close it twice
        if keep:
            self.commitData.emit(editor)
        else:
            self._model.session.drafts.settled(self._key(editor))
        had_keys = editor.hasFocus() or self._lists_for(editor)
        if had_keys and (popup := QApplication.activePopupWidget()) is not None:
            popup.hide()  # else it takes the keys with it
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if had_keys:
            self.closed.emit()

    def _lists_for(self, editor: Editor) -> bool:
        """Whether the open list of a choice has the keys."""
        return QApplication.activePopupWidget() is not None and QApplication.focusWidget() in (None, editor.inner)

    def _key(self, editor: Editor) -> tuple[str, str, str]:
        return self._model.spec.name, self._record_id, editor.field.name

    def _keep_drafts(self, editor: Editor, record_id: str) -> None:
        """What is typed into a cell is offered again after a kill, as in a form."""
        self._record_id = record_id
        model, field = self._model, editor.field

        def describe(text: str) -> Draft | None:
            kept = model.record(model.row_of(record_id))
            if kept is None or not editor.differs(getattr(kept, field.name)):
                return None
            return draft_of(kept, field.name, text, is_new=model.is_fresh(record_id))

        if isinstance(editor.inner, QLineEdit | QPlainTextEdit):
            model.session.drafts.watch(editor.inner, describe)

"""The cells of a grid with the keys of a spreadsheet: move, select, type over, clear, copy, paste, fill down.

Hides the order in which columns stand on screen, how a letter or an input method opens an editor, and what is selected.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QToolTip, QWidget

from ui.fields.editors import ChoiceEditor
from ui.grid.delegate import CellDelegate
from ui.grid.model import GridModel
from ui.grid.names import NameHeader
from ui.look.table_painter import TablePainter, selected_parts
from ui.look.theme import figure_font
from ui.records.model import Index

ROW_HEIGHT: Final = 32
_KEY = Qt.Key
_COMMANDS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class GridView(QTableView):
    """The table; what is done with blocks of cells is said by signals."""

    copied = Signal()
    pasted = Signal()
    filled = Signal()
    cleared = Signal()
    left = Signal()
    """Escape in a cell that is not being edited."""

    def __init__(self, name: str, model: GridModel, delegate: CellDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._delegate = delegate
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setFont(figure_font())
        self.setModel(model)
        self.setItemDelegate(delegate)
        self._painter = TablePainter(self, model, lines=True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSortingEnabled(True)
        names = NameHeader(self, model)
        self.setVerticalHeader(names)
        names.hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        delegate.closed.connect(self.setFocus)
        delegate.went.connect(self.step)
        delegate.moved.connect(self._move)

    def columns(self) -> list[int]:
        """Columns with texts that are shown, from left to right; the last one of the model only holds pills."""
        header = self.horizontalHeader()
        logical = (header.logicalIndex(place) for place in range(header.count()))
        return [column for column in logical if column < header.count() - 1 and not self.isColumnHidden(column)]

    def chosen(self) -> tuple[range, list[int]]:
        """Rows and columns, from left to right, of the smallest block around what is selected."""
        parts = selected_parts(self)
        if not parts:
            current = self.currentIndex()
            if current.column() not in self.columns():
                return range(0), []
            return range(current.row(), current.row() + 1), [current.column()]
        rows = range(min(part.top() for part in parts), max(part.bottom() for part in parts) + 1)
        inside = {column for part in parts for column in range(part.left(), part.right() + 1)}
        shown = self.columns()
        places = [place for place, column in enumerate(shown) if column in inside]
        return rows, shown[min(places) : max(places) + 1] if places else []

    def step(self, by: int) -> None:
        """Goes to the next or last cell that can be edited; after the end of a row comes the next row."""
        current = self.currentIndex()
        places = [column for column in self.columns() if self._grid.field(column) is not None]
        if not current.isValid() or not places:
            return
        order = self.columns()
        here = order.index(current.column()) if current.column() in order else -1
        if by > 0:
            further = [column for column in places if order.index(column) > here]
            row, column = (current.row(), further[0]) if further else (current.row() + 1, places[0])
        else:
            before = [column for column in places if order.index(column) < here]
            row, column = (current.row(), before[-1]) if before else (current.row() - 1, places[-1])
        if 0 <= row < self._grid.rowCount():
            self.go_to(row, column)

    def go_to(self, row: int, column: int) -> None:
        """The cell gets the cursor and is all that is selected."""
        index = self._grid.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def step_row(self) -> None:
        """Saves the open cell and goes to the first cell of the next row."""
        self._delegate.close()
        row = self.currentIndex().row() + 1
        if row < self._grid.rowCount():
            self.go_to(row, self.columns()[0])

    def edit_cell(self, *, over: bool = False) -> bool:
        """Opens the editor of the current cell; `over` begins with nothing in it."""
        index = self.currentIndex()
        field = self._grid.field(index.column()) if index.isValid() else None
        if field is None:
            return False
        if field.kind == "bool":
            self._grid.write([(index.row(), index.column(), not self._grid.value(index.row(), index.column()))])
            return False
        self._delegate.types_over = over
        self.edit(index)
        return self._delegate.editor is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the cells that are seen."""
        self._painter.paint(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A fault, else a text that is cut, is told whole when the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if index.isValid():
                text = self._grid.fault(index.row(), index.column()) or str(index.data() or "")
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a spreadsheet."""
        if self._on_command(event) or self._on_cell_key(event):
            event.accept()
            return
        text = event.text()
        if text and text.isprintable() and not event.modifiers() & _COMMANDS:
            if (self._delegate.editor or self.edit_cell(over=True)) and self._delegate.editor is not None:
                QApplication.sendEvent(self._delegate.editor.inner, event)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters open the editor; nothing is searched."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method that composes over a cell writes into its editor.

        The view keeps the cursor until the first letters are committed: moving it would end the composition.
        """
        editor = self._delegate.editor
        if editor is None:
            if not (event.preeditString() or event.commitString()) or not self.edit_cell(over=True):
                return
            editor = self._delegate.editor
            self._delegate.is_composing = True
            self.setFocus()
        if editor is None:
            return
        QApplication.sendEvent(editor.inner, event)
        if event.commitString() or not event.preeditString():
            self._delegate.is_composing = False
            if not event.commitString() and not editor.text:
                self._delegate.give_up()
            else:
                editor.inner.setFocus()

    def _on_command(self, event: QKeyEvent) -> bool:
        for keys, told in (
            (QKeySequence.StandardKey.Copy, self.copied),
            (QKeySequence.StandardKey.Paste, self.pasted),
        ):
            if event.matches(keys):
                told.emit()
                return True
        if event.key() == _KEY.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.filled.emit()
            return True
        if event.key() == _KEY.Key_Delete and not event.modifiers():
            self.cleared.emit()
            return True
        return False

    def _on_cell_key(self, event: QKeyEvent) -> bool:
        key, back = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (_KEY.Key_Return, _KEY.Key_Enter):
            self.step(-1 if back else 1)
        elif key in (_KEY.Key_Tab, _KEY.Key_Backtab):
            self.step(-1 if key == _KEY.Key_Backtab else 1)
        elif key in (_KEY.Key_F2, _KEY.Key_F4):
            self.edit_cell()
            if key == _KEY.Key_F4 and isinstance(self._delegate.editor, ChoiceEditor):
                self._delegate.editor.line.open_list()
        elif key == _KEY.Key_Space and self._is_box():
            self.edit_cell()
        elif key == _KEY.Key_Backspace:  # an input method sends it too; it never empties more than the cell it opens
            self._empty_editor()
        elif key == _KEY.Key_Escape:
            self.left.emit()
        elif key in (_KEY.Key_Home, _KEY.Key_End) and not back:
            self._to_edge(event)
        else:
            return False
        return True

    def _to_edge(self, event: QKeyEvent) -> None:
        """The first or last cell of the row; with Ctrl of the whole grid."""
        row, columns, at_end = self.currentIndex().row(), self.columns(), event.key() == _KEY.Key_End
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            row = self._grid.rowCount() - 1 if at_end else 0
        if row >= 0 and columns:
            self.go_to(row, columns[-1 if at_end else 0])

    def _empty_editor(self) -> None:
        if not self._is_box():
            self.edit_cell(over=True)

    def _is_box(self) -> bool:
        field = self._grid.field(self.currentIndex().column())
        return field is not None and field.kind == "bool"

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next cell; an open list first takes what it offers."""
        if self._delegate.editor is not None:
            QTimer.singleShot(0, self, partial(self._delegate.leave, 1 if forward else -1))
        return False

    def _move(self, rows: int, columns: int) -> None:
        """One cell further by an arrow."""
        current, order = self.currentIndex(), self.columns()
        if current.column() not in order:
            return
        place = order.index(current.column()) + columns
        row = current.row() + rows
        if 0 <= row < self._grid.rowCount() and 0 <= place < len(order):
            self.go_to(row, order[place])

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The editor of the cell before is closed; the cell is told."""
        self._delegate.close()
        super().currentChanged(current, previous)

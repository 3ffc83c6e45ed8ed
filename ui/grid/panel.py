"""A grid with the line at its foot that says what stands in the cell and what was done."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from app.domain.schema import FieldSpec
from app.domain.storage import PageQuery
from app.vietnamese.numbers import integer
from app.workspace import Notice
from ui.fields.options import Option
from ui.grid.blocks import Blocks
from ui.grid.columns import GridColumns
from ui.grid.delegate import CellDelegate
from ui.grid.model import GridModel
from ui.grid.view import GridView
from ui.look.theme import ui_font
from ui.look.widgets import button, label, restyle, row
from ui.records.model import ListColumn, Query
from ui.work import queries
from ui.work.session import Session

_WIDTHS: Final = {"text": 180, "date": 110, "int": 90, "bool": 90, "code": 140, "ref": 220}
_HEAD_PADDING: Final = 20
_KEYS: Final = (
    "Gõ hoặc F2: sửa · Enter, Tab: ô sau · Ctrl+C, Ctrl+V: chép, dán với Excel · Ctrl+D: điền xuống · Ctrl+?: mọi phím"
)


class RecordGrid(QWidget):
    """Records of one table as cells; it follows the store while it is seen."""

    left = Signal()
    """Escape: the keys go back to the search line."""
    counted = Signal()
    """How many rows there are has changed."""

    def __init__(
        self, session: Session, table: str, more: tuple[ListColumn, ...], query: Query, *, place: str, related: Any = ()
    ) -> None:
        """Makes an empty grid; `show` fills it.

        Args:
            session: the open store.
            table: of the records.
            more: columns behind the fields that are only read.
            query: gives the texts of all fields and of `more`.
            place: what the history calls the list, such as "Nhân sự".
            related: tables from which `more` is made.
        """
        super().__init__()
        self._session = session
        self._references: dict[str, tuple[Option, ...]] = {}
        self._shown: tuple[PageQuery, Query] | None = None
        self._wanted: tuple[str, int] = ("", 0)
        self.model = GridModel(session, table, more, query, related=related, parent=self)
        self.delegate = CellDelegate(self.model, self._options, self)
        self.view = GridView(f"Bảng nhập {place}", self.model, self.delegate)
        self.blocks = Blocks(self.view, self.model, place)
        names = (*(field.name for field in self.model.spec.fields), *(f"+{column.title}" for column in more), "+state")
        widths = (*(_width(field) for field in self.model.spec.fields), *(column.width for column in more), 110)
        self.columns = GridColumns(self.view, table, names, widths)
        self.choose_columns = button("Cột", "", self._open_columns, "plain")
        self.choose_columns.setToolTip("Chọn cột hiện, ẩn; kéo tiêu đề để đổi chỗ")
        self._menu = QMenu(self)
        self._foot = QLabel(_KEYS)
        self._foot.setObjectName("soft")
        self._size = label("", "soft", wrap=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.view, 1)
        layout.addLayout(row(self._foot, 1, self._size, self.choose_columns))
        self._foot.setMinimumWidth(120)
        self._connect()

    def show_rows(self, query: PageQuery, read: Query, *, is_filtered: bool = False) -> None:
        """Shows the rows of a query, read in a way; nothing happens where they are shown already."""
        wanted = (replace(query, after=None, limit=0), read)
        if wanted != self._shown:
            self._shown = wanted
            self.settle()
            self.model.show_with(query, read, is_filtered=is_filtered)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed meanwhile is read."""
        super().showEvent(event)
        self.model.follow(on=True)
        self._ask_references()

    def hideEvent(self, event: QHideEvent) -> None:
        """The open cell is saved."""
        self.settle()
        self.model.follow(on=False)
        super().hideEvent(event)

    def choose(self, record_id: str, column: int = 0) -> None:
        """Puts the cursor on a row now, or as soon as it is loaded."""
        self._wanted = (record_id, column)
        self._take_wanted()

    def current(self) -> Any:
        """The record of the cell that has the cursor; None for none."""
        return self.model.record(self.view.currentIndex().row())

    def start_new(self) -> None:
        """An empty row at the end, its first cell open."""
        self.delegate.close()
        place = self.model.add_row()
        self.view.go_to(place, 0)
        self.view.setFocus()
        self.view.edit_cell()
        self.counted.emit()

    def settle(self) -> None:
        """Saves the open cell."""
        self.delegate.close()

    def say(self, text: str) -> None:
        """Says what was done, until the cursor moves."""
        restyle(self._foot, "soft")
        self._foot.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The grid takes the keys: its first cell gets the cursor where none has it."""
        if event.type() == QEvent.Type.FocusIn and not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.go_to(0, 0)
        return False

    def _connect(self) -> None:
        self.view.installEventFilter(self)
        self.view.left.connect(self.left)
        self.blocks.told.connect(self.say)
        self.model.loaded.connect(self._on_loaded)
        self.model.modelAboutToBeReset.connect(self._on_reset)
        selection = self.view.selectionModel()
        selection.currentChanged.connect(self._on_current)
        selection.selectionChanged.connect(self._on_selection)
        self._session.changed.connect(self._on_changed)

    def _options(self, field: FieldSpec) -> tuple[Option, ...]:
        if field.kind == "code":
            return self._session.code_options(field.declared.codes)
        return self._references.get(field.declared.ref, ())

    def _ask_references(self, tables: frozenset[str] | None = None) -> None:
        wanted = {field.declared.ref for field in self.model.spec.fields if field.kind == "ref"}
        for table in wanted if tables is None else wanted & tables:
            read = partial(queries.options, table=table)
            self._session.ask(self, f"options {table}", read, partial(self._on_options, table))

    def _on_options(self, table: str, options: tuple[Option, ...]) -> None:
        self._references[table] = options
        self.model.know_names(options)

    def _on_changed(self, notice: Notice) -> None:
        if self.isVisible():
            self._ask_references(frozenset(notice.tables))

    def _on_reset(self) -> None:
        """The cursor comes back to the same cell when the list is read anew."""
        current = self.view.currentIndex()
        record = self.model.record(current.row())
        if record is not None and not self._wanted[0]:
            self._wanted = (record.id, current.column())

    def _on_loaded(self) -> None:
        said = self._foot.text() if self._wanted[0] else ""
        self._take_wanted()
        if said:  # the same cell: what was said still holds
            self._foot.setText(said)
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.go_to(0, 0)
        self.counted.emit()

    def _take_wanted(self) -> None:
        record_id, column = self._wanted
        place = self.model.row_of(record_id) if record_id else -1
        if place >= 0:
            self._wanted = ("", 0)
            self.view.go_to(place, column)

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        """Says what is wrong with the cell, else the keys."""
        if not current.isValid():
            return
        fault = self.model.fault(current.row(), current.column())
        field = self.model.field(current.column())
        help_text = field.declared.help if field is not None else "Cột này chỉ để xem; sửa ở hồ sơ của từng người."
        self.view.setProperty("help", f"{self.model.spec.name}.{field.name}" if field is not None else "")
        restyle(self._foot, "error" if fault else "soft")
        self._foot.setText(fault or help_text or _KEYS)

    def _on_selection(self) -> None:
        rows, columns = self.view.chosen()
        several = len(rows) * len(columns) > 1
        self._size.setText(f"đang chọn {integer(len(rows))} × {len(columns)} ô" if several else "")

    def _open_columns(self) -> None:
        self.columns.fill(self._menu)
        self._menu.popup(self.choose_columns.mapToGlobal(self.choose_columns.rect().topLeft()))


def _width(field: FieldSpec) -> int:
    """Room for the values of its kind and for its heading."""
    heading = QFontMetrics(ui_font(bold=True)).horizontalAdvance(field.label)
    return max(_WIDTHS[field.kind], heading + _HEAD_PADDING)

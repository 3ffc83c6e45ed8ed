"""The list on the left of a screen: what to find, how many there are, and the rows with their pills."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.domain.storage import FilterValue, PageQuery
from ui.look.table_painter import TablePainter, draw_pill
from ui.look.theme import current_theme, figure_font
from ui.look.widgets import READING
from ui.records.column_fit import ColumnFit
from ui.records.model import PILL_ROLE, ListColumn, Query, RecordModel
from ui.work.session import Session

_TYPING_PAUSE_MS: Final = 180
_ROW_HEIGHT: Final = 32
_CELL_PADDING: Final = 16
_PILL_WIDTH: Final = 104
_LINE_WIDTH: Final = 140
Index = QModelIndex | QPersistentModelIndex


class PillDelegate(QStyledItemDelegate):
    """Draws the pill of a row that Qt paints cell by cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws the pill over the row's own background."""
        found = index.data(PILL_ROLE)
        if found is None:
            super().paint(painter, option, index)
            return
        if option.state & option.state.State_Selected:
            painter.fillRect(option.rect, QColor(current_theme().accent_wash))
        draw_pill(painter, option.rect, *found)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the longest pill."""
        return QSize(110, _ROW_HEIGHT)


class RowsView(QTableView):
    """A table of whole rows: Enter and F2 mean "edit this row"."""

    wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(figure_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self.wanted)

    def viewportEvent(self, event: QEvent) -> bool:
        """A text that is cut is told whole when the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            text = str(index.data() or "")
            if self.fontMetrics().horizontalAdvance(text) + _CELL_PADDING > self.visualRect(index).width():
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 edit the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.wanted.emit()
            return
        super().keyPressEvent(event)


class RecordRows(RowsView):
    """The rows of a `RecordModel`, painted in one go."""

    def __init__(self, name: str, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setModel(model)
        self._painter = TablePainter(self, model)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows that are seen."""
        self._painter.paint(event)


class RecordList(QWidget):
    """Search line, count and rows of one table."""

    chosen = Signal(object)
    """A record was chosen, or None."""
    chooses_first = False
    """Whether the first row is chosen where none is."""
    wanted = Signal()
    """The chosen record is to be edited."""
    searched = Signal()
    """Something else is looked for; `model.query` says it."""

    def __init__(
        self,
        session: Session,
        table: str,
        columns: tuple[ListColumn, ...],
        query: Query,
        *,
        pills: bool = True,
        search: bool = True,
        related: Collection[str] = (),
        ahead: bool = False,
        own_tools: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._wanted_id = ""
        self._picks_first = False
        self.model = RecordModel(session, table, columns, query, pills=pills, related=related, ahead=ahead, parent=self)
        self.view = RecordRows("Danh sách", self.model)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Tìm không cần dấu")
        self.line.setAccessibleName("Tìm trong danh sách")
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumWidth(_LINE_WIDTH)
        self.count = QLabel(READING)
        self.count.setObjectName("soft")
        self.tools = QHBoxLayout()
        self._arrange(columns, pills=pills, search=search, own_tools=own_tools)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.line.textEdited.connect(self._timer.start)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.wanted.connect(self.wanted)
        self.model.loaded.connect(self._on_loaded)

    def show_filter(self, **filters: FilterValue | tuple[FilterValue, ...]) -> None:
        """Shows the rows that fit the filters."""
        self._wanted_id, self._picks_first = "", self.chooses_first
        self.model.show(replace(self.model.query, filters=filters))

    def show_all(self, sort: str = "") -> None:
        """Shows every row, in the order of a field or of the table itself."""
        self._wanted_id, self._picks_first = "", self.chooses_first
        self.model.show(PageQuery(self._table, sort=sort))

    def choose(self, record_id: str) -> None:
        """Chooses a row now, or as soon as it is loaded."""
        self._wanted_id = record_id
        self._take_wanted()

    def choose_nothing(self) -> None:
        """No row is chosen, and none will be when rows are loaded again."""
        self._wanted_id, self._picks_first = "", False
        self.view.selectionModel().clear()

    def current(self) -> Any:
        """The chosen record; None for none."""
        return self.model.record(self.view.currentIndex().row())

    def step(self, by: int) -> bool:
        """Chooses the next or the last row; False at the end."""
        row = self.view.currentIndex().row() + by
        if not 0 <= row < self.model.rowCount():
            return False
        self.view.selectRow(row)
        return True

    def say_count(self, total: int) -> None:
        """Says how many rows there are."""
        self.count.setText(f"{total} dòng" if total else "chưa có dòng nào")

    def _arrange(self, columns: tuple[ListColumn, ...], *, pills: bool, search: bool, own_tools: bool) -> None:
        self.tools.setSpacing(8)
        self.tools.addWidget(self.line, 1)
        self.tools.addWidget(self.count)
        if not search:
            self.line.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        if own_tools:  # else the screen has a place for them
            layout.addLayout(self.tools)
        layout.addWidget(self.view, 1)
        header = self.view.horizontalHeader()
        for number, column in enumerate(columns):
            self.view.setColumnWidth(number, column.width)
        if pills:
            self.view.setColumnWidth(len(columns), _PILL_WIDTH)
        wide = next((number for number, column in enumerate(columns) if column.stretch), 0)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(38)
        ColumnFit(self.view, wide, [column.width for column in columns], {len(columns): _PILL_WIDTH} if pills else {})
        self.view.setSortingEnabled(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _search(self) -> None:
        self.model.show(replace(self.model.query, text=self.line.text()))
        self.searched.emit()

    def _on_loaded(self) -> None:
        self.say_count(self.model.total)
        if self._wanted_id:
            self._take_wanted()
        elif self._picks_first and self.model.rowCount():
            self.view.selectRow(0)

    def _take_wanted(self) -> None:
        row = self.model.row_of(self._wanted_id) if self._wanted_id else -1
        if row >= 0:
            index = self.model.index(row, 0)
            flags = QItemSelectionModel.SelectionFlag
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.view.scrollTo(index)

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        found = self.model.record(current.row())
        if found is not None:
            self._wanted_id = found.id
        self.chosen.emit(found)

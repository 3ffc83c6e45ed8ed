"""An official form on screen: the same rows and spans that are printed, with the figure behind each cell."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.table import Cell, Column, FilledForm, Row, Table, header_cells, header_depth
from app.reports.values import display
from ui.look.theme import current_theme, figure_font
from ui.look.widgets import READING, clear_layout, label, scrolled
from ui.records.column_fit import fitted

_UNIT_WIDTH = 7
_ROW_HEIGHT = 30
_PADDING = 18
_WORD_PADDING = 22
_BORDER = 2
_SMALL_POINTS = 8.5
_NARROWEST = 170
"""A column of sentences stays at least so wide; a form with too many columns then scrolls sideways."""
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class FormView(QWidget):
    """Title, tables and notes of a form; Enter or a click on a figure asks who is behind it."""

    asked = Signal(str)
    """The key of a figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = QWidget()
        self._content.setObjectName("card")
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(12, 12, 12, 12)
        self._layout.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        area = self._area = scrolled(self._content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout.addWidget(area)
        self.tables: list[QTableWidget] = []
        self._layout.addWidget(label(READING, "soft"), 1, Qt.AlignmentFlag.AlignCenter)

    def show_form(self, form: FilledForm) -> None:
        """Shows a form with its numbers."""
        clear_layout(self._layout)
        self.tables = []
        title = label(form.title, "subtitle")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        under = label(f"{form.period_text}  {form.cut_off_text}", "soft")
        under.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(title)
        self._layout.addWidget(under)
        self._layout.addWidget(label(f"{form.reporter} gửi {form.receiver}", "soft"))
        for table in form.tables:
            if table.caption:
                self._layout.addWidget(label(table.caption))
            if table.unit_text:
                unit = label(table.unit_text, "soft")
                unit.setAlignment(Qt.AlignmentFlag.AlignRight)
                self._layout.addWidget(unit)
            shown = _table_widget(table, form.title, self._room())
            shown.cellActivated.connect(lambda row, column, shown=shown: self._on_cell(shown, row, column))
            self.tables.append(shown)
            self._layout.addWidget(shown)
        for note in (*form.notes, *form.legend):
            self._layout.addWidget(label(note, "soft"))
        self._layout.addStretch(1)

    def _room(self) -> int:
        """Pixels for a table beside the margins and the bar that scrolls up and down."""
        margins = self._layout.contentsMargins()
        bar = self._area.verticalScrollBar().sizeHint().width()
        return self._area.width() - bar - margins.left() - margins.right() - 2 * _BORDER

    def _on_cell(self, shown: QTableWidget, row: int, column: int) -> None:
        item = shown.item(row, column)
        key = item.data(KEY_ROLE) if item is not None else ""
        if key:
            self.asked.emit(key)


def _table_widget(table: Table, name: str, room: int) -> QTableWidget:
    depth = header_depth(table.columns)
    shown = QTableWidget(depth + 1 + len(table.rows), len(table.columns))
    shown.setAccessibleName(table.caption or name)
    shown.setFont(figure_font())
    shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    shown.horizontalHeader().hide()
    shown.verticalHeader().hide()
    shown.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
    shown.setWordWrap(True)
    shown.setTabKeyNavigation(False)
    wanted, least = _widths(shown, table)
    if sum(least) > room:
        shown.setFont(figure_font(_SMALL_POINTS))
        wanted, least = _widths(shown, table)
    for number, width in enumerate(fitted(wanted, least, room)):
        shown.setColumnWidth(number, width)
    _fill_heading(shown, table.columns, depth)
    for number, row in enumerate(table.rows):
        _fill_row(shown, depth + 1 + number, row, table.columns)
    _fit(shown)
    return shown


def _widths(shown: QTableWidget, table: Table) -> tuple[list[int], list[int]]:
    """Widths as on paper, and the least ones."""
    words = _least_widths(shown, table)
    wanted = [max(column.width * _UNIT_WIDTH, word) for column, word in zip(table.columns, words, strict=True)]
    narrow = [_NARROWEST if width > _NARROWEST else 0 for width in wanted]
    return wanted, [max(word, floor) for word, floor in zip(words, narrow, strict=True)]


def _least_widths(shown: QTableWidget, table: Table) -> list[int]:
    """Room for the longest word of each column, so that no word is cut."""
    bold = QFont(shown.font())
    bold.setBold(True)
    metrics = QFontMetrics(bold)
    widths = []
    for number, column in enumerate(table.columns):
        words = [*column.title.split(), column.number, "000"]
        for row in table.rows:
            words += display(row.cells[number].value, column).split()
        widths.append(max(metrics.horizontalAdvance(word) for word in words) + _WORD_PADDING)
    return widths


def _fit(shown: QTableWidget) -> None:
    """Makes the table as large as its content; the page around it scrolls."""
    metrics = shown.fontMetrics()
    for row in range(shown.rowCount()):
        highest = _ROW_HEIGHT
        for column in range(shown.columnCount()):
            item = shown.item(row, column)
            if item is None or shown.rowSpan(row, column) > 1:
                continue
            width = sum(shown.columnWidth(column + more) for more in range(shown.columnSpan(row, column)))
            bold = 1.1 if item.font().bold() else 1.0
            area = QRect(0, 0, int((width - _PADDING) / bold), 10_000)
            text = metrics.boundingRect(area, Qt.TextFlag.TextWordWrap, item.text())
            highest = max(highest, text.height() + _PADDING // 2)
        shown.setRowHeight(row, highest)
    shown.setFixedHeight(sum(shown.rowHeight(row) for row in range(shown.rowCount())) + 2)
    shown.setFixedWidth(sum(shown.columnWidth(column) for column in range(shown.columnCount())) + 2)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _fill_heading(shown: QTableWidget, columns: tuple[Column, ...], depth: int) -> None:
    theme = current_theme()
    for cell in header_cells(columns):
        item = _item(cell.text, bold=True)
        item.setBackground(QBrush(QColor(theme.ground)))
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setItem(cell.row, cell.column, item)
        if cell.row_span > 1 or cell.column_span > 1:
            shown.setSpan(cell.row, cell.column, cell.row_span, cell.column_span)
    for number, column in enumerate(columns):
        item = _item(column.number)
        item.setForeground(QBrush(QColor(theme.soft)))
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setItem(depth, number, item)


def _fill_row(shown: QTableWidget, place: int, row: Row, columns: tuple[Column, ...]) -> None:
    for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        shown.setItem(place, number, _body_item(cell, column, row, first=number == 1))


def _body_item(cell: Cell, column: Column, row: Row, *, first: bool) -> QTableWidgetItem:
    text = display(cell.value, column)
    item = _item(("    " * row.indent if first else "") + text, bold=row.style != "normal")
    if column.kind in {"int", "ratio", "points", "money"}:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    elif column.kind == "mark":
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    if cell.source:
        item.setData(KEY_ROLE, cell.source)
        item.setToolTip("Nhấn Enter hoặc bấm đúp để xem con số này từ đâu ra")
    return item


def _item(text: str, *, bold: bool = False) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
    if bold:
        font = QFont()
        font.setBold(True)
        item.setFont(font)
    return item

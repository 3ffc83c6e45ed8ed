"""The records and figures of a received package, cell by cell, so that a comment can be put on any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.commands.figures.recounting import received_data
from app.commands.words import known_as, shown
from app.domain.dataset import Dataset
from app.domain.figures import parse_cell_key
from app.domain.registry import TABLES
from app.plan.explain import described
from app.plan.messages import Names
from app.vietnamese.fold import fold
from app.vietnamese.numbers import integer
from app.workspace import Workspace
from ui.look.widgets import label, row
from ui.screens.so.chips import choice
from ui.screens.so.rows import Index

FIGURES: Final = ""
"""Name of the sheet that holds the figures."""
_HIDDEN: Final = frozenset({"remark", "confirmation", "explanation"})
_WIDEST: Final = 260
_LOOKED_AT: Final = 40
_PADDING: Final = 16
_LOWEST: Final = 72


@dataclass(frozen=True, slots=True)
class Spot:
    """What a comment can be put on, and its words.

    Attributes:
        place: as `comment add` takes it. about: as a person reads it. value: what stands there.
    """

    place: Mapping[str, str]
    about: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a package, or its figures.

    Attributes:
        table: name; FIGURES for the figures. title: with the number of rows.
        fields: names below the headings. headings: of the columns. keys: ids of the rows, or cell keys.
        names: what the rows are called. rows: texts. search: folded texts in which words are looked for.
    """

    table: str
    title: str
    fields: tuple[str, ...]
    headings: tuple[str, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    search: tuple[str, ...]

    def spot(self, line: int, column: int) -> Spot:
        """What a cell stands for; the first column of a table is the whole record."""
        key, name = self.keys[line], self.names[line]
        if self.table == FIGURES:
            return Spot({"cell": key}, f"Con số: {name}", self.rows[line][1])
        place = {"table": self.table, "record": key, "field": self.fields[column]}
        where = f"{name}: {self.headings[column]}" if place["field"] else name
        return Spot(place, where, self.rows[line][column] if place["field"] else "")


def sheets(ws: Workspace, package: str) -> tuple[Sheet, ...]:
    """Tables of a package that have rows, then its figures; nothing of one that was not read."""
    document = ws.store.document("received", package)
    if document is None or "findings" not in document.body:
        return ()
    data, named = received_data(ws, document), document.body["pack"]
    names = Names(data, ws.env.catalogue, ws.env.units, ws.pack_named(named["id"], named["version"]))
    cells = ws.store.figures(package)
    words = [described(parse_cell_key(key), ws.env.catalogue) for key in cells]
    rows = tuple((text, integer(value)) for text, value in zip(words, cells.values(), strict=True))
    figures = Sheet(
        FIGURES,
        f"Con số ({len(rows)})",
        ("", ""),
        ("Con số", "Giá trị"),
        tuple(cells),
        tuple(words),
        rows,
        _folded(rows),
    )
    return (*_tables(ws, data, names), *((figures,) if rows else ()))


def _tables(ws: Workspace, data: Dataset, names: Names) -> Iterator[Sheet]:
    known = {
        key: known_as(TABLES[table], record, ws.env.catalogue)
        for table, records in data.tables.items()
        for key, record in records.items()
    }
    for table, records in data.tables.items():
        spec = TABLES[table]
        fields = tuple(field for field in spec.fields if not data.withholds(table, field.name))
        if table in _HIDDEN or not records:
            continue
        titles = tuple(names.record(table, key) for key in records)
        texts = tuple(
            (title, *(shown(field, getattr(record, field.name), ws.env.catalogue, known) for field in fields))
            for title, record in zip(titles, records.values(), strict=True)
        )
        order = sorted(range(len(texts)), key=lambda number, texts=texts: texts[number])  # type: ignore[misc]
        keys, rows = tuple(records), tuple(texts[number] for number in order)
        yield Sheet(
            table,
            f"{spec.label} ({len(records)})",
            ("", *(field.name for field in fields)),
            ("Cả bản ghi", *(field.label for field in fields)),
            tuple(keys[number] for number in order),
            tuple(titles[number] for number in order),
            rows,
            _folded(rows),
        )


def _folded(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(fold(" ".join(item)) for item in rows)


class RecordsView(QWidget):
    """A choice of the table, and its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.choice = choice("Bảng trong gói")
        self.table = QTableView()
        self.table.setAccessibleName("Số liệu trong gói")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().setVisible(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setMinimumHeight(_LOWEST)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # takes the room there is
        self.line = QLineEdit()
        self.line.setPlaceholderText("Tìm không cần dấu")
        self.line.setAccessibleName("Tìm trong bảng của gói")
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(_WIDEST)
        self.line.textChanged.connect(self._narrow)
        self._model = _SheetModel(self)
        self.table.setModel(self._model)
        self._sheets: tuple[Sheet, ...] = ()
        hint = label("G: góp ý (cột đầu: cả bản ghi); Enter: con số từ đâu ra", "soft", wrap=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(row(self.choice, self.line, hint, 1))
        layout.addWidget(self.table, 1)
        self.choice.activated.connect(self._on_chosen)

    def show_sheets(self, found: tuple[Sheet, ...]) -> None:
        """Shows the tables of a package; the chosen one stays chosen where it is there again."""
        table = self.choice.currentData()
        self._sheets = found
        self.choice.clear()
        for sheet in found:
            self.choice.addItem(sheet.title, sheet.table)
        self.choice.setCurrentIndex(max(self.choice.findData(table), 0) if found else -1)
        self._on_chosen()

    def show_spot(self, table: str, record: str, field: str, cell: str) -> bool:
        """Goes to a cell; False where it is not there."""
        for number, sheet in enumerate(self._sheets):
            key = cell if sheet.table == FIGURES else record
            if sheet.table == (FIGURES if cell else table) and key in sheet.keys:
                self.choice.setCurrentIndex(number)
                self.line.clear()
                self._on_chosen()
                column = sheet.fields.index(field) if field in sheet.fields else 0
                self.table.setCurrentIndex(self._model.index(sheet.keys.index(key), column))
                return True
        return False

    def current(self) -> Spot | None:
        """What the chosen cell stands for."""
        index = self.table.currentIndex()
        return self._model.spot(index) if index.isValid() else None

    def _narrow(self) -> None:
        self._model.narrow(self.line.text())
        if self._model.rowCount():
            self.table.setCurrentIndex(self._model.index(0, 0))

    def _on_chosen(self) -> None:
        number = self.choice.currentIndex()
        self._model.show(self._sheets[number] if 0 <= number < len(self._sheets) else None)
        header = self.table.horizontalHeader()
        header.setResizeContentsPrecision(_LOOKED_AT)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column) + _PADDING, _WIDEST))
        if self.choice.currentData() == FIGURES and self._model.columnCount():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._narrow()


class _SheetModel(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self._shown: list[int] = []
        self._words: tuple[str, ...] = ()

    def show(self, sheet: Sheet | None) -> None:
        self.beginResetModel()
        self.sheet = sheet
        self._shown = self._fitting()
        self.endResetModel()

    def narrow(self, text: str) -> None:
        """Shows the rows that hold every word."""
        words = tuple(fold(text).split())
        if words != self._words:
            self.beginResetModel()
            self._words = words
            self._shown = self._fitting()
            self.endResetModel()

    def spot(self, index: Index) -> Spot | None:
        """What a cell stands for."""
        return None if self.sheet is None else self.sheet.spot(self._shown[index.row()], index.column())

    def _fitting(self) -> list[int]:
        texts = self.sheet.search if self.sheet is not None else ()
        if not self._words:
            return list(range(len(texts)))
        return [number for number, text in enumerate(texts) if all(word in text for word in self._words)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self.sheet is None else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole or self.sheet is None:
            return None
        return self.sheet.headings[section] if section < len(self.sheet.headings) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.sheet is None or not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.sheet.rows[self._shown[index.row()]][index.column()] or None
            case Qt.ItemDataRole.AccessibleTextRole:
                spot = self.sheet.spot(self._shown[index.row()], index.column())
                return f"{spot.about}: {spot.value or 'trống'}"
            case Qt.ItemDataRole.TextAlignmentRole if self.sheet.table == FIGURES and index.column() == 1:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

"""A list of records by pages: asked for as one scrolls, sorted and searched in the store, never here.

Hides how the list follows the store: rows that it shows are read again one by one where a command changed them, and
keep their places; only new rows and changes of other tables make it ask for everything again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.workspace import Notice, Workspace
from ui.work.queries import ListPage, ListRow, list_page
from ui.work.session import Session

Index = QModelIndex | QPersistentModelIndex
Query = Callable[[Workspace, PageQuery], ListPage]
RECORD_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
PILL_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
_PAGE: Final = 100
_AHEAD: Final = 500
_FEW: Final = 1000
"""So many changed rows are read one by one; for more the list is read again."""
_SHORT: Final = {
    "start": "Từ ngày",
    "end": "Đến ngày",
    "times": "Số lần",
    "turns": "Lượt",
    "hours": "Số tiết",
    "total": "Tổng số",
    "dtts": "DTTS",
}
_WIDTHS: Final = {"int": 84, "date": 86, "bool": 64, "code": 132}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: heading, field it sorts by (empty: none), texts to the right, width; `stretch` takes the rest."""

    title: str
    sort: str = ""
    right: bool = False
    width: int = 120
    stretch: bool = False


def columns_of(table: str, names: tuple[str, ...]) -> tuple[ListColumn, ...]:
    """Columns of fields of a table."""
    fields = [TABLES[table].field(name) for name in names]
    return tuple(
        ListColumn(_SHORT.get(field.name, field.label), field.name, field.kind == "int", _WIDTHS.get(field.kind, 150))
        for field in fields
    )


class RecordModel(QAbstractTableModel):
    """Rows loaded so far; `total` says how many there are."""

    loaded = Signal()
    """The list was read from its beginning, or rows of it are gone."""

    def __init__(
        self,
        session: Session,
        table: str,
        columns: tuple[ListColumn, ...],
        query: Query,
        *,
        pills: bool = True,
        related: Collection[str] = (),
        ahead: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """Makes an empty list; `show` fills it.

        Args:
            session: that is asked, and whose notices are followed.
            table: of the records.
            columns: what `query` gives texts for.
            query: reads a page in the store thread.
            pills: a last column says how each record stands.
            related: further tables from which the texts are made.
            ahead: pages are read one after the other without waiting for somebody to scroll there.
            parent: owner.
        """
        super().__init__(parent)
        self._session = session
        self._columns = columns
        self._read = query
        self._pills = pills
        self._related = frozenset(related) - {table}
        self._ahead = ahead
        self._rows: list[ListRow] = []
        self._places: dict[str, int] = {}
        self._query = PageQuery(table, limit=_PAGE)
        self._next: str | None = None
        self._asking = False
        self._touched: set[str] = set()
        self._follows = True
        self._was_read = False
        self._is_filtered = False
        self._missed = False
        self.total = 0
        self.hint = ""
        """What to do where there are no rows at all, a whole sentence."""
        session.checked.connect(self._on_checked)
        session.marked.connect(self._on_checked)
        session.changed.connect(self._on_changed)

    @property
    def query(self) -> PageQuery:
        """What is shown."""
        return self._query

    @property
    def session(self) -> Session:
        """The open store."""
        return self._session

    def show(self, query: PageQuery) -> None:
        """Shows another query from its first page."""
        self._query = replace(query, after=None, limit=_PAGE)
        self._ask(self._query, self._on_first)

    def read_with(self, query: Query, *, is_filtered: bool = False) -> None:
        """Shows the same list by another query."""
        self.show_with(self._query, query, is_filtered=is_filtered)

    def show_with(self, page: PageQuery, query: Query, *, is_filtered: bool = False) -> None:
        """Shows another list by another query; `is_filtered` where that leaves rows out by itself."""
        self._read, self._is_filtered = query, is_filtered
        self.show(page)

    def reload(self) -> None:
        """Asks for as many rows as are shown now, at least a page."""
        self._ask(replace(self._query, after=None, limit=max(_PAGE, len(self._rows))), self._on_first)

    def refresh(self, ids: Iterable[str]) -> None:
        """Reads rows that are shown again, in their places; those that are gone leave the list."""
        self._touched.update(ids)
        wanted, read = frozenset(self._touched), self._read
        query = replace(self._query, text="", filters={"id": tuple(wanted)}, after=None, limit=len(wanted))
        self._session.ask(self, "rows", lambda ws: read(ws, query), partial(self._on_rows, wanted))

    def follow(self, *, on: bool) -> None:
        """Follows the store, or waits until somebody looks again."""
        self._follows = on
        if on and self._missed:
            self._missed = False
            self.reload()

    def record(self, row: int) -> Any:
        """Record of a row; None where there is none."""
        return self._rows[row].record if 0 <= row < len(self._rows) else None

    def texts(self, row: int) -> tuple[str, ...]:
        """Texts of a row, without the pill."""
        return self._rows[row].cells

    def empty_text(self) -> str:
        """What to do where there are no rows; nothing until that is known."""
        if not self._was_read:
            return ""
        limited = bool(self._query.text) or self._is_filtered
        if limited:
            return "Không có dòng nào đúng với điều đang tìm, đang lọc."
        return f"Chưa có dòng nào. {self.hint}".strip()

    def mark(self, row: int, column: int) -> tuple[str, str]:
        """The pill of a row in the last column; see `ui.look.table_painter`."""
        return pill(self._session, self._rows[row].record) if column == len(self._columns) else ("", "")

    def is_right(self, column: int) -> bool:
        """Whether texts of a column stand at its right side."""
        return column < len(self._columns) and self._columns[column].right

    def row_of(self, record_id: str) -> int:
        """Row of a loaded record; -1 where it is not loaded."""
        return self._places.get(record_id, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Loaded rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns, the pill among them."""
        return 0 if parent.isValid() else len(self._columns) + self._pills

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < self.columnCount():
            return None
        is_pill = section == len(self._columns)
        if role == Qt.ItemDataRole.DisplayRole:
            return "Tình trạng" if is_pill else self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, alignment, the record and its pill."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        is_pill = index.column() == len(self._columns)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return pill(self._session, row.record)[0] if is_pill else row.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and is_pill:
            return "\n".join(_said_of(self._session, row.record.id)) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == RECORD_ROLE:
            return row.record
        if role == PILL_ROLE:
            return pill(self._session, row.record) if is_pill else None
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the store has more rows."""
        return not parent.isValid() and self._next is not None and not self._asking

    def fetchMore(self, parent: Index) -> None:
        """Asks for the next page."""
        if self.canFetchMore(parent):
            limit = _AHEAD if self._ahead else _PAGE
            self._ask(replace(self._query, after=self._next, limit=limit), self._on_more)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts in the store."""
        field = self._columns[column].sort if 0 <= column < len(self._columns) else ""
        descending = order == Qt.SortOrder.DescendingOrder and field
        wanted = f"-{field}" if descending else field
        if wanted != self._query.sort:
            self.show(replace(self._query, sort=wanted))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        right = self.is_right(column)
        return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)

    def _ask(self, query: PageQuery, then: Callable[[ListPage], None]) -> None:
        read = self._read
        self._asking = True
        self._session.ask(self, "page", lambda ws: read(ws, query), then)

    def _on_first(self, page: ListPage) -> None:
        self._asking = False
        self._was_read = True
        self.beginResetModel()
        self._rows = list(page.rows)
        self._places = {row.record.id: place for place, row in enumerate(self._rows)}
        self._next, self.total = page.next, page.total
        self.endResetModel()
        self.loaded.emit()
        self._go_ahead()

    def _on_more(self, page: ListPage) -> None:
        self._asking = False
        first = len(self._rows)
        self._next, self.total = page.next, page.total
        if page.rows:
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows += page.rows
            self._places |= {row.record.id: first + place for place, row in enumerate(page.rows)}
            self.endInsertRows()
        self._go_ahead()

    def _go_ahead(self) -> None:
        if self._ahead:
            self.fetchMore(QModelIndex())

    def _on_changed(self, notice: Notice) -> None:
        ids = notice.tables.get(self._query.table, frozenset())
        if not self._follows:
            self._missed |= bool(ids or self._related & set(notice.tables))
        elif self._related & set(notice.tables) or len(ids) > _FEW or not ids <= self._places.keys():
            self.reload()
        elif ids:
            self.refresh(ids)

    def _on_rows(self, wanted: frozenset[str], page: ListPage) -> None:
        """Rows as the store has them; while a save is on its way they are asked for again behind it."""
        if self._session.jobs.saves_waiting:
            self.refresh(())
            return
        self._touched -= wanted
        found = {row.record.id: row for row in page.rows}
        for record_id in wanted & found.keys() & self._places.keys():
            self._put(self._places[record_id], found[record_id])
        gone = [self._places[record_id] for record_id in wanted - found.keys() if record_id in self._places]
        for place in sorted(gone, reverse=True):
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._rows[place]
            self.endRemoveRows()
        if gone:
            self.total -= len(gone)
            self._places = {row.record.id: place for place, row in enumerate(self._rows)}
            self.loaded.emit()

    def _put(self, place: int, row: ListRow) -> None:
        if self._rows[place] != row:
            self._rows[place] = row
            self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    def _on_checked(self) -> None:
        if self._pills and self._rows:
            column = len(self._columns)
            self.dataChanged.emit(self.index(0, column), self.index(len(self._rows) - 1, column))


def plain_query(columns: tuple[str, ...]) -> Query:
    """A query that shows fields of the record itself."""
    return lambda ws, query: list_page(ws, query, columns)


def pill(session: Session, record: Any) -> tuple[str, str]:
    """How a record stands: text and "error", "warning" or "good"."""
    found = session.findings_about(record.id)
    missing = sum(
        field.declared.required and getattr(record, field.name) is None for field in TABLES[_table(record)].fields
    )
    errors = sum(row.severity == "error" for row in found)
    warnings = sum(row.severity == "warning" for row in found)
    if missing:
        return f"thiếu {missing}", "error"
    if errors:
        return f"lỗi {errors}", "error"
    if copied := session.unconfirmed.get(record.id):
        return f"từ {copied}", "warning"
    return (f"cảnh báo {warnings}", "warning") if warnings else ("đủ", "good")


def _said_of(session: Session, record_id: str) -> Iterable[str]:
    """What the pill of a record stands for, whole sentences."""
    yield from (item.sentence for item in session.findings_about(record_id))
    if copied := session.unconfirmed.get(record_id):
        yield f"Chép từ {copied}, chưa xác nhận."


def _table(record: Any) -> str:
    name: str = type(record).__table__.name
    return name

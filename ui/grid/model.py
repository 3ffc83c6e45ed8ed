"""Records with every field, edited in place: a change is shown at once and saved; the store has the last word.

Hides optimistic rows, texts that cannot be a value (they stay in their cell, unsaved, until they are mended), and rows
that nobody has written to yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.workspace import Outcome
from ui.fields.options import Option
from ui.fields.values import shown
from ui.records.model import Index, ListColumn, Query, RecordModel, columns_of
from ui.work.queries import ListPage, ListRow
from ui.work.session import Session

_SAVE: Final = "record save"


@dataclass(frozen=True, slots=True)
class WrongText:
    """A text that cannot be the value of its cell, and why."""

    text: str
    problem: str


class GridModel(RecordModel):
    """Rows of one table; the first columns are its fields, further ones only tell."""

    told = Signal(str)
    """What was saved, one sentence."""

    def __init__(
        self,
        session: Session,
        table: str,
        more: tuple[ListColumn, ...],
        query: Query,
        *,
        related: Collection[str] = (),
        parent: QObject | None = None,
    ) -> None:
        """Makes an empty grid; `show` fills it.

        Args:
            session: that is asked and saves.
            table: of the records.
            more: columns behind the fields that are only read.
            query: gives the texts of all fields and of `more`.
            related: tables from which `more` is made.
            parent: owner.
        """
        self.spec = TABLES[table]
        self._names: dict[str, str] = {}
        self._wrong: dict[tuple[str, str], WrongText] = {}
        self._fresh: set[str] = set()
        self._held = False
        self._waits = False
        columns = columns_of(table, tuple(field.name for field in self.spec.fields)) + more
        super().__init__(session, table, columns, query, related=related, ahead=True, parent=parent)

    @property
    def is_whole(self) -> bool:
        """Whether every row is loaded."""
        return self._next is None and not self._asking

    def field(self, column: int) -> FieldSpec | None:
        """The field of a column; None where it only tells."""
        return self.spec.fields[column] if 0 <= column < len(self.spec.fields) else None

    def know_names(self, options: Iterable[Option]) -> None:
        """Learns by which words records are called that a reference may be set to."""
        self._names |= {item.key: item.label for item in options}

    def value(self, row: int, column: int) -> Any:
        """Value of a cell; None for none."""
        field, record = self.field(column), self.record(row)
        return getattr(record, field.name) if field is not None and record is not None else None

    def value_text(self, field: FieldSpec, value: Any) -> str:
        """A value as a cell shows it."""
        return shown(field, value, self._session.catalogue, self._names)

    def wrong(self, row: int, column: int) -> WrongText | None:
        """What stands in a cell although it cannot be its value."""
        field = self.field(column)
        return self._wrong.get((self._rows[row].record.id, field.name)) if field is not None else None

    def keep_wrong(self, row: int, column: int, wrong: WrongText | None) -> None:
        """Leaves a text in its cell, unsaved but kept as a draft; None takes it away."""
        field = self.field(column)
        assert field is not None  # only fields are edited
        record_id = self._rows[row].record.id
        if wrong is None:
            self.forget_wrong(record_id, field.name)
        else:
            self._wrong[record_id, field.name] = wrong
            self._session.drafts.flush()
        self._tell_changed(row, row)

    def forget_wrong(self, record_id: str, field: str) -> None:
        """A cell is written to, or emptied: what was typed and could not be its value is gone, and its draft."""
        self._wrong.pop((record_id, field), None)
        self._session.drafts.settled((self.spec.name, record_id, field))

    def write(self, cells: Iterable[tuple[int, int, Any]], text: str = "") -> int:
        """Sets cells (row, column, value), shows them and saves what differs, all or none.

        Args:
            cells: of fields.
            text: what the history says; empty for the usual sentence.

        Returns:
            How many cells differ from what they held.
        """
        rows: dict[int, dict[str, Any]] = {}
        for row, column, value in cells:
            field = self.field(column)
            assert field is not None  # only fields are edited
            self.forget_wrong(self._rows[row].record.id, field.name)
            if value != self.value(row, column):
                rows.setdefault(row, {})[field.name] = value
        self.save([self._changed(row, told) for row, told in rows.items()], text)
        if rows:
            self._tell_changed(min(rows), max(rows))
        return sum(map(len, rows.values()))

    def save(self, changes: Sequence[Change], text: str = "", then: Callable[[Outcome], None] | None = None) -> None:
        """Saves changes as one command; where it is refused, the rows are shown as the store has them."""
        ids = [change.id for change in changes]

        def on_refused(wrong: Exception) -> None:
            self._session.tell(wrong)
            self.refresh(ids)

        def on_saved(outcome: Outcome) -> None:
            self.told.emit(outcome.message)
            if then is not None:
                then(outcome)

        if changes:
            self._session.write(_SAVE, on_saved, on_refused, changes=tuple(changes), text=text)

    def is_fresh(self, record_id: str) -> bool:
        """Whether nothing of a row was written yet."""
        return record_id in self._fresh

    def hold(self, *, on: bool) -> None:
        """While a cell is open the list is not read anew under it; what came meanwhile is read when it is closed."""
        self._held = on
        if not on and self._waits:
            self._waits = False
            self.reload()

    def add_row(self) -> int:
        """An empty row at the end; it is written when its first cell is. Gives its number."""
        place = len(self._rows)
        record = self.spec.cls(id=self._session.env.new_id())
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.append(ListRow(record, ("",) * len(self._columns)))
        self._places[record.id] = place
        self._fresh.add(record.id)
        self.total += 1
        self.endInsertRows()
        return place

    def texts(self, row: int) -> tuple[str, ...]:
        """Texts of a row; what cannot be a value stands where it was typed."""
        found = self._rows[row]
        if not self._wrong:
            return found.cells
        record_id = found.record.id
        return (
            tuple(
                self._wrong[record_id, field.name].text if (record_id, field.name) in self._wrong else text
                for field, text in zip(self.spec.fields, found.cells, strict=False)
            )
            + found.cells[len(self.spec.fields) :]
        )

    def mark(self, row: int, column: int) -> tuple[str, str]:
        """Cells with an error stand out, columns that only tell are soft."""
        field = self.field(column)
        if field is None:
            return super().mark(row, column) if column == len(self._columns) else ("", "soft")
        return "", "error" if self.fault(row, column) else ""

    def fault(self, row: int, column: int) -> str:
        """What is wrong with a cell; empty for nothing."""
        field = self.field(column)
        if field is None:
            return ""
        record_id = self._rows[row].record.id
        wrong = self._wrong.get((record_id, field.name))
        if wrong is not None:
            return f"{wrong.problem} Chưa lưu ô này."
        found = (item for item in self._session.findings_of(record_id) if item.field == field.name)
        return next((item.sentence for item in found if item.severity == "error"), "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Fields are edited in place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.field(index.column()) is not None else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts as they stand, values to be edited, and what is wrong."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and column < len(self._columns):
            return self.texts(row)[column]
        if role == Qt.ItemDataRole.EditRole:
            return self.texts(row)[column] if column < len(self._columns) else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole) and self.field(column):
            return self.fault(row, column) or None
        return super().data(index, role)

    def _on_first(self, page: ListPage) -> None:
        if self._held:
            self._asking, self._waits = False, True
            return
        super()._on_first(page)

    def _changed(self, row: int, told: Mapping[str, Any]) -> Change:
        """Puts new values into a row; gives the change to save."""
        found = self._rows[row]
        after = replace(found.record, **told)
        cells = list(found.cells)
        for place, field in enumerate(self.spec.fields):
            if field.name in told:
                cells[place] = self.value_text(field, told[field.name])
        self._rows[row] = ListRow(after, tuple(cells))
        is_new = after.id in self._fresh
        self._fresh.discard(after.id)
        return Change(self.spec.name, after.id, None if is_new else found.record, after)

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

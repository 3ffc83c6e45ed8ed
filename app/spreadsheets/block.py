"""A block that was copied in a spreadsheet: what pasting it over records would do, before anything is written.

Hides the fate of each cell. Cells are understood as in an import: the same letters, signs for "as above", values and
references. It is pure; the caller saves `BlockPreview.changes`, all or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.dataset import Change
from app.domain.ids import IdSource
from app.domain.schema import FieldSpec, TableSpec
from app.spreadsheets.block_outcome import BlockCell, BlockPreview, CellFate, Wish
from app.spreadsheets.datarows import read_column
from app.spreadsheets.references import NAMING, References
from app.spreadsheets.repair import Conversion, repair_sheet
from app.spreadsheets.values import Reading, Understood, plain_text, read_value
from app.spreadsheets.wire import Sheet
from app.vietnamese.fold import fold

IDENTIFIER: Final = "id_number"


def preview_block(
    rows: Sequence[Sequence[str]],
    fields: Sequence[FieldSpec | None],
    records: Sequence[Any],
    *,
    spec: TableSpec,
    references: References,
    catalogue: Catalogue,
    new_id: IdSource,
    wish: Wish | None = None,
) -> BlockPreview:
    """Says what pasting a block would do.

    Args:
        rows: of the block.
        fields: where its columns go; None for a column that cannot be pasted into. Columns beyond are refused.
        records: where its rows go; rows beyond are new.
        spec: of the records.
        references: records that cells may name, those of the table among them.
        catalogue: the code lists.
        new_id: source of ids for new records.
        wish: what the person decided.
    """
    block = _Block(spec, references, catalogue, wish or Wish())
    cells = _understood(rows, fields, block)
    holders = _Holders.read(cells, fields, records, references)
    for number, row in enumerate(cells):
        read = _Row(number + 1, row, fields)
        if number < len(records):
            _change(block, read, records[number], holders)
        elif any(cell.text for cell in row):
            block.new_rows += 1
            _add(block, read, new_id, holders)
        else:
            block.same += len(row)
    return block.result()


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    understood: Understood


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Sequence[_Cell]
    fields: Sequence[FieldSpec | None]

    def __iter__(self) -> Iterator[tuple[int, _Cell, FieldSpec | None]]:
        for place, cell in enumerate(self.cells):
            yield place + 1, cell, self.fields[place] if place < len(self.fields) else None

    def value(self, name: str) -> Any:
        """What the row says of a field; None for nothing."""
        return next((cell.understood.value for _, cell, spec in self if spec is not None and spec.name == name), None)


@dataclass(slots=True)
class _Block:
    """The block on its way."""

    spec: TableSpec
    references: References
    catalogue: Catalogue
    wish: Wish
    cells: list[BlockCell] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    named: set[tuple[str, Any]] = field(default_factory=set)
    same: int = 0
    kept: int = 0
    new_rows: int = 0

    @property
    def main(self) -> str:
        """The field by which a record is known; "" where it has no name of its own."""
        return next(iter(NAMING.get(self.spec.name, ())), "")

    @property
    def details(self) -> tuple[str, ...]:
        """The field that tells records of one name apart; none where the name alone does."""
        return NAMING.get(self.spec.name, ())[1:2]

    def note(
        self, row: _Row, column: int, cell: _Cell, record: Any, values: tuple[Any, Any], fate: CellFate, why: str = ""
    ) -> None:
        """Notes a cell with its fate."""
        spec = row.fields[column - 1] if column <= len(row.fields) else None
        self.cells.append(
            BlockCell(
                row=row.number,
                column=column,
                record=record.id if record is not None else "",
                name=plain_text(getattr(record, self.main, None) if self.main else None)
                or f"dòng {row.number} của khối",
                label=spec.label if spec is not None else f"cột {column} của khối",
                text=cell.text,
                field=spec,
                before=values[0],
                after=values[1],
                fate=fate,
                question=cell.understood.question if fate is not CellFate.REFUSED else "",
                reason=why,
            )
        )

    def result(self) -> BlockPreview:
        """What was found."""
        tally = Counter(cell.fate.value for cell in self.cells)
        tally[CellFate.SAME.value] += self.same
        counters = {"cells": tally.total()} | {fate.value: tally[fate.value] for fate in CellFate}
        cells = tuple(sorted(self.cells, key=_order))
        return BlockPreview(cells, counters, self.kept, tuple(self.changes), self.new_rows)


def _order(cell: BlockCell) -> tuple[int, int, int]:
    return (0 if cell.reason else 1 if cell.question else 2), cell.row, cell.column


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who would hold each personal identification number once the block is in."""

    told: Mapping[str, str]
    rows: Mapping[str, int]
    references: References

    @classmethod
    def read(
        cls,
        cells: Sequence[Sequence[_Cell]],
        fields: Sequence[FieldSpec | None],
        records: Sequence[Any],
        references: References,
    ) -> _Holders:
        """Reads the numbers that the block gives: by record, and the first row that gives each."""
        place = next((at for at, spec in enumerate(fields) if spec is not None and spec.name == IDENTIFIER), None)
        told: dict[str, str] = {}
        rows: dict[str, int] = {}
        for number, row in enumerate(cells) if place is not None else ():
            value = row[place].understood.value if place is not None and place < len(row) else None
            if value:
                rows.setdefault(value, number + 1)
                if number < len(records):
                    told[records[number].id] = value
        return cls(told, rows, references)

    def clash(self, number: str, row: int, record: str) -> str:
        """Why a number cannot be given to a row; empty where it can."""
        if self.rows.get(number, row) != row:
            return f'"{number}" đã có ở dòng {self.rows[number]} của khối; mỗi người một số'
        for other in self.references.numbered(number):
            if other.id != record and self.told.get(other.id, other.id_number) == number:
                return f'"{number}" là số của {other.full_name or "người khác"}; mỗi người một số'
        return ""


def _understood(
    rows: Sequence[Sequence[str]], fields: Sequence[FieldSpec | None], block: _Block
) -> list[tuple[_Cell, ...]]:
    """Reads the cells column by column, each distinct text once."""
    raw = [[text if text.strip() else None for text in row] for row in rows]
    texts, conversions = repair_sheet(Sheet("", hidden=False, first_row=1, rows=raw), {}, {})
    notes = {(found.row - 1, found.column): _converted(found) for found in conversions}
    reading = Reading(block.catalogue)
    columns: list[list[_Cell]] = []
    for place, values in enumerate(zip_longest(*texts)):
        spec = fields[place] if place < len(fields) else None
        cells = _read(values, spec, block.references, reading)
        columns.append(
            [
                _Cell(plain_text(value), _noted(cell, notes.get((number, place), "")))
                for number, (value, cell) in enumerate(zip(values, cells, strict=True))
            ]
        )
    return list(zip(*columns, strict=True))


def _read(
    values: Sequence[Any], spec: FieldSpec | None, references: References, reading: Reading
) -> Sequence[Understood]:
    if spec is None:
        return [Understood(reason="cột này không dán vào được")] * len(values)
    if spec.kind == "ref":
        table = spec.declared.ref
        return read_column(values, lambda raw: references.read(raw, table), ditto=True).cells
    return read_column(values, lambda raw: read_value(raw, spec, reading), ditto=True).cells


def _converted(found: Conversion) -> str:
    if found.doubtful:
        return f'"{found.after}" có thể sai bảng mã ({found.evidence})'
    return f'chữ đã đổi sang Unicode từ "{found.before}"'


def _noted(cell: Understood, note: str) -> Understood:
    if not note or cell.reason:
        return cell
    return replace(cell, question="; ".join(part for part in (cell.question, note) if part))


def _change(block: _Block, row: _Row, record: Any, holders: _Holders) -> None:
    """Puts a row over a record that is there."""
    told: dict[str, Any] = {}
    for column, cell, spec in row:
        before = getattr(record, spec.name) if spec is not None else None
        after = cell.understood.value
        reason = _refusal(cell, spec, row.number, record.id, holders)
        if reason:
            block.note(row, column, cell, record, (before, before), CellFate.REFUSED, reason)
        elif spec is None or after == before or (after is None and not block.wish.clear):
            block.same += 1
            block.kept += after is None and before is not None
        else:
            told[spec.name] = after
            block.note(row, column, cell, record, (before, after), CellFate.CHANGED)
    if told:
        block.changes.append(Change(block.spec.name, record.id, record, replace(record, **told)))


def _add(block: _Block, row: _Row, new_id: IdSource, holders: _Holders) -> None:
    """Makes a record of a row that is not in the list, where that is wanted and clear."""
    obstacle = _obstacle(block, row)
    record = None
    if not obstacle:
        good = {
            spec.name: cell.understood.value
            for _, cell, spec in row
            if spec is not None and not _refusal(cell, spec, row.number, "", holders)
        }
        record = block.spec.cls(id=new_id(), **good)
        block.named.add(_identity(block, row))
        block.changes.append(Change(block.spec.name, record.id, None, record))
    for column, cell, spec in row:
        reason = _refusal(cell, spec, row.number, "", holders) or (obstacle if cell.text else "")
        if reason:
            block.note(row, column, cell, record, (None, None), CellFate.REFUSED, reason)
        elif cell.understood.value is None:
            block.same += 1
        else:
            block.note(row, column, cell, record, (None, cell.understood.value), CellFate.ADDED)


def _obstacle(block: _Block, row: _Row) -> str:
    """Why a row cannot become a new record; empty where it can."""
    if not block.main:
        return "ngoài các dòng của danh sách"
    name = row.value(block.main)
    if not name:
        return f"ngoài các dòng của danh sách, và không có {block.spec.field(block.main).label} để thêm dòng mới"
    if not block.wish.add:
        return "ngoài các dòng của danh sách; chưa chọn thêm dòng mới"
    key = _identity(block, row)
    known = block.references.named(block.spec.name, name)
    if key in block.named or any(tuple(getattr(other, part) for part in block.details) == key[1] for other in known):
        more = "".join(f", hoặc ghi rõ {block.spec.field(part).label.lower()}" for part in block.details)
        return f"{name} đã có trong danh sách; dán vào đúng dòng đó{more}"
    return ""


def _identity(block: _Block, row: _Row) -> tuple[str, Any]:
    return fold(plain_text(row.value(block.main))), tuple(row.value(part) for part in block.details)


def _refusal(cell: _Cell, spec: FieldSpec | None, row: int, record: str, holders: _Holders) -> str:
    if not cell.text:
        return ""
    if cell.understood.reason:
        return cell.understood.reason
    if spec is not None and spec.name == IDENTIFIER and cell.understood.value:
        return holders.clash(cell.understood.value, row, record)
    return ""

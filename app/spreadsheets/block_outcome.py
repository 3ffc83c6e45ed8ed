"""What pasting a block would do, as values: the fate of each cell, the changes, what a person wishes.

Hides nothing; these are the types that `block` and the window share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.dataset import Change
from app.domain.schema import FieldSpec


class CellFate(StrEnum):
    """What becomes of a cell of the block."""

    CHANGED = "changed"
    ADDED = "added"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BlockCell:
    """A cell of the block that says something new.

    Attributes:
        row, column: place in the block, 1-based.
        record: id of the record it goes to; "" where there is none.
        name: whose row it is, as a person knows it.
        label: of the field.
        text: as pasted, in Unicode.
        field: of the record; None for a column that cannot be pasted into.
        before, after: values; `after` is `before` where the cell is refused.
        fate: what becomes of it.
        question: what was assumed, for a person to look at.
        reason: why it is refused.
    """

    row: int
    column: int
    record: str
    name: str
    label: str
    text: str
    field: FieldSpec | None
    before: Any
    after: Any
    fate: CellFate
    question: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BlockPreview:
    """What pasting would do; nothing has been written.

    Attributes:
        cells: that change, are added or are refused; those to look at first: refused, then with a question, each by row
            and column. Cells that stay the same are only counted.
        counters: `cells`, `changed`, `added`, `same` and `refused`; the last four make the first.
        kept: of the same, empty cells that leave a value as it is.
        changes: of records, in the order of the rows.
        new_rows: rows of the block that are not in the list; they are added only where asked.
    """

    cells: tuple[BlockCell, ...]
    counters: Mapping[str, int]
    kept: int
    changes: tuple[Change, ...]
    new_rows: int

    @property
    def writes(self) -> int:
        """Cells that would be written."""
        return self.counters["changed"] + self.counters["added"]

    @property
    def added(self) -> int:
        """Records that would be new."""
        return sum(change.before is None for change in self.changes)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person decided of a block.

    Attributes:
        add: rows below the last one become new records.
        clear: an empty cell empties the field; else it says nothing, as in an import.
    """

    add: bool = False
    clear: bool = False

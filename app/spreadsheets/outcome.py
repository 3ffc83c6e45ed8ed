"""What a preview says, as values: the fate of each row, what was understood, what would change.

Hides nothing; these are the types that the command, the command line and the window share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec
from app.spreadsheets.headers import Layout
from app.spreadsheets.repair import Conversion


class Fate(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """Word shown beside the row."""
        return {"added": "thêm mới", "changed": "thay đổi", "same": "không đổi", "rejected": "không nhận"}[self.value]


WAITING: Final = "chờ trả lời: "
"""How the reason of a row begins that would go in if a question were answered."""
SKIPPED: Final = "người nhập bỏ qua dòng này"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a row may speak of.

    Attributes:
        id: of the record; `earlier_row(…)` for a person whom an earlier row of the workbook would make.
        record: as it would be now.
    """

    id: str
    record: Any


def earlier_row(sheet: str, number: int) -> str:
    """Id of a candidate that another row of the workbook makes; the same at each preview, as no id of a record is."""
    return f"row:{number}:{sheet}"


@dataclass(frozen=True, slots=True)
class RowFate:
    """What becomes of one row.

    Attributes:
        sheet: name of its sheet.
        number: as the person sees it, 1-based.
        fate: what becomes of it.
        values: as understood, in the order of the columns of the sheet's layout.
        records: (table, id) of the records it speaks of; none if rejected.
        questions: what was assumed, whole sentences.
        reasons: why it is rejected, whole sentences.
        candidates: whom it may speak of, where that is asked.
        answers: (question, answer) that a person gave, now or at an earlier import.
    """

    sheet: str
    number: int
    fate: Fate
    values: tuple[Any, ...]
    records: tuple[tuple[str, str], ...] = ()
    questions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def waits(self) -> bool:
        """Whether an answer would take it in."""
        return bool(self.reasons) and all(reason.startswith(WAITING) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class SheetView:
    """How a sheet was read.

    Attributes:
        name: of the sheet.
        layout: its columns; None where the sheet was not read.
        notices: what a person should know, whole sentences.
        conversions: cells that were brought to Unicode.
        skipped: numbers of rows that are no data (groups, totals, column numbers, signatures).
    """

    name: str
    layout: Layout | None
    notices: tuple[str, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing has been written.

    Attributes:
        sheets: how each sheet was read.
        rows: the fate of each row, by sheet and number.
        changes: what `app.domain.dataset.apply` or the store is given, all or none.
        notices: of the workbook as a whole.
    """

    sheets: tuple[SheetView, ...]
    rows: tuple[RowFate, ...]
    changes: tuple[Change, ...]
    notices: tuple[str, ...] = ()

    @property
    def counters(self) -> Mapping[str, int]:
        """`read`, `added`, `changed`, `same` and `rejected`; the last four make the first."""
        tally = Counter(row.fate for row in self.rows)
        return {"read": len(self.rows)} | {fate.value: tally[fate] for fate in Fate}

    @property
    def waiting(self) -> int:
        """Rows that wait for an answer; they are counted among the rejected."""
        return sum(row.waits for row in self.rows)

    @property
    def doubtful(self) -> int:
        """Cells whose letters a person should look at."""
        return sum(found.doubtful for view in self.sheets for found in view.conversions)

    def sheet(self, name: str) -> SheetView:
        """How a sheet was read.

        Raises:
            KeyError: no such sheet.
        """
        for view in self.sheets:
            if view.name == name:
                return view
        raise KeyError(name)


def differences(change: Change) -> tuple[tuple[FieldSpec, Any, Any], ...]:
    """Fields of a change that differ, with the value before and after; an absent record has no values."""
    found = []
    for spec in TABLES[change.table].fields:
        before = getattr(change.before, spec.name, None)
        after = getattr(change.after, spec.name, None)
        if before != after:
            found.append((spec, before, after))
    return tuple(found)

"""Forms as the pack declares them: columns, row entries and where their numbers come from. A form is data.

A number cell is the sum of the cells of its column, each joined with the dimensions of its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ColumnKind = Literal["text", "int", "ratio", "points", "mark", "money"]
Scope = Literal["unit", "province"]
TotalOf = Literal["sum", "cell", "none"]
RowsFrom = Literal["one", "group", "catalogue", "units", "bodies", "indicators", "records", "total"]
Operation = Literal[
    "cells", "text", "field", "minus", "ratio", "share", "points", "mark", "below", "indicator", "none"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnDef:
    """A column of a table.

    Attributes:
        tables: ids of the tables it stands in; empty for all of the form.
        id, number, title, groups, kind, width: as `app.domain.table.Column`; {…} in the title are filled like notes.
        operation: what makes its value; "none" leaves it empty for the hand.
        cells: of "cells": keys that are summed, joined with the dimensions of the row.
        unknown_if: of "cells": where these count anything, the cell is not known.
        unsure: of "cells": where these count anything, a zero is not known: those counted there may belong here.
        not_of: of "cells": kinds of units whose own form has nothing to count there, so that the cell does not apply.
        of: of "minus", "ratio", "points", "below": two column ids; of "share": one, divided by the same without the
            dimensions of the row; of "mark": one; of "text": the name of a text; of "field": table.field of a
            record; of "indicator": a field of the result.
        scale: of "ratio": 100 for a percentage, 1 for a quotient.
        limit: of "below": the setting with the percentage.
        total: of the total row: sum of the rows, a cell counted of its own, or nothing.
        zero: how zero is shown: "0" looked through and none, "-" nothing occurred.
        hidden: the column is only for others to refer to.
    """

    tables: tuple[str, ...]
    id: str
    number: str
    title: str
    groups: tuple[str, ...]
    kind: ColumnKind
    width: int
    operation: Operation
    cells: tuple[str, ...] = ()
    unknown_if: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    not_of: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    scale: int = 100
    limit: str = ""
    total: TotalOf = "cell"
    zero: str = "0"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowDef:
    """An entry that makes rows of a table.

    Attributes:
        tables: ids of the tables it stands in; empty for all of the form.
        scope: "unit" or "province" where the entry belongs to one only, else empty.
        rows: where the rows come from.
        label: of a row; {name} is the name of the code, unit or body, {place} the same within a sentence.
        number: in column A; "#" counts on, starting anew after a group.
        dims: joined to the cells of the columns.
        subject: counted instead of the subject that the columns name.
        records: of "records": the table whose records are rows; of "catalogue": table.field, under the row of each
            code stand the records that have it in the field (a single one stands in the row itself).
        codes: of "catalogue": the code list; `dim` is the dimension its codes go to.
        where: attribute → values of the codes, units (kind, tier) or bodies (kind, group) taken.
        keep_empty: rows with nothing but zeros are kept, a total of no rows, and a line of an indicator of nobody.
        second: further rows under each row: label and dims, such as "Trong đó: Nữ".
        merge: of "catalogue": codes with the same value of this attribute are one row, named after the first.
        others: label of the row that takes the rows whose number is under the pack's small-cell limit, in the first
            column that counts anything.
        sort: column by which the rows are sorted, smallest first.
        lines: of "indicators": ids of the lines; empty for all.
        indent, style: as `app.domain.table.Row`.
        replace: column id → cells that stand instead of the column's.
        excluded: column ids that do not apply to the row ("x").
    """

    tables: tuple[str, ...]
    scope: str
    rows: RowsFrom
    label: str = ""
    number: str = ""
    dims: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    records: str = ""
    codes: str = ""
    dim: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep_empty: bool = True
    second: tuple[tuple[str, Mapping[str, str]], ...] = ()
    merge: str = ""
    others: str = ""
    sort: str = ""
    lines: tuple[str, ...] = ()
    indent: int = 0
    style: Literal["normal", "group", "subtotal", "total"] = "normal"
    replace: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableDef:
    """A table of a form.

    Attributes:
        scope: "unit" or "province" where it belongs to one only.
        optional: it is left out where it has no rows.
    """

    id: str
    scope: str
    caption: str
    unit_text: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FormDef:
    """A form.

    Attributes:
        code, title, basis, landscape, dense: as `app.domain.table.FilledForm`.
        name: short name in lists.
        names: it lists people: it is told at a unit only, sent apart from the others, and never published.
        office: it is Sở Nội vụ's own, made of all units; no unit makes it, and it is no annex of a report.
        valid_from, valid_to: first and last ISO cut-off day that it is the form for; empty is open.
        notes: lines under the tables; {…} are filled from the context.
        small_note: the same, where a counted cell is under the pack's small-cell limit and points at somebody.
    """

    code: str
    title: str
    name: str
    basis: tuple[str, ...]
    landscape: bool
    dense: bool
    notes: tuple[str, ...]
    tables: tuple[TableDef, ...]
    columns: tuple[ColumnDef, ...]
    rows: tuple[RowDef, ...]
    small_note: str = ""
    names: bool = False
    office: bool = False
    valid_from: str = ""
    valid_to: str = ""

    def is_for(self, cut_off: date) -> bool:
        """Whether it is the form of a report with this cut-off day."""
        day = cut_off.isoformat()
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)

    def most_columns(self) -> int:
        """Columns of its widest table on paper."""
        return max(
            sum(not column.hidden and (not column.tables or table.id in column.tables) for column in self.columns)
            for table in self.tables
        )

    def meets(self, other: FormDef) -> bool:
        """Whether some cut-off day is of both."""
        ends = [form.valid_to for form in (self, other) if form.valid_to]
        return not ends or max(self.valid_from, other.valid_from) <= min(ends)

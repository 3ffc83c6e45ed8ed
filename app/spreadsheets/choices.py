"""What a person decided about a workbook, and what is remembered of earlier ones; both only say what to take for what.

Hides the JSON form of the choices (`import FILE --choices F.json`):

    {"sheet": "Danh sách",                            only this sheet; "" or absent for all visible ones
     "columns": {"Danh sách": {"2": "person.ethnic"}} place of a column (0-based) → where it goes, "" leaves it out
     "header": {"Danh sách": [8, 9]}                  first and last row of the headings
     "same": {"Danh sách": {"12": "new"}}             row that waits → id of a candidate, or "new" for another person
     "texts": {"Danh sách": {"12": {"1": "Lò Mai"}}}  row → column (0-based) → what the cell says
     "skip": {"Danh sách": [14, 15]}}                 rows to leave out
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from app.errors import refuse

NEW: Final = "new"
"""The answer "another person"."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided before or after a first preview; rows as the person sees them, columns 0-based.

    Attributes:
        sheet: name of the only sheet to read; "" for all visible ones.
        columns: sheet → place of a column → key of a target (`titles.Target.key`), or "" to leave the column out.
        same: (sheet, row) that waits → `outcome.Candidate.id`, or `NEW`.
        texts: (sheet, row, column) of old or doubtful letters → what the cell says.
        skip: (sheet, row) of rows to leave out.
        header: sheet → first and last row of its headings.
        anew: (sheet, row) of rows for which the answer of an earlier import does not hold any more.
    """

    sheet: str = ""
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    same: Mapping[tuple[str, int], str] = field(default_factory=dict)
    texts: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    skip: frozenset[tuple[str, int]] = frozenset()
    header: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    anew: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier imports of the unit taught.

    Attributes:
        layouts: digest of headings → place of a column → key of a target, as a person once chose.
        rows: digest of a row → ids of the people that such rows were taken for.
        texts: text of a doubtful cell as stored → what a person said that it is.
    """

    layouts: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


NO_CHOICES: Final = Choices()
NO_MEMORY: Final = Memory()


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    sheet: str = ""
    columns: dict[str, dict[int, str]] = {}
    same: dict[str, dict[int, str]] = {}
    anew: dict[str, list[int]] = {}
    texts: dict[str, dict[int, dict[int, str]]] = {}
    skip: dict[str, list[int]] = {}
    header: dict[str, tuple[int, int]] = {}


def read_choices(data: bytes) -> Choices:
    """Choices from their JSON form.

    Raises:
        UserError: NHAP-03 it is not of that form.
    """
    try:
        written = msgspec.json.decode(data, type=_Written)
    except msgspec.DecodeError as wrong:
        raise refuse("NHAP-03", what="tệp lựa chọn", value="JSON", detail=str(wrong)) from wrong
    return Choices(
        sheet=written.sheet,
        columns=written.columns,
        same={(sheet, row): answer for sheet, rows in written.same.items() for row, answer in rows.items()},
        anew=_rows(written.anew),
        texts={
            (sheet, row, column): text
            for sheet, rows in written.texts.items()
            for row, columns in rows.items()
            for column, text in columns.items()
        },
        skip=_rows(written.skip),
        header=written.header,
    )


def _rows(by_sheet: Mapping[str, list[int]]) -> frozenset[tuple[str, int]]:
    return frozenset((sheet, row) for sheet, rows in by_sheet.items() for row in rows)

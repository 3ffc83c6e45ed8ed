"""What the reader process and the program say to each other: plain values in MessagePack, never pickled objects.

Hides the encoding. A sheet is rows of plain values, which travel as columns; everything that few cells have (fonts,
formulas never computed, error values) is sparse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import msgspec

from app.spreadsheets.columns import Column, rows_of

CellValue = str | int | float | bool | date | None
"""Value of a cell: `date` where the cell is formatted as a date, None where it is empty."""

_DATE_EXTENSION: Final = 1


@dataclass(frozen=True, slots=True)
class FontRun:
    """Cells of one column, in neighbouring rows, under one font made before Unicode.

    Attributes:
        column: 0-based.
        first, last: row numbers as the person sees them, inclusive.
        font: its name, such as ".VnTime".
    """

    column: int
    first: int
    last: int
    font: str


@dataclass(frozen=True, slots=True)
class MixedCell:
    """A cell whose text stands in several fonts: its pieces as (text, font)."""

    row: int
    column: int
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read.

    Attributes:
        name: of the sheet.
        hidden: the sheet is hidden in the workbook.
        first_row: number of `rows[0]` as the person sees it, 1-based.
        rows: values from column A on; rows may be shorter than the widest one.
        merged: (first row, first column, last row, last column), rows 1-based, columns 0-based.
        fonts: cells under fonts made before Unicode.
        mixed: cells with several fonts.
        uncomputed: (row, column) of formulas without a stored value.
        errors: (row, column) of cells that hold an error such as #N/A.
        hidden_rows: numbers of hidden rows.
        miscounted: a second count of the filled cells differs from what was read.
        values: the distinct values of each column of `rows`; nothing where nobody has looked.
    """

    name: str
    hidden: bool
    first_row: int
    rows: list[list[Any]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    fonts: tuple[FontRun, ...] = ()
    mixed: tuple[MixedCell, ...] = ()
    uncomputed: tuple[tuple[int, int], ...] = ()
    errors: tuple[tuple[int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    miscounted: bool = False
    values: tuple[Sequence[Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as it was read.

    Attributes:
        kind: what the content is: "xlsx", "xls", "ods" or "csv".
        sheets: in their order, hidden ones too.
        date1904: days are counted from 1904.
        template: version of our own template that the workbook was made from; empty for a foreign one.
        macros: it carries macros; they are never run.
        external: it carries links to other files; they are never followed.
        encoding: of a text file; "" for a workbook.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    template: str = ""
    macros: bool = False
    external: bool = False
    encoding: str = ""


class Refused(Exception):  # noqa: N818 - the verdict on a file, turned into a `UserError` by the parent
    """The workbook is refused: a code of the catalogue of errors and the reason, Vietnamese."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader process says: a workbook or a refusal.

    Attributes:
        workbook: what was read; None where it was refused.
        code, reason: of the refusal.
        columns: for each sheet the columns that its rows travel in; no sheets where the rows travel as they are.
    """

    workbook: Workbook | None = None
    code: str = ""
    reason: str = ""
    columns: tuple[tuple[Column, ...], ...] = ()


def encode(answer: Answer) -> bytes:
    """Bytes of an answer; dates must have been packed by `pack_date`."""
    return msgspec.msgpack.encode(answer)


def decode(data: bytes) -> Answer:
    """An answer from bytes; its sheets have their rows.

    Raises:
        msgspec.DecodeError: the bytes are no such answer (`msgspec.ValidationError` is one too).
        ValueError: the columns are not those of its sheets.
    """
    answer = msgspec.msgpack.decode(data, type=Answer, ext_hook=_unpack)
    if answer.workbook is None or not answer.columns:
        return answer
    pairs = zip(answer.workbook.sheets, answer.columns, strict=True)
    sheets = tuple(
        replace(sheet, rows=rows_of(columns), values=tuple(column.values for column in columns))
        for sheet, columns in pairs
    )
    return Answer(replace(answer.workbook, sheets=sheets))


def pack_date(value: date) -> msgspec.msgpack.Ext:
    """A date as it travels."""
    return msgspec.msgpack.Ext(_DATE_EXTENSION, value.toordinal().to_bytes(4, "big"))


def _unpack(code: int, data: memoryview) -> date:
    if code != _DATE_EXTENSION:
        raise msgspec.ValidationError("unknown extension")
    return date.fromordinal(int.from_bytes(data, "big"))

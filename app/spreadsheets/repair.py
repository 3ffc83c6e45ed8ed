"""Text of a sheet brought to Unicode: TCVN3, VNI and combining marks are recognised and converted, each cell logged.

Hides that most sheets need nothing: a column is decoded only if it holds a character that Vietnamese Unicode lacks, or
stands under a font made before Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Final

from app.domain.dataset import Dataset
from app.domain.registry import TABLES
from app.spreadsheets.titles import RETURN_TITLE
from app.spreadsheets.wire import Sheet
from app.vietnamese.detect import Decoded, Encoding, decode_cell, decode_columns, proven_table

_VOWELS_AND_D: Final = "aăâeêioôơuưyđ"
_MARKS: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VIETNAMESE: Final = "".join(
    sorted({unicodedata.normalize("NFC", vowel + mark) for vowel in _VOWELS_AND_D for mark in _MARKS if vowel != "đ"})
)
_SUSPECT: Final = re.compile(
    rf"[^\x00-\x7f{_VIETNAMESE}{_VIETNAMESE.upper()}đĐ\u00a0\u2000-\u206f₫№]"
    r"|[AE][ÕÙÂÀÃÁÊÈÚÉ]|[YUÔ][ÕÙÚ]|O[ÂÕÙÊÚ]",
    re.IGNORECASE,
)
"""A character that a cell of correct Vietnamese hardly ever holds, or a vowel with a mark of VNI behind it."""
_HEADINGS_WITHIN: Final = 50
_OLD: Final = frozenset({"tcvn3", "vni"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """A cell whose text was converted, or may need to be.

    Attributes:
        sheet, row, column: where; rows 1-based, columns 0-based.
        before, after: its text as stored and as understood; equal where the doubt was left standing.
        evidence: why, Vietnamese.
        doubtful: a person should look at it.
        chosen: a person said what it is, now or at an earlier import.
    """

    sheet: str
    row: int
    column: int
    before: str
    after: str
    evidence: str
    doubtful: bool
    chosen: bool = False


def repair_sheet(
    sheet: Sheet, chosen: Mapping[tuple[int, int], str], known: Mapping[str, str]
) -> tuple[list[list[Any]], tuple[Conversion, ...]]:
    """Brings the texts of a sheet to Unicode.

    Args:
        sheet: as it was read; it is not changed.
        chosen: (row, column) → what a person said that the cell is; taken only where letters are old or doubtful.
        known: text of a doubtful cell as stored → what a person said of it at an earlier import.

    Returns:
        Its rows, and what was converted in the order of rows.
    """
    rows, conversions = _decoded(sheet)
    answers = {
        (found.row, found.column): known[found.before]
        for found in conversions
        if found.doubtful and found.before in known
    } | dict(chosen)
    if not answers:
        return rows, conversions
    return _with_answers(sheet, rows, conversions, answers)


def keep_stored(
    sheet: Sheet, rows: list[list[Any]], conversions: tuple[Conversion, ...], data: Dataset
) -> tuple[list[list[Any]], tuple[Conversion, ...]]:
    """Takes conversions back of texts that the records hold exactly so: in an export they are what was exported.

    Args:
        sheet: as it was read.
        rows, conversions: as `repair_sheet` gives them; they are not changed.
        data: the records of the unit.
    """
    stored = _texts_of(data) if conversions else frozenset()
    own = {found for found in conversions if not found.chosen and found.before in stored and found.after not in stored}
    if not own:
        return rows, conversions
    rows = list(rows)
    for found in own:
        place = found.row - sheet.first_row
        rows[place] = [*rows[place][: found.column], found.before, *rows[place][found.column + 1 :]]
    return rows, tuple(found for found in conversions if found not in own)


def _texts_of(data: Dataset) -> frozenset[str]:
    return frozenset(
        value
        for table, records in data.tables.items()
        for field in TABLES[table].fields
        if field.kind == "text"
        for record in records.values()
        if (value := getattr(record, field.name)) and not value.isascii()
    )


def _with_answers(
    sheet: Sheet,
    rows: list[list[Any]],
    conversions: tuple[Conversion, ...],
    answers: Mapping[tuple[int, int], str],
) -> tuple[list[list[Any]], tuple[Conversion, ...]]:
    rows = list(rows)
    found = {(conversion.row, conversion.column): conversion for conversion in conversions}
    for where, text in answers.items():
        if (was := found.get(where)) is None:
            continue
        place = was.row - sheet.first_row
        rows[place] = [*rows[place][: was.column], text, *rows[place][was.column + 1 :]]
        found[where] = replace(
            was, after=text, evidence=f"{was.evidence}; người nhập chọn", doubtful=False, chosen=True
        )
    return rows, tuple(found[key] for key in sorted(found))


def _decoded(sheet: Sheet) -> tuple[list[list[Any]], tuple[Conversion, ...]]:
    known: Sequence[Sequence[Any]] = sheet.values or [tuple(dict.fromkeys(cells)) for cells in zip_longest(*sheet.rows)]
    own = {number: values for number, values in enumerate(known) if not _is_returned(values)}
    under_fonts = {run.column for run in sheet.fonts}
    suspects = [number for number, values in own.items() if number in under_fonts or _is_suspect(values)]
    if not suspects and not sheet.mixed:
        return sheet.rows, ()
    columns = {number: cells for number, cells in enumerate(zip_longest(*sheet.rows)) if number in own}
    tables: list[Encoding | None] = [None] * len(sheet.rows)
    found = _decode(sheet, {number: columns[number] for number in suspects}, tables)
    if any(result.encoding in _OLD for decoded in found.values() for result in decoded.values()):
        tables = _row_tables(sheet, columns)
        found = _decode(sheet, columns, tables)  # a column without a strange letter may be old too ("Teân")
    rows = [list(row) for row in sheet.rows]
    conversions = [
        conversion
        for number, decoded in found.items()
        for conversion in _repair_column(sheet, rows, number, decoded, tables)
    ]
    conversions.extend(_repair_mixed(sheet, rows))
    conversions.sort(key=lambda conversion: (conversion.row, conversion.column))
    return rows, tuple(conversions)


def _is_returned(values: Sequence[Any]) -> bool:
    """Whether a column is our own column of reasons, which says nothing of the letters of the others."""
    return RETURN_TITLE in values[:_HEADINGS_WITHIN]


def _is_suspect(values: Sequence[Any]) -> bool:
    texts = (value for value in values if type(value) is str and not value.isascii())
    return _SUSPECT.search("\n".join(texts)) is not None


_Cell = tuple[str, str | None, Encoding | None]
"""A text, its old font, and the table of the other cells of its row."""
_Column = Mapping[_Cell, Decoded]
"""What each cell of a column means."""


def _decode(
    sheet: Sheet, columns: Mapping[int, tuple[Any, ...]], tables: Sequence[Encoding | None]
) -> dict[int, _Column]:
    """Decodes the distinct cells of columns, each helped by the others of its column and of its row."""
    distinct = {
        number: list(dict.fromkeys(cell for cell in _told(sheet, number, values, tables) if type(cell[0]) is str))
        for number, values in columns.items()
    }
    return {
        number: dict(zip(cells, results, strict=True))
        for (number, cells), results in zip(distinct.items(), decode_columns(distinct.values()), strict=True)
    }


def _told(sheet: Sheet, column: int, values: Sequence[Any], tables: Sequence[Encoding | None]) -> Iterator[_Cell]:
    return zip(values, _fonts(sheet, column), tables, strict=True)


def _row_tables(sheet: Sheet, columns: Mapping[int, tuple[Any, ...]]) -> list[Encoding | None]:
    """For each row the only table that its cells under no old font were proven to be typed in."""
    proven: dict[str, Encoding | None] = {}
    found: list[set[Encoding]] = [set() for _ in sheet.rows]
    for number, values in columns.items():
        for tables, text, font in zip(found, values, _fonts(sheet, number), strict=True):
            if type(text) is not str or font is not None or text.isascii():
                continue
            if text not in proven:
                proven[text] = proven_table(text)
            if (table := proven[text]) is not None:
                tables.add(table)
    return [next(iter(tables)) if len(tables) == 1 else None for tables in found]


def _repair_column(
    sheet: Sheet, rows: list[list[Any]], column: int, decoded: _Column, tables: Sequence[Encoding | None]
) -> Iterator[Conversion]:
    """Puts the decoded texts of a column in place."""
    mixed = {cell.row for cell in sheet.mixed if cell.column == column}
    values = [row[column] if column < len(row) else None for row in rows]
    for place, told in enumerate(_told(sheet, column, values, tables)):
        text = told[0]
        if type(text) is not str:
            continue
        number = sheet.first_row + place
        result = decoded[told]
        if number not in mixed and (result.text != text or result.certainty == "doubtful"):
            rows[place][column] = result.text
            yield _conversion(sheet, number, column, text, result)


def _repair_mixed(sheet: Sheet, rows: list[list[Any]]) -> Iterator[Conversion]:
    for cell in sheet.mixed:
        place = cell.row - sheet.first_row
        if not 0 <= place < len(rows) or cell.column >= len(rows[place]):
            continue
        before = "".join(text for text, _ in cell.pieces)
        pieces = [decode_cell(text, font) for text, font in cell.pieces]
        after = "".join(piece.text for piece in pieces)
        rows[place][cell.column] = after
        doubtful = any(piece.certainty == "doubtful" for piece in pieces)
        yield Conversion(sheet.name, cell.row, cell.column, before, after, "nhiều phông chữ trong một ô", doubtful)


def _fonts(sheet: Sheet, column: int) -> list[str | None]:
    """The old font of each cell of a column."""
    fonts: list[str | None] = [None] * len(sheet.rows)
    for run in sheet.fonts:
        if run.column == column:
            first, last = max(run.first - sheet.first_row, 0), min(run.last - sheet.first_row + 1, len(fonts))
            fonts[first:last] = [run.font] * (last - first)
    return fonts


def _conversion(sheet: Sheet, row: int, column: int, before: str, result: Decoded) -> Conversion:
    doubtful = result.certainty == "doubtful"
    return Conversion(sheet.name, row, column, before, result.text, result.evidence, doubtful)

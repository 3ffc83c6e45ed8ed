"""The user's own workbook with the rejected rows marked: same sheets, same columns, one column more with the reason.

Hides where the column goes and in which way the copy is made: in place for .xlsx and .xlsm, anew for everything else.
The original is never written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from app.errors import UserError, refuse
from app.progress import Progress
from app.sheets import LONGEST_TEXT
from app.spreadsheets.headers import Layout
from app.spreadsheets.outcome import Fate, Preview, RowFate
from app.spreadsheets.returned_anew import text_anew, workbook_anew
from app.spreadsheets.returned_sheet import Marks
from app.spreadsheets.returned_xlsx import has_macros_type, returned_xlsx
from app.spreadsheets.returned_xml import Unfit
from app.spreadsheets.titles import RETURN_TITLE
from app.spreadsheets.wire import Refused, Sheet, Workbook
from app.vietnamese.fold import fold

_SEPARATORS: Final = {".csv": "", ".tsv": "\t"}


def returned_bytes(data: bytes, workbook: Workbook, seen: Preview, suffix: str, progress: Progress) -> bytes:
    """Content of the workbook that goes back.

    Args:
        data: the file that was read.
        workbook: what was read of it.
        seen: its preview, with at least one rejected row.
        suffix: of the file to write, lower case with the dot.
        progress: may cancel.

    Raises:
        UserError: NHAP-03 (the suffix does not suit), XLS-01, XLS-03.
    """
    try:
        kept = _own_suffix(data, workbook)
        if suffix not in {kept, ".xlsx", *(_SEPARATORS if workbook.kind == "csv" else ())}:
            raise _unsuited(suffix, kept)
        marks = marks_of(workbook, seen)
        if workbook.kind == "xlsx" and suffix == kept:
            return _in_place(data, workbook, marks, suffix, progress)
        if suffix in _SEPARATORS:
            sheet = workbook.sheets[0]
            return text_anew(data, sheet.rows, marks[sheet.name], _SEPARATORS[suffix])
        return workbook_anew(workbook, marks, progress)
    except Refused as problem:
        raise _refusal(problem) from problem


def marks_of(workbook: Workbook, seen: Preview) -> dict[str, Marks]:
    """What is written into each sheet that has a rejected row."""
    rejected: dict[str, list[RowFate]] = defaultdict(list)
    settled: dict[str, set[int]] = defaultdict(set)
    for row in seen.rows:
        if row.fate is Fate.REJECTED:
            rejected[row.sheet].append(row)
        else:
            settled[row.sheet].add(row.number)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    marks: dict[str, Marks] = {}
    for name, rows in rejected.items():
        layout = seen.sheet(name).layout
        assert layout is not None, "a row comes from a sheet that was read"
        sheet = sheets[name]
        first, last = (sheet.first_row + place for place in layout.header)
        reasons = {row.number: _text(row) for row in rows}
        column = _column(sheet, layout)
        stale = frozenset(number for number in settled[name] if _holds(sheet, number, column))
        end = max(settled[name] | set(reasons))
        marks[name] = Marks(column, _left(layout), (first, last), end, reasons, stale)
    return marks


def _holds(sheet: Sheet, number: int, column: int) -> bool:
    row = sheet.rows[number - sheet.first_row]
    return column < len(row) and row[column] is not None


def _text(row: RowFate) -> str:
    return "\n".join(row.reasons)[:LONGEST_TEXT]


def _left(layout: Layout) -> int:
    places = [column.place for column in layout.columns]
    return min([*places, *([layout.ordinal] if layout.ordinal is not None else [])])


def _column(sheet: Sheet, layout: Layout) -> int:
    """The column of reasons of an earlier time, else the first one that is free from the headings to the end."""
    first, last = layout.header
    wanted = fold(RETURN_TITLE)
    for row in sheet.rows[first : last + 1]:
        for place, value in enumerate(row):
            if isinstance(value, str) and fold(value) == wanted:
                return place
    joined = [right + 1 for top, _, bottom, right in sheet.merged if bottom >= sheet.first_row + first]
    return max([*map(_filled_width, sheet.rows[first:]), *joined])


def _filled_width(row: list[Any]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)


def _own_suffix(data: bytes, workbook: Workbook) -> str:
    """How the name of the copy ends; Excel opens no other one than the content says."""
    return ".xlsm" if workbook.kind == "xlsx" and has_macros_type(data) else ".xlsx"


def _in_place(data: bytes, workbook: Workbook, marks: Mapping[str, Marks], suffix: str, progress: Progress) -> bytes:
    try:
        return returned_xlsx(data, marks, progress)
    except Unfit:
        if suffix != ".xlsx":
            raise _unsuited(suffix, ".xlsx") from None
        return workbook_anew(workbook, marks, progress)


def _unsuited(suffix: str, fitting: str) -> UserError:
    return refuse("NHAP-03", what="tên tệp trả lại", value=suffix, detail=f"phải kết thúc bằng {fitting}")


def _refusal(problem: Refused) -> UserError:
    return refuse(problem.code, reason=problem.reason)

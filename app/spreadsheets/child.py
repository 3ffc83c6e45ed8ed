"""The reader process: reads a workbook from its input under limits and writes plain values to its output.

Hides the libraries that parse foreign bytes. A crash, a panic or an endless loop ends this process and nothing else
(threats.md J03, J04). No macro is run, no link is followed, no file is opened: the bytes come through the pipe.
"""

from __future__ import annotations

import gc
import sys
from datetime import date, datetime
from datetime import time as time_of_day
from io import BytesIO
from typing import Any, Final

import python_calamine

from app.spreadsheets.fonts import xls_fonts
from app.spreadsheets.sniff import kind_of, open_zip
from app.spreadsheets.text_table import read_text_table
from app.spreadsheets.wire import Answer, Refused, Sheet, Workbook, encode, pack_date
from app.spreadsheets.xlsx_scan import MOST_AREA, MOST_CELLS, BookScan, SheetScan, scan_xlsx

if sys.platform != "win32":
    import resource

MEMORY: Final = 2**30
SECONDS_OF_CPU: Final = 30
LARGEST_ANSWER: Final = 256 * 2**20

_NOTHING: Final = SheetScan(-1, (), (), (), (), ())


def main(arguments: list[str]) -> int:
    """Entry of the process.

    Args:
        arguments: the suffix of the file's name, lower case with the dot; nothing where it has none.

    Returns:
        0 when an answer was written, a refusal being an answer too.
    """
    _limit()
    gc.disable()  # one answer and an end: nothing to collect
    data = sys.stdin.buffer.read()
    sys.stdout.buffer.write(answer(data, arguments[0] if arguments else ""))
    sys.stdout.buffer.flush()
    return 0


def answer(data: bytes, suffix: str) -> bytes:
    """Reads a workbook and packs what the parent is told.

    Args:
        data: the whole file.
        suffix: of its name.
    """
    try:
        packed = encode(Answer(workbook=read(data, suffix)))
        if len(packed) > LARGEST_ANSWER:
            raise Refused("XLS-03")
    except Refused as refusal:
        return encode(Answer(code=refusal.code, reason=refusal.reason))
    except MemoryError:
        return encode(Answer(code="XLS-03"))
    return packed


def read(data: bytes, suffix: str) -> Workbook:
    """Reads a workbook.

    Raises:
        Refused: with its code and reason.
    """
    kind = kind_of(data, suffix)
    if kind == "csv":
        return read_text_table(data)
    scan = _scan(data, kind)
    fonts = xls_fonts(data) if kind == "xls" else {}
    try:
        with python_calamine.load_workbook(BytesIO(data)) as book:
            sheets = tuple(
                _sheet(book, number, scan, fonts)
                for number, meta in enumerate(book.sheets_metadata)
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
            macros = any(meta.typ == python_calamine.SheetTypeEnum.MacroSheet for meta in book.sheets_metadata)
    except python_calamine.PasswordError as problem:
        raise Refused("XLS-02") from problem
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as problem:
        reason = str(problem).lower()
        if "password" in reason or "encrypt" in reason:
            raise Refused("XLS-02") from problem
        raise Refused("XLS-01", "nội dung tệp bị hỏng") from problem
    if sum(len(row) for sheet in sheets for row in sheet.rows) > MOST_AREA:
        raise Refused("XLS-03")
    return Workbook(
        kind,
        sheets,
        date1904=scan.date1904,
        template=scan.template,
        macros=macros or scan.macros,
        external=scan.external,
    )


def _scan(data: bytes, kind: str) -> BookScan:
    if kind == "xls":
        return BookScan({}, date1904=False, template="", macros=False, external=False)
    parts = open_zip(data)
    if kind == "xlsx":
        return scan_xlsx(parts)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("XLS-02")
    if b"<!DOCTYPE" in parts["content.xml"][:1024]:
        raise Refused("XLS-01", "phần content.xml có khai báo thực thể XML")
    return BookScan({}, date1904=False, template="", macros=False, external=False)


def _sheet(book: Any, number: int, scan: BookScan, fonts: dict[str, Any]) -> Sheet:
    meta = book.sheets_metadata[number]
    content = book.get_sheet_by_index(number)
    seen = scan.sheets.get(meta.name, _NOTHING)
    first_row, first_column = content.start or (0, 0)
    rows, filled = _plain_rows(content.to_python(), first_column)
    return Sheet(
        name=meta.name,
        hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
        first_row=first_row + 1,
        rows=rows,
        merged=tuple((a + 1, b, c + 1, d) for (a, b), (c, d) in content.merged_cell_ranges or ()),
        fonts=seen.fonts or fonts.get(meta.name, ()),
        mixed=seen.mixed,
        uncomputed=seen.uncomputed,
        errors=seen.errors,
        hidden_rows=seen.hidden_rows,
        # Empty texts and formulas that give "" are counted by the scan only, so it may see more, never fewer.
        miscounted=0 <= seen.filled < filled,
    )


def _plain_rows(rows: list[list[Any]], first_column: int) -> tuple[list[list[Any]], int]:
    """Turns empty texts into None and packs dates, in place; counts the filled cells."""
    margin = [None] * first_column
    filled = 0
    for row in rows:
        filled += len(row)
        for place, value in enumerate(row):
            kind = type(value)
            if value == "" and kind is str:
                row[place] = None
                filled -= 1
            elif kind is not str and kind is not float:
                row[place] = _plain(value)
        if margin:
            row[:0] = margin
    if filled > MOST_CELLS:
        raise Refused("XLS-03")
    return rows, filled


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return pack_date(value.date())
    if isinstance(value, date):
        return pack_date(value)
    if isinstance(value, time_of_day):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return value
    return str(value)


def _limit() -> None:
    """Caps memory and processor time of this process; Windows has the parent's clock only (docs/decisions)."""
    if sys.platform == "win32":
        return
    _cap(resource.RLIMIT_AS, MEMORY)
    _cap(resource.RLIMIT_CPU, SECONDS_OF_CPU)
    _cap(resource.RLIMIT_CORE, 0)


def _cap(what: int, limit: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

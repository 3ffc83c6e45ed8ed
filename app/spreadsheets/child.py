"""The reader process: reads a workbook from its input under limits and writes plain values to its output.

Hides the libraries that parse foreign bytes. A crash, a panic or an endless loop ends this process and nothing else
(threats.md J03, J04). No macro is run, no link is followed, no file is opened: the bytes come through the pipe.
"""

from __future__ import annotations

import gc
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as time_of_day
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

import python_calamine

from app.processes import limit
from app.spreadsheets.columns import Column, pack_columns
from app.spreadsheets.fonts import xls_fonts
from app.spreadsheets.ods_scan import joined_cells
from app.spreadsheets.sniff import carries_macros, kind_of, open_zip
from app.spreadsheets.text_table import read_text_table
from app.spreadsheets.wire import Answer, Refused, Sheet, Workbook, encode, pack_date
from app.spreadsheets.xlsx_scan import MOST_AREA, MOST_CELLS, BookScan, Checked, SheetScan, check_xlsx, scan_xlsx

MEMORY: Final = 2**30
HEAP: Final = 288 * 2**20
"""What it may hold of its own; with the libraries that is 300 MB. A list of 50,000 rows by 30 columns takes 200."""
_NEARLY: Final = 0.8
_STATUS: Final = Path("/proc/self/status")
SECONDS_OF_CPU: Final = 30
LARGEST_ANSWER: Final = 256 * 2**20

_NOTHING: Final = SheetScan(-1, (), (), (), (), ())
_LINKS_OF_ODS: Final = (b"<table:table-source", b"<office:dde-source", b"DDE(", b"'file:")


@dataclass(frozen=True, slots=True)
class _Cells:
    """A sheet as the cell reader gives it; meanings as in `wire.Sheet`."""

    name: str
    hidden: bool
    first_row: int
    columns: tuple[Column, ...]
    filled: int
    area: int
    merged: tuple[tuple[int, int, int, int], ...]


def main(arguments: list[str]) -> int:
    """Entry of the process.

    Args:
        arguments: the suffix of the file's name, lower case with the dot; nothing where it has none.

    Returns:
        0 when an answer was written, a refusal being an answer too.
    """
    limit(MEMORY, HEAP, SECONDS_OF_CPU)
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
        packed = encode(read(data, suffix))
        if len(packed) > LARGEST_ANSWER:
            raise Refused("XLS-03")
    except Refused as refusal:
        return encode(Answer(code=refusal.code, reason=refusal.reason))
    except MemoryError:
        return encode(Answer(code="XLS-03"))
    except BaseException:  # a panic of the cell reader is no `Exception`
        if not _is_short_of_memory():
            raise
        return encode(Answer(code="XLS-03"))
    return packed


def read(data: bytes, suffix: str) -> Answer:
    """Reads a workbook.

    Raises:
        Refused: with its code and reason.
    """
    kind = kind_of(data, suffix)
    if kind == "csv":
        return Answer(read_text_table(data))
    checked = _checked(data, kind)
    # The scan runs while the cell reader, which needs no lock of the interpreter, makes its own way through the sheet.
    with ThreadPoolExecutor(max_workers=1) as beside:
        scanning = beside.submit(scan_xlsx, checked) if isinstance(checked, Checked) else None
        sheets, macros = _cells(data)
        scan = scanning.result() if scanning else checked
    assert isinstance(scan, BookScan), "what was checked only is scanned"
    fonts = xls_fonts(data) if kind == "xls" else {}
    workbook = Workbook(
        kind,
        tuple(_sheet(cells, scan.sheets.get(cells.name, _NOTHING), fonts) for cells in sheets),
        date1904=scan.date1904,
        template=scan.template,
        macros=macros or scan.macros,
        external=scan.external,
    )
    return Answer(workbook, columns=tuple(cells.columns for cells in sheets))


def _checked(data: bytes, kind: str) -> Checked | BookScan:
    """Refuses what must not reach the cell reader; gives the parts of an .xlsx, of others the little that is seen."""
    if kind == "xls":
        return BookScan({}, date1904=False, template="", macros=carries_macros(data), external=False)
    parts = open_zip(data)
    if kind == "xlsx":
        return check_xlsx(parts)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("XLS-02")
    return BookScan(
        {name: replace(_NOTHING, merged=merged) for name, merged in joined_cells(parts["content.xml"]).items()},
        date1904=False,
        template="",
        macros=any(name.startswith(("Basic/", "Scripts/")) for name in parts),
        external=any(mark in parts["content.xml"] for mark in _LINKS_OF_ODS),
    )


def _cells(data: bytes) -> tuple[list[_Cells], bool]:
    """Reads the sheets, and whether there are sheets of macros."""
    try:
        with python_calamine.load_workbook(BytesIO(data)) as book:
            metas = book.sheets_metadata
            sheets = [
                _packed(meta, book.get_sheet_by_index(number))
                for number, meta in enumerate(metas)
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError as problem:
        raise Refused("XLS-02") from problem
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as problem:
        reason = str(problem).lower()
        if "password" in reason or "encrypt" in reason:
            raise Refused("XLS-02") from problem
        raise Refused("XLS-01", "nội dung tệp bị hỏng") from problem
    if sum(sheet.area for sheet in sheets) > MOST_AREA:
        raise Refused("XLS-03")
    return sheets, any(meta.typ == python_calamine.SheetTypeEnum.MacroSheet for meta in metas)


def _packed(meta: Any, content: Any) -> _Cells:
    row, column = content.start or (0, 0)
    columns, filled = pack_columns(islice(content.iter_rows(), row, None), column, _plain)
    if filled > MOST_CELLS:
        raise Refused("XLS-03")
    return _Cells(
        name=meta.name,
        hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
        first_row=row + 1,
        columns=columns,
        filled=filled,
        area=content.total_height * (column + content.width),
        merged=tuple((a + 1, b, c + 1, d) for (a, b), (c, d) in content.merged_cell_ranges or ()),
    )


def _sheet(cells: _Cells, seen: SheetScan, fonts: dict[str, Any]) -> Sheet:
    return Sheet(
        name=cells.name,
        hidden=cells.hidden,
        first_row=cells.first_row,
        rows=[],  # they travel as columns
        merged=cells.merged or seen.merged,
        fonts=seen.fonts or fonts.get(cells.name, ()),
        mixed=seen.mixed,
        uncomputed=seen.uncomputed,
        errors=seen.errors,
        hidden_rows=seen.hidden_rows,
        # Empty texts and formulas that give "" are counted by the scan only, so it may see more, never fewer.
        miscounted=0 <= seen.filled < cells.filled,
    )


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


def _is_short_of_memory() -> bool:
    """Whether this process has come near its limit; the cell reader panics when it is given no more."""
    if not _STATUS.exists():
        return False
    peak = re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text(encoding="ascii", errors="replace"))
    return peak is not None and int(peak[1]) * 1024 > HEAP * _NEARLY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

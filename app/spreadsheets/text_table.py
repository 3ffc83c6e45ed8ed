"""Lists saved as text: comma, semicolon or tab between the columns, in any of the encodings that Excel writes.

Hides encodings and separators.
"""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from typing import Any, Final

from app.spreadsheets.wire import Refused, Sheet, Workbook

LARGEST_CELLS: Final = 2_000_000
MOST_LINES: Final = 1_048_576
_SEPARATORS: Final = "\t;,|"
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LOOKED_AT: Final = 50


def read_text_table(data: bytes) -> Workbook:
    """Reads a text file as a workbook of one sheet.

    Args:
        data: the whole file.

    Returns:
        The workbook; every value is text. Bytes that are no Unicode are read as Latin-1 letters, so that TCVN3 and VNI
        can be recognised later.

    Raises:
        Refused: XLS-01 or XLS-03.
    """
    text, encoding = decode_text(data)
    return Workbook("csv", (Sheet("CSV", hidden=False, first_row=1, rows=split_table(text)),), encoding=encoding)


def split_table(text: str) -> list[list[Any]]:
    """Splits text into rows and cells; also a block that was copied from a spreadsheet.

    Raises:
        Refused: XLS-01 for a quote that is never closed, XLS-03 for too many cells.
    """
    sign = separator(text)
    if text.count(sign) > LARGEST_CELLS or max(text.count("\n"), text.count("\r")) > MOST_LINES:
        raise Refused("XLS-03")
    rows: list[list[Any]] = []
    cells = 0
    reader = csv.reader(StringIO(text.replace("\x00", ""), newline=""), delimiter=sign, strict=False)
    try:
        for row in reader:
            rows.append([cell if cell.strip() else None for cell in row])
            cells += len(row)
            if cells > LARGEST_CELLS:
                raise Refused("XLS-03")
    except csv.Error as problem:
        raise Refused("XLS-01", f"dòng {reader.line_num} không đọc được") from problem
    return rows


def decode_text(data: bytes) -> tuple[str, str]:
    """Text of bytes and the encoding that was found."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def separator(text: str) -> str:
    """The sign that splits the first lines into the most cells, alike in most of them."""
    lines = [line for line in text[:20_000].splitlines()[:_LOOKED_AT] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sign: (sum(count > 0 for count in counts[sign]), sum(counts[sign])))

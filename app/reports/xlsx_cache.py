"""Puts the results of formulas into a finished workbook.

openpyxl writes formulas without results; a program that does not calculate (protected view, a preview, a telephone)
would then show empty cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FORMULA_CELL: Final = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)')


def with_results(workbook: bytes, results: Sequence[Mapping[str, float]]) -> bytes:
    """Adds results to the formulas of our own workbook.

    Args:
        workbook: as openpyxl saved it.
        results: for each sheet in order, the result by cell ("G7").

    Returns:
        The workbook with a value in each named cell.

    Raises:
        ValueError: a named cell has no formula, or openpyxl writes formulas in another way than we know.
    """
    sheets = {f"xl/worksheets/sheet{index}.xml": values for index, values in enumerate(results, start=1)}
    stream = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, _fill(data, sheets.get(name, {})))
    return stream.getvalue()


def _fill(sheet: bytes, values: Mapping[str, float]) -> bytes:
    if not values:
        return sheet

    def add(match: re.Match[bytes]) -> bytes:
        return match[1] + b"<v>" + repr(values[match[2].decode()]).encode() + b"</v>"

    filled, count = _FORMULA_CELL.subn(add, sheet)
    if count != len(values):
        raise ValueError(f"{len(values)} formulas were written, {count} found again")
    return filled

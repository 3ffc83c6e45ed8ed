"""Blocks of cells on the clipboard, as spreadsheets write and read them: tabs, lines and quotation marks.

Hides how a cell is quoted and how a block is spread over a selection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.errors import refuse

LARGEST_CELLS: Final = 250_000
"""More than 10,000 people with every field; a larger block is a file and comes in as one (threats.md J23)."""
_CELL: Final = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
_NEEDS_QUOTES: Final = re.compile(r'[\t\r\n]|^"')


def split_block(text: str) -> list[list[str]]:
    """Rows and cells of text from the clipboard.

    A quotation mark opens a quoted cell only where another one ends the cell: a lone one, as in «"Gương sáng" bản», is
    a letter, and must not swallow the rest of the block as it would in a CSV file.

    Raises:
        UserError: DAN-01 too many cells; they are counted before anything is read.
    """
    text = text.replace("\x00", "").removesuffix("\n").removesuffix("\r")
    counted = text.count("\t") + text.count("\n") + 1
    if counted > LARGEST_CELLS:
        raise refuse("DAN-01", count=f"{counted:,}".replace(",", "."), most=f"{LARGEST_CELLS:,}".replace(",", "."))
    rows: list[list[str]] = [[]]
    place = 0
    while True:
        match = _CELL.match(text, place)
        assert match is not None  # an empty cell matches
        quoted, plain = match.groups()
        rows[-1].append(quoted.replace('""', '"') if quoted is not None else plain)
        place = match.end()
        if place >= len(text):
            return rows
        if text[place] != "\t":
            rows.append([])
            place += text.startswith("\r\n", place)
        place += 1


def join_block(rows: Sequence[Sequence[str]]) -> str:
    """Text for the clipboard: `split_block` and spreadsheets read the same cells from it."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows) + "\n"


def spread(rows: Sequence[Sequence[str]], height: int, width: int) -> list[list[str]]:
    """Repeats a block over a selection that is a multiple of it, as spreadsheets do; else the block as it is."""
    wide = max((len(row) for row in rows), default=0)
    whole = [[*row, *[""] * (wide - len(row))] for row in rows]
    if not wide or height % len(whole) or width % wide:
        return whole
    return [row * (width // wide) for row in whole] * (height // len(whole))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell

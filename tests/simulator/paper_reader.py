"""What stands on paper, read by another way than it was written: cells of tables, and places, sizes and fonts of text.

A PDF is read through its drawn lines and the boxes of its letters, a workbook through what LibreOffice shows after
reckoning anew, a Word file through its tables. None of them knows our layout.
"""

from __future__ import annotations

import csv
import ctypes
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

MM: Final = 72 / 25.4
_NEAR: Final = 0.6
"""Points by which lines that meet may differ."""

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a page: its box in points from the lower left corner, the size and the name of its font."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    font: str

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page: its size in points, letters in the order drawn, lines as (x1, y1, x2, y2)."""

    width: float
    height: float
    letters: tuple[Letter, ...]
    lines: tuple[tuple[float, float, float, float], ...]


def read_pages(source: Path | bytes) -> tuple[PaperPage, ...]:
    """The pages of a PDF, of a file or of its bytes."""
    with pypdfium2.PdfDocument(source) as document:
        return tuple(PaperPage(*page.get_size(), tuple(_letters(page)), tuple(_lines(page))) for page in document)


def _letters(page: Any) -> Iterator[Letter]:
    text = page.get_textpage()
    flags = ctypes.c_int()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if chr(code).isspace() or code == 0:
            continue
        sides = [ctypes.c_double() for _ in range(4)]
        pdfium.FPDFText_GetCharBox(text, index, *(ctypes.byref(side) for side in sides))
        left, right, bottom, top = (side.value for side in sides)
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(text, index, name, 128, ctypes.byref(flags))
        size = pdfium.FPDFText_GetFontSize(text, index)
        yield Letter(chr(code), left, bottom, right, top, size, name.value.decode())


def _lines(page: Any) -> Iterator[tuple[float, float, float, float]]:
    for found in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        before = (0.0, 0.0)
        for index in range(pdfium.FPDFPath_CountSegments(found.raw)):
            segment = pdfium.FPDFPath_GetPathSegment(found.raw, index)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            here = (x.value, y.value)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
                yield (*before, *here)
            before = here


def pdf_rows(source: Path, numbers: Sequence[Sequence[str]]) -> Rows:
    """Body rows of the tables of one form, one table after the other.

    Args:
        source: PDF of the form.
        numbers: rows of column numbers of its tables; what stands above such a row on a page is heading.

    Returns:
        The rows, text without blanks.
    """
    found: Rows = []
    wanted = [[_tight(text) for text in row] for row in numbers]
    for page in read_pages(source):
        for grid in _grids(page):
            head = next((index for index, row in enumerate(grid) if row in wanted), None)
            assert head is not None, "a table without its row of numbers"
            found.extend(grid[head + 1 :])
    return found


def _grids(page: PaperPage) -> Iterator[Rows]:
    """Tables of a page, from the top: what the same vertical lines hold."""
    upright = [line for line in page.lines if abs(line[0] - line[2]) < 0.1 and abs(line[1] - line[3]) > 1]
    level = [line for line in page.lines if abs(line[1] - line[3]) < 0.1]
    spans: dict[tuple[float, float], list[float]] = {}
    for x, low, _, high in ((x1, min(y1, y2), x2, max(y1, y2)) for x1, y1, x2, y2 in upright):
        spans.setdefault((round(low, 1), round(high, 1)), []).append(x)
    for (low, high), edges in sorted(_joined(spans).items(), key=lambda item: -item[0][1]):
        if len(edges) > 2:
            yield list(_cells(page, sorted(edges), _heights(level, edges, low, high)))


def _joined(spans: dict[tuple[float, float], list[float]]) -> dict[tuple[float, float], list[float]]:
    """Headings have other lines than the body below them; both are one table."""
    whole: dict[tuple[float, float], list[float]] = {}
    for (low, high), edges in sorted(spans.items(), key=lambda item: -(item[0][1] - item[0][0])):
        inside = next((key for key in whole if key[0] - _NEAR <= low and high <= key[1] + _NEAR), None)
        touching = next((key for key in whole if abs(key[1] - low) < _NEAR or abs(key[0] - high) < _NEAR), None)
        if inside is not None:
            whole[inside] = sorted({*whole[inside], *edges})
        elif touching is not None:
            joined = (min(touching[0], low), max(touching[1], high))
            whole[joined] = sorted({*whole.pop(touching), *edges})
        else:
            whole[low, high] = edges
    return {key: _distinct(edges) for key, edges in whole.items()}


def _distinct(values: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _heights(
    level: Sequence[tuple[float, float, float, float]], edges: Sequence[float], low: float, high: float
) -> list[float]:
    """Lines that go over the whole table, in one piece or in several that meet."""
    pieces: dict[float, list[tuple[float, float]]] = {}
    for x1, y, x2, _ in level:
        if low - _NEAR <= y <= high + _NEAR:
            pieces.setdefault(round(y, 1), []).append((min(x1, x2), max(x1, x2)))
    across = [y for y, parts in pieces.items() if _reach(sorted(parts), edges[0]) >= edges[-1] - _NEAR]
    return _distinct([low, high, *across])[::-1]


def _reach(parts: Sequence[tuple[float, float]], start: float) -> float:
    """How far to the right an unbroken line goes."""
    for left, right in parts:
        if left <= start + _NEAR:
            start = max(start, right)
    return start


def _cells(page: PaperPage, edges: Sequence[float], heights: Sequence[float]) -> Iterator[list[str]]:
    for top, bottom in pairwise(heights):
        inside = [letter for letter in page.letters if bottom < letter.middle[1] < top]
        yield [
            _tight("".join(letter.text for letter in inside if left < letter.middle[0] < right))
            for left, right in pairwise(edges)
        ]


def _tight(text: str) -> str:
    return "".join(text.split())


def word_rows(source: Path, numbers: Sequence[Sequence[str]]) -> Rows:
    """The same of a Word file."""
    wanted = [[_tight(text) for text in row] for row in numbers]
    found: Rows = []
    for table in docx.Document(str(source)).tables:
        rows = [[_tight(cell.text) for cell in row.cells] for row in table.rows]
        head = next((index for index, row in enumerate(rows) if row in wanted), None)
        if head is not None:
            found.extend(rows[head + 1 :])
    return found


def sheet_rows(source: Path, numbers: Sequence[Sequence[str]], folder: Path) -> list[Rows]:
    """Of each sheet what stands below its row of numbers, as LibreOffice shows it after reckoning all formulas anew.

    Its numbers are written the English way. What follows the table (notes, signatures) is there too.
    """
    convert(source, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1", folder)
    wanted = [[_tight(text) for text in row] for row in numbers]
    found: list[Rows] = []
    for path in sorted(folder.glob(f"{source.stem}-*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [[_tight(text) for text in row] for row in csv.reader(stream)]
        head, width = next((at, len(one)) for at, row in enumerate(rows) for one in wanted if row[: len(one)] == one)
        found.append([row[:width] for row in rows[head + 1 :]])
    return found


def convert(source: Path, kind: str, folder: Path) -> Path:
    """Another kind of the file, made by LibreOffice."""
    return convert_all([source], kind, folder)[0]


def convert_all(sources: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Another kind of each file, made by one start of LibreOffice; their stems differ."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [folder / f"{source.stem}.{kind.partition(':')[0]}" for source in sources]

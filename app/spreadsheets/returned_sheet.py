"""One sheet of a workbook with the reasons written behind its rejected rows, the rest of it byte for byte.

Hides rows and cells that do not say their own number, rows without cells, columns that share one width, and prefixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Final

from openpyxl.utils import get_column_letter

from app.progress import Progress
from app.sheets import safe_text
from app.spreadsheets.returned_styles import Styles
from app.spreadsheets.returned_xml import (
    Unfit,
    attribute,
    element,
    inside,
    number,
    tag,
    with_attribute,
    without_attribute,
)
from app.spreadsheets.titles import RETURN_TITLE
from app.spreadsheets.xlsx_scan import column_number

WIDTH: Final = 48
"""Of the column of reasons, in characters."""

LINE_HEIGHT: Final = 15.0
"""Of a row of one line, in points."""

_HEIGHT: Final = re.compile(r"\d+(?:\.\d+)?")
_TICK: Final = 500
_ROW: Final = tag("row")
_ROW_END: Final = re.compile(rb"</(?:\w+:)?row\s*>")
_CELL: Final = element("c")
_COLUMN: Final = element("col")
_LETTERS: Final = re.compile(r"([A-Z]{1,3})\d+")
_CORNERS: Final = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")


@dataclass(frozen=True, slots=True)
class Marks:
    """What is written into a sheet.

    Attributes:
        column: 0-based number of the column of reasons.
        left: 0-based number of the first column of the table.
        heading: first and last row of the headings, 1-based.
        last: the last row of the table.
        reasons: row → why it is rejected, lines joined by line breaks.
        stale: rows whose reason of an earlier time is taken away.
    """

    column: int
    left: int
    heading: tuple[int, int]
    last: int
    reasons: Mapping[int, str]
    stale: frozenset[int] = frozenset()

    @property
    def heading_rows(self) -> range:
        """Numbers of the rows of headings."""
        return range(self.heading[0], self.heading[1] + 1)


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the sheet says of its columns: (first, last, style), 1-based."""

    styles: tuple[tuple[int, int, int], ...]

    def style(self, column: int) -> int:
        return next((style for first, last, style in self.styles if first <= column + 1 <= last), 0)


def marked_sheet(content: bytes, marks: Marks, styles: Styles, progress: Progress) -> bytes:
    """Writes the reasons into a sheet.

    Args:
        content: its part, UTF-8.
        marks: what is written.
        styles: of the workbook; grows.
        progress: told rows; may cancel.

    Raises:
        Unfit: the part is written in a way that is not changed in place.
    """
    if b"<!" in content:  # a comment or CDATA could hold what looks like a tag
        raise Unfit("<!")
    start, end = inside(content, "sheetData")
    head, data, tail = content[: start.start()], content[start.start() : end], content[end:]
    columns = _Columns(tuple(_columns(head)))
    head = _with_column(_with_dimension(head, marks), marks, start[1] or b"")
    return head + b"".join(_rows(data, marks, styles, columns, progress)) + _with_joined_heading(tail, marks)


def height_of(reason: str) -> float:
    """Height of a row that shows a whole reason in a column of `WIDTH`, in points."""
    return LINE_HEIGHT * sum(ceil(len(line) / WIDTH) for line in reason.split("\n"))


def _columns(head: bytes) -> Iterator[tuple[int, int, int]]:
    for match in _COLUMN.finditer(head):
        yield number(match[2], "min"), number(match[2], "max"), number(match[2], "style")


def _rows(data: bytes, marks: Marks, styles: Styles, columns: _Columns, progress: Progress) -> Iterator[bytes]:
    wanted = {*marks.heading_rows, *marks.reasons, *marks.stale}
    all_rows = len(wanted)
    done = row = 0
    for match in _ROW.finditer(data):
        row = number(match[2], "r", row + 1)
        if row not in wanted:
            continue
        wanted.remove(row)
        if len(wanted) % _TICK == 0:
            progress.step(all_rows - len(wanted), all_rows, "Đang ghi lý do")
        stop = match.end()
        if not match[3]:
            closed = _ROW_END.search(data, stop)
            if closed is None:
                raise Unfit("row")
            stop = closed.end()
            inner = data[match.end() : closed.start()]
        yield data[done : match.start()]
        yield _Row(row, match[1] or b"", match[2], b"" if match[3] else inner, columns).marked(marks, styles)
        done = stop
    if wanted - marks.stale - set(marks.heading_rows[1:]):
        raise Unfit("row")
    yield data[done:]


class _Row:
    """A row taken apart into its cells."""

    def __init__(self, row: int, prefix: bytes, attributes: bytes, inner: bytes, columns: _Columns) -> None:
        self._row = row
        self._prefix = prefix
        self._attributes = attributes
        self._columns = columns
        self._cells: dict[int, bytes] = {}
        self._styles: dict[int, int] = {}
        place = -1
        done = 0
        for match in _CELL.finditer(inner):
            if inner[done : match.start()].strip():
                raise Unfit("row")
            done = match.end()
            place = _place(match[2], place + 1)
            self._cells[place] = match[0]
            self._styles[place] = number(match[2], "s")
        self._rest = inner[done:]
        if self._rest.strip() and b"extLst" not in self._rest:
            raise Unfit("row")

    def marked(self, marks: Marks, styles: Styles) -> bytes:
        """The row with its reason, its heading, or an empty cell where a reason was."""
        if self._row in marks.heading_rows:
            style = styles.heading(self._style_near(marks.column))
            self._put(marks.column, style, RETURN_TITLE if self._row == marks.heading[0] else "")
        elif self._row in marks.reasons:
            style = styles.reason(self._style_near(marks.column))
            for place in range(marks.left, marks.column):
                self._tint(place, styles)
            self._put(marks.column, style, marks.reasons[self._row])
            self._attributes = without_attribute(self._attributes, "hidden")  # what must be mended must be seen
            self._grow(height_of(marks.reasons[self._row]))
        elif marks.column in self._cells:
            self._put(marks.column, self._style_of(marks.column), "")
        return self._written()

    def _style_of(self, place: int) -> int:
        """Style of a cell, or the one that a cell there would have."""
        if place in self._styles:
            return self._styles[place]
        if attribute(self._attributes, "customFormat") in {"1", "true"}:
            return number(self._attributes, "s")
        return self._columns.style(place)

    def _style_near(self, column: int) -> int:
        """Style of the last cell before a column."""
        before = [place for place in self._styles if place < column]
        return self._styles[max(before)] if before else self._style_of(column)

    def _grow(self, height: float) -> None:
        """Makes the row high enough for its reason; not every program does so when it opens the file."""
        written = attribute(self._attributes, "ht") or ""
        if height > (float(written) if _HEIGHT.fullmatch(written) else LINE_HEIGHT):
            attributes = with_attribute(self._attributes, "ht", height)
            self._attributes = with_attribute(attributes, "customHeight", 1)

    def _tint(self, place: int, styles: Styles) -> None:
        style = styles.tinted(self._style_of(place))
        if place not in self._cells:
            self._put(place, style, "")
            return
        match = _CELL.fullmatch(self._cells[place])
        assert match is not None, "it was found by this pattern"
        attributes = with_attribute(match[2], "s", style)
        self._cells[place] = b"<" + (match[1] or b"") + b"c" + attributes + match[3]

    def _put(self, place: int, style: int, text: str) -> None:
        name = self._prefix.decode()
        start = f'<{name}c r="{get_column_letter(place + 1)}{self._row}" s="{style}"'
        if not text:
            self._cells[place] = f"{start}/>".encode()
            return
        written = escape(safe_text(text).text, quote=False)
        inline = f'<{name}is><{name}t xml:space="preserve">{written}</{name}t></{name}is>'
        self._cells[place] = f'{start} t="inlineStr">{inline}</{name}c>'.encode()

    def _written(self) -> bytes:
        attributes = without_attribute(self._attributes, "spans")  # a hint that would no longer be true
        opened = b"<" + self._prefix + b"row" + attributes.rstrip() + b">"
        cells = b"".join(self._cells[place] for place in sorted(self._cells))
        return opened + cells + self._rest + b"</" + self._prefix + b"row>"


def _place(attributes: bytes, otherwise: int) -> int:
    reference = attribute(attributes, "r")
    if reference is None:
        return otherwise
    match = _LETTERS.fullmatch(reference)
    if match is None:
        raise Unfit("c")
    return column_number(match[1])


def _with_dimension(head: bytes, marks: Marks) -> bytes:
    match = tag("dimension").search(head)
    corners = _CORNERS.fullmatch(attribute(match[2], "ref") or "") if match else None
    if match is None or corners is None:
        return head
    right = max(column_number(corners[3] or corners[1]), marks.column)
    top, bottom = sorted((int(corners[2]), int(corners[4] or corners[2])))
    top, bottom = min(top, marks.heading[0]), max(bottom, *marks.reasons, marks.heading[1])
    written = with_attribute(match[2], "ref", f"{corners[1]}{top}:{get_column_letter(right + 1)}{bottom}")
    return head[: match.start(2)] + written + head[match.end(2) :]


def _with_column(head: bytes, marks: Marks, prefix: bytes) -> bytes:
    """Gives the column of reasons its width; a `<col>` that spans it and others is split."""
    place = marks.column + 1
    own = b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (prefix, place, place, WIDTH)
    found = tag("cols").search(head)
    if found is None:
        return head + b"<" + prefix + b"cols>" + own + b"</" + prefix + b"cols>"
    start, end = inside(head, "cols")
    written: list[bytes] = []
    for match in _COLUMN.finditer(head, start.end(), end):
        first, last = number(match[2], "min"), number(match[2], "max")
        if own and first > place:
            written.append(own)
            own = b""
        if not first <= place <= last:
            written.append(match[0])
            continue
        written.extend(_part(match, low, high) for low, high in ((first, place - 1),) if low <= high)
        written.append(own)
        own = b""
        written.extend(_part(match, low, high) for low, high in ((place + 1, last),) if low <= high)
    return head[: start.end()] + b"".join([*written, own]) + head[end:]


def _part(match: re.Match[bytes], first: int, last: int) -> bytes:
    attributes = with_attribute(with_attribute(match[2], "min", first), "max", last)
    return b"<" + (match[1] or b"") + b"col" + attributes + match[3]


def _with_joined_heading(tail: bytes, marks: Marks) -> bytes:
    """Joins the heading over all rows of headings, where the sheet joins cells at all."""
    first, last = marks.heading
    if first == last or tag("mergeCells").search(tail) is None:
        return tail
    start, end = inside(tail, "mergeCells")
    letter = get_column_letter(marks.column + 1)
    reference = f"{letter}{first}:{letter}{last}"
    if f'"{reference}"'.encode() in tail[start.end() : end]:
        return tail
    name = (start[1] or b"").decode()
    count = sum(1 for _ in element("mergeCell").finditer(tail, start.end(), end)) + 1
    opened = b"<" + name.encode() + b"mergeCells" + with_attribute(start[2], "count", count) + b">"
    added = f'<{name}mergeCell ref="{reference}"/>'.encode()
    return tail[: start.start()] + opened + tail[start.end() : end] + added + tail[end:]

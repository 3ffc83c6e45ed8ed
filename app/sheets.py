"""Workbooks that another person's Excel may open: hides how text is kept from becoming a formula, the shared styles,
and how a workbook is saved without a readable copy in a temporary folder.

A cell whose text starts with a sign that a spreadsheet takes for a formula is written as text with the quote prefix
(threats.md T6, K06); a number stays a number, negative ones too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

FONT_NAME: Final = "Times New Roman"
TEXT_FORMAT: Final = "@"
INTEGER_FORMAT: Final = "#,##0"
LONGEST_TEXT: Final = 32_767
"""Characters that a spreadsheet cell holds."""

Scalar = str | int | float | None

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE_LOOKALIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_THIN: Final = Side(style="thin", color="FF000000")
GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEADING_FILL: Final = PatternFill("solid", fgColor="FFEAF1F1")


@dataclass(frozen=True, slots=True)
class SafeText:
    """A text as it may be stored in a cell.

    Attributes:
        text: NFC, without control characters that XML cannot hold.
        quote_prefix: the cell must carry the quote prefix, else a spreadsheet would compute it when edited.
    """

    text: str
    quote_prefix: bool


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell looks; two equal styles share one entry of the workbook.

    Attributes:
        size: points.
        number_format: of the spreadsheet; "General" where none is meant.
        indent: steps of indentation on the left.
        locked: cannot be changed where the sheet is protected.
    """

    bold: bool = False
    italic: bool = False
    size: float = 11
    horizontal: Literal["left", "center", "right", "justify"] = "left"
    vertical: Literal["top", "center", "bottom"] = "center"
    wrap: bool = True
    grid: bool = False
    heading: bool = False
    indent: int = 0
    number_format: str = "General"
    color: str = "FF000000"
    locked: bool = True


def safe_text(value: str) -> SafeText:
    """Makes a text safe to stand in a cell.

    Args:
        value: any text, also from a foreign file.

    Returns:
        The text and whether it needs the quote prefix.
    """
    text = _CONTROL.sub("", unicodedata.normalize("NFC", value))
    risky = text.startswith(_FORMULA_SIGNS) or text.lstrip().startswith(_FORMULA_SIGNS)
    return SafeText(_ESCAPE_LOOKALIKE.sub("_x005F_", text), risky)


def put(cell: Cell, value: Scalar, style: CellStyle | None = None) -> None:
    """Writes a value that is never a formula, with its style.

    Args:
        cell: the cell of an openpyxl sheet.
        value: text is stored as text whatever it starts with; numbers as numbers; None leaves the cell empty.
        style: how it looks; None leaves the style as it is.

    Raises:
        ValueError: the text is longer than a spreadsheet cell can hold.
    """
    if style is not None:
        dress(cell, style)
    if not isinstance(value, str):
        cell.value = value
        return
    safe = safe_text(value)
    if len(safe.text) > LONGEST_TEXT:
        raise ValueError(f"text of {len(safe.text)} characters does not fit a cell")
    cell.value = safe.text
    cell.data_type = "s"
    if safe.quote_prefix:
        cell.quotePrefix = True


def put_formula(cell: Cell, formula: str, style: CellStyle | None = None) -> None:
    """Writes a formula of our own making; never pass text that a person typed.

    Args:
        cell: the cell of an openpyxl sheet.
        formula: with its leading "=".
        style: how it looks.
    """
    if style is not None:
        dress(cell, style)
    cell.value = formula
    cell.data_type = "f"


def dress(cell: Cell, style: CellStyle) -> None:
    """Gives a cell its look, as a named style of its workbook: made once, then only referred to."""
    book = cell.parent.parent
    assert book is not None, "a cell of a workbook"
    name = "so2282 " + " ".join(map(str, astuple(style)))
    if name not in book.named_styles:
        book.add_named_style(_named(name, style))
    cell.style = name


def _named(name: str, style: CellStyle) -> NamedStyle:
    made = NamedStyle(
        name,
        font=Font(name=FONT_NAME, size=style.size, bold=style.bold, italic=style.italic, color=style.color),
        alignment=Alignment(
            horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap, indent=style.indent
        ),
        number_format=style.number_format,
        protection=Protection(locked=style.locked),
    )
    if style.grid:
        made.border = GRID
    if style.heading:
        made.fill = HEADING_FILL
    return made


def saved(book: Workbook) -> bytes:
    """Content of a workbook, made in memory: `Workbook.save` puts each sheet into a temporary file (threats INV9)."""
    stream = BytesIO()
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        _WriterInMemory(book, archive).write_data()
    return stream.getvalue()


class _WriterInMemory(ExcelWriter):
    """openpyxl's writer, with the sheets in memory."""

    def write_worksheet(self, ws: Any) -> None:
        """Writes a sheet into the archive."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        content = BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]
        self._archive.writestr(ws.path[1:], content.getvalue())  # type: ignore[attr-defined]
        self.manifest.append(ws)

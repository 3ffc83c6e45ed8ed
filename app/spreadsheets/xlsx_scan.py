"""What the cell reader does not tell of an .xlsx: fonts, errors, formulas never computed, and a second count.

Hides the XML of the parts. The sheets are scanned with bounded patterns, not parsed: 1.5 million cells must not cost
seconds, and only what the first look says is there is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Final
from xml.etree import ElementTree

from app.spreadsheets.fonts import is_legacy_font, runs_of
from app.spreadsheets.wire import FontRun, MixedCell, Refused

TEMPLATE_PROPERTY: Final = "So2282Template"
MOST_CELLS: Final = 2_000_000
MOST_AREA: Final = 8_000_000
"""Cells of the rectangle around the filled ones: the reader allocates all of it."""

MOST_TEXT: Final = 256 * 2**20
"""Bytes of shared texts, each counted as often as a cell shows it: the reader copies them."""

_WIDEST: Final = 16_384
_USUAL_WIDTH: Final = 130
_WIDE: Final = re.compile(rb'r="(?:[A-Z]{3}|[E-Z][A-Z])\d')
"""A cell beyond the 130th column, EA."""
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br=\"(\d+)\"")
_HIDDEN_ROW: Final = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*?\bhidden=\"(?:1|true)\")[^<>]*?\br=\"(\d+)\"")
_CELL: Final = rb"<(?:\w+:)?c\b(?=[^<>]*?\br=\"([A-Z]{1,3})(\d{1,7})\")"
_FILLED_CELL: Final = re.compile(_CELL + rb"[^<>]*(?<!/)>(?!</)")
_STYLED_CELL: Final = re.compile(_CELL + rb"(?=[^<>]*?\bs=\"(\d+)\")[^<>]*(?<!/)>")
_SHARED_CELL: Final = re.compile(_CELL + rb"(?=[^<>]*?\bt=\"s\")[^<>]*><(?:\w+:)?v>(\d+)<")
_ERROR_CELL: Final = re.compile(_CELL + rb"(?=[^<>]*?\bt=\"e\")")
_UNCOMPUTED: Final = re.compile(
    _CELL
    + rb"(?![^<>]*?\bt=\"str\")[^<>]*><(?:\w+:)?f\b[^<>]*(?:/>|>[^<>]*</(?:\w+:)?f>)"
    + rb"(?:<(?:\w+:)?v></(?:\w+:)?v>|<(?:\w+:)?v ?/>)?</(?:\w+:)?c>"
)
_SHARED_TEXT: Final = re.compile(rb"<(?:\w+:)?si\b[^<>]*>(.*?)</(?:\w+:)?si>|<(?:\w+:)?si ?/>", re.DOTALL)
_NUMBER: Final = re.compile(rb"\bv(?:\s[^<>]*)?>\s*(\d{1,7})\s*<")
"""The value of a cell that may be the number of a shared text."""
_PIECE: Final = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_PIECE_FONT: Final = re.compile(rb"<(?:\w+:)?rFont\b[^<>]*?\bval=\"([^\"<>]*)\"")
_PIECE_TEXT: Final = re.compile(rb"<(?:\w+:)?t\b[^<>]*>([^<>]*)<")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What the scan says of one sheet; meanings as in `wire.Sheet`.

    Attributes:
        filled: cells with a value, the error values too.
        merged: where the cell reader does not tell them.
    """

    filled: int
    fonts: tuple[FontRun, ...]
    mixed: tuple[MixedCell, ...]
    uncomputed: tuple[tuple[int, int], ...]
    errors: tuple[tuple[int, int], ...]
    hidden_rows: tuple[int, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BookScan:
    """What the scan says of the workbook; `sheets` by name."""

    sheets: Mapping[str, SheetScan]
    date1904: bool
    template: str
    macros: bool
    external: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """The parts of an .xlsx that nothing speaks against.

    Attributes:
        parts: name → content.
        book: the part that names the sheets.
        sheets: name, content and number of filled cells of each.
    """

    parts: Mapping[str, bytes]
    book: ElementTree.Element
    sheets: tuple[tuple[str, bytes, int], ...]


def check_xlsx(parts: Mapping[str, bytes]) -> Checked:
    """Looks for what must not reach the cell reader; this is done before that reader opens the file.

    Args:
        parts: name → content, as `sniff.open_zip` gives them.

    Raises:
        Refused: XLS-01 for broken XML, XLS-03 for too many cells or too wide an area.
    """
    book = _parse(parts, "xl/workbook.xml")
    sheets = ((name, parts.get(path, b"")) for name, path in sheet_paths(parts))
    checked = Checked(parts, book, tuple((name, content, _check_sheet(content)) for name, content in sheets))
    _check_texts(parts.get("xl/sharedStrings.xml", b""), checked.sheets)
    return checked


def scan_xlsx(checked: Checked) -> BookScan:
    """Finds what the cell reader does not tell; it may run beside that reader.

    Raises:
        Refused: XLS-01 for broken XML.
    """
    parts = checked.parts
    legacy = _legacy_styles(parts)
    shared = _legacy_shared(parts.get("xl/sharedStrings.xml", b""))
    return BookScan(
        sheets={name: _scan_sheet(content, filled, legacy, shared) for name, content, filled in checked.sheets},
        date1904=any(item.get("date1904") in {"1", "true"} for item in checked.book.iterfind("{*}workbookPr")),
        template=_template(parts),
        macros=any(name.endswith("vbaProject.bin") for name in parts),
        external=any(name.startswith(("xl/externalLinks/", "xl/connections")) for name in parts),
    )


def column_number(letters: str) -> int:
    """0-based number of a column: "A" → 0, "AA" → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse(parts: Mapping[str, bytes], name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(parts[name])  # noqa: S314 - no document type, so no entities (checked before)
    except (ElementTree.ParseError, KeyError, ValueError, LookupError) as problem:
        raise Refused("XLS-01", f"phần {PurePosixPath(name).name} bị hỏng hoặc thiếu") from problem


def sheet_paths(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Name and part of each sheet, in their order; "" where the workbook does not say which part.

    Raises:
        Refused: XLS-01 for broken XML.
    """
    book = _parse(parts, "xl/workbook.xml")
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in parts:
        for relation in _parse(parts, "xl/_rels/workbook.xml.rels"):
            target = relation.get("Target", "")
            targets[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return [
        (sheet.get("name", ""), targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "", ""))
        for sheet in book.iterfind("{*}sheets/{*}sheet")
    ]


def _check_sheet(content: bytes) -> int:
    """Counts the filled cells of a sheet and refuses one that cannot be held."""
    prefixed = b"<worksheet" not in content[:2048]
    filled = content.count(b":v>") // 2 + content.count(b":is>") // 2 if prefixed else 0
    filled += content.count(b"</v>") + (content.count(b"</is>") if b"inlineStr" in content else 0)
    if filled > MOST_CELLS:
        raise Refused("XLS-03")
    _check_area(content, prefixed=prefixed)
    return filled


def _check_texts(shared: bytes, sheets: tuple[tuple[str, bytes, int], ...]) -> None:
    """Refuses a long text that is shown in so many cells that all of them could not be held."""
    cells = sum(filled for _, _, filled in sheets)
    if cells * len(shared) <= MOST_TEXT:
        return
    fair = MOST_TEXT // cells
    if max(map(len, shared.split(b"<si>"))) + len(b"<si>") <= fair:
        return
    sizes = ((number, match.end() - match.start()) for number, match in enumerate(_SHARED_TEXT.finditer(shared)))
    long = {b"%d" % number: size for number, size in sizes if size > fair}
    if not long:
        return
    shown = (long.get(match[1], 0) for _, content, _ in sheets for match in _NUMBER.finditer(content))
    if sum(shown) > MOST_TEXT:
        raise Refused("XLS-03")


def _scan_sheet(content: bytes, filled: int, legacy: Mapping[int, str], shared: Mapping[int, _Shared]) -> SheetScan:
    cells = [(*_place(match), legacy[int(match[3])]) for match in _styled(content, legacy)]
    single, mixed = _shared_cells(content, shared)
    return SheetScan(
        filled=filled,
        fonts=runs_of([*cells, *single]),
        mixed=mixed,
        uncomputed=tuple(_place(match) for match in _UNCOMPUTED.finditer(content)) if b"f>" in content else (),
        errors=tuple(_place(match) for match in _ERROR_CELL.finditer(content)) if b't="e"' in content else (),
        hidden_rows=tuple(int(row) for row in _HIDDEN_ROW.findall(content)) if b"hidden=" in content else (),
    )


def _check_area(content: bytes, *, prefixed: bool) -> None:
    """Refuses a sheet whose filled cells span a rectangle that cannot be held; empty cells far away are harmless."""
    start = max(content.rfind(b"<row"), content.rfind(b":row ") if prefixed else -1)
    last = _ROW.search(content, max(start - 16, 0))
    height = int(last[1]) if last else 0
    if height * _WIDEST <= MOST_AREA or (height * _USUAL_WIDTH <= MOST_AREA and not _WIDE.search(content)):
        return
    places = [_place(match) for match in _FILLED_CELL.finditer(content)]
    if not places:
        return
    rows = [row for row, _ in places]
    columns = [column for _, column in places]
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MOST_AREA:
        raise Refused("XLS-03")


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]), column_number(match[1].decode())


def _styled(content: bytes, legacy: Mapping[int, str]) -> list[re.Match[bytes]]:
    return [match for match in _STYLED_CELL.finditer(content) if int(match[3]) in legacy] if legacy else []


def _legacy_styles(parts: Mapping[str, bytes]) -> dict[int, str]:
    """Number of a cell style → its font, for the fonts made before Unicode."""
    if "xl/styles.xml" not in parts:
        return {}
    styles = _parse(parts, "xl/styles.xml")
    names = [
        next((name.get("val", "") for name in font.iterfind("{*}name")), "")
        for font in styles.iterfind("{*}fonts/{*}font")
    ]
    legacy: dict[int, str] = {}
    for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font = int(style.get("fontId") or 0)
        if font < len(names) and is_legacy_font(names[font]):
            legacy[number] = names[font]
    return legacy


_Shared = tuple[tuple[str, str], ...]
"""Pieces of a shared text as (text, font)."""


def _legacy_shared(content: bytes) -> dict[int, _Shared]:
    """Number of a shared text → its pieces, for texts with a piece under a font made before Unicode."""
    if b"rFont" not in content:
        return {}
    found: dict[int, _Shared] = {}
    for number, match in enumerate(_SHARED_TEXT.finditer(content)):
        pieces = tuple(_piece(piece[1]) for piece in _PIECE.finditer(match[1] or b""))
        if any(is_legacy_font(font) for _, font in pieces):
            found[number] = pieces
    return found


def _piece(content: bytes) -> tuple[str, str]:
    font = _PIECE_FONT.search(content)
    text = _PIECE_TEXT.search(content)
    return (
        unescape(text[1].decode(errors="replace")) if text else "",
        unescape(font[1].decode(errors="replace")) if font else "",
    )


def _shared_cells(
    content: bytes, shared: Mapping[int, _Shared]
) -> tuple[list[tuple[int, int, str]], tuple[MixedCell, ...]]:
    single: list[tuple[int, int, str]] = []
    mixed: list[MixedCell] = []
    for match in _SHARED_CELL.finditer(content) if shared else ():
        pieces = shared.get(int(match[3]))
        if pieces is None:
            continue
        fonts = {font for text, font in pieces if text.strip()}
        row, column = _place(match)
        if len(fonts) == 1:
            single.append((row, column, fonts.pop()))
        else:
            mixed.append(MixedCell(row, column, pieces))
    return single, tuple(mixed)


def _template(parts: Mapping[str, bytes]) -> str:
    if "docProps/custom.xml" not in parts:
        return ""
    for item in _parse(parts, "docProps/custom.xml"):
        if item.get("name") == TEMPLATE_PROPERTY:
            return "".join(item.itertext()).strip()
    return ""

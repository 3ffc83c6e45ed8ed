"""The styles of a workbook, with a few more: cells of a rejected row, their reason, the heading of the reasons.

Hides the numbering of fonts, fills and cell styles. Nothing that stands there is changed, so every style that a cell
already has keeps its number and its look.
"""

from __future__ import annotations

import re
from typing import Final

from app.sheets import FONT_NAME
from app.spreadsheets.returned_xml import Unfit, element, inside, number, with_attribute

REJECTED_COLOR: Final = "FFFCE4D6"

_FONT: Final = '<{0}font><{0}sz val="11"/><{0}name val="' + FONT_NAME + '"/></{0}font>'
_BOLD: Final = '<{0}font><{0}b/><{0}sz val="11"/><{0}name val="' + FONT_NAME + '"/></{0}font>'
_FILL: Final = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="'
    + REJECTED_COLOR
    + '"/><{0}bgColor indexed="64"/></{0}patternFill></{0}fill>'
)
_REASON: Final = (
    '<{0}xf numFmtId="49" fontId="{1}" fillId="{2}" borderId="{3}" xfId="0" quotePrefix="1" applyNumberFormat="1" '
    'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1"><{0}alignment vertical="top" '
    'wrapText="1"/><{0}protection locked="0"/></{0}xf>'
)
_HEADING: Final = (
    '<{0}xf numFmtId="49" fontId="{1}" fillId="{2}" borderId="{3}" xfId="0" applyNumberFormat="1" applyFont="1" '
    'applyFill="1" applyBorder="1" applyAlignment="1"><{0}alignment horizontal="center" vertical="center" '
    'wrapText="1"/></{0}xf>'
)


class Styles:
    """styles.xml on its way: the styles asked for are added at the end."""

    def __init__(self, content: bytes) -> None:
        """Finds the lists of styles.

        Raises:
            Unfit: the part is written in a way that is not changed in place.
        """
        self._content = content
        self._fonts = _count(content, "fonts", "font")
        self._fills = _count(content, "fills", "fill")
        start, end = inside(content, "cellXfs")
        self._prefix = (start[1] or b"").decode()
        self._known = list(element("xf").finditer(content, start.end(), end))
        if not self._known:
            raise Unfit("cellXfs")
        self._added: list[bytes] = []
        self._numbers: dict[tuple[str, int], int] = {}

    def tinted(self, style: int) -> int:
        """Number of the style that looks like another one, in the colour of rejected rows."""
        return self._number("tinted", style)

    def reason(self, style: int) -> int:
        """Number of the style of a reason, with the border of another one."""
        return self._number("reason", style)

    def heading(self, style: int) -> int:
        """Number of the style of the heading, with the border and the fill of another one."""
        return self._number("heading", style)

    def content(self) -> bytes:
        """The part with the styles that were asked for."""
        fonts = (_FONT + _BOLD).format(self._prefix).encode()
        content = _appended(self._content, "fonts", fonts, self._fonts + 2)
        content = _appended(content, "fills", _FILL.format(self._prefix).encode(), self._fills + 1)
        return _appended(content, "cellXfs", b"".join(self._added), len(self._known) + len(self._added))

    def _number(self, kind: str, style: int) -> int:
        key = (kind, style)
        if key not in self._numbers:
            self._numbers[key] = len(self._known) + len(self._added)
            self._added.append(self._made(kind, self._known[style] if style < len(self._known) else self._known[0]))
        return self._numbers[key]

    def _made(self, kind: str, model: re.Match[bytes]) -> bytes:
        attributes = model[2]
        if kind == "tinted":
            attributes = with_attribute(with_attribute(attributes, "fillId", self._fills), "applyFill", 1)
            return b"<" + (model[1] or b"") + b"xf" + attributes + model[3]
        border = number(attributes, "borderId")
        if kind == "reason":
            return _REASON.format(self._prefix, self._fonts, self._fills, border).encode()
        return _HEADING.format(self._prefix, self._fonts + 1, number(attributes, "fillId"), border).encode()


def _count(content: bytes, parent: str, child: str) -> int:
    start, end = inside(content, parent)
    return sum(1 for _ in element(child).finditer(content, start.end(), end))


def _appended(content: bytes, name: str, added: bytes, count: int) -> bytes:
    start, end = inside(content, name)
    opened = b"<" + (start[1] or b"") + name.encode() + with_attribute(start[2], "count", count) + b">"
    return content[: start.start()] + opened + content[start.end() : end] + added + content[end:]

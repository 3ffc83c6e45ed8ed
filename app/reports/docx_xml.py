"""Elements of Word: hides namespaces, twips and half points behind a few verbs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

FONT_NAME: Final = "Times New Roman"

Align = Literal["left", "center", "right", "both"]
Merge = Literal["", "restart", "continue"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set.

    Attributes:
        size: points; before, after: points above and below it; indent: points from the left; first: of the first line.
        line: exact height of a line, points; 0 as high as its letters need.
        keep: stays on the page of what follows.
        band: on a coloured ground, in white.
        named: id of a style of the file, such as "Heading1"; "" for the plain one.
    """

    size: float = 11
    bold: bool = False
    italic: bool = False
    align: Align = "left"
    after: float = 0
    indent: float = 0
    before: float = 0
    first: float = 0
    line: float = 0
    keep: bool = False
    band: str = ""
    named: str = ""


def element(tag: str, /, *children: Any, **attributes: str | int | float) -> Any:
    """An element of WordprocessingML with its children; attributes are in the same namespace."""
    node: Any = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        node.set(qn(f"w:{name}"), str(value))
    for child in children:
        node.append(child)
    return node


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def paragraph(text: str, style: Style, *fields: str) -> Any:
    """A paragraph of one look.

    Args:
        text: NFC is made here; line feeds become breaks.
        style: its look.
        fields: numbers that Word reckons, such as "PAGE", after the text; what is in small letters is text.
    """
    properties = element("pPr")
    if style.named:
        properties.append(element("pStyle", val=style.named))
    if style.keep:
        properties.append(element("keepNext"))
    if style.band:
        properties.append(element("shd", val="clear", color="auto", fill=style.band))
    around = {"before": twips(style.before), "after": twips(style.after)}
    line, rule = (twips(style.line), "exact") if style.line else (240, "auto")
    properties.append(element("spacing", **around, line=line, lineRule=rule))
    if style.indent or style.first:
        properties.append(element("ind", left=twips(style.indent), firstLine=twips(style.first)))
    properties.append(element("jc", val=style.align))
    properties.append(_run_properties(style))
    node = element("p", properties)
    if text:
        node.append(_run(unicodedata.normalize("NFC", text), style))
    for field in fields:
        node.extend(_field(field, style) if field.isupper() else [_run(field, style)])
    return node


def _field(code: str, style: Style) -> Iterator[Any]:
    for kind in ("begin", "", "end"):
        content = element("fldChar", fldCharType=kind) if kind else _instruction(code)
        yield element("r", _run_properties(style), content)


def _run(text: str, style: Style) -> Any:
    run = element("r", _run_properties(style))
    for index, line in enumerate(_printable(text).split("\n")):
        if index:
            run.append(element("br"))
        content = element("t")
        content.text = line
        content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(content)
    return run


def _printable(text: str) -> str:
    """Leaves out control characters, which XML cannot hold."""
    return "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32)


def _instruction(code: str) -> Any:
    node = element("instrText")
    node.text = code
    return node


def _run_properties(style: Style) -> Any:
    properties = element("rPr", element("rFonts", ascii=FONT_NAME, hAnsi=FONT_NAME, eastAsia=FONT_NAME, cs=FONT_NAME))
    if style.bold:
        properties.append(element("b"))
    if style.italic:
        properties.append(element("i"))
    if style.band:
        properties.append(element("color", val="FFFFFF"))
    properties.append(element("sz", val=round(style.size * 2)))
    properties.append(element("szCs", val=round(style.size * 2)))
    return properties


def cell(
    width: float,
    paragraphs: Iterable[Any],
    *,
    span: int = 1,
    merge: Merge = "",
    middle: bool = True,
    turned: bool = False,
) -> Any:
    """A table cell.

    Args:
        width: points.
        paragraphs: at least one.
        span: columns it covers.
        merge: "restart" begins a cell that goes down over rows, "continue" is covered by the one above.
        middle: centred vertically.
        turned: read from the bottom to the top.
    """
    properties = element("tcPr", element("tcW", w=twips(width), type="dxa"))
    if span > 1:
        properties.append(element("gridSpan", val=span))
    if merge:
        properties.append(element("vMerge", val=merge))
    if turned:
        properties.append(element("textDirection", val="btLr"))
    properties.append(element("vAlign", val="center" if middle else "top"))
    return element("tc", properties, *paragraphs)


def row(cells: Iterable[Any], *, heading: bool = False, height: float = 0) -> Any:
    """A table row that is never split; a heading row is repeated on each page; `height` is the least, points."""
    properties = element("trPr", element("cantSplit"))
    if height:
        properties.append(element("trHeight", val=twips(height), hRule="atLeast"))
    if heading:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def table(widths: Sequence[float], rows: Iterable[Any], *, bordered: bool, padding: float) -> Any:
    """A table of fixed column widths.

    Args:
        widths: points.
        rows: of cells that cover all columns.
        bordered: thin lines round every cell.
        padding: left and right in a cell, points.
    """
    properties = element("tblPr", element("tblW", w=twips(sum(widths)), type="dxa"))
    properties.append(element("tblInd", w=0, type="dxa"))
    if bordered:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        lines = (element(side, val="single", sz=4, space=0, color="000000") for side in sides)
        properties.append(element("tblBorders", *lines))
    properties.append(element("tblLayout", type="fixed"))
    margins = (("top", 1.5), ("left", padding), ("bottom", 1.5), ("right", padding))
    properties.append(element("tblCellMar", *(element(side, w=twips(size), type="dxa") for side, size in margins)))
    grid = element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths))
    return element("tbl", properties, grid, *rows)

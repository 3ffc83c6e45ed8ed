"""What the cell reader does not tell of an .ods: which cells are joined.

Hides the XML of its content. It is walked only where it says that a cell spans others.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from app.spreadsheets.wire import Refused

Area = tuple[int, int, int, int]

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST_AREAS: Final = 100_000


def joined_cells(content: bytes) -> Mapping[str, tuple[Area, ...]]:
    """The joined cells of each sheet, as `wire.Sheet.merged`.

    Args:
        content: the part content.xml, without a document type (checked before).

    Raises:
        Refused: XLS-01 for broken XML, XLS-03 for more joined cells than a list can have.
    """
    if b"-spanned=" not in content:
        return {}
    found: dict[str, list[Area]] = {}
    areas: list[Area] = []
    row, table = 1, ElementTree.Element("")
    try:
        for event, element in ElementTree.iterparse(BytesIO(content), ("start", "end")):  # noqa: S314 - no entities
            if event == "start" and element.tag == f"{_TABLE}table":
                areas = found.setdefault(element.get(f"{_TABLE}name", ""), [])
                row, table = 1, element
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                areas.extend(_areas(element, row))
                row += _number(element, "number-rows-repeated")
                table.clear()
            if len(areas) > _MOST_AREAS:
                raise Refused("XLS-03")
    except (ElementTree.ParseError, ValueError) as problem:
        raise Refused("XLS-01", "phần content.xml bị hỏng") from problem
    return {name: tuple(areas) for name, areas in found.items()}


def _areas(element: ElementTree.Element, row: int) -> list[Area]:
    areas: list[Area] = []
    column = 0
    for cell in element:
        down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            areas.append((row, column, row + down - 1, column + across - 1))
        column += _number(cell, "number-columns-repeated")
    return areas


def _number(element: ElementTree.Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))

"""What a figure on a screen is of, as text: one cell, a sum, a difference, a quotient, or a line of an indicator.

A cell of a form carries such a text; who clicks it is told of all its cells. `a+b` adds, `a~b` takes away, `a:b` is a
quotient, `#1.2/A` a line of an indicator, `…@unit` limits it to one unit. Inside the braces of a cell nothing is a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.errors import refuse

_LINE: Final = "#"
_SIGNS: Final = "+~:"
_UNIT: Final = "@"


@dataclass(frozen=True, slots=True)
class Terms:
    """Cells that are added, and cells that are taken away."""

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.plus, *self.minus)


@dataclass(frozen=True, slots=True)
class FigureRef:
    """What a figure is of.

    Attributes:
        above: what is counted; of a quotient the numerator. below: its denominator, empty for none.
        line: id of the line of an indicator; then the cells follow from the pack.
        unit: key of the unit; "" for all.
    """

    above: Terms = Terms()
    below: Terms = Terms()
    line: str = ""
    unit: str = ""


def parse_ref(text: str) -> FigureRef:
    """Reads what a figure is of.

    Raises:
        UserError: NHAP-02, it is no such text.
    """
    text, unit = _without_unit(text)
    if text.startswith(_LINE):
        return FigureRef(line=text[len(_LINE) :], unit=unit)
    parts: list[dict[str, list[str]]] = [{"+": [], "~": []}]
    for sign, cell in _pieces(text):
        if sign == ":":
            parts.append({"+": [], "~": []})
        parts[-1]["~" if sign == "~" else "+"].append(cell)
    cells = [cell for part in parts for found in part.values() for cell in found]
    if len(parts) > 2 or not all(cells):
        raise refuse("NHAP-02", what="ô số liệu", value=text)
    terms = [Terms(tuple(part["+"]), tuple(part["~"])) for part in parts]
    return FigureRef(terms[0], terms[1] if len(terms) > 1 else Terms(), unit=unit)


def line_ref(line: str) -> str:
    """Of a line of an indicator."""
    return _LINE + line


def sum_ref(parts: Iterable[str]) -> str:
    """Of the sum of figures; of the same figure of several units it is that figure; "" where it cannot be said."""
    found = list(dict.fromkeys(parts))
    plain = [_without_unit(part) for part in found]
    if len({text for text, _ in plain}) == 1 and len(found) > 1 and all(unit for _, unit in plain):
        return plain[0][0]
    return _joined("+", found)


def minus_ref(first: str, second: str) -> str:
    """Of a difference; what is taken away is one sum."""
    text, unit = _without_unit(second)
    if any(sign == "~" for sign, _ in _pieces(text)):
        return ""
    told = "~".join(cell for _, cell in _pieces(text))
    return _joined("~", [first, f"{told}{_UNIT}{unit}" if unit else told]) if text else ""


def quotient_ref(above: str, below: str) -> str:
    """Of a quotient."""
    return _joined(":", [above, below])


def _joined(sign: str, parts: list[str]) -> str:
    """Parts of one unit, or of all, under one sign; "" where one of them is no sum."""
    plain = [_without_unit(part) for part in parts]
    units = {unit for _, unit in plain}
    whole = all(
        text and not text.startswith(_LINE) and all(mark != ":" for mark, _ in _pieces(text)) for text, _ in plain
    )
    if not parts or not whole or len(units) != 1:
        return ""
    unit = units.pop()
    return sign.join(text for text, _ in plain) + (f"{_UNIT}{unit}" if unit else "")


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each cell with the sign before it."""
    sign, start, depth = "+", 0, 0
    for place, letter in enumerate(text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0 and letter in _SIGNS:
            yield sign, text[start:place]
            sign, start = letter, place + 1
    yield sign, text[start:]


def _without_unit(text: str) -> tuple[str, str]:
    """A text, and the unit behind its last brace; a unit's key holds the same sign once more."""
    place = text.find(_UNIT, text.rfind("}") + 1)
    return (text, "") if place < 0 else (text[:place], text[place + 1 :])

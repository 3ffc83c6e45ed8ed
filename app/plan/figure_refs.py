"""What a figure on a screen is of, as text: one cell, a sum, a difference, a quotient, or a line of an indicator.

A cell of a form carries such a text; who clicks it is told of all its cells. `a+b` adds, `a~b` takes away, `a:b` is a
quotient, `a:b:c:d` one quotient over another, `cell@unit` a cell of one unit, `#1.2/A` a line of an indicator. Inside
the braces of a cell none of these is a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.errors import refuse

_LINE: Final = "#"
_SIGNS: Final = "+~:"
_PARTS: Final = (1, 2, 4)
_TURNED: Final = {"+": "~", "~": "+"}


@dataclass(frozen=True, slots=True)
class Term:
    """A cell, of one unit or, with an empty unit, of all there are."""

    cell: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Cells that are added, and cells that are taken away."""

    plus: tuple[Term, ...] = ()
    minus: tuple[Term, ...] = ()

    @classmethod
    def of(cls, plus: Iterable[str], minus: Iterable[str] = ()) -> Terms:
        """Of whole cells."""
        return cls(tuple(map(Term, plus)), tuple(map(Term, minus)))

    def __bool__(self) -> bool:
        return bool(self.plus or self.minus)

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell once."""
        return tuple(dict.fromkeys(term.cell for term in (*self.plus, *self.minus)))

    def at(self, unit: str) -> Terms:
        """What one unit has part in."""
        plus, minus = (tuple(item for item in side if item.unit in ("", unit)) for side in (self.plus, self.minus))
        return Terms(plus, minus)


@dataclass(frozen=True, slots=True)
class FigureRef:
    """What a figure is of.

    Attributes:
        parts: what is counted; of a quotient numerator and denominator; four of a quotient of quotients.
        line: id of the line of an indicator; then the parts follow from the pack.
    """

    parts: tuple[Terms, ...] = ()
    line: str = ""


def parse_ref(text: str) -> FigureRef:
    """Reads what a figure is of.

    Raises:
        UserError: NHAP-02, it is no such text.
    """
    if text.startswith(_LINE):
        return FigureRef(line=text[len(_LINE) :])
    sides: list[dict[str, list[Term]]] = []
    for sign, piece in _pieces(text):
        if sign == ":" or not sides:
            sides.append({"+": [], "~": []})
        sides[-1]["~" if sign == "~" else "+"].append(_term(piece))
    if len(sides) not in _PARTS or not all(term.cell for side in sides for term in (*side["+"], *side["~"])):
        raise refuse("NHAP-02", what="ô số liệu", value=text[:80])
    return FigureRef(tuple(Terms(tuple(side["+"]), tuple(side["~"])) for side in sides))


def line_ref(line: str) -> str:
    """Of a line of an indicator."""
    return _LINE + line


def sum_ref(parts: Iterable[str]) -> str:
    """Of the sum of figures; "" where one of them cannot be said."""
    found = list(parts)
    return "+".join(found) if found and all(map(_is_sum, found)) else ""


def minus_ref(first: str, second: str) -> str:
    """Of a difference."""
    if not (_is_sum(first) and _is_sum(second)):
        return ""
    return first + "".join(_TURNED[sign] + piece for sign, piece in _pieces(second))


def quotient_ref(above: str, below: str) -> str:
    """Of a quotient of two sums or of two quotients."""
    sizes = {sum(sign == ":" for sign, _ in _pieces(text)) for text in (above, below)}
    told = above and below and not any(text.startswith(_LINE) for text in (above, below))
    return f"{above}:{below}" if told and sizes in ({0}, {1}) else ""


def _term(piece: str) -> Term:
    """A cell and the unit behind its brace; a unit's key holds the same sign once more."""
    place = piece.find("@", piece.rfind("}") + 1)
    return Term(piece) if place < 0 else Term(piece[:place], piece[place + 1 :])


def _is_sum(text: str) -> bool:
    return bool(text) and not text.startswith(_LINE) and all(sign != ":" for sign, _ in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each cell with the sign before it."""
    sign, start, depth = "+", 0, 0
    for place, letter in enumerate(text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0 and letter in _SIGNS:
            yield sign, text[start:place]
            sign, start = letter, place + 1
    yield sign, text[start:]

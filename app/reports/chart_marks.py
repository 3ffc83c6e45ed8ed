"""A chart as marks with their places: what a screen paints and what a PDF draws, so that both show the same picture.

Lengths are points from the upper left corner, y downwards. A mark names its colour by what it means; a screen knows its
own colours, paper those of `PAPER_COLOURS`. Every item that a person may step to has its own text and place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Role = Literal["ink", "soft", "line", "paper", "accent", "good", "warning", "good_wash", "warning_wash"]
Dash = Literal["", "dash", "dot"]
Anchor = Literal["start", "middle", "end"]
Width = Callable[[str, float], float]
"""Width of a text at a size."""


class Stroke(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: Role
    width: float = 1.0
    dash: Dash = ""


class Shape(NamedTuple):
    """A filled polygon with an edge; "" for none of the two."""

    points: tuple[tuple[float, float], ...]
    fill: Role | Literal[""]
    edge: Role | Literal[""] = ""


class Words(NamedTuple):
    """A text; `y` is its baseline."""

    x: float
    y: float
    text: str
    role: Role
    size: float
    anchor: Anchor = "start"
    bold: bool = False


Mark = Stroke | Shape | Words

PAPER_COLOURS: Final[Mapping[Role, int]] = MappingProxyType(
    {
        "ink": 0x1D2733,
        "soft": 0x54606C,
        "line": 0xDCE2E8,
        "paper": 0xFFFFFF,
        "accent": 0x0F6E6E,
        "good": 0x1A7034,
        "warning": 0x8A5D00,
        "good_wash": 0xE2F3E6,
        "warning_wash": 0xFFF3D3,
    }
)
"""RGB of a role on paper."""
DASHES: Final[Mapping[Dash, tuple[float, ...]]] = MappingProxyType({"": (), "dash": (5, 3), "dot": (1.5, 2.5)})
"""Points of stroke and gap in turn."""
LINE_SHARE: Final = 0.75
"""On paper lines are that part of their width on the screen."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a person may step to.

    Attributes:
        key: of it. text: what a reader hears.
        box: left, top, right, bottom. marks: what is drawn.
    """

    key: str
    text: str
    box: tuple[float, float, float, float]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its size, what it says as a whole, what is drawn behind, and its items from first to last."""

    width: float
    height: float
    text: str
    behind: tuple[Mark, ...]
    items: tuple[Item, ...]


def box_of(left: float, top: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    """Corners of a box."""
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


def diamond(x: float, y: float, size: float) -> tuple[tuple[float, float], ...]:
    """Corners of a diamond around a place."""
    return (x, y - size), (x + size, y), (x, y + size), (x - size, y)


def shortened(text: str, room: float, size: float, width: Width) -> str:
    """The text, with three dots at its end where it does not fit."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"

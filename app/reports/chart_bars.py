"""Units beside each other: bars in order of size, and a tile for each commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.reports.chart_marks import Item, Mark, Picture, Role, Shape, Stroke, Width, Words, box_of, shortened

TILE_COLUMNS: Final = 5
_ROW: Final = 1.9
_PAD: Final = 4.0
_TILE: Final = 3.6


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit has of an indicator.

    Attributes:
        key, name: of the unit. short: for a tile.
        share: percent; None where it is not known or there is nobody. words: such as "46,7 %", "chưa có số liệu".
        reached: whether the target is; None where nothing is compared.
    """

    key: str
    name: str
    short: str
    share: Fraction | None
    words: str
    reached: bool | None = None

    @property
    def text(self) -> str:
        """As a reader hears it."""
        word = {True: ", đạt mục tiêu", False: ", chưa đạt mục tiêu", None: ""}[self.reached]
        return f"{self.name}: {self.words}{word}"


def ranked(parts: Sequence[Part]) -> tuple[Part, ...]:
    """From the largest share to the smallest; those without one last, in their own order."""
    return tuple(sorted(parts, key=lambda item: (item.share is None, -(item.share or 0))))


def bars_picture(
    title: str, parts: Sequence[Part], target: int | None, width: float, size: float, measure: Width
) -> Picture:
    """Bars from 0 to 100 percent in the order of the shares, the target as a mark on each.

    Args:
        title: what is compared.
        parts: of the units. target: percent, or None.
        width: of the picture; its height follows from the number of units.
        size: of its letters. measure: of texts.
    """
    rows = ranked(parts)
    names = min(max((measure(item.name, size) for item in rows), default=0) + size + _PAD, width * 0.42)
    numbers = max((measure(item.words, size) for item in rows), default=0) + size
    left, room = names, max(width - names - numbers - _PAD, size * 4)
    items = []
    for number, item in enumerate(rows):
        top = number * size * _ROW
        marks: list[Mark] = [
            Words(_PAD, top + size * 1.3, shortened(item.name, names - size * 0.5 - _PAD, size, measure), "ink", size),
            Shape(box_of(left, top + size * 0.5, room, size), "line"),
        ]
        if item.share:
            filled = room * min(float(item.share), 100.0) / 100
            marks.append(Shape(box_of(left, top + size * 0.5, filled, size), "good" if item.reached else "accent"))
        if target is not None:
            x = left + room * target / 100
            marks.append(Stroke(x, top + size * 0.2, x, top + size * 1.8, "ink", 1.6))
        role: Role = "soft" if item.share is None else "ink"
        marks.append(Words(width - _PAD, top + size * 1.3, item.words, role, size, "end"))
        items.append(Item(item.key, item.text, (0, top, width, top + size * _ROW), tuple(marks)))
    text = f"{title}. " + "; ".join(item.text for item in rows)
    return Picture(width, len(rows) * size * _ROW, text, (), tuple(items))


def tiles_picture(title: str, parts: Sequence[Part], width: float, size: float, measure: Width) -> Picture:
    """A tile for each unit in the order given: name and number; reached by a sign as well as by the colour."""
    gap = size * 0.4
    across = (width - gap * (TILE_COLUMNS - 1)) / TILE_COLUMNS
    items = []
    for number, item in enumerate(parts):
        left = (number % TILE_COLUMNS) * (across + gap)
        top = (number // TILE_COLUMNS) * size * (_TILE + 0.4)
        wash: Role = "line"
        if item.reached is not None:
            wash = "good_wash" if item.reached else "warning_wash"
        edge: Role = "good" if item.reached else "warning" if item.reached is not None else "line"
        centre, told = left + across / 2, shortened(item.words, across - 6, size, measure)
        marks: tuple[Mark, ...] = (
            Shape(box_of(left, top, across, size * _TILE), wash if item.reached is not None else "paper", edge),
            Words(centre, top + size * 1.4, shortened(item.short, across - 6, size, measure), "ink", size, "middle"),
            Words(centre, top + size * 2.8, told, "ink", size, "middle", bold=True),
            *(_tick(left + across - size * 1.2, top + size * 0.9, size) if item.reached else ()),
        )
        items.append(Item(item.key, item.text, (left, top, left + across, top + size * _TILE), marks))
    rows = -(-len(items) // TILE_COLUMNS)
    text = f"{title}. " + "; ".join(item.text for item in parts)
    return Picture(width, max(rows * size * (_TILE + 0.4) - size * 0.4, 0), text, (), tuple(items))


def _tick(x: float, y: float, size: float) -> tuple[Mark, ...]:
    """A tick; no typeface of paper has the letter."""
    low = y + size * 0.35
    return (
        Stroke(x - size * 0.35, y, x, low, "good", 1.6),
        Stroke(x, low, x + size * 0.55, y - size * 0.5, "good", 1.6),
    )

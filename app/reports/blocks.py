"""Pieces of a laid-out page: text and lines with their places, in points; what a canvas draws without thinking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.reports.chart_marks import Picture
from app.reports.fonts import Face

MM = 72 / 25.4
"""Points in a millimetre."""


class Run(NamedTuple):
    """A piece of one line of text; `x` from the left edge of the page, `y` its baseline below the block's top.

    A turned one is read from the bottom to the top: it begins at the same point, its baseline goes up.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    turned: bool = False


class Line(NamedTuple):
    """A straight line; `x` from the left edge of the page, `y` below the block's top."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What is never split between pages.

    Attributes:
        height: with the space above and below it.
        runs, lines: what is drawn.
        edges: x of vertical lines over the whole height; neighbours with the same edges share one stroke.
        keep: must stand on the page of the block that follows.
        heading: block repeated above it at the top of each page (the heading of its table).
        picture: drawn in the middle of the text area at the block's top; None for none.
        sign_at: where its signature goes: left, top, right, bottom as in `Line`; None where nobody signs.
    """

    height: float
    runs: tuple[Run, ...] = ()
    lines: tuple[Line, ...] = ()
    edges: tuple[float, ...] = ()
    keep: bool = False
    heading: Block | None = None
    sign_at: tuple[float, float, float, float] | None = None
    picture: Picture | None = None


class Placed(NamedTuple):
    """A block on a page; `top` is the distance of its upper edge from the page's upper edge."""

    top: float
    block: Block


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one section.

    Attributes:
        width, height: points.
        number, total: in its section, from 1 (NĐ 30: each annex is numbered anew).
        title: of the section, for bookmarks.
        tied: the code of the figures stands at its foot.
        left, right: x of the text area's edges.
        placed: blocks from top to bottom.
    """

    width: float
    height: float
    number: int
    total: int
    title: str
    left: float
    right: float
    placed: tuple[Placed, ...]
    tied: bool = True

"""Line breaking by the widths of the typeface; hides the caches that make long lists fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from app.reports.blocks import Run
from app.reports.fonts import Face, FontSet

LEADING: Final = 1.18
"""Distance of baselines in units of the size: capitals with two marks (Ẫ) need almost all of it."""
ASCENT: Final = 0.94
"""Baseline of the first line below its top, in units of the size."""

Align = Literal["left", "center", "right"]

_PIECES: Final = re.compile(r"[^-/=×+\xa0]*[-/=×+\xa0]+|[^-/=×+\xa0]+")
_WORDS: Final = re.compile(r"(?:\xa0|\S)+")
"""A no-break space joins two words, unless they are wider than a line together."""


class Measure:
    """Widths and line breaks of one document; remembers what it has measured."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._widths: dict[tuple[str, Face, float], float] = {}
        self._lines: dict[tuple[str, float, Face, float], tuple[str, ...]] = {}

    def width(self, text: str, face: Face, size: float) -> float:
        """Width of one line in points."""
        key = (text, face, size)
        found = self._widths.get(key)
        if found is None:
            found = self._widths[key] = self._fonts.width(text, face, size)
        return found

    def wrap(self, text: str, width: float, face: Face, size: float) -> tuple[str, ...]:
        """Breaks a text into lines.

        Args:
            text: line feeds in it are kept as breaks.
            width: points that a line may take.
            face, size: of the typeface.

        Returns:
            At least one line; a word too long is broken after - / = × + or a no-break space, then between letters.
        """
        key = (text, width, face, size)
        found = self._lines.get(key)
        if found is None:
            lines = [line for part in text.split("\n") for line in self._break(part, width, face, size)]
            found = self._lines[key] = tuple(lines)
        return found

    def balance(self, text: str, width: float, face: Face, size: float) -> tuple[str, ...]:
        """Breaks a heading into as few lines as `wrap`, but of nearly equal length."""
        lines = self.wrap(text, width, face, size)
        narrow = width / len(lines)
        while len(lines) > 1:
            found = self.wrap(text, min(narrow, width), face, size)
            if len(found) <= len(lines):
                return found
            narrow += size
        return lines

    def longest_word(self, text: str, face: Face, size: float, *, pieces: bool = False) -> float:
        """Width of the longest part that is not broken; `pieces` allows breaks after - / = × + as well."""
        return max((self.width(part, face, size) for part in _parts(text, pieces=pieces)), default=0.0)

    def _break(self, text: str, width: float, face: Face, size: float) -> Iterator[str]:
        if self.width(text, face, size) <= width:
            yield text.strip()
            return
        line = ""
        for word in _WORDS.findall(text):
            longer = f"{line} {word}" if line else word
            if self.width(longer, face, size) <= width:
                line = longer
                continue
            if line:
                yield line
            *whole, line = self._split_word(word, width, face, size)
            yield from whole
        yield line

    def _split_word(self, word: str, width: float, face: Face, size: float) -> list[str]:
        if self.width(word, face, size) <= width:
            return [word]
        lines = [""]
        for piece in _PIECES.findall(word):
            fits = self.width(lines[-1] + piece, face, size) <= width
            for part in (piece,) if fits or self.width(piece, face, size) <= width else piece:
                if lines[-1] and self.width(lines[-1] + part, face, size) > width:
                    lines.append(part)
                else:
                    lines[-1] += part
        return lines

    def runs(
        self, lines: Iterable[str], box: tuple[float, float], top: float, face: Face, size: float, align: Align
    ) -> Iterator[Run]:
        """Places lines between two edges, the first line's top at `top`.

        Args:
            lines: of one paragraph.
            box: x of the left and the right edge.
            top: distance from the block's top to the paragraph's.
            face, size, align: how it is set.
        """
        baseline = top + ASCENT * size
        for line in lines:
            if line:
                yield Run(self._start(line, box, face, size, align), baseline, line, face, size)
            baseline += LEADING * size

    def turned_runs(
        self, lines: Iterable[str], box: tuple[float, float], rows: tuple[float, float], face: Face, size: float
    ) -> Iterator[Run]:
        """Places lines that are read from the bottom to the top in the middle of a cell, the first at the left.

        Args:
            lines: of one paragraph.
            box: x of the left and the right edge.
            rows: distance of the cell's upper and lower edge from the block's top.
            face, size: how it is set.
        """
        texts = tuple(lines)
        baseline = (box[0] + box[1] - len(texts) * LEADING * size) / 2 + ASCENT * size
        for line in texts:
            yield Run(baseline, (rows[0] + rows[1] + self.width(line, face, size)) / 2, line, face, size, turned=True)
            baseline += LEADING * size

    def _start(self, line: str, box: tuple[float, float], face: Face, size: float, align: Align) -> float:
        left, right = box
        if align == "left":
            return left
        spare = right - left - self.width(line, face, size)
        return left + (spare if align == "right" else spare / 2)


def _parts(text: str, *, pieces: bool) -> Iterator[str]:
    for word in _WORDS.findall(text):
        if pieces:
            yield from _PIECES.findall(word)
        else:
            yield word

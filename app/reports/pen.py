"""A pen for blocks: writes paragraphs one under the other and remembers how far down it is."""

from __future__ import annotations

import unicodedata

from app.reports.blocks import Run
from app.reports.fonts import Face
from app.reports.metrics import LEADING, Align, Measure

Style = tuple[Face, float]


class Pen:
    """Writes paragraphs one under the other between two edges, and remembers how far down it is."""

    def __init__(self, measure: Measure, left: float, right: float, top: float = 0.0) -> None:
        self._measure = measure
        self.left, self.right = left, right
        self.top = top
        self.runs: list[Run] = []

    def write(self, text: str, style: Style, align: Align = "left", after: float = 0.0) -> None:
        """One paragraph; a centred one is broken into lines of nearly equal length."""
        face, size = style
        break_lines = self._measure.balance if align == "center" else self._measure.wrap
        lines = break_lines(unicodedata.normalize("NFC", text), self.right - self.left, face, size)
        self.runs.extend(self._measure.runs(lines, (self.left, self.right), self.top, face, size, align))
        self.top += len(lines) * LEADING * size + after

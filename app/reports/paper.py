"""Pages that are written from the top down, for papers that are no form: minutes, sheets; hides canvas and breaks.

Sizes, margins and the head of the page follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Final

from reportlab.lib.colors import black

from app.reports.administrative import MOTTO, NATION, RULE_SHARE
from app.reports.blocks import MM
from app.reports.canvases import A4, new_canvas
from app.reports.fonts import Face, FontSet
from app.reports.metrics import LEADING, Measure
from app.vietnamese.dates import long_date

WIDTH, HEIGHT = A4
LEFT: Final = 30 * MM
RIGHT: Final = WIDTH - 20 * MM
TOP: Final = HEIGHT - 20 * MM
BOTTOM: Final = 20 * MM
_FIRST_LINE: Final = 10 * MM


class Paper:
    """A4 pages that are written from the top down; `y` is the place reached."""

    def __init__(self, target: io.BytesIO, fonts: FontSet, title: str, author: str, day: date) -> None:
        self._fonts = fonts
        self._measure = Measure(fonts)
        self.canvas = new_canvas(target, fonts, title, author, day)
        self.canvas.setFillColor(black)
        self.canvas.setLineWidth(0.5)
        self.y = TOP

    def line(self, text: str, face: Face, size: float, centre: float) -> None:
        """One centred line."""
        self.canvas.setFont(self._fonts.name(face), size)
        self.y -= size * LEADING
        self.canvas.drawCentredString(centre, self.y, text)

    def paragraph(self, text: str, face: Face, size: float, left: float, right: float) -> None:
        """A text over as many lines as it needs."""
        self.canvas.setFont(self._fonts.name(face), size)
        for line in self._measure.wrap(text, right - left, face, size):
            self.y -= size * LEADING
            self.canvas.drawString(left, self.y, line)

    def justified(self, text: str, size: float, face: Face = Face.REGULAR) -> None:
        """A paragraph of a document: first line indented, both edges straight, broken between pages where it must."""
        lines = list(self._lines(text.split(), face, size))
        for number, words in enumerate(lines):
            together = 2 if number in (0, len(lines) - 2) and len(lines) > 1 else 1
            together = 3 if number == 0 and len(lines) == 3 else together  # no line stands alone on either page
            self.need(together * size * LEADING)
            self.y -= size * LEADING
            self.canvas.setFont(self._fonts.name(face), size)
            self._spread(words, face, size, LEFT + (0 if number else _FIRST_LINE), last=number == len(lines) - 1)

    def _lines(self, words: list[str], face: Face, size: float) -> Iterator[list[str]]:
        left = LEFT + _FIRST_LINE
        while words:
            taken = len(self._measure.wrap(" ".join(words), RIGHT - left, face, size)[0].split())
            yield words[:taken]
            words, left = words[taken:], LEFT

    def need(self, room: float) -> None:
        """Begins a new page where less room is left; its number stands in the middle of the top margin."""
        if self.y - room >= BOTTOM:
            return
        self.canvas.showPage()
        self.canvas.setLineWidth(0.5)
        self.canvas.setFont(self._fonts.name(Face.REGULAR), 13)
        self.canvas.drawCentredString(WIDTH / 2, HEIGHT - 12 * MM, str(self.canvas.getPageNumber()))
        self.y = TOP

    def width(self, text: str, face: Face, size: float) -> float:
        """Width of a text in points."""
        return self._measure.width(text, face, size)

    def rule(self, centre: float, width: float) -> None:
        """A thin line under what was written last."""
        y = self.y - 2.2 * MM
        self.canvas.line(centre - width / 2, y, centre + width / 2, y)

    def heading(self, office: tuple[tuple[str, Face], ...], number: str, place: str, day: date) -> None:
        """Names of the offices and the number on the left, motto and date on the right.

        Args:
            office: lines with their faces, from the top. number: such as "Số: …/BB-UBND", "" for none.
            place: địa danh. day: of the paper.
        """
        left, right, top = LEFT + 34 * MM, RIGHT - 44 * MM, self.y
        widest = 0.0
        for text, face in office:
            lines = self._measure.balance(text, 68 * MM, face, 12)
            widest = max(self.width(line, face, 12) for line in lines)
            for line in lines:
                self.line(line, face, 12, left)
        self.rule(left, RULE_SHARE * widest)
        if number:
            self.y -= 3 * MM
            self.line(number, Face.REGULAR, 13, left)
        below = self.y
        self.y = top
        self.line(NATION, Face.BOLD, 12, right)
        self.line(MOTTO, Face.BOLD, 13, right)
        self.rule(right, self.width(MOTTO, Face.BOLD, 13))
        self.y -= 4 * MM
        self.line(f"{place}, {long_date(day)}", Face.ITALIC, 13, right)
        self.y = min(self.y, below)

    def _spread(self, words: list[str], face: Face, size: float, left: float, *, last: bool) -> None:
        total = sum(self.width(word, face, size) for word in words)
        gap = self.width(" ", face, size)
        if not last and len(words) > 1:
            gap = (RIGHT - left - total) / (len(words) - 1)
        at = left
        for word in words:
            self.canvas.drawString(at, self.y, word)
            at += self.width(word, face, size) + gap

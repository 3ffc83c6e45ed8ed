"""Place and date of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.vietnamese.dates import long_date

_BY_HAND: Final = "ngày …… tháng …… năm 20……".replace(" ", "\N{NO-BREAK SPACE}")
"""Stays on one line: where there is no room beside the place, it goes under it."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Place and date of a form.

    Attributes:
        place: địa danh, such as "Mường Pồn" (a commune writes its own name, a department the province's).
        day: date of signing; None leaves it to be written by hand.
    """

    place: str
    day: date | None = None

    def line(self) -> str:
        """ "Mường Pồn, ngày 05 tháng 01 năm 2027", or with dots for what is written by hand."""
        return f"{self.place or '………………'}, {self.day_words()}"

    def day_words(self) -> str:
        """ "ngày 05 tháng 01 năm 2027", or with dots."""
        return long_date(self.day) if self.day else _BY_HAND

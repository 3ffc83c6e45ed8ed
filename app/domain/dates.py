"""Partial dates: an ISO prefix (`2026`, `2026-03`, `2026-03-08`) that stays as partial as it was written.

Ages are counted by month everywhere; the day is never read (design §3), so that a birth date which travels as
`YYYY-MM` gives the same figures.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_SHAPE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day.

    Attributes:
        text: the ISO prefix, valid by construction.

    Raises:
        ValueError: the text is no such prefix or no date of the calendar.
    """

    text: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.text):
            raise ValueError(self.text)
        _ = self.earliest  # a month 13 or a day 31/02 is refused here

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """A date known to the day, without a second look at what is a date already."""
        known = object.__new__(cls)
        object.__setattr__(known, "text", day.isoformat())
        return known

    @property
    def earliest(self) -> date:
        """First day that the date can mean."""
        if self.is_full:
            return date.fromisoformat(self.text)
        year, month, day = (*map(int, self.text.split("-")), 1, 1)[:3]
        return date(year, month, day)

    @property
    def latest(self) -> date:
        """Last day that the date can mean."""
        parts = tuple(map(int, self.text.split("-")))
        year = parts[0]
        month = parts[1] if len(parts) > 1 else 12
        day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
        return date(year, month, day)

    @property
    def is_full(self) -> bool:
        """Known to the day."""
        return len(self.text) == 10

    @property
    def year(self) -> int:
        """The year, always known."""
        return int(self.text[:4])

    def to_month(self) -> PartialDate:
        """The date without its day: how a coarse field travels."""
        return PartialDate(self.text[:7])

    def __str__(self) -> str:
        return self.text


def day(value: date) -> PartialDate:
    """A full date as a partial one."""
    return PartialDate(value.isoformat())


def in_force(start: PartialDate | None, end: PartialDate | None, on: date) -> bool:
    """Possibly in force on a day: earliest(start) ≤ on ≤ latest(end), `end` inclusive; an open side never ends it."""
    return (start is None or start.earliest <= on) and (end is None or on <= end.latest)


def certainly_in_force(start: PartialDate | None, end: PartialDate | None, on: date) -> bool:
    """In force on a day whatever the unknown parts are; an unknown start is not certain."""
    return start is not None and start.latest <= on and (end is None or on <= end.earliest)


def months_between(start: date, end: date) -> int:
    """Whole calendar months from the month of `start` to the month of `end`; days are not read."""
    return (end.year - start.year) * 12 + end.month - start.month


def age_bounds(birth: PartialDate, on: date) -> tuple[int, int]:
    """Youngest and oldest completed age in years on a day, counted by month; the day of birth is never read."""
    youngest = months_between(birth.latest, on) // 12
    oldest = months_between(birth.earliest, on) // 12
    return youngest, oldest

"""Seeded chance: the same seed gives the same people, ids and days on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from app.commands.demo.samples import Choice
from app.domain.dates import PartialDate, day
from app.domain.ids import uuid7

T = TypeVar("T")


class Dice:
    """A stream of chance, and the ids made from it in order."""

    __slots__ = ("_made", "_milliseconds", "_random")

    def __init__(self, seed: str, made_on: date) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented data, no secret hangs on it
        self._milliseconds = int(datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).timestamp() * 1000)
        self._made = 0

    def chance(self, percent: float) -> bool:
        """True in so many cases of a hundred."""
        return self._random.random() * 100 < percent

    def between(self, low: int, high: int) -> int:
        """An integer, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def within(self, bounds: tuple[int, int]) -> int:
        """An integer within bounds, both included."""
        return self.between(*bounds)

    def share(self, low: float, high: float) -> float:
        """A number between two others."""
        return low + self._random.random() * (high - low)

    def pick(self, items: Sequence[T]) -> T:
        """One of several."""
        return items[int(self._random.random() * len(items))]

    def draw(self, choice: Choice) -> str:
        """A code by its weight."""
        return self._random.choices(choice.codes, cum_weights=choice.cumulated)[0]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        return self._random.sample(items, len(items))

    def day(self, first: date, last: date) -> PartialDate:
        """A day between two others; the first where the last lies before it."""
        return day(first + timedelta(days=self.between(0, max(0, (last - first).days))))

    def id(self) -> str:
        """The next id: UUIDv7, one millisecond after the last."""
        self._made += 1
        return uuid7(self._milliseconds + self._made, self._random.getrandbits(74))


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Splits a number into integers in proportion to weights; they sum to it exactly (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts

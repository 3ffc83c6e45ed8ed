"""Progress and cancel of long work, as one small protocol that the core owns and the window implements."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told by long work how far it is; may stop it."""

    def step(self, done: int, total: int, text: str) -> None:
        """Reports a step.

        Args:
            done: finished items.
            total: all items; 0 where it is not known.
            text: what is being done, Vietnamese.

        Raises:
            Cancelled: the person asked to stop.
        """


class Silent:
    """A progress nobody looks at."""

    def step(self, done: int, total: int, text: str) -> None:
        """Does nothing."""

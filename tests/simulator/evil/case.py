"""One evil package as an entry of data: how it is made, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulator.evil.forge import Forge

Maker = Callable[[Forge], bytes]


def nothing(_: Forge) -> None:
    """Sở Nội vụ is as it was."""


@dataclass(frozen=True, slots=True)
class Evil:
    """A package that may not be taken.

    Attributes:
        name: what is wrong with it, in a few words; unique.
        code: of the refusal.
        make: its bytes.
        faults: rows of the catalogue of faults that it shows.
        says: a part of the sentence that depends on the package.
        state: what becomes of it: refused, or one of the states in which it waits unread.
        before: what happened at Sở Nội vụ before it came.
    """

    name: str
    code: str
    make: Maker
    faults: str = ""
    says: str = ""
    state: str = "refused"
    before: Callable[[Forge], None] = nothing

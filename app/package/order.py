"""Order without clocks: the chain of `previous` hashes says where a package belongs; (epoch, sequence) is a label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a package stands in the chain of its sender."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    OLDER = "older"
    GAP = "gap"
    FORK = "fork"


@dataclass(frozen=True, slots=True)
class Link:
    """A package already taken into the chain."""

    digest: str
    previous: str


def place(digest: str, previous: str, chain: Iterable[Link]) -> Place:
    """Places a package among those already taken.

    Args:
        digest: SHA-256 of the package's bytes.
        previous: hash that its header names, "" for a first one.
        chain: links taken so far, in any order.
    """
    links = {link.digest: link.previous for link in chain}
    if digest in links:
        return Place.DUPLICATE
    if digest in links.values():
        return Place.OLDER
    if previous in links.values():
        return Place.FORK
    if previous and previous not in links:
        return Place.GAP
    return Place.NEXT


def head(chain: Iterable[Link]) -> str:
    """The newest package of a chain without forks; "" of an empty one."""
    links = {link.digest: link.previous for link in chain}
    tips = set(links) - set(links.values())
    return max(tips) if tips else ""

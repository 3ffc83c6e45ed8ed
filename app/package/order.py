"""Order without clocks: the chain of `previous` hashes says where a package belongs; (epoch, sequence) is a label."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    """A package and the one it continues, "" for none."""

    digest: str
    previous: str


def place(digest: str, previous: str, chain: Iterable[Link], aside: Collection[str] = ()) -> Place:
    """Places a package among those already taken.

    Args:
        digest: SHA-256 of the package's bytes.
        previous: hash that its header names, "" for a first one.
        chain: links taken so far, in any order.
        aside: packages that are here but not in the chain, because another one stands in their place.
    """
    links = _by_digest(chain)
    if digest in links:
        return Place.DUPLICATE
    if digest in links.values():
        return Place.OLDER
    if previous in aside or previous in links.values():
        return Place.FORK
    if previous and previous not in links:
        return Place.GAP
    return Place.NEXT


def head(chain: Iterable[Link]) -> str:
    """The newest package of a chain without forks; "" of an empty one."""
    links = _by_digest(chain)
    tips = set(links) - set(links.values())
    return max(tips, default="")


def contested(links: Iterable[Link]) -> frozenset[str]:
    """Packages that continue what another one continues too, or begin where another begins."""
    successors: dict[str, set[str]] = {}
    for link in links:
        successors.setdefault(link.previous, set()).add(link.digest)
    return frozenset[str]().union(*(found for found in successors.values() if len(found) > 1))


def before(digest: str, links: Iterable[Link]) -> frozenset[str]:
    """All packages that a package continues, one after the other."""
    known = _by_digest(links)
    found: set[str] = set()
    at = known.get(digest, "")
    while at and at not in found:
        found.add(at)
        at = known.get(at, "")
    return frozenset(found)


def after(digest: str, links: Iterable[Link]) -> frozenset[str]:
    """All packages that continue a package, directly or not."""
    known = tuple(links)
    found = {digest}
    grown = True
    while grown:
        more = {link.digest for link in known if link.previous in found} - found
        found |= more
        grown = bool(more)
    return frozenset(found - {digest})


def _by_digest(links: Iterable[Link]) -> Mapping[str, str]:
    return {link.digest: link.previous for link in links}

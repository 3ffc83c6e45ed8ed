"""What two units say that cannot both be so: one person in both, one post held twice, a transfer without a trace.

Pure: presences in, pairs out. Hides by which token a person is known again, and when two tokens speak against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import combinations
from typing import Final, Literal

PairKind = Literal["person", "post", "transfer"]
Detail = Literal["", "overlap", "reason", "vanished"]
"""Of a transfer: the new post began before the old place ended; it ended for another reason; nobody ended it."""

TRANSFER: Final = "chuyen_cong_tac"
REORGANISED: Final = "sap_xep"
_MOST_PLACES: Final = 2
"""A name of a body that more units use names no single body."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A person in the package of a unit.

    Attributes:
        unit, package, person: keys.
        by_id, by_name: match tokens; an empty one says nothing.
        here: works at the unit on its cut-off day.
        left_on, left_reason: when and why not any more; None, "" where that is not told.
        since: first day of the posts held, where all are whole days.
        posts: head posts held at bodies that are named after a unit, each with the folded name of its body.
    """

    unit: str
    package: str
    person: str
    by_id: str = ""
    by_name: str = ""
    here: bool = True
    left_on: date | None = None
    left_reason: str = ""
    since: date | None = None
    posts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two presences that do not go together.

    Attributes:
        kind, detail: what does not fit.
        certain: known by the number of the person; else by name, birth and sex, or by the name of a body.
        mark: short mark that both sides may be told; it says nothing of the other's record.
    """

    kind: PairKind
    one: Presence
    other: Presence
    certain: bool
    mark: str
    detail: Detail = ""

    @property
    def key(self) -> str:
        """Stable over packages: by kind, units and records."""
        sides = sorted((item.unit, item.person) for item in (self.one, self.other))
        return sha256("\x1f".join([self.kind, *(part for side in sides for part in side)]).encode()).hexdigest()[:32]


def find_pairs(now: Sequence[Presence], before: Sequence[Presence] = ()) -> tuple[Pair, ...]:
    """All pairs of a period.

    Args:
        now: of the package by which each unit is looked at.
        before: people who were at their unit in its accepted package of the period before.

    Returns:
        In order of kind, unit and record; each pair of records once for each kind.
    """
    found: dict[str, Pair] = {}
    for pair in (*_same_person(now), *_vanished(now, before), *_same_post(now)):
        found.setdefault(pair.key, pair)
    return tuple(sorted(found.values(), key=lambda pair: (pair.kind, not pair.certain, pair.one.unit, pair.key)))


def _same_person(now: Sequence[Presence]) -> Iterator[Pair]:
    for one, other, certain in _known_again(now):
        mark = _mark(one.by_id if certain else one.by_name)
        if one.here and other.here:
            yield Pair("person", one, other, certain, mark)
        elif one.here or other.here:
            gone, there = (other, one) if one.here else (one, other)
            if detail := _loose(gone, there):
                yield Pair("transfer", gone, there, certain, mark, detail)


def _loose(gone: Presence, there: Presence) -> Detail:
    """What is wrong with a move from one unit to another; "" where both ends fit."""
    if gone.left_on and there.since and there.since < gone.left_on:
        return "overlap"
    return "reason" if gone.left_reason not in {"", TRANSFER, REORGANISED} else ""


def _vanished(now: Sequence[Presence], before: Sequence[Presence]) -> Iterator[Pair]:
    """People of last time whom their unit does not name any more, though nobody ended it, and another unit names."""
    told = {(item.unit, token) for item in now for token in _tokens(item)}
    units = {item.unit for item in now}
    earlier = {(item.unit, token) for item in before for token in _tokens(item)}
    gone = {
        item for item in before if item.unit in units and not any((item.unit, token) in told for token in _tokens(item))
    }
    if not gone:
        return
    new = [item for item in now if item.here and not any((item.unit, token) in earlier for token in _tokens(item))]
    for one, other, certain in _known_again([*gone, *new]):
        if (one in gone) == (other in gone):
            continue
        left, there = (one, other) if one in gone else (other, one)
        yield Pair("transfer", left, there, certain, _mark(left.by_id if certain else left.by_name), "vanished")


def _known_again(items: Sequence[Presence]) -> Iterator[tuple[Presence, Presence, bool]]:
    """Pairs of presences in two units that are one person, and whether that is certain."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    for certain in (True, False):
        for group in _by_token(items, certain=certain).values():
            for one, other in combinations(sorted(group, key=lambda item: (item.unit, item.person)), 2):
                place = ((one.unit, one.person), (other.unit, other.person))
                against = not certain and one.by_id and other.by_id and one.by_id != other.by_id
                if one.unit != other.unit and place not in seen and not against:
                    seen.add(place)
                    yield one, other, certain


def _by_token(items: Iterable[Presence], *, certain: bool) -> Mapping[str, list[Presence]]:
    groups: dict[str, list[Presence]] = defaultdict(list)
    for item in items:
        if token := item.by_id if certain else item.by_name:
            groups[token].append(item)
    return groups


def _same_post(now: Sequence[Presence]) -> Iterator[Pair]:
    """The head's post of one body held by people of two units."""
    holders: dict[tuple[str, str], list[Presence]] = defaultdict(list)
    for item in now:
        for post in item.posts if item.here else ():
            holders[post].append(item)
    for post, items in sorted(holders.items()):
        if len({item.unit for item in items}) != _MOST_PLACES:
            continue
        for one, other in combinations(sorted(items, key=lambda item: (item.unit, item.person)), 2):
            if one.unit != other.unit:
                yield Pair("post", one, other, certain=False, mark=_mark("\x1f".join(post)))


def _tokens(item: Presence) -> tuple[str, ...]:
    return tuple(token for token in (item.by_id, item.by_name) if token)


def _mark(token: str) -> str:
    """Eight letters and digits of a digest of what the side itself has sent."""
    return sha256(token.encode()).hexdigest()[:8].upper()

"""Bringing the records of two clerks together: for each record the chains of its states, merged field by field.

Pure. Hides how the last state that both sides knew is found: as the end of a longest common subsequence of the two
chains, whose states carry the mark of the command that made them, so that a value that was changed and changed back is
told from one that was never changed. What is merged keeps the other side's last state in its own chain, so that a later
merge in the other direction finds nothing left to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from app.domain.dataset import Change
from app.domain.registry import TABLES

Key: TypeAlias = tuple[str, str]
"""Table and id of a record."""
Fate: TypeAlias = Literal["added", "changed", "same", "rejected"]
MINE: Final = "mine"
THEIRS: Final = "theirs"
WHOLE: Final = ""
"""The field of a clash that is about the whole record: one side deleted it."""


@dataclass(frozen=True, slots=True)
class State:
    """A record as a command left it: the mark of the command, the same in every copy; None where it was deleted."""

    mark: str
    record: Any


@dataclass(frozen=True, slots=True)
class Chain:
    """The states of one record, oldest first, the live one last.

    Attributes:
        table, id: of the record.
        states: at least one on the side that knows the record; none on a side that never had it.
    """

    table: str
    id: str
    states: tuple[State, ...] = ()

    @property
    def key(self) -> Key:
        """Table and id."""
        return self.table, self.id

    @property
    def live(self) -> Any:
        """The record now; None where it was deleted or never was."""
        return self.states[-1].record if self.states else None


@dataclass(frozen=True, slots=True)
class Clash:
    """What both sides changed, to different values.

    Attributes:
        field: name; `WHOLE` where one side deleted the record and the other changed it, or has rows that belong to it.
        mine, theirs: values of the field, or the records; None for none.
    """

    field: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of one record of the other side.

    Attributes:
        table, id: of the record.
        mine, theirs: live on either side.
        result: what it becomes here.
        clashes: all of them, answered or not.
        waiting: fields of the clashes that nobody has answered yet; nothing is written of the record then.
        held_by: a waiting record to which this one refers; it waits with it.
        seen: theirs goes into the chain here although it is not the result.
    """

    table: str
    id: str
    mine: Any
    theirs: Any
    result: Any
    clashes: tuple[Clash, ...] = ()
    waiting: frozenset[str] = frozenset()
    held_by: Key | None = None
    seen: bool = field(default=False, repr=False)

    @property
    def key(self) -> Key:
        """Table and id."""
        return self.table, self.id

    @property
    def fate(self) -> Fate:
        """In the words of every import."""
        if self.waiting or self.held_by:
            return "rejected"
        if self.result == self.mine:
            return "same"
        return "added" if self.mine is None else "changed"

    @property
    def after(self) -> Any:
        """The record here after the merge; as it was where it waits."""
        return self.mine if self.fate == "rejected" else self.result

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is written: mine → theirs → result, without steps that change nothing."""
        if self.fate == "rejected":
            return ()
        path = (self.mine, self.theirs, self.result) if self.seen else (self.mine, self.result)
        return tuple(Change(self.table, self.id, old, new) for old, new in pairwise(path) if old != new)


def merge(ours: Chain, theirs: Chain, answers: Mapping[str, str] | None = None) -> Merged:
    """Merges one record.

    Args:
        ours: its chain here.
        theirs: its chain there.
        answers: field, or `WHOLE` for every field → "mine" or "theirs".
    """
    mine, other = ours.live, theirs.live
    if not theirs.states or mine == other:
        return Merged(ours.table, ours.id, mine, other, mine)
    if not ours.states:
        return Merged(ours.table, ours.id, None, other, other)
    point = _common_point(ours.states, theirs.states)
    if point.theirs_is_known:
        return Merged(ours.table, ours.id, mine, other, mine)
    if point.ours_is_known:
        return Merged(ours.table, ours.id, mine, other, other)
    return _three_way(ours, other, point.base, answers or {})


def merge_all(
    ours: Mapping[Key, Chain], theirs: Iterable[Chain], answers: Mapping[Key, Mapping[str, str]]
) -> tuple[Merged, ...]:
    """Merges all records of the other side, in their order.

    A record that would go while another still refers to it is asked for; what refers to a record that waits, waits too.

    Args:
        ours: every record here, also deleted ones.
        theirs: every record there.
        answers: record → answers of `merge`.
    """
    found: dict[Key, Merged] = {}
    for chain in theirs:
        key = chain.key
        found[key] = merge(ours.get(key, Chain(*key)), chain, answers.get(key, {}))
    while (changed := _held(ours, found, answers)) is not None:
        found[changed.key] = changed
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Point:
    """Where two chains met last: the state, and whether one side has seen the live state of the other."""

    base: Any
    ours_is_known: bool = False
    theirs_is_known: bool = False


def _common_point(ours: Sequence[State], theirs: Sequence[State]) -> _Point:
    """The end of a longest common subsequence; the live states differ."""
    same = _prefix(ours, theirs)
    left, right = ours[same:], theirs[same:]
    matches = _last_matches(left, right)
    if not matches:
        base = ours[same - 1].record if same else None
        return _Point(base, ours_is_known=same > 0 and not left, theirs_is_known=same > 0 and not right)
    known = any(place == len(left) for place, _ in matches), any(place == len(right) for _, place in matches)
    if all(known):  # each side came back to the live state of the other: neither is the newer one
        inner = _common_point(ours[:-1], theirs[:-1]) if ours[:-1] != theirs[:-1] else _Point(ours[-2].record)
        return _Point(inner.base)
    place, _ = max(matches, key=lambda pair: (sum(pair), left[pair[0] - 1].mark))
    return _Point(left[place - 1].record, *known)


def _prefix(ours: Sequence[State], theirs: Sequence[State]) -> int:
    pairs = zip(ours, theirs, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))


def _last_matches(left: Sequence[State], right: Sequence[State]) -> list[tuple[int, int]]:
    """Pairs of places, from 1, that end some longest common subsequence; none where nothing is common."""
    lengths = [[0] * (len(right) + 1)]
    for a in left:
        line = [0]
        for place, b in enumerate(right, 1):
            line.append(lengths[-1][place - 1] + 1 if a == b else max(lengths[-1][place], line[-1]))
        lengths.append(line)
    longest = lengths[-1][-1]
    return [
        (i, j)
        for i, a in enumerate(left, 1)
        for j, b in enumerate(right, 1)
        if a == b and lengths[i - 1][j - 1] + 1 == longest
    ]


def _three_way(ours: Chain, theirs: Any, base: Any, answers: Mapping[str, str]) -> Merged:
    mine = ours.live
    if mine is None or theirs is None:
        return _gone(Merged(ours.table, ours.id, mine, theirs, mine, seen=True), base, answers)
    values: dict[str, Any] = {}
    clashes: list[Clash] = []
    for spec in TABLES[ours.table].fields:
        before, here, there = (getattr(item, spec.name, None) for item in (base, mine, theirs))
        if there in (here, before):
            continue
        if here != before:
            clashes.append(Clash(spec.name, here, there))
        if here == before or _answer(answers, spec.name) == THEIRS:
            values[spec.name] = there
    waiting = frozenset(item.field for item in clashes if not _answer(answers, item.field))
    return Merged(ours.table, ours.id, mine, theirs, replace(mine, **values), tuple(clashes), waiting, seen=True)


def _gone(found: Merged, base: Any, answers: Mapping[str, str]) -> Merged:
    """One side deleted the record; a clash unless the other side left it as it was."""
    kept = found.mine if found.theirs is None else found.theirs
    if kept == base:
        return replace(found, result=None)
    return _asked_whole(found, answers)


def _asked_whole(found: Merged, answers: Mapping[str, str]) -> Merged:
    answer = _answer(answers, WHOLE)
    result = found.theirs if answer == THEIRS else found.mine
    waiting = frozenset() if answer else frozenset({WHOLE})
    return replace(found, result=result, clashes=(Clash(WHOLE, found.mine, found.theirs),), waiting=waiting, seen=True)


def _answer(answers: Mapping[str, str], name: str) -> str:
    return answers.get(name) or answers.get(WHOLE, "")


def _held(
    ours: Mapping[Key, Chain], found: Mapping[Key, Merged], answers: Mapping[Key, Mapping[str, str]]
) -> Merged | None:
    """The first record that must be asked for, or must wait, because of a reference; None where there is none."""
    after = {key: chain.live for key, chain in ours.items()} | {key: item.after for key, item in found.items()}
    for key, record in after.items():
        for target in _targets(key[0], record):
            if after.get(target) is not None or target not in found:
                continue
            changed = _because_of(found[target], found.get(key), answers)
            if changed is not None:
                return changed
    return None


def _because_of(target: Merged, referring: Merged | None, answers: Mapping[Key, Mapping[str, str]]) -> Merged | None:
    """What a reference to a record that is not there changes."""
    if target.fate == "rejected":
        comes_in = referring is not None and referring.fate in ("added", "changed")
        return replace(referring, held_by=target.key) if referring is not None and comes_in else None
    if target.clashes or (target.mine is None and target.theirs is None):
        return None  # answered, or it was missing on both sides before
    return _asked_whole(target, answers.get(target.key, {}))


def _targets(table: str, record: Any) -> Iterable[Key]:
    if record is None:
        return
    for spec in TABLES[table].fields:
        value = getattr(record, spec.name) if spec.kind == "ref" else None
        if value:
            yield spec.declared.ref, value

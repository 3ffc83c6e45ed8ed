"""Planning lists of an invented unit: who is planned for which higher post, in which term, by which decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.commands.demo.bodies import PARTY_KINDS, PlannedBody
from app.commands.demo.dice import Dice
from app.commands.demo.staff import Roster
from app.domain.codelists import Catalogue
from app.domain.dates import PartialDate, months_between
from app.domain.records import Person, PlanningEntry, PlanningList
from app.domain.unit_records import Unit

_ELECTED_KINDS: Final = frozenset({"hdnd", "ubnd"})
_PART_PLANNED: Final = 0.3
_MOST_PLANNED: Final = 40
_PER_POST: Final = 3
_OLDEST_MONTHS: Final = {"f": 50 * 12, "m": 52 * 12}
"""Older people seldom have a whole term left; one in twenty is planned all the same."""
_LOWEST: Final = 999


@dataclass(frozen=True, slots=True)
class _Goal:
    """A post that people are planned for."""

    place: PlannedBody
    post: str
    order: int


class _Planner:
    """Plans the people of one unit; remembers how many stand behind each post."""

    def __init__(
        self, unit: Unit, bodies: Sequence[PlannedBody], roster: Roster, catalogue: Catalogue, cut_off: date, dice: Dice
    ) -> None:
        self._roster = roster
        self._cut_off = cut_off
        self._dice = dice
        self._unit = unit
        orders = {code.code: code.number("order") for code in catalogue["posts"]}
        self._held: dict[str, int] = {}
        for slot, person in roster.leaders:
            self._held[person.id] = min(orders[slot.post], self._held.get(person.id, _LOWEST))
        self._goals = [
            _Goal(place, post, orders[post])
            for place in bodies
            if place.sample.kind not in {*PARTY_KINDS, "ban_hdnd"}
            for post in (place.sample.head, place.sample.deputy)
        ]
        self._behind: dict[tuple[str, str], int] = {}
        self._lists = self._make_lists()

    def plan(self) -> Iterator[Any]:
        """The lists that are used, then their entries."""
        entries = [entry for person in self._chosen() for entry in self._entries(person)]
        entries.extend(self._fulfilled())
        used = {entry.planning_list for entry in entries}
        yield from (listing for listing in self._lists.values() if listing.id in used)
        yield from entries

    def _make_lists(self) -> dict[bool, PlanningList]:
        """One list for HĐND and UBND, one for the other posts."""
        dice = self._dice
        lists: dict[bool, PlanningList] = {}
        for elected, term in ((True, "2026-2031"), (False, "2025-2030")):
            first, last = date(2025, 8, 4), min(date(2026, 2, 27), self._cut_off - timedelta(days=60))
            decided = dice.day(first, last)
            reviewed = dice.day(self._cut_off - timedelta(days=300), self._cut_off - timedelta(days=20))
            lists[elected] = PlanningList(
                id=dice.id(),
                number=f"{dice.between(20, 900)}-QĐ/{'TU' if self._unit.kind == 'agency' else 'ĐU'}",
                date=decided,
                term=term,
                tier=self._unit.tier,
                secrecy="khong",
                reviewed=reviewed if dice.chance(86) and reviewed.text > decided.text else None,
            )
        return lists

    def _chosen(self) -> list[Person]:
        """People to be planned: women 30-45 in a hundred where there are enough of them."""
        dice = self._dice
        fit = [person for person in dice.shuffled(list(self._roster.people.values())) if self._is_fit(person)]
        wanted = min(_MOST_PLANNED, max(3, round(len(fit) * _PART_PLANNED)))
        women = [person for person in fit if person.sex == "f"]
        men = [person for person in fit if person.sex != "f"]
        count = max(1, min(len(women), round(wanted * dice.share(0.31, 0.46))))
        return women[:count] + men[: wanted - count]

    def _is_fit(self, person: Person) -> bool:
        if person.left_on is not None or person.staff_kind == "hd" or person.birth is None:
            return False
        if not self._open_goals(person):
            return False
        age = months_between(person.birth.earliest, self._cut_off)
        return age < _OLDEST_MONTHS[person.sex or "m"] or self._dice.chance(5)

    def _open_goals(self, person: Person) -> list[_Goal]:
        """Posts above the one held: the next step first; staff begin in their own body."""
        held = self._held.get(person.id, _LOWEST)
        above = [goal for goal in self._goals if goal.order < held and self._is_open(goal)]
        if held == _LOWEST:
            return [goal for goal in above if goal.place.body.id == person.body]
        return [
            goal
            for goal in above
            if goal.place.body.id == person.body or (goal.order >= held - 50 and not goal.place.serves)
        ]

    def _is_open(self, goal: _Goal) -> bool:
        return self._behind.get((goal.place.body.id, goal.post), 0) < _PER_POST

    def _entries(self, person: Person) -> Iterator[PlanningEntry]:
        dice = self._dice
        wished = dice.pick((1, 1, 1, 2, 2, 3))
        for goal in dice.shuffled(self._open_goals(person))[:wished]:
            key = (goal.place.body.id, goal.post)
            self._behind[key] = self._behind.get(key, 0) + 1
            yield self._entry(person.id, goal.place, goal.post)

    def _entry(self, person: str, place: PlannedBody, post: str, end: PartialDate | None = None) -> PlanningEntry:
        listing = self._lists[place.sample.kind in _ELECTED_KINDS]
        return PlanningEntry(
            id=self._dice.id(),
            person=person,
            planning_list=listing.id,
            post=post,
            body=place.body.id,
            start=listing.date,
            end=end,
            end_reason="Đã được bổ nhiệm, bầu giữ chức danh" if end else None,
        )

    def _fulfilled(self) -> Iterator[PlanningEntry]:
        """People who took up, in the year of the report, the post that they were planned for."""
        started = {
            (row.person, row.body, row.post): row.start
            for row in self._roster.appointments
            if row.end is None and row.start is not None and row.start.earliest > self._cut_off - timedelta(days=365)
        }
        for slot, person in self._roster.leaders:
            start = started.get((person.id, slot.place.body.id, slot.post))
            decided = self._lists[slot.place.sample.kind in _ELECTED_KINDS].date
            suits = slot.place.sample.kind not in {*PARTY_KINDS, "ban_hdnd"}
            if start is None or decided is None or not suits or decided.text >= start.text:
                continue
            if self._dice.chance(30):
                yield self._entry(person.id, slot.place, slot.post, start)


def make_planning(
    unit: Unit, bodies: Sequence[PlannedBody], roster: Roster, catalogue: Catalogue, cut_off: date, dice: Dice
) -> tuple[Any, ...]:
    """Planning lists and entries of a unit, none of them secret.

    Args:
        unit: whose people are planned.
        bodies: whose posts are planned for.
        roster: the people and their posts.
        catalogue: for the rank of the posts: a planned post stands above the one held (377-QĐ/TW).
        cut_off: day of the report.
        dice: chance.
    """
    return tuple(_Planner(unit, bodies, roster, catalogue, cut_off, dice).plan())

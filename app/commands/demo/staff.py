"""Fills the bodies of an invented unit: leaders first, by rank, then staff, up to the number of people asked for.

Hides who leads two bodies at once, which heads are vacant, and when a post began.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from app.commands.demo.bodies import PARTY_KINDS, PlannedBody, Slot, slots_of
from app.commands.demo.dice import Dice, apportion
from app.commands.demo.persons import PersonMaker
from app.commands.demo.samples import Samples, choice_of
from app.domain.dates import PartialDate, day, months_between
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body, Unit

_REORGANISED: Final = date(2025, 7, 1)
_AGENCIES_MERGED: Final = date(2025, 3, 1)
_ELECTED: Final = (date(2026, 3, 25), date(2026, 4, 10))
"""First sessions of HĐND 2026-2031 in the sample data; the term counts from 3/2026 (Chỉ thị 45-CT/TW)."""
_BEFORE_ELECTION: Final = date(2026, 3, 24)
_FIRST_YEAR: Final = date(2019, 1, 1)
_ELECTED_KINDS: Final = frozenset({"hdnd", "ubnd", "ban_hdnd"})
_TERM_OF_OFFICE: Final = 60  # months, then reappointment
_MEAN_WOMEN: Final = 47
_SERVICE_LEADERS: Final = 0.85
"""Women lead service units less often than they work there."""
_LEAVING: Final = choice_of({"nghi_huu": 40, "chuyen_cong_tac": 35, "nghi_truoc_tuoi": 15, "thoi_viec": 10})


@dataclass(slots=True)
class Roster:
    """The people of a unit while they are being put in place.

    Attributes:
        people: by id, in the order in which they were made.
        appointments: posts held now and before.
        leaders: slot and the person who holds it, in the order of filling.
        vacant: ids of bodies without a head; the value says whether the record says so.
        staff: ids of people without a leading post.
    """

    people: dict[str, Person] = field(default_factory=dict)
    appointments: list[Appointment] = field(default_factory=list)
    leaders: list[tuple[Slot, Person]] = field(default_factory=list)
    vacant: dict[str, bool] = field(default_factory=dict)
    staff: list[str] = field(default_factory=list)

    def holder(self, post: str, number: int) -> Person | None:
        """The holder of a post, of several the one with this number."""
        found = [person for slot, person in self.leaders if slot.post == post and not slot.by]
        return found[number % len(found)] if found else None

    def bodies(self, planned: Sequence[PlannedBody]) -> tuple[Body, ...]:
        """The records of the bodies, with vacant heads marked."""
        return tuple(
            replace(place.body, head_vacant=True) if self.vacant.get(place.body.id) else place.body for place in planned
        )


class Staffing:
    """Fills the posts and the offices of one unit."""

    def __init__(self, unit: Unit, samples: Samples, maker: PersonMaker, cut_off: date, dice: Dice) -> None:
        self._unit = unit
        self._samples = samples
        self._maker = maker
        self._cut_off = cut_off
        self._dice = dice
        self._roster = Roster()

    def fill(self, bodies: Sequence[PlannedBody], people: int) -> Roster:
        """Makes the people of the unit.

        Args:
            bodies: of the unit.
            people: how many to make.
        """
        taken: dict[str, int] = {}
        for slot in slots_of(bodies):
            if slot.by:
                number = taken[slot.by] = taken.get(slot.by, -1) + 1
                self._lend(slot, self._roster.holder(slot.by, number))
            elif len(self._roster.people) >= people or (slot.head and self._is_vacant(slot)):
                self._leave_open(slot, marked=len(self._roster.people) >= people or self._dice.chance(85))
            else:
                self._lead(slot)
        self._add_staff(bodies, people - len(self._roster.people))
        return self._roster

    def _is_vacant(self, slot: Slot) -> bool:
        return self._dice.chance(2 if slot.place.is_key or slot.post == "dang.bt" else 4)

    def _leave_open(self, slot: Slot, *, marked: bool) -> None:
        if slot.head:
            self._roster.vacant[slot.place.body.id] = marked

    def _lend(self, slot: Slot, person: Person | None) -> None:
        """Gives a post to someone who holds another one (kiêm nhiệm)."""
        if person is None:
            self._leave_open(slot, marked=True)
        else:
            self._appoint(slot, person, concurrent=not self._dice.chance(1))

    def _lead(self, slot: Slot) -> None:
        person = self._maker.make(self._role(slot), slot.place.body.id, self._women(slot))
        self._roster.people[person.id] = person
        self._appoint(slot, person, concurrent=None)

    def _role(self, slot: Slot) -> str:
        if slot.place.serves:
            return "vien_chuc.lead"
        if slot.place.sample.kind in PARTY_KINDS:
            return "xa.key_head" if slot.post == "dang.bt" else "xa.party"
        if slot.place.is_key:
            return f"{self._unit.tier}.key_head" if slot.head else f"{self._unit.tier}.key"
        return f"{self._unit.tier}.lead"

    def _women(self, slot: Slot) -> float:
        usual, here = self._samples.roles[self._role(slot)].women, slot.place.sample.women
        if here is None:
            return usual
        return here * _SERVICE_LEADERS if slot.place.serves else usual * here / _MEAN_WOMEN

    def _appoint(self, slot: Slot, person: Person, *, concurrent: bool | None) -> None:
        dice, kind = self._dice, slot.place.sample.kind
        start, term, again = self._beginning(kind)
        mode = "chinh_thuc"
        if slot.head and kind not in _ELECTED_KINDS and dice.chance(3):
            mode = "quyen"
        elif not slot.head and slot.place.body.id in self._roster.vacant and not self._is_acting(slot):
            mode = "phu_trach"
        appointment = Appointment(
            id=dice.id(),
            person=person.id,
            body=slot.place.body.id,
            post=slot.post,
            start=start,
            mode=mode,
            concurrent=concurrent,
            term=term,
            decision_number=f"{dice.between(11, 980)}/{'NQ-HĐND' if kind in _ELECTED_KINDS else 'QĐ-UBND'}",
            decision_date=start,
            reappointed=again,
        )
        self._roster.appointments.append(appointment)
        self._roster.leaders.append((slot, person))
        if term == "2026-2031" and dice.chance(60):
            self._roster.appointments.append(self._earlier_term(appointment))

    def _is_acting(self, slot: Slot) -> bool:
        """Whether a deputy of the body acts for the head already."""
        return any(other.place.body.id == slot.place.body.id and not other.head for other, _ in self._roster.leaders)

    def _earlier_term(self, appointment: Appointment) -> Appointment:
        return replace(
            appointment,
            id=self._dice.id(),
            start=day(_REORGANISED),
            end=day(_BEFORE_ELECTION),
            mode="chinh_thuc",
            term="2021-2026",
            decision_number=None,
            decision_date=None,
        )

    def _beginning(self, kind: str) -> tuple[PartialDate, str | None, PartialDate | None]:
        """First day of a post, term of an elected one, day of reappointment of one held for more than five years."""
        dice, cut_off = self._dice, self._cut_off
        if kind in _ELECTED_KINDS and cut_off > _ELECTED[1]:
            return dice.day(*_ELECTED), "2026-2031", None
        if kind in _ELECTED_KINDS:
            return day(_REORGANISED), "2021-2026", None
        if kind in PARTY_KINDS:
            return dice.day(_REORGANISED, date(2025, 8, 15)), "2025-2030", None
        of_commune = self._unit.kind != "agency"
        if dice.chance(60):
            return day(_REORGANISED if of_commune else _AGENCIES_MERGED), None, None
        first = _REORGANISED if of_commune and kind not in {"truong", "tram_y_te"} else _FIRST_YEAR
        start = dice.day(first, date(cut_off.year, cut_off.month, 1))
        due = months_between(start.earliest, cut_off) >= _TERM_OF_OFFICE
        again = PartialDate(f"{start.year + 5}{start.text[4:7]}-28") if due and dice.chance(92) else None
        return start, None, again

    def _add_staff(self, bodies: Sequence[PlannedBody], count: int) -> None:
        """Lists staff: first of the offices, then of the bodies that type a number in."""
        offices = [place for place in bodies if place.staff and not place.sample.typed]
        typed = [place for place in bodies if place.sample.typed]
        in_offices = min(max(0, count), sum(place.staff for place in offices))
        self._list_staff(offices, in_offices)
        self._list_staff(typed or offices, max(0, count - in_offices))

    def _list_staff(self, bodies: Sequence[PlannedBody], count: int) -> None:
        for place, number in zip(bodies, apportion(count, [place.staff for place in bodies]), strict=True):
            for _ in range(number):
                self._list_one(place)

    def _list_one(self, place: PlannedBody) -> None:
        role = "vien_chuc.staff" if place.serves else f"{self._unit.tier}.staff"
        women = place.sample.women
        person = self._maker.make(role, place.body.id, self._samples.roles[role].women if women is None else women)
        if self._dice.chance(1.5):
            left = self._dice.day(self._cut_off - timedelta(days=340), self._cut_off - timedelta(days=1))
            person = replace(person, left_on=left, left_reason=self._dice.draw(_LEAVING))
        self._roster.people[person.id] = person
        self._roster.staff.append(person.id)

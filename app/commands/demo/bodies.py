"""The bodies of an invented unit and the leading posts in them, in the order in which they are filled.

Hides which bodies a commune and an agency have, how schools are numbered, and whose post goes with whose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.commands.demo.dice import Dice
from app.commands.demo.samples import BodySample, Samples
from app.domain.unit_records import Body, Unit

PROVINCIAL_KEEPER: Final = "DB-VPUBND"
"""The agency that also keeps HĐND and UBND of the province (design §3, unconfirmed)."""

SERVICE_KINDS: Final = frozenset({"truong", "tram_y_te", "dvsn", "ban_ql"})
PARTY_KINDS: Final = frozenset({"dang", "mttq"})
_KEY_KINDS: Final = frozenset({"hdnd", "ubnd", "so"})
_OLDER_THAN_UNIT: Final = SERVICE_KINDS
_MOST_SCHOOLS: Final = 10
_PEOPLE_WITHOUT_SCHOOLS: Final = 45
_PEOPLE_PER_SCHOOL: Final = 4
_PEOPLE_PER_FURTHER_SCHOOL: Final = 150


@dataclass(frozen=True, slots=True)
class PlannedBody:
    """A body with what is planned for it.

    Attributes:
        sample: what it was made from.
        body: the record; whether its head is vacant is said when the posts are filled.
        deputies: how many posts of deputies.
        staff: people besides the leaders, or all of them where the sample is typed.
    """

    sample: BodySample
    body: Body
    deputies: int
    staff: int

    @property
    def serves(self) -> bool:
        """A đơn vị sự nghiệp."""
        return self.sample.kind in SERVICE_KINDS

    @property
    def is_key(self) -> bool:
        """HĐND, UBND, or a sở and its equals."""
        return self.sample.kind in _KEY_KINDS


@dataclass(frozen=True, slots=True)
class Slot:
    """A leading post to be filled.

    Attributes:
        place: its body.
        post: code.
        head: the post of the head.
        by: code of the post whose holder takes this one too; "" for a person of its own.
    """

    place: PlannedBody
    post: str
    head: bool
    by: str

    @property
    def rank(self) -> int:
        """Order of filling: smaller first, so that a small unit has its key leaders."""
        if self.by:
            return 9
        if self.place.is_key or self.post == "dang.bt":
            return 0 if self.head else 1
        return 2 + 2 * self.place.serves if self.head else 3 + 2 * self.place.serves


def plan_bodies(unit: Unit, people: int, samples: Samples, dice: Dice) -> tuple[PlannedBody, ...]:
    """Bodies of a unit.

    Args:
        unit: a commune or an agency.
        people: of the unit; a commune with few gets few schools, so that their heads can be listed.
        samples: what bodies are made from.
        dice: chance.
    """
    if unit.kind != "agency":
        named = [(sample, "") for sample in samples.bodies["xa"]] + list(_schools(people, samples))
    else:
        provincial = samples.bodies["tinh"] if unit.code == PROVINCIAL_KEEPER else ()
        named = [(sample, "") for sample in (*provincial, *samples.bodies[unit.code or ""])]
    return tuple(_planned(unit, sample, number, order, dice) for order, (sample, number) in enumerate(named, 1))


def _schools(people: int, samples: Samples) -> Iterator[tuple[BodySample, str]]:
    most = _MOST_SCHOOLS + people // _PEOPLE_PER_FURTHER_SCHOOL
    count = max(1, min(most, (people - _PEOPLE_WITHOUT_SCHOOLS) // _PEOPLE_PER_SCHOOL))
    schools = samples.bodies["truong"]
    yield from ((schools[place % len(schools)], f"số {place // len(schools) + 1}") for place in range(count))
    yield from ((sample, "") for sample in samples.bodies["tram"])


def _planned(unit: Unit, sample: BodySample, number: str, order: int, dice: Dice) -> PlannedBody:
    name = unit.name or ""
    deputies = dice.within(sample.deputies)
    counted = sample.kind in _KEY_KINDS or sample.kind in SERVICE_KINDS
    body = Body(
        id=dice.id(),
        name=sample.name.format(
            unit=name[:1].lower() + name[1:],
            place=place_of(unit),
            economy="Phòng Kinh tế, Hạ tầng và Đô thị" if name.startswith("Phường") else "Phòng Kinh tế",
            number=number,
        ),
        kind=sample.kind,
        tier=unit.tier,
        sector=sample.sector or unit.sector,
        start=unit.valid_from if unit.kind != "agency" and sample.kind not in _OLDER_THAN_UNIT else None,
        key_posts_assigned=1 + deputies + dice.chance(12) if counted else None,
        order=order,
    )
    return PlannedBody(sample, body, deputies, dice.within(sample.staff))


def place_of(unit: Unit) -> str:
    """Địa danh on the unit's paper: the commune's own name, "Điện Biên" for an agency."""
    if unit.kind == "agency":
        return "Điện Biên"
    return (unit.name or "").removeprefix("Xã ").removeprefix("Phường ")


def slots_of(bodies: Iterable[PlannedBody]) -> list[Slot]:
    """All leading posts, in the order of filling."""
    found = [slot for place in bodies for slot in _slots(place)]
    return sorted(found, key=lambda slot: slot.rank)


def _slots(place: PlannedBody) -> Iterator[Slot]:
    sample = place.sample
    yield Slot(place, sample.head, head=True, by=sample.head_by)
    for number in range(place.deputies):
        last = number == place.deputies - 1
        yield Slot(place, sample.deputy, head=False, by=sample.deputy_by if last else "")
    for post, count in sample.others.items():
        yield from (Slot(place, post, head=False, by="") for _ in range(count))

"""Invented persons: a name of their people, a birth, papers and degrees as someone in their post has.

Hides how names are composed and how a personal identification number agrees with sex and birth.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from app.commands.demo.dice import Dice
from app.commands.demo.samples import Choice, NameParts, Peoples, Role, Samples, choice_of
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.vietnamese.fold import fold

_PROVINCE_DIGITS: Final = "011"
_LAST_AGE_OF_WOMEN: Final = 55
_PAST_RETIREMENT: Final = 63
_LONGEST_DAY: Final = 28  # a day that every month has
_CONTRACT: Final = "hd"
_KINH: Final = "01"
_MOST_TRIES: Final = 30


class PersonMaker:
    """Makes the persons of one unit."""

    def __init__(self, samples: Samples, peoples: Peoples, ordinal: int, cut_off: date, dice: Dice) -> None:
        """Begins.

        Args:
            samples: lists to choose from.
            peoples: groups that the staff come from.
            ordinal: number of the unit, 0-99; its last digits keep identification numbers of units apart.
            cut_off: day at which ages are meant.
            dice: chance.
        """
        self._samples = samples
        self._kinh = peoples.staff_kinh
        self._groups: Choice = choice_of(peoples.groups)
        self._ordinal = ordinal % 100
        self._cut_off = cut_off
        self._dice = dice
        self._numbers: set[str] = set()
        self._namesakes: set[tuple[str, int]] = set()

    def make(self, role_name: str, body: str | None, women: float) -> Person:
        """A person.

        Args:
            role_name: of the sample roles.
            body: id of the body.
            women: percent of women among such persons.
        """
        dice = self._dice
        role = self._samples.roles[role_name]
        sex = "f" if dice.chance(women) else "m"
        ethnic = _KINH if dice.chance(self._kinh) else dice.draw(self._groups)
        birth = self._birth(role, sex)
        staff = dice.draw(role.staff)
        like = self._samples.roles["hop_dong"] if staff == _CONTRACT else role
        levels = {name: dice.draw(choice) for name, choice in like.fields.items()}
        joined, official = self._party(like, birth)
        return Person(
            id=dice.id(),
            full_name=self._name(self._samples.names[ethnic, sex], birth.year),
            sex=sex,
            birth=birth,
            id_number=self._id_number(sex, birth.year) if dice.chance(92) else None,
            ethnic=ethnic,
            body=body,
            staff_kind=staff,
            rank=levels.get("rank"),
            professional=levels["professional"],
            political=levels["political"],
            administration=levels["administration"],
            informatics=levels["informatics"],
            language=levels["language"],
            ethnic_language=True if not role_name.startswith("tinh") and dice.chance(26) else None,
            party_joined=joined,
            party_official=official,
        )

    def _name(self, parts: NameParts, year: int) -> str:
        """A name; of two namesakes in the unit one is older, so that a list can tell them apart."""
        dice = self._dice
        for _ in range(_MOST_TRIES):
            middle, given = dice.pick(parts.middles), dice.pick(parts.givens)
            name = f"{dice.pick(parts.families)} {middle} {given}"
            key = (fold(name), year)
            if not middle.endswith(given) and key not in self._namesakes:
                break
        self._namesakes.add(key)
        return name

    def _birth(self, role: Role, sex: str) -> PartialDate:
        dice = self._dice
        low, high = role.ages
        age = dice.between(low, min(high, _LAST_AGE_OF_WOMEN) if sex == "f" else high)
        if high > _LAST_AGE_OF_WOMEN and dice.chance(0.4):
            age = _PAST_RETIREMENT
        year, month, day = self._cut_off.year - age, dice.between(1, 12), dice.between(1, _LONGEST_DAY)
        if dice.chance(4):
            return PartialDate(f"{year}")
        return PartialDate(f"{year}-{month:02d}") if dice.chance(3) else PartialDate(f"{year}-{month:02d}-{day:02d}")

    def _id_number(self, sex: str, year: int) -> str:
        """Twelve digits that agree with sex and year of birth, but for one in a few hundred (civil status corrected).

        Nghị định 137/2015 Điều 13: province, sex and century, two digits of the year, a running number.
        """
        dice = self._dice
        told = 1 - (sex == "f") if dice.chance(0.4) else int(sex == "f")
        head = f"{_PROVINCE_DIGITS}{2 * ((year - 1900) // 100) + told}{year % 100:02d}"
        while True:
            number = f"{head}{dice.between(0, 9999):04d}{self._ordinal:02d}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _party(self, role: Role, birth: PartialDate) -> tuple[PartialDate | None, PartialDate | None]:
        dice = self._dice
        year = birth.year + dice.between(20, 32)
        if not dice.chance(role.party):
            return None, None
        year = min(year, self._cut_off.year - 2)
        month, day = dice.between(1, 12), dice.between(1, _LONGEST_DAY)
        if dice.chance(6):
            return PartialDate(f"{year}-{month:02d}"), PartialDate(f"{year + 1}-{month:02d}")
        return PartialDate(f"{year}-{month:02d}-{day:02d}"), PartialDate(f"{year + 1}-{month:02d}-{day:02d}")

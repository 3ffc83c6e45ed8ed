"""Women who fit a post that falls vacant, and who takes which: as many posts as can be, nobody twice.

Fits whoever is planned for the same post, in a term that covers the day, and young enough for one full term after it;
who has been trained comes first. Hides the matching (augmenting paths), which gives the same answer for the same data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.dates import in_force, months_between
from app.domain.records import Person
from app.plan.entries import trained_entries
from app.plan.facts import Facts, Planned
from app.plan.kinds_posts import suits
from app.plan.retirement import RetirementTable
from app.plan.terms import TermLaw, term_years
from app.plan.vacancies import Vacancy

WOMAN = "f"


@dataclass(frozen=True, slots=True)
class Fit:
    """A woman who fits a post.

    Attributes:
        person: her id. trained: she had a counted course since the stage of the plan began.
    """

    person: str
    trained: bool


class Pool:
    """The women of a unit as the lists of candidates ask for them."""

    def __init__(self, facts: Facts, retirement: RetirementTable, law: TermLaw) -> None:
        self._facts = facts
        self._retirement = retirement
        self._law = law
        windows = {"stage": set[str](), "year": set[str]()}
        for entry in trained_entries(facts):
            windows[entry.codes["window"]].add(entry.item)
        self.trained = frozenset(windows["stage"])
        """Planned people with a counted course since the stage began."""
        self.trained_this_year = frozenset(windows["year"])
        """Planned people with a counted course in the year."""

    def fitting(self, vacancy: Vacancy) -> tuple[Fit, ...]:
        """Women who fit a vacant post, the trained first, then who was planned sooner."""
        when = max(vacancy.on, self._facts.context.cut_off)
        found: dict[str, tuple[bool, str, str]] = {}
        for item in self._facts.planned:
            if self._fits(item, vacancy, when):
                since = item.entry.start.text if item.entry.start else ""
                rank = (item.person.id not in self.trained, since, item.person.id)
                found[item.person.id] = min(rank, found.get(item.person.id, rank))
        return tuple(Fit(person, person in self.trained) for person in sorted(found, key=found.__getitem__))

    def untrained(self) -> tuple[str, ...]:
        """Planned women without a counted course in the year (KH II.1.3)."""
        women = {item.person.id: None for item in self._facts.planned if item.person.sex == WOMAN}
        return tuple(person for person in women if person not in self.trained_this_year)

    def unplanned(self) -> tuple[str, ...]:
        """Women outside planning with a full term left to work, those with a leading post first."""
        on = self._facts.context.cut_off
        planned = {item.person.id for item in self._facts.planned}
        women = [
            person
            for person in self._facts.people
            if person.sex == WOMAN and person.id not in planned and self._has_a_term_left(person, on)
        ]
        leading = self._facts.leading_by_person
        return tuple(person.id for person in sorted(women, key=lambda item: (item.id not in leading, item.id)))

    def _fits(self, item: Planned, vacancy: Vacancy, when: date) -> bool:
        entry, person = item.entry, item.person
        if person.sex != WOMAN or item.post is None or item.post.code != vacancy.post.code:
            return False
        same = entry.body == vacancy.body.id if entry.body else suits(vacancy.post, vacancy.body)
        years = term_years(item.listing.term if item.listing else None)
        within = years is None or years[0] <= when.year <= years[1]
        there = in_force(entry.start, entry.end, when) and in_force(None, person.left_on, when)
        return same and within and there and self._has_a_term_left(person, when) and not self._stands_as_high(item)

    def _has_a_term_left(self, person: Person, when: date) -> bool:
        """Whether a full term is left before she retires; not where sex or birth is not known."""
        month = self._retirement.retirement_month(person.sex, person.birth)
        return month is not None and months_between(when, date(*month, 1)) >= self._law.months

    def _stands_as_high(self, item: Planned) -> bool:
        """Whether she holds this post or a higher one of the tier already (377-QĐ/TW: only a higher post)."""
        assert item.post is not None
        for held in self._facts.leading_by_person.get(item.person.id, ()):
            same_tier = item.body is None or held.body.tier == item.body.tier
            if not held.post.is_set("party") and same_tier and held.post.number("order") <= item.post.number("order"):
                return True
        return False


def assign(vacancies: Iterable[Vacancy], fits: Mapping[str, Sequence[Fit]]) -> Mapping[str, Fit]:
    """Who takes which vacant post, so that as many as can be are taken and nobody takes two.

    Args:
        vacancies: the more wanted first; of two that cannot both be taken, the first is.
        fits: vacancy id → who fits it. The trained are placed before the others.

    Returns:
        Vacancy id → who takes it.
    """
    order = [item.id for item in vacancies]
    trained = {key: [fit.person for fit in fits.get(key, ()) if fit.trained] for key in order}
    everyone = {key: [fit.person for fit in fits.get(key, ())] for key in order}
    taken = match(everyone, match(trained))
    by_person = {fit.person: fit for key in order for fit in fits.get(key, ())}
    return {key: by_person[taken[key]] for key in order if key in taken}


def match(wanted: Mapping[str, Sequence[str]], start: Mapping[str, str] | None = None) -> dict[str, str]:
    """A largest matching by augmenting paths (Kuhn): what is matched once stays matched, with whom may change.

    Args:
        wanted: left → rights that fit it, the better first.
        start: a matching to go on from.

    Returns:
        Left → right, no right twice.
    """
    holder = {right: left for left, right in (start or {}).items()}

    def place(left: str, seen: set[str]) -> bool:
        for right in wanted[left]:
            if right not in seen:
                seen.add(right)
                if right not in holder or place(holder[right], seen):
                    holder[right] = left
                    return True
        return False

    placed = set(holder.values())
    for left in wanted:
        if left not in placed:
            place(left, set())
    return {left: right for right, left in holder.items()}

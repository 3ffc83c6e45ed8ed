"""Dimensions: the code that an entry has in each; "?" where it is not known, so that parts make the total.

Ages are counted by month and the youngest possible age is taken, so that a birth known to the year stays in one band
and the copy without the day of birth gives the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.dates import age_bounds
from app.domain.figures import UNKNOWN
from app.domain.records import Person
from app.plan.definitions import Definitions
from app.plan.entries import Entry, flag, group_of, kind_of
from app.plan.facts import Facts

Dim = Callable[[Facts, Entry], str]


def age_bands(definitions: Definitions) -> tuple[str, ...]:
    """Codes of the age bands of the pack: "0-30", "31-40", …, "61-"; they partition the ages."""
    lower = [0, *(end + 1 for end in definitions.age_bands)]
    upper = [*map(str, definitions.age_bands), ""]
    return tuple(f"{first}-{last}" for first, last in zip(lower, upper, strict=True))


def age(facts: Facts, person: Person) -> int | None:
    """Youngest possible age on the cut-off day; None where the birth is not known."""
    return age_bounds(person.birth, facts.context.cut_off)[0] if person.birth else None


def _age(facts: Facts, entry: Entry) -> str:
    years = age(facts, entry.person) if entry.person else None
    if years is None:
        return UNKNOWN
    definitions = facts.context.definitions
    index = sum(1 for end in definitions.age_bands if years > end)
    return age_bands(definitions)[index]


def _young(facts: Facts, entry: Entry) -> str:
    limit = facts.context.definitions.young_under.get(entry.codes.get("tier", UNKNOWN))
    years = age(facts, entry.person) if entry.person else None
    return UNKNOWN if limit is None or years is None else flag(years < limit)


def _party(facts: Facts, entry: Entry) -> str:
    joined = entry.person.party_joined if entry.person else None
    return flag(joined is not None and joined.earliest <= facts.context.cut_off)


def _dtts(facts: Facts, entry: Entry) -> str:
    return flag(facts.is_dtts(entry.person) if entry.person else None)


def _of_person(field: str) -> Dim:
    def read(_facts: Facts, entry: Entry) -> str:
        return (getattr(entry.person, field) if entry.person else None) or UNKNOWN

    return read


def _stated(name: str) -> Dim:
    def read(_facts: Facts, entry: Entry) -> str:
        return entry.codes.get(name, UNKNOWN)

    return read


def _body_tier(_facts: Facts, entry: Entry) -> str:
    return (entry.body.tier if entry.body else None) or UNKNOWN


def _body_sector(_facts: Facts, entry: Entry) -> str:
    return (entry.body.sector if entry.body else None) or UNKNOWN


def _body(_facts: Facts, entry: Entry) -> str:
    return entry.body.id if entry.body else UNKNOWN


def _post(_facts: Facts, entry: Entry) -> str:
    return entry.post.code if entry.post else UNKNOWN


PERSON_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {
        "sex": _of_person("sex"),
        "dtts": _dtts,
        "ethnic": _of_person("ethnic"),
        "party": _party,
        "prof": _of_person("professional"),
        "poli": _of_person("political"),
        "state": _of_person("administration"),
        "age": _age,
        "staff": _of_person("staff_kind"),
    }
)
BODY_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {
        "kind": lambda facts, entry: kind_of(facts, entry.body),
        "group": lambda facts, entry: group_of(facts, entry.body),
        "tier": _body_tier,
        "sector": _body_sector,
        "body": _body,
    }
)
POST_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {"post": _post, **{name: _stated(name) for name in ("key", "head", "mode", "concurrent")}}
)
PLAN_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {
        "post": _post,
        "kind": lambda facts, entry: kind_of(facts, entry.body, entry.post),
        "group": lambda facts, entry: group_of(facts, entry.body, entry.post),
        "tier": _stated("tier"),
        "term": _stated("term"),
        "young": _young,
        "body": _body,
    }
)


def stated(*names: str) -> Mapping[str, Dim]:
    """Dimensions that the entries state themselves."""
    return MappingProxyType({name: _stated(name) for name in names})

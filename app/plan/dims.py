"""Dimensions: the code that an entry has in each; "?" where it is not known, so that parts make the total.

Ages are counted by month and the youngest possible age is taken, so that a birth known to the year stays in one band
and the copy without the day of birth gives the same figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from app.domain.dates import age_bounds
from app.domain.figures import UNKNOWN
from app.plan.definitions import Definitions
from app.plan.entries import Entry, flag, group_of, kind_of
from app.plan.facts import Facts

Read = Callable[[Entry], str]
_SPAN: Final = 5
Dim = Callable[[Facts], Read]
"""A dimension, bound to the facts once and then read for every entry."""


def age_bands(definitions: Definitions) -> tuple[str, ...]:
    """Codes of the age bands of the pack: "0-30", "31-40", …, "61-"; they partition the ages."""
    lower = [0, *(end + 1 for end in definitions.age_bands)]
    upper = [*map(str, definitions.age_bands), ""]
    return tuple(f"{first}-{last}" for first, last in zip(lower, upper, strict=True))


def _age_of(facts: Facts) -> Callable[[Entry], int | None]:
    """Youngest possible age of the person of an entry; equal birth dates are reckoned once."""
    cut_off = facts.context.cut_off
    known: dict[str, int] = {}

    def read(entry: Entry) -> int | None:
        birth = entry.person.birth if entry.person else None
        if birth is None:
            return None
        if birth.text not in known:
            known[birth.text] = age_bounds(birth, cut_off)[0]
        return known[birth.text]

    return read


def _age(facts: Facts) -> Read:
    age, definitions = _age_of(facts), facts.context.definitions
    codes, ends = age_bands(definitions), definitions.age_bands

    def read(entry: Entry) -> str:
        years = age(entry)
        return UNKNOWN if years is None else codes[bisect_left(ends, years)]

    return read


def _span(facts: Facts) -> Read:
    """Five years of age: "51-55", "56-60"; BM01/BNV tells them apart, which the bands of the pack do not."""
    age = _age_of(facts)

    def read(entry: Entry) -> str:
        years = age(entry)
        if years is None:
            return UNKNOWN
        first = (years - 1) // _SPAN * _SPAN + 1
        return f"{first}-{first + _SPAN - 1}"

    return read


def _tongue(_facts: Facts) -> Read:
    """Whether the person has a certificate of an ethnic language; a box that is not ticked says no."""
    return lambda entry: flag(bool(entry.person.ethnic_language)) if entry.person else UNKNOWN


def _young(facts: Facts) -> Read:
    age, limits = _age_of(facts), facts.context.definitions.young_under

    def read(entry: Entry) -> str:
        limit, years = limits.get(entry.codes.get("tier", UNKNOWN)), age(entry)
        return UNKNOWN if limit is None or years is None else flag(years < limit)

    return read


def _party(facts: Facts) -> Read:
    cut_off = facts.context.cut_off

    def read(entry: Entry) -> str:
        if entry.person is None:
            return entry.codes.get("party", UNKNOWN)
        joined = entry.person.party_joined
        return flag(joined is not None and joined.earliest <= cut_off)

    return read


def _dtts(facts: Facts) -> Read:
    minority = {code.code: flag(code.is_set("dtts")) for code in facts.context.catalogue["ethnic_groups"]}

    def read(entry: Entry) -> str:
        if entry.person is None:
            return entry.codes.get("dtts", UNKNOWN)
        return minority.get(entry.person.ethnic or "", UNKNOWN)

    return read


def _of_person(name: str, field: str) -> Dim:
    """A field of the person; of typed-in numbers, what they state."""
    value = attrgetter(field)
    return lambda _facts: lambda entry: (entry.person and value(entry.person)) or entry.codes.get(name, UNKNOWN)


def _of_body(field: str) -> Dim:
    value = attrgetter(field)
    return lambda _facts: lambda entry: (entry.body and value(entry.body)) or UNKNOWN


def _stated(name: str) -> Dim:
    return lambda _facts: lambda entry: entry.codes.get(name, UNKNOWN)


def _post(_facts: Facts) -> Read:
    return lambda entry: entry.post.code if entry.post else UNKNOWN


def _kind(*, planned: bool) -> Dim:
    return lambda facts: lambda entry: kind_of(facts, entry.body, entry.post if planned else None)


def _group(*, planned: bool) -> Dim:
    return lambda facts: lambda entry: group_of(facts, entry.body, entry.post if planned else None)


PERSON_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {
        "sex": _of_person("sex", "sex"),
        "dtts": _dtts,
        "ethnic": _of_person("ethnic", "ethnic"),
        "party": _party,
        "prof": _of_person("prof", "professional"),
        "poli": _of_person("poli", "political"),
        "state": _of_person("state", "administration"),
        "age": _age,
        "span": _span,
        "rank": _of_person("rank", "rank"),
        "it": _of_person("it", "informatics"),
        "lang": _of_person("lang", "language"),
        "tongue": _tongue,
        "staff": _of_person("staff", "staff_kind"),
    }
)
BODY_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {
        "kind": _kind(planned=False),
        "group": _group(planned=False),
        "tier": _of_body("tier"),
        "sector": _of_body("sector"),
        "body": _of_body("id"),
    }
)
POST_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {"post": _post, **{name: _stated(name) for name in ("key", "head", "mode", "concurrent")}}
)
PLAN_DIMS: Final[Mapping[str, Dim]] = MappingProxyType(
    {
        "post": _post,
        "kind": _kind(planned=True),
        "group": _group(planned=True),
        "tier": _stated("tier"),
        "term": _stated("term"),
        "young": _young,
        "body": _of_body("id"),
    }
)


def stated(*names: str) -> Mapping[str, Dim]:
    """Dimensions that the entries state themselves."""
    return MappingProxyType({name: _stated(name) for name in names})

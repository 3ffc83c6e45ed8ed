"""Terms of office and the age that they ask for, read from the rules of the pack; hides how a term is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.domain.dates import PartialDate
from app.plan.rules import Rule

_TERM: Final = re.compile(r"([0-9]{4})-([0-9]{4})")
_LEFT_TO_WORK: Final = 60
"""Months of one full term (50-QĐ/TW, 377-QĐ/TW), where the pack has no rule that says so."""
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TermLaw:
    """What the pack's rules say of terms and age.

    Attributes:
        terms: term of elected posts → its last month, where it is not the end of its last year.
        years: of an appointment; None where no rule says so. staff_kinds: whom that binds.
        months: of work that somebody who is appointed must have left.
    """

    terms: Mapping[str, PartialDate]
    years: int | None
    staff_kinds: tuple[str, ...]
    months: int


def term_law(rules: Iterable[Rule], on: date) -> TermLaw:
    """Terms and age as the rules in force on a day say."""
    found: dict[str, Mapping[str, Any]] = {}
    for rule in rules:
        if rule.covers(on):
            found.setdefault(rule.kind.name, rule.arguments)
    over, appointed = found.get("term_over", _NOTHING), found.get("not_reappointed", _NOTHING)
    left = found.get("months_left_from_term", _NOTHING).get("months", _LEFT_TO_WORK)
    return TermLaw(over.get("terms", _NOTHING), appointed.get("years"), appointed.get("staff_kinds", ()), left)


def term_end(term: str | None, terms: Mapping[str, PartialDate]) -> date | None:
    """Last day of a term: as `terms` names it, else the end of its last year; None where it is no term."""
    named, years = terms.get(term or ""), term_years(term)
    if named is not None:
        return named.latest
    return date(years[1], 12, 31) if years else None


def term_years(term: str | None) -> tuple[int, int] | None:
    """First and last year of a term written "2026-2031"."""
    shape = _TERM.fullmatch(term or "")
    return (int(shape[1]), int(shape[2])) if shape else None

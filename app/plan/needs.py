"""Who needs which training: criteria of the pack, each a function of the facts of one unit (KH 18/02/2021, VI.2).

A kind selects with the lists that rules and figures use; it never counts by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.figures import UNKNOWN
from app.domain.records import Person
from app.plan.dims import PLAN_DIMS
from app.plan.entries import Entry, trained_entries
from app.plan.facts import Facts
from app.plan.rules import Rule
from app.plan.source import SourceFile, source_of

FILE: Final = "needs.toml"
_YES: Final = "1"
_FIELDS: Final = frozenset({"professional", "political", "administration"})


@dataclass(frozen=True, slots=True)
class Need:
    """A criterion.

    Attributes:
        code, words, clause: of it. kind: of `KINDS`.
        field, codes: of "leader_without": a level and its values. rule: of "short_hours": code of the rule.
        unconfirmed: awaits confirmation by Sở Nội vụ.
    """

    code: str
    kind: str
    words: str
    clause: str
    field: str
    codes: tuple[str, ...]
    rule: str
    unconfirmed: bool


def read_needs(files: Mapping[str, bytes]) -> tuple[Need, ...]:
    """Reads the criteria; none where the pack has no such file.

    Raises:
        UserError: QT-01 with file and line.
    """
    if FILE not in files:
        return ()
    file: SourceFile = source_of(files, FILE)
    found: dict[str, Need] = {}
    for source in file.each("need"):
        made = Need(
            source.text("code"),
            source.text("kind"),
            source.text("words"),
            source.text("clause"),
            source.text("field", ""),
            source.texts("codes", ()),
            source.text("rule", ""),
            source.flag("unconfirmed"),
        )
        source.close()
        if made.kind not in KINDS:
            raise source.wrong(f"«kind» = «{made.kind}»; chọn một trong: {', '.join(KINDS)}")
        if made.code in found:
            raise source.wrong(f"trùng tiêu chí {made.code}")
        if made.kind == "leader_without" and (made.field not in _FIELDS or not made.codes):
            raise source.wrong(f"«field» phải là một trong {', '.join(sorted(_FIELDS))}, kèm «codes»")
        found[made.code] = made
    top = file.top()
    top.tables("need")
    top.close()
    return tuple(found.values())


def in_need(facts: Facts, need: Need, rules: tuple[Rule, ...]) -> tuple[Person, ...]:
    """Women of a unit who meet a criterion, in the order of the records."""
    return tuple(KINDS[need.kind](facts, need, rules))


def _planned_untrained(facts: Facts, need: Need, rules: tuple[Rule, ...]) -> Iterator[Person]:
    trained = {entry.record for entry in trained_entries(facts) if entry.codes.get("window") == "stage"}
    planned = {item.person.id for item in facts.planned}
    return (person for person in _women(facts) if person.id in planned and person.id not in trained)


def _leader_without(facts: Facts, need: Need, rules: tuple[Rule, ...]) -> Iterator[Person]:
    leading = facts.leading_by_person
    return (person for person in _women(facts) if person.id in leading and getattr(person, need.field) in need.codes)


def _source(facts: Facts, need: Need, rules: tuple[Rule, ...]) -> Iterator[Person]:
    """Not planned, of an ethnic minority, younger than the age under which a planned person of the tier is young."""
    planned = {item.person.id for item in facts.planned}
    unit = facts.unit
    tier, young = (unit.tier if unit else None) or UNKNOWN, PLAN_DIMS["young"](facts)
    for person in _women(facts):
        entry = Entry(person.id, "person", person.id, person, codes={"tier": tier})
        if person.id not in planned and facts.is_dtts(person) and young(entry) == _YES:
            yield person


def _short_hours(facts: Facts, need: Need, rules: tuple[Rule, ...]) -> Iterator[Person]:
    short = {item.at.record for rule in rules if rule.code == need.rule for item in rule.run(facts)}
    return (person for person in _women(facts) if person.id in short)


def _women(facts: Facts) -> Iterator[Person]:
    return (person for person in facts.people if person.sex == "f")


KINDS: Final[Mapping[str, Callable[[Facts, Need, tuple[Rule, ...]], Iterator[Person]]]] = MappingProxyType(
    {
        "planned_untrained": _planned_untrained,
        "leader_without": _leader_without,
        "source": _source,
        "short_hours": _short_hours,
    }
)

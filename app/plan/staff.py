"""Staff and residents: numbers that units type in instead of listing everyone.

Staff of a body are its Headcount rows where it has them, else the people listed there, never both (design §3). What
the rows do not tell apart is "?".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from app.domain.figures import UNKNOWN
from app.domain.unit_records import Body, Headcount, Population
from app.plan.entries import Entry, flag
from app.plan.facts import Facts

ALL: Final = "all"
"""Code of the headcount row of everyone."""
TOTAL_GROUP: Final = "00"
"""Code of the population row with the stated total."""

Pair = tuple[str, str]


def listed_staff(facts: Facts) -> Iterator[Entry]:
    """People at bodies without headcount rows, and people of no known body."""
    rows = headcount_by_body(facts)
    bodies = {body.id: body for body in facts.bodies}
    for person in facts.people:
        if person.body not in rows:
            yield Entry(person.id, "person", person.id, person, bodies.get(person.body or ""))


def typed_staff(facts: Facts, names: frozenset[str]) -> Iterator[Entry]:
    """Numbers of the headcount rows.

    Args:
        facts: of the unit.
        names: dimensions asked for; where a row cannot tell sex and dtts apart at once, sex goes first if asked for.
    """
    bodies = {body.id: body for body in facts.bodies}
    for body_id, rows in headcount_by_body(facts).items():
        yield from _from_rows(bodies[body_id], rows, names)


def headcount_by_body(facts: Facts) -> Mapping[str, Mapping[str, Headcount]]:
    """Body id → dimension → its newest row not after the cut-off."""
    found: dict[str, dict[str, Headcount]] = defaultdict(dict)
    existing = {body.id for body in facts.bodies}
    for row in facts.context.data.rows(Headcount):
        if row.body not in existing or row.dimension is None or row.total is None:
            continue
        if row.as_of is not None and row.as_of.earliest > facts.context.cut_off:
            continue
        known = found[row.body].get(row.dimension)
        if known is None or _age_of(known) < _age_of(row):
            found[row.body][row.dimension] = row
    return {body: dimensions for body, dimensions in found.items() if dimensions}


def _age_of(row: Headcount) -> tuple[str, str]:
    return (row.as_of.latest.isoformat() if row.as_of else "", row.id)


def _from_rows(body: Body, rows: Mapping[str, Headcount], names: frozenset[str]) -> Iterator[Entry]:
    sexes = "sex" in names or "dtts" not in names
    kinds = [row for dimension, row in rows.items() if dimension != ALL]
    if ALL in rows:
        if not all(_tells(row, rows[ALL]) for row in kinds):
            kinds = []
        parts = [_split(row, sexes=sexes) for row in kinds]
        rest = {
            pair: number - sum(_as_of(part, pair) for part in parts)
            for pair, number in _split(rows[ALL], sexes=sexes).items()
        }
        yield from _entries(body, rows[ALL], UNKNOWN, rest)
    for row in kinds:
        yield from _entries(body, row, row.dimension or UNKNOWN, _split(row, sexes=sexes))


def _tells(part: Headcount, whole: Headcount) -> bool:
    """Whether a row by staff kind says all that the row of everyone says; else only that one is counted."""
    return all(
        getattr(whole, name) is None or getattr(part, name) is not None for name in ("women", "dtts", "dtts_women")
    )


def _as_of(part: Mapping[Pair, int], pair: Pair) -> int:
    """What a part has of a pair of the whole."""
    return sum(
        number for own, number in part.items() if all(code in {UNKNOWN, own[at]} for at, code in enumerate(pair))
    )


def _split(row: Headcount, *, sexes: bool) -> dict[Pair, int]:
    """Numbers of a row by (sex, dtts); "?" where the row does not say.

    A row without the number of ethnic-minority women tells sexes or groups apart, not both: Nữ DTTS never follows from
    the two columns.
    """
    total, women, dtts, both = row.total or 0, row.women, row.dtts, row.dtts_women
    if women is not None and dtts is not None and both is not None:
        men = total - women - dtts + both
        return {("f", "1"): both, ("f", "0"): women - both, ("m", "1"): dtts - both, ("m", "0"): men}
    if sexes and women is not None:
        return {("f", UNKNOWN): women, ("m", UNKNOWN): total - women}
    if not sexes and dtts is not None:
        return {(UNKNOWN, "1"): dtts, (UNKNOWN, "0"): total - dtts}
    return {(UNKNOWN, UNKNOWN): total}


def _entries(body: Body, row: Headcount, staff: str, numbers: Mapping[Pair, int]) -> Iterator[Entry]:
    for (sex, dtts), number in numbers.items():
        if number > 0:
            codes = {"sex": sex, "dtts": dtts, "staff": staff}
            yield Entry(
                f"{row.id}/{sex}{dtts}{staff}", "headcount", row.id, body=body, codes=codes, values={"": number}
            )


def population_rows(facts: Facts) -> dict[str, Population]:
    """Ethnic code → row of the newest year not after the cut-off."""
    rows = [
        row
        for row in facts.context.data.rows(Population)
        if row.year is not None and row.ethnic and row.year <= facts.context.cut_off.year
    ]
    newest = max((row.year or 0 for row in rows), default=0)
    return {row.ethnic or UNKNOWN: row for row in rows if row.year == newest}


def resident_entries(facts: Facts) -> Iterator[Entry]:
    """Residents by ethnic group; what the stated total has beyond the groups is "?"."""
    rows = population_rows(facts)
    groups = facts.context.catalogue["population_groups"]
    told = 0
    for code, row in rows.items():
        if code != TOTAL_GROUP:
            told += row.total or 0
            group = groups.get(code)
            codes = {"ethnic": code, "dtts": flag(group.is_set("dtts") if group else None)}
            values = {"": row.total or 0, "women": row.women or 0}
            yield Entry(row.id, "population", row.id, codes=codes, values=values)
    stated = rows.get(TOTAL_GROUP)
    if stated is not None and (stated.total or 0) > told:
        codes = {"ethnic": UNKNOWN, "dtts": UNKNOWN}
        yield Entry(stated.id, "population", stated.id, codes=codes, values={"": (stated.total or 0) - told})

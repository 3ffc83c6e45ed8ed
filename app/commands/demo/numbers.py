"""Numbers that an invented unit types in: staff of schools and stations, residents by ethnic group, money.

Hides how a headcount is kept consistent: it is put together from the people listed and from people never listed, so
that no part is greater than its whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.commands.demo.bodies import PlannedBody
from app.commands.demo.dice import Dice, apportion
from app.commands.demo.samples import Peoples
from app.domain.codelists import Catalogue
from app.domain.dates import day
from app.domain.records import Person
from app.domain.unit_records import Body, Budget, Headcount, Population, Unit

_CONTRACTS: Final = 0.08
_SOURCE: Final = "Số liệu mẫu để trình diễn"
_KINH: Final = "01"
_ALL: Final = "all"
_TOTAL: Final = "00"
_HUNDRED_THOUSAND: Final = 100_000
_PLAUSIBLE: Final = (8_000, 17_000)

Cell = tuple[str, bool, bool]
"""Kind of staff, woman, of a minority."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Headcount rows, and the bodies with the number of posts they were assigned."""

    rows: tuple[Headcount, ...]
    bodies: tuple[Body, ...]


def make_headcounts(
    planned: Sequence[PlannedBody],
    bodies: Sequence[Body],
    people: Iterable[Person],
    peoples: Peoples,
    minorities: frozenset[str],
    cut_off: date,
    dice: Dice,
) -> Counts:
    """Staff numbers of the bodies that type them in, and the posts assigned to every body with staff.

    Args:
        planned: what is planned for each body.
        bodies: their records, in the same order.
        people: of the unit, listed ones count into the number of their body.
        peoples: groups that the staff come from.
        minorities: codes of the minority groups.
        cut_off: day of the count.
        dice: chance.
    """
    listed: dict[str, Counter[Cell]] = {body.id: Counter() for body in bodies}
    for person in people:
        if person.left_on is None and person.body:
            listed[person.body][person.staff_kind or "", person.sex == "f", person.ethnic in minorities] += 1
    rows: list[Headcount] = []
    assigned: list[Body] = []
    for place, body in zip(planned, bodies, strict=True):
        cells = listed[body.id]
        if place.sample.typed:
            cells = cells + _unlisted(place, sum(cells.values()), peoples, dice)
            rows.extend(_rows(body, cells, cut_off, dice))
        present = sum(cells.values())
        spare = dice.between(-1, 4) if dice.chance(12) else dice.between(0, 4)
        assigned.append(replace(body, staff_assigned=present + spare) if place.staff and present > 1 else body)
    return Counts(tuple(rows), tuple(assigned))


def _unlisted(place: PlannedBody, listed: int, peoples: Peoples, dice: Dice) -> Counter[Cell]:
    """People who are counted but not listed."""
    count = max(0, place.staff - listed)
    women = min(98.0, max(3.0, (place.sample.women or 60) + dice.between(-4, 4))) / 100
    minority = 1 - peoples.staff_kinh / 100
    kind = "cc" if place.sample.kind in {"chi_cuc", "phong"} else "vc"
    cells = [
        (staff, woman, dtts)
        for staff in (kind, "hd")
        for woman in (True, False)
        for dtts in (True, False)
    ]  # fmt: skip
    weights = [
        (_CONTRACTS if staff == "hd" else 1 - _CONTRACTS)
        * (women if woman else 1 - women)
        * (minority if dtts else 1 - minority)
        for staff, woman, dtts in cells
    ]
    return Counter(dict(zip(cells, apportion(count, weights), strict=True)))


def _rows(body: Body, cells: Mapping[Cell, int], cut_off: date, dice: Dice) -> Iterator[Headcount]:
    kinds = sorted({staff for (staff, _, _), number in cells.items() if number})
    for dimension in (_ALL, *kinds):
        chosen = {cell: number for cell, number in cells.items() if dimension in {_ALL, cell[0]}}
        yield Headcount(
            id=dice.id(),
            body=body.id,
            dimension=dimension,
            as_of=day(cut_off),
            total=sum(chosen.values()),
            women=sum(number for (_, woman, _), number in chosen.items() if woman),
            dtts=sum(number for (_, _, dtts), number in chosen.items() if dtts),
            dtts_women=sum(number for (_, woman, dtts), number in chosen.items() if woman and dtts),
        )


def make_population(
    unit: Unit, peoples: Peoples, catalogue: Catalogue, cut_off: date, dice: Dice
) -> tuple[Population, ...]:
    """Residents of a commune by ethnic group: the groups add up to the total; none for an agency.

    Args:
        unit: with its population, where that is known; else a plausible one is invented.
        peoples: groups that live there.
        catalogue: the groups, in their order.
        cut_off: its year is the year of the count.
        dice: chance.
    """
    if unit.kind == "agency":
        return ()
    total = unit.population or dice.within(_PLAUSIBLE)
    kinh = round(total * dice.share(*peoples.kinh) / 100)
    weights = [weight * dice.share(0.6, 1.4) for weight in peoples.groups.values()]
    numbers = dict(zip(peoples.groups, apportion(total - kinh, weights), strict=True)) | {_KINH: kinh}
    women = {code: round(number * dice.share(0.482, 0.503)) for code, number in numbers.items()}
    numbers[_TOTAL], women[_TOTAL] = sum(numbers.values()), sum(women.values())
    return tuple(
        Population(
            id=dice.id(),
            year=cut_off.year,
            ethnic=code.code,
            total=numbers[code.code],
            women=women[code.code],
            source=_SOURCE,
        )
        for code in catalogue["population_groups"]
        if numbers.get(code.code)
    )


def make_budget(unit: Unit, costs: Iterable[Any], cut_off: date, dice: Dice) -> Iterator[Budget]:
    """Money of the year, integer đồng: what activities and classes cost was paid, mostly within what was planned.

    Args:
        unit: a commune pays from the commune's budget, an agency from the province's.
        costs: records with a `cost`.
        cut_off: its year is the year of the budget.
        dice: chance.
    """
    paid = sum(record.cost or 0 for record in costs)
    national = round(paid * dice.share(0.2, 0.5) / _HUNDRED_THOUSAND) * _HUNDRED_THOUSAND if dice.chance(45) else 0
    main = "ctx_tinh" if unit.kind == "agency" else "ctx_xa"
    shares = {main: paid - national, "ctmtqg": national}
    if dice.chance(18):
        shares["dong_gop_trong_nuoc"] = dice.between(2, 20) * 10 * _HUNDRED_THOUSAND
    for source, spent in shares.items():
        if not spent and source != main:
            continue
        planned = spent * dice.share(0.85, 0.99) if dice.chance(4) else spent * dice.share(1.0, 1.25)
        yield Budget(
            id=dice.id(),
            year=cut_off.year,
            source=source,
            planned=-(-int(planned) // _HUNDRED_THOUSAND) * _HUNDRED_THOUSAND,
            paid=spent,
        )

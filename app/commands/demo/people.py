"""The province of the demo: which units take part, how many people each has, and all records of a unit.

Everyone is invented; what the units are called is real. The same seed gives the same records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.commands.demo.bodies import PROVINCIAL_KEEPER, plan_bodies
from app.commands.demo.dice import Dice, apportion
from app.commands.demo.numbers import make_budget, make_headcounts, make_population
from app.commands.demo.persons import PersonMaker
from app.commands.demo.planning import make_planning
from app.commands.demo.report import make_activities, make_profile, make_words
from app.commands.demo.samples import Samples, load_samples
from app.commands.demo.staff import Staffing
from app.commands.demo.training import make_training
from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset, dataset
from app.domain.records import Course
from app.domain.unit_records import Activity, Unit
from app.paths import resource_root

DEFAULT_PEOPLE: Final = 5_000
"""People of the whole province who are listed by default; schools and stations give numbers."""

_COLLECTOR: Final = "DB-SNV"
_FEWEST_PEOPLE: Final = 12
_MADE_BEFORE: Final = timedelta(days=45)
_COMMUNE_WEIGHT: Final = 82.0
_RESIDENTS_PER_WEIGHT: Final = 2_500
_USUAL_RESIDENTS: Final = 13_000
_AGENCY_WEIGHT: Final = 76.0
_LARGE_AGENCIES: Final = {"DB-VPUBND": 94.0, "DB-SNNMT": 104.0, "DB-SYT": 92.0, "DB-SGDDT": 90.0}


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit that takes part.

    Attributes:
        unit: the unit.
        people: how many people to list.
        ordinal: its number in the demo, which keeps identification numbers of two units apart.
    """

    unit: Unit
    people: int
    ordinal: int = 0


def plan_units(units: Sequence[Unit], people: int, limit: int | None) -> tuple[UnitPlan, ...]:
    """Chooses the units and shares the people out.

    Args:
        units: all known; those that still exist and report take part: the communes and the provincial agencies.
        people: of all units together; a unit gets at least a dozen.
        limit: how many units; None is all. Three or more have Văn phòng UBND tỉnh and Sở Nội vụ among them.

    Returns:
        Plans in the order of `units`.
    """
    reporting = [unit for unit in units if unit.valid_to is None and (unit.kind == "agency" or unit.tier == "xa")]
    agencies = [unit for unit in reporting if unit.kind == "agency"]
    communes = [unit for unit in reporting if unit.kind != "agency"]
    chosen = reporting if limit is None or limit >= len(reporting) else _some(agencies, communes, max(1, limit))
    weights = [_weight(unit) for unit in chosen]
    spare = max(0, people - _FEWEST_PEOPLE * len(chosen))
    shares = apportion(spare, [max(1.0, weight - _FEWEST_PEOPLE) for weight in weights])
    return tuple(
        UnitPlan(unit, _FEWEST_PEOPLE + share, ordinal)
        for ordinal, (unit, share) in enumerate(zip(chosen, shares, strict=True))
    )


def _some(agencies: Sequence[Unit], communes: Sequence[Unit], limit: int) -> list[Unit]:
    """Agencies and communes in about the proportion of the whole, the needed agencies first."""
    first = sorted(agencies, key=lambda unit: unit.code not in {PROVINCIAL_KEEPER, _COLLECTOR})
    share = round(limit * len(agencies) / max(1, len(agencies) + len(communes)))
    count = min(len(agencies), max(share, min(2, limit - 1)))
    wanted = min(len(communes), limit - count)
    spread = [communes[place * len(communes) // wanted] for place in range(wanted)]
    kept = {unit.id for unit in (*first[:count], *spread)}
    return [unit for unit in (*agencies, *communes) if unit.id in kept]


def _weight(unit: Unit) -> float:
    if unit.kind == "agency":
        return _LARGE_AGENCIES.get(unit.code or "", _AGENCY_WEIGHT)
    return _COMMUNE_WEIGHT + (unit.population or _USUAL_RESIDENTS) / _RESIDENTS_PER_WEIGHT


def make_unit(
    plan: UnitPlan, seed: int, cut_off: date, catalogue: Catalogue, samples: Samples | None = None
) -> Dataset:
    """All records of a unit, as its officer would have entered them: no errors, some things to be asked about.

    Args:
        plan: the unit and how many people it lists.
        seed: of the demo; the same gives the same records, whatever other units take part.
        cut_off: day at which the report is read; not before 1/7/2025, when the communes were formed.
        catalogue: the code lists.
        samples: read once for many units; None reads them from the resources.
    """
    samples = samples or load_samples(resource_root() / "samples")
    dice = Dice(f"{seed}/{plan.unit.id}", cut_off - _MADE_BEFORE)
    return dataset(plan.unit.id, _records(plan, cut_off, catalogue, samples, dice))


def _records(plan: UnitPlan, cut_off: date, catalogue: Catalogue, samples: Samples, dice: Dice) -> Iterator[Any]:
    unit = plan.unit
    agency = unit.kind == "agency"
    peoples = samples.peoples["tinh"] if agency else samples.peoples_of(unit.code or "")
    minorities = frozenset(code.code for code in catalogue["ethnic_groups"] if code.is_set("dtts"))
    planned = plan_bodies(unit, plan.people, samples, dice)
    maker = PersonMaker(samples, peoples, plan.ordinal, cut_off, dice)
    roster = Staffing(unit, samples, maker, cut_off, dice).fill(planned, plan.people)
    counts = make_headcounts(
        planned, roster.bodies(planned), roster.people.values(), peoples, minorities, cut_off, dice
    )
    planning = make_planning(unit, planned, roster, catalogue, cut_off, dice)
    training = make_training(unit, roster, planning, samples, catalogue, cut_off, dice)
    activities = tuple(make_activities(unit, samples, catalogue, cut_off, dice))
    yield make_profile(unit, roster, cut_off, dice)
    yield from counts.bodies
    yield from roster.people.values()
    yield from roster.appointments
    yield from planning
    yield from training
    yield from counts.rows
    yield from make_population(unit, peoples, catalogue, cut_off, dice)
    yield from activities
    costs = [row for row in (*activities, *training) if isinstance(row, Activity | Course)]
    yield from make_budget(unit, costs, cut_off, dice)
    yield from make_words(samples, cut_off, dice)

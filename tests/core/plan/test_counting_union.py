"""Counting over units that share items."""

from __future__ import annotations

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset, redact
from app.domain.records import Person, PlanningEntry, PlanningList
from app.domain.schema import Level
from app.domain.unit_records import Body
from app.domain.units import Units
from app.plan.counting import count
from app.plan.counting_union import count_union
from app.plan.pack import Pack
from tests.core.plan.figure_worlds import POON, TAM, context, d


def planning(prefix: str, tier: str) -> list[object]:
    return [
        PlanningList(id=f"{prefix}l", term="2025-2030", tier=tier, secrecy="khong"),
        Person(id=f"{prefix}p", sex="f"),
        Body(id=f"{prefix}u", kind="ubnd", tier="xa"),
        PlanningEntry(id=f"{prefix}1", person=f"{prefix}p", planning_list=f"{prefix}l", post="so.gd", start=d("2025")),
        PlanningEntry(
            id=f"{prefix}2", person=f"{prefix}p", planning_list=f"{prefix}l", post="ubnd.ct", body=f"{prefix}u"
        ),
    ]


def test_a_post_of_the_province_that_two_units_plan_for_is_one(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    cells = ["planned_post{}", "planned_post{post=so.gd}", "planned_post{post=ubnd.ct}", "planned{}"]
    contexts = [
        context(dataset(unit, planning(prefix, "tinh")), units, catalogue, pack)
        for unit, prefix in ((POON, "x"), (TAM, "y"))
    ]
    assert sum(count(item, cells).cells["planned_post{}"] for item in contexts) == 4
    found = count_union(contexts, cells)
    assert {cell: found[cell] for cell in cells if cell in found} == {
        "planned_post{}": 3,
        "planned_post{post=so.gd}": 1,
        "planned_post{post=ubnd.ct}": 2,
    }
    assert {cell: number for cell, number in found.items() if "term=" in cell and "post=" in cell} == {
        "planned_post{post=so.gd,term=2025-2030}": 1,
        "planned_post{post=ubnd.ct,term=2025-2030}": 2,
    }


def test_a_unit_without_entries_held_leaves_the_cells_out(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    data = dataset(POON, planning("x", "xa"))
    held, bare = (context(part, units, catalogue, pack) for part in (data, redact(data, Level.SO_LIEU)))
    assert count_union([held, bare], ["planned_post{}"]) == {}

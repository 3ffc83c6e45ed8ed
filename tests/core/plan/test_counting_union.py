"""Counting over units that share items, and after a merger."""

from __future__ import annotations

from app.domain.codelists import Catalogue
from app.domain.dataset import dataset, redact
from app.domain.figures import Figures, parse_cell_key, total
from app.domain.records import Person, PlanningEntry, PlanningList
from app.domain.schema import Level
from app.domain.unit_records import Body
from app.domain.units import Units
from app.plan.counting import count
from app.plan.counting_union import count_union, rebase
from app.plan.pack import Pack
from app.plan.wanted import required_cells
from tests.core.plan.figure_worlds import POON, SNV, TAM, context, d, drawn_unit


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


def test_the_re_based_total_is_as_reported(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    wanted = required_cells(pack, catalogue)
    today = next(row for row in units if len(units.predecessors(row.id)) > 2)
    old = [row.id for row in units.predecessors(today.id)]
    by_unit = {
        unit: count(context(drawn_unit(unit, 2, catalogue), units, catalogue, pack), wanted) for unit in (*old, SNV)
    }
    based = rebase(by_unit, units)
    assert set(based) == {today.id, SNV}
    reported, again = total(by_unit.values()), total(based.values())
    assert reported is not None
    assert again is not None
    for cell, number in reported.cells.items():
        if parse_cell_key(cell).subject != "government":
            assert again.cells[cell] == number
    assert based[SNV].cells == by_unit[SNV].cells


def test_governments_that_were_merged_are_one(units: Units) -> None:
    today = next(row for row in units if len(units.predecessors(row.id)) == 3)
    keys = ("government{}", "government{tier=xa}", "government{woman_key=1}", "government{tier=xa,woman_key=1}")
    by_unit = {
        row.id: Figures(row.id, "2024-12-14", "", Level.HO_SO, dict(zip(keys, (1, 1, woman, woman), strict=True)))
        for row, woman in zip(units.predecessors(today.id), (1, 0, 1), strict=True)
    }
    assert rebase(by_unit, units)[today.id].cells == dict.fromkeys(keys, 1)
    without = {unit: Figures(unit, "2024-12-14", "", Level.HO_SO, dict.fromkeys(keys, 0)) for unit in by_unit}
    assert rebase(without, units)[today.id].cells["government{woman_key=1}"] == 0

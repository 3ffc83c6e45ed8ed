"""`explain` of every figure: lines of indicators, sums and quotients, of now and as they were frozen, in both modes."""

from __future__ import annotations

from typing import Any

import pytest

from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced

WOMEN = "leader{sex=f}:leader{}"


def told(ws: Workspace, key: str, **more: Any) -> Any:
    """Data of the command."""
    return run(ws, "explain", key=key, **more).data


def test_every_line_of_the_province_is_told_by_unit_or_one_by_one(world: World) -> None:
    world.enrolled(PON)
    world.enrolled(TAM, None)
    rows = {row["title"]: row for row in run(world.so, "indicators").data["rows"]}
    for line in world.so.pack.indicators:
        found = told(world.so, f"#{line.id}")
        row = rows[line.title]
        if row["numerator"] is not None:
            assert found["totals"] == (row["numerator"], row["denominator"]), line.id
        assert found["clause"].startswith("KH 18/02/2021")
        assert len(found["missing"]) == found["expected"] - 2
        if line.kind == "share_of_units":
            assert len(found["rows"]) == found["expected"]
        assert all(item["reason"] for item in found["rows"]) or not found["one_by_one"]


def test_a_quotient_names_the_people_of_a_unit(world: World) -> None:
    world.enrolled(PON)
    found = told(world.so, WOMEN)
    (row,) = found["rows"]
    assert found["totals"] == row["values"]
    women, everyone = told(world.so, WOMEN, unit="03202")["cells"]
    assert (len(women["included"]), len(everyone["included"])) == row["values"]
    assert women["whole"] == len(women["included"]) + len(women["excluded"]) == len(everyone["included"])
    assert {reason for _, reason in women["excluded"]} == {"giới tính: Nam"}
    assert not run(world.so, "names list").data  # the package has no names
    assert code_of(told, world.so, WOMEN, unit="00000") == "NHAP-02"
    assert code_of(told, world.so, "#9.9/x") == "NHAP-02"


def test_a_unit_is_told_cell_by_cell(world: World) -> None:
    pon = world.unit(PON)
    found = told(pon, WOMEN)
    assert [cell["role"] for cell in found["cells"]] == ["Tử số", "Mẫu số"]
    above, below = (len(cell["included"]) for cell in found["cells"])
    assert found["value"].startswith(f"{above}/{below} = ")
    assert told(pon, "leader{}~leader{sex=f}")["value"] == str(below - above)
    line = next(item for item in pon.pack.indicators if item.kind == "share_of_units")
    assert [name for name, *_ in told(pon, f"#{line.id}")["members"]] == ["Xã Mường Pồn"]


def test_a_frozen_figure_names_those_of_its_time(world: World) -> None:
    pon = world.enrolled(PON)
    code = run(world.so, "freeze", period=PERIOD, reason="Báo cáo", incomplete=True).data["code"]
    before, people = told(world.so, WOMEN, code=code), told(world.so, WOMEN, code=code, unit=PON)
    run(world.so, "freeze reopen", code=code, reason="Sửa")
    data = pon.store.load()
    change(pon, replaced(data, person_of(data, 3), sex="m"))
    path = world.package(pon)
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    assert told(world.so, WOMEN)["totals"][0] == before["totals"][0] - 1
    assert told(world.so, WOMEN, code=code) == before
    assert told(world.so, WOMEN, code=code, unit=PON) == people
    assert len(people["cells"][0]["included"]) == before["totals"][0]


@pytest.mark.parametrize("key", ["leader{}+", "a:b:c", "leader{sex=f}:nothing{}", "leader{colour=red}+leader{}"])
def test_what_is_no_figure(world: World, key: str) -> None:
    world.enrolled(PON)
    assert code_of(told, world.so, key) == "NHAP-02"

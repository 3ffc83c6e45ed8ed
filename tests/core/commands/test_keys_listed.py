"""The list of certificates on both sides, by the contract of docs/command-line.md."""

from __future__ import annotations

import re
from typing import Any

from app.paths import resource_root
from tests.simulator.credentials import requested
from tests.simulator.province import World, run
from tests.simulator.units import PON, TAM

CONTRACT = {
    "holder", "name", "use", "fingerprint", "machine", "state", "from", "to", "days_left", "reason", "own",
}  # fmt: skip


def rows(ws: Any, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(ws, "enrol keys").data
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_the_contract_on_both_sides(world: World) -> None:
    unit = world.enrolled(PON)
    page = (resource_root().parent / "docs" / "command-line.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith("| `enrol keys` | […"))
    assert set(re.findall(r"`(\w+)`", line.split("|", 2)[2])) >= CONTRACT
    for ws in (world.so, unit):
        assert rows(ws)
        assert all(set(row) == CONTRACT for row in rows(ws))


def test_at_the_office_its_own_the_units_and_what_waits(world: World) -> None:
    world.enrolled(PON)
    world.deliver(requested(world, world.unit(TAM), "first", machine="máy bàn"))
    own = rows(world.so, own=True)
    assert [row["use"] for row in own] == ["sign", "encrypt", "encrypt"]  # the last is the spare
    assert {row["state"] for row in own} == {"active"}
    assert [(row["use"], row["days_left"]) for row in rows(world.so, holder=PON)] == [("sign", 1094), ("encrypt", 1094)]
    (waiting,) = rows(world.so, state="pending")
    assert (waiting["holder"], waiting["machine"], waiting["reason"], waiting["to"]) == (TAM, "máy bàn", "first", "")
    assert waiting["days_left"] is None


def test_at_a_unit_before_and_after_its_enrolment(world: World) -> None:
    unit = world.unit(PON)
    (before,) = rows(unit, own=True)
    assert (before["state"], before["use"]) == ("pending", "sign")
    world.deliver(world.package(unit))
    world.confirm(unit)
    world.give_receipt(unit, unit.store.documents("sent")[0].id)
    after = rows(unit, own=True)
    assert [(row["use"], row["state"]) for row in after] == [("sign", "active"), ("encrypt", "active")]
    assert after[0]["fingerprint"] == before["fingerprint"]
    requested(world, unit, "renewal")
    assert [row["reason"] for row in rows(unit, own=True, state="pending")] == ["renewal"]
    assert len(rows(unit, own=False)) == 3


def test_replaced_and_revoked_pairs_say_why(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(requested(world, unit, "renewal"))
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=world.folder / "chung-thu.p7m")
    assert [item["reason"] for item in rows(world.so, state="replaced")] == ["replaced"] * 2
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    assert {item["reason"] for item in rows(world.so, holder=PON)} == {"compromise"}
    assert {item["state"] for item in rows(world.so, holder=PON)} == {"revoked"}

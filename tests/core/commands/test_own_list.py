"""What Sở Nội vụ already has of a unit, to be verified there instead of typed; and the campaign that goes with it."""

from __future__ import annotations

from pathlib import Path

from app.commands.enrolment.own_list import own_list
from app.commands.storing import new_unit
from app.domain.dataset import Dataset
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body, Narrative, UnitProfile
from tests.simulator.province import PASSPHRASE, PERIOD, World, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, small_unit


def given(world: World, unit: str = PON) -> Dataset:
    row = world.env.units.get(unit)
    assert row is not None
    return own_list(world.so, row)


def test_a_unit_that_never_reported_gets_its_structure(world: World) -> None:
    data = given(world)
    assert [body.name for body in data.rows(Body)][:2] == [
        "Hội đồng nhân dân xã Mường Pồn",
        "Ủy ban nhân dân xã Mường Pồn",
    ]
    assert not list(data.rows(Person))
    agency = given(world, "DB-SYT@2025-03-01")
    assert next(iter(agency.rows(UnitProfile))).signer_title == "GIÁM ĐỐC"
    assert len(list(agency.rows(Body))) == 1
    ward = given(world, "03127@2025-07-01")
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in {body.name for body in ward.rows(Body)}


def test_without_names_nobody_is_listed(world: World) -> None:
    world.enrolled(PON)
    data = given(world)
    assert not list(data.rows(Person))
    assert not list(data.rows(Appointment))
    assert len(list(data.rows(Body))) == 6
    assert next(iter(data.rows(UnitProfile))).own_plan_number == "12/KH-UBND"


def test_with_names_the_unit_verifies_its_own_people(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit, level="ho-so")
    world.deliver(path)
    run(world.so, "accept", package=world.received(path).id)
    data = given(world)
    assert {person.full_name for person in data.rows(Person)} == {
        person.full_name for person in small_unit().rows(Person)
    }
    assert {row.id for row in data.rows(Person)} == {row.id for row in small_unit().rows(Person)}
    assert not list(data.rows(Narrative))

    (row,) = run(world.so, "enrol file", out=world.folder / "again", unit="03202").data
    again = new_unit(world.env, world.folder / "b", Path(row["file"]), row["code"], "A", PASSPHRASE)
    assert again.store.load().tables["person"] == data.tables["person"]

    world.so.store.erase(PON, PERIOD)  # type: ignore[attr-defined]
    assert not list(given(world).rows(Person))
    assert len(list(given(world).rows(Body))) == 6


def test_a_campaign(world: World) -> None:
    data = run(world.so, "period issue", period="2026", cut_off="2026-12-14", level="ho-so").data
    assert data["cut_off"] == "2026-12-14"
    assert data["level"] == "ho-so"
    assert data["due"] >= "2026-12-01"
    assert run(world.so, "period issue", period="2026").data["level"] == "ho-so"  # as it was asked before
    assert run(world.so, "period issue", period="2026-H1").data["level"] == "rut-gon"
    assert code_of(run, world.so, "period issue", period="2026", level="tat-ca") == "NHAP-03"
    assert code_of(run, world.so, "period issue", period="2026-13") == "NHAP-03"
    assert code_of(run, world.so, "period issue", period="2026", cut_off="14/12/2026") == "NHAP-03"

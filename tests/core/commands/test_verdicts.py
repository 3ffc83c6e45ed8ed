"""Accepting, returning, and the receipts that tell a unit of it (threats.md I20-I24)."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.keys.authorities import authorities_document, authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import unit_decryption
from app.commands.verifying import decryption_keys
from app.crypto.envelope import open_envelope
from app.crypto.recipients import recipient_id
from app.crypto.revocation import issue_revocations, load_revocations
from app.errors import UserError
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, corrected, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, without_people


def receipt(world: World, package: str) -> Path:
    """The receipt of a package in its present state, as a file."""
    world.sent += 1
    path = world.folder / "receipts" / f"{world.sent:02d}.p7m"
    run(world.so, "receipt", package=package, out=path)
    return path


def numbers(world: World) -> list[int]:
    return [item.body["number"] for item in world.so.store.documents("receipt")]


def test_a_newer_accepted_report_takes_the_place_of_the_older(world: World) -> None:
    unit = world.enrolled(PON)
    first = world.so.store.documents("received")[0].id
    path = corrected(world, unit)
    world.deliver(path)
    assert world.states(PON) == ["accepted", "received"]  # the older one counts until the newer is accepted
    run(world.so, "accept", package=world.received(path).id[:12])
    assert world.states(PON) == ["superseded", "accepted"]
    assert code_of(run, world.so, "accept", package=first) == "NHAP-01"


def test_a_returned_report_is_not_accepted_after_its_correction(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    returned = world.received(path).id
    run(world.so, "return", package=returned, reason="Đề nghị bổ sung.")
    world.deliver(corrected(world, unit))
    assert code_of(run, world.so, "accept", package=returned) == "NGH-02"
    assert world.states(PON) == ["accepted", "returned", "received"]


def test_a_return_without_a_reason_and_an_unknown_package(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    assert code_of(run, world.so, "return", package=world.received(path).id, reason="  ") == "NHAP-03"
    assert code_of(run, world.so, "accept", package="ffff") == "NHAP-02"
    assert code_of(run, world.so, "accept", package="") == "NHAP-02"


@pytest.mark.fault("C05")
def test_numbers_run_without_gaps_and_the_same_state_gives_the_same_file(world: World) -> None:
    units = [world.unit(key) for key in (PON, TAM)]
    for unit in units:
        world.deliver(world.package(unit))
        world.confirm(unit)
    ids = [item.id for item in world.so.store.documents("received")]
    first = receipt(world, ids[0]).read_bytes()
    assert receipt(world, ids[0]).read_bytes() == first
    receipt(world, ids[1])
    run(world.so, "accept", package=ids[0])
    receipt(world, ids[0])
    assert numbers(world) == [1, 2, 3]
    blocked = world.folder / "tep"
    blocked.write_bytes(b"")
    run(world.so, "accept", package=ids[1])
    with pytest.raises(UserError):  # the medium fails after the receipt was kept: its number stays its own
        run(world.so, "receipt", package=ids[1], out=blocked / "x.p7m")
    receipt(world, ids[1])
    assert numbers(world) == [1, 2, 3, 4]


def test_a_receipt_is_for_the_office_and_the_unit_alone(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    content = receipt(world, world.received(path).id).read_bytes()
    opened = open_envelope(content, unit_decryption(unit))
    office = recipient_id(authorities_of(world.so)[0].so_encrypt)
    assert len(opened.recipients) == 3
    assert office in opened.recipients
    assert open_envelope(content, decryption_keys(world.so)).plaintext == opened.plaintext
    other = world.unit(TAM)
    assert codes(run(other, "receive", paths=[receipt(world, world.received(path).id)]).data) == [("refused", "MAH-01")]


@pytest.mark.fault("I21")
def test_the_unit_reads_verdict_reason_and_findings(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    run(world.so, "return", package=world.received(path).id, reason="Đề nghị bổ sung dân số.")
    (row,) = world.give_receipt(unit, world.received(path).id)
    assert (row["state"], row["reason"], row["period"]) == ("returned", "Đề nghị bổ sung dân số.", PERIOD)
    kept = unit.store.documents("receipt")[-1]
    assert {item["rule"] for item in kept.body["findings"]} >= {"BC02"}
    assert len(kept.body["history"]) == 64
    assert unit.store.document("sent", row["package"]).state == "returned"  # type: ignore[union-attr]
    assert unit.store.original(kept.id) is not None
    assert corrected(world, unit).exists()  # a returned report may be sent again, changed or not


def test_a_receipt_twice_and_an_older_one_after_a_newer(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    received = receipt(world, package)
    run(world.so, "accept", package=package)
    accepted = receipt(world, package)
    assert run(unit, "receive", paths=[accepted]).data[0]["state"] == "accepted"
    assert run(unit, "receive", paths=[accepted]).data[0]["state"] == "duplicate"
    assert run(unit, "receive", paths=[received]).data[0]["state"] == "received"
    assert unit.store.document("sent", package).state == "accepted"  # type: ignore[union-attr]


@pytest.mark.fault("D14")
def test_the_receipt_of_a_package_that_a_restored_machine_has_lost_brings_its_place_back(world: World) -> None:
    unit = world.enrolled(PON)
    before = deepcopy(unit.store)
    path = corrected(world, unit)
    world.deliver(path)
    given = receipt(world, world.received(path).id)
    restored = Workspace(world.env, before)
    assert codes(run(restored, "receive", paths=[given]).data) == [("received", "")]
    lost = restored.store.document("sent", world.received(path).id)
    assert lost is not None
    assert (lost.state, lost.period, lost.body["elsewhere"]) == ("received", PERIOD, True)
    assert codes(world.deliver(corrected(world, restored, 1))) == [("received", "")]


@pytest.mark.fault("I20")
def test_a_receipt_of_another_unit_says_nothing_here(world: World) -> None:
    unit = world.enrolled(PON)
    other = world.enrolled(TAM)
    path = corrected(world, unit)
    world.deliver(path)
    given = receipt(world, world.received(path).id)
    assert codes(run(other, "receive", paths=[given]).data) == [("refused", "MAH-01")]


@pytest.mark.fault("I20")
def test_a_damaged_receipt(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    given = receipt(world, world.received(path).id)
    content = bytearray(given.read_bytes())
    for place in random.Random(3).sample(range(len(content)), 40):
        content[place] ^= 4
        given.write_bytes(content)
        assert run(unit, "receive", paths=[given]).data[0]["state"] == "refused"
        content[place] ^= 4
    assert unit.store.document("sent", world.received(path).id).state == "sent"  # type: ignore[union-attr]


@pytest.mark.fault("G22")
def test_the_newest_revocation_list_travels_with_receipts_and_none_goes_back(world: World) -> None:
    unit = world.enrolled(PON)
    assert authorities_of(unit)[1] == authorities_of(world.so)[1]
    first, second = corrected(world, unit), corrected(world, unit)
    world.deliver(first, second)
    renew(world, 5)
    path = receipt(world, world.received(second).id)
    run(unit, "receive", paths=[path])
    held = authorities_of(unit)[1]
    assert held is not None
    assert held.number == 5
    renew(world, 3)
    run(world.so, "accept", package=world.received(second).id)
    later = receipt(world, world.received(second).id)
    run(unit, "receive", paths=[later])
    assert authorities_of(unit)[1] == held


def renew(world: World, number: int) -> None:
    """Sở issues a revocation list of a number."""
    now = world.clock.now()
    made = issue_revocations(
        province_keys(world.so).issuing, (), number=number, this_update=now, next_update=now + timedelta(days=300)
    )
    new = authorities_document(authorities_of(world.so)[0], load_revocations(made))
    world.so.store._content.documents["setting", "authorities"] = new  # type: ignore[attr-defined]


@pytest.mark.fault("I24")
def test_the_sheet_of_states_follows_the_verdict(world: World) -> None:
    unit = world.enrolled(PON)
    fill(unit, without_people(PON))
    path = world.package(unit, nil=True)
    world.deliver(path)
    assert world.received(path).body["nil"] is True
    run(world.so, "accept", package=world.received(path).id)
    rows = {row["unit"]: row["state"] for row in run(world.so, "board", period=PERIOD).data["rows"]}
    assert rows[PON] == "nil"
    assert rows[TAM] == "none"


def test_a_reason_pasted_with_what_nobody_sees_reaches_the_unit_tidied(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    for reason in ("x" * 2001, "Thiếu \ue000"):
        assert code_of(run, world.so, "return", package=package, reason=reason) == "NHAP-03"
    run(world.so, "return", package=package, reason="Thiếu biểu 3\u200b:\r\n\t– cột\x07 4")
    (row,) = world.give_receipt(unit, package)
    assert (row["state"], row["reason"]) == ("returned", "Thiếu biểu 3:\n– cột 4")

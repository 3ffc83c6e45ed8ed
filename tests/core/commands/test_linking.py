"""The two-way chain: what is missing, altered or broken is named on either side (peers.md N1; threats.md I20, I23)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import cli
from app.domain.storage import Document
from app.package.sealing import digest
from app.workspace import Workspace
from tests.simulator.province import World, cloned, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, small_unit


@pytest.fixture
def unit(world: World) -> Workspace:
    """A unit that has sent four packages and has a receipt of each."""
    made = world.enrolled(PON)
    for _ in range(3):
        path = corrected(world, made)
        world.deliver(path)
        world.give_receipt(made, world.received(path).id)
    return made


def faults(ws: Workspace) -> list[dict[str, Any]]:
    outcome = run(ws, "chain check")
    assert outcome.ok == (not outcome.data["faults"])
    found: list[dict[str, Any]] = outcome.data["faults"]
    return found


def kinds(ws: Workspace) -> list[tuple[str, str]]:
    return [(row["kind"], row["what"]) for row in faults(ws)]


def forget(ws: Workspace, kind: str, number: int) -> Document:
    """A document and its original are gone, as if somebody had taken them out of the store."""
    item = ws.store.documents(kind)[number]
    ws.store._content.documents.pop((kind, item.id))  # type: ignore[attr-defined]
    ws.store._originals.pop(item.id)  # type: ignore[attr-defined]
    return item


def test_a_whole_chain_is_whole_on_both_sides(world: World, unit: Workspace) -> None:
    for ws in (unit, world.so):
        outcome = run(ws, "chain check")
        assert (outcome.ok, outcome.data["links"], outcome.data["faults"]) == (True, 8, [])
        assert "liền mạch" in outcome.message


def test_a_receipt_deleted_at_the_unit(world: World, unit: Workspace) -> None:
    gone = forget(unit, "receipt", 1)
    assert [(row["kind"], row["file"]) for row in faults(unit)] == [("missing", gone.id)] * 2
    assert faults(unit)[0]["sentence"].startswith("Thiếu phiếu mà gói kỳ 2026 ngày")
    assert not faults(world.so)


def test_a_receipt_deleted_at_so_is_missed_by_the_next_number_and_by_the_unit(world: World, unit: Workspace) -> None:
    gone = forget(world.so, "receipt", 1)
    said = [row["sentence"] for row in faults(world.so)]
    assert any(text.startswith("Thiếu phiếu số 2, trước phiếu số 3") for text in said)
    assert ("missing", gone.id) in [(row["kind"], row["file"]) for row in faults(world.so)]
    newest = forget(world.so, "receipt", 2)  # the last one: only what the unit sends next tells of it
    path = corrected(world, unit)
    world.deliver(path)
    assert "receipt-unknown" in world.received(path).body["doubts"]
    assert newest.id in [row["file"] for row in faults(world.so)]


def test_a_package_deleted_on_either_side(world: World, unit: Workspace) -> None:
    gone = forget(world.so, "received", 2)
    assert ("missing", gone.id) in [(row["kind"], row["file"]) for row in faults(world.so)]
    assert not faults(unit)
    forget(unit, "sent", 2)
    told = [row["sentence"] for row in faults(unit)]
    assert any(text.startswith("Thiếu gói liền trước gói kỳ 2026") for text in told)
    assert any("nói về một gói không có ở đây" in text for text in told)


def test_an_altered_original_is_named(world: World, unit: Workspace) -> None:
    item = unit.store.documents("sent")[1]
    info, hidden = unit.store._originals[item.id]  # type: ignore[attr-defined]
    other = unit.store.encrypt_personal(info.unit, info.period, b"khac")
    unit.store._originals[item.id] = (info, other)  # type: ignore[attr-defined]
    (row,) = faults(unit)
    assert (row["kind"], row["file"]) == ("altered", item.id)
    assert "đã bị thay đổi sau khi lưu" in row["sentence"]
    assert hidden


@pytest.mark.parametrize("name", ["previous", "last_seen"])
def test_a_record_that_no_longer_says_what_was_signed(world: World, unit: Workspace, name: str) -> None:
    for ws, kind in ((unit, "sent"), (unit, "receipt"), (world.so, "received"), (world.so, "receipt")):
        item = ws.store.documents(kind)[2]
        forged = replace(item, body={**item.body, name: ws.store.documents(kind)[0].id})
        ws.store._content.documents[kind, item.id] = forged  # type: ignore[attr-defined]
        assert ("altered", item.id) in [(row["kind"], row["file"]) for row in faults(ws)]
        ws.store._content.documents[kind, item.id] = item  # type: ignore[attr-defined]


@pytest.mark.fault("I20")
def test_a_forged_receipt_in_the_store_is_not_of_so(world: World, unit: Workspace) -> None:
    """Whoever can write the store can put a file there; they cannot sign it as Sở Nội vụ."""
    last = unit.store.documents("receipt")[-1]
    other = world.enrolled(TAM)
    sealed = unit.store.original(unit.store.documents("sent")[-1].id)
    assert sealed is not None
    unit.store.put_original(PON, last.period, sealed)
    body = {**last.body, "previous": last.id, "number": 99}
    forged = replace(last, id=digest(sealed), body=body)
    unit.store._content.documents["receipt", forged.id] = forged  # type: ignore[attr-defined]
    assert ("altered", forged.id) in [(row["kind"], row["file"]) for row in faults(unit)]
    foreign = other.store.original(other.store.documents("receipt")[-1].id)
    path = world.folder / "phieu-la.p7m"
    path.write_bytes(foreign or b"")
    assert codes(run(unit, "receive", paths=[path]).data) == [("refused", "MAH-01")]


@pytest.mark.fault("I03")
def test_a_package_without_a_receipt_is_named_after_a_week(world: World, unit: Workspace) -> None:
    path = corrected(world, unit)
    assert not faults(unit)
    world.clock.at += timedelta(days=8)
    (row,) = faults(unit)
    assert (row["kind"], row["file"]) == ("unconfirmed", unit.store.documents("sent")[-1].id)
    assert "chưa có phiếu tiếp nhận sau 8 ngày" in row["sentence"]
    world.deliver(path)
    world.clock.at += timedelta(days=8)
    assert [row["kind"] for row in faults(world.so)] == ["unconfirmed"]
    world.give_receipt(unit, world.received(path).id)
    assert not faults(unit)
    assert not faults(world.so)


@pytest.mark.fault("I04", "I15")
def test_gaps_and_forks_are_named_at_so(world: World, unit: Workspace) -> None:
    other = cloned(world, unit)
    one, _lost, late = corrected(world, unit), corrected(world, unit), corrected(world, unit)
    two = corrected(world, other, 1)
    world.deliver(one, two, late)
    assert sorted(kinds(world.so)) == [("broken", "package"), ("broken", "package"), ("missing", "package")]
    run(world.so, "accept", package=world.received(two).id)
    assert kinds(world.so) == [("missing", "package")]


@pytest.mark.fault("N08")
def test_the_history_that_receipts_print_must_still_be_there(world: World, unit: Workspace) -> None:
    content = world.so.store._content  # type: ignore[attr-defined]
    lines = content.lines
    printed = world.so.store.documents("receipt")[2].body["history"]
    content.lines = tuple(line for line in lines if line[0].link.hex() != printed)
    (row,) = faults(world.so)
    assert (row["kind"], row["what"]) == ("broken", "receipt")
    assert "phiếu số 3" in row["sentence"]


def test_the_office_reports_too_and_signs_its_first_package_itself(world: World) -> None:
    """Sở Nội vụ is an agency with a list of its own: the same holder in two roles."""
    world.enrolled(world.so.unit, replace(small_unit(PON), unit=world.so.unit))
    assert not faults(world.so)
    assert not faults(world.units[world.so.unit])


def test_the_command_line_says_each_fault_with_its_unit(world: World, unit: Workspace) -> None:
    forget(world.so, "received", 2)
    lines = list(cli._lines(run(world.so, "chain check").data))
    assert lines[:3] == ["links: 7", "erased: 0", "faults:"]
    assert all(line.startswith("  Xã Mường Pồn: ") for line in lines[3:])


def test_one_unit_of_several(world: World, unit: Workspace) -> None:
    world.enrolled(TAM)
    forget(world.so, "received", 2)
    assert run(world.so, "chain check", unit="03202").data["faults"]
    assert not run(world.so, "chain check", unit=TAM).data["faults"]
    assert code_of(run, world.so, "chain check", unit="99999") == "NHAP-02"


@pytest.mark.fault("I23")
def test_so_goes_back_to_an_older_copy(world: World, unit: Workspace) -> None:
    """Numbers are never given out again, what was issued comes back by the files, and Sở says that it is missing."""
    copy = deepcopy(world.so.store)
    path = corrected(world, unit)
    world.deliver(path)
    lost = world.received(path).id
    world.give_receipt(unit, lost)  # number 5, after the copy
    receipt = next(item for item in unit.store.documents("receipt") if item.body["package"] == lost)
    assert receipt.body["number"] == 5
    copy.info = replace(copy.info, epoch=copy.info.epoch + 1)
    world.so.store = copy
    later = corrected(world, unit)
    assert codes(world.deliver(later)) == [("waiting_previous", "NGH-11")]
    world.deliver(path)  # the unit sends again what was lost
    assert world.received(later).state == "received"
    assert "receipt-unknown" in world.received(later).body["doubts"]
    assert receipt.id in [row["file"] for row in faults(world.so)]
    world.give_receipt(unit, world.received(later).id)
    assert [item.body["number"] for item in world.so.store.documents("receipt")] == [1, 2, 3, 4, 10001]
    sealed = unit.store.original(receipt.id)
    back = world.folder / "phieu-5.p7m"
    back.write_bytes(sealed or b"")
    (row,) = world.deliver(back)
    assert (row["state"], row["number"]) == ("restored", 5)
    assert world.deliver(back)[0]["state"] == "duplicate"
    assert receipt.id not in [row["file"] for row in faults(world.so) if row["kind"] == "missing"]
    assert sorted(item.body["number"] for item in world.so.store.documents("receipt")) == [1, 2, 3, 4, 5, 10001]


@pytest.mark.fault("I23")
@pytest.mark.parametrize("restored", [False, True], ids=["known", "heard of"])
def test_a_new_key_after_so_has_lost_what_the_old_one_signed(world: World, unit: Workspace, restored: bool) -> None:
    """Sở lost a package with its restore and takes it no more, because the key is revoked: the unit goes on behind."""
    copy, before = deepcopy(world.so.store), deepcopy(unit.store)
    path = corrected(world, unit)
    world.deliver(path)
    if restored:  # the unit went back as well, and knows its package from the receipt only
        before.info = replace(before.info, epoch=before.info.epoch + 1)  # type: ignore[misc]
        unit.store = before
    world.give_receipt(unit, world.received(path).id)
    copy.info = replace(copy.info, epoch=copy.info.epoch + 1)
    world.so.store = copy
    asked, answer = world.folder / "yeu-cau.p7m", world.folder / "chung-thu.p7m"
    fingerprint = run(unit, "enrol request", out=asked, reason="compromise").data["fingerprint"]
    world.deliver(asked)
    run(world.so, "enrol issue", fingerprint=fingerprint, out=answer)
    run(unit, "receive", paths=[answer])
    assert codes(world.deliver(path)) == [("refused", "KY-04")]
    later = corrected(world, unit)
    assert codes(world.deliver(later)) == [("received", "")]
    world.give_receipt(unit, world.received(later).id)
    assert unit.store.documents("sent")[-1].state == "received"
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]

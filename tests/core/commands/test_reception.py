"""Reception at Sở Nội vụ: chain, gaps, forks, duplicates, what is held and what is put aside (threats.md I, INV4)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from app.commands.chains import HELD, JUDGED
from app.commands.keys.own_keys import own_key_state
from app.commands.reception.quarantine import kept_bytes
from app.domain.schema import Level
from app.domain.storage import Document
from app.package import header as header_module
from app.package.header import Header, encode_header
from app.package.sealing import digest
from app.plan.pack import Pack
from app.workspace import Workspace
from tests.simulator.credentials import requested
from tests.simulator.province import PERIOD, World, codes, corrected, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, THAU, small_unit


def snapshot(world: World) -> tuple[Any, ...]:
    """Everything that reception writes."""
    store = world.so.store
    kinds = ("received", "receipt", "enrolment", "request")
    return (*(store.documents(kind) for kind in kinds), len(store.history(limit=10_000)))


def test_a_good_package_is_taken_in_with_its_figures(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(corrected(world, unit))
    assert codes([row]) == [("received", "")]
    assert (row["errors"], row["differences"], row["level"], row["signer"]) == (0, 0, "rut-gon", "Xã Mường Pồn")
    figures = world.so.store.figures(row["id"])
    assert figures["leader{}"] == 11
    assert figures == unit.store.figures(row["id"])
    held = world.so.store.load(row["id"])
    assert held.level is Level.RUT_GON
    assert len(held.tables["person"]) == 12
    assert digest(world.so.store.original(row["id"]) or b"") == row["id"]


@pytest.mark.fault("I01")
def test_the_same_file_twice_changes_nothing(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    before = snapshot(world)
    (row,) = world.deliver(path)
    assert codes([row]) == [("duplicate", "NGH-01")]
    assert "chưa lập" in row["message"]
    assert snapshot(world) == before


@pytest.mark.fault("I01")
def test_a_duplicate_names_its_receipt(world: World) -> None:
    unit = world.unit(PON)
    path = world.package(unit)
    world.deliver(path)
    world.confirm(unit)
    world.give_receipt(unit, world.received(path).id)
    (row,) = world.deliver(path)
    assert "số 1" in row["message"]


@pytest.mark.fault("I02", "N01")
def test_an_older_report_after_a_newer_one(world: World) -> None:
    unit = world.enrolled(PON)
    first, second = corrected(world, unit), corrected(world, unit)
    world.deliver(first, second)
    assert world.received(first).state == "superseded"
    assert codes(world.deliver(first)) == [("duplicate", "NGH-02")]
    assert code_of(run, world.so, "accept", package=world.received(first).id) == "NHAP-01"
    assert world.received(second).state == "received"


@pytest.mark.fault("I03", "I04")
def test_a_gap_is_held_and_asked_for(world: World) -> None:
    unit = world.enrolled(PON)
    missing, late = corrected(world, unit), corrected(world, unit)
    (row,) = world.deliver(late)
    assert codes([row]) == [("waiting_previous", "NGH-11")]
    assert code_of(run, world.so, "accept", package=row["id"]) == "NHAP-01"
    before = snapshot(world)
    assert codes(world.deliver(late)) == [("waiting_previous", "NGH-11")]
    assert snapshot(world) == before
    rows = world.deliver(missing)
    assert [(row["name"], row["state"], row.get("released", False)) for row in rows] == [
        (missing.name, "received", False),
        (late.name, "received", True),
    ]
    assert world.received(missing).state == "superseded"


@pytest.mark.fault("I16")
def test_a_pack_that_this_machine_does_not_have_holds_the_package(world: World) -> None:
    unit = world.enrolled(PON)
    pack = world.env.newest_pack
    newer: Pack = replace(pack, version="2027.1")
    richer = replace(world.env, packs={**world.env.packs, (pack.id, "2027.1"): newer})
    unit.env = richer
    change_pack(unit, newer)
    first, second = corrected(world, unit), corrected(world, unit)
    assert codes(world.deliver(first, second)) == [("waiting_pack", "NGH-07"), ("waiting_previous", "NGH-11")]
    world.so.env = richer
    rows = world.deliver()
    assert [(row["name"], row["state"]) for row in rows] == [(first.name, "received"), (second.name, "received")]
    assert world.received(first).state == "superseded"


def change_pack(ws: Workspace, pack: Pack) -> None:
    old = ws.store.document("setting", "pack")
    new = Document("setting", "pack", body={"id": pack.id, "version": pack.version})
    ws.store._content.documents["setting", "pack"] = new  # type: ignore[attr-defined]
    assert old is not None


def test_a_header_of_a_newer_program_is_held_until_this_one_can_read_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.enrolled(PON)

    def newer(header: Header) -> bytes:
        return encode_header(msgspec.structs.replace(header, format=2, program="2.0"))

    with monkeypatch.context() as patched:
        patched.setattr("app.package.sealing.encode_header", newer)
        patched.setattr("app.commands.submission.submitting.read_back", lambda *_: None)
        path = corrected(world, unit)
    (row,) = world.deliver(path)
    assert codes([row]) == [("waiting_program", "NGH-10")]
    assert row["unit"] == PON
    assert codes(world.deliver(path)) == [("waiting_program", "NGH-10")]
    assert kept_bytes(world.so, row["id"]) == path.read_bytes()
    with monkeypatch.context() as patched:  # the program of the next year
        patched.setattr(header_module, "FORMAT", 2)
        patched.setattr("app.commands.reception.holding.PROGRAM_VERSION", "2.0")
        rows = world.deliver()
    assert [(item["id"], item["state"]) for item in rows] == [(row["id"], "received")]
    assert not list((world.so.store.root / "quarantine").iterdir())


@pytest.fixture
def strangers(world: World) -> Iterator[dict[str, bytes]]:
    """Files that nobody in the province has sent."""
    unit = world.enrolled(PON)
    good = corrected(world, unit).read_bytes()
    yield {
        "rỗng.p7m": b"",
        "trang-loi.p7m": b"<html>403</html>",
        "bang.xlsx": b"PK\x03\x04" + b"\0" * 60,
        "cat.p7m": good[: len(good) // 2],
        "sua.p7m": good[: len(good) // 2] + bytes([good[len(good) // 2] ^ 1]) + good[len(good) // 2 + 1 :],
    }


@pytest.mark.fault("B10", "N03")
def test_refused_files_are_put_aside_under_their_digest(world: World, strangers: dict[str, bytes]) -> None:
    folder = world.folder / "usb"
    folder.mkdir()
    for name, content in strangers.items():
        (folder / name).write_bytes(content)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    outcome = run(world.so, "receive", paths=[folder])
    assert not outcome.ok
    assert {row["name"]: row["code"] for row in outcome.data} == {
        "rỗng.p7m": "GOI-01",
        "trang-loi.p7m": "GOI-01",
        "bang.xlsx": "GOI-01",
        "cat.p7m": "GOI-01",
        "sua.p7m": "MAH-02",
    }
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    aside = world.so.store.root / "quarantine"
    for content in strangers.values():
        document = world.so.store.document("received", digest(content))
        assert document is not None
        assert (document.unit, document.state) == ("", "refused")
        assert document.at
        assert kept_bytes(world.so, digest(content)) == content
        hidden = (aside / f"{digest(content)}.cach-ly").read_bytes()
        assert not content or content not in hidden  # whatever it was, it lies here encrypted
    kept = snapshot(world)
    run(world.so, "receive", paths=[folder])
    assert snapshot(world) == kept


@pytest.mark.fault("I22")
def test_a_bad_file_among_good_ones_stops_nothing(world: World) -> None:
    units = [world.enrolled(key) for key in (PON, TAM, THAU)]
    paths = [corrected(world, unit) for unit in units]
    paths[1].write_bytes(random.Random(1).randbytes(500))
    rows = world.deliver(*paths)
    assert codes(rows) == [("received", ""), ("refused", "GOI-01"), ("received", "")]
    missing = world.folder / "khong-co.p7m"
    assert codes(world.deliver(missing)) == [("refused", "LUU-08")]


def test_a_refused_package_of_a_known_sender_keeps_its_place(world: World) -> None:
    """Its cut-off is not the campaign's: it is refused, kept as evidence, and the corrected one follows it."""
    unit = world.enrolled(PON)
    campaign = unit.store.document("setting", "campaign")
    assert campaign is not None
    wrong = replace(campaign, body={**campaign.body, "cut_off": "2026-11-29"})
    unit.store._content.documents["setting", "campaign"] = wrong  # type: ignore[attr-defined]
    bad = corrected(world, unit)
    (row,) = world.deliver(bad)
    assert codes([row]) == [("refused", "NGH-12")]
    assert row["unit"] == PON
    assert world.so.store.original(row["id"]) == bad.read_bytes()
    assert code_of(run, world.so, "accept", package=row["id"]) == "NHAP-01"
    unit.store._content.documents["setting", "campaign"] = campaign  # type: ignore[attr-defined]
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]
    assert codes(world.deliver(bad)) == [("refused", "NGH-12")]


def test_a_refused_package_keeps_its_place_when_it_comes_again_after_its_key_was_revoked(world: World) -> None:
    """A folder dropped twice: the next package continues the refused one and must find it."""
    unit = world.enrolled(PON)
    campaign = unit.store.document("setting", "campaign")
    assert campaign is not None
    wrong = replace(campaign, body={**campaign.body, "cut_off": "2026-11-29"})
    unit.store._content.documents["setting", "campaign"] = wrong  # type: ignore[attr-defined]
    bad = corrected(world, unit)
    assert codes(world.deliver(bad)) == [("refused", "NGH-12")]
    unit.store._content.documents["setting", "campaign"] = campaign  # type: ignore[attr-defined]
    run(world.so, "enrol revoke", unit=PON, reason="handover")
    before = world.received(bad)
    (row,) = world.deliver(bad)
    assert codes([row]) == [("refused", "NGH-12")]
    assert world.received(bad) == before
    path, out = requested(world, unit, "compromise"), world.folder / "tra-loi.p7m"
    world.deliver(path)
    asked = own_key_state(unit).asked
    assert asked is not None
    run(world.so, "enrol issue", fingerprint=asked.fingerprint, out=out)
    assert codes(run(unit, "receive", paths=[out]).data) == [("certificates", "")]
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]


def test_a_refused_package_can_be_returned_with_a_receipt(world: World) -> None:
    unit = world.enrolled(PON)
    campaign = unit.store.document("setting", "campaign")
    assert campaign is not None
    wrong = replace(campaign, body={**campaign.body, "cut_off": "2026-11-29"})
    unit.store._content.documents["setting", "campaign"] = wrong  # type: ignore[attr-defined]
    (row,) = world.deliver(corrected(world, unit))
    run(world.so, "return", package=row["id"], reason="Chốt số liệu ngày 30/11.")
    (given,) = world.give_receipt(unit, row["id"])
    assert (given["state"], given["reason"]) == ("returned", "Chốt số liệu ngày 30/11.")


@pytest.mark.fault("I11", "I14")
def test_a_unit_that_no_longer_exists_and_a_closed_period(world: World) -> None:
    unit = world.enrolled(PON)
    closed = Document("closed", PERIOD, period=PERIOD)
    path = corrected(world, unit)
    world.so.store._content.documents["closed", PERIOD] = closed  # type: ignore[attr-defined]
    assert codes(world.deliver(path)) == [("refused", "NGH-05")]
    world.so.store._content.documents.pop(("closed", PERIOD))  # type: ignore[attr-defined]
    assert ("received", "") in codes(world.deliver(path))  # the period is open again, and what was refused is taken up
    assert world.received(path).state == "received"

    before_units = corrected(world, unit)
    world.so.env = replace(world.env, units=type(world.env.units)(item for item in world.env.units if item.id != PON))
    assert codes(world.deliver(before_units)) == [("refused", "NGH-06")]


def test_the_states_that_are_told_are_all_the_states() -> None:
    assert not HELD & JUDGED


@pytest.mark.fault("L06")
def test_a_clock_that_is_off_is_a_word_not_a_refusal(world: World) -> None:
    unit = world.enrolled(PON)
    now = world.clock.at
    world.clock.at = now.replace(year=2027)
    path = corrected(world, unit)
    world.clock.at = now
    world.deliver(path)
    assert "clock-ahead" in world.received(path).body["doubts"]


def test_a_unit_receives_no_packages(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    rows = run(unit, "receive", paths=[path]).data
    assert codes(rows) == [("refused", "MAH-01")]
    fill(unit, small_unit())


def test_an_interrupted_confirmation_is_completed_by_the_next_reception(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit(PON)
    world.deliver(world.package(unit))
    with monkeypatch.context() as patched:  # the power goes between the two transactions
        patched.setattr("app.commands.enrolment.enrolling.release", lambda *_: [])
        world.confirm(unit)
    assert world.states(PON) == ["waiting_enrolment"]
    assert [(row["state"], row["released"]) for row in world.deliver()] == [("received", True)]


def test_reception_writes_one_line_of_history_per_package(world: World) -> None:
    units = [world.enrolled(key) for key in (PON, TAM)]
    paths = [corrected(world, unit) for unit in units]
    before = len(world.so.store.history(limit=10_000))
    world.deliver(*paths)
    assert len(world.so.store.history(limit=10_000)) == before + 2
    assert world.so.store.verify_history().broken == ()

"""Reception at Sở Nội vụ: chain, gaps, forks, duplicates, what is held and what is put aside (threats.md I, INV4)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.commands.chains import HELD, JUDGED
from app.commands.identity import UnitKeys, unit_keys
from app.commands.quarantine import kept_bytes
from app.commands.recounting import declared_only
from app.domain.schema import Level
from app.domain.storage import Document
from app.package import header as header_module
from app.package.header import Header, encode_header
from app.package.sealing import digest
from app.package.submission import submission_files
from app.package.tokens import match_tokens
from app.plan.pack import Pack
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, change, codes, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, THAU, person_of, replaced, small_unit


def corrected(world: World, ws: Workspace, number: int = 0, **more: Any) -> Path:
    """A new package after something changed."""
    data = ws.store.load()
    person = person_of(data, number)
    levels = ("dh", "ths", "cd", "ts")
    professional = levels[(levels.index(person.professional or "dh") + 1) % len(levels)]
    change(ws, replaced(data, person, professional=professional))
    return world.package(ws, **more)


def cloned(world: World, ws: Workspace) -> Workspace:
    """The same store on a second machine: a copied folder, or a backup that was restored."""
    store = deepcopy(ws.store)
    store.info = replace(store.info, epoch=store.info.epoch + 1)  # type: ignore[misc]
    return Workspace(world.env, store)


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


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    before = snapshot(world)
    (row,) = world.deliver(path)
    assert codes([row]) == [("duplicate", "NGH-01")]
    assert "chưa lập" in row["message"]
    assert snapshot(world) == before


def test_a_duplicate_names_its_receipt(world: World) -> None:
    unit = world.unit(PON)
    path = world.package(unit)
    world.deliver(path)
    world.confirm(unit)
    world.give_receipt(unit, world.received(path).id)
    (row,) = world.deliver(path)
    assert "số 1" in row["message"]


def test_an_older_report_after_a_newer_one(world: World) -> None:
    unit = world.enrolled(PON)
    first, second = corrected(world, unit), corrected(world, unit)
    world.deliver(first, second)
    assert world.received(first).state == "superseded"
    assert codes(world.deliver(first)) == [("duplicate", "NGH-02")]
    assert code_of(run, world.so, "accept", package=world.received(first).id) == "NHAP-01"
    assert world.received(second).state == "received"


def test_every_order_of_delivery_ends_alike(world: World) -> None:
    """Three packages in all six orders: a gap is held and asked for, then taken up in the order of the chain."""
    unit = world.enrolled(PON)
    paths = [corrected(world, unit) for _ in range(3)]
    office = world.so.store
    for order in permutations(range(3)):
        world.so.store = deepcopy(office)
        for number in order:
            world.deliver(paths[number])
        assert [world.received(path).state for path in paths] == ["superseded", "superseded", "received"], order


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


def test_a_fork_waits_for_a_person_with_both_heads(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    assert codes(world.deliver(one)) == [("received", "")]
    assert codes(world.deliver(two)) == [("fork", "NGH-03")]
    assert world.states(PON) == ["accepted", "fork", "fork"]
    assert all("errors" in world.received(path).body for path in (one, two))
    run(world.so, "accept", package=world.received(two).id)
    assert (world.received(one).state, world.received(two).state) == ("archived", "accepted")
    assert world.states(PON).count("accepted") == 1


def test_what_follows_a_fork_finds_its_place_when_it_is_decided(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    after_one, after_two = corrected(world, unit), corrected(world, other, 1)
    world.deliver(one, two)
    assert codes(world.deliver(after_one, after_two)) == [("fork", "NGH-03")] * 2
    run(world.so, "accept", package=world.received(one).id)
    assert world.received(after_one).state == "received"
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]
    states = [world.received(path).state for path in (one, two, after_one, after_two)]
    assert states == ["accepted", "archived", "superseded", "archived"]


def test_choosing_a_later_head_takes_what_it_continues_along(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    one, two = corrected(world, unit), corrected(world, other, 1)
    after_two = corrected(world, other, 1)
    world.deliver(one, two, after_two)
    run(world.so, "accept", package=world.received(after_two).id)
    assert [world.received(path).state for path in (one, two, after_two)] == ["archived", "superseded", "accepted"]
    assert codes(world.deliver(corrected(world, other, 2))) == [("received", "")]
    assert codes(world.deliver(corrected(world, unit, 2))) == [("fork", "NGH-03")]


def test_a_second_beginning_is_a_fork(world: World) -> None:
    """A unit made anew without a backup begins its chain again."""
    unit = world.enrolled(PON)
    again = cloned(world, unit)
    for document in again.store.documents("sent"):
        again.store._content.documents.pop(("sent", document.id))  # type: ignore[attr-defined]
    assert codes(world.deliver(corrected(world, again))) == [("fork", "NGH-03")]
    assert world.states(PON) == ["accepted", "fork"]


def test_what_was_accepted_for_another_period_stays_accepted(world: World) -> None:
    unit = world.enrolled(PON)
    other = cloned(world, unit)
    world.clock.at = world.clock.at.replace(year=2027, month=1, day=20)
    half = world.package(unit, period="2026-H1")
    assert codes(world.deliver(half)) == [("received", "")]
    run(world.so, "accept", package=world.received(half).id)
    two = corrected(world, other, 1)
    assert codes(world.deliver(two)) == [("fork", "NGH-03")]
    run(world.so, "accept", package=world.received(two).id)
    assert world.received(half).state == "accepted"
    assert world.received(two).state == "accepted"


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


def test_another_pack_under_a_known_name_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    pack = world.env.newest_pack
    forged = replace(pack, digest="0" * 64)
    unit.env = replace(world.env, packs={(pack.id, pack.version): forged}, plans=dict(world.env.plans))
    assert codes(world.deliver(corrected(world, unit))) == [("refused", "NGH-07")]


def test_a_header_of_a_newer_program_is_held_until_this_one_can_read_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.enrolled(PON)

    def newer(header: Header) -> bytes:
        return encode_header(msgspec.structs.replace(header, format=2, program="2.0"))

    with monkeypatch.context() as patched:
        patched.setattr("app.package.sealing.encode_header", newer)
        patched.setattr("app.commands.submitting._read_back", lambda *_: None)
        path = corrected(world, unit)
    (row,) = world.deliver(path)
    assert codes([row]) == [("waiting_program", "NGH-10")]
    assert row["unit"] == PON
    assert codes(world.deliver(path)) == [("waiting_program", "NGH-10")]
    assert kept_bytes(world.so, row["id"]) == path.read_bytes()
    with monkeypatch.context() as patched:  # the program of the next year
        patched.setattr(header_module, "FORMAT", 2)
        patched.setattr("app.commands.holding.PROGRAM_VERSION", "2.0")
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


def test_a_unit_that_no_longer_exists_and_a_closed_period(world: World) -> None:
    unit = world.enrolled(PON)
    closed = Document("closed", PERIOD, period=PERIOD)
    path = corrected(world, unit)
    world.so.store._content.documents["closed", PERIOD] = closed  # type: ignore[attr-defined]
    assert codes(world.deliver(path)) == [("refused", "NGH-05")]
    world.so.store._content.documents.pop(("closed", PERIOD))  # type: ignore[attr-defined]
    assert codes(world.deliver(path)) == [("received", "")]  # the period was opened again

    before_units = corrected(world, unit)
    world.so.env = replace(world.env, units=type(world.env.units)(item for item in world.env.units if item.id != PON))
    assert codes(world.deliver(before_units)) == [("refused", "NGH-06")]


def forged(world: World, ws: Workspace, monkeypatch: pytest.MonkeyPatch, change_files: Any, **more: Any) -> Path:
    """A package whose unit's program lies: the inner files are changed before they are signed."""

    def files(submission: Any) -> dict[str, bytes]:
        result: dict[str, bytes] = change_files(submission_files(submission))
        return result

    with monkeypatch.context() as patched:
        patched.setattr("app.commands.submitting.submission_files", files)
        return corrected(world, ws, **more)


def test_figures_that_the_records_do_not_give(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = world.enrolled(PON)

    def more_women(files: dict[str, bytes]) -> dict[str, bytes]:
        figures = files["figures.csv"]
        assert b"\nleader{sex=f},6\n" in figures
        return {**files, "figures.csv": figures.replace(b"\nleader{sex=f},6\n", b"\nleader{sex=f},8\n")}

    (row,) = world.deliver(forged(world, unit, monkeypatch, more_women))
    assert codes([row]) == [("received", "")]
    assert row["differences"] == 1
    assert world.so.store.figures(row["id"])["leader{sex=f}"] == 6
    assert code_of(run, world.so, "accept", package=row["id"]) == "NGH-08"
    run(world.so, "return", package=row["id"], reason="Số khai khác hồ sơ.")
    (given,) = world.give_receipt(unit, row["id"])
    kept = unit.store.documents("receipt")[-1]
    assert given["state"] == "returned"
    assert [item["rule"] for item in kept.body["findings"] if item["rule"] == "DC04"] == ["DC04"]


def test_a_cell_that_the_pack_does_not_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = world.enrolled(PON)

    def added(files: dict[str, bytes]) -> dict[str, bytes]:
        return {**files, "figures.csv": files["figures.csv"] + b"zzz{},1\n"}

    assert codes(world.deliver(forged(world, unit, monkeypatch, added))) == [("refused", "NGH-09")]


def test_errors_that_the_unit_hid(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is run again: a package with errors in its records is seen, and not accepted."""
    unit = world.enrolled(PON)

    def sexless(files: dict[str, bytes]) -> dict[str, bytes]:
        return {**files, "data/person.csv": files["data/person.csv"].replace(b"03202-p-010,f", b"03202-p-010,")}

    (row,) = world.deliver(forged(world, unit, monkeypatch, sexless))
    assert row["errors"] >= 1
    assert row["differences"] >= 1
    assert code_of(run, world.so, "accept", package=row["id"]) == "NGH-08"


def test_where_people_are_withheld_the_declared_figures_are_kept_and_marked(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(corrected(world, unit, level="so-lieu"))
    assert codes([row]) == [("received", "")]
    assert row["not_recomputed"] > 0
    document = world.so.store.document("received", row["id"])
    assert document is not None
    marked = declared_only(world.so, document)
    assert len(marked) == row["not_recomputed"]
    assert "leader{}" in marked
    assert "body{kind=ubnd}" not in marked
    assert world.so.store.figures(row["id"]) == unit.store.figures(row["id"])
    assert document.body["not_recomputed"]
    run(world.so, "accept", package=row["id"])


def test_names_are_kept_apart_and_can_be_erased(world: World) -> None:
    unit = world.enrolled(PON)
    (row,) = world.deliver(corrected(world, unit, level="ho-so"))
    store = world.so.store
    assert all(person.full_name is None for person in store.load(row["id"]).tables["person"].values())
    hidden = store.blob(f"personal/{row['id']}")
    assert hidden is not None
    assert "Lò Thị Ánh Dương".encode() in (store.decrypt_personal(PON, PERIOD, hidden) or b"")
    tokens = store.blob(f"match/{row['id']}")
    assert tokens is not None
    expected = match_tokens(person_of(small_unit(), 0), _token_key(unit))
    assert expected.by_id.encode() in (store.decrypt_personal(PON, PERIOD, tokens) or b"")
    store.erase(PON, PERIOD)  # type: ignore[attr-defined]
    assert store.decrypt_personal(PON, PERIOD, hidden) is None
    assert store.original(row["id"]) is None
    assert store.figures(row["id"])["leader{}"] == 11


def _token_key(ws: Workspace) -> bytes:
    keys: UnitKeys = unit_keys(ws)
    return keys.token_key


def test_the_states_that_are_told_are_all_the_states() -> None:
    assert not HELD & JUDGED


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

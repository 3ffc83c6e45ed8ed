"""The data of Sở Nội vụ come anew from the originals: the same totals, verdicts, receipts and held packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.commands.accepted import accepted_figures
from app.commands.office.rebuilding import replay
from app.commands.table import command
from app.domain.periods import parse_period
from app.domain.storage import DocumentChange
from app.progress import Silent
from app.workspace import Outcome, Workspace
from db.memory import MemoryStore
from db.opening import SqlStores
from tests.simulator.province import PASSPHRASE, PERIOD, World, corrected, found, run
from tests.simulator.units import PON, TAM, THAU


def lived(world: World) -> None:
    """A province with every state: accepted twice, returned, waiting for a predecessor and for enrolment, refused."""
    pon, tam = world.enrolled(PON), world.enrolled(TAM)
    first, second = corrected(world, pon), corrected(world, pon)
    world.deliver(first, second)
    run(world.so, "accept", package=world.received(second).id)
    world.give_receipt(pon, world.received(second).id)
    wrong = corrected(world, tam)
    world.deliver(wrong)
    run(world.so, "comment add", package=world.received(wrong).id, table="person", text="Bổ sung ngày sinh")
    run(world.so, "return", package=world.received(wrong).id, reason="Đề nghị bổ sung")
    world.give_receipt(tam, world.received(wrong).id)
    _, ahead = corrected(world, tam), corrected(world, tam)
    world.deliver(ahead)
    world.deliver(world.package(world.unit(THAU)))
    broken = world.folder / "hong.p7m"
    broken.write_bytes(first.read_bytes()[:-40])
    world.deliver(broken)


def told(ws: Workspace) -> dict[str, Any]:
    """What must be the same."""
    store = ws.store
    received = {item.id: item for item in store.documents("received")}
    late = ("received_at", "late", "reason", "code", "doubts", "aside", "errors", "warnings")
    return {
        "states": {key: (item.unit, item.period, item.state) for key, item in received.items()},
        "bodies": {key: {name: item.body.get(name) for name in late} for key, item in received.items()},
        "figures": store.figures_of(list(received)),
        "scopes": {key: store.load(key) for key in received},
        "totals": accepted_figures(ws, parse_period(PERIOD)),
        "receipts": {item.id: (item.state, item.body["number"]) for item in store.documents("receipt")},
        "enrolled": {item.id: item.state for item in store.documents("enrolment")},
        "certificates": {item.id: item.state for item in store.documents("certificate")},
        "comments": {item.id: item.state for item in store.documents("comment")},
    }


def rebuilt(world: World, folder: Path) -> tuple[Workspace, dict[str, Any]]:
    """New data in memory."""
    so = world.so
    new = Workspace(world.env, MemoryStore("province", so.unit, so.actor, so.store.secrets, folder))
    return new, replay(so, new, Silent())


def test_totals_verdicts_receipts_and_held_ones_are_the_same(world: World, tmp_path: Path) -> None:
    lived(world)
    new, report = rebuilt(world, tmp_path / "moi")
    assert report["differences"] == []
    assert report["same"]
    assert report["damaged"] == []
    before, after = told(world.so), told(new)
    for part, value in before.items():
        assert after[part] == value, part
    states = {state for _, _, state in after["states"].values()}
    assert states >= {"accepted", "superseded", "returned", "waiting_previous", "waiting_enrolment", "refused"}


def test_what_no_file_proves_is_said(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    world.deliver(package)
    run(world.so, "accept", package=world.received(package).id)  # and no receipt of it was written
    new, report = rebuilt(world, tmp_path / "moi")
    said = {row["what"]: row["count"] for row in report["unproved"]}
    assert said["verdict"] == 1
    assert said["setting"] >= 1
    assert report["same"]
    assert told(new)["totals"] == told(world.so)["totals"]


def test_a_revoked_certificate_was_good_when_its_package_came(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    world.deliver(package)
    fingerprint = world.so.store.documents("certificate")[0].body["fingerprint"]
    run(world.so, "enrol revoke", fingerprint=fingerprint, unit=PON, reason="compromise")
    new, report = rebuilt(world, tmp_path / "moi")
    assert report["same"], report["differences"]
    assert told(new)["states"] == told(world.so)["states"]


def test_a_real_store_and_a_damaged_original(tmp_path: Path) -> None:
    world = found(tmp_path, SqlStores())
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    world.deliver(package)
    digest = world.received(package).id
    outcome = run(world.so, "store rebuild", out=tmp_path / "moi", passphrase=PASSPHRASE)
    assert outcome.ok, outcome.data
    again = Workspace(world.env, world.env.stores.open(tmp_path / "moi", None, PASSPHRASE))
    assert told(again) == told(world.so)
    assert again.store.check() == ()
    again.store.close()
    (original,) = (tmp_path / "so" / "originals").glob(f"{digest}*")
    content = bytearray(original.read_bytes())
    content[-5] ^= 1
    original.write_bytes(content)
    outcome = run(world.so, "store rebuild", out=tmp_path / "moi-nua", passphrase=PASSPHRASE)
    assert not outcome.ok
    assert [row["file"] for row in outcome.data["damaged"]] == [digest]
    assert "Mường Pồn" in outcome.data["damaged"][0]["sentence"]
    for ws in (world.so, unit):
        ws.store.close()


def test_a_book_older_than_its_originals_learns_what_came_since(world: World, tmp_path: Path) -> None:
    """A backup was restored; the originals beside it are newer."""
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    world.deliver(package)
    digest = world.received(package).id
    run(world.so, "accept", package=digest)
    world.give_receipt(unit, digest)
    whole = told(world.so)
    held = [item for kind in ("received", "receipt") for item in world.so.store.documents(kind)]
    gone = tuple(DocumentChange(item, None) for item in held if digest in (item.id, item.body.get("package")))
    world.so.commit(command("receive"), Outcome(documents=gone))
    new, report = rebuilt(world, tmp_path / "moi")
    assert not report["same"]
    assert {row["what"] for row in report["differences"]} >= {"state", "receipt"}
    assert told(new)["totals"] == whole["totals"]
    assert told(new)["states"][digest] == whole["states"][digest]


def test_erased_names_stay_erased_and_the_totals_stand(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    world.deliver(package)
    run(world.so, "accept", package=world.received(package).id)
    world.give_receipt(unit, world.received(package).id)
    run(world.so, "erase", unit=PON, period=PERIOD, reason="Hết thời hạn lưu", out=tmp_path / "bb.pdf", confirmed=True)
    new, report = rebuilt(world, tmp_path / "moi")
    assert report["same"], report["differences"]
    assert report["damaged"] == []
    assert "erased" in {row["what"] for row in report["unproved"]}
    before, after = told(world.so), told(new)
    assert {part: after[part] == value for part, value in before.items()} == dict.fromkeys(before, True)
    digest = world.received(package).id
    assert new.store.blob(f"personal/{digest}") is None

"""A period's names are erased: nowhere in the store any more, while figures, history and chain stay as they were."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from app.commands.figures.recounting import received_data
from app.workspace import Workspace
from db.opening import SqlStores
from db.store import SqlStore
from tests.simulator.province import PASSPHRASE, PERIOD, World, change, corrected, found, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced

NAME, NUMBER = "Khoàng Thị Lụa Đào", "011185970005"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A real store with two accepted units, made once, and a package that has not come yet.

    The planted name is in one of them, in a return and its answer too.
    """
    made = found(tmp_path_factory.mktemp("tinh"), SqlStores())
    for unit in (PON, TAM):
        ws = made.enrolled(unit)
        if unit == PON:
            data = ws.store.load()
            person = person_of(data, 5)
            change(ws, replaced(data, person, full_name=NAME, id_number=NUMBER))
            path = corrected(made, ws, level="ho-so")
            made.deliver(path)
            package = made.received(path).id
            told = f"Xem lại {NAME}."
            run(made.so, "comment add", package=package, text=told, table="person", record=person.id)
            run(made.so, "return", package=package, reason=told)
            made.give_receipt(ws, package)
        path = corrected(made, ws, number=3, level="ho-so")
        made.deliver(path)
        run(made.so, "accept", package=made.received(path).id)
        made.give_receipt(ws, made.received(path).id)
    late = corrected(made, made.units[PON], number=4, level="ho-so")
    for ws in (made.so, *made.units.values()):
        ws.store.close()
    return made, late


@pytest.fixture
def world(template: tuple[World, Path], tmp_path: Path) -> Iterator[World]:
    """A copy of the store of Sở Nội vụ for one test."""
    made, _ = template
    shutil.copytree(made.so.store.root, tmp_path / "so")
    so = Workspace(made.env, SqlStores().open(tmp_path / "so", None, PASSPHRASE))
    copy = World(tmp_path, made.env, made.clock, so)
    yield copy
    copy.so.store.close()


def erase(world: World, **more: Any) -> Any:
    asked = {"unit": "03202", "period": PERIOD, "reason": "Hết thời hạn lưu trữ", "confirmed": True, **more}
    return run(world.so, "erase", out=world.folder / "bien-ban.pdf", **asked)


def everything(ws: Workspace) -> bytes:
    """All that a store can tell: documents, blobs opened with every key, records, history, opened originals."""
    store = cast(SqlStore, ws.store)
    told: list[bytes] = []
    for kind in ("received", "receipt", "comment", "crosscheck", "erasure", "accepted", "setting", "request"):
        told += [repr(item).encode() for item in store.documents(kind)]
    for item in store.documents("received"):
        told += [repr(store.load(item.id)).encode(), repr(received_data(ws, item)).encode()]
    for name in store.blob_names():
        content = store.blob(name) or b""
        told.append(content)
        told += [store.decrypt_personal(*place, content) or b"" for place in store.period_keys.pairs()]
    told += [repr(line).encode() for line in store.history(limit=1000)]
    for info in store.originals():
        told.append(store.original(info.sha256) or b"")
    return b"\n".join(told)


def accepted_figures(ws: Workspace) -> dict[str, Any]:
    return {item.id: dict(ws.store.figures(item.id)) for item in ws.store.documents("received", state="accepted")}


def test_names_are_gone_and_totals_chain_and_proof_stay(world: World) -> None:
    so = world.so
    assert NAME.encode() in everything(so) and NUMBER.encode() in everything(so)
    before, totals = accepted_figures(so), run(so, "indicators").data["rows"]
    links, head = run(so, "chain check").data["links"], so.store.verify_history()
    other = so.store.documents("received", unit=TAM, state="accepted")
    told = erase(world).data
    assert (told["state"], told["people"], told["files"]) == ("erased", 12, 6)
    assert (world.folder / "bien-ban.pdf").read_bytes().startswith(b"%PDF")
    for path in so.store.root.rglob("*"):
        assert not path.is_file() or NAME.encode() not in path.read_bytes()
    so.store.close()
    again = Workspace(world.env, SqlStores().open(so.store.root, None, PASSPHRASE))
    world.so = again
    content = everything(again)
    assert NAME.encode() not in content and NUMBER.encode() not in content
    assert accepted_figures(again) == before and run(again, "indicators").data["rows"] == totals
    assert again.store.verify_history().broken == () and again.store.verify_history().entries > head.entries
    checked = run(again, "chain check")
    assert checked.ok and (checked.data["faults"], checked.data["links"], checked.data["erased"]) == ([], links, 6)
    assert "đã xóa" in checked.message
    assert received_data(again, other[0]).tables["person"]
    assert any(row.full_name for row in received_data(again, other[0]).tables["person"].values()), (
        "the others keep theirs"
    )
    assert [row["unit"] for row in run(again, "erase list").data] == [PON]


def test_an_altered_file_is_still_altered_after_another_was_erased(world: World) -> None:
    erase(world)
    victim = next(item for item in world.so.store.documents("received", unit=TAM, state="accepted"))
    path = next(world.so.store.root.rglob(f"{victim.id}.goc"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    kinds = [(row["kind"], row["file"]) for row in run(world.so, "chain check").data["faults"]]
    assert kinds == [("altered", victim.id)]


def test_it_is_meant_and_nothing_waits(world: World, template: tuple[World, Path]) -> None:
    assert code_of(erase, world, confirmed=False) == "NHAP-01"
    assert code_of(erase, world, reason=" ") == "NHAP-03"
    assert code_of(erase, world, period="2027") == "NHAP-02"
    world.deliver(template[1])
    assert code_of(erase, world) == "NHAP-01"
    assert NAME.encode() in everything(world.so)
    assert msgspec.json.encode(run(world.so, "erase list").data) == b"[]"


def test_killed_before_the_key_is_gone_it_is_given_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(unit: str, period: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(world.so.store, "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(world)
    assert [row["state"] for row in run(world.so, "erase list").data] == ["begun"]
    assert run(world.so, "chain check").data["erased"] == 0, "the files can still be read"
    erase(world)
    assert [row["state"] for row in run(world.so, "erase list").data] == ["erased"]
    assert NAME.encode() not in everything(world.so)
    assert run(world.so, "chain check").ok

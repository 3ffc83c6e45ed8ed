"""Whose machine a key is on, with stores in folders: backup, restore, another machine (threats.md C04, D14, E09)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands.keys.own_keys import KeyState, own_key_state
from app.commands.keys.unit_identity import unit_secrets
from app.commands.storing import new_unit
from app.progress import Silent
from app.workspace import Workspace
from db.opening import SqlStores
from tests.simulator.province import PASSPHRASE, World, codes, corrected, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, small_unit

USER = "Lò Thị Ánh Dương"


@pytest.fixture
def unit(world: World, tmp_path: Path) -> Iterator[Workspace]:
    """A unit whose store is a folder, enrolled."""
    given = run(world.so, "enrol file", out=tmp_path / "dk", unit="03202").data[0]
    env = replace(world.env, stores=SqlStores())
    ws = new_unit(env, tmp_path / "don-vi", Path(given["file"]), given["code"], USER, PASSPHRASE)
    fill(ws, small_unit(PON, "xã Mường Pồn"))
    world.deliver(world.package(ws))
    world.confirm(ws)
    first = ws.store.documents("sent")[-1].id
    run(world.so, "accept", package=first)
    world.give_receipt(ws, first)
    yield ws
    ws.store.close()


def restored(unit: Workspace, backup: Path, folder: Path) -> Workspace:
    """The backup, opened again in a folder."""
    return Workspace(unit.env, SqlStores().restore(backup, folder, USER, PASSPHRASE))


@pytest.mark.fault("D14")
def test_a_backup_on_the_same_machine_continues_after_the_last_receipt(world: World, unit: Workspace) -> None:
    backup = unit.store.backup(unit.store.root.parent / "sao-luu", Silent())
    ahead = corrected(world, unit)
    world.deliver(ahead)
    root = unit.store.root
    unit.store.close()
    unit.store = SqlStores().restore(backup, root, USER, PASSPHRASE)
    own = own_key_state(unit)
    assert (own.state, own.restored) == (KeyState.ACTIVE, True)
    world.give_receipt(unit, world.received(ahead).id)
    assert not own_key_state(unit).restored
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


@pytest.mark.fault("C04", "E09", "D18")
def test_a_backup_on_another_machine_asks_for_a_key_of_its_own(
    world: World, unit: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = unit.store.backup(tmp_path / "sao-luu", Silent())
    with monkeypatch.context() as patch:
        patch.setattr("db.folder.platform.node", lambda: "may-thu-hai")
        other = restored(unit, backup, tmp_path / "may-hai")
        try:
            assert own_key_state(other).state is KeyState.ELSEWHERE
            assert code_of(corrected, world, other, 1) == "KHOA-08"
            told = run(other, "enrol request", out=tmp_path / "x.p7m", reason="machine").data
            assert told["fingerprint"] != own_key_state(other).fingerprint
            assert unit_secrets(other).sign == unit_secrets(unit).sign
            run(other, "enrol move")
            assert codes(world.deliver(corrected(world, other, 1))) == [("received", "")]
        finally:
            other.store.close()

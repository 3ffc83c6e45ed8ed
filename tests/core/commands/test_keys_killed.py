"""kill -9 at every durable step of a request, of a certificate file and of a handover: each can be taken up again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.keys.own_keys import KeyState, own_key_state
from app.commands.keys.unit_identity import unit_keys, unit_secrets
from app.commands.storing import new_unit
from app.domain.storage import APPROVER
from app.errors import UserError
from app.workspace import Environment, Workspace
from db.opening import SqlStores
from tests.simulator.credentials import answered
from tests.simulator.province import PASSPHRASE, World, corrected, fill, run
from tests.simulator.units import PON, small_unit

GIVER, RECEIVER, SECRET = "Lò Thị Ánh Dương", "Quàng Văn Thoan", "mật khẩu của người nhận"
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Base:
    """An enrolled unit in a folder that is closed, to be copied for each kill."""

    env: Environment
    folder: Path

    def opened(self, folder: Path, user: str | None = None, passphrase: str = PASSPHRASE) -> Workspace:
        """A store of it."""
        return Workspace(self.env, SqlStores().open(folder, user, passphrase))


@pytest.fixture
def base(world: World, tmp_path: Path) -> Base:
    given = run(world.so, "enrol file", out=tmp_path / "dk", unit="03202").data[0]
    env = replace(world.env, stores=SqlStores())
    ws = new_unit(env, tmp_path / "goc", Path(given["file"]), given["code"], GIVER, PASSPHRASE)
    fill(ws, small_unit(PON, "xã Mường Pồn"))
    world.deliver(world.package(ws))
    world.confirm(ws)
    first = ws.store.documents("sent")[-1].id
    run(world.so, "accept", package=first)
    world.give_receipt(ws, first)
    ws.store.close()
    return Base(env, tmp_path / "goc")


def killed(step: int, base: Base, folder: Path, work: Callable[[Workspace], object]) -> bool:
    """Runs work in a process that dies just before its step-th durable step, or just after; False where it ended."""
    child = os.fork()
    if child == 0:
        left = [step]

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)
                done = real(*arguments, **named)
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)
                return done

            return call

        ws = base.opened(folder)
        os.replace = counted(os.replace)
        ws.store.apply = counted(ws.store.apply)  # type: ignore[method-assign]
        try:
            work(ws)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 9)
    return os.waitstatus_to_exitcode(status) == 9


def swept(base: Base, tmp_path: Path, work: Callable[[Workspace], object], judge: Callable[[Path], None]) -> int:
    """Kills at every step in turn; gives how many steps there were."""
    for step in range(1, MOST_STEPS):
        folder = tmp_path / f"lan-{step:03d}"
        shutil.copytree(base.folder, folder)
        was_killed = killed(step, base, folder, work)
        judge(folder)
        shutil.rmtree(folder)
        if not was_killed:
            return step - 1
    raise AssertionError("never ended")


@pytest.mark.faults
@pytest.mark.fault("A01")
def test_a_request_at_every_step(base: Base, tmp_path: Path) -> None:
    out = tmp_path / "x.p7m"

    def judge(folder: Path) -> None:
        ws = base.opened(folder)
        try:
            secrets = unit_secrets(ws)
            told = run(ws, "enrol request", out=out, reason="renewal").data
            assert not secrets.next_sign or unit_secrets(ws) == secrets  # what was made is what is asked for
            asked = own_key_state(ws).asked
            assert asked is not None
            assert asked.fingerprint == told["fingerprint"]
            assert len(ws.store.documents("request_sent")) == 1
        finally:
            ws.store.close()

    steps = swept(base, tmp_path, lambda ws: run(ws, "enrol request", out=out, reason="renewal"), judge)
    assert steps >= 8


@pytest.mark.faults
@pytest.mark.fault("A01")
def test_a_certificate_file_at_every_step(world: World, base: Base, tmp_path: Path) -> None:
    ws = base.opened(base.folder)
    request = tmp_path / "dn.p7m"
    run(ws, "enrol request", out=request, reason="renewal")
    old = unit_keys(ws).signer.certificate
    ws.store.close()
    answer = answered(world, request)

    def judge(folder: Path) -> None:
        ws = base.opened(folder)
        try:
            assert unit_keys(ws).signer.sign(b"x")  # some certificate with its key, whichever
            assert run(ws, "receive", paths=[answer]).data[0]["state"] in ("certificates", "duplicate")
            assert unit_keys(ws).signer.certificate != old
            assert not unit_secrets(ws).next_sign
            assert own_key_state(ws).state is KeyState.ACTIVE
        finally:
            ws.store.close()

    assert swept(base, tmp_path, lambda ws: run(ws, "receive", paths=[answer]), judge) >= 6
    ws = base.opened(base.folder)
    try:
        assert corrected(world, ws).exists()
    finally:
        ws.store.close()


@pytest.mark.faults
@pytest.mark.fault("E10", "A01")
def test_a_handover_at_every_step(base: Base, tmp_path: Path) -> None:
    out = tmp_path / "ra"

    def hand(ws: Workspace) -> object:
        return run(ws, "handover", to=RECEIVER, out=out, passphrase=SECRET)

    def opens(folder: Path, user: str, passphrase: str) -> bool:
        try:
            opened = SqlStores().open(folder, user, passphrase)
        except UserError as wrong:
            assert wrong.code == "KHOA-01"
            return False
        opened.close()
        return APPROVER in opened.roles

    def judge(folder: Path) -> None:
        giver, receiver = opens(folder, GIVER, PASSPHRASE), opens(folder, RECEIVER, SECRET)
        assert giver or receiver
        if giver:
            ws = base.opened(folder, GIVER)
            try:
                hand(ws)
            finally:
                ws.store.close()
            assert not opens(folder, GIVER, PASSPHRASE)
            assert opens(folder, RECEIVER, SECRET)

    assert swept(base, tmp_path, hand, judge) >= 16

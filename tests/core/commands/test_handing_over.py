"""A handover: slots, keys and paper; nobody is locked out at any moment, the one who left is (threats.md E10)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.enrolment import handing_over
from app.commands.keys.own_keys import own_key_state
from app.commands.storing import new_unit
from app.domain.storage import APPROVER
from app.errors import UserError
from app.workspace import Workspace
from db.opening import SqlStores
from tests.simulator.credentials import opened_request
from tests.simulator.province import PASSPHRASE, World, fill, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, small_unit

GIVER, RECEIVER, SECRET = "Lò Thị Ánh Dương", "Quàng Văn Thoan", "mật khẩu của người nhận"


@pytest.fixture
def unit(world: World, tmp_path: Path) -> Iterator[Workspace]:
    """A unit whose store is a folder, as on a machine."""
    given = run(world.so, "enrol file", out=tmp_path / "dk", unit="03202").data[0]
    env = replace(world.env, stores=SqlStores())
    ws = new_unit(env, tmp_path / "don-vi", Path(given["file"]), given["code"], GIVER, PASSPHRASE)
    fill(ws, small_unit(PON, "xã Mường Pồn"))
    yield ws
    ws.store.close()


def opens(ws: Workspace, user: str, passphrase: str) -> str:
    """Who can open the store's folder, and with which roles; the code of the refusal else."""
    try:
        opened = SqlStores().open(ws.store.root, user, passphrase)
    except UserError as wrong:
        return wrong.code
    opened.close()
    return ",".join(opened.roles)


def handed(ws: Workspace, out: Path, to: str = RECEIVER, secret: str = SECRET) -> dict[str, Any]:
    data: dict[str, Any] = run(ws, "handover", to=to, out=out, passphrase=secret).data
    return data


def text_of(path: Path) -> str:
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(told.split())


@pytest.mark.fault("E10")
def test_who_can_open_before_and_after(world: World, unit: Workspace, tmp_path: Path) -> None:
    old = own_key_state(unit).fingerprint
    told = handed(unit, tmp_path / "ra")
    unit.store.close()
    assert opens(unit, GIVER, PASSPHRASE) == "KHOA-01"
    assert opens(unit, RECEIVER, SECRET) == APPROVER
    opened = opened_request(world, Path(told["request"]))
    assert opened.header.body.reason == "handover"  # type: ignore[union-attr]
    said = text_of(Path(told["minutes"]))
    for part in (
        "BIÊN BẢN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", GIVER, RECEIVER, old, told["fingerprint"], "Chưa lập gói nào",
        unit.store.info.id, "Số hồ sơ người: 12", "BÊN GIAO", "BÊN NHẬN", "CHỦ TỊCH", "DỮ LIỆU MẪU",
        "2282_03202_de-nghi-chung-thu.p7m",
    ):  # fmt: skip
        assert part in said, part
    assert told["fingerprint"] != old
    assert "bằng mật khẩu riêng: không có" in said


def test_a_handover_that_cannot_be(unit: Workspace, tmp_path: Path) -> None:
    assert code_of(handed, unit, tmp_path, GIVER) == "NHAP-03"
    assert code_of(handed, unit, tmp_path, "  ") == "NHAP-03"
    assert code_of(handed, unit, tmp_path, RECEIVER, "ngắn") == "KHOA-04"
    (tmp_path / "chan").write_text("một tệp", encoding="utf-8")
    assert code_of(handed, unit, tmp_path / "chan").startswith("LUU-")
    assert [slot.name for slot in unit.store.users()] == [GIVER]
    assert not unit.store.documents("handover")


@pytest.mark.parametrize("at", ["add_user", "remove_user", "commit"])
def test_a_kill_at_any_step_locks_nobody_out_and_is_taken_up_again(
    unit: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(unit) if at == "commit" else type(unit.store), at, killed)
        with pytest.raises(KeyboardInterrupt):
            handed(unit, tmp_path)
    first = own_key_state(unit).asked
    assert GIVER in {slot.name for slot in unit.store.users() if APPROVER in slot.roles}
    told = handed(unit, tmp_path)
    assert [slot.name for slot in unit.store.users()] == [RECEIVER]
    assert first is None or told["fingerprint"] == first.fingerprint
    assert [item.state for item in unit.store.documents("handover")] == ["done"]


def test_a_second_handover_asks_for_other_keys(unit: Workspace, tmp_path: Path) -> None:
    one = handed(unit, tmp_path)
    root = unit.store.root
    unit.store.close()
    unit.store = SqlStores().open(root, RECEIVER, SECRET)
    two = handed(unit, tmp_path, "Vì Văn Panh", "mật khẩu người thứ ba")
    assert one["fingerprint"] != two["fingerprint"]
    assert [slot.name for slot in unit.store.users()] == ["Vì Văn Panh"]


def test_a_handover_that_began_for_another_person_makes_other_keys(
    unit: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(unit.store), "remove_user", killed)
        with pytest.raises(KeyboardInterrupt):
            handed(unit, tmp_path)
    first = own_key_state(unit).asked
    assert first is not None
    assert handed(unit, tmp_path, "Vì Văn Panh", "mật khẩu người thứ ba")["fingerprint"] != first.fingerprint
    assert [slot.name for slot in unit.store.users()] == ["Vì Văn Panh"]
    assert [item.state for item in unit.store.documents("handover")] == ["dropped", "done"]


def test_a_user_who_prepares_becomes_the_one_who_approves(unit: Workspace, tmp_path: Path) -> None:
    unit.store.add_user(RECEIVER, "mật khẩu người lập biểu")
    handed(unit, tmp_path)
    assert [(slot.name, slot.roles) for slot in unit.store.users()] == [(RECEIVER, (APPROVER,))]


def test_many_packages_stand_in_the_minutes(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    told = handed(unit, tmp_path)
    assert "Kỳ 2026, bản số 1" in text_of(Path(told["minutes"]))
    assert "đã chấp nhận số liệu" in text_of(Path(told["minutes"]))
    assert handing_over.HAND_OVER.name == "handover"

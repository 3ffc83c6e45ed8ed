"""Drills: a lost machine and a lost decryption key are played through with real copies and the real spare key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.office.drilling import EVERY, KEY, KIND, MACHINE, due, newest_backup
from app.crypto.keys import generate_key, key_to_pem
from app.errors import UserError
from db.opening import SqlStores
from tests.simulator.province import PASSPHRASE, World, found, run
from tests.simulator.units import PON


@pytest.fixture
def real(tmp_path: Path) -> Iterator[World]:
    """A province in real stores, with a unit that is enrolled."""
    world = found(tmp_path, SqlStores())
    world.enrolled(PON)
    yield world
    for ws in (world.so, *world.units.values()):
        ws.store.close()


def test_a_lost_machine(real: World, tmp_path: Path) -> None:
    copy = run(real.so, "store backup", out=tmp_path / "usb").data["backup"]
    outcome = run(
        real.so, "drill", kind=MACHINE, out=tmp_path / "bb.pdf", passphrase=PASSPHRASE, backup=tmp_path / "usb"
    )
    assert outcome.ok
    facts = {label: (now, then) for label, now, then in outcome.data["facts"]}
    assert facts["Gói đã nhận"] == ("1", "1")
    assert facts["Đơn vị đã chấp nhận kỳ 2026"] == ("1", "1")
    assert (tmp_path / "bb.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "bb.dien-tap").exists()
    assert newest_backup(real.so, Path(copy)) == Path(copy)
    assert [item.state for item in real.so.store.documents(KIND)] == ["passed"]


def test_a_damaged_backup_is_no_pass(real: World, tmp_path: Path) -> None:
    copy = Path(run(real.so, "store backup", out=tmp_path / "usb").data["backup"])
    damaged = bytearray((copy / "so.db").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (copy / "so.db").write_bytes(damaged)
    outcome = run(real.so, "drill", kind=MACHINE, out=tmp_path / "bb.pdf", passphrase=PASSPHRASE, backup=copy)
    assert not outcome.ok
    assert [item.state for item in real.so.store.documents(KIND)] == ["failed"]
    assert due(real.so)[MACHINE] == ("", True)


def test_a_lost_key(real: World, tmp_path: Path) -> None:
    spare = real.so.store.root / "keys" / "spare.pem"
    outcome = run(real.so, "drill", kind=KEY, out=tmp_path / "bb.pdf", passphrase=PASSPHRASE, spare=spare)
    assert outcome.ok
    assert ["Kỳ báo cáo", "2026", "2026"] in outcome.data["facts"]
    last, again = due(real.so)[KEY]
    assert last
    assert not again
    real.clock.at += EVERY + timedelta(days=1)
    assert due(real.so)[KEY] == (last, True)
    assert run(real.so, "drill list").data[0]["kind"] == KEY


def test_what_a_person_mistypes_is_no_drill(real: World, tmp_path: Path) -> None:
    run(real.so, "store backup")
    other = tmp_path / "khac.pem"
    other.write_bytes(key_to_pem(generate_key(), PASSPHRASE))
    spare = real.so.store.root / "keys" / "spare.pem"
    for code, more in (
        ("KHOA-01", {"kind": MACHINE, "passphrase": "không phải mật khẩu"}),
        ("KHOA-01", {"kind": KEY, "spare": spare, "passphrase": "không phải mật khẩu"}),
        ("NHAP-03", {"kind": KEY, "spare": other, "passphrase": PASSPHRASE}),
        ("NHAP-01", {"kind": KEY, "passphrase": PASSPHRASE}),
        ("NHAP-01", {"kind": MACHINE}),
    ):
        with pytest.raises(UserError) as told:
            run(real.so, "drill", out=tmp_path / "bb.pdf", **more)
        assert told.value.code == code
    assert real.so.store.documents(KIND) == ()

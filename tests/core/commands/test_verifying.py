"""Judging a file without taking it in: with a store, with bare keys, with nothing; the same verdict at both ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import unit_keys
from app.commands.verifying import verify
from app.crypto.certificates import certificate_pem
from app.crypto.keys import key_to_pem
from app.package.container import MIMETYPE_VALUE
from app.progress import Silent
from tests.simulator.province import World, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


@pytest.fixture
def path(world: World) -> Path:
    """A package of an enrolled unit."""
    return corrected(world, world.enrolled(PON))


def damaged(path: Path, place: int = -40) -> Path:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    other = path.with_name("hong.p7m")
    other.write_bytes(content)
    return other


def test_both_ends_judge_alike(world: World, path: Path) -> None:
    for ws in (world.so, world.units[PON]):
        data = run(ws, "verify", file=path).data
        assert (data["judged"], data["sender"], data["pending"]) == ("all", PON, False)
        assert code_of(run, ws, "verify", file=damaged(path)) == "MAH-02"
    assert world.so.store.document("received", data["digest"]) is None  # nothing was taken in


def test_a_first_package_is_said_to_wait(world: World) -> None:
    unit = world.unit(PON)
    first = world.package(unit)
    for ws in (world.so, unit):
        outcome = run(ws, "verify", file=first)
        assert outcome.data["pending"] is True
        assert "chờ ghi danh" in outcome.message
    world.deliver(first)
    world.confirm(unit)
    assert run(world.so, "verify", file=first).data["pending"] is False


def test_receipts_are_judged_at_both_ends(world: World, path: Path) -> None:
    world.deliver(path)
    out = world.folder / "phieu.p7m"
    run(world.so, "receipt", package=world.received(path).id, out=out)
    for ws in (world.so, world.units[PON]):
        assert run(ws, "verify", file=out).data["judged"] == "all"


def test_another_unit_cannot_open_it(world: World, path: Path) -> None:
    assert code_of(run, world.unit(TAM), "verify", file=path) == "MAH-01"


def test_without_a_key_only_the_envelope_is_judged_and_it_says_so(world: World, path: Path) -> None:
    outcome = verify(None, Silent(), file=path)
    assert outcome.data["judged"] == "envelope"
    assert outcome.data["recipients"] == 3
    assert "Chưa kết luận về chữ ký" in outcome.message
    assert code_of(verify, None, Silent(), file=damaged(path, 2)) == "GOI-01"


def test_with_bare_keys(world: World, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.verifying._now", world.clock.now)
    key, root, other = (world.folder / name for name in ("key.pem", "root.pem", "other.pem"))
    key.write_bytes(key_to_pem(province_keys(world.so).encryption.key))
    root.write_bytes(certificate_pem(authorities_of(world.so)[0].root))
    without_root = verify(None, Silent(), file=path, key=key)
    assert without_root.data["judged"] == "signature"
    assert "thiếu chứng thư gốc" in without_root.message
    assert verify(None, Silent(), file=path, key=key, root=root).data["judged"] == "all"
    other.write_bytes(certificate_pem(unit_keys(world.units[PON]).signer.certificate))
    assert code_of(verify, None, Silent(), file=path, key=key, root=other) == "KY-03"


def test_an_opened_envelope_is_an_asice(world: World, path: Path) -> None:
    out = world.folder / "goi.asice"
    run(world.so, "open", file=path, out=out)
    assert out.read_bytes()[38:69] == MIMETYPE_VALUE
    assert code_of(run, world.so, "open", file=damaged(path), out=out) == "MAH-02"

"""The office's own certificates: renewed with the root key from its file, learnt by units, the old ones for a while."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.commands.keys.authorities import authorities_of, former_authorities, revocation_lists
from app.commands.keys.province_identity import OVERLAP, ProvinceSecrets, province_keys
from app.commands.keys.trusting import trust_state
from app.crypto.certificates import Identity, same_key
from app.crypto.keys import generate_key, key_to_pem
from app.crypto.path import check_authority
from app.errors import UserError
from app.package.sealing import digest
from app.package.trust import open_file
from app.workspace import Outcome
from tests.simulator.credentials import requested
from tests.simulator.province import PASSPHRASE, World, codes, corrected, found, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, small_unit


def root_key(world: World) -> Path:
    return world.folder / "so" / "keys" / "root.pem"


def renewed(world: World) -> Outcome:
    secret = world.folder / "root.txt"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return run(world.so, "authority renew", root_key=root_key(world), passphrase_file=secret)


def test_new_certificates_under_the_same_root(world: World) -> None:
    before, _ = authorities_of(world.so)
    done = renewed(world)
    after, revocations = authorities_of(world.so)
    assert set(done.data) == {"issuing", "so_sign", "so_encrypt"}
    assert after.root == before.root
    assert same_key(after.so_spare, before.so_spare)
    check_authority(after.issuing, after.root)
    assert {after.issuing, after.so_sign, after.so_encrypt}.isdisjoint({before.issuing, before.so_sign})
    assert after.issuing.not_valid_after_utc <= after.root.not_valid_after_utc
    assert revocations is not None
    assert revocations.number == 1
    (former,) = former_authorities(world.so)
    assert (former.issuing, former.so_encrypt) == (before.issuing, before.so_encrypt)
    keys = province_keys(world.so)
    assert keys.issuing.certificate == after.issuing
    assert [item.certificate for item in keys.recent] == [before.so_encrypt]


@pytest.mark.fault("E12")
def test_units_learn_the_new_ones_by_a_receipt_and_the_stolen_key_opens_nothing_new(world: World) -> None:
    unit = world.enrolled(PON)
    stolen = province_keys(world.so).encryption
    path = corrected(world, unit)
    renewed(world)
    assert codes(world.deliver(path)) == [("received", "")]  # sealed to the former certificate, on its way
    assert world.give_receipt(unit, world.received(path).id)[0]["state"] == "received"
    assert authorities_of(unit)[0] == authorities_of(world.so)[0]
    later = corrected(world, unit, 1)
    assert codes(world.deliver(later)) == [("received", "")]
    state = trust_state(world.so)
    assert code_of(open_file, later.read_bytes(), (stolen,), state, world.clock.now()) == "MAH-01"
    assert open_file(path.read_bytes(), (stolen,), state, world.clock.now()).digest == digest(path.read_bytes())


@pytest.mark.fault("H09")
def test_a_package_for_the_former_certificate_is_taken_for_a_year_only(world: World) -> None:
    unit = world.enrolled(PON)
    first, second = corrected(world, unit), corrected(world, unit, 1)
    renewed(world)
    world.clock.at += OVERLAP - timedelta(days=1)
    assert codes(world.deliver(first)) == [("received", "")]
    world.clock.at += timedelta(days=2)
    assert codes(world.deliver(second)) == [("refused", "MAH-01")]
    kept = world.received(second)
    assert "phiếu" in kept.body["hint"]
    assert "chứng thư mới" in kept.body["hint"]
    world.give_receipt(unit, world.received(first).id)
    assert codes(world.deliver(corrected(world, unit, 2))) == [("received", "")]  # it passes the old one over


def test_certificates_of_units_outlive_the_authority_that_issued_them(world: World) -> None:
    """And are revoked by the list of that authority, which goes on."""
    unit, other = world.enrolled(PON), world.enrolled(TAM, small_unit(TAM, "phường Điện Biên Phủ"))
    old = authorities_of(world.so)[0].issuing
    renewed(world)
    fresh = world.unit("03158@2025-07-01")
    world.deliver(world.package(fresh))
    world.confirm(fresh)
    world.give_receipt(fresh, fresh.store.documents("sent")[0].id)
    assert codes(world.deliver(corrected(world, fresh))) == [("received", "")]
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    assert codes(world.deliver(corrected(world, unit, 1))) == [("refused", "KY-04")]
    assert codes(world.deliver(corrected(world, other))) == [("received", "")]
    assert [(item.number, len(item.revoked)) for item in revocation_lists(world.so)] == [(1, 0), (2, 2)]
    (former,) = former_authorities(world.so)
    assert former.issuing == old


def test_renewed_twice_a_unit_that_heard_of_neither_goes_on(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    renewed(world)
    world.clock.at += timedelta(days=30)
    renewed(world)
    assert codes(world.deliver(path)) == [("received", "")]
    assert world.give_receipt(unit, world.received(path).id)[0]["state"] == "received"
    assert authorities_of(unit)[0] == authorities_of(world.so)[0]


def test_a_unit_renews_its_pair_under_the_new_authority(world: World) -> None:
    unit = world.enrolled(PON)
    renewed(world)
    (row,) = world.deliver(requested(world, unit, "renewal"))
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=(file := world.folder / "chung-thu.p7m"))
    assert run(unit, "receive", paths=[file]).ok
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]


def test_a_key_handed_over_after_a_renewal_leaves_nothing_waiting(world: World) -> None:
    """The old pair is on the list of the former authority, which no longer travels."""
    unit = world.enrolled(PON)
    renewed(world)
    request = requested(world, unit, "handover")
    lost = corrected(world, unit)
    (row,) = world.deliver(request)
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=(file := world.folder / "chung-thu.p7m"))
    run(unit, "receive", paths=[file])
    assert codes(world.deliver(lost)) == [("refused", "KY-04")]
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


@pytest.mark.parametrize(("key", "passphrase", "code"), [
    ("right", "", "NHAP-01"), ("right", "mật khẩu khác", "KHOA-01"), ("other", "", "NHAP-03"), ("none", "", "KHOA-03"),
])  # fmt: skip
def test_another_key_or_passphrase_changes_nothing(world: World, key: str, passphrase: str, code: str) -> None:
    path = root_key(world)
    if key == "other":
        path = world.folder / "other.pem"
        path.write_bytes(key_to_pem(generate_key()))
    elif key == "none":
        path = world.folder / "none.pem"
        path.write_text("đây không phải khóa", encoding="utf-8")
    before = (authorities_of(world.so), world.so.store.secrets)
    assert code_of(run, world.so, "authority renew", root_key=path, passphrase=passphrase) == code
    assert (authorities_of(world.so), world.so.store.secrets) == before


def test_a_stop_between_keys_and_certificates_leaves_the_old_ones_in_use(world: World) -> None:
    unit = world.enrolled(PON)
    kept = world.so.store.document("setting", "authorities")
    renewed(world)
    world.so.store._content.documents["setting", "authorities"] = kept  # type: ignore[attr-defined]
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]
    renewed(world)
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


def test_no_other_command_needs_the_root_key(world: World) -> None:
    """It lies on a stick in a safe: the whole life of a unit goes by without it."""
    root_key(world).unlink()
    unit = world.enrolled(PON)
    (row,) = world.deliver(requested(world, unit, "renewal"))
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=world.folder / "chung-thu.p7m")
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    run(world.so, "enrol keys")
    world.clock.at += timedelta(days=390)
    assert world.deliver(corrected(world, unit))[0]["code"] == "KY-04"
    with pytest.raises(UserError, match=r"root\.pem"):
        renewed(world)


@pytest.mark.fault("E13")
def test_nothing_under_another_root_is_taken(world: World, tmp_path: Path) -> None:
    """Who has the root's key can issue; so a new root means new enrolment files, and only the pinned one counts."""
    unit = world.enrolled(PON)
    anew = found(tmp_path / "new")
    theirs = anew.enrolled(PON)
    path = corrected(anew, theirs)
    anew.deliver(path)
    given = anew.folder / "receipt.p7m"
    run(anew.so, "receipt", package=anew.received(path).id, out=given)
    (row,) = run(unit, "receive", paths=[given]).data
    assert row["state"] == "refused"
    assert codes(world.deliver(path))[0][0] == "refused"


def test_the_bundle_keeps_every_former_key(world: World) -> None:
    renewed(world)
    renewed(world)
    secrets = msgspec.json.decode(world.so.store.secrets, type=ProvinceSecrets)
    assert len(secrets.older) == 6
    assert len(province_keys(world.so).decryption) == 3
    assert all(isinstance(item, Identity) for item in province_keys(world.so).archive)
    world.clock.at += OVERLAP
    assert (len(province_keys(world.so).decryption), len(province_keys(world.so).archive)) == (1, 3)

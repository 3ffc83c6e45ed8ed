"""Request files that nobody honest makes, and those whose signer may no longer sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands.keys.requests_in import WAITING
from app.commands.keys.unit_identity import unit_keys
from app.crypto.certificates import Role
from app.crypto.issuing import request
from app.crypto.keys import generate_key
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from tests.simulator.asking import Asking, asked, signed_by
from tests.simulator.province import World, codes, found, run
from tests.simulator.units import PON, TAM, small_unit

GOOD = Asking(PON)


def code(world: World, asking: Asking) -> tuple[str, str]:
    (told,) = codes(world.deliver(asked(world, asking)))
    return told


def nothing_waits(world: World) -> bool:
    return not world.so.store.documents("request")


def test_the_good_one_waits(world: World) -> None:
    assert code(world, GOOD) == (WAITING, "")


@pytest.mark.fault("E14")
@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        (Asking("99999@2025-07-01"), "NGH-06"),
        (Asking("11-DBP@2004-01-01"), "NGH-06"),
        (replace(GOOD, unit=TAM), "NGH-04"),
        (replace(GOOD, asker=TAM), "KY-03"),
        (replace(GOOD, more={"figures.csv": b"cell,value\n"}), "GOI-02"),
        (replace(GOOD, more={ENCRYPT_REQUEST: None}), "KY-03"),
        (replace(GOOD, more={SIGN_REQUEST: b"0"}), "KY-03"),
        (replace(GOOD, more={SIGN_REQUEST: request(Role.UNIT_SIGN, PON, "x", generate_key())}), "KY-03"),
        (replace(GOOD, more={SIGN_REQUEST: request(Role.SO_SIGN, PON, "x", GOOD.sign)}), "KY-03"),
        (replace(GOOD, practice=False), "KY-03"),
        (replace(GOOD, machine="máy\nsố hai"), "NGH-09"),
        (replace(GOOD, machine="m" * 61), "NGH-09"),
    ],
    ids=[
        "unit that never was", "unit that has ended", "for another unit", "requests of another unit", "with figures",
        "half of it", "no request", "key of another", "for the office's role", "not practice", "two lines", "long name",
    ],
)  # fmt: skip
def test_an_evil_request_is_refused_and_waits_for_nobody(world: World, asking: Asking, expected: str) -> None:
    assert code(world, asking) == ("refused", expected)
    assert nothing_waits(world)


@pytest.mark.fault("G21")
def test_a_request_signed_with_a_revoked_certificate_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    path = asked(world, signed_by(replace(GOOD, reason="handover"), unit_keys(unit).signer, world))
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    assert codes(world.deliver(path)) == [("refused", "KY-04")]
    assert not world.so.store.documents("request", state="pending")


@pytest.mark.fault("G20")
def test_a_request_signed_with_an_expired_certificate_is_refused_and_a_self_signed_one_waits(world: World) -> None:
    unit = world.enrolled(PON)
    renewal = replace(GOOD, reason="renewal")
    path = asked(world, signed_by(renewal, unit_keys(unit).signer, world))
    world.clock.at += timedelta(days=3 * 365 + 1)
    assert codes(world.deliver(path)) == [("refused", "KY-04")]
    (row,) = world.deliver(asked(world, renewal))
    assert row["state"] == WAITING
    assert "tự ký" in row["message"]


def test_a_request_signed_by_another_unit_is_refused(world: World) -> None:
    other = world.enrolled(TAM, small_unit(TAM, "phường Điện Biên Phủ"))
    assert code(world, signed_by(GOOD, unit_keys(other).signer, world)) == ("refused", "NGH-04")


@pytest.mark.fault("G24")
def test_a_request_signed_with_a_certificate_for_encryption_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    keys = unit_keys(unit)
    assert keys.encryption_certificate is not None
    signer = replace(keys.signer, certificate=keys.encryption_certificate, key=keys.encryption_key)
    assert code(world, signed_by(GOOD, signer, world)) == ("refused", "KY-05")


def test_a_request_for_another_province_is_refused(world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = found(tmp_path_factory.mktemp("khac"))
    assert codes(world.deliver(asked(elsewhere, GOOD))) == [("refused", "MAH-01")]


def test_a_request_that_was_refused_for_its_date_waits_when_the_day_has_come(world: World) -> None:
    """A laptop whose clock is ahead; the same file is taken later, and no refusal is left behind."""
    unit = world.enrolled(PON)
    keys = unit_keys(unit)
    path = asked(world, signed_by(replace(GOOD, reason="renewal"), keys.signer, world, keys.own_recipient))
    at = world.clock.at
    world.clock.at = at - timedelta(days=30)
    assert codes(world.deliver(path)) == [("refused", "KY-04")]
    world.clock.at = at
    assert codes(world.deliver(path)) == [(WAITING, "")]
    assert world.states(PON) == ["accepted"]
    assert [item for item in world.so.store.documents("received") if not item.unit] == []


def test_many_requests_of_strangers_are_all_held_and_none_is_issued(world: World) -> None:
    for number in range(5):
        assert code(world, Asking(PON, machine=f"máy {number}"))[0] == WAITING
    assert len(world.so.store.documents("request", state="pending")) == 5
    assert world.so.store.documents("certificate") == ()

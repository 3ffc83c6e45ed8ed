"""Certificate files at a unit: whose they are, in which order, and what the next package continues (threats.md C04)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from app.commands import receiving
from app.commands.keys.authorities import authorities_of, former_authorities
from app.commands.keys.own_keys import KeyState, own_key_state
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import MOST_OLDER, unit_decryption, unit_keys, unit_secrets
from app.crypto.certificates import Identity, Role
from app.crypto.envelope import open_envelope
from app.crypto.issuing import Validity, issue, issue_issuing, issue_root
from app.crypto.keys import generate_key, key_from_pem
from app.package.credentials import Office
from app.workspace import Workspace
from tests.simulator.credentials import answered, newer_list, on_another_machine, opened_request, requested
from tests.simulator.province import PASSPHRASE, World, codes, corrected, run
from tests.simulator.units import PON, TAM

DECADE = 10


def take(ws: Workspace, path: Path) -> list[tuple[str, str]]:
    return codes(run(ws, "receive", paths=[path]).data)


def validity(world: World) -> Validity:
    start = world.env.now()
    return Validity(start, start.replace(year=start.year + DECADE))


def test_a_renewal_puts_the_new_keys_in_use_and_still_opens_what_was_sealed_before(world: World) -> None:
    unit = world.enrolled(PON)
    before, package = unit_secrets(unit), corrected(world, unit)
    answer = answered(world, requested(world, unit, "renewal"))
    assert take(unit, answer) == [("certificates", "")]
    after = unit_secrets(unit)
    assert (after.next_sign, after.next_encrypt, after.older) == ("", "", [before.encrypt])
    assert after.sign not in (before.sign, before.next_sign)
    own = own_key_state(unit)
    assert (own.state, own.asked) == (KeyState.ACTIVE, None)
    assert [item.state for item in unit.store.documents("request_sent")] == ["answered"]
    assert open_envelope(package.read_bytes(), unit_decryption(unit)).plaintext
    assert take(unit, answer) == [("duplicate", "")]
    assert unit_secrets(unit) == after


def test_a_kill_between_the_certificates_and_the_keys_does_no_harm(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.enrolled(PON)
    answer = answered(world, requested(world, unit, "renewal"))

    def killed(_: Workspace) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "settled", killed)
        with pytest.raises(KeyboardInterrupt):
            take(unit, answer)
    assert unit_secrets(unit).next_sign
    assert corrected(world, unit).exists()
    assert take(unit, answer) == [("duplicate", "")]
    assert not unit_secrets(unit).next_sign


def test_keys_of_many_renewals_are_not_kept_for_ever(world: World) -> None:
    unit = world.enrolled(PON)
    for _ in range(MOST_OLDER + 2):
        assert take(unit, _issued(world, unit, "renewal")) == [("certificates", "")]
    assert len(unit_secrets(unit).older) == MOST_OLDER


def test_certificates_first(world: World) -> None:
    unit = world.unit(PON)
    assert own_key_state(unit).state is KeyState.NONE
    assert take(unit, answered(world, requested(world, unit, "first"))) == [("certificates", "")]
    assert own_key_state(unit).state is KeyState.ACTIVE
    held = unit_keys(unit)
    assert held.encryption_certificate is not None
    assert held.signer.certificate.issuer == authorities_of(world.so)[0].issuing.subject


@pytest.mark.parametrize("who", ["another unit", "another machine", "replaced request", "older"])
def test_answers_that_are_not_for_this_machine(world: World, who: str) -> None:
    unit = world.enrolled(PON)
    first = _issued(world, unit, "renewal")
    if who == "another unit":
        assert take(world.enrolled(TAM), first) == [("refused", "MAH-01")]
    elif who == "another machine":
        assert take(on_another_machine(world, world.enrolled(TAM)), first) == [("refused", "MAH-01")]
    elif who == "replaced request":
        requested(world, unit, "compromise")
        assert take(unit, first) == [("refused", "MAH-01")]
    else:
        path = requested(world, unit, "renewal")
        one = answered(world, path)
        world.clock.at = world.clock.at.replace(day=3)
        assert take(unit, answered(world, path)) == [("certificates", "")]
        assert take(unit, one) == [("refused", "BN-03")]
        return
    assert codes(world.deliver(corrected(world, unit))) == [("received", "")]


def test_keys_that_are_not_those_of_the_request(world: World) -> None:
    unit = world.enrolled(PON)
    path = requested(world, unit, "renewal")
    own = unit_keys(unit)
    bare = [cast(Any, own.encryption_key.public_key())]
    strange = (generate_key().public_key(), generate_key().public_key())
    assert take(unit, answered(world, path, keys=strange, recipients=bare)) == [("refused", "BN-02")]
    assert take(unit, answered(world, path, holder=TAM)) == [("refused", "BN-02")]
    assert take(unit, answered(world, path, unit=TAM, holder=PON)) == [("refused", "MAH-01")]
    assert unit_secrets(unit).next_sign


def test_signers_authorities_and_dates_of_an_answer_are_judged(world: World) -> None:
    unit = world.enrolled(PON)
    path = requested(world, unit, "renewal")
    keys = province_keys(world.so)
    root = issue_root("Gốc lạ", generate_key(), validity(world), practice=True)
    strange = issue_issuing("Cấp chứng thư lạ", generate_key(), validity(world), root)
    signer_key = generate_key()
    held = authorities_of(world.so)[0]
    impostor = issue(Role.SO_SIGN, held_holder(world), "Sở", signer_key.public_key(), validity(world), strange)
    outsider = Identity(impostor, signer_key)
    assert take(unit, answered(world, path, authority=strange, signer=outsider)) == [("refused", "KY-03")]
    assert take(unit, answered(world, path, signer=unit_keys(unit).signer)) == [("refused", "KY-05")]
    office = Office(held.issuing, outsider.certificate, held.so_encrypt, held.so_spare)
    assert take(unit, answered(world, path, office=office)) == [("refused", "KY-03")]
    swapped = Office(held.issuing, held.so_sign, held.so_spare, held.so_encrypt)
    assert take(unit, answered(world, path, office=swapped))[0][0] == "refused"
    assert take(unit, answered(world, path, years=-1)) == [("refused", "KY-04")]
    foreign = newer_list(strange, 9, world)
    assert take(unit, answered(world, path, revocations=foreign)) == [("refused", "KY-03")]
    assert take(unit, answered(world, path, recipients=[keys.encryption.certificate])) == [("refused", "MAH-01")]
    assert unit_secrets(unit).next_sign
    assert take(unit, answered(world, path)) == [("certificates", "")]


def held_holder(world: World) -> str:
    return world.so.unit


@pytest.mark.fault("G22")
def test_a_list_never_goes_back(world: World) -> None:
    unit = world.enrolled(PON)
    authority, path = province_keys(world.so).issuing, requested(world, unit, "renewal")
    older, newer = answered(world, path), answered(world, path, revocations=newer_list(authority, 7, world))
    for answer in (newer, older):
        assert take(unit, answer) == [("certificates", "")]
        held = authorities_of(unit)[1]
        assert held is not None
        assert held.number == 7


def test_new_authorities_of_the_province_come_with_an_answer(world: World) -> None:
    unit = world.enrolled(PON)
    path = requested(world, unit, "renewal")
    held = authorities_of(world.so)[0]
    root = Identity(held.root, _root_key(world))
    issuing = issue_issuing("Tỉnh Điện Biên - Cấp chứng thư 2", generate_key(), validity(world), root)
    keys = {role: generate_key() for role in (Role.SO_SIGN, Role.SO_ENCRYPT)}
    made = {
        role: issue(role, world.so.unit, "Sở Nội vụ", key.public_key(), validity(world), issuing)
        for role, key in keys.items()
    }
    office = Office(issuing.certificate, made[Role.SO_SIGN], made[Role.SO_ENCRYPT], held.so_spare)
    signer = Identity(made[Role.SO_SIGN], keys[Role.SO_SIGN])
    listed = newer_list(issuing, 1, world)
    answer = answered(world, path, authority=issuing, signer=signer, office=office, revocations=listed)
    assert take(unit, answer) == [("certificates", "")]
    now = authorities_of(unit)[0]
    assert (now.issuing, now.so_encrypt) == (issuing.certificate, made[Role.SO_ENCRYPT])
    assert [item.issuing for item in former_authorities(unit)] == [held.issuing]


def _root_key(world: World) -> Any:
    return key_from_pem((world.so.store.root / "keys" / "root.pem").read_bytes(), PASSPHRASE)


@pytest.mark.fault("C04", "E09")
def test_a_second_machine_with_its_own_key_continues_the_chain(world: World) -> None:
    unit = world.enrolled(PON)
    other = on_another_machine(world, unit)
    ahead = corrected(world, unit)
    assert codes(world.deliver(ahead)) == [("received", "")]
    answer = _issued(world, other, "machine")
    assert take(other, answer) == [("certificates", "")]
    assert own_key_state(other).state is KeyState.ACTIVE
    assert unit_keys(other).signer.certificate != unit_keys(unit).signer.certificate
    second = corrected(world, other, 1)
    assert codes(world.deliver(second)) == [("received", "")]
    assert world.states(PON)[-1] == "received"
    third = corrected(world, unit, 2)
    assert codes(world.deliver(third)) == [("fork", "NGH-03")]


def test_receipts_bring_both_machines_to_one_chain(world: World) -> None:
    unit = world.enrolled(PON)
    other = on_another_machine(world, unit)
    assert take(other, _issued(world, other, "machine")) == [("certificates", "")]
    second = corrected(world, other, 1)
    world.deliver(second)
    package = world.received(second).id
    (row,) = world.give_receipt(unit, package)
    assert (row["state"], row.get("code", "")) == ("received", "")
    known = unit.store.document("sent", package)
    assert known is not None
    assert known.body["elsewhere"]
    assert codes(world.deliver(corrected(world, unit, 2))) == [("received", "")]


def _issued(world: World, ws: Workspace, reason: str) -> Path:
    """Sở Nội vụ's own answer, by its command."""
    path = requested(world, ws, reason)
    world.deliver(path)
    told = opened_request(world, path)
    assert told.header.body
    out = path.with_name(f"tra-loi-{world.sent:02d}.p7m")
    own = own_key_state(ws).asked
    assert own is not None
    run(world.so, "enrol issue", fingerprint=own.fingerprint, out=out)
    return out


@pytest.mark.fault("E10")
@pytest.mark.parametrize("reason", ["renewal", "handover", "compromise", "machine"])
def test_after_every_reason_the_next_package_is_taken(world: World, reason: str) -> None:
    unit = world.enrolled(PON)
    here = on_another_machine(world, unit) if reason == "machine" else unit
    before = unit_keys(unit).signer
    assert take(here, _issued(world, here, reason)) == [("certificates", "")]
    assert unit_keys(here).signer.certificate != before.certificate
    package = corrected(world, here, 1)
    assert codes(world.deliver(package)) == [("received", "")]
    (row,) = world.give_receipt(here, world.received(package).id)
    assert row["state"] == "received"
    assert own_key_state(here).state is KeyState.ACTIVE


def test_a_package_of_the_key_that_was_given_up_does_not_block_the_chain(world: World) -> None:
    unit = world.enrolled(PON)
    path = requested(world, unit, "compromise")
    late = corrected(world, unit)  # signed with the old key, and not delivered in time
    world.deliver(path)
    asked = own_key_state(unit).asked
    assert asked is not None
    out = path.with_name("tra-loi.p7m")
    run(world.so, "enrol issue", fingerprint=asked.fingerprint, out=out)
    assert take(unit, out) == [("certificates", "")]
    assert world.deliver(late)[0]["state"] == "refused"
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]

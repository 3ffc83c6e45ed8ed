"""Revocation: entries and numbers of the lists, what is refused from then on, what stays, how a unit comes back."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.keys.authorities import authorities_of
from app.commands.keys.pairs import pairs
from app.commands.keys.province_identity import province_keys
from app.commands.keys.trusting import trust_state
from app.crypto.certificates import certificate_pem
from app.crypto.envelope import open_envelope
from app.crypto.revocation import RevocationList
from app.package.container import read
from app.workspace import Workspace
from tests.simulator.credentials import on_another_machine, requested
from tests.simulator.province import World, cloned, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, small_unit


def crl(ws: Workspace) -> RevocationList:
    found = authorities_of(ws)[1]
    assert found is not None
    return found


def state(world: World, unit: str = PON) -> str:
    found = world.so.store.document("enrolment", unit)
    assert found is not None
    return found.state


@pytest.mark.fault("G21")
def test_what_comes_after_the_revocation_is_refused_and_what_was_accepted_stays(world: World) -> None:
    """Even where it was signed before: no clock but the one at Sở Nội vụ counts."""
    unit = world.enrolled(PON)
    on_its_way = corrected(world, unit)
    done = run(world.so, "enrol revoke", unit="03202", reason="compromise", note="mất máy tính")
    assert done.data == {"unit": PON, "revoked": 1, "list": 2}
    assert codes(world.deliver(on_its_way)) == [("refused", "KY-04")]
    assert codes(world.deliver(corrected(world, unit, 1))) == [("refused", "KY-04")]
    assert world.states(PON) == ["accepted"]
    assert state(world) == "revoked"
    (pair,) = pairs(world.so, PON)
    assert (pair.state, pair.body["ended_why"], pair.body["note"]) == ("revoked", "compromise", "mất máy tính")
    entries = crl(world.so).revoked
    assert len(entries) == 2
    assert {entry.reason for entry in entries} == {"compromise"}


def test_openssl_reads_the_list_with_reasons_and_number(world: World) -> None:
    world.enrolled(PON)
    run(world.so, "enrol revoke", unit=PON, reason="handover")
    listed, issuing = world.folder / "list.crl", world.folder / "issuing.pem"
    listed.write_bytes(crl(world.so).der)
    issuing.write_bytes(certificate_pem(authorities_of(world.so)[0].issuing))
    command = [
        "openssl",
        "crl",
        "-inform",
        "DER",
        "-in",
        str(listed),
        "-noout",
        "-text",
        "-CAfile",
        str(issuing),
        "-verify",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "verify OK" in done.stderr
    assert done.stdout.count("Affiliation Changed") == 2
    assert "X509v3 CRL Number: \n                2" in done.stdout


@pytest.mark.fault("G22")
def test_the_list_goes_out_with_every_receipt_and_names_no_other_unit_s_loss(world: World) -> None:
    one, other = world.enrolled(PON), world.enrolled(TAM, small_unit(TAM, "phường Điện Biên Phủ"))
    run(world.so, "enrol revoke", unit=PON, reason="other")
    path = corrected(world, other)
    assert codes(world.deliver(path)) == [("received", "")]
    world.give_receipt(other, world.received(path).id)
    assert crl(other).number == crl(world.so).number == 2
    assert state(world, TAM) == "enrolled"
    assert crl(one).number == 1


def test_a_unit_without_certificates_comes_back_with_a_new_key(world: World) -> None:
    unit = world.enrolled(PON)
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    made_after = corrected(world, unit)
    world.deliver(made_after)
    (row,) = world.deliver(requested(world, unit, "compromise"))
    assert state(world) == "pending"
    path = world.folder / "chung-thu.p7m"
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=path)
    assert run(unit, "receive", paths=[path]).ok
    assert state(world) == "enrolled"
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


def test_a_unit_without_certificates_may_begin_anew_with_a_first_package(world: World) -> None:
    world.enrolled(PON)
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    fresh = world.unit(PON)
    assert codes(world.deliver(world.package(fresh))) == [("waiting_enrolment", "")]
    world.confirm(fresh)
    assert state(world) == "enrolled"
    assert world.states(PON)[0] == "accepted"


def test_one_machine_of_two_is_revoked_by_its_fingerprint(world: World) -> None:
    unit = world.enrolled(PON)
    other = on_another_machine(world, unit)
    (row,) = world.deliver(requested(world, other, "machine"))
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=(path := world.folder / "x.p7m"))
    run(other, "receive", paths=[path])
    done = run(world.so, "enrol revoke", unit="03202", fingerprint=row["fingerprint"], reason="compromise")
    assert done.data["revoked"] == 1
    assert state(world) == "enrolled"
    assert codes(world.deliver(corrected(world, other))) == [("refused", "KY-04")]
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]
    kept = world.so.store.document("enrolment", PON)
    assert kept is not None
    assert kept.body["fingerprint"] != row["fingerprint"]


def test_nothing_to_revoke_and_a_mistyped_fingerprint_are_told(world: World) -> None:
    world.enrolled(PON)
    assert code_of(run, world.so, "enrol revoke", unit="03127", reason="other") == "NHAP-02"
    assert code_of(run, world.so, "enrol revoke", unit="03202", reason="other", fingerprint="12345") == "NHAP-03"
    run(world.so, "enrol revoke", unit="03202", reason="other")
    assert code_of(run, world.so, "enrol revoke", unit="03202", reason="other") == "NHAP-02"
    assert crl(world.so).number == 2


@pytest.mark.fault("G21")
def test_a_list_near_its_end_is_issued_anew_before_files_come_in_or_a_receipt_goes_out(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    before = crl(world.so)
    world.deliver(path)
    assert crl(world.so).number == before.number
    world.clock.at = before.next_update - timedelta(days=30)
    world.give_receipt(unit, world.received(path).id)
    assert crl(unit).number == crl(world.so).number == before.number + 1
    world.clock.at = crl(world.so).next_update - timedelta(days=1)
    world.deliver(corrected(world, unit, 1))
    assert crl(world.so).number == before.number + 2


@pytest.mark.fault("G22")
def test_trust_knows_the_number_of_each_list(world: World) -> None:
    world.enrolled(PON)
    run(world.so, "enrol revoke", unit=PON, reason="other")
    known = trust_state(world.so)
    assert dict(known.lowest_numbers) == {crl(world.so).authority_key: 2}
    assert PON not in known.enrolled
    assert PON not in known.units


@pytest.mark.fault("G22")
def test_after_a_restore_the_list_is_newer_than_any_that_units_may_hold(world: World) -> None:
    unit, other = world.enrolled(PON), world.enrolled(TAM, small_unit(TAM, "phường Điện Biên Phủ"))
    path = corrected(world, unit)
    world.deliver(path)
    restored = cloned(world, world.so)
    run(world.so, "enrol revoke", unit=TAM, reason="compromise")
    world.give_receipt(unit, world.received(path).id)
    assert crl(unit).number == 2
    world.so = restored
    run(world.so, "enrol revoke", unit=TAM, reason="other")
    assert crl(world.so).number == 10_000
    run(world.so, "accept", package=world.received(path).id)
    world.give_receipt(unit, world.received(path).id)
    assert crl(unit) == crl(world.so)
    assert codes(world.deliver(corrected(world, other))) == [("refused", "KY-04")]


@pytest.mark.fault("I23")
def test_a_pair_that_a_restored_store_does_not_know_is_told_and_its_unit_comes_back(world: World) -> None:
    unit = world.enrolled(PON)
    before = cloned(world, world.so)
    renewed(world, unit, "renewal")
    world.so = before
    assert codes(world.deliver(corrected(world, unit))) == [("refused", "KY-07")]
    renewed(world, unit, "compromise")
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


def renewed(world: World, unit: Workspace, reason: str) -> None:
    """A whole round of a request."""
    (row,) = world.deliver(requested(world, unit, reason))
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=(path := world.folder / f"{reason}.p7m"))
    assert run(unit, "receive", paths=[path]).ok


@pytest.mark.fault("G33")
def test_openssl_refuses_the_same_package_for_the_same_reason(world: World) -> None:
    """docs/package-format.md: the list beside the root, and `-crl_check`."""
    unit = world.enrolled(PON)
    sealed = corrected(world, unit).read_bytes()
    inner = read(open_envelope(sealed, [province_keys(world.so).encryption]).plaintext)
    assert checked(world, inner.manifest, inner.signature) == ""
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    assert "certificate revoked" in checked(world, inner.manifest, inner.signature)


def checked(world: World, manifest: bytes, signature: bytes) -> str:
    """What openssl has against a signature; "" for nothing."""
    files = {"manifest.xml": manifest, "signature.p7s": signature, "list.crl": crl(world.so).der}
    files["root.pem"] = certificate_pem(authorities_of(world.so)[0].root)
    for name, content in files.items():
        (world.folder / name).write_bytes(content)
    script = (
        "openssl crl -inform DER -in list.crl -out list.pem && cat root.pem list.pem > trust.pem && "
        "openssl cms -verify -cades -binary -inform DER -in signature.p7s -content manifest.xml -purpose any "
        f"-crl_check -CAfile trust.pem -attime {int(world.clock.now().timestamp())} -out /dev/null"
    )
    done = subprocess.run(["bash", "-c", script], cwd=world.folder, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def test_a_held_package_of_a_revoked_key_is_not_taken_up_again(world: World) -> None:
    unit = world.enrolled(PON)
    missing, second = corrected(world, unit), corrected(world, unit, 1)
    assert codes(world.deliver(second)) == [("waiting_previous", "NGH-11")]
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    assert codes(world.deliver(missing)) == [("refused", "KY-04")]
    assert Path(second).exists()
    assert world.received(second).state in ("waiting_previous", "refused")
    assert world.states(PON)[0] == "accepted"

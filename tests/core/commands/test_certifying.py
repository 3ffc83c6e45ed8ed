"""Certificates at Sở Nội vụ: request files held beside the chain, answered once, and what the old pairs become."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.keys.authorities import authorities_of
from app.commands.keys.pairs import OVERLAP, pairs, standing
from app.commands.keys.province_identity import province_keys
from app.commands.keys.requests_in import WAITING
from app.commands.keys.trusting import trust_state
from app.crypto.codes import fingerprint_groups
from app.crypto.recipients import recipient_id
from app.package.bodies import CertificatesBody
from app.package.credentials import read_certificates
from app.package.trust import open_file
from app.workspace import Outcome, Workspace
from tests.simulator.credentials import on_another_machine, requested
from tests.simulator.province import World, codes, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


def held(world: World, path: Path) -> str:
    """Delivers a request file; gives the fingerprint that waits."""
    (row,) = world.deliver(path)
    assert (row["state"], row["code"]) == (WAITING, "")
    return str(row["fingerprint"])


def issued(world: World, fingerprint: str) -> tuple[Outcome, Path]:
    world.sent += 1
    path = world.folder / "certificates" / f"{world.sent:02d}.p7m"
    return run(world.so, "enrol issue", fingerprint=fingerprint, out=path), path


def answered(world: World, ws: Workspace, reason: str, **more: object) -> Outcome:
    """A whole round: request, confirmation, certificate file, taken in."""
    done, path = issued(world, held(world, requested(world, ws, reason, **more)))
    rows = run(ws, "receive", paths=[path]).data
    assert rows[0]["state"] != "refused", rows
    return done


def states(world: World, unit: str = PON) -> list[str]:
    return [item.state for item in pairs(world.so, unit)]


@pytest.mark.fault("E14")
def test_a_request_file_waits_for_the_fingerprint_and_is_in_no_chain(world: World) -> None:
    unit = world.unit(PON)
    path = requested(world, unit, "first", machine="máy phòng kế toán")
    (row,) = world.deliver(path)
    assert "tự ký" in row["message"]
    assert "máy phòng kế toán" in row["message"]
    assert world.so.store.documents("received") == ()
    assert world.so.store.document("enrolment", PON).state == "pending"  # type: ignore[union-attr]
    assert world.so.store.original(row["id"]) == path.read_bytes()
    assert codes(world.deliver(path)) == [("duplicate", "NGH-01")]
    assert code_of(run, world.so, "enrol confirm", fingerprint=row["fingerprint"]) == "NHAP-01"
    assert pairs(world.so) == ()


@pytest.mark.fault("E14")
def test_only_the_whole_right_fingerprint_issues(world: World) -> None:
    fingerprint = held(world, requested(world, world.unit(PON), "first"))
    groups = fingerprint.split()
    groups[4] = groups[4][:-1] + str((int(groups[4][-1]) + 1) % 10)
    with pytest.raises(Exception, match="nhóm gõ sai: 5"):
        issued(world, " ".join(groups))
    assert code_of(issued, world, fingerprint_groups(b"another")) == "NHAP-02"
    assert pairs(world.so) == ()


def test_certificate_first_then_the_first_package(world: World) -> None:
    unit = world.unit(PON)
    done, path = issued(world, held(world, requested(world, unit, "first")))
    assert (done.data["unit"], done.data["reason"], done.data["revoked"]) == (PON, "first", 0)
    run(unit, "receive", paths=[path])
    assert codes(world.deliver(world.package(unit))) == [("received", "")]


def test_the_certificate_file_is_for_the_new_key_and_the_office_and_the_same_every_time(world: World) -> None:
    fingerprint = held(world, requested(world, world.unit(PON), "first"))
    _, path = issued(world, fingerprint)
    _, again = issued(world, fingerprint)
    assert path.read_bytes() == again.read_bytes()
    assert states(world) == ["active"]
    (pair,) = pairs(world.so)
    state = replace(trust_state(world.so), recipient="")
    opened = open_file(path.read_bytes(), province_keys(world.so).decryption, state, world.clock.now())
    body = opened.header.body
    assert isinstance(body, CertificatesBody)
    given = read_certificates(opened.files, body)
    bare = given.encrypt.public_key()
    assert set(opened.recipients) == {recipient_id(bare), recipient_id(authorities_of(world.so)[0].so_encrypt)}  # type: ignore[arg-type]
    assert body.request == pair.body["answers"]
    assert opened.header.previous == ""
    assert given.revocations == authorities_of(world.so)[1]


def test_a_held_package_of_the_same_keys_comes_in_with_the_request(world: World) -> None:
    unit = world.unit(PON)
    world.deliver(world.package(unit))
    issued(world, held(world, requested(world, unit, "first")))
    assert world.states(PON) == ["received"]


def test_confirmed_by_its_package_the_request_file_still_gets_its_answer(world: World) -> None:
    unit = world.unit(PON)
    fingerprint = held(world, requested(world, unit, "first"))
    world.deliver(world.package(unit))
    world.confirm(unit)
    _, path = issued(world, fingerprint)
    assert run(unit, "receive", paths=[path]).ok
    assert states(world) == ["active"]


def test_rival_first_requests_are_refused_when_one_is_confirmed(world: World) -> None:
    true, false = world.unit(PON), world.unit(PON)
    right, wrong = (held(world, requested(world, ws, "first")) for ws in (true, false))
    issued(world, right)
    assert code_of(issued, world, wrong) == "NHAP-02"
    assert states(world) == ["active"]


def test_renewal_leaves_the_old_pair_good_for_what_is_on_its_way(world: World) -> None:
    unit = world.enrolled(PON)
    path = requested(world, unit, "renewal")
    (row,) = world.deliver(path)
    assert "ký bằng chứng thư đang dùng" in row["message"]
    on_its_way = corrected(world, unit)
    done, file = issued(world, row["fingerprint"])
    assert done.data["revoked"] == 1
    assert states(world) == ["replaced", "active"]
    assert codes(world.deliver(on_its_way)) == [("received", "")]
    run(unit, "receive", paths=[file])
    second = corrected(world, unit, 1)
    assert codes(world.deliver(second)) == [("received", "")]
    assert len(standing(world.so, PON)) == 2
    assert world.give_receipt(unit, world.received(second).id)[0]["state"] == "received"


def test_after_the_overlap_the_replaced_pair_is_on_the_list(world: World) -> None:
    unit = world.enrolled(PON)
    _, file = issued(world, held(world, requested(world, unit, "renewal")))
    late = corrected(world, unit)
    world.clock.at += OVERLAP + timedelta(hours=1)
    assert codes(world.deliver(late)) == [("refused", "KY-04")]
    assert states(world) == ["revoked", "active"]
    lists = authorities_of(world.so)[1]
    assert lists is not None
    assert (lists.number, {entry.reason for entry in lists.revoked}) == (2, {"replaced"})
    run(unit, "receive", paths=[file])
    assert codes(world.deliver(world.package(unit))) == [("waiting_previous", "NGH-11")]
    answered(world, unit, "renewal")  # tells the unit that the list names what signed the late package
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


def test_a_package_that_outlived_its_certificate_is_passed_over(world: World) -> None:
    unit = world.enrolled(PON)
    late = corrected(world, unit)
    world.clock.at += timedelta(days=4 * 365)
    assert codes(world.deliver(late)) == [("refused", "KY-04")]


@pytest.mark.fault("E10")
@pytest.mark.parametrize("reason", ["handover", "compromise"])
def test_the_key_of_the_officer_before_is_revoked_with_the_new_one(world: World, reason: str) -> None:
    """He still has passphrase, key and a package that he made on the last day (threats.md E10)."""
    unit = world.enrolled(PON)
    path = requested(world, unit, reason)
    made_before = corrected(world, unit)
    done, file = issued(world, held(world, path))
    assert done.data["revoked"] == 1
    assert states(world) == ["revoked", "active"]
    assert codes(world.deliver(made_before)) == [("refused", "KY-04")]
    accepted = [item.state for item in world.so.store.documents("received", unit=PON)]
    assert accepted == ["accepted"]
    run(unit, "receive", paths=[file])
    assert codes(world.deliver(corrected(world, unit, 1))) == [("received", "")]


def test_a_second_machine_ends_nothing_and_reads_the_receipts_of_the_first(world: World) -> None:
    unit = world.enrolled(PON)
    other = on_another_machine(world, unit)
    answered(world, other, "machine", machine="máy xách tay")
    assert states(world) == ["active", "active"]
    path = corrected(world, unit)
    assert codes(world.deliver(path)) == [("received", "")]
    package = world.received(path).id
    assert world.give_receipt(unit, package)[0]["state"] == "received"
    assert world.give_receipt(other, package)[0]["state"] == "received"
    assert codes(world.deliver(corrected(world, other, 1))) == [("received", "")]


def test_machine_requests_of_one_unit_do_not_refuse_each_other(world: World) -> None:
    unit = world.enrolled(PON)
    two, three = on_another_machine(world, unit), on_another_machine(world, unit)
    first, second = (held(world, requested(world, ws, "machine")) for ws in (two, three))
    issued(world, first)
    issued(world, second)
    assert states(world) == ["active"] * 3


@pytest.mark.fault("G35")
def test_a_key_that_was_certified_before_is_not_certified_again(world: World) -> None:
    """Neither another unit's (a cloned machine) nor one that the unit gave up (threats.md G35)."""
    unit = world.enrolled(PON)
    other = world.unit(TAM)
    other.store.set_secrets(deepcopy(unit.store.secrets))
    with pytest.raises(Exception, match="đã ghi danh cho đơn vị khác"):
        issued(world, held(world, requested(world, other, "first")))
    run(world.so, "enrol revoke", unit="03202", reason="compromise")
    again = world.unit(PON)
    again.store.set_secrets(deepcopy(unit.store.secrets))
    with pytest.raises(Exception, match="đã từng được cấp chứng thư"):
        issued(world, held(world, requested(world, again, "first")))
    assert states(world) == ["revoked"]
    assert states(world, TAM) == []


def test_the_file_of_a_revoked_pair_is_not_given_out_again(world: World) -> None:
    unit = world.unit(PON)
    fingerprint = held(world, requested(world, unit, "first"))
    issued(world, fingerprint)
    run(world.so, "enrol revoke", unit=PON, reason="compromise")
    with pytest.raises(Exception, match="đã thu hồi; đơn vị phải tạo khóa mới"):
        issued(world, fingerprint)

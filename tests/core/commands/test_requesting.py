"""Requests of a unit: new keys first, one file for each reason, never a key lost (threats.md C04, E09, E10)."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.commands.keys.authorities import office_taken
from app.commands.keys.own_keys import WARN_DAYS, KeyState, fingerprint_of, own_key_state
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import unit_keys, unit_secrets
from app.commands.receiving import RECEIVE
from app.crypto.codes import check_groups, fingerprint_groups
from app.errors import UserError
from app.package.bodies import RequestBody
from app.package.credentials import read_requests
from app.workspace import Outcome
from tests.simulator.credentials import newer_list, on_another_machine, opened_request, requested
from tests.simulator.province import World, corrected, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON


def asked(ws: Any, path: Path, reason: str, machine: str = "") -> dict[str, Any]:
    data: dict[str, Any] = run(ws, "enrol request", out=path, reason=reason, machine=machine).data
    return data


def test_the_first_request_comes_right_after_the_store_and_asks_for_its_keys(world: World, tmp_path: Path) -> None:
    unit = world.unit(PON)
    told = asked(unit, tmp_path / "de-nghi.p7m", "first")
    opened = opened_request(world, tmp_path / "de-nghi.p7m")
    assert isinstance(opened.header.body, RequestBody)
    assert (opened.header.body.reason, opened.header.previous, opened.header.sender) == ("first", "", PON)
    assert opened.pending is not None
    found = read_requests(opened.files, PON)
    assert fingerprint_groups(found.signing_key) == told["fingerprint"] == own_key_state(unit).fingerprint
    assert check_groups(told["fingerprint"])
    assert told["fingerprint"] == fingerprint_of(unit_secrets(unit).sign)
    assert not unit.store.documents("sent")


def test_the_same_reason_again_is_the_same_file(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    one = asked(unit, tmp_path / "1.p7m", "renewal")
    two = asked(unit, tmp_path / "2.p7m", "renewal")
    assert (tmp_path / "1.p7m").read_bytes() == (tmp_path / "2.p7m").read_bytes()
    assert one["fingerprint"] == two["fingerprint"] != own_key_state(unit).fingerprint
    other = asked(unit, tmp_path / "3.p7m", "compromise")
    assert other["fingerprint"] != one["fingerprint"]
    assert [item.state for item in unit.store.documents("request_sent")] == ["replaced", "pending"]
    pending = own_key_state(unit).asked
    assert pending is not None
    assert (pending.reason, pending.fingerprint) == ("compromise", other["fingerprint"])


@pytest.mark.parametrize(("reason", "by_itself"), [("renewal", False), ("handover", False), ("compromise", True)])
def test_who_signs_a_request(world: World, tmp_path: Path, reason: str, by_itself: bool) -> None:
    unit = world.enrolled(PON)
    asked(unit, tmp_path / "x.p7m", reason, "Máy ở văn phòng")
    opened = opened_request(world, tmp_path / "x.p7m")
    assert (opened.pending is not None) == by_itself
    assert isinstance(opened.header.body, RequestBody)
    assert opened.header.body.machine == "Máy ở văn phòng"
    assert opened.header.last_seen == unit.store.documents("receipt")[-1].id


def test_reasons_that_do_not_fit(world: World, tmp_path: Path) -> None:
    new, old = world.unit(PON), world.enrolled("03127@2025-07-01")
    out = tmp_path / "x.p7m"
    assert code_of(run, new, "enrol request", out=out, reason="renewal") == "NHAP-03"
    assert code_of(run, old, "enrol request", out=out, reason="first") == "NHAP-03"
    assert code_of(run, old, "enrol request", out=out, reason="machine", machine="x" * 61) == "NHAP-03"
    other = on_another_machine(world, old)
    assert code_of(run, other, "enrol request", out=out, reason="renewal") == "NHAP-03"
    assert not out.exists()


def test_a_kill_before_the_file_is_recorded_loses_no_key(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.enrolled(PON)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(unit.store), "put_original", killed)
        with pytest.raises(KeyboardInterrupt):
            requested(world, unit, "renewal")
    held = unit_secrets(unit).next_sign
    assert held
    assert not unit.store.documents("request_sent")
    again = asked(unit, tmp_path / "x.p7m", "renewal")
    assert again["fingerprint"] == fingerprint_of(held)


def test_a_file_that_cannot_be_written_is_written_later(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    (tmp_path / "chan").write_text("một tệp, không phải thư mục", encoding="utf-8")
    with pytest.raises(UserError):
        asked(unit, tmp_path / "chan" / "x.p7m", "renewal")
    held = unit_secrets(unit).next_sign
    assert asked(unit, tmp_path / "x.p7m", "renewal")["fingerprint"] == fingerprint_of(held)
    assert len(unit.store.documents("request_sent")) == 1


@pytest.mark.fault("C04", "E09")
def test_a_copied_store_does_not_sign_with_the_same_key(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    other = on_another_machine(world, unit)
    assert own_key_state(other).state is KeyState.ELSEWHERE
    assert code_of(corrected, world, other) == "KHOA-08"
    told = asked(other, tmp_path / "x.p7m", "machine", "Máy ở một cửa")
    assert told["fingerprint"] != own_key_state(unit).fingerprint
    assert opened_request(world, tmp_path / "x.p7m").pending is not None
    assert code_of(corrected, world, other) == "KHOA-08"
    assert world.deliver(corrected(world, unit))[0]["state"] == "received"


@pytest.mark.fault("D18")
def test_the_key_moves_with_a_word_of_the_approver(world: World) -> None:
    unit = world.enrolled(PON)
    other = on_another_machine(world, unit)
    run(other, "enrol move")
    assert own_key_state(other).state is KeyState.ACTIVE
    assert world.deliver(corrected(world, other))[0]["state"] == "received"
    assert any("không còn dùng để ký" in line.entry.text for line in other.store.history(limit=9))
    assert code_of(run, other, "enrol move") == "NHAP-01"


def test_the_store_on_the_same_machine_goes_on_after_a_restore(world: World) -> None:
    unit = world.enrolled(PON)
    before = deepcopy(unit.store)
    assert not own_key_state(unit).restored
    unit.store = before
    unit.store.info = type(before.info)(**{**_facts(before.info), "epoch": before.info.epoch + 1})
    assert own_key_state(unit).restored
    path = corrected(world, unit)
    world.deliver(path)
    world.give_receipt(unit, world.received(path).id)
    assert not own_key_state(unit).restored


def _facts(info: Any) -> dict[str, Any]:
    return {name: getattr(info, name) for name in info.__slots__}


def test_a_certificate_that_ends_is_told_before_and_stops_packages_after(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    end = own_key_state(unit).end
    assert end is not None
    world.clock.at = datetime(end.year, end.month, end.day, tzinfo=UTC) - timedelta(days=WARN_DAYS + 2)
    assert own_key_state(unit).state is KeyState.ACTIVE
    world.clock.at += timedelta(days=3)
    assert own_key_state(unit).state is KeyState.ENDING
    assert WARN_DAYS - 1 <= own_key_state(unit).days_left <= WARN_DAYS
    path = tmp_path / "x.p7m"
    run(unit, "submit", period=str(end.year), out=path, nil=False, minimal=True)
    world.clock.at += timedelta(days=WARN_DAYS + 1)
    assert own_key_state(unit).state is KeyState.ENDED
    with pytest.raises(UserError) as refused:
        run(unit, "submit", period=str(end.year), out=path, minimal=True)
    assert refused.value.code == "KHOA-09"
    assert f"{end:%d/%m/%Y}" in refused.value.message
    asked(unit, tmp_path / "y.p7m", "renewal")
    assert opened_request(world, tmp_path / "y.p7m").pending is not None  # signed by the new key: the old one is over


def test_a_revoked_certificate_signs_nothing(world: World, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    serial = unit_keys(unit).signer.certificate.serial_number
    listed = newer_list(province_keys(world.so).issuing, 9, world, serial)
    change = office_taken(unit, None, listed, world.env.now().isoformat())
    assert change is not None
    unit.commit(RECEIVE, Outcome(message="Danh sách thu hồi mới.", documents=(change,)))
    assert own_key_state(unit).state is KeyState.REVOKED
    assert code_of(corrected, world, unit) == "KHOA-10"
    assert code_of(run, unit, "enrol request", out=tmp_path / "x.p7m", reason="renewal") == "NHAP-03"
    asked(unit, tmp_path / "y.p7m", "compromise")
    assert opened_request(world, tmp_path / "y.p7m").pending is not None

"""Enrolment: file and sheet, the unit's own keys, the held first package, fingerprint, certificates in the receipt."""

from __future__ import annotations

import subprocess
from copy import deepcopy
from pathlib import Path

import pytest

from app.commands.keys.activation import activation_key
from app.commands.keys.authorities import authorities_of
from app.commands.keys.unit_identity import unit_keys
from app.commands.storing import new_unit, open_enrolment
from app.crypto.codes import fingerprint_groups, wrong_groups
from app.crypto.envelope import open_envelope
from app.crypto.keys import public_der
from app.domain.unit_records import Body
from app.workspace import Workspace
from tests.simulator.province import PASSPHRASE, PERIOD, World, change, codes, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM, person_of, replaced, small_unit


def made(world: World, unit: str = "03202") -> dict[str, str]:
    (row,) = run(world.so, "enrol file", out=world.folder / "enrolment", unit=unit).data
    result: dict[str, str] = row
    return result


def states(world: World, unit: str) -> tuple[str, int]:
    row = next(row for row in run(world.so, "enrol list").data if row["unit"] == unit)
    return row["state"], len(row["waiting"])


def correct(ws: Workspace, number: int = 0) -> None:
    """Something changes, so that a new package may be made."""
    data = ws.store.load()
    change(ws, replaced(data, person_of(data, number), ethnic="01", professional="ths"))


def test_an_enrolment_file_holds_what_a_unit_begins_with(world: World) -> None:
    row = made(world)
    given = open_enrolment(world.env, Path(row["file"]).read_bytes(), row["code"])
    assert given.body.unit == PON
    assert given.body.name == "Xã Mường Pồn"
    assert given.authorities == authorities_of(world.so)[0]
    assert [(item.period, item.cut_off, item.level) for item in given.settings.obliged] == [
        (PERIOD, "2026-11-30", "rut-gon")
    ]
    assert {body.kind for body in given.data.rows(Body)} >= {"hdnd", "ubnd", "van_phong", "phong", "ttpvhcc"}
    assert {"pack.toml", "rules.toml", "forms/01.toml"} <= set(given.pack)
    assert states(world, PON) == ("issued", 0)


@pytest.mark.fault("H10")
def test_the_code_is_kept_nowhere_and_no_other_opens_the_file(world: World) -> None:
    row, other = made(world), made(world)
    assert row["code"] != other["code"]
    sealed = Path(other["file"]).read_bytes()
    assert code_of(open_enrolment, world.env, sealed, row["code"]) in {"MAH-01", "MAH-02"}
    digits = list(other["code"])
    digits[3] = "0" if digits[3] != "0" else "1"
    assert code_of(open_enrolment, world.env, sealed, "".join(digits)) == "KHOA-07"
    assert wrong_groups(other["code"], 10) == ()
    kept = repr(world.so.store.history()) + repr(world.so.store.documents("enrolment"))
    assert other["code"] not in kept
    assert other["code"].replace(" ", "") not in kept


def test_the_sheet_stands_beside_the_file(world: World) -> None:
    row = made(world)
    text = subprocess.run(
        ["pdftotext", "-layout", row["sheet"], "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Xã Mường Pồn" in text
    assert all(group in text for group in row["code"].split())
    root = authorities_of(world.so)[0].root.public_key()
    assert fingerprint_groups(public_der(root)) in text  # type: ignore[arg-type]


def test_openssl_opens_it_with_the_key_of_the_page(world: World) -> None:
    """docs/package-format.md §2 gives the derivation; the program must not have another one."""
    row = made(world)
    script = (
        'key=$(printf "so2282-activation:%s" "$(printf %s "$code" | tr -cd 0-9)" | sha256sum | cut -d" " -f1); '
        'openssl cms -decrypt -inform DER -in "$file" -secretkey "$key"'
    )
    done = subprocess.run(
        ["bash", "-c", script], env={"PATH": "/usr/bin:/bin", "code": row["code"], "file": row["file"]},
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout == open_envelope(Path(row["file"]).read_bytes(), [activation_key(row["code"])]).plaintext


def test_every_unit_of_today_gets_a_file(world: World) -> None:
    rows = run(world.so, "enrol file", out=world.folder / "all", every=True).data
    assert len(rows) == 58
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(Path(row["file"]).exists() and Path(row["sheet"]).exists() for row in rows)
    assert code_of(run, world.so, "enrol file", out=world.folder, unit="99999") == "NHAP-02"


@pytest.mark.fault("E14")
def test_a_first_package_is_held_until_its_fingerprint_is_confirmed(world: World) -> None:
    unit = world.unit(PON)
    path = world.package(unit)
    (row,) = world.deliver(path)
    assert row["state"] == "waiting_enrolment"
    assert row["fingerprint"] == fingerprint_groups(public_der(unit_keys(unit).signer.key))
    assert states(world, PON) == ("pending", 1)
    assert code_of(run, world.so, "accept", package=row["id"]) == "NHAP-01"
    assert code_of(run, world.so, "receipt", package=row["id"], out=world.folder / "x.p7m") == "NHAP-01"
    assert codes(world.deliver(path)) == [("waiting_enrolment", "")]  # the same file again changes nothing
    assert len(world.so.store.documents("received")) == 1

    done = world.confirm(unit)
    assert done.data["state"] == "received"
    assert world.states(PON) == ["received"]
    assert states(world, PON) == ("enrolled", 0)
    assert codes(world.deliver(path)) == [("duplicate", "NGH-01")]


def test_certificates_come_back_in_the_receipt_that_the_bare_key_opens(world: World) -> None:
    unit = world.unit(PON)
    world.deliver(world.package(unit))
    world.confirm(unit)
    assert unit_keys(unit).encryption_certificate is None
    sent = unit.store.documents("sent")[0].id
    assert [row["state"] for row in world.give_receipt(unit, sent)] == ["received"]
    keys = unit_keys(unit)
    assert keys.encryption_certificate is not None
    assert keys.signer.certificate.issuer == authorities_of(unit)[0].issuing.subject
    run(world.so, "accept", package=sent)
    assert [row["state"] for row in world.give_receipt(unit, sent)] == ["accepted"]

    correct(unit)
    assert codes(world.deliver(world.package(unit))) == [("received", "")]


@pytest.mark.fault("E14")
def test_a_mistyped_fingerprint_names_the_group(world: World) -> None:
    unit = world.unit(PON)
    (row,) = world.deliver(world.package(unit))
    groups = row["fingerprint"].split()
    groups[2] = groups[2][:-1] + str((int(groups[2][-1]) + 1) % 10)
    with pytest.raises(Exception, match="nhóm gõ sai: 3"):
        run(world.so, "enrol confirm", fingerprint=" ".join(groups))
    assert code_of(run, world.so, "enrol confirm", fingerprint="12345") == "NHAP-03"
    other = fingerprint_groups(b"another key")
    assert code_of(run, world.so, "enrol confirm", fingerprint=other) == "NHAP-02"
    assert states(world, PON) == ("pending", 1)


def test_several_requests_of_one_unit_are_all_held_until_one_is_confirmed(world: World) -> None:
    """Somebody else sends a package in the unit's name: both wait, and the officer's comparison decides."""
    true, false = world.unit(PON), world.unit(PON, small_unit(PON, "xã khác"))
    rows = world.deliver(world.package(true), world.package(false))
    assert codes(rows) == [("waiting_enrolment", "")] * 2
    assert rows[0]["fingerprint"] != rows[1]["fingerprint"]
    assert states(world, PON) == ("pending", 2)
    run(world.so, "enrol confirm", fingerprint=rows[0]["fingerprint"])
    assert world.states(PON) == ["received"]
    refused = world.so.store.document("received", rows[1]["id"])
    assert refused is not None
    assert (refused.state, refused.body["code"]) == ("refused", "KY-03")
    assert code_of(run, world.so, "enrol confirm", fingerprint=rows[1]["fingerprint"]) == "NHAP-02"


def test_two_packages_of_the_same_keys_are_confirmed_together_and_taken_in_order(world: World) -> None:
    unit = world.unit(PON)
    first = world.package(unit)
    correct(unit)
    second = world.package(unit)
    rows = world.deliver(second, first)
    assert {row["fingerprint"] for row in rows} == {rows[0]["fingerprint"]}
    done = world.confirm(unit)
    assert [row["name"] for row in done.data["packages"]] == [first.name, second.name]
    assert world.received(first).state == "superseded"
    assert world.received(second).state == "received"


def test_a_self_signed_package_of_an_enrolled_unit_is_refused(world: World) -> None:
    unit = world.enrolled(PON)
    other = world.unit(PON, small_unit(PON, "xã khác"))
    assert codes(world.deliver(world.package(other))) == [("refused", "KY-03")]
    world.units[PON] = unit


def test_a_package_that_missed_the_enrolment_is_skipped_by_the_chain(world: World) -> None:
    """Made before the certificates came, delivered after: it is refused, and the next one finds its place."""
    unit = world.unit(PON)
    world.deliver(world.package(unit))
    correct(unit)
    late = world.package(unit)
    world.confirm(unit)
    first = min(unit.store.documents("sent"), key=lambda item: item.at)
    world.give_receipt(unit, first.id)
    assert [item.state for item in unit.store.documents("sent")] == ["received", "lapsed"]
    assert codes(world.deliver(late)) == [("refused", "KY-03")]
    assert codes(world.deliver(world.package(unit))) == [("received", "")]


def test_a_package_that_was_there_when_the_unit_was_enrolled_stays_in_the_chain(world: World) -> None:
    unit = world.unit(PON)
    world.deliver(world.package(unit))
    correct(unit)
    world.deliver(world.package(unit))
    world.confirm(unit)
    first, second = unit.store.documents("sent")
    run(world.so, "accept", package=second.id)
    world.give_receipt(unit, second.id)
    assert [item.state for item in unit.store.documents("sent")] == ["sent", "accepted"]
    correct(unit, 1)
    assert codes(world.deliver(world.package(unit))) == [("received", "")]
    assert first.id in {item.id for item in world.so.store.documents("received")}


@pytest.mark.fault("G35")
def test_a_key_that_another_unit_has_is_not_enrolled_again(world: World) -> None:
    """A cloned machine (threats.md G35)."""
    world.enrolled(PON)
    other = world.unit(TAM)
    other.store.set_secrets(deepcopy(world.units[PON].store.secrets))
    world.deliver(world.package(other))
    with pytest.raises(Exception, match="đã ghi danh cho đơn vị khác"):
        world.confirm(other)
    assert states(world, TAM) == ("pending", 1)


def test_a_damaged_enrolment_file_makes_no_store(world: World) -> None:
    row = made(world)
    sealed = bytearray(Path(row["file"]).read_bytes())
    sealed[len(sealed) // 2] ^= 1
    Path(row["file"]).write_bytes(sealed)
    new = (world.env, world.folder / "new", Path(row["file"]), row["code"], "A", PASSPHRASE)
    assert code_of(new_unit, *new) == "MAH-02"

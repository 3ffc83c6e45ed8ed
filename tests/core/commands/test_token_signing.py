"""Packages and PDFs signed with a device, from its enrolment to what Sở Nội vụ sees (SoftHSM)."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from reportlab.pdfgen.canvas import Canvas

from app.cli import Streams
from app.cli import run as run_line
from app.commands.keys.device_keys import answered, keep_issued
from app.commands.keys.pins import pin_from
from app.commands.keys.unit_identity import unit_decryption
from app.commands.verifying import verify
from app.crypto.envelope import open_envelope
from app.crypto.token import TokenSigner
from app.domain.short_codes import read_code
from app.domain.tie import code_in, figures_code, tie_of
from app.errors import UserError
from app.package.container import MANIFEST, SIGNATURE
from app.progress import Silent
from app.settings import Settings, save_settings
from app.workspace import Workspace
from tests.core.crypto.judges import openssl
from tests.simulator.province import CUT_OFF, PERIOD, START, World, change, corrected, found, run
from tests.simulator.refusals import code_of as code
from tests.simulator.softhsm import LABEL, LIBRARY, PIN, Token, ec_key, plugged_in, rsa_key
from tests.simulator.units import PON, person_of, replaced

pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="SoftHSM is not installed")
EC, RSA, SHORT = b"\x01", b"\x02", b"\x03"


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    keys = {EC: ec_key(), RSA: rsa_key(), SHORT: rsa_key(2048)}
    with plugged_in(tmp_path_factory.mktemp("hsm"), START, keys) as made:
        yield made


@pytest.fixture(scope="module")
def pin_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pin") / "pin.txt"
    path.write_bytes(f"{PIN}\r\nnot the PIN".encode())
    return path


def address(key_id: bytes) -> str:
    return f"pkcs11:token={LABEL};id=%{key_id[0]:02X}?module-path={LIBRARY}"


def enrolled_device(world: World, unit: Workspace, key_id: bytes, pin_file: Path) -> str:
    """Request file → Sở Nội vụ → certificate file → unit; gives the fingerprint."""
    asked = world.folder / f"device-{key_id[0]}.p7m"
    answer = world.folder / f"answer-{key_id[0]}.p7m"
    made = run(unit, "enrol token", out=asked, sign=address(key_id), pin_file=pin_file)
    waiting = [row for row in run(unit, "enrol keys").data if row["state"] == "pending"]
    assert [(row["machine"], row["fingerprint"]) for row in waiting] == [(LABEL, made.data["fingerprint"])]
    again = world.folder / f"device-{key_id[0]}-again.p7m"
    run(unit, "enrol token", out=again, sign=address(key_id), pin_file=pin_file)
    assert again.read_bytes() == asked.read_bytes()
    world.deliver(asked)
    run(world.so, "enrol issue", fingerprint=made.data["fingerprint"], out=answer)
    rows = run(unit, "receive", paths=[answer]).data
    assert [row["state"] for row in rows] == ["certificates"]
    fingerprint: str = made.data["fingerprint"]
    (row,) = (row for row in run(unit, "enrol keys").data if row["fingerprint"] == fingerprint)
    assert (row["state"], row["own"], row["machine"]) == ("active", True, "Thiết bị ký số")
    return fingerprint


@pytest.mark.parametrize("key_id", [EC, RSA], ids=["EC", "RSA 3072"])
def test_a_package_signed_with_a_device_is_received(
    plugged: Token, pin_file: Path, tmp_path: Path, key_id: bytes
) -> None:
    world = found(tmp_path)
    unit = world.enrolled(PON)
    enrolled_device(world, unit, key_id, pin_file)
    path = corrected(world, unit, sign=address(key_id), pin_file=pin_file)
    assert [row["state"] for row in world.deliver(path)] == ["received"]
    assert _openssl_agrees(unit, path, tmp_path)
    receipt = world.give_receipt(unit, world.received(path).id)
    assert receipt[0]["state"] not in ("refused", "unknown")
    assert world.deliver(corrected(world, unit))[0]["state"] == "received"  # the program's own key still signs


def _openssl_agrees(unit: Workspace, path: Path, folder: Path) -> bool:
    """A stranger opens the package and asks openssl about the container's signature."""
    inner = open_envelope(path.read_bytes(), unit_decryption(unit)).plaintext
    files = _raw(inner)
    (folder / "p7s").write_bytes(files[SIGNATURE])
    (folder / "data").write_bytes(files[MANIFEST])
    kept = unit.store.document("setting", "authorities")
    assert kept is not None
    (folder / "root.pem").write_text(kept.body["root"])
    done = openssl(
        folder,
        *("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "p7s", "-content", "data"),
        *("-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(START.timestamp()) + 60), "-out", "out"),
    )
    return done.returncode == 0


def _raw(container: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_key_without_a_certificate_of_the_province_signs_no_package(
    plugged: Token, pin_file: Path, tmp_path: Path
) -> None:
    world = found(tmp_path)
    unit = world.enrolled(PON)
    asked = {"period": PERIOD, "out": tmp_path / "x.p7m", "minimal": True, "level": "so-lieu", "pin_file": pin_file}
    with pytest.raises(UserError) as refused:
        run(unit, "submit", sign=address(EC), **asked)
    assert refused.value.code == "TB-08"
    assert "enrol token" in refused.value.hint
    assert code(run, unit, "submit", sign=address(SHORT), **asked) == "TB-09"
    assert code(run, unit, "enrol token", sign=address(SHORT), out=tmp_path / "y.p7m", pin_file=pin_file) == "TB-09"
    wrong = bytearray(b"000000")
    assert code(run, unit, "submit", sign=address(EC), **{**asked, "pin_file": None, "pin": wrong}) == "TB-03"
    assert set(wrong) == {0}
    assert not (tmp_path / "x.p7m").exists()
    assert len(unit.store.documents("sent")) == 1


def test_a_device_pulled_out_while_a_package_is_signed(
    plugged: Token, pin_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = found(tmp_path)
    unit = world.enrolled(PON)
    enrolled_device(world, unit, EC, pin_file)
    sign = TokenSigner.sign

    def pulled(device: TokenSigner, data: bytes) -> bytes:
        pkcs11.lib(str(LIBRARY)).finalize()
        return sign(device, data)

    monkeypatch.setattr(TokenSigner, "sign", pulled)
    before = unit.store.documents("sent")
    asked = {"period": PERIOD, "out": tmp_path / "x.p7m", "minimal": True, "level": "so-lieu"}
    assert code(run, unit, "submit", sign=address(EC), pin_file=pin_file, **asked) == "TB-07"
    assert unit.store.documents("sent") == before
    assert not (tmp_path / "x.p7m").exists()
    monkeypatch.undo()
    assert run(unit, "submit", sign=address(EC), pin_file=pin_file, **asked).ok


def test_the_roots_of_the_settings_make_the_chain_known(
    plugged: Token, pin_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "cài đặt"))
    world = found(tmp_path)
    pdf = signed(world, world.enrolled(PON), pin_file)
    assert run(world.so, "pdf check", file=pdf).data["signatures"][0]["trusted"] is False
    roots = tmp_path / "roots.pem"
    roots.write_bytes(plugged.root_pem)
    save_settings(replace(Settings(), signature_roots=str(roots)))
    (row,) = run(world.so, "pdf check", file=pdf).data["signatures"]
    assert row["trusted"] is True
    assert "ngoại tuyến" not in row["sentence"]
    roots.write_bytes(b"no certificates")
    assert run(world.so, "pdf check", file=pdf).data["signatures"][0]["trusted"] is False


def test_a_unit_is_enrolled_before_its_device(plugged: Token, pin_file: Path, tmp_path: Path) -> None:
    unit = found(tmp_path).unit(PON)
    assert code(run, unit, "enrol token", sign=address(EC), out=tmp_path / "y.p7m", pin_file=pin_file) == "NHAP-01"


def test_a_certificate_for_another_key_is_not_taken_for_the_device(plugged: Token, tmp_path: Path) -> None:
    unit = found(tmp_path).unit(PON)
    official = plugged.certificates[EC]
    assert answered(unit, official) == ()
    assert keep_issued(unit, official).after is not None


def test_devices_as_a_command(plugged: Token, tmp_path: Path) -> None:
    world = found(tmp_path)
    (row,) = run(world.so, "token list", library=LIBRARY).data
    assert row["token"] == LABEL
    assert row["pin_state"] in ("ok", "low")  # a wrong PIN of another test may stand before it
    assert [one["algorithm"] for one in row["certificates"]] == ["EC P-256", "RSA 3072", "RSA 2048"]
    assert set(row["certificates"][0]) == {"label", "name", "issuer", "serial", "to", "algorithm", "uri"}
    assert code(run, world.so, "token list", library=tmp_path / "x.so") == "TB-01"


def printed(world: World, unit: Workspace) -> Path:
    path = world.folder / "bieu.pdf"
    run(unit, "form", code="all", out=path, period=PERIOD, as_of=CUT_OFF, level="rut-gon")
    return path


def signed(world: World, unit: Workspace, pin_file: Path, key_id: bytes = SHORT) -> Path:
    """The forms as they are printed, signed with the official key."""
    out = world.folder / "bieu-da-ky.pdf"
    made = run(unit, "pdf sign", file=printed(world, unit), out=out, sign=address(key_id), pin_file=pin_file)
    assert made.data["file"] == str(out)
    return out


@pytest.fixture
def province(tmp_path: Path) -> World:
    return found(tmp_path)


@pytest.mark.fault("K12")
def test_a_signed_pdf_travels_and_is_checked_on_both_sides(plugged: Token, pin_file: Path, province: World) -> None:
    unit = province.enrolled(PON)
    change(unit, replaced(unit.store.load(), person_of(unit.store.load(), 0), ethnic="01"))
    pdf = signed(province, unit, pin_file)
    out = province.folder / "x.p7m"
    made = run(unit, "submit", period=PERIOD, out=out, minimal=True, signed_pdf=pdf)
    row = made.data["signed_pdf"]
    assert (row["verdict"], row["tie"]) == ("good", "same")
    assert province.deliver(out)[0]["state"] == "received"
    seen = verify(province.so, Silent(), file=out).data
    assert seen["signed_pdf"] == row
    assert "chuyên dùng" in seen["meaning"]
    assert "chưa kiểm tra được ngoại tuyến" in row["signatures"][0]["sentence"]


@pytest.mark.fault("N06")
def test_a_figure_that_changed_after_the_leader_signed_is_seen(plugged: Token, pin_file: Path, province: World) -> None:
    unit = province.enrolled(PON)
    pdf = signed(province, unit, pin_file)
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 0), professional="ths"))
    with pytest.raises(UserError) as refused:
        run(unit, "submit", period=PERIOD, out=province.folder / "x.p7m", minimal=True, signed_pdf=pdf)
    assert refused.value.code == "PDF-03"
    assert not (province.folder / "x.p7m").exists()


@pytest.mark.fault("K12")
def test_what_is_no_signed_pdf_is_refused(plugged: Token, pin_file: Path, province: World) -> None:
    unit = province.enrolled(PON)
    plain, other = printed(province, unit), province.folder / "a.pdf"

    def attached(content: bytes) -> str:
        other.write_bytes(content)
        asked: dict[str, Any] = {"period": PERIOD, "minimal": True, "level": "so-lieu", "signed_pdf": other}
        return code(run, unit, "submit", out=province.folder / "x.p7m", **asked)

    assert attached(b"PK\x03\x04") == "PDF-01"
    assert attached(plain.read_bytes()) == "PDF-02"
    whole = signed(province, unit, pin_file).read_bytes()
    assert attached(whole + b"\n%\n") == "PDF-02"
    assert attached(whole[: len(whole) // 2]) == "PDF-02"
    assert not (province.folder / "x.p7m").exists()


def test_a_pdf_that_nothing_ties_is_said_to_be_so(plugged: Token, pin_file: Path, province: World) -> None:
    """A scan of the paper, signed: intact, but nobody sees in it whose figures it has."""
    unit = province.enrolled(PON)
    scan, out = province.folder / "scan.pdf", province.folder / "scan-ky.pdf"
    canvas = Canvas(str(scan))
    canvas.showPage()
    canvas.save()
    run(unit, "pdf sign", file=scan, out=out, sign=address(RSA), pin_file=pin_file, annex=True, number="05/BC")
    asked = {"period": PERIOD, "minimal": True, "signed_pdf": out}
    row = run(unit, "submit", out=province.folder / "x.p7m", **asked).data["signed_pdf"]
    assert (row["verdict"], row["tie"]) == ("good", "unknown")
    assert "Không xác nhận được" in row["tie_sentence"]


def test_pdf_check_says_what_it_sees(plugged: Token, pin_file: Path, province: World) -> None:
    unit = province.enrolled(PON)
    pdf = signed(province, unit, pin_file)
    good = run(unit, "pdf check", file=pdf)
    assert (good.ok, good.data["verdict"]) == (True, "good")
    assert good.data["signatures"][0]["signer"].startswith("Hạng A Dơ")
    assert run(unit, "pdf check", file=printed(province, unit)).data["verdict"] == "none"
    content = bytearray(pdf.read_bytes())
    content[content.index(b"/Keywords") + 14] ^= 2
    pdf.write_bytes(content)
    bad = run(unit, "pdf check", file=pdf)
    assert (bad.ok, bad.data["verdict"] in ("changed", "unknown")) == (False, True)
    assert "hông xác nhận" in bad.data["sentence"]


def test_the_code_of_figures() -> None:
    cells = {"leader{}": 11, "leader{sex=f}": 5}
    first = figures_code(PON, PERIOD, "2026-11-30", cells)
    assert read_code(first) == first
    assert figures_code(PON, PERIOD, "2026-11-30", dict(reversed(cells.items()))) == first
    others = {
        figures_code(PON, PERIOD, "2026-11-30", {**cells, "leader{}": 12}),
        figures_code(PON, "2027", "2026-11-30", cells),
        figures_code(PON, PERIOD, "2026-11-29", cells),
    }
    assert len(others | {first}) == 4
    assert code_in(f"Biểu 01, {tie_of(first).words}") == first
    assert code_in("Mã đối chiếu: ILOU0-00000") == ""


def test_a_pin_file(tmp_path: Path, pin_file: Path) -> None:
    assert pin_from(pin_file) == bytearray(PIN.encode())
    assert pin_from(None) == bytearray()
    empty = tmp_path / "empty"
    empty.write_bytes(b"\n123456")
    assert code(pin_from, empty) == "NHAP-03"
    assert code(pin_from, tmp_path / "none") == "LUU-08"


@pytest.mark.parametrize(
    "module",
    ["app.commands.submission.submitting", "app.commands.verifying", "app.commands.submission.certificates_in"],
)
def test_their_libraries_are_loaded_only_when_they_are_used(module: str) -> None:
    told = f"import sys, {module}; print(sorted({{'pyhanko', 'pkcs11', 'aiohttp', 'asn1crypto'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_by_script_with_the_pin_through_a_pipe(plugged: Token, tmp_path: Path, world: World) -> None:
    """The PIN is in no argument, and nothing of it is printed."""
    plain, out = tmp_path / "a.pdf", tmp_path / "b.pdf"
    canvas = Canvas(str(plain))
    canvas.showPage()
    canvas.save()
    told = _program(world, "token", "list", "--library", LIBRARY)
    uri = next(one["uri"] for one in told["data"][0]["certificates"] if one["algorithm"] == "RSA 2048")
    asked = ("pdf", "sign", plain, "--out", out, "--sign", uri)
    assert _program(world, *asked, pin="000000")["code"] == "TB-03"
    assert not out.exists()
    made = _program(world, *asked, pin=PIN)
    assert made["ok"], made
    assert PIN not in str(made)
    assert _program(world, "pdf", "check", out)["data"]["verdict"] == "good"


def _program(world: World, *arguments: object, pin: str = "") -> dict[str, Any]:
    """A command line in this process."""
    read_end, write_end = os.pipe()
    os.write(write_end, pin.encode() + b"\n")
    os.close(write_end)
    given = [*map(str, arguments), *(["--pin-file", f"/dev/fd/{read_end}"] if pin else [])]
    streams = Streams(io.StringIO(), io.StringIO())
    run_line(lambda: world.env, ["--json", *given], streams)
    os.close(read_end)
    answer: dict[str, Any] = json.loads(streams.out.getvalue())  # type: ignore[attr-defined]
    return answer

"""docs/package-format.md: its commands run as they stand, and what it says is what the program does."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from app.crypto.certificates import Identity, Role, certificate_pem
from app.crypto.codes import new_activation_code, parse_activation_code
from app.crypto.envelope import open_envelope, prepare, seal
from app.crypto.issuing import Validity
from app.crypto.keys import key_to_pem
from app.crypto.oids import OUR_ARC, PRACTICE_POLICY
from app.crypto.recipients import SharedKey
from app.package.container import build, read
from tests.simulator.pki import DAY, NOW, Province, province

PAGE = Path(__file__).parents[3] / "docs" / "package-format.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
FILES = {"header.json": b"{}\n", "tables/person.csv": b"id,name\n1,\n" * 50}
LONG = Validity(NOW - 30 * DAY, NOW + 15 * 365 * DAY)  # the commands judge by today's date


@pytest.fixture(scope="module")
def ours() -> Province:
    return province()


def shell(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs commands in a folder, with nothing of ours in the environment."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **variables},
    )


def laid_out(folder: Path, pki: Province, signer: Identity) -> bytes:
    container = build(FILES, lambda manifest: pki.sign(manifest, signer))
    prepared = prepare([pki.so_encrypt.certificate, pki.so_spare.certificate])
    (folder / "package.p7m").write_bytes(seal(prepared, container))
    (folder / "recipient.key").write_bytes(key_to_pem(pki.so_encrypt.key))
    (folder / "recipient.pem").write_bytes(certificate_pem(pki.so_encrypt.certificate))
    (folder / "root.pem").write_bytes(certificate_pem(pki.root.certificate))
    return prepared.digest


@pytest.mark.fault("G33")
def test_a_stranger_opens_a_package_with_the_commands_of_the_page(ours: Province, tmp_path: Path) -> None:
    laid_out(tmp_path, ours, ours.identity(Role.UNIT_SIGN, "03202@2025-07-01", validity=LONG))
    done = shell(tmp_path, BLOCKS[0])
    assert done.returncode == 0, done.stderr
    for name, content in FILES.items():
        assert (tmp_path / "package" / name).read_bytes() == content
    digests = re.findall(r"^[0-9a-f]{64}", done.stdout, re.MULTILINE)
    assert len(digests) == 2 * len(FILES)
    assert digests[: len(FILES)] == digests[len(FILES) :]
    assert "03202@2025-07-01" in done.stdout
    assert f"{OUR_ARC}.1.3" in done.stdout
    assert "signingTime" in done.stdout
    assert "Verification successful" in done.stderr


def test_a_changed_package_stops_the_commands(ours: Province, tmp_path: Path) -> None:
    laid_out(tmp_path, ours, ours.identity(Role.UNIT_SIGN, "03202@2025-07-01", validity=LONG))
    sealed = bytearray((tmp_path / "package.p7m").read_bytes())
    sealed[-40] ^= 1
    (tmp_path / "package.p7m").write_bytes(sealed)
    assert shell(tmp_path, BLOCKS[0]).returncode != 0
    assert not (tmp_path / "package.asice").exists()


def test_an_old_package_is_verified_at_the_day_of_reception(ours: Province, tmp_path: Path) -> None:
    short = Validity(NOW - 400 * DAY, NOW - 380 * DAY)
    laid_out(tmp_path, ours, ours.identity(Role.UNIT_SIGN, "03202@2025-07-01", validity=short))
    assert shell(tmp_path, BLOCKS[0]).returncode != 0
    day = int((NOW - timedelta(days=390)).timestamp())
    older = province(NOW - 400 * DAY)
    laid_out(tmp_path, older, older.identity(Role.UNIT_SIGN, "03202@2025-07-01", validity=short))
    script = "rm -rf package\n" + BLOCKS[0]
    assert shell(tmp_path, script.replace("-purpose any", f"-purpose any -attime {day}")).returncode == 0


def test_revocation_is_checked_with_the_list_of_a_receipt(ours: Province, tmp_path: Path) -> None:
    signer = ours.identity(Role.UNIT_SIGN, "03202@2025-07-01", validity=LONG)
    laid_out(tmp_path, ours, signer)
    convert = "openssl crl -inform DER -in list.crl -out list.pem; cat root.pem list.pem > trust.pem\n"
    at = f"-crl_check -CAfile trust.pem -attime {int(NOW.timestamp())}"
    checked = convert + "rm -rf package\n" + BLOCKS[0].replace("-CAfile root.pem", at)
    (tmp_path / "list.crl").write_bytes(ours.crl().der)
    done = shell(tmp_path, checked)
    assert done.returncode == 0, done.stderr
    (tmp_path / "list.crl").write_bytes(ours.crl(signer.certificate).der)
    assert shell(tmp_path, checked).returncode != 0


def test_an_enrolment_file_opens_with_the_code_on_the_sheet(tmp_path: Path) -> None:
    code = new_activation_code()
    kek = SharedKey(parse_activation_code(code), b"so2282")
    container = build(FILES, lambda _: b"signature")
    (tmp_path / "enrolment.p7m").write_bytes(seal(prepare([kek]), container))
    done = shell(tmp_path, BLOCKS[1], code=code)
    assert done.returncode == 0, done.stderr
    assert read((tmp_path / "enrolment.asice").read_bytes()).files == FILES
    assert shell(tmp_path, BLOCKS[1], code=new_activation_code()).returncode in (0, 4)
    assert not (tmp_path / "enrolment.asice").exists()


def test_the_digest_of_the_recipients_can_be_found_by_hand(ours: Province, tmp_path: Path) -> None:
    digest = laid_out(tmp_path, ours, ours.unit("03202@2025-07-01").sign)
    listed = shell(tmp_path, "openssl asn1parse -inform DER -in package.p7m | sed -n 1,9p").stdout
    found = re.search(r"^ *(\d+):d=3 .*cons: SET", listed, re.MULTILINE)
    assert found, listed
    cut = f"openssl asn1parse -inform DER -in package.p7m -strparse {found[1]} -noout -out set.der; sha256sum set.der"
    assert shell(tmp_path, cut).stdout.split()[0] == digest.hex()
    sealed = (tmp_path / "package.p7m").read_bytes()
    assert open_envelope(sealed, [ours.so_encrypt]).recipient_infos_digest == digest


def test_the_page_names_our_identifiers() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"`{OUR_ARC}.1.N`" in text
    assert f"`{PRACTICE_POLICY}`" in text
    assert "## 7. Inner files" in text

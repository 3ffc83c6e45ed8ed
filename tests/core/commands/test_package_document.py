"""docs/package-format.md: its commands open and verify real files of a unit, from enrolment on; its table is true."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import unit_keys
from app.crypto.certificates import certificate_pem
from app.crypto.keys import PrivateKey, key_to_pem
from app.domain.registry import SENT
from app.domain.schema import FieldSpec, Level
from app.package.bodies import EnrolmentBody, ReceiptBody, SubmissionBody
from app.package.header import Header
from app.package.tokens import match_tokens
from tests.simulator.packages import TOKEN_KEY
from tests.simulator.province import World, corrected, run
from tests.simulator.units import PON, person_of, small_unit

PAGE = (Path(__file__).parents[3] / "docs" / "package-format.md").read_text(encoding="utf-8")
OPENING, ENROLMENT = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)[:2]


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


def laid_out(world: World, name: str, content: bytes, key: PrivateKey, certificate: bytes) -> Path:
    """A folder with a package and one recipient's key, as the page asks for."""
    folder = world.folder / f"by hand, {name}"
    folder.mkdir()
    (folder / "package.p7m").write_bytes(content)
    (folder / "recipient.key").write_bytes(key_to_pem(key))
    (folder / "recipient.pem").write_bytes(certificate)
    (folder / "root.pem").write_bytes(certificate_pem(authorities_of(world.so)[0].root))
    return folder


def at_reception(world: World) -> str:
    """The commands, with the day of reception as the page says for an old package."""
    day = int(world.clock.at.timestamp())
    return str(OPENING).replace("-purpose any", f"-purpose any -attime {day}")


def agreed(stdout: str) -> int:
    """How many digests of the manifest fit the files."""
    digests = re.findall(r"^[0-9a-f]{64}", stdout, re.MULTILINE)
    half = len(digests) // 2
    assert half
    assert digests[:half] == digests[half:]
    return half


def test_the_commands_open_and_verify_a_package_made_after_enrolment(world: World) -> None:
    unit = world.enrolled(PON)
    content = corrected(world, unit, minimal=False).read_bytes()
    keys, own = province_keys(world.so), unit_keys(unit)
    assert own.encryption_certificate is not None
    ends = {
        "so": (keys.encryption.key, certificate_pem(authorities_of(world.so)[0].so_encrypt)),
        "unit": (own.encryption_key, certificate_pem(own.encryption_certificate)),
    }
    for name, (key, certificate) in ends.items():
        folder = laid_out(world, name, content, key, certificate)
        done = shell(folder, at_reception(world))
        assert done.returncode == 0, done.stderr
        assert "Verification successful" in done.stderr
        assert "so2282:03202@2025-07-01" in done.stdout
        listed = sorted((folder / "package").rglob("*.*"))
        assert agreed(done.stdout) == len([path for path in listed if "META-INF" not in path.parts])
        header = json.loads((folder / "package" / "header.json").read_text(encoding="utf-8"))
        assert header["previous"] == unit.store.documents("sent")[0].id
        assert (folder / "package" / "forms.pdf").read_bytes().startswith(b"%PDF")


def test_the_digest_of_the_recipients_is_that_of_the_header(world: World) -> None:
    unit = world.enrolled(PON)
    keys = province_keys(world.so)
    certificate = certificate_pem(authorities_of(world.so)[0].so_encrypt)
    folder = laid_out(world, "so", corrected(world, unit).read_bytes(), keys.encryption.key, certificate)
    assert shell(folder, at_reception(world)).returncode == 0
    listed = shell(folder, "openssl asn1parse -inform DER -in package.p7m | sed -n 1,9p").stdout
    found = re.search(r"^ *(\d+):d=3 .*cons: SET", listed, re.MULTILINE)
    assert found
    cut = f"openssl asn1parse -inform DER -in package.p7m -strparse {found[1]} -noout -out set.der; sha256sum set.der"
    header = json.loads((folder / "package" / "header.json").read_text(encoding="utf-8"))
    assert shell(folder, cut).stdout.split()[0] == header["recipients_digest"]


def test_a_first_package_needs_noverify_and_a_receipt_does_not(world: World) -> None:
    unit = world.unit(PON)
    keys = province_keys(world.so)
    certificate = certificate_pem(authorities_of(world.so)[0].so_encrypt)
    path = world.package(unit)
    folder = laid_out(world, "first", path.read_bytes(), keys.encryption.key, certificate)
    assert shell(folder, at_reception(world)).returncode != 0
    bare = "rm -rf package\n" + at_reception(world).replace("-cades", "-noverify")
    done = shell(folder, bare)
    assert done.returncode == 0, done.stderr
    assert {"sign.p10", "encrypt.p10"} <= {item.name for item in (folder / "package" / "requests").iterdir()}

    world.deliver(path)
    world.confirm(unit)
    run(world.so, "receipt", package=world.received(path).id, out=world.folder / "r.p7m")
    content = (world.folder / "r.p7m").read_bytes()
    receipt = laid_out(world, "receipt", content, keys.encryption.key, certificate)
    done = shell(receipt, at_reception(world))
    assert done.returncode == 0, done.stderr
    assert "so2282:DB-SNV@" in done.stdout
    body = json.loads((receipt / "package" / "header.json").read_text(encoding="utf-8"))["body"]
    assert body["package"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_commands_open_an_enrolment_file(world: World) -> None:
    (row,) = run(world.so, "enrol file", out=world.folder, unit="03202").data
    (world.folder / "enrolment.p7m").write_bytes(Path(row["file"]).read_bytes())
    done = shell(world.folder, ENROLMENT + "unzip -q enrolment.asice -d enrolment", code=row["code"])
    assert done.returncode == 0, done.stderr
    header = json.loads((world.folder / "enrolment" / "header.json").read_text(encoding="utf-8"))
    assert header["body"]["name"] == "Xã Mường Pồn"
    settings = json.loads((world.folder / "enrolment" / "settings.json").read_text(encoding="utf-8"))
    assert len(settings["token_key"]) == 64
    assert (world.folder / "enrolment" / "data" / "body.csv").read_text(encoding="utf-8").startswith("id,name,")


def test_the_page_lists_every_column() -> None:
    def column(field: FieldSpec) -> str:
        if field.declared.coarse:
            return f"{field.name}†"
        return field.name if field.level < Level.HO_SO else f"{field.name}*"

    for spec in SENT:
        columns = ", ".join(column(field) for field in spec.fields)
        assert f"| `{spec.name}` | {spec.level.code} | {columns} |\n" in PAGE


def test_the_page_names_every_key_of_the_header() -> None:
    section = PAGE[PAGE.index("### 7.1") : PAGE.index("### 7.2")]
    for struct in (Header, SubmissionBody, ReceiptBody, EnrolmentBody):
        for name in struct.__struct_fields__:
            assert f"`{name}`" in section, name


def test_tokens_can_be_made_by_hand() -> None:
    """With the recipe of the page and openssl alone."""
    person = person_of(small_unit(), 1)
    tokens = match_tokens(person, TOKEN_KEY)
    message = rf"name\037quang van thoan\037{person.birth}\037m"
    command = f"printf '{message}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:{TOKEN_KEY.hex()}"
    assert shell(Path("/"), command).stdout.split()[-1][:32] == tokens.by_name
    command = rf"printf 'id\037{person.id_number}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:{TOKEN_KEY.hex()}"
    assert shell(Path("/"), command).stdout.split()[-1][:32] == tokens.by_id

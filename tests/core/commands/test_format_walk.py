"""docs/package-format.md walked literally: a stranger with openssl, unzip and a CSV reader opens every kind of file.

Nothing of the program reads here; it only makes the files. What a file holds is what the page says, no more, no less.
"""

from __future__ import annotations

import csv
import fnmatch
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.crypto.certificates import certificate_pem
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.unit_records import Difficulty
from tests.core.commands.test_package_document import ENROLMENT, PAGE, agreed, at_reception, laid_out, shell
from tests.simulator.province import World, corrected, run
from tests.simulator.units import PON

LEVELS = ("so-lieu", "rut-gon", "ho-so")


def opened(world: World, path: Path) -> Path:
    """A folder with the inner files, after the commands of the page and their verdict."""
    keys, held = province_keys(world.so), authorities_of(world.so)[0]
    folder = laid_out(world, path.name, path.read_bytes(), keys.encryption.key, certificate_pem(held.so_encrypt))
    done = shell(folder, at_reception(world))
    assert done.returncode == 0, done.stderr
    assert "Verification successful" in done.stderr
    assert agreed(done.stdout) == len(names(folder / "package"))
    return folder / "package"


def names(folder: Path) -> list[str]:
    """Inner files, without those of the container."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in paths if name != "mimetype" and not name.startswith("META-INF/"))


def listed(kind: str) -> list[str]:
    """Patterns of the inner files that the page lists for a kind, `{a,b}` written out."""
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` | ") and "→" in line)
    patterns = []
    for text in re.findall(r"`([^`]+)`", row.split("|")[3]):
        head, _, rest = text.partition("{")
        inner, _, tail = rest.partition("}")
        patterns += [head + part + tail for part in inner.split(",")] if rest else [text]
    return [*(one for one in patterns if "." in one or "*" in one), "header.json"]


def keys_of(kind: str) -> set[str]:
    """Keys of the body that the page lists for a kind."""
    section = PAGE[PAGE.index("| `body` of | keys |") :]
    row = next(line for line in section.splitlines() if line.startswith(f"| `{kind}` | "))
    told = re.sub(r"\{[^}]*\}|\([^()]*\)", "", row.split("|")[2])
    return {"kind", *re.findall(r"`([a-z_]+)`", told)}


def header(folder: Path) -> dict[str, Any]:
    """The header, whose keys are those of the page."""
    made: dict[str, Any] = json.loads((folder / "header.json").read_text(encoding="utf-8"))
    section = PAGE[PAGE.index("### 7.1") : PAGE.index("| `body` of | keys |")]
    assert set(made) == set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", section, re.MULTILINE))))
    assert set(made["body"]) == keys_of(made["body"]["kind"])
    return made


def strange(folder: Path, kind: str) -> list[str]:
    return [name for name in names(folder) if not any(fnmatch.fnmatchcase(name, one) for one in listed(kind))]


@pytest.mark.parametrize("level", LEVELS)
def test_a_submission_of_each_level(world: World, level: str) -> None:
    unit = world.enrolled(PON)
    folder = opened(world, corrected(world, unit, level=level, minimal=level != "rut-gon"))
    assert strange(folder, "submission") == []
    body = header(folder)["body"]
    assert (body["level"], body["unit"], body["period"]) == (level, PON, "2026")
    for table, count in body["counts"].items():
        with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == count
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        assert [*rows[0]] if rows else True
    described = {one["path"]: one for one in json.loads((folder / "datapackage.json").read_bytes())["resources"]}
    assert set(described) == {name for name in names(folder) if name.endswith(".csv")}
    for path, resource in described.items():
        first = (folder / path).read_text(encoding="utf-8").partition("\n")[0]
        assert first.split(",") == [field["name"] for field in resource["schema"]["fields"]]
    validated(folder)


def validated(folder: Path) -> None:
    """frictionless finds nothing; in a process of its own, which knows nothing of the program."""
    program = (
        "import json, sys; from frictionless import Package; "
        "report = Package('datapackage.json').validate(); "
        "print(json.dumps([report.valid, report.stats, report.flatten(['title', 'note'])])); "
        "assert 'app' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True, timeout=120
    )
    valid, stats, errors = json.loads(done.stdout)
    assert (valid, errors) == (True, [])
    assert stats["tasks"] == len([name for name in names(folder) if name.endswith(".csv")])


def test_a_return_with_comments_and_the_answer(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    place = {"table": "person", "record": "03202-p-003", "field": "ethnic"}
    comment = run(world.so, "comment add", package=package, text="Đề nghị xem lại.", **place).data["comment"]
    run(world.so, "return", package=package, reason="Xem góp ý.")
    receipt = world.folder / "return.p7m"
    run(world.so, "receipt", package=package, out=receipt)
    folder = opened(world, receipt)
    assert strange(folder, "receipt") == []
    assert header(folder)["body"]["state"] == "returned"
    (told,) = json.loads((folder / "comments.json").read_bytes())
    assert told == {"id": comment, "cell": "", "finding": "", "text": "Đề nghị xem lại.", **place}
    assert_told("comments.json", told)
    if (folder / "policy.json").exists():
        assert_told("policy.json", json.loads((folder / "policy.json").read_bytes()))

    run(unit, "receive", paths=[receipt])
    run(unit, "comment reply", comment=comment, state="kept", text="Đã đối chiếu hồ sơ gốc, giá trị này đúng.")
    answer = opened(world, corrected(world, unit, 1))
    assert strange(answer, "submission") == []
    (reply,) = json.loads((answer / "replies.json").read_bytes())
    assert (reply["comment"], reply["state"]) == (comment, "kept")
    assert_told("replies.json", reply)


def assert_told(file: str, item: dict[str, Any]) -> None:
    """The page names every key of an item of a file."""
    start = PAGE.index(f"`{file}`", PAGE.index("### 7.2"))
    named = set(re.findall(r"`([a-z_]+)`", PAGE[start : start + 600]))
    assert set(item) <= named


def test_an_acceptance(world: World) -> None:
    unit = world.enrolled(PON)
    path = corrected(world, unit)
    world.deliver(path)
    package = world.received(path).id
    run(world.so, "accept", package=package)
    receipt = world.folder / "accepted.p7m"
    run(world.so, "receipt", package=package, out=receipt)
    folder = opened(world, receipt)
    assert strange(folder, "receipt") == []
    assert header(folder)["body"]["package"] == package
    crl = shell(folder, "openssl crl -inform DER -in certificates/issuing.crl -noout -crlnumber -lastupdate")
    assert "crlNumber=" in crl.stdout


def test_a_request_and_the_certificate_file(world: World) -> None:
    unit = world.enrolled(PON)
    request = world.folder / "request.p7m"
    run(unit, "enrol request", out=request, reason="renewal", machine="máy 2")
    folder = opened(world, request)
    assert names(folder) == sorted(listed("request"))
    assert header(folder)["body"]["reason"] == "renewal"
    asked = shell(folder, "openssl req -inform DER -in requests/sign.p10 -noout -verify -text")
    assert f"URI:so2282:{PON}" in asked.stdout
    (row,) = world.deliver(request)
    answer = world.folder / "certificates.p7m"
    run(world.so, "enrol issue", fingerprint=row["fingerprint"], out=answer)
    folder = opened(world, answer)
    assert names(folder) == sorted(listed("certificates"))
    assert header(folder)["body"]["unit"] == PON
    chain = (
        "for n in sign encrypt issuing; do openssl x509 -inform DER -in certificates/$n.cer -out $n.pem; done; "
        f"openssl verify -attime {int(world.clock.at.timestamp())} -purpose any "
        "-CAfile ../root.pem -untrusted issuing.pem sign.pem encrypt.pem"
    )
    assert shell(folder, chain).stdout == "sign.pem: OK\nencrypt.pem: OK\n"


def test_an_enrolment_file(world: World) -> None:
    (row,) = run(world.so, "enrol file", out=world.folder, unit="03202").data
    (world.folder / "enrolment.p7m").write_bytes(Path(row["file"]).read_bytes())
    done = shell(world.folder, ENROLMENT + "unzip -q enrolment.asice -d package", code=row["code"])
    assert done.returncode == 0, done.stderr
    folder = world.folder / "package"
    shell(world.folder, "openssl x509 -inform DER -in package/certificates/root.cer -out root.pem")
    verified = shell(world.folder, at_reception(world)[at_reception(world).index("# 3.") :])
    assert verified.returncode == 0, verified.stderr
    assert agreed(verified.stdout) == len(names(folder))
    assert strange(folder, "enrolment") == []
    assert header(folder)["body"]["name"] == "Xã Mường Pồn"
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    line = PAGE[PAGE.index("`settings.json` of an enrolment file") :].partition("\n\n")[0]
    assert set(settings) == set(re.findall(r'"(token_key|obliged|policy)":', line))
    assert all(f'"{name}":' in line for one in settings["obliged"] for name in one)


def test_a_plan_pack_in_a_file_of_its_own_and_in_a_receipt(world: World) -> None:
    unit = world.enrolled(PON)
    draft = run(world.so, "pack draft new").data["draft"]
    told = run(
        world.so,
        "pack issue",
        draft=draft,
        effective=world.so.today.isoformat(),
        title="Ban hành lại",
        out=world.folder / "bo",
    ).data
    path = corrected(world, unit)
    world.deliver(path)
    receipt = world.folder / "received.p7m"
    run(world.so, "receipt", package=world.received(path).id, out=receipt)
    for file, kind in ((Path(told["files"][0]["file"]), "pack"), (receipt, "receipt")):
        folder = opened(world, file)
        assert strange(folder, kind) == []
        head = header(folder)["body"] if kind == "pack" else json.loads((folder / "pack.json").read_bytes())
        assert set(head) == keys_of("pack")
        assert by_hand(folder) == head["pack"]["digest"] == told["digest"]


def by_hand(folder: Path) -> str:
    """The digest of a pack as the page tells it."""
    inner = {name: folder / name for name in names(folder) if name.startswith(("pack/", "forms/"))}
    files = {name.removeprefix("pack/"): path.read_bytes() for name, path in inner.items()}
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{len(name.encode())}:{name}{len(files[name])}:".encode())
        total.update(files[name])
    return total.hexdigest()


def test_a_difficulty_and_its_answer(world: World) -> None:
    unit = world.enrolled(PON)
    row = Difficulty(id=world.env.new_id(), sent_on=PartialDate("2026-12-01"), text="Chưa rõ cách tính.")
    run(unit, "record save", changes=[Change("difficulty", row.id, None, row)])
    asked = world.folder / "vuong-mac.p7m"
    run(unit, "difficulty send", out=asked)
    folder = opened(world, asked)
    assert names(folder) == sorted(listed("difficulty"))
    assert header(folder)["body"]["items"] == 1
    (question,) = json.loads((folder / "questions.json").read_bytes())
    assert question == {"id": row.id, "sent_on": "2026-12-01", "text": "Chưa rõ cách tính."}
    assert_told("questions.json", question)
    world.deliver(asked)
    (told,) = run(world.so, "difficulty answers", out=world.folder / "tra-loi").data
    folder = opened(world, Path(told["file"]))
    assert names(folder) == sorted(listed("answer"))
    assert header(folder)["body"]["unit"] == PON
    (answer,) = json.loads((folder / "answers.json").read_bytes())
    assert_told("answers.json", answer)

"""A real package of every release still opens, verifies and reads, whatever has changed since (design §5)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.commands.keys.activation import activation_key
from app.crypto.certificates import load_certificate
from app.crypto.envelope import open_envelope
from app.crypto.keys import key_from_pem
from app.domain.records import Person
from app.package.bodies import PeriodBody
from app.package.container import read
from app.package.exchange import read_enrolment_root, read_receipt
from app.package.policy import POLICY, read_policy
from app.package.submission import FORMS, read_submission
from app.package.trust import Opened, TrustState, open_file

RELEASES = sorted(path.parent for path in (Path(__file__).parents[2] / "golden" / "packages").glob("*/expected.json"))

assert RELEASES, "no release has kept its package"


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def expected(release: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((release / "expected.json").read_text(encoding="utf-8"))
    return made


def opened(release: Path, file: str, key: str) -> Opened:
    state = TrustState(load_certificate((release / "root.pem").read_bytes()), (), "")
    at = datetime.fromisoformat(expected(release)["at"])
    return open_file((release / file).read_bytes(), [key_from_pem((release / key).read_bytes())], state, at)


@pytest.mark.parametrize("key", ["so-encrypt.key", "unit-encrypt.key"])
def test_its_package_is_read(release: Path, key: str) -> None:
    found = opened(release, "package.p7m", key)
    if key == "unit-encrypt.key":
        assert found.digest == expected(release)["package"]
        return
    report = read_submission(found)
    told = expected(release)
    assert {table: count for table, count in report.body.counts.items() if count} == {
        table: count for table, count in told["counts"].items() if count
    }
    assert {cell: value for cell, value in report.figures.cells.items() if value} == told["figures"]
    names = sorted(str(person.full_name) for person in report.data.rows(Person))
    assert hashlib.sha256("\n".join(names).encode()).hexdigest() == told["names"]
    assert found.files[FORMS].startswith(b"%PDF")


def test_its_receipt_is_read(release: Path) -> None:
    receipt = read_receipt(opened(release, "receipt.p7m", "unit-encrypt.key"))
    assert receipt.body.package == expected(release)["package"]
    assert receipt.body.state == "accepted"
    assert len(receipt.certificates) == 2


def test_its_period_file_is_read(release: Path) -> None:
    found = opened(release, "period.p7m", "unit-encrypt.key")
    body = found.header.body
    assert isinstance(body, PeriodBody)
    assert (body.period, body.due, body.sections) == ("2026", "2026-12-20", ["bc"])
    assert read_policy(found.files[POLICY]).packs == []


def test_its_enrolment_file_opens_with_its_code(release: Path) -> None:
    sealed = (release / "enrolment.p7m").read_bytes()
    inner = read(open_envelope(sealed, [activation_key(expected(release)["code"])]).plaintext)
    assert read_enrolment_root(inner.files).root == load_certificate((release / "root.pem").read_bytes())

"""The second reader opens a real package of every release, and refuses a changed one; it never sees the program."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

READER = Path(__file__).with_name("read_package.py")
RELEASES = sorted(path.parent for path in (Path(__file__).parents[1] / "golden" / "packages").glob("*/expected.json"))

assert RELEASES, "no release has kept its package"


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The files of a release in a folder of their own."""
    return Path(shutil.copytree(request.param, tmp_path / "release"))


def told(release: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((release / "expected.json").read_text(encoding="utf-8"))
    return made


def reading(release: Path, file: str, key: str) -> subprocess.CompletedProcess[str]:
    """The reader in an isolated interpreter: no folder of ours, no installed package, nothing of the environment."""
    at = str(int(datetime.fromisoformat(told(release)["at"]).timestamp()))
    files = (str(release / name) for name in (file, key, "root.pem"))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(READER), *files, at],
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"]},
    )


def read(release: Path, file: str, key: str) -> dict[str, Any]:
    done = reading(release, file, key)
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@pytest.mark.parametrize("key", ["so-encrypt.key", "unit-encrypt.key"])
def test_it_reads_in_a_package_what_was_sent(release: Path, key: str) -> None:
    found, expected = read(release, "package.p7m", key), told(release)
    rows, body = found["rows"], found["header"]["body"]
    assert body["kind"] == "submission"
    assert body["counts"] == expected["counts"]
    assert {name: len(rows[f"data/{name}.csv"]) for name in expected["counts"]} == expected["counts"]
    figures = {row["cell"]: int(row["value"]) for row in rows["figures.csv"]}
    assert {cell: value for cell, value in figures.items() if value} == expected["figures"]
    names = sorted(row["full_name"] for row in rows["data/person.csv"])
    assert hashlib.sha256("\n".join(names).encode()).hexdigest() == expected["names"]
    assert hashlib.sha256((release / "package.p7m").read_bytes()).hexdigest() == expected["package"]


def test_it_reads_the_receipt_of_that_package(release: Path) -> None:
    body = read(release, "receipt.p7m", "unit-encrypt.key")["header"]["body"]
    assert (body["kind"], body["state"], body["package"]) == ("receipt", "accepted", told(release)["package"])


def test_it_stops_at_a_changed_package(release: Path) -> None:
    package = release / "package.p7m"
    whole = package.read_bytes()
    for place in (-1, -2_000):
        package.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place:][1:])
        assert reading(release, "package.p7m", "so-encrypt.key").returncode != 0
    package.write_bytes(whole)
    (release / "root.pem").write_bytes(b"")
    assert reading(release, "package.p7m", "so-encrypt.key").returncode != 0


def test_it_is_short_and_a_stranger() -> None:
    text = READER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    imported = [
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    ]
    imported += [str(node.module) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)

"""The command line: nonsense is refused in one sentence, a bug ends politely, a pipe may close."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from app import cli
from app.commands.table import COMMANDS
from app.workspace import CommandSpec, Environment, Param, load_environment
from db.opening import SqlStores
from tests.e2e.conftest import PASSPHRASE, ROOT

TYPED = [spec for spec in COMMANDS if not spec.internal and spec.name != "demo"]
NONSENSE = "=Lò Thị\u202e/../{0}%s"


@pytest.fixture(scope="module")
def environment() -> Environment:
    return load_environment(SqlStores())


@pytest.fixture
def stores(demo: Path, tmp_path: Path) -> dict[str, Path]:
    """Copies of a unit's store and of the province's."""
    made = {"unit": tmp_path / "unit", "province": tmp_path / "province"}
    shutil.copytree(sorted((demo / "units").iterdir())[0] / "store", made["unit"])
    shutil.copytree(demo / "province" / "store", made["province"])
    return made


def _run(environment: Environment, settings: Path, *words: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SO2282_PASSPHRASE", PASSPHRASE)
        patch.setenv("SO2282_SETTINGS", str(settings))
        try:
            code = cli.run(lambda: environment, [str(word) for word in words], cli.Streams(out, err))
        except SystemExit as left:
            code = int(left.code or 0)
    return code, out.getvalue(), err.getvalue()


def _words(spec: CommandSpec, folder: Path) -> Iterator[str]:
    """A command with nonsense for every parameter that takes free text."""
    yield from spec.name.split()
    for param in spec.params:
        if param.kind == "flag" or (param.choices and not param.required):
            continue
        if not param.positional:
            yield f"--{param.flag_name or param.name.replace('_', '-')}"
        yield _value(param, folder)


def _value(param: Param, folder: Path) -> str:
    match param.kind:
        case "int":
            return "-1"
        case "new_path":
            return str(folder / "ra" / "tep.xlsx")
        case "path" | "paths":
            return str(folder / NONSENSE.replace("/", "_"))
    return param.choices[0] if param.choices else NONSENSE


@pytest.mark.fault("K01", "K15")
@pytest.mark.parametrize("mode", ["unit", "province"])
@pytest.mark.parametrize("spec", TYPED, ids=lambda spec: spec.name)
def test_nonsense_is_refused_in_one_sentence(
    spec: CommandSpec, mode: str, environment: Environment, settings: Path, stores: dict[str, Path], tmp_path: Path
) -> None:
    code, out, err = _run(environment, settings, "--json", "--store", stores[mode], *_words(spec, tmp_path))
    assert code in (0, 1), err
    envelope = json.loads(out)
    assert envelope["code"] != "LOI-01", envelope
    if code == 1:
        assert envelope["message"] or envelope["data"]
        assert "\n" not in envelope["message"]
        assert "{" not in envelope["message"].replace("{0}", "")


READING = {
    "unit": (
        "store info", "store check", "store users", "check", "indicators", "explain leader{sex=f}", "form --list",
    ),
    "province": (
        "store info", "inbox", "board", "indicators", "explain leader{}", "enrol list", "units list", "pack check",
        "pack show", "units list --successors-of 03127",
    ),
}  # fmt: skip
SHARED = {"check": "A finding as a person reads it", "inbox": "A package as the inbox shows it"}


@pytest.mark.parametrize("mode", READING)
def test_every_key_of_the_data_stands_on_the_page(
    mode: str, environment: Environment, settings: Path, stores: dict[str, Path]
) -> None:
    """docs/command-line.md names each key that a command gives."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    rows = page[page.index("| command | data |") :].splitlines()
    for words in READING[mode]:
        code, out, err = _run(environment, settings, "--json", "--store", stores[mode], *words.split())
        assert code == 0, err + out
        name = words.split(" --")[0].split(" leader")[0]
        told = next(row for row in rows if row.startswith(f"| `{name}` |"))
        told += next((part for part in page.split("\n\n") if part.startswith(f"**{SHARED.get(name, '?')}")), "")
        told += next(row for row in rows if row.startswith("| `pack check` |")) if name == "pack show" else ""
        told += next(row for row in rows if row.startswith("| `store users` |")) if name == "store info" else ""
        assert {key for key in _keys(json.loads(out)["data"]) if f"`{key}`" not in told} == set(), name


def _keys(data: object) -> Iterator[str]:
    """Names of keys, but for tables by name, such as counts of records or of states."""
    if isinstance(data, list):
        for item in data:
            yield from _keys(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            if key not in ("records", "counts"):
                yield from _keys(value)


@pytest.mark.fault("E07")
def test_a_bug_ends_in_one_sentence_and_a_report_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report names kinds, files and lines; the message of the error, which may quote a person, is in neither."""
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "settings"))

    def broken() -> NoReturn:
        name = "Lò Thị Ánh Dương"
        raise ZeroDivisionError(name)

    for words in (["check"], ["--json", "check"]):
        out, err = io.StringIO(), io.StringIO()
        assert cli.run(broken, words, cli.Streams(out, err)) == 1
        said = out.getvalue() + err.getvalue()
        assert "LOI-01" in said
        assert "Ánh Dương" not in said
        assert len(said.strip().splitlines()) == 1
    reports = list((tmp_path / "settings" / "su-co").iterdir())
    assert reports
    text = reports[0].read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "test_command_line.py" in text
    assert "Ánh Dương" not in text


def test_a_bug_is_told_where_no_report_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "settings"
    blocked.write_text("không phải thư mục", encoding="utf-8")
    monkeypatch.setenv("SO2282_SETTINGS", str(blocked))
    err = io.StringIO()

    def broken() -> NoReturn:
        raise ZeroDivisionError

    assert cli.run(broken, ["check"], cli.Streams(io.StringIO(), err)) == 1
    assert err.getvalue().startswith("LOI-01: ")


def test_a_closed_pipe_ends_quietly() -> None:
    """As with `so2282 units list | head -1`."""
    command = f'"{sys.executable}" -m app units list | head -1'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""

"""kill -9 during a command leaves the state before it or the state after it, never a third one."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.domain.dataset import Dataset
from db.opening import open_store
from tests.e2e.bad_record import write_bad_workbook
from tests.e2e.conftest import PASSPHRASE, ROOT, Program

KILLS = 5
State = tuple[Dataset, tuple[str, ...], tuple[str, ...]]
"""Live records, packages sent, packages received with their states."""


def _state(store: Path) -> State:
    opened = open_store(store, None, PASSPHRASE)
    try:
        assert opened.check() == ()
        assert opened.verify_history().broken == ()
        sent = tuple(item.id for item in opened.documents("sent"))
        received = tuple(f"{item.id}:{item.state}" for item in opened.documents("received"))
        return opened.load(), sent, received
    finally:
        opened.close()


def _kill_after(words: list[str], seconds: float, settings: Path) -> None:
    env = {**os.environ, "SO2282_PASSPHRASE": PASSPHRASE, "SO2282_SETTINGS": str(settings)}
    started = subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    started.kill()
    started.wait()


def _words(command: str, demo: Path, so2282: Program, folder: Path) -> tuple[Path, list[str]]:
    """The store that a command changes, and the command."""
    unit, province = sorted((demo / "units").iterdir())[0] / "store", demo / "province" / "store"
    package = folder / "goi.p7m"
    submit = ["submit", "--period", "2026", "--out", str(package), "--level", "so-lieu"]
    match command:
        case "undo":
            return unit, ["undo"]
        case "submit":
            return unit, submit
        case "import":
            write_bad_workbook(folder / "them.xlsx", unit)
            return unit, ["import", str(folder / "them.xlsx")]
    sender = folder / "nguoi-gui"
    shutil.copytree(unit, sender)
    assert so2282("--store", sender, *submit).code == 0
    return province, ["receive", str(package)]


@pytest.mark.fault("A01", "A16", "J20")
@pytest.mark.parametrize("command", ["undo", "import", "submit", "receive"])
def test_a_killed_command(command: str, so2282: Program, demo: Path, settings: Path, tmp_path: Path) -> None:
    """Kills at random moments of a whole run, the first writes and the last among them."""
    source, words = _words(command, demo, so2282, tmp_path)
    after_copy = tmp_path / "sau"
    shutil.copytree(source, after_copy)
    started = time.monotonic()
    assert so2282("--store", after_copy, *words).code == 0
    whole = time.monotonic() - started
    before, after = _state(source), _state(after_copy)
    assert before != after
    if command == "submit":
        (tmp_path / "goi.p7m").unlink()
    rng = random.Random(command)
    for number in range(KILLS):
        store = tmp_path / f"lan-{number}"
        shutil.copytree(source, store)
        _kill_after(["--store", str(store), *words], rng.uniform(0.3, 1.0) * whole, settings)
        found = _state(store)
        assert _size(found) in (_size(before), _size(after))
        if command in ("undo", "receive"):
            assert found in (before, after)
        shutil.rmtree(store)


def _size(state: State) -> tuple[dict[str, int], int, int]:
    """What can be compared where a command makes new ids each time."""
    records, sent, received = state
    return {name: len(rows) for name, rows in records.tables.items() if rows}, len(sent), len(received)

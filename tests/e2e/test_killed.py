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
from tests.e2e.conftest import PASSPHRASE, ROOT, Program

KILLS = 6


def _state(store: Path) -> tuple[Dataset, tuple[str, ...], tuple[str, ...]]:
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


@pytest.mark.fault("A01", "A16")
@pytest.mark.parametrize("command", ["undo", "submit", "receive"])
def test_a_killed_command(command: str, so2282: Program, demo: Path, settings: Path, tmp_path: Path) -> None:
    """Kills at random moments of a whole run, the first writes and the last among them."""
    unit = sorted((demo / "units").iterdir())[0]
    source = demo / "province" / "store" if command == "receive" else unit / "store"
    words = {
        "undo": ["undo"],
        "submit": ["submit", "--period", "2026-H1", "--out", str(tmp_path / "goi.p7m"), "--level", "so-lieu"],
        "receive": ["receive", str(demo / "receipts")],
    }[command]
    after_copy = tmp_path / "sau"
    shutil.copytree(source, after_copy)
    started = time.monotonic()
    so2282("--store", after_copy, *words)
    whole = time.monotonic() - started
    before, after = _state(source), _state(after_copy)
    (tmp_path / "goi.p7m").unlink(missing_ok=True)
    rng = random.Random(command)
    for number in range(KILLS):
        store = tmp_path / f"lan-{number}"
        shutil.copytree(source, store)
        _kill_after(["--store", str(store), *words], rng.uniform(0.3, 1.0) * whole, settings)
        found = _state(store)
        assert found[0] in (before[0], after[0])
        assert len(found[1]) in (len(before[1]), len(after[1]))
        assert found[2] in (before[2], after[2])
        shutil.rmtree(store)

"""One demo for all end-to-end tests: a handful of units through the real program, as a subprocess."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.dataset import Dataset
from db.opening import open_store

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "mật khẩu của bài thử"


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The JSON envelope."""
        made: dict[str, Any] = json.loads(self.out)
        return made


Program = Callable[..., Ran]

OFFLINE: tuple[str, ...] = ("unshare", "--user", "--map-root-user", "--net")
"""Starts a program where there is no network at all, not even this machine's own."""


@pytest.fixture(scope="session")
def offline() -> tuple[str, ...]:
    """How to start a program without a network; nothing where the system does not allow it."""
    allowed = shutil.which(OFFLINE[0]) and subprocess.run([*OFFLINE, "true"], capture_output=True, check=False)
    return OFFLINE if allowed and not allowed.returncode else ()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A settings folder of the tests."""
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="session")
def so2282(settings: Path, offline: tuple[str, ...]) -> Program:
    """Runs the program as a person would, without a network; the passphrase goes through the environment."""

    def run(*words: object, passphrase: str | None = PASSPHRASE, **more: Any) -> Ran:
        env = {**os.environ, "SO2282_SETTINGS": str(settings), "QT_QPA_PLATFORM": "offscreen"}
        env.pop("SO2282_PASSPHRASE", None)
        if passphrase is not None:
            env["SO2282_PASSPHRASE"] = passphrase
        done = subprocess.run(
            [*offline, sys.executable, "-m", "app", *map(str, words)],
            check=False,
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
            **more,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def demo(so2282: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five units through the whole loop."""
    out = tmp_path_factory.mktemp("vòng thử") / "demo"
    ran = so2282("--json", "demo", "--out", out, "--units", 5, "--people", 420, "--seed", 7)
    assert ran.code == 0, ran.err + ran.out
    assert ran.envelope["ok"], ran.out
    return out


@pytest.fixture(scope="session")
def records(demo: Path) -> list[Dataset]:
    """Live records of every unit of the demo."""
    loaded = []
    for folder in sorted((demo / "units").iterdir()):
        store = open_store(folder / "store", None, PASSPHRASE)
        loaded.append(store.load())
        store.close()
    return loaded


@pytest.fixture(scope="session")
def today(so2282: Program, demo: Path) -> date:
    """Cut-off of the demo's campaign: the day it was made."""
    ran = so2282("--json", "--store", demo / "province" / "store", "inbox")
    return date.fromisoformat(ran.envelope["data"][0]["at"][:10])

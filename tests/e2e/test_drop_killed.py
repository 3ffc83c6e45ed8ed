"""200 packages in one drop, 5 of them bad; killed half-way (kill -9), the rest goes in at the next start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.storing import new_province
from app.workspace import load_environment
from db.opening import SqlStores, open_store
from tests.e2e.conftest import ROOT, Program
from tests.simulator.province import PASSPHRASE as OPENS
from tests.simulator.province import PERIOD, Clock, World, corrected, run
from tests.simulator.units import PON, TAM

_PATIENCE_SECONDS = 300
_CUT_OFF = "2026-10-31"


def lived(folder: Path, good: int, bad: int) -> tuple[Path, Path]:
    """A real store with two enrolled units, and a folder with what they and the carrier bring."""
    clock = Clock(datetime.now(UTC))
    env = replace(load_environment(SqlStores()), now=clock.now)
    so = new_province(env, folder / "so", "Cán bộ tổng hợp", OPENS, practice=True)
    world = World(folder, env, clock, so)
    run(so, "period issue", period=PERIOD, cut_off=_CUT_OFF)
    units = [world.enrolled(key) for key in (PON, TAM)]
    so.store.close()
    brought = folder / "mang-den"
    for number in range(good):
        unit = units[number % len(units)]
        inside = brought / unit.unit[:5]
        inside.mkdir(parents=True, exist_ok=True)
        shutil.copy(corrected(world, unit), inside / f"{number:03d}.p7m")
    for number in range(bad):
        (brought / f"hong-{number}.p7m").write_bytes(f"không phải gói {number}".encode() * 20)
    for unit in units:
        unit.store.close()
    return folder / "so", brought


def received(store: Path) -> dict[str, tuple[str, str, int]]:
    """Every received file: state, code, number of its figures."""
    opened = open_store(store, None, OPENS)
    try:
        assert opened.check() == ()
        assert opened.verify_history().broken == ()
        return {
            item.id: (item.state, item.body.get("code", ""), len(opened.figures(item.id)))
            for item in opened.documents("received")
        }
    finally:
        opened.close()


def kill_half_way(store: Path, brought: Path, half: int, settings: Path) -> None:
    """Starts the reception and kills it when half of the originals are there."""
    env = {**os.environ, "SO2282_PASSPHRASE": OPENS, "SO2282_SETTINGS": str(settings)}
    words = [sys.executable, "-m", "app", "--store", str(store), "receive", str(brought)]
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(words, cwd=ROOT, env=env, stdin=quiet, stdout=quiet, stderr=quiet)
    before, until = len(list((store / "originals").iterdir())), time.monotonic() + _PATIENCE_SECONDS
    while len(list((store / "originals").iterdir())) < before + half and started.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)
    started.kill()
    assert started.wait() != 0


@pytest.mark.fault("A01")
@pytest.mark.parametrize("good", [12, pytest.param(195, marks=pytest.mark.faults)])
def test_a_drop_that_is_killed_half_way(so2282: Program, settings: Path, tmp_path: Path, good: int) -> None:
    bad = 5
    store, brought = lived(tmp_path, good, bad)
    before = received(store)
    whole = tmp_path / "khong-ngat"
    shutil.copytree(store, whole)
    ran = so2282("--json", "--store", whole, "receive", brought, passphrase=OPENS)
    rows = [row for row in ran.envelope["data"] if not row.get("released")]
    refused = [row for row in rows if row["state"] == "refused"]
    assert (len(rows), len(refused)) == (good + bad, bad)
    assert all(row["code"] and row["message"] for row in refused)
    expected = received(whole)
    assert len(expected) == len(before) + good + bad
    kill_half_way(store, brought, good // 2, settings)
    halfway = received(store)
    assert len(before) < len(halfway) < len(expected)
    ran = so2282("--json", "--store", store, "receive", "resume", passphrase=OPENS)
    assert ran.code in (0, 1)
    assert received(store) == expected
    again = so2282("--json", "--store", store, "receive", "resume", passphrase=OPENS)
    assert (again.code, again.envelope["data"]) == (0, [])

"""kill -9 while somebody types: every field that was left is stored, at most the last three seconds are lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.domain.dataset import Dataset
from db.opening import open_store
from db.rows import to_plain
from tests.e2e.conftest import ROOT
from tests.ui.sample_store import PASSWORD, USER, Sample, make_sample
from ui.work.draft_offers import Draft, decode

AT_MOST_SECONDS = 3.0
AT_ONCE = 3
Told = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Killed:
    """What a killed process had said, when it died, and what its store holds."""

    told: Told
    at: float
    data: Dataset
    drafts: tuple[Draft, ...]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A practice store of a commune with a few people."""
    return make_sample(tmp_path_factory.mktemp("gõ"), people=12)


def _kill(store: Sample, folder: Path, seed: str) -> Killed:
    """Lets somebody type into a copy of the store, and kills the process at a random moment."""
    copy, log = folder / f"don-vi-{seed}", folder / f"{seed}.log"
    shutil.copytree(store.folder, copy)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SO2282_SETTINGS": str(folder / f"settings-{seed}")}
    with (folder / f"{seed}.err").open("wb") as errors:
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.typing_driver", str(copy), str(log), seed],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        deadline = time.monotonic() + 60
        while not (log.exists() and b'"ready"' in log.read_bytes()):
            assert started.poll() is None, (folder / f"{seed}.err").read_text(encoding="utf-8")
            assert time.monotonic() < deadline, "the window did not open"
            time.sleep(0.05)
        time.sleep(random.Random(seed).uniform(0.2, 7.0))
        assert started.poll() is None, (folder / f"{seed}.err").read_text(encoding="utf-8")
    finally:
        at = time.time()
        started.send_signal(signal.SIGKILL)
        started.wait()
    lines = log.read_bytes().split(b"\n")
    told = [json.loads(line) for line in lines[:-1]]
    opened = open_store(copy, USER, PASSWORD)
    try:
        assert opened.check() == ()
        assert opened.verify_history().broken == ()
        return Killed(told, at, opened.load(), decode(opened.draft()))
    finally:
        opened.close()
        shutil.rmtree(copy)


def _check_records(killed: Killed, before: Dataset) -> None:
    """Every record is whole: as it was when one of its fields was left, and no older than what was said to be saved."""
    states: dict[str, list[dict[str, Any]]] = {}
    saved: dict[str, int] = {}
    for line in killed.told:
        if line["event"] == "left":
            states.setdefault(line["record"], []).append(line["now"])
        elif line["event"] == "saved":
            saved[line["record"]] = saved.get(line["record"], 0) + 1
    new = set(killed.data.tables["person"]) - set(before.tables["person"])
    for record in new | set(saved):
        found = to_plain("person", killed.data.find("person", record))
        assert found in states.get(record, [])[max(saved.get(record, 0) - 1, 0) :], record
    for table, rows in before.tables.items():
        assert {key: killed.data.tables[table].get(key) for key in rows} == dict(rows)


def _check_field(killed: Killed) -> bool:
    """Of the field being typed at most the last seconds are lost; gives whether a draft had to bring it back."""
    last = next((line for line in reversed(killed.told) if line["event"] in ("typed", "left")), None)
    if last is None or last["event"] == "left":
        return False
    key = ("person", last["record"], last["field"])
    typed = [line for line in killed.told if line["event"] == "typed" and (line["record"], line["field"]) == key[1:]]
    old = [number for number, line in enumerate(typed) if line["at"] <= killed.at - AT_MOST_SECONDS]
    if not old:
        return False
    kept = next((draft.text for draft in killed.drafts if draft.key == key), None)
    assert kept in [line["text"] for line in typed[old[-1] :]], (kept, typed[old[-1] :])
    return True


def _kill_often(store: Sample, folder: Path, seeds: Sequence[str]) -> int:
    """Kills once for each seed; gives how often a draft had to bring back what was typed."""
    opened = open_store(store.folder, USER, PASSWORD)
    before = opened.load()
    opened.close()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        killed = list(pool.map(lambda seed: _kill(store, folder, seed), seeds))
    for one in killed:
        _check_records(one, before)
    return sum(_check_field(one) for one in killed)


@pytest.mark.fault("A01", "A02")
def test_a_few_kills_while_somebody_types(store: Sample, tmp_path: Path) -> None:
    _kill_often(store, tmp_path, [f"it-{number}" for number in range(6)])


@pytest.mark.faults
@pytest.mark.fault("A01", "A02")
def test_fifty_kills_while_somebody_types(store: Sample, tmp_path: Path) -> None:
    assert _kill_often(store, tmp_path, [f"nhieu-{number}" for number in range(50)]) >= 5

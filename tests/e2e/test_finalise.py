"""A package is made whole or not at all, whenever the program is killed and whatever the disk does (threats M1, M3)."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.durable import PENDING
from app.errors import refuse
from tests.e2e.conftest import ROOT
from tests.e2e.outpost import (
    Outpost,
    at,
    found_outpost,
    require_onward,
    require_whole,
    submit_words,
    surroundings,
)
from tests.simulator.province import PERIOD, run
from tests.simulator.refusals import code_of

_MOMENTS = 8
_SWEEP = 200
_WRITES = ("pwrite64", "write", "fsync", "rename", "unlink")
"""One at a time: strace counts each kind of call for itself."""
_MOST_CALLS = 60
"""The pages of the backup at the end are written by hundreds of calls; so many are tried."""
_SAID = re.compile(r"^(?:LUU|USB)-\d\d", re.MULTILINE)


@pytest.fixture(scope="session")
def outpost(tmp_path_factory: pytest.TempPathFactory) -> Outpost:
    """Made once, copied for each kill."""
    return found_outpost(tmp_path_factory.mktemp("đồn"))


@pytest.fixture
def whole_run(outpost: Outpost, settings: Path, tmp_path: Path) -> float:
    """How long an undisturbed submission takes, in seconds, with the start of the program."""
    folder = tmp_path / "thử"
    post = outpost.copied(folder)
    started = time.monotonic()
    subprocess.run(submit_words(post.unit, folder / "x.p7m"), env=surroundings(settings), cwd=ROOT, check=True)
    taken = time.monotonic() - started
    assert require_whole(post, folder / "x.p7m", 1) == "written"
    return taken


def killed(post: Outpost, out: Path, settings: Path, seconds: float) -> None:
    """Starts the program and kills it after a while."""
    started = subprocess.Popen(
        submit_words(post.unit, out),
        env=surroundings(settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    started.kill()
    started.wait()


def sweep(outpost: Outpost, settings: Path, place: Path, whole: float, times: int) -> Counter[str]:
    """What was left by kills at random moments, the start of the program passed over."""
    rng = random.Random(2282)
    left: Counter[str] = Counter()
    for number in range(times):
        folder = place / str(number)
        post = outpost.copied(folder)
        out = folder / "usb" / "gói.p7m"
        killed(post, out, settings, rng.uniform(0.4, 1.05) * whole)
        left[require_whole(post, out, 1)] += 1
        require_onward(post, out, folder)
        shutil.rmtree(folder)
    return left


@pytest.mark.fault("A01", "A09")
def test_killed_at_any_moment(outpost: Outpost, settings: Path, tmp_path: Path, whole_run: float) -> None:
    assert sum(sweep(outpost, settings, tmp_path, whole_run, _MOMENTS).values()) == _MOMENTS


@pytest.mark.faults
@pytest.mark.fault("A01")
def test_killed_two_hundred_times(outpost: Outpost, settings: Path, tmp_path: Path, whole_run: float) -> None:
    left = sweep(outpost, settings, tmp_path, whole_run, _SWEEP)
    assert left["nothing"]
    assert left["written"]


def traced(post: Outpost, out: Path, settings: Path, log: Path, calls: str, inject: str = "") -> tuple[int, str]:
    """Runs a submission under strace; gives its exit code and what it said."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    how = ["-e", f"inject={calls}:{inject}"] if inject else []
    ran = subprocess.run(
        ["strace", "-f", "-o", str(log), "-e", f"trace={calls}", *how, *submit_words(post.unit, out)],
        env=surroundings(settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def calls_of(outpost: Outpost, settings: Path, folder: Path, calls: str) -> list[str]:
    """The calls to the disk that a submission makes, in their order."""
    post = outpost.copied(folder)
    code, said = traced(post, folder / "usb" / "gói.p7m", settings, folder / "log", calls)
    assert code == 0, said
    return [line for line in (folder / "log").read_text().splitlines() if "(" in line]


def one_fault(outpost: Outpost, settings: Path, folder: Path, calls: str, inject: str) -> str:
    """A fault at one call; gives what was left."""
    post = outpost.copied(folder)
    out = folder / "usb" / "gói.p7m"
    code, said = traced(post, out, settings, folder / "log", calls, inject)
    left = require_whole(post, out, 1)
    to_the_screen = any(
        "INJECTED" in line and " write(1," in line for line in (folder / "log").read_text().splitlines()
    )
    if "signal" not in inject and not to_the_screen:
        assert code == (0 if left == "written" and "Đã lập gói" in said else 1), said
        assert code == 0 or _SAID.search(said), said
    require_onward(post, out, folder)
    shutil.rmtree(folder)
    return left


@pytest.mark.fault("A01", "A09")
def test_killed_at_each_new_name(outpost: Outpost, settings: Path, tmp_path: Path) -> None:
    """Before the original has its name, before the package has it, and right after that."""
    names = calls_of(outpost, settings, tmp_path / "đếm", "rename")
    original = next(number for number, line in enumerate(names, 1) if ".goc" in line)
    package = next(number for number, line in enumerate(names, 1) if line.count(".p7m") == 2)
    left = [
        one_fault(outpost, settings, tmp_path / str(number), "rename", f"signal=KILL:when={number}")
        for number in (original, package, package + 1)
    ]
    assert left == ["nothing", "recorded", "written"]


@pytest.mark.faults
@pytest.mark.fault("A01")
@pytest.mark.parametrize("calls", _WRITES)
def test_killed_at_each_call_to_the_disk(outpost: Outpost, settings: Path, tmp_path: Path, calls: str) -> None:
    count = len(calls_of(outpost, settings, tmp_path / "đếm", calls))
    left = [
        one_fault(outpost, settings, tmp_path / str(number), calls, f"signal=KILL:when={number}")
        for number in range(1, count + 1, 1 + count // _MOST_CALLS)
    ]
    assert left == sorted(left, key=("nothing", "recorded", "written").index)  # it only goes forward


@pytest.mark.faults
@pytest.mark.fault("B01", "A06")
@pytest.mark.parametrize(
    ("calls", "error"),
    [("write", "ENOSPC"), ("write", "EIO"), ("write", "ENODEV"), ("fsync", "EIO"), ("rename", "EIO")],
)
def test_each_call_to_the_disk_fails_once(
    outpost: Outpost, settings: Path, tmp_path: Path, calls: str, error: str
) -> None:
    count = len(calls_of(outpost, settings, tmp_path / "đếm", calls))
    for number in range(1, count + 1):
        one_fault(outpost, settings, tmp_path / str(number), calls, f"error={error}:when={number}")


@pytest.mark.fault("B01")
def test_the_command_line_lists_and_copies_what_was_not_written(
    outpost: Outpost, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started again after a pulled stick: the part is tidied, the package is named, the copy is the package."""
    post, out = outpost.copied(tmp_path), tmp_path / "gói.p7m"

    def pulled(path: Path, content: bytes) -> None:
        path.with_name(path.name + PENDING).write_bytes(content[:100])
        raise refuse("USB-01", place=path)

    with monkeypatch.context() as patch, at(post.unit) as ws:
        patch.setattr("app.commands.submission.finalising.write_carried", pulled)
        assert code_of(run, ws, "submit", period=PERIOD, out=out, minimal=True) == "USB-01"
    (first, second) = said(post, settings, "sent", "list")
    assert (first["written"], second["written"], second["state"], second["file"]) == (True, False, "sent", "")
    assert not out.with_name(out.name + PENDING).exists()
    copied = said(post, settings, "sent", "copy", second["package"][:12], "--out", str(out))
    assert copied == {"package": second["package"], "file": str(out), "size": out.stat().st_size}
    assert said(post, settings, "sent", "list", "--period", PERIOD)[1]["file"] == str(out)
    require_onward(post, out, tmp_path)


def said(post: Outpost, settings: Path, *words: str) -> Any:
    """The data of a command of the unit, run as a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.e2e.outpost", "--json", "--store", str(post.unit), *words],
        env=surroundings(settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)["data"]

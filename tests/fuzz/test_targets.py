"""The fuzzed readers over their seeds, over mutated seeds, and over everything that was ever found (M8)."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import LISTED, TARGETS, judge

FOUND = sorted((Path(__file__).parents[1] / "core" / "package" / "found").glob("*-*"))
MUTATIONS = 150


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_read(name: str) -> None:
    """What is fuzzed starts from something good, or nothing deep is reached."""
    target = TARGETS[name]
    assert target.seeds()
    if name != "archive":
        assert {judge(target, seed) for seed in target.seeds() if len(seed) > 2} <= target.good


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_seeds_end_in_a_listed_code(name: str) -> None:
    dice = random.Random(f"2282 {name}")
    target = TARGETS[name]
    for number in range(MUTATIONS):
        data = bytearray(dice.choice(target.seeds()))
        for _ in range(1 + number % 6):
            at = dice.randrange(len(data) + 1)
            match dice.randrange(3):
                case 0:
                    data[at : at + 1] = bytes([dice.randrange(256)])
                case 1:
                    del data[at : at + dice.randint(1, 40)]
                case _:
                    data[at:at] = data[dice.randrange(len(data) + 1) :][:40]
        assert judge(target, bytes(data)) in LISTED | {""}


def test_what_was_found_stays_mended() -> None:
    for path in FOUND:
        assert judge(TARGETS[path.name.rpartition("-")[0]], path.read_bytes()) in LISTED | {""}, path.name


@pytest.mark.fuzz
@pytest.mark.fault("G28", "I07", "I25")
@pytest.mark.parametrize("name", TARGETS)
def test_the_fuzzer_finds_nothing(name: str) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "20", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout
    assert " cov: " in done.stdout

"""Two thousand rows pasted at once and the program killed: all of them or none, and one step takes them back (A15)."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.dataset import Change
from app.domain.records import Person
from app.workspace import Workspace
from tests.e2e.conftest import ROOT
from tests.e2e.outpost import Outpost, at, found_outpost, surroundings
from tests.simulator.province import change, run

ROWS, KILLS = 2000, 5
PASTE = (
    "import sys\nfrom pathlib import Path\nfrom tests.e2e.outpost import at\n"
    "from tests.e2e.test_many_rows_killed import pasted\nfrom tests.simulator.province import change\n"
    "with at(Path(sys.argv[1])) as ws:\n"
    "    rows = pasted(ws)\n    print('ready', flush=True)\n    change(ws, *rows)\n    print('done', flush=True)\n"
)


def pasted(ws: Workspace) -> list[Change]:
    """New people, as a block of rows gives them."""
    some = next(iter(ws.store.load("", ["person"]).rows(Person)))
    made = (
        replace(some, id=f"dan-{number:05d}", id_number=None, full_name=f"Lò Thị {number}") for number in range(ROWS)
    )
    return [Change("person", person.id, None, person) for person in made]


@pytest.fixture(scope="module")
def outpost(tmp_path_factory: pytest.TempPathFactory) -> Outpost:
    return found_outpost(tmp_path_factory.mktemp("đồn"))


@pytest.mark.fault("A15")
def test_a_pasted_block_is_all_or_nothing(outpost: Outpost, settings: Path, tmp_path: Path) -> None:
    with at(outpost.unit) as ws:
        before = ws.store.count("person")
    rng, took = random.Random(2282), 0.0
    for number in range(KILLS + 1):
        store = tmp_path / str(number)
        shutil.copytree(outpost.unit, store)
        with subprocess.Popen(
            [sys.executable, "-c", PASTE, str(store)], cwd=ROOT, env=surroundings(settings), stdout=subprocess.PIPE
        ) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"ready\n"
            started = time.monotonic()
            if number:
                time.sleep(rng.uniform(0, 1.2) * took)
                worker.kill()
            said = worker.stdout.read()
            took = took or time.monotonic() - started
        with at(store) as ws:
            assert ws.store.check() == ()
            assert ws.store.verify_history().broken == ()
            count = ws.store.count("person")
            assert count in (before, before + ROWS)
            assert count > before or said == b""


@pytest.mark.fault("A15")
def test_a_pasted_block_is_taken_back_in_one_step(outpost: Outpost, tmp_path: Path) -> None:
    post = outpost.copied(tmp_path)
    with at(post.unit) as ws:
        before = ws.store.load()
        change(ws, *pasted(ws))
        run(ws, "undo")
        assert ws.store.load() == before

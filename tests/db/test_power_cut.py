"""The power goes at any moment of a save: what was acknowledged is there, what was not is there whole or not at all."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.dataset import Dataset
from app.errors import UserError
from db.opening import open_store
from db.store import SqlStore
from tests.db.power_cut import Call, recorded, replayed
from tests.db.samples import PASSPHRASE, added, entry, people

Make = Callable[..., SqlStore]
CUTS, SWEEP = 16, 1000
FILES = ("so.db", "so.db-journal")
SAVE = (
    "import sys\nfrom pathlib import Path\nfrom db.opening import open_store\n"
    "from tests.db.samples import PASSPHRASE, added, entry, people\n"
    "store = open_store(Path(sys.argv[1]), None, PASSPHRASE)\n"
    "store.apply(added(*people()[3:]), entry('Thêm'))\n"
    "print('saved', flush=True)\n"
)
"""Ends without closing the store, as a machine without power does."""


def cut(make: Make, tmp_path: Path, times: int, forgotten: str = "") -> Counter[str]:
    """Cuts the power at moments of a save; gives what was found afterwards.

    Args:
        times: how often. forgotten: calls that the disk acknowledges and does not do.
    """
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    store = make()
    store.apply(added(*people()[:3]), entry("Thêm"))
    old, root = store.load(), store.folder.root
    store.close()
    before = {"so.db": (root / "so.db").read_bytes()}
    calls = [call for call in recorded(SAVE, root, tmp_path / "log") if _is_ours(call, root)]
    calls = [call for call in calls if call.name != forgotten]
    store = open_store(root, None, PASSPHRASE)
    new = store.load()
    shutil.copytree(root, tmp_path / "sau", ignore=shutil.ignore_patterns("lock", "so.db*"))
    store.close()
    rng, found = random.Random(2282), Counter[str]()
    for number in range(times):
        moment = number % (len(calls) + 1) if times > len(calls) else number * len(calls) // (times - 1)
        disk = replayed(calls[:moment], root, before)
        for name in FILES:
            (tmp_path / "sau" / name).unlink(missing_ok=True)
        for name, content in disk.after_cut(rng).items():
            (tmp_path / "sau" / name).write_bytes(content)
        now = _opened(tmp_path / "sau")
        assert now in (old, new), f"half a save after call {moment}"
        assert now == new or not disk.told, f"an acknowledged save is lost after call {moment}"
        found["old" if now == old else "new"] += 1
    return found


@pytest.mark.fault("A02", "A03", "A04")
def test_the_power_goes_while_saving(make: Make, tmp_path: Path) -> None:
    assert set(cut(make, tmp_path, CUTS)) == {"old", "new"}


@pytest.mark.faults
@pytest.mark.fault("A03", "A04")
def test_the_power_goes_a_thousand_times(make: Make, tmp_path: Path) -> None:
    assert set(cut(make, tmp_path, SWEEP)) == {"old", "new"}


def test_a_disk_that_does_not_flush_is_noticed(make: Make, tmp_path: Path) -> None:
    """The simulation bites: without the flushes saves are lost, halved or damaged."""
    with pytest.raises((AssertionError, UserError)):
        cut(make, tmp_path, CUTS, "fsync")


def _is_ours(call: Call, root: Path) -> bool:
    return call.name == "write" or call.path == root or (call.path.parent == root and call.path.name in FILES)


def _opened(folder: Path) -> Dataset:
    store = open_store(folder, None, PASSPHRASE)
    try:
        assert store.check() == ()
        assert store.verify_history().broken == ()
        return store.load()
    finally:
        store.abandon()

"""The disk fills up while Sở Nội vụ receives: what was there stays, what came waits outside, and it goes on later."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.workspace import Workspace
from tests.e2e.outpost import Outpost, at, found_outpost
from tests.simulator.province import PERIOD, codes, run


@pytest.fixture(scope="module")
def outpost(tmp_path_factory: pytest.TempPathFactory) -> Outpost:
    return found_outpost(tmp_path_factory.mktemp("đồn"))


@pytest.fixture
def small_province(outpost: Outpost, tmp_path: Path) -> Iterator[tuple[Outpost, Path]]:
    """A province on a disk that is nearly full, and a package on its way."""
    post = outpost.copied(tmp_path)
    place = tmp_path / "đĩa nhỏ"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting needs root")
    shutil.copytree(post.province, place / "so")
    with at(post.unit) as unit:
        run(unit, "submit", period=PERIOD, out=tmp_path / "hai.p7m", minimal=True)
    yield Outpost(post.unit, place / "so"), tmp_path / "hai.p7m"
    subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path, room: int) -> Path:
    """Takes all the room but some bytes."""
    ballast = place / "phim.mp4"
    free = shutil.disk_usage(place).free
    ballast.write_bytes(os.urandom(1) * max(free - room, 0))
    return ballast


def state(ws: Workspace) -> tuple[object, ...]:
    received = ws.store.documents("received")
    return received, ws.store.documents("receipt"), ws.store.history(limit=1)[0].revision


def aside(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((store / "quarantine").iterdir())}


@pytest.mark.fault("B08")
@pytest.mark.parametrize("room", [0, 12_000, 40_000, 80_000])
def test_a_full_disk_at_reception(small_province: tuple[Outpost, Path], tmp_path: Path, room: int) -> None:
    """No room for the original, for the journal, for the pages: the transaction is taken back each time."""
    post, package = small_province
    junk = tmp_path / "rác.p7m"
    junk.write_bytes(b"no package")
    with at(post.province) as so:
        run(so, "receive", paths=[junk])
        before, kept = state(so), aside(post.province)
        assert len(kept) == 1
        ballast = fill(post.province.parent, room)
        (row,) = run(so, "receive", paths=[package]).data
        assert (row["state"], row["code"]) == ("refused", "LUU-01")
        junk.write_bytes(os.urandom(200_000))
        (row,) = run(so, "receive", paths=[junk]).data
        assert row["code"] == "LUU-01"
        assert state(so) == before
        assert aside(post.province) == kept
        assert package.exists()
        ballast.unlink()
        assert codes(run(so, "receive", paths=[package]).data) == [("received", "")]
        assert so.store.check() == ()
        assert so.store.verify_history().broken == ()
        assert not list(post.province.rglob("*.dang-ghi"))

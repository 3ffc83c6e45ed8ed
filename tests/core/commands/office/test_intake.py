"""Many files in one drop: each for itself, stopped and taken up again, folders within bounds, in any order."""

from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.receiving import receive
from app.commands.reception.dropped import DEEPEST, dropped
from app.commands.reception.intake import unfinished
from app.errors import Cancelled
from app.progress import Silent
from tests.simulator.province import World, corrected, found, run
from tests.simulator.units import PON, TAM, THAU


class PowerCutError(RuntimeError):
    """The machine loses its power."""


class At:
    """A progress that does something at a step."""

    def __init__(self, step: int, wrong: type[Exception]) -> None:
        self.at, self.wrong = step, wrong
        self.texts: list[str] = []

    def step(self, done: int, total: int, text: str) -> None:
        """Raises at its step."""
        self.texts.append(f"{done}/{total} {text}")
        if done == self.at:
            raise self.wrong


def bad_files(folder: Path, good: Path) -> list[Path]:
    """Five files that must not come in: empty, text, cut, one byte changed, a folder's own database by its look."""
    folder.mkdir(parents=True, exist_ok=True)
    content = good.read_bytes()
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    made = {
        "rong.p7m": b"",
        "thu.txt": "Kính gửi Sở Nội vụ".encode(),
        "cut.p7m": content[: len(content) // 2],
        "sua.p7m": bytes(changed),
        "anh.png": b"\x89PNG\r\n" + bytes(200),
    }
    for name, bytes_ in made.items():
        (folder / name).write_bytes(bytes_)
    return [folder / name for name in made]


def a_drop(world: World) -> tuple[Path, int]:
    """A folder with good packages of several units, in subfolders by unit, and five bad files; how many are good."""
    folder = world.folder / "tha-vao"
    good: list[Path] = []
    for key in (PON, TAM, THAU):
        unit = world.enrolled(key)
        inside = folder / f"xa-{key[:5]}"
        inside.mkdir(parents=True)
        good += [Path(shutil.copy(corrected(world, unit), inside)) for _ in range(3)]
    bad_files(folder / "linh-tinh", good[0])
    return folder, len(good)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path, int]:
    """A province before the drop, made once."""
    world = found(tmp_path_factory.mktemp("tinh"))
    return world, *a_drop(world)


@pytest.fixture
def drop(kept: tuple[World, Path, int]) -> Any:
    """The province before the drop, for one test."""
    world, folder, good = kept
    before = world.so.store
    world.so.store = deepcopy(before)
    yield world, folder, good
    world.so.store = before


def ended(world: World) -> dict[str, tuple[str, str, dict[str, int]]]:
    """Every received file with state, code and figures."""
    store = world.so.store
    return {
        item.id: (item.state, item.body.get("code", ""), dict(store.figures(item.id)))
        for item in store.documents("received")
    }


def remembered(world: World) -> list[tuple[str, int]]:
    """State and number of files of the drops that have not come to an end."""
    return [(item.state, len(item.files)) for item in unfinished(world.so, "open", "stopped")]


def test_bad_files_never_stop_the_rest_and_are_explained(drop: tuple[World, Path, int]) -> None:
    world, folder, good = drop
    progress = At(-1, PowerCutError)
    outcome = receive(world.so, progress, paths=[folder])
    rows = [row for row in outcome.data if not row.get("released")]
    refused = [row for row in rows if row["state"] == "refused"]
    assert (len(rows), len(refused)) == (good + 5, 5)
    assert all(row["code"] and row["message"] for row in refused)
    assert f"{good} nhận, 5 không nhận" in outcome.message
    assert progress.texts[-1].startswith(f"{good + 4}/{good + 5} ")
    assert "nhận" in progress.texts[-1]
    assert remembered(world) == []


@pytest.mark.parametrize("step", [1, 5, 9, 13])
def test_what_was_killed_goes_in_at_the_next_start(drop: tuple[World, Path, int], step: int) -> None:
    world, folder, good = drop
    whole = deepcopy(world.so.store)
    with pytest.raises(PowerCutError):
        receive(world.so, At(step, PowerCutError), paths=[folder])
    assert remembered(world) == [("open", good + 5)]
    run(world.so, "receive", paths=[])
    found_ = ended(world)
    world.so.store = whole
    receive(world.so, Silent(), paths=[folder])
    assert ended(world) == found_
    assert remembered(world) == []


def test_a_person_stops_and_goes_on(drop: tuple[World, Path, int]) -> None:
    world, folder, good = drop
    outcome = receive(world.so, At(4, Cancelled), paths=[folder])
    assert not outcome.ok
    assert outcome.message.startswith(f"Đã dừng sau 4/{good + 5} tệp")
    assert remembered(world) == [("stopped", good + 5)]
    run(world.so, "receive", paths=[])  # what a person stopped waits for the person
    assert remembered(world) == [("stopped", good + 5)]
    rows = run(world.so, "receive resume").data
    assert len([row for row in rows if not row.get("released")]) == good + 1
    assert remembered(world) == []


def test_a_stop_before_the_first_file_leaves_nothing_in(drop: tuple[World, Path, int]) -> None:
    world, folder, _ = drop
    before = ended(world)
    with pytest.raises(Cancelled):
        receive(world.so, At(0, Cancelled), paths=[folder])
    assert ended(world) == before
    run(world.so, "receive resume", forget=True)
    assert remembered(world) == []
    assert ended(world) == before


def test_files_that_are_gone_are_told(drop: tuple[World, Path, int], tmp_path: Path) -> None:
    world, folder, good = drop
    copied = Path(shutil.copytree(folder, tmp_path / "usb"))
    with pytest.raises(PowerCutError):
        receive(world.so, At(6, PowerCutError), paths=[copied])
    shutil.rmtree(copied)
    rows = run(world.so, "receive resume").data
    assert {row["code"] for row in rows} == {"LUU-08"}
    assert len(rows) == good + 5 - 6
    assert remembered(world) == []


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 14))
def test_order_does_not_matter(kept: tuple[World, Path, int], rng: Any, cut: int) -> None:
    world, folder, _ = kept
    before = world.so.store
    try:
        paths = list(dropped([folder]).files)
        world.so.store = deepcopy(before)
        world.deliver(*paths)
        expected = ended(world)
        rng.shuffle(paths)
        world.so.store = deepcopy(before)
        world.deliver(*paths[:cut])
        world.deliver(*paths[cut:])
        assert ended(world) == expected
    finally:
        world.so.store = before


def test_folders_are_looked_into_within_bounds(tmp_path: Path) -> None:
    deep = tmp_path / "goc"
    for depth in range(DEEPEST + 2):
        deep = deep / f"lop-{depth}"
        deep.mkdir(parents=True)
        (deep / f"{depth}.p7m").write_bytes(b"x")
    (tmp_path / "goc" / "lop-0" / "~$so.p7m").write_bytes(b"x")
    (tmp_path / "goc" / "lop-0" / "so.p7m.dang-ghi").write_bytes(b"x")
    (tmp_path / "goc" / "vong").symlink_to(tmp_path / "goc", target_is_directory=True)
    found_ = dropped([tmp_path / "goc"])
    assert [path.name for path in found_.files] == [f"{depth}.p7m" for depth in range(DEEPEST)]
    ((place, error),) = found_.left_out
    assert (place.name, error.code) == (f"lop-{DEEPEST}", "NHAP-01")
    assert len(dropped([tmp_path / "goc"], most=3).files) == 3

"""A watched folder: complete new packages go in, everything in it stays as it is, a drive that is gone is no harm."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.commands.office.watching_folder import Look, look, take, watched
from app.errors import UserError
from app.progress import Silent
from tests.simulator.province import World, corrected, run
from tests.simulator.units import PON


@pytest.fixture
def drive(world: World, tmp_path: Path) -> Path:
    """A synchronised drive that is watched."""
    folder = tmp_path / "o-dong-bo"
    folder.mkdir()
    run(world.so, "watch set", folder=folder)
    return folder


def test_a_complete_file_goes_in_and_stays_where_it_is(world: World, drive: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    inside = drive / "Xã Mường Pồn"
    inside.mkdir()
    content = package.read_bytes()
    arriving = inside / "bao-cao.p7m"
    arriving.write_bytes(content[:1000])
    first = look(world.so, Look(drive))
    arriving.write_bytes(content)
    second = look(world.so, first)
    assert (first.new, second.new) == ((), ())
    third = look(world.so, second)
    assert third.new == (arriving,)
    run(world.so, "receive", paths=third.new)
    assert world.received(arriving).state == "received"
    assert look(world.so, third).new == ()
    assert arriving.read_bytes() == content
    assert take(world.so, Silent(), pause=0).data == []


def test_what_is_no_package_or_not_whole_is_left_alone(world: World, drive: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    for name in ("~$a.p7m", "b.p7m.dang-ghi", "c.p7m.crdownload", "danh-sach.xlsx", ".d.p7m"):
        shutil.copy(package, drive / name)
    seen = look(world.so, look(world.so, Look(drive)))
    assert (seen.new, seen.other) == ((), 1)


def test_copies_of_a_synchronising_program_are_told_and_taken_once(world: World, drive: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    shutil.copy(package, drive / "bao-cao.p7m")
    shutil.copy(package, drive / "bao-cao (1).p7m")
    seen = look(world.so, look(world.so, Look(drive)))
    assert len(seen.new) == 1
    assert seen.copies == ("bao-cao (1).p7m",)


def test_a_drive_that_is_gone_and_comes_back(world: World, drive: Path) -> None:
    unit = world.enrolled(PON)
    shutil.copy(corrected(world, unit), drive / "bao-cao.p7m")
    away = drive.with_name("rut-ra")
    drive.rename(away)
    gone = look(world.so, Look(drive))
    assert not gone.here
    assert run(world.so, "watch show").data == {"folder": str(drive), "here": False}
    with pytest.raises(UserError, match="Không tìm thấy"):
        take(world.so, Silent(), pause=0)
    away.rename(drive)
    (row,) = take(world.so, Silent(), pause=0).data
    assert row["state"] == "received"


def test_the_folder_of_the_data_is_not_watched(world: World) -> None:
    world.so.store.root.mkdir(parents=True, exist_ok=True)
    with pytest.raises(UserError) as told:
        run(world.so, "watch set", folder=world.so.store.root)
    assert told.value.code == "NHAP-01"
    assert watched(world.so) is None


def test_off(world: World, drive: Path) -> None:
    assert watched(world.so) == drive
    run(world.so, "watch off")
    assert watched(world.so) is None
    with pytest.raises(UserError):
        take(world.so, Silent(), pause=0)

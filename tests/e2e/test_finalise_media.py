"""Packages on real media: a FAT stick, a full one, a read-only one, one that is pulled out (threats B01 to B04, M4).

The stick is a FAT32 image that a process of its own serves; killing that process is pulling the stick.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands.submission.carrying import require_room, write_carried
from app.durable import PENDING
from app.errors import UserError
from app.workspace import Workspace
from tests.simulator.province import PERIOD, World, codes, found, run
from tests.simulator.refusals import code_of
from tests.simulator.units import PON

NAME = "2282_03202_2026_01.p7m"


@dataclass(slots=True)
class Stick:
    """A FAT32 stick that is plugged in."""

    image: Path
    place: Path
    process: subprocess.Popen[bytes] | None = None

    def plug_in(self) -> None:
        """Serves the image; waits until it is there."""
        self.process = subprocess.Popen(
            ["fusefat", "-f", "-o", "rw+", str(self.image), str(self.place)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            if self.place.is_mount():
                return
            time.sleep(0.02)
        pytest.skip("a FAT image cannot be mounted here")

    def pull(self) -> None:
        """Pulls it out, whatever is under way."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def take_away(self) -> None:
        """Leaves an empty folder where it was."""
        subprocess.run(["umount", "-l", self.place], check=False, capture_output=True)
        if self.process is not None and self.process.poll() is None:
            self.process.wait(timeout=20)


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    if not (shutil.which("fusefat") and shutil.which("mkfs.vfat") and Path("/dev/fuse").exists()):
        pytest.skip("needs fusefat and dosfstools")
    made = Stick(tmp_path / "stick.img", tmp_path / "usb")
    made.place.mkdir()
    with made.image.open("wb") as stream:
        stream.truncate(40 * 1024 * 1024)
    subprocess.run(["mkfs.vfat", "-F", "32", made.image], check=True, capture_output=True)
    made.plug_in()
    yield made
    made.take_away()


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    """A medium with room for 100 KB."""
    place = tmp_path / "usb nhỏ"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return found(tmp_path)


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def submitted(ws: Workspace, out: Path) -> str:
    """Code of the refusal."""
    return code_of(run, ws, "submit", period=PERIOD, out=out, minimal=True)


@pytest.mark.fault("B03")
def test_a_fat_stick(world: World, stick: Stick) -> None:
    """Folders cannot be flushed there and capitals do not count; the package is whole, also after it was replugged."""
    unit = world.unit(PON)
    out = stick.place / "BAO CAO" / NAME
    assert run(unit, "submit", period=PERIOD, out=out, minimal=True).ok
    stick.take_away()
    stick.plug_in()
    (document,) = unit.store.documents("sent")
    assert sha(out) == document.id
    assert document.body["written"]
    run(unit, "sent copy", package=document.id, out=out.with_name(NAME.upper()))
    assert [path.name.lower() for path in out.parent.iterdir()] == [NAME]
    assert codes(world.deliver(stick.place / "BAO CAO")) == [("waiting_enrolment", "")]


@pytest.mark.fault("B01")
@pytest.mark.parametrize("moment", ["before the flush", "before the name"])
def test_a_stick_pulled_while_it_is_written(
    world: World, stick: Stick, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    unit = world.unit(PON)
    out = stick.place / NAME
    _pull_at(stick, monkeypatch, moment)
    assert submitted(unit, out) == "USB-01"
    monkeypatch.undo()
    stick.take_away()
    stick.plug_in()
    assert not out.exists()
    (document,) = unit.store.documents("sent")
    assert (document.state, document.body["written"], document.body["writing"]) == ("sent", False, str(out))
    run(unit, "sent copy", package=document.id, out=out)
    assert sha(out) == document.id
    assert [path.name for path in stick.place.iterdir()] == [NAME]


def _pull_at(stick: Stick, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Pulls the stick right before a call that a package's file makes."""
    real = {"before the flush": os.fsync, "before the name": Path.replace}[moment]

    def pulled(*arguments: object) -> object:
        target = arguments[0]
        name = str(target) if isinstance(target, Path) else str(Path(f"/proc/self/fd/{target}").readlink())
        if name.startswith(str(stick.place)):
            stick.pull()
        return real(*arguments)  # type: ignore[operator]

    if moment == "before the flush":
        monkeypatch.setattr(os, "fsync", pulled)
    else:
        monkeypatch.setattr(Path, "replace", pulled)


@pytest.mark.fault("A06")
def test_a_full_stick_is_said_before_anything_is_kept(world: World, small_stick: Path) -> None:
    unit = world.unit(PON)
    (small_stick / "ảnh.jpg").write_bytes(b"x" * 60_000)
    assert submitted(unit, small_stick / NAME) == "LUU-01"
    assert unit.store.documents("sent") == ()
    assert world.package(unit).exists()


@pytest.mark.fault("A06")
def test_a_stick_that_fills_up_while_it_is_written(
    world: World, small_stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program was faster: the package stays here, a part of it does not stay there."""
    unit = world.unit(PON)

    def filled(path: Path, size: int) -> None:
        require_room(path, size)
        (small_stick / "ảnh.jpg").write_bytes(b"x" * 96_000)

    monkeypatch.setattr("app.commands.submission.finalising.require_room", filled)
    assert submitted(unit, small_stick / NAME) == "LUU-01"
    assert [path.name for path in small_stick.iterdir()] == ["ảnh.jpg"]
    (document,) = unit.store.documents("sent")
    assert code_of(run, unit, "sent copy", package=document.id, out=small_stick / NAME) == "LUU-01"
    run(unit, "sent copy", package=document.id, out=tmp_path / NAME)
    assert sha(tmp_path / NAME) == document.id


@pytest.mark.fault("B04")
def test_a_read_only_stick_is_said_before_anything_is_done(
    world: World, small_stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit(PON)
    subprocess.run(["mount", "-o", "remount,ro", small_stick], check=True)

    def never(*_: object) -> None:
        raise AssertionError("it was refused before the records were judged")

    monkeypatch.setattr("app.commands.submission.submitting.judge", never)
    for out in (small_stick / NAME, small_stick / "thư mục" / "mới" / NAME):
        assert submitted(unit, out) == "LUU-05"
    assert unit.store.documents("sent") == ()
    subprocess.run(["mount", "-o", "remount,rw", small_stick], check=True)


@pytest.mark.fault("B04")
def test_a_stick_that_turns_read_only_while_it_is_written(small_stick: Path) -> None:
    """As a FAT stick does when its driver met an error."""
    (small_stick / "cũ.p7m").write_bytes(b"old")
    subprocess.run(["mount", "-o", "remount,ro", small_stick], check=True)
    with pytest.raises(UserError) as wrong:
        write_carried(small_stick / "cũ.p7m", b"new")
    subprocess.run(["mount", "-o", "remount,rw", small_stick], check=True)
    assert wrong.value.code == "LUU-05"
    assert (small_stick / "cũ.p7m").read_bytes() == b"old"
    assert not (small_stick / f"cũ.p7m{PENDING}").exists()

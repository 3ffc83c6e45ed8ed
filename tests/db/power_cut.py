"""A simulated power cut: what a save wrote to the disk is recorded, then everything not flushed is lost at random.

The recorder is strace. Of each file the flushed content stands; of what was written since, any sectors of 512 bytes
reach the disk in any order (so writes are torn too). A new or deleted name counts only after its folder was flushed;
before that either may be there (threats.md §4, M2).
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
ACKNOWLEDGED = "saved"
_CALLS = "pwrite64,write,fsync,fdatasync,unlink,ftruncate,openat"
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPENED = re.compile(r"<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the disk: its name, the path, and for a write the bytes and where."""

    name: str
    path: Path
    data: bytes = b""
    at: int = 0


@dataclass(slots=True)
class Disk:
    """Files of one folder: what is flushed, and what is only in the cache."""

    flushed: dict[str, bytes]
    names: set[str]
    waiting: dict[str, list[Call]] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    told: bool = False

    def after_cut(self, rng: random.Random) -> dict[str, bytes]:
        """What is on the disk when the power comes back."""
        doubtful = self.new | self.gone
        there = {name for name in self.names | self.gone if name not in doubtful or rng.random() < 0.5}
        return {name: self._content(name, rng) for name in there}

    def _content(self, name: str, rng: random.Random) -> bytes:
        made = bytearray(self.flushed.get(name, b""))
        share = rng.random()
        for call in self.waiting.get(name, ()):
            if call.name == "ftruncate":
                if rng.random() < share:
                    del made[call.at :]
                continue
            for start in range(0, len(call.data), SECTOR):
                if rng.random() < share:
                    _put(made, call.at + start, call.data[start : start + SECTOR])
        return bytes(made)


def recorded(script: str, root: Path, log: Path) -> list[Call]:
    """Calls that a Python script makes in a folder; it gets the folder as its argument and prints ACKNOWLEDGED."""
    traced = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(log), "-e", f"trace={_CALLS}"]
    subprocess.run([*traced, sys.executable, "-c", script, str(root)], check=True, capture_output=True)
    calls = (_call(line) for line in log.read_text(encoding="ascii").splitlines())
    return [call for call in calls if call is not None]


def replayed(calls: Iterable[Call], root: Path, before: dict[str, bytes]) -> Disk:
    """The disk after these calls; `before` is what was flushed in the folder."""
    disk = Disk(dict(before), set(before))
    for call in calls:
        name = call.path.name
        if call.name == "write":
            disk.told = disk.told or ACKNOWLEDGED.encode() in call.data
        elif call.path == root:  # the folder is flushed
            disk.new.clear()
            disk.gone.clear()
        elif call.path.parent != root:
            continue
        elif call.name == "openat":
            if name not in disk.names:
                disk.names.add(name)
                disk.new.add(name)
                disk.flushed[name] = b""
        elif call.name == "unlink":
            disk.names.discard(name)
            disk.gone.add(name)
        elif call.name in ("fsync", "fdatasync"):
            disk.flushed[name] = _all(disk, name)
            disk.waiting[name] = []
        else:
            disk.waiting.setdefault(name, []).append(call)
    return disk


def _all(disk: Disk, name: str) -> bytes:
    made = bytearray(disk.flushed.get(name, b""))
    for call in disk.waiting.get(name, ()):
        if call.name == "ftruncate":
            del made[call.at :]
        else:
            _put(made, call.at, call.data)
    return bytes(made)


def _put(made: bytearray, at: int, data: bytes) -> None:
    if len(made) < at:
        made.extend(bytes(at - len(made)))
    made[at : at + len(data)] = data


def _call(line: str) -> Call | None:
    found = re.match(r"\d+ +(\w+)\((.*)\) += (-?\d+)", line)
    if found is None or found[3].startswith("-"):
        return None
    name, given = found[1], found[2]
    if name == "openat":
        made = "O_CREAT" in given and "O_DIRECTORY" not in given
        return Call(name, Path(_text(_QUOTED.findall(given)[0]))) if made else None
    if name == "unlink":
        return Call(name, Path(_text(_QUOTED.findall(given)[0])))
    path = Path(_text(_OPENED.findall(given)[0]))
    if name in ("pwrite64", "write"):
        data = _bytes(_QUOTED.findall(given)[0])
        return Call(name, path, data, int(given.rsplit(", ", 1)[1]) if name == "pwrite64" else 0)
    return Call(name, path, at=int(given.rsplit(", ", 1)[1]) if name == "ftruncate" else 0)


def _bytes(quoted: str) -> bytes:
    return bytes.fromhex(quoted.replace("\\x", ""))


def _text(quoted: str) -> str:
    return _bytes(quoted).decode()

"""Small files that survive a power cut: hides temporary names, fsync, checksum and the spare copy.

A file is written beside, flushed, renamed and its folder flushed; then a spare with the same content follows. A damaged
file is read from its spare.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

PENDING: Final = ".dang-ghi"
SPARE: Final = ".ban-sao"
_CHECKSUM: Final = "checksum"
_BUSY_ON_WINDOWS: Final = frozenset({5, 32, 33})  # an antivirus program holds the file for a moment
_PATIENCE_SECONDS: Final = 10.0


class DamagedFileError(Exception):
    """Neither the file nor its spare holds what was written."""


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a whole file: the name holds the old content or the new one, never a part.

    Raises:
        OSError: the disk refused; the old file stands.
    """
    pending = path.with_name(path.name + PENDING)
    try:
        with pending.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        replace(pending, path)
    except BaseException:
        pending.unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path) -> None:
    """Renames over the target and flushes the folder; waits for a file that another program holds for a moment."""
    deadline, pause = time.monotonic() + _PATIENCE_SECONDS, 0.05
    while True:
        try:
            source.replace(target)
            break
        except OSError as wrong:
            if getattr(wrong, "winerror", None) not in _BUSY_ON_WINDOWS or time.monotonic() > deadline:
                raise
            time.sleep(pause)
            pause *= 2
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Makes renames in a folder durable; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as wrong:
        if wrong.errno != errno.EINVAL:  # a file system without flushable folders (FAT on a stick)
            raise
    finally:
        os.close(handle)


def write_checked(path: Path, content: Mapping[str, Any]) -> None:
    """Writes JSON with a checksum, then its spare."""
    whole = {**content, _CHECKSUM: _checksum(content)}
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    write_bytes(path, text)
    write_bytes(spare_of(path), text)


def read_checked(path: Path) -> dict[str, Any]:
    """Reads what `write_checked` wrote, from the spare where the file is damaged.

    Raises:
        DamagedFileError: neither can be read.
    """
    for candidate in (path, spare_of(path)):
        content = _read(candidate)
        if content is not None:
            return content
    raise DamagedFileError(path.name)


def align_spare(path: Path) -> None:
    """Makes file and spare equal again after a session that was killed between the two."""
    content, spare = _read(path), _read(spare_of(path))
    if content != spare or content is None:
        write_checked(path, read_checked(path))


def spare_of(path: Path) -> Path:
    """Name of the spare."""
    return path.with_name(path.name + SPARE)


def sha256_of(path: Path) -> str:
    """Digest of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_file(source: Path, target: Path) -> None:
    """Copies a file and flushes it, without the steps of `write_bytes`: for a folder that gets its name last."""
    with source.open("rb") as read, target.open("wb") as write:
        while block := read.read(1 << 20):
            write.write(block)
        write.flush()
        os.fsync(write.fileno())


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(content, dict):
        return None
    stated = content.pop(_CHECKSUM, None)
    return content if stated == _checksum(content) else None


def _checksum(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()

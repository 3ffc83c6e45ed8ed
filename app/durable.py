"""Files written whole or not at all: temp name, flush, read back, rename, flush of the folder (threats INV3, B13)."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Final

from app.errors import UserError, refuse

PENDING: Final = ".dang-ghi"
"""What is still being written; cleaned up at the next start."""

_PATIENCE_SECONDS: Final = 10.0
_BUSY_ON_WINDOWS: Final = frozenset({5, 32, 33})
_BY_NUMBER: Final = {
    errno.ENOSPC: "LUU-01",
    errno.EDQUOT: "LUU-01",
    errno.EROFS: "LUU-05",
    errno.EACCES: "LUU-05",
    errno.EPERM: "LUU-05",
    errno.ENOENT: "LUU-08",
    errno.ENOTDIR: "LUU-08",
    errno.EISDIR: "LUU-08",
}


def write_whole(path: Path, content: bytes) -> None:
    """Writes a whole file and reads it back: the name holds the old content or the new one, never a part.

    Raises:
        OSError: the medium refused; the old file stands.
    """
    pending = path.with_name(path.name + PENDING)
    try:
        with pending.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if pending.read_bytes() != content:
            raise OSError(errno.EIO, "đọc lại khác nội dung đã ghi")
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


def fault_code(wrong: OSError) -> str:
    """Reason code of a fault of the medium."""
    if getattr(wrong, "winerror", None) in _BUSY_ON_WINDOWS:
        return "LUU-10"
    return _BY_NUMBER.get(wrong.errno or 0, "LUU-02")


def as_refusal(wrong: OSError, place: Path) -> UserError:
    """The refusal for a fault of the medium; `place` is what was being read or written."""
    return refuse(fault_code(wrong), place=place, detail=wrong.strerror or str(wrong))

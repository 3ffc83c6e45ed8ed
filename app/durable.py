"""Files written whole or not at all: temp name, flush, read back, rename, flush of the folder (threats INV3, B13).

Hides how the cache is passed by, so that what is read back comes from the medium, and Windows' short paths.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.errors import UserError, refuse

PENDING: Final = ".dang-ghi"
"""What is still being written; cleaned up at the next start."""

_PATIENCE_SECONDS: Final = 10.0
_BUSY_ON_WINDOWS: Final = frozenset({5, 32, 33})
_SHORT_PATH: Final = 240
"""Longer ones need the prefix on Windows: 260 with the drive, less the temporary name's ending and some slack."""
_BY_NUMBER: Final = {
    errno.ENOSPC: "LUU-01",
    errno.EDQUOT: "LUU-01",
    errno.EROFS: "LUU-05",
    errno.EACCES: "LUU-05",
    errno.EPERM: "LUU-05",
    errno.ENOENT: "LUU-08",
    errno.ENOTDIR: "LUU-08",
    errno.EISDIR: "LUU-08",
    errno.ENAMETOOLONG: "LUU-13",
}


def write_whole(path: Path, content: bytes) -> None:
    """Writes a whole file and reads it back: the name holds the old content or the new one, never a part.

    Raises:
        OSError: the medium refused; the old file stands.
    """
    path = reachable(path)
    pending = pending_of(path)
    try:
        pending.unlink(missing_ok=True)  # what a killed session left may be a link, or not to be shortened
        with pending.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if read_past_cache(pending) != content:
            raise OSError(errno.EIO, "đọc lại khác nội dung đã ghi")
        replace(pending, path)
    except BaseException:
        with suppress(OSError):  # a medium that is gone cannot be tidied; the next start does
            pending.unlink(missing_ok=True)
        raise


def pending_of(path: Path) -> Path:
    """The name under which a file is being written."""
    return path.with_name(path.name + PENDING)


def read_past_cache(path: Path) -> bytes:
    """The bytes that the medium holds: the system's copy is dropped first, where the system lets us (threats B02).

    Raises:
        OSError: not readable.
    """
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return stream.read()


def reachable(path: Path) -> Path:
    """The path as the system takes it, however long it is."""
    return Path(long_path(str(path.absolute()))) if os.name == "nt" else path


def long_path(path: str) -> str:
    r"""An absolute Windows path, with the prefix \\?\ where it is too long without (threats B11)."""
    if len(path) < _SHORT_PATH or path.startswith("\\\\?\\"):
        return path
    return "\\\\?\\UNC" + path[1:] if path.startswith("\\\\") else "\\\\?\\" + path


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

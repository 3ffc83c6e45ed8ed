"""Files that a person chose: read with limits, written whole or not at all (threats INV3)."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from app.errors import UserError, refuse

PENDING: Final = ".dang-ghi"
LARGEST: Final = 65 * 1024 * 1024


def read_chosen(path: Path, largest: int = LARGEST) -> bytes:
    """Bytes of a chosen file.

    Raises:
        UserError: LUU-08 no such file, GOI-03 too large, LUU-02 not readable.
    """
    try:
        if path.stat().st_size > largest:
            raise refuse("GOI-03")
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise refuse("LUU-08", place=path) from error
    except OSError as error:
        raise refuse("LUU-02", detail=error.strerror or "đọc") from error


def write_chosen(path: Path, content: bytes) -> None:
    """Writes temp + fsync + rename and reads back; an old file stays whole until the new one is.

    Raises:
        UserError: LUU-01 disk full, LUU-05 read-only, LUU-02 any other fault of the medium.
    """
    pending = path.with_name(path.name + PENDING)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pending.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if pending.read_bytes() != content:
            raise refuse("LUU-02", detail="đọc lại khác")
        pending.replace(path)
    except OSError as error:
        pending.unlink(missing_ok=True)
        raise _as_refusal(error, path) from error


def _as_refusal(error: OSError, path: Path) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return refuse("LUU-01")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return refuse("LUU-05", place=path.parent)
    return refuse("LUU-02", detail=error.strerror or "ghi")

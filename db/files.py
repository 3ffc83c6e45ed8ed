"""Small files with a checksum and a spare copy of the same content; a damaged file is read from its spare."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.durable import write_whole

SPARE: Final = ".ban-sao"
_CHECKSUM: Final = "checksum"


class DamagedFileError(Exception):
    """Neither the file nor its spare holds what was written."""


def write_checked(path: Path, content: Mapping[str, Any]) -> None:
    """Writes JSON with a checksum, then its spare."""
    whole = {**content, _CHECKSUM: _checksum(content)}
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    write_whole(path, text)
    write_whole(spare_of(path), text)


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
    """Copies a file and flushes it, without the steps of `write_whole`: for a folder that gets its name last."""
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

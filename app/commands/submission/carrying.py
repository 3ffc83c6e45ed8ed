"""Files on media that people carry: looked at before anything is made, proved before they are called done.

Hides what a stick can do: be full, be read-only, lead elsewhere, be pulled out, or only claim to have written
(threats.md B01 to B04, B11, B14).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path, PureWindowsPath
from typing import Final

from app.durable import PENDING, as_refusal, fault_code, pending_of, reachable, read_past_cache, write_whole
from app.errors import refuse

_LONGEST_NAME: Final = 255 - len(PENDING)
_SLACK_BYTES: Final = 64 * 1024
_PULLED: Final = frozenset({"LUU-02", "LUU-08"})
"""Faults that a place has which was good a moment before: it is gone, or it is breaking."""
_FORBIDDEN: Final = frozenset('<>:"|?*\\')
_LINK_TAGS: Final = frozenset({0xA0000003, 0xA000000C})
"""IO_REPARSE_TAG_MOUNT_POINT and IO_REPARSE_TAG_SYMLINK of Windows: junctions and symbolic links."""


def require_target(path: Path) -> None:
    """Refuses a place where a package cannot be written, before anything is made.

    Raises:
        UserError: LUU-05 read-only, LUU-08 no file can be there, LUU-12 a link that leads elsewhere, LUU-13 too long,
            NHAP-03 a name that other systems refuse.
    """
    _require_name(path.name)
    folder = reachable(path).absolute().parent
    try:
        for place in (folder, path):
            if _is_link(place):
                raise refuse("LUU-12", place=place, real=place.resolve().parent if place is path else place.resolve())
        if path.is_dir():
            raise refuse("LUU-08", place=path)
        standing = next(place for place in (folder, *folder.parents) if place.exists())
        if not standing.is_dir():
            raise refuse("LUU-08", place=standing)
        if _is_read_only(standing) or not os.access(standing, os.W_OK | os.X_OK):
            raise refuse("LUU-05", place=standing)
    except OSError as error:
        raise as_refusal(error, path) from error


def require_room(path: Path, size: int) -> None:
    """Refuses a place that is too full for a file of a size in bytes; raises LUU-01."""
    folder = path.absolute().parent
    standing = next(place for place in (folder, *folder.parents) if place.exists())
    room = shutil.disk_usage(standing)
    if room.total and room.free < size + _SLACK_BYTES:  # 0: the medium does not say how large it is
        raise refuse("LUU-01")


def write_carried(path: Path, content: bytes) -> None:
    """Writes a package that this machine keeps too; after it the medium holds these very bytes under this name.

    Raises:
        UserError: USB-01 the medium is gone or breaking, LUU-01 full, LUU-05 read-only, LUU-10 open elsewhere: no file
            of this content has the name.
    """
    wanted = hashlib.sha256(content).hexdigest()
    try:
        reachable(path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        if holds(path, wanted):  # the name was given and then the folder could not be flushed
            _take_back(path)
        raise refuse("USB-01", place=path) if fault_code(error) in _PULLED else as_refusal(error, path) from error
    if not holds(path, wanted):
        _take_back(path)
        raise refuse("USB-01", place=path)


def holds(path: Path, digest: str) -> bool:
    """Whether a file of that SHA-256 is there; False where nobody can tell."""
    try:
        return hashlib.sha256(read_past_cache(reachable(path))).hexdigest() == digest
    except OSError:
        return False


def clear_leftover(path: Path) -> None:
    """Removes what a killed session was still writing there; nothing where the medium is not at hand."""
    with suppress(OSError):
        pending_of(reachable(path)).unlink(missing_ok=True)


def _take_back(path: Path) -> None:
    """A file that could not be proved has not left: it must not lie there under its name (INV3)."""
    with suppress(OSError):
        reachable(path).unlink()


def _require_name(name: str) -> None:
    if len(name.encode()) > _LONGEST_NAME:
        raise refuse("LUU-13", place=f"{name[:40]}…")
    bad = sorted(_FORBIDDEN.intersection(name)) or [sign for sign in name if not sign.isprintable()]
    if bad or name != name.rstrip(". ") or PureWindowsPath(name).is_reserved():
        detail = f"không dùng {' '.join(bad)}" if bad and bad[0].isprintable() else "Windows không nhận tên này"
        raise refuse("NHAP-03", what="tên tệp", value=ascii(name)[1:-1] if bad else name, detail=detail)


def _is_link(place: Path) -> bool:
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) in _LINK_TAGS


def _is_read_only(folder: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)

"""Sealed files kept as evidence, by the SHA-256 of their bytes, wrapped once more in the key of their unit and period.

Hides the files' layout: a line that says whose key opens it, then the bytes. The database can be rebuilt from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.domain.storage import OriginalInfo
from app.durable import write_whole
from app.errors import refuse
from db.periodkeys import PeriodKeys

_SUFFIX: Final = ".goc"


def put_original(folder: Path, keys: PeriodKeys, unit: str, period: str, data: bytes) -> str:
    """Keeps a sealed file; the same bytes again change nothing.

    Returns:
        SHA-256 of the bytes, hex.

    Raises:
        OSError: the disk refused; nothing is kept.
        UserError: LUU-12, the folder is a link that leads elsewhere.
    """
    if folder.is_symlink():
        raise refuse("LUU-12", place=folder, real=folder.resolve())
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{digest}{_SUFFIX}"
    if not path.exists():
        head = json.dumps({"unit": unit, "period": period}, ensure_ascii=True).encode()
        write_whole(path, head + b"\n" + keys.encrypt(unit, period, data, _context(digest)))
    return digest


def read_original(folder: Path, keys: PeriodKeys, digest: str) -> bytes | None:
    """The sealed bytes; None where there are none, where their key was erased, or where they are not the same."""
    path = folder / f"{digest}{_SUFFIX}"
    if not path.exists():
        return None
    head, _, body = path.read_bytes().partition(b"\n")
    label = json.loads(head)
    data = keys.decrypt(label["unit"], label["period"], body, _context(digest))
    return data if data is not None and hashlib.sha256(data).hexdigest() == digest else None


def list_originals(folder: Path) -> Iterator[OriginalInfo]:
    """All sealed files, by digest."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with path.open("rb") as stream:
            label = json.loads(stream.readline())
        yield OriginalInfo(path.name.removesuffix(_SUFFIX), label["unit"], label["period"])


def _context(digest: str) -> str:
    return f"original {digest}"

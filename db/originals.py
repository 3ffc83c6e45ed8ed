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
        put_sealed(folder, digest, unit, period, keys.encrypt(unit, period, data, context_of(digest)))
    return digest


def read_original(folder: Path, keys: PeriodKeys, digest: str) -> bytes | None:
    """The sealed bytes; None where there are none, where their key was erased, or where they are not the same."""
    path = folder / f"{digest}{_SUFFIX}"
    if not path.exists():
        return None
    head, _, body = path.read_bytes().partition(b"\n")
    label = json.loads(head)
    data = keys.decrypt(label["unit"], label["period"], body, context_of(digest))
    return data if data is not None and hashlib.sha256(data).hexdigest() == digest else None


def list_originals(folder: Path) -> Iterator[OriginalInfo]:
    """All sealed files, by digest."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with path.open("rb") as stream:
            label = json.loads(stream.readline())
        yield OriginalInfo(path.name.removesuffix(_SUFFIX), label["unit"], label["period"])


def sealed_parts(folder: Path, digest: str) -> tuple[str, str, bytes]:
    """Unit, period and wrapped bytes of a kept file, to be moved as they are."""
    head, _, body = (folder / f"{digest}{_SUFFIX}").read_bytes().partition(b"\n")
    label = json.loads(head)
    return label["unit"], label["period"], body


def put_sealed(folder: Path, digest: str, unit: str, period: str, body: bytes) -> None:
    """Writes a kept file whose bytes are wrapped already."""
    head = json.dumps({"unit": unit, "period": period}, ensure_ascii=True).encode()
    write_whole(folder / f"{digest}{_SUFFIX}", head + b"\n" + body)


def context_of(digest: str) -> str:
    """What wrapped bytes are bound to."""
    return f"original {digest}"

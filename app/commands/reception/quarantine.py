"""Files refused before their sender was proved: kept whole, under no name of theirs, never opened (INV4, INV6).

Hides the folder. The bytes are encrypted once more with a key of the store, because what was dropped here by mistake
may be anything, a list of names among it (INV9).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.commands.files import write_chosen
from app.workspace import Workspace

_FOLDER: Final = "quarantine"
_SUFFIX: Final = ".cach-ly"


def put_aside(ws: Workspace, digest: str, content: bytes) -> None:
    """Keeps a refused file; the same file again changes nothing.

    Raises:
        UserError: LUU-*.
    """
    path = _path(ws, digest)
    if not path.exists():
        write_chosen(path, ws.store.encrypt_personal("", _FOLDER, content))


def put_back(ws: Workspace, digest: str) -> None:
    """Removes what is now kept as an original, because it was accepted after all."""
    _path(ws, digest).unlink(missing_ok=True)


def kept_bytes(ws: Workspace, digest: str) -> bytes | None:
    """A received file by its SHA-256, wherever it is kept; None where it is not, or its key was erased."""
    original = ws.store.original(digest)
    path = _path(ws, digest)
    if original is not None or not path.exists():
        return original
    return ws.store.decrypt_personal("", _FOLDER, path.read_bytes())


def _path(ws: Workspace, digest: str) -> Path:
    return ws.store.root / _FOLDER / f"{digest}{_SUFFIX}"


def all_aside(ws: Workspace) -> tuple[str, ...]:
    """SHA-256 of everything that is kept apart."""
    return tuple(sorted(path.name.removesuffix(_SUFFIX) for path in (ws.store.root / _FOLDER).glob(f"*{_SUFFIX}")))

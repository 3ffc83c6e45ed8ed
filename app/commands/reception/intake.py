"""What was dropped and is not yet in: remembered before the first file is taken, so that a killed session goes on.

Hides the place: one file for each drop of several files, in this machine's folder of the store because paths are of a
machine, encrypted with a key of the store, outside the history because nothing is decided by it. It holds paths with
the SHA-256 of their bytes, never the bytes. A file is done when something stands under its digest. States: "open"
while files are taken, and after a kill; "stopped" by the person, or because this machine could not keep some.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import msgspec

from app.commands.files import LARGEST, write_chosen
from app.domain.ids import new_id
from app.workspace import Workspace

FOLDER: Final = "intake"
State = Literal["open", "stopped"]
_SUFFIX: Final = ".con-lai"
_KEPT_AS: Final = ("received", "request", "receipt")


@dataclass(frozen=True, slots=True)
class Intake:
    """Files of one drop.

    Attributes:
        id: of the drop. by: whose it is. files: path and digest, "" where it could not be read.
    """

    id: str
    by: str
    state: State
    files: tuple[tuple[str, str], ...]


def begun(ws: Workspace, files: Sequence[Path]) -> tuple[Intake, ...]:
    """Remembers a drop; nothing of a single file, which is one transaction anyway.

    Raises:
        UserError: LUU-* of the medium.
    """
    named = tuple((str(path), digest_at(path)) for path in files if _is_text(path))
    if len(named) < 2:
        return ()
    made = Intake(new_id(), ws.actor, "open", named)
    _write(ws, made)
    return (made,)


def unfinished(ws: Workspace, *states: str) -> tuple[Intake, ...]:
    """Drops of this person that have not come to an end, oldest first; a file that is damaged is none."""
    found = [_read(ws, path) for path in sorted((ws.store.root / FOLDER).glob(f"*{_SUFFIX}"))]
    return tuple(item for item in found if item is not None and item.by == ws.actor and item.state in states)


def left(ws: Workspace, intake: Intake) -> tuple[Path, ...]:
    """Files of a drop under whose digest nothing stands yet."""
    return tuple(Path(path) for path, digest in intake.files if not digest or not is_kept(ws, digest))


def end(ws: Workspace, intakes: Sequence[Intake]) -> None:
    """These drops are at an end."""
    for intake in intakes:
        _path(ws, intake.id).unlink(missing_ok=True)


def stop(ws: Workspace, intakes: Sequence[Intake]) -> None:
    """These drops wait for the person.

    Raises:
        UserError: LUU-* of the medium.
    """
    for intake in intakes:
        _write(ws, replace(intake, state="stopped"))


def is_kept(ws: Workspace, digest: str) -> bool:
    """Whether something stands under the SHA-256 of a file, whatever was said of it."""
    return any(ws.store.document(kind, digest) is not None for kind in _KEPT_AS)


def digest_at(path: Path) -> str:
    """SHA-256 of a file; "" where it cannot be read, or is none that would be taken."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _write(ws: Workspace, intake: Intake) -> None:
    write_chosen(_path(ws, intake.id), ws.store.encrypt_personal("", FOLDER, msgspec.json.encode(intake)))


def _read(ws: Workspace, path: Path) -> Intake | None:
    content = ws.store.decrypt_personal("", FOLDER, path.read_bytes())
    try:
        return msgspec.json.decode(content, type=Intake) if content is not None else None
    except msgspec.DecodeError:
        return None


def _path(ws: Workspace, name: str) -> Path:
    return ws.store.root / FOLDER / f"{name}{_SUFFIX}"


def _is_text(path: Path) -> bool:
    """Whether a path can be kept; a name in another encoding cannot, and is taken in without being remembered."""
    return str(path).encode("utf-8", "replace").decode() == str(path)

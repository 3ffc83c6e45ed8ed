"""A watched folder, such as one of a synchronised drive or of a USB stick: new packages in it go in by themselves.

Hides when a file is complete: its size and time are alike in two looks, and its name is not that of something being
written. Nothing in the folder is ever moved, changed or deleted. What was taken in is known by its digest, so that
nothing need be remembered of the folder but its place, for each person, because places are of a machine.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.commands.receiving import receive
from app.commands.reception.dropped import dropped
from app.commands.reception.foreign_store import is_store_folder
from app.commands.reception.intake import digest_at, is_kept
from app.commands.sending import moment
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace

KIND: Final = "watch"
_PACKAGE: Final = ".p7m"
_COPY: Final = re.compile(r"\(\d+\)|conflict|xung đột|bản sao|- copy|copy of", re.IGNORECASE)
"""What synchronising programs and Explorer put into the name of a second file."""
_PAUSE_SECONDS: Final = 2.0

Mark = tuple[int, int]
"""Size and time of change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in the folder; kept by the one who looks from time to time, begun with the folder alone.

    Attributes:
        folder: that is watched.
        here: it was there.
        files: packages in it, with their marks.
        settled: marks of files that were taken in, or need not be.
        new: complete files to be taken in now.
        copies: names of conflict copies among the files that settled with this look.
        other: how many files are no packages by their name.
    """

    folder: Path
    here: bool = True
    files: Mapping[Path, Mark] = field(default_factory=dict)
    settled: Mapping[Path, Mark] = field(default_factory=dict)
    new: tuple[Path, ...] = ()
    copies: tuple[str, ...] = ()
    other: int = 0


def choose(ws: Workspace, progress: Progress, *, folder: Path) -> Outcome:
    """Watches a folder from now on.

    Raises:
        UserError: LUU-08 no such folder, NHAP-01 one of the program's own.
    """
    folder = folder.absolute()
    if not folder.is_dir():
        raise refuse("LUU-08", place=folder)
    if is_store_folder(folder) or folder == ws.store.root or ws.store.root in folder.parents:
        raise refuse("NHAP-01", detail="không theo dõi thư mục dữ liệu của chương trình")
    made = Document(KIND, ws.actor, state="on", at=moment(ws), body={"folder": str(folder)})
    change = DocumentChange(ws.store.document(KIND, ws.actor), made)
    return Outcome(data={"folder": str(folder)}, message=f"Theo dõi thư mục {folder}.", documents=(change,))


def end(ws: Workspace, progress: Progress) -> Outcome:
    """Watches no folder any more."""
    kept = ws.store.document(KIND, ws.actor)
    changes = () if kept is None else (DocumentChange(kept, None),)
    return Outcome(data={"folder": ""}, message="Thôi theo dõi thư mục.", documents=changes)


def show(ws: Workspace, progress: Progress) -> Outcome:
    """Which folder is watched, and whether it is there."""
    folder = watched(ws)
    return Outcome(data={"folder": str(folder or ""), "here": folder is not None and folder.is_dir()})


def take(ws: Workspace, progress: Progress, *, pause: float = _PAUSE_SECONDS) -> Outcome:
    """Looks twice and takes in what is new and complete.

    Args:
        pause: seconds between the two looks.

    Returns:
        data: as of `receive`.

    Raises:
        UserError: NHAP-01 no folder is watched, LUU-08 it is not there.
    """
    folder = watched(ws)
    if folder is None:
        raise refuse("NHAP-01", detail="chưa chọn thư mục theo dõi")
    first = look(ws, Look(folder))
    if not first.here:
        raise refuse("LUU-08", place=folder)
    time.sleep(pause)
    return receive(ws, progress, paths=look(ws, first).new)


def watched(ws: Workspace) -> Path | None:
    """The folder that this person watches; None for none."""
    kept = ws.store.document(KIND, ws.actor)
    return Path(kept.body["folder"]) if kept is not None else None


def look(ws: Workspace, before: Look) -> Look:
    """Looks once more; a folder that is gone settles nothing, and is looked at anew when it is back."""
    folder = before.folder
    found = dropped([folder]) if folder.is_dir() else None
    if found is None or any(place == folder for place, _ in found.left_out):
        return Look(folder, here=False)
    packages = [path for path in found.files if _PACKAGE in path.name.lower() and not is_store_folder(path)]
    files = dict(_marks(packages))
    complete = [path for path, mark in files.items() if before.files.get(path) == mark != before.settled.get(path)]
    new = _unknown(ws, complete)
    settled = {path: mark for path, mark in files.items() if path in complete or before.settled.get(path) == mark}
    copies = tuple(path.name for path in complete if _COPY.search(path.stem))
    return Look(folder, files=files, settled=settled, new=new, copies=copies, other=len(found.files) - len(packages))


def _marks(paths: Iterable[Path]) -> Iterable[tuple[Path, Mark]]:
    for path in paths:
        try:
            seen = path.stat()
        except OSError:  # it went between the two
            continue
        yield path, (seen.st_size, seen.st_mtime_ns)


def _unknown(ws: Workspace, paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files whose bytes are not here, each content once."""
    found: dict[str, Path] = {}
    for path in paths:
        digest = digest_at(path)
        if not digest or not is_kept(ws, digest):
            found.setdefault(digest or str(path), path)
    return tuple(found.values())

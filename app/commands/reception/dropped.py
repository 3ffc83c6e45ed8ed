"""What a person dropped, as a list of files: folders with their subfolders, within bounds; what is no file of anybody.

Hides what the system, a browser or a synchronised drive leaves beside the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.commands.reception.foreign_store import is_store_folder
from app.durable import PENDING, as_refusal
from app.errors import UserError, refuse

DEEPEST: Final = 6
"""Folders within folders that are looked into."""
MOST: Final = 5000
"""Files of one drop."""
_UNFINISHED: Final = (PENDING, ".part", ".partial", ".crdownload", ".tmp", ".download")
_OF_THE_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini"})
_HIDDEN: Final = (".", "~$")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files to be taken in, and places that were not looked into, with the reason."""

    files: tuple[Path, ...]
    left_out: tuple[tuple[Path, UserError], ...]


def dropped(paths: Iterable[Path], most: int = MOST) -> Dropped:
    """All files of what was dropped, each once; files that were named stand as they are, folders by name."""
    files: dict[Path, None] = {}
    left_out: list[tuple[Path, UserError]] = []
    for path in paths:
        named = [path] if is_store_folder(path) or not path.is_dir() else _within(path, DEEPEST, left_out)
        for found in named:
            if len(files) == most:
                left_out.append((path, refuse("NHAP-01", detail=f"mỗi lần nhận nhiều nhất {most} tệp")))
                return Dropped(tuple(files), tuple(left_out))
            files.setdefault(found.absolute())
    return Dropped(tuple(files), tuple(left_out))


def is_whole(name: str) -> bool:
    """Whether a name is not that of something hidden, or still being written."""
    low = name.lower()
    return not low.startswith(_HIDDEN) and not low.endswith(_UNFINISHED) and low not in _OF_THE_SYSTEM


def _within(folder: Path, depth: int, left_out: list[tuple[Path, UserError]]) -> Iterator[Path]:
    """Files first, then folders, each by name; a folder that is a store comes as one, a link is not followed."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((item.name, item.is_dir(follow_symlinks=False)) for item in entries if is_whole(item.name))
    except OSError as wrong:
        left_out.append((folder, as_refusal(wrong, folder)))
        return
    yield from (folder / name for name, inner in found if not inner and (folder / name).is_file())
    for inside in (folder / name for name, inner in found if inner):
        if is_store_folder(inside):
            yield inside
        elif depth == 0:
            left_out.append((inside, refuse("NHAP-01", detail=f"chỉ xem {DEEPEST} lớp thư mục con")))
        else:
            yield from _within(inside, depth - 1, left_out)

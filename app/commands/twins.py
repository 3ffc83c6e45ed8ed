"""Two folders that are the same store: a copy made by hand or by a synchronising program (threats.md B06).

Hides how they are found: by the id of the store, in the folders where it was opened on this machine. Nothing is merged.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.errors import UserError
from app.settings import load_places, save_places
from app.workspace import Workspace

_DATABASE: Final = "so.db"
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Twin:
    """Another folder of the same store.

    Attributes:
        place: the folder. changed, own_changed: when its data and ours changed last, ISO, UTC.
        opened, own_opened: how many times each was opened.
    """

    place: Path
    changed: str
    own_changed: str
    opened: int
    own_opened: int


def remember_place(ws: Workspace) -> None:
    """Notes that the store was opened here; where that cannot be kept, it is not."""
    own = ws.store.root.resolve()
    known = [place for place in load_places(ws.store.info.id) if place != own]
    with suppress(OSError):
        save_places(ws.store.info.id, [own, *known[: _MOST - 1]])


def twin_of(ws: Workspace) -> Twin | None:
    """The other folder of this store that changed last; None where there is none."""
    own = ws.store.root.resolve()
    others = (place for place in load_places(ws.store.info.id) if place != own)
    found = [twin for place in others if (twin := _twin(ws, place)) is not None]
    return max(found, key=lambda twin: twin.changed, default=None)


def _twin(ws: Workspace, place: Path) -> Twin | None:
    try:
        card = ws.env.stores.card(place)
        changed = _changed(place)
    except (OSError, UserError):  # gone, or no store any more
        return None
    info = ws.store.info
    if card.id != info.id or card.moved:
        return None
    return Twin(place, changed, _changed(ws.store.root), card.generation, info.generation)


def _changed(place: Path) -> str:
    return datetime.fromtimestamp((place / _DATABASE).stat().st_mtime, UTC).isoformat(timespec="seconds")

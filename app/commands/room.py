"""How much room the disk of the store still has; asked at the start and now and then (threats.md B09)."""

from __future__ import annotations

import shutil
from typing import Final

from app.workspace import Workspace

SCARCE_BYTES: Final = 200 * 1024 * 1024
"""Below it a save or a backup may soon fail; threats.md B09."""


def scarce_room(ws: Workspace) -> int | None:
    """Free bytes of the store's disk where they are few; None where there is room, or nobody can tell."""
    try:
        room = shutil.disk_usage(ws.store.root)
    except OSError:
        return None
    return room.free if room.total and room.free < SCARCE_BYTES else None

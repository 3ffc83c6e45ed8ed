"""What this person of this machine chose: last store, size of text, theme; never personal data of the records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.durable import write_whole
from app.paths import settings_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of a person.

    Attributes:
        last_store: folder opened last, empty for none.
        theme: "light", "dark" or "" for that of the system.
        text_points: size of the text on screen.
        signature_roots: PEM file of the authorities that issue official signatures, empty for none.
        token_library: PKCS#11 library chosen last, empty for none.
        as_now: tables of Sở Nội vụ go by the units of today, not by those that reported.
    """

    last_store: str = ""
    theme: str = ""
    text_points: int = 10
    signature_roots: str = ""
    token_library: str = ""
    as_now: bool = False


def load_settings() -> Settings:
    """Settings of this person; the defaults where the file is missing or damaged (threats W07)."""
    try:
        values: Mapping[str, Any] = json.loads(_path().read_text(encoding="utf-8"))
        known = {name: values[name] for name, kind in _KINDS.items() if isinstance(values.get(name), kind)}
    except (OSError, ValueError, AttributeError):
        return Settings()
    return Settings(**known)


def save_settings(settings: Settings) -> None:
    """Keeps the settings.

    Raises:
        OSError: the folder cannot be written; the program works without.
    """
    _path().parent.mkdir(parents=True, exist_ok=True)
    write_whole(_path(), json.dumps(asdict(settings), ensure_ascii=False, indent=1).encode())


def load_columns(name: str) -> tuple[tuple[str, int], ...]:
    """Columns of a grid as this person left them, from left to right: (field, width), width 0 where it is hidden.

    Empty where nothing was kept or the file is damaged (threats W07).
    """
    try:
        kept = json.loads(_columns_path().read_text(encoding="utf-8"))[name]
        return tuple((str(field), int(width)) for field, width in kept)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def save_columns(name: str, columns: Sequence[tuple[str, int]]) -> None:
    """Keeps the columns of a grid.

    Raises:
        OSError: the folder cannot be written; the program works without.
    """
    try:
        kept = json.loads(_columns_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    whole = (kept if isinstance(kept, dict) else {}) | {name: list(columns)}
    _columns_path().parent.mkdir(parents=True, exist_ok=True)
    write_whole(_columns_path(), json.dumps(whole, ensure_ascii=False, indent=1).encode())


def load_places(store: str) -> tuple[Path, ...]:
    """Folders where a store of that id was opened on this machine; empty where nothing was kept (threats B06, W07)."""
    try:
        kept = json.loads(_places_path().read_text(encoding="utf-8"))[store]
        return tuple(Path(place) for place in kept if isinstance(place, str))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def save_places(store: str, places: Sequence[Path]) -> None:
    """Keeps where a store was opened.

    Raises:
        OSError: the folder cannot be written; the program works without.
    """
    try:
        kept = json.loads(_places_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    whole = (kept if isinstance(kept, dict) else {}) | {store: [str(place) for place in places]}
    _places_path().parent.mkdir(parents=True, exist_ok=True)
    write_whole(_places_path(), json.dumps(whole, ensure_ascii=False, indent=1).encode())


_KINDS: Mapping[str, type] = {
    "last_store": str,
    "theme": str,
    "text_points": int,
    "signature_roots": str,
    "token_library": str,
    "as_now": bool,
}


def _path() -> Path:
    return settings_folder() / "settings.json"


def _columns_path() -> Path:
    return settings_folder() / "columns.json"


def _places_path() -> Path:
    return settings_folder() / "places.json"

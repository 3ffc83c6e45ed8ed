"""Plan packs that a store keeps: those that Sở Nội vụ has issued since the program was made. Hides their bundle."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from app.domain.storage import Document
from app.plan.pack import version_order

PACK: Final = "pack"
"""Kind of document: a pack under "id version", with the day from which it is in force."""


def bundled(files: Mapping[str, bytes]) -> bytes:
    """The files of a pack as one blob; equal files give equal bytes."""
    return zlib.compress(msgspec.json.encode({name: files[name].decode("utf-8") for name in sorted(files)}), 9)


def unbundled(content: bytes) -> dict[str, bytes]:
    """The files of a blob."""
    told = msgspec.json.decode(zlib.decompress(content), type=dict[str, str])
    return {name: text.encode("utf-8") for name, text in told.items()}


def pack_key(pack_id: str, version: str) -> str:
    """The id of the document of a pack."""
    return f"{pack_id} {version}"


def blob_name(document: Document) -> str:
    """Where the files of a pack or of a draft are kept."""
    return f"{document.kind}/{document.id}"


def in_force(documents: Iterable[Document], pack_id: str, day: date) -> Document | None:
    """The newest pack of an id that is in force on a day; None where none is."""
    known = [item for item in documents if item.body["id"] == pack_id and item.body["effective"] <= day.isoformat()]
    return max(known, key=lambda item: version_order(item.body["version"]), default=None)

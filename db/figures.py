"""Figures of a document as one row: its numbers packed, beside the list of cells that many documents share.

A row for each cell cost 20 times as much to read: a province is seven thousand cells of each of its units.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from app.domain.figures import PackedCells
from db.tables import FIGURE_CELLS, FIGURES

_AT_ONCE: Final = 500
_NUMBER: Final = "q"
"""64 bits, the lowest byte first."""


def write_figures(connection: Connection, document: str, cells: Mapping[str, int]) -> None:
    """Replaces the cells of a document; without any, it has no figures.

    Raises:
        OverflowError: a number of more than 64 bits.
    """
    connection.execute(delete(FIGURES).where(FIGURES.c.document == document))
    if not cells:
        return
    names = sorted(cells)
    plain = json.dumps(names, ensure_ascii=False).encode()
    digest = hashlib.sha256(plain).hexdigest()
    if connection.execute(select(FIGURE_CELLS.c.digest).where(FIGURE_CELLS.c.digest == digest)).first() is None:
        connection.execute(insert(FIGURE_CELLS).values(digest=digest, names=zlib.compress(plain)))
    numbers = _packed([cells[name] for name in names])
    connection.execute(insert(FIGURES).values(document=document, cells=digest, numbers=numbers))


def read_figures(connection: Connection, documents: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """Cells by document, those of one list of names beside it; a document without figures is not there."""
    lists: dict[str, dict[str, int]] = {}
    found: dict[str, Mapping[str, int]] = {}
    for start in range(0, len(documents), _AT_ONCE):
        some = documents[start : start + _AT_ONCE]
        for document, digest, numbers in connection.execute(select(FIGURES).where(FIGURES.c.document.in_(some))):
            if digest not in lists:
                lists[digest] = {name: place for place, name in enumerate(_names(connection, digest))}
            found[document] = PackedCells(lists[digest], _unpacked(numbers))
    return found


def _names(connection: Connection, digest: str) -> list[str]:
    packed = connection.execute(select(FIGURE_CELLS.c.names).where(FIGURE_CELLS.c.digest == digest)).scalar_one()
    names: list[str] = json.loads(zlib.decompress(packed))
    return names


def _packed(numbers: Iterable[int]) -> bytes:
    made = array(_NUMBER, numbers)
    if sys.byteorder == "big":
        made.byteswap()
    return zlib.compress(made.tobytes(), 1)


def _unpacked(packed: bytes) -> array[int]:
    made = array(_NUMBER, zlib.decompress(packed))
    if sys.byteorder == "big":
        made.byteswap()
    return made

"""Number and digest of what a store holds, the same for files and for a server, so that a move can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from db import originals
from db.folder import Folder
from db.postgres.copying import Sum, sum_of
from db.postgres.tables import ORIGINALS

Sums = Mapping[str, Sum]
"""By the name of the table."""


def sum_of_files(folder: Folder) -> Sum:
    """Number and digest of the sealed originals in a folder."""
    rows, digest = 0, hashlib.sha256()
    for item in originals.list_originals(folder.originals):
        _add(digest, item.sha256, *originals.sealed_parts(folder.originals, item.sha256))
        rows += 1
    return Sum(rows, digest.hexdigest())


def sum_on_server(connection: Connection, table: Any) -> Sum:
    """Number and digest of the rows of a table of a server."""
    if table is not ORIGINALS:
        return sum_of(connection, table)
    rows, digest = 0, hashlib.sha256()
    for row in connection.execute(select(ORIGINALS).order_by(ORIGINALS.c.sha256).execution_options(yield_per=20)):
        _add(digest, row.sha256, row.unit, row.period, row.sealed)
        rows += 1
    return Sum(rows, digest.hexdigest())


def _add(digest: Any, sha256: str, unit: str, period: str, sealed: bytes) -> None:
    digest.update(repr((sha256, unit, period, hashlib.sha256(sealed).hexdigest())).encode())

"""Accepted figures of a year before the reorganisation of 1/7/2025, put into the store of Sở Nội vụ as reception does.

No machine of that time can be enrolled today, so that what its packages would have left is written directly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from app.commands.accepted import expected_units
from app.commands.figures.judging import cut_off_of
from app.domain.periods import parse_period
from app.domain.storage import Document, DocumentChange
from app.plan.counting import definitions_digest
from app.workspace import CommandSpec, Outcome, Workspace

_WRITE = CommandSpec("receive", "", "Ghi số liệu đã chấp nhận")


def number(unit: str, cell: str) -> int:
    """The invented number of a cell of a unit: the same wherever it is asked for."""
    if cell.startswith(("government", "body{kind=so")):
        base = 0 if cell.startswith("body") or "tier=tinh" in cell else 1
        return base if "woman_key=1" not in cell else base * (_drawn(unit, "woman") % 3 == 0)
    return _drawn(unit, cell) % 9


def accept_past(so: Workspace, year: int, *, without: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Accepts figures of every unit that owed a year.

    Returns:
        Unit key → id of its package.
    """
    period = parse_period(str(year))
    cells = so.env.cell_plan(so.pack)
    names = [text for _, wanted in cells.shapes for text, _ in wanted]
    digest = definitions_digest(so.pack.definitions, so.env.catalogue)
    ids = {
        unit.id: hashlib.sha256(f"{unit.id}/{year}".encode()).hexdigest()
        for unit in expected_units(so, period)
        if unit.id not in without
    }
    body = {
        "cut_off": cut_off_of(so, period).isoformat(),
        "definitions": digest,
        "level": "so-lieu",
        "counts": {},
        "errors": 0,
        "warnings": 0,
        "differences": 0,
        "pack": {"id": so.pack.id, "version": so.pack.version},
        "edition": 1,
        "replaces": "",
        "signer": "",
    }
    documents = tuple(
        DocumentChange(
            None, Document("received", key, unit, str(year), "accepted", f"{year}-12-20T08:00:00+00:00", body)
        )
        for unit, key in ids.items()
    )
    figures = {key: {cell: number(unit, cell) for cell in names} for unit, key in ids.items()}
    so.commit(_WRITE, Outcome(documents=documents, figures=figures))
    return ids


def _drawn(unit: str, cell: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{unit}/{cell}".encode(), digest_size=4).digest(), "big")

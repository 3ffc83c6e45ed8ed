"""Sổ xem, xuất họ tên: who at Sở Nội vụ opened or took out names, of which unit and period, once for each day.

Hides that a look is a document: written after the names were shown, never with a name in it, so that the register
outlives the erasure of what was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from app.commands.accepted import accepted
from app.commands.sending import moment
from app.domain.periods import parse_period
from app.domain.schema import Level, level_of
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace

SEEN: Final = "names_seen"
"""Kind of document."""
WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "search": "tra cứu người",
        "package": "xem hồ sơ trong gói",
        "figure": "xem người trong con số",
        "gap": "xem gợi ý người còn thiếu",
        "crosscheck": "đối chiếu giữa các đơn vị",
        "export": "xuất danh sách",
        "person": "xuất hồ sơ một người",
    }
)


def looks(ws: Workspace, way: str, documents: Iterable[Document], note: str = "") -> tuple[DocumentChange, ...]:
    """Lines of the register for packages whose names were shown; none at a unit, without names, or said already.

    Args:
        way: of `WAYS`.
        documents: received packages.
        note: which record, such as its id; "" for all.
    """
    if ws.mode != "province":
        return ()
    found = (_line(ws, way, item, note) for item in documents if has_names(ws, item))
    return tuple(DocumentChange(None, made) for made in found if ws.store.document(SEEN, made.id) is None)


def has_names(ws: Workspace, item: Document) -> bool:
    """Whether the names of a package can be read here."""
    return (
        level_of(item.body.get("level") or "so-lieu") >= Level.HO_SO
        and ws.store.blob(f"personal/{item.id}") is not None
    )


def note(
    ws: Workspace, progress: Progress, *, way: str, packages: Sequence[str] = (), period: str | None = None
) -> Outcome:
    """Notes what a screen has shown.

    Args:
        packages: SHA-256 of the packages whose people were shown.
        period: all that were accepted of a period, too.

    Raises:
        UserError: NHAP-03, no such way of looking, or no period.
    """
    if way not in WAYS:
        raise refuse("NHAP-03", what="cách xem", value=way, detail=", ".join(WAYS))
    found = [ws.store.document("received", package) for package in packages]
    every = accepted(ws, parse_period(period)) if period else ()
    changes = looks(ws, way, [item for item in (*found, *every) if item is not None])
    return Outcome(data={"added": len(changes)}, message=f"Sổ xem họ tên: {WAYS[way]}.", documents=changes)


def listed(
    ws: Workspace, progress: Progress, *, unit: str | None = None, period: str | None = None, by: str | None = None
) -> Outcome:
    """The register, newest first.

    Raises:
        UserError: NHAP-03, the period.
    """
    chosen = str(parse_period(period)) if period else None
    rows = [
        _row(ws, item)
        for item in reversed(ws.store.documents(SEEN, period=chosen))
        if (not unit or unit in (item.unit, item.unit.partition("@")[0])) and (not by or by == item.body["by"])
    ]
    return Outcome(data=rows, message=f"{len(rows)} lần xem hoặc xuất họ tên.")


def _line(ws: Workspace, way: str, item: Document, note: str) -> Document:
    key = sha256("\x1f".join((ws.actor, way, item.id, note, ws.today.isoformat())).encode()).hexdigest()[:32]
    body = {"by": ws.actor, "package": item.id, "note": note}
    return Document(SEEN, key, item.unit, item.period, way, moment(ws), body)


def _row(ws: Workspace, item: Document) -> dict[str, Any]:
    return {
        "at": item.at,
        "by": item.body["by"],
        "way": item.state,
        "way_label": WAYS[item.state],
        "unit": item.unit,
        "unit_name": ws.env.units.name(item.unit),
        "period": item.period,
        "package": item.body["package"],
        "record": item.body["note"],
    }

"""Packages that wait are taken up again when what they wait for is there: enrolment, predecessor, pack, program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from app.commands.chains import HELD, chain_of
from app.commands.lateness import exception_of
from app.commands.reception.quarantine import kept_bytes, put_back
from app.commands.reception.reception import Desk, receive_package
from app.domain.storage import Document
from app.package.order import Place
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

CLOSED: Final = "NGH-05"
Commit = Callable[[Outcome], None]


def release(desk: Desk, commit: Commit, unit: str | None = None) -> list[dict[str, Any]]:
    """Takes up everything that waits no longer, in the order of the chain.

    Args:
        desk: of the reception.
        commit: writes one outcome; each package is a transaction of its own.
        unit: whose packages are looked at; None for all.

    Returns:
        One row per package that moved, in the order in which they came to rest; see `row_of` of the
        reception.
    """
    rows: dict[str, dict[str, Any]] = {}
    tried: set[tuple[str, str]] = set()
    while (document := _next(desk, unit, tried)) is not None:
        tried.add((document.id, document.state))
        with desk.ws.store.alone():
            sealed = kept_bytes(desk.ws, document.id)
            outcome = receive_package(desk, sealed, document.body["name"]) if sealed is not None else None
            if outcome is None or not outcome.writes:
                continue
            commit(outcome)
        put_away(desk.ws, outcome)
        rows.pop(document.id, None)
        rows[document.id] = {**outcome.data, "released": True}
    return list(rows.values())


def put_away(ws: Workspace, outcome: Outcome) -> None:
    """After a package was written: what is kept as an original needs no place in quarantine."""
    digest = outcome.data.get("id", "")
    if digest and ws.store.original(digest) is not None:
        put_back(ws, digest)


def _next(desk: Desk, unit: str | None, tried: set[tuple[str, str]]) -> Document | None:
    for document in desk.ws.store.documents("received", unit=unit):
        waits = document.state in HELD or _let_in(desk, document)
        new = waits and (document.id, document.state) not in tried
        if new and _is_due(desk, document):
            return document
    return None


def _let_in(desk: Desk, document: Document) -> bool:
    """Refused because its period was closed, which is open again, or the unit has an exception since; its newest."""
    closed = document.state == "refused" and document.body.get("code") == CLOSED and document.unit
    if not closed:
        return False
    shut = desk.ws.store.documents("closed", period=document.period)
    if shut and exception_of(desk.ws, document.unit, document.period) is None:
        return False
    return not chain_of(desk.ws, document.unit).newer(document)


def _is_due(desk: Desk, document: Document) -> bool:
    body = document.body
    match document.state:
        case "refused":
            return True
        case "waiting_enrolment":
            return document.unit in desk.state.enrolled
        case "waiting_program":
            return bool(body["program"] != PROGRAM_VERSION)
        case "waiting_pack":
            return (body["pack"]["id"], body["pack"]["version"]) in desk.ws.pack_names()
        case _:
            return chain_of(desk.ws, document.unit).place(document.id, body["previous"]) is not Place.GAP

"""Packages that wait are taken up again when what they wait for is there: enrolment, predecessor, pack, program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.commands.chains import HELD, Chain, chain_of, in_chain
from app.commands.quarantine import kept_bytes, put_back
from app.commands.reception import Desk, receive_package, row_of
from app.domain.storage import Document, DocumentChange
from app.package.order import Place
from app.workspace import PROGRAM_VERSION, Outcome, Workspace

Commit = Callable[[Outcome], None]


def release(desk: Desk, commit: Commit, unit: str | None = None) -> list[dict[str, Any]]:
    """Takes up everything that waits no longer, in the order of the chain.

    Args:
        desk: of the reception.
        commit: writes one outcome; each package is a transaction of its own.
        unit: whose packages are looked at; None for all.

    Returns:
        One row per package that moved, see `app.commands.reception.row_of`.
    """
    rows: list[dict[str, Any]] = []
    tried: set[tuple[str, str]] = set()
    while (document := _next(desk, unit, tried)) is not None:
        tried.add((document.id, document.state))
        outcome = _again(desk, document)
        if outcome is None or not outcome.writes:
            continue
        commit(outcome)
        put_away(desk.ws, outcome)
        rows.append({**outcome.data, "released": True})
    return rows


def put_away(ws: Workspace, outcome: Outcome) -> None:
    """After a package was written: what is kept as an original needs no place in quarantine."""
    digest = outcome.data.get("id", "")
    if digest and ws.store.original(digest) is not None:
        put_back(ws, digest)


def _next(desk: Desk, unit: str | None, tried: set[tuple[str, str]]) -> Document | None:
    chains: dict[str, Chain] = {}
    for document in desk.ws.store.documents("received", unit=unit):
        if document.state not in HELD | {"fork"} or (document.id, document.state) in tried:
            continue
        if document.unit not in chains:
            chains[document.unit] = chain_of(desk.ws, document.unit)
        if _is_due(desk, document, chains[document.unit]):
            return document
    return None


def _is_due(desk: Desk, document: Document, chain: Chain) -> bool:
    body = document.body
    match document.state:
        case "waiting_enrolment":
            return document.unit in desk.state.enrolled
        case "waiting_program":
            return bool(body["program"] != PROGRAM_VERSION)
        case "waiting_pack":
            return (body["pack"]["id"], body["pack"]["version"]) in desk.ws.env.packs
        case "fork":
            others = [item for item in chain.aside if item.body["previous"] == body["previous"]]
            return len(others) == 1 and _place(chain, document) is Place.NEXT
        case _:
            return _place(chain, document) is not Place.GAP


def _again(desk: Desk, document: Document) -> Outcome | None:
    if document.state == "fork":
        received = in_chain(document, "received")
        return Outcome(data=row_of(desk.ws, received), documents=(DocumentChange(document, received),))
    sealed = kept_bytes(desk.ws, document.id)
    return receive_package(desk, sealed, document.body["name"]) if sealed is not None else None


def _place(chain: Chain, document: Document) -> Place:
    """Where a document belongs, itself not counted among those beside the chain."""
    others = tuple(item for item in chain.aside if item.id != document.id)
    return Chain(chain.taken, others).place(document.id, document.body["previous"])

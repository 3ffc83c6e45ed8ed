"""The header of what this side sends, and the two-way chain that every file continues (design §6)."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.storage import Document
from app.package.header import FORMAT, Body, Header
from app.package.order import Link, head
from app.workspace import PROGRAM_VERSION, Workspace


def new_header(ws: Workspace, recipient: str, body: Body, *, sent: Iterable[Document], last_seen: str) -> Header:
    """A header that continues the chain.

    Args:
        recipient: holder key of the other side.
        body: what the file says.
        sent: documents of the files sent to that recipient so far.
        last_seen: digest of the last file seen from there, "" for none.
    """
    documents = tuple(sent)
    return Header(
        FORMAT,
        PROGRAM_VERSION,
        ws.unit,
        recipient,
        ws.env.now().isoformat(timespec="seconds"),
        f"{ws.store.info.id}.{ws.store.info.epoch}",
        len(documents) + 1,
        head(links(documents)),
        last_seen,
        "",
        ws.store.info.practice,
        body,
    )


def links(documents: Iterable[Document]) -> tuple[Link, ...]:
    """The chain that documents of sent or received files make."""
    return tuple(Link(item.id, item.body["previous"]) for item in documents)

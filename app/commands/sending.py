"""The header of what this side sends, and the two-way chain that every file continues (design §6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.commands.chains import has_left, links
from app.commands.so_head import continued
from app.domain.storage import Document
from app.package.bodies import Body, RequestBody
from app.package.header import FORMAT, Header
from app.package.order import head
from app.workspace import PROGRAM_VERSION, Workspace


def new_header(ws: Workspace, recipient: str, body: Body, *, sent: Iterable[Document], last_seen: str) -> Header:
    """A header that continues the chain; `recipients_digest` is filled in when the file is sealed.

    Args:
        recipient: holder key of the other side.
        body: what the file says.
        sent: documents of the files sent to that recipient so far.
        last_seen: digest of the last file seen from there, "" for none.
    """
    documents = tuple(sent)
    return Header(
        format=FORMAT,
        program=PROGRAM_VERSION,
        sender=ws.unit,
        recipient=recipient,
        made_at=ws.env.now().isoformat(timespec="seconds"),
        epoch=f"{ws.store.info.id}.{ws.store.info.epoch}",
        sequence=len(documents) + 1,
        previous=_previous(ws, body, [item for item in documents if has_left(item)]),
        last_seen=last_seen,
        recipients_digest="",
        practice=ws.store.info.practice,
        body=body,
    )


def _previous(ws: Workspace, body: Body, sent: list[Document]) -> str:
    """Requests stand beside the chain; a unit's packages go on where Sở Nội vụ has said that it is."""
    if isinstance(body, RequestBody):
        return ""
    return continued(ws, sent) if ws.mode == "unit" else head(links(sent))


def receipt_seen(ws: Workspace) -> str:
    """The newest receipt that this unit has, "" for none: what its next file has seen."""
    newest = max(ws.store.documents("receipt"), key=lambda item: int(item.body["number"]), default=None)
    return newest.id if newest else ""


def is_earlier(one: str, other: str) -> bool:
    """Whether one ISO time of a header lies before another; headers tell whole seconds, so that equal ones stand."""
    return datetime.fromisoformat(one) < datetime.fromisoformat(other)


def moment(ws: Workspace) -> str:
    """Now, as documents keep it: ISO with the offset of this machine, fine enough to tell their order."""
    return ws.env.now().isoformat(timespec="milliseconds")

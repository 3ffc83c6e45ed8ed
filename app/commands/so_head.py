"""Which package the next one continues, where a unit has several machines or came back from a backup.

Every file of Sở Nội vụ says which package of the unit was the newest there. That word is kept here: what this machine
has made behind it goes on; where Sở Nội vụ knows more than this machine does, the next package continues that. Without
any word the machine's own chain is all there is, and two machines fork until a person decides (threats.md C04, I15).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.commands.chains import BESIDE, links
from app.domain.storage import Document, DocumentChange
from app.package.order import Link, after, before, head
from app.workspace import Workspace

_HEAD: Final = "so_head"


def continued(ws: Workspace, sent: Iterable[Document]) -> str:
    """The package that the next one continues; "" for the first of a unit.

    Args:
        sent: documents of the unit's packages that count.
    """
    chain = links(sent)
    said = _said(ws)
    if not said:
        return head(chain)
    behind = after(said, chain)
    return head(link for link in chain if link.digest in behind) or said


def head_heard(ws: Workspace, seen: str, number: int | None = None, *, anew: bool = False) -> list[DocumentChange]:
    """Keeps which package was the newest at Sở Nội vụ; an older word never takes a newer one back.

    Args:
        seen: `last_seen` of a file of Sở Nội vụ, "" for none.
        number: of a receipt; None of a certificate file, which has none.
        anew: whatever was said before: every earlier key was revoked, and nothing more is taken of what they signed.
    """
    kept = ws.store.document("setting", _HEAD)
    last = int(kept.body["number"]) if kept else 0
    older = number is not None and number < last
    if not anew and (not seen or older or seen in before(_said(ws), _links(ws))):
        return []
    made = Document("setting", _HEAD, body={"head": seen, "number": max(last, number or 0)})
    return [] if kept == made else [DocumentChange(kept, made)]


def _said(ws: Workspace) -> str:
    kept = ws.store.document("setting", _HEAD)
    head_said = str(kept.body["head"]) if kept else ""
    while (item := ws.store.document("sent", head_said)) is not None and item.body.get(BESIDE):
        head_said = item.body["previous"]
    return head_said


def _links(ws: Workspace) -> tuple[Link, ...]:
    return links(ws.store.documents("sent"))

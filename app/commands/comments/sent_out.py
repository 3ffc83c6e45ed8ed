"""Comments at Sở Nội vụ: which belong to a package, which go with its return, and what the unit has answered.

Hides that an answer is no document of its own: it stands with the package that brought it, and is read along the chain,
so that it never depends on the order in which packages came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from app.commands.chains import chain_of, links
from app.domain.storage import Document, DocumentChange
from app.package.comments import Comment
from app.package.order import before
from app.workspace import Workspace

KIND: Final = "comment"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit said to a comment: "done" or "kept", why, and with which package."""

    state: str
    text: str
    package: str


def comments_at(ws: Workspace, document: Document) -> tuple[Document, ...]:
    """Comments on a package and on those of its period that it continues, oldest first."""
    path = {item.id for item in path_to(ws, document)}
    found = ws.store.documents(KIND, unit=document.unit, period=document.period)
    return tuple(item for item in found if item.body["package"] in path)


def path_to(ws: Workspace, document: Document) -> tuple[Document, ...]:
    """A package and everything that it continues, oldest first."""
    every = {item.id: item for item in ws.store.documents("received", unit=document.unit) if "previous" in item.body}
    behind = before(document.id, links(every.values()))
    return _in_order(item for item in every.values() if item.id in behind or item.id == document.id)


def answers_on(path: Iterable[Document]) -> dict[str, Answer]:
    """The newest answer to each comment, along a path of packages."""
    return {
        comment: Answer(state, text, item.id) for item in path for comment, state, text in item.body.get("replies", ())
    }


def answers_of(ws: Workspace, unit: str) -> dict[str, Answer]:
    """The newest answers of a unit, by what stands in its chain."""
    return answers_on(_in_order(chain_of(ws, unit).taken))


def drafts_at(ws: Workspace, document: Document) -> tuple[Document, ...]:
    """Comments that wait to go with the return of a package."""
    return tuple(item for item in comments_at(ws, document) if item.state == "draft")


def given_with(ws: Workspace, document: Document) -> tuple[Document, ...]:
    """Comments that went with the returns of a package, all of them each time: a lost receipt loses none."""
    found = ws.store.documents(KIND, unit=document.unit, period=document.period)
    return tuple(item for item in found if item.body["package"] == document.id and item.body["given"])


def sent_changes(ws: Workspace, document: Document) -> tuple[DocumentChange, ...]:
    """A return takes the drafts along."""
    return tuple(
        DocumentChange(item, replace(item, state="sent", body={**item.body, "package": document.id, "given": True}))
        for item in drafts_at(ws, document)
    )


def closed_changes(ws: Workspace, document: Document) -> tuple[DocumentChange, ...]:
    """An acceptance closes everything that was said of the package and of those that it continues."""
    still = (item for item in comments_at(ws, document) if item.state != "closed")
    return tuple(DocumentChange(item, replace(item, state="closed")) for item in still)


def as_sent(item: Document) -> Comment:
    """A comment as it travels."""
    body = item.body
    return Comment(item.id, body["table"], body["record"], body["field"], body["cell"], body["finding"], body["text"])


def _in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Documents of one line, oldest first by the chain, not by the clock."""
    known = tuple(documents)
    chain = links(known)
    return tuple(sorted(known, key=lambda item: (len(before(item.id, chain)), item.id)))

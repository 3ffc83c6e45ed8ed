"""The chain of each unit's packages at Sở Nội vụ: which documents stand in it, which beside it, how a fork is decided.

States of a received package: waiting_enrolment, waiting_previous, waiting_pack, waiting_program (held, not read);
received, checked, accepted, returned, superseded (in the chain); fork, archived (read, beside the chain); refused (in
the chain where its sender is proved, so that the unit's next package finds its place; else of no unit).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from app.package.order import Link, Place, after, before, contested, place
from app.workspace import Workspace

LAPSED: Final = "lapsed"
"""State of a sent package that Sở Nội vụ can no longer take: self-signed, and not there when the unit was enrolled; or
never written to a file before the next one was made."""

BESIDE: Final = "beside"
"""Mark of a sent package that has a receipt, but that Sở Nội vụ lost and can take no more: the chain skips it."""

HELD: Final = frozenset({"waiting_enrolment", "waiting_previous", "waiting_pack", "waiting_program"})
"""States of packages that wait for something and were not read."""

JUDGED: Final = frozenset({"received", "checked", "accepted", "returned", "superseded", "fork", "archived"})
"""States of packages that were read and checked."""

_IN_CHAIN: Final = frozenset({"received", "checked", "accepted", "returned", "superseded", "refused"})


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything that a unit has sent and that has a place: in the chain, or beside it."""

    taken: tuple[Document, ...]
    aside: tuple[Document, ...]

    def place(self, digest: str, previous: str) -> Place:
        """Where a package belongs."""
        return place(digest, previous, links(self.taken), {item.id for item in self.aside})

    def newer(self, document: Document) -> tuple[Document, ...]:
        """Packages of the same period that continue a package."""
        found = after(document.id, links(self.taken))
        return tuple(item for item in self.taken if item.id in found and item.period == document.period)


def standing(ws: Workspace, period: str | None = None) -> tuple[Document, ...]:
    """Packages that this unit has sent, of a period or of any, by time; not those that lapsed or never left."""
    return tuple(item for item in ws.store.documents("sent", period=period) if has_left(item))


def has_left(document: Document) -> bool:
    """Whether a sent package counts: it was written to a file, or Sở Nội vụ has it, and it has not lapsed."""
    return document.state != LAPSED and not is_unwritten(document) and not document.body.get(BESIDE)


def is_unwritten(document: Document) -> bool:
    """Whether a package was recorded and no file of it was proved yet."""
    return document.state == "sent" and not document.body.get("written", True)


def chain_of(ws: Workspace, unit: str) -> Chain:
    """The chain of a unit."""
    documents = [item for item in ws.store.documents("received", unit=unit) if "previous" in item.body]
    taken = tuple(item for item in documents if item.state in _IN_CHAIN and not item.body.get("aside"))
    beside = {"fork", "archived"}
    return Chain(taken, tuple(item for item in documents if item.state in beside or item.body.get("aside")))


def links(documents: Iterable[Document]) -> tuple[Link, ...]:
    """The links that documents of sent or received files make."""
    return tuple(Link(item.id, item.body["previous"]) for item in documents)


def settled(every: Iterable[Document], said: UserError) -> dict[str, Document]:
    """Where packages stand that no person has judged: decided by the set of them, never by the order they came in.

    Several that continue the same package wait for a person, with all that follow, until a verdict lies on the way. Any
    other one is received, or superseded by a report of its period behind it.

    Args:
        every: everything of a unit that was read.
        said: NGH-03, what a fork says.

    Returns:
        Every document by id, as it stands then.
    """
    tree = _Tree.of(every)
    return {item.id: _settled(item, tree, said) for item in tree.known.values()}


@dataclass(frozen=True, slots=True)
class _Tree:
    """Packages of a unit by id, and the ids of those that share what they continue with another."""

    known: dict[str, Document]
    rivals: frozenset[str]

    @classmethod
    def of(cls, every: Iterable[Document]) -> _Tree:
        known = {item.id: item for item in every}
        return cls(known, contested(links(known.values())))

    def is_contested(self, item: Document) -> bool:
        """Whether it, or what it continues, has a rival, and no verdict lies between."""
        at: Document | None = item
        while at is not None and not _is_verdict(at):
            if at.id in self.rivals:
                return True
            at = self.known.get(at.body["previous"])
        return False

    def later(self, item: Document) -> list[Document]:
        """Everything that continues a package."""
        return [self.known[digest] for digest in after(item.id, links(self.known.values()))]


def _is_verdict(item: Document) -> bool:
    return item.state in ("accepted", "returned") and not item.body.get("aside")


def _settled(item: Document, tree: _Tree, said: UserError) -> Document:
    if item.state not in ("received", "checked", "superseded", "fork", "refused"):
        return item
    later = tree.later(item)
    fork = tree.is_contested(item) and not any(map(_is_verdict, later))
    if item.state == "refused":
        return replace(item, body={**item.body, "aside": fork})
    if fork:
        told = in_chain(item, "fork")
        return replace(told, body={**told.body, "code": said.code, "message": said.message})
    if any(other.period == item.period and other.state not in ("refused", "archived") for other in later):
        return in_chain(item, "superseded")
    return in_chain(item, "checked" if item.state == "checked" else "received")


def choice_changes(chain: Chain, chosen: Document, said: UserError) -> tuple[DocumentChange, ...]:
    """A person chose one of several heads: its branch is the chain, the others stand beside it.

    What was accepted for another period stays accepted. What continues the chosen one, and has no rival, is received.
    """
    every = (*chain.taken, *chain.aside)
    if not any(item.state == "fork" for item in every):
        return ()
    behind, beyond = before(chosen.id, links(every)), after(chosen.id, links(every))
    moved = [in_chain(chosen, "accepted")]
    for item in every:
        if item.id in behind:
            moved.append(_into_chain(item))
        elif item.id != chosen.id:
            moved.append(item if item.id in beyond else _beside(item, chosen.period))
    stands = settled(moved, said)
    return tuple(
        DocumentChange(item, stands[item.id]) for item in every if item.id != chosen.id and stands[item.id] != item
    )


def in_chain(document: Document, state: str) -> Document:
    """A document in a state of the chain."""
    body = {name: value for name, value in document.body.items() if name not in ("aside", "code", "message")}
    return replace(document, state=state, body=body)


def _into_chain(item: Document) -> Document:
    if item.state in ("fork", "archived"):
        return in_chain(item, "superseded")
    return replace(item, body={**item.body, "aside": False}) if item.body.get("aside") else item


def _beside(item: Document, period: str) -> Document:
    if item.state == "accepted" and item.period != period:
        return replace(item, body={**item.body, "aside": True})
    if item.state == "refused":
        return replace(item, body={**item.body, "aside": True})
    return item if item.state == "archived" else replace(item, state="archived")

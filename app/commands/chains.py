"""The chain of each unit's packages at Sở Nội vụ: which documents stand in it, which beside it, how a fork is decided.

States of a received package: waiting_enrolment, waiting_previous, waiting_pack, waiting_program (held, not read);
received, accepted, returned, superseded (in the chain); fork, archived (read, beside the chain); refused (in the chain
where its sender is proved, so that the unit's next package finds its place; else of no unit).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.domain.storage import Document, DocumentChange
from app.package.order import Link, Place, after, before, place
from app.workspace import Workspace

LAPSED: Final = "lapsed"
"""State of a sent package that Sở Nội vụ can no longer take: self-signed, and not there when the unit was enrolled."""

HELD: Final = frozenset({"waiting_enrolment", "waiting_previous", "waiting_pack", "waiting_program"})
"""States of packages that wait for something and were not read."""

JUDGED: Final = frozenset({"received", "accepted", "returned", "superseded", "fork", "archived"})
"""States of packages that were read and checked."""

_IN_CHAIN: Final = frozenset({"received", "accepted", "returned", "superseded", "refused"})


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything that a unit has sent and that has a place: in the chain, or beside it."""

    taken: tuple[Document, ...]
    aside: tuple[Document, ...]

    def place(self, digest: str, previous: str) -> Place:
        """Where a package belongs."""
        return place(digest, previous, links(self.taken), {item.id for item in self.aside})

    def rivals(self, previous: str) -> tuple[Document, ...]:
        """What continues the same package as a newcomer does, with everything after it."""
        successors = [item for item in self.taken if item.body["previous"] == previous]
        found = {item.id for item in successors}.union(*(after(item.id, links(self.taken)) for item in successors))
        return tuple(item for item in self.taken if item.id in found)

    def newer(self, document: Document) -> tuple[Document, ...]:
        """Packages of the same period that continue a package."""
        found = after(document.id, links(self.taken))
        return tuple(item for item in self.taken if item.id in found and item.period == document.period)


def standing(ws: Workspace, period: str | None = None) -> tuple[Document, ...]:
    """Packages that this unit has sent, of a period or of any, by time; those that lapsed were never taken."""
    return tuple(item for item in ws.store.documents("sent", period=period) if item.state != LAPSED)


def chain_of(ws: Workspace, unit: str) -> Chain:
    """The chain of a unit."""
    documents = [item for item in ws.store.documents("received", unit=unit) if "previous" in item.body]
    taken = tuple(item for item in documents if item.state in _IN_CHAIN and not item.body.get("aside"))
    beside = {"fork", "archived"}
    return Chain(taken, tuple(item for item in documents if item.state in beside or item.body.get("aside")))


def links(documents: Iterable[Document]) -> tuple[Link, ...]:
    """The links that documents of sent or received files make."""
    return tuple(Link(item.id, item.body["previous"]) for item in documents)


def fork_changes(chain: Chain, previous: str) -> tuple[DocumentChange, ...]:
    """A newcomer continues what was continued already: what no person has judged yet waits with it."""
    waiting = (item for item in chain.rivals(previous) if item.state == "received")
    return tuple(DocumentChange(item, replace(item, state="fork")) for item in waiting)


def choice_changes(chain: Chain, chosen: Document) -> tuple[DocumentChange, ...]:
    """A person chose one of several heads: its branch is the chain, the others stand beside it.

    What was accepted for another period stays accepted. What continues the chosen one, and has no rival, is received.
    """
    every = (*chain.taken, *chain.aside)
    if not any(item.state == "fork" for item in every):
        return ()
    behind, beyond = before(chosen.id, links(every)), after(chosen.id, links(every))
    changes = []
    for item in every:
        if item.id == chosen.id or item.id in beyond:
            continue
        moved = _into_chain(item) if item.id in behind else _beside(item, chosen.period)
        if moved != item:
            changes.append(DocumentChange(item, moved))
    return (*changes, *_followers(every, chosen.id))


def _followers(every: tuple[Document, ...], digest: str) -> Iterator[DocumentChange]:
    """Forks that continue a package one after the other; a newer report gives an older one of its period away."""
    line: list[Document] = []
    while len(found := [item for item in every if item.body["previous"] == digest]) == 1 and found[0].state == "fork":
        line.append(found[0])
        digest = found[0].id
    for number, item in enumerate(line):
        newer = any(other.period == item.period for other in line[number + 1 :])
        yield DocumentChange(item, in_chain(item, "superseded" if newer else "received"))


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

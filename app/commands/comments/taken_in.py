"""Comments at a unit: brought by a return, answered with the next package, settled by a verdict.

Hides what decides where a comment stands. Nothing depends on the order in which receipts come: a comment that is known
is never written anew, and whether it is settled is read from the receipts that are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from app.commands.chains import links, standing
from app.commands.comments.rows import passes
from app.commands.figures.judging import Judged
from app.commands.keys.unit_identity import unit_decryption
from app.commands.sending import moment
from app.commands.withheld import refuse_told
from app.crypto.envelope import open_envelope
from app.domain.records import Person
from app.domain.schema import Level
from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from app.package.comments import MOST, Comment, Reply
from app.package.container import read
from app.package.exchange import Receipt
from app.package.order import Link, before
from app.package.submission import FINDINGS, read_findings
from app.workspace import Workspace

KIND: Final = "comment"


@dataclass(frozen=True, slots=True)
class Answers:
    """What goes along with a package.

    Attributes:
        replies: to comments that were answered, or whose rule passes.
        unanswered: comments that stay without an answer.
        moves: what the comments become, but for the name of the package.
    """

    replies: tuple[Reply, ...]
    unanswered: int
    moves: tuple[tuple[Document, Document], ...]

    def changes(self, package: str) -> tuple[DocumentChange, ...]:
        """What is written with the package."""
        return tuple(DocumentChange(old, _carried(new, package)) for old, new in self.moves)


def comment_changes(ws: Workspace, sent: Document, given: Receipt) -> list[DocumentChange]:
    """What a receipt changes in the comments of its period: new ones of a return, and those that a verdict settles.

    Args:
        ws: of the unit.
        sent: package of the receipt.
        given: the receipt, not written yet.
    """
    held = {item.id: item for item in ws.store.documents(KIND, period=sent.period)}
    brought = [item for item in given.comments if ws.store.document(KIND, item.id) is None]
    own = _own_findings(ws, sent.id) if any(item.finding for item in brought) else frozenset()
    made = {item.id: _document(ws, sent, given, item, watched=item.finding in own) for item in brought}
    settled = _settled_by(ws, sent, given.body.state)
    changes = []
    for item in {**held, **made}.values():
        after = replace(item, state="closed", body={**item.body, "settled": True}) if settled(item) else item
        if after != held.get(item.id):
            changes.append(DocumentChange(held.get(item.id), after))
    return changes


def answers(ws: Workspace, judged: Judged, level: Level) -> Answers:
    """Replies for a package of a period, again with every package until Sở Nội vụ has judged one that has them.

    Raises:
        UserError: NOP-05, an answer names somebody and the level withholds names.
    """
    keys, left = {item.key for item in judged.findings}, {item.id for item in standing(ws)}
    replies: list[Reply] = []
    moves: list[tuple[Document, Document]] = []
    unanswered = 0
    for item in ws.store.documents(KIND, period=str(judged.context.period)):
        if item.body["settled"]:
            continue
        passed = passes(item, keys)
        if item.body["reply_state"]:
            replies.append(Reply(item.id, item.body["reply_state"], item.body["reply"]))
        elif passed:
            replies.append(Reply(item.id, "done", ""))
        else:
            unanswered += 1
        state = "closed" if passed else "answered" if item.body["reply_state"] else "open"
        sent = item.body["sent"] if state != "open" and item.body["sent"] in left else ""
        moves.append((item, replace(item, state=state, body={**item.body, "sent": sent})))
    replies = replies[:MOST]
    people = judged.context.data.rows(Person)
    refuse_told([("Trả lời đề nghị hoàn thiện", item.text) for item in replies], level, people)
    return Answers(tuple(replies), unanswered, tuple(moves))


def _carried(item: Document, package: str) -> Document:
    return item if item.state == "open" else replace(item, body={**item.body, "sent": item.body["sent"] or package})


def _document(ws: Workspace, sent: Document, given: Receipt, item: Comment, *, watched: bool) -> Document:
    body: dict[str, Any] = {
        "table": item.table,
        "record": item.record,
        "field": item.field,
        "cell": item.cell,
        "finding": item.finding,
        "text": item.text,
        "package": sent.id,
        "number": given.body.number,
        "reply": "",
        "reply_state": "",
        "sent": "",
        "watched": watched,
        "settled": False,
    }
    return Document(KIND, item.id, ws.unit, sent.period, "open", moment(ws), body)


def _own_findings(ws: Workspace, package: str) -> frozenset[str]:
    """Keys of what this unit's check found when it made a package, read from the package; none where it is gone."""
    sealed = ws.store.original(package)
    if sealed is None:
        return frozenset()
    try:
        files = read(open_envelope(sealed, unit_decryption(ws)).plaintext).files
        return frozenset(item.key for item in read_findings(files.get(FINDINGS, b"")))
    except UserError:
        return frozenset()


def _settled_by(ws: Workspace, sent: Document, state: str) -> Callable[[Document], bool]:
    """Says of a comment whether a verdict settles it.

    An acceptance settles what was said of the package or of one that it continues; a return settles what the package,
    or one that it continues, has answered: what Sở Nội vụ still wants stands in the return itself.
    """
    told = [(item.body["package"], item.state) for item in ws.store.documents("receipt", period=sent.period)]
    told.append((sent.id, state))
    chain = links((*ws.store.documents("sent"), sent))
    accepted = _with_ancestors((package for package, state in told if state == "accepted"), chain)
    judged = accepted | _with_ancestors((package for package, state in told if state == "returned"), chain)
    return lambda item: item.body["package"] in accepted or item.body["sent"] in judged


def _with_ancestors(packages: Iterable[str], chain: tuple[Link, ...]) -> frozenset[str]:
    found: set[str] = set()
    for package in packages:
        found |= {package, *before(package, chain)}
    return frozenset(found)

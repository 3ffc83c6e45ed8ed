"""What a unit takes in: the receipts of Sở Nội vụ, with verdicts, certificates and the newest revocation list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.commands.authorities import authorities_document, authorities_of
from app.commands.chains import LAPSED, links
from app.commands.comments_in import comment_changes
from app.commands.sending import moment
from app.commands.trusting import trust_state
from app.commands.unit_identity import certificates_document, own_recipients, unit_decryption
from app.crypto.certificates import same_key
from app.crypto.recipients import recipient_id
from app.crypto.revocation import RevocationList, newest
from app.domain.finding_json import finding_to_json
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.exchange import Receipt, read_receipt
from app.package.order import before
from app.package.trust import Opened, check_recipients, open_file
from app.workspace import Outcome, Workspace


def receive_receipt(ws: Workspace, sealed: bytes, name: str) -> Outcome:
    """Takes a receipt in; the same one again changes nothing, an older one never takes a verdict back.

    Raises:
        UserError: BN-01 for no package of ours, GOI, MAH, KY or NGH code of what is wrong with the file.
    """
    opened = open_file(sealed, unit_decryption(ws), trust_state(ws), ws.env.now())
    given = read_receipt(opened)
    sent = ws.store.document("sent", given.body.package)
    if sent is None or given.body.unit != ws.unit or given.body.period != sent.period:
        raise refuse("BN-01")
    _for_us(ws, opened, given)
    row = _row(name, given)
    if ws.store.document("receipt", opened.digest) is not None:
        return Outcome(data={**row, "state": "duplicate"})
    _ = ws.store.put_original(ws.unit, given.body.period, sealed)
    kept = _document(ws, opened, given, row)
    changes = [DocumentChange(None, kept), *_verdict(ws, sent, given), *comment_changes(ws, sent, given)]
    if given.certificates:
        issued = ws.store.document("setting", "certificates")
        changes.append(DocumentChange(issued, certificates_document(*given.certificates)))
        changes += _lapsed(ws, opened.header.last_seen)
    if given.revocations is not None:
        changes += _revocations(ws, given.revocations)
    said = f"Đã nhận phiếu số {given.body.number} của Sở Nội vụ."
    return Outcome(data=row, message=said, documents=tuple(item for item in changes if item.before != item.after))


def _for_us(ws: Workspace, opened: Opened, given: Receipt) -> None:
    """Certificates in it are for our keys, and nobody but Sở Nội vụ and we can open it."""
    sign, encrypt, names = own_recipients(ws)
    if given.certificates:
        issued = given.certificates
        if not (same_key(issued[0], sign) and same_key(issued[1], encrypt)):
            raise refuse("BN-01")
        names |= {recipient_id(issued[1])}
    authorities, _ = authorities_of(ws)
    check_recipients(opened.recipients, [frozenset({recipient_id(authorities.so_encrypt)})], names)


def _row(name: str, given: Receipt) -> dict[str, Any]:
    body = given.body
    return {
        "name": name,
        "state": body.state,
        "number": body.number,
        "period": body.period,
        "package": body.package,
        "reason": body.reason,
        "message": f"Phiếu số {body.number}.",
    }


def _document(ws: Workspace, opened: Opened, given: Receipt, row: dict[str, Any]) -> Document:
    body = {
        **row,
        "previous": opened.header.previous,
        "made_at": opened.header.made_at,
        "last_seen": opened.header.last_seen,
        "history": given.body.history,
        "findings": [finding_to_json(item) for item in given.findings],
        "doubts": [str(doubt) for doubt in opened.doubts],
    }
    return Document("receipt", opened.digest, ws.unit, given.body.period, given.body.state, moment(ws), body)


def _verdict(ws: Workspace, sent: Document, given: Receipt) -> list[DocumentChange]:
    """The state that the newest receipt of the package tells."""
    numbers = (item.body["number"] for item in ws.store.documents("receipt") if item.body["package"] == sent.id)
    if given.body.number < max(numbers, default=0):
        return []
    body = {**sent.body, "reason": given.body.reason, "receipt": given.body.number}
    return [DocumentChange(sent, replace(sent, state=given.body.state, body=body))]


def _lapsed(ws: Workspace, seen: str) -> list[DocumentChange]:
    """Self-signed packages that were not at Sở Nội vụ when it enrolled us: it refuses them, so the chain skips them.

    `seen` is the newest package that Sở Nội vụ had; by the two-way chain, what it continues was there too.
    """
    documents = ws.store.documents("sent")
    there = {seen, *before(seen, links(documents))}
    return [
        DocumentChange(item, replace(item, state=LAPSED))
        for item in documents
        if item.state == "sent" and item.body.get("self_signed") and item.id not in there
    ]


def _revocations(ws: Workspace, offered: RevocationList) -> list[DocumentChange]:
    """The list that came along, where it is newer than the one held (threats.md G22)."""
    authorities, held = authorities_of(ws)
    chosen = newest(held, offered, authorities.issuing)
    old = ws.store.document("setting", "authorities")
    return [DocumentChange(old, authorities_document(authorities, chosen))]

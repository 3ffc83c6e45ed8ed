"""What a unit takes in: the receipts of Sở Nội vụ, with verdicts, certificates and the newest revocation list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.commands.comments.taken_in import comment_changes
from app.commands.keys.adopting import adopted, begins_anew, is_ours, lapsed
from app.commands.keys.authorities import office_taken
from app.commands.keys.own_keys import OWN_KEYS, heard_of_office
from app.commands.sending import moment
from app.commands.so_head import head_heard
from app.commands.submission.asking import answers_heard
from app.commands.submission.certificates_in import check_office, require_so_and_us
from app.commands.submission.heard import page_kept, policy_heard
from app.commands.submission.pack_in import pack_heard
from app.commands.submission.period_in import period_heard
from app.domain.finding_json import finding_to_json
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.exchange import Receipt, read_receipt
from app.package.trust import Opened
from app.workspace import Outcome, Workspace


def take_receipt(ws: Workspace, opened: Opened, sealed: bytes, name: str) -> Outcome:
    """Takes a receipt in; the same one again changes nothing, an older one never takes a verdict back.

    A package that this machine did not make was made by another machine of the unit, or before a backup was restored:
    it is kept as one that was sent elsewhere, so that the next package finds its place.

    Raises:
        UserError: BN-01 for no package of this unit, GOI-02, KY or NGH code of what is wrong with the file.
    """
    given = read_receipt(opened)
    kept_sent = ws.store.document("sent", given.body.package)
    if given.body.unit != ws.unit or (kept_sent is not None and given.body.period != kept_sent.period):
        raise refuse("BN-01")
    require_so_and_us(ws, opened, given.office)
    row = _row(name, given)
    if ws.store.document("receipt", opened.digest) is not None:
        return Outcome(data={**row, "state": "duplicate"})
    _ = ws.store.put_original(ws.unit, given.body.period, sealed)
    sent = kept_sent or _elsewhere(ws, given)
    kept = _document(ws, opened, given, row)
    changes = [DocumentChange(None, kept), *_verdict(ws, kept_sent, sent, given), *comment_changes(ws, sent, given)]
    changes += _credentials(ws, opened, given)
    changes += [
        *head_heard(ws, opened.header.last_seen, given.body.number, anew=begins_anew(changes)),
        *policy_heard(ws, given),
    ]
    owed, campaign = period_heard(ws, given.asked)
    packs, bundles = pack_heard(ws, given.issued)
    told, answered = answers_heard(ws, given.answers, opened.header.made_at)
    said = f"Đã nhận phiếu số {given.body.number} của Sở Nội vụ."
    written = tuple(item for item in (*changes, *campaign, *packs, *answered) if item.before != item.after)
    return Outcome(
        data=row,
        message=said,
        documents=written,
        blobs={**page_kept(given), **bundles},
        changes=(*owed, *told),
    )


def _credentials(ws: Workspace, opened: Opened, given: Receipt) -> list[DocumentChange]:
    """Certificates that came along, of this machine and of Sở Nội vụ; those of other machines are passed over."""
    changes: list[DocumentChange] = []
    seen, lists = opened.header.last_seen, [given.revocations] if given.revocations else []
    if given.certificates and is_ours(ws, issued := (given.certificates[0], given.certificates[1])):
        changes += adopted(ws, issued, seen, lists)
    if not changes:
        changes += lapsed(ws, seen, lists)
    if not any(item.key == ("setting", OWN_KEYS) for item in changes):
        changes += heard_of_office(ws)
    if given.office is not None:
        check_office(ws, given.office, given.revocations)
    taken = office_taken(ws, given.office, given.revocations, moment(ws))
    return [*changes, taken] if taken else changes


def _elsewhere(ws: Workspace, given: Receipt) -> Document:
    """A package of this unit that this machine does not have."""
    body = {
        "elsewhere": True,
        "previous": given.body.follows,
        "content": "",
        "self_signed": False,
        "level": "",
        "cut_off": "",
        "nil": False,
        "edition": given.body.edition,
        "made_at": given.body.made_at,
        "replaces": "",
        "size": 0,
    }
    return Document("sent", given.body.package, ws.unit, given.body.period, "sent", moment(ws), body)


def _row(name: str, given: Receipt) -> dict[str, Any]:
    body = given.body
    return {
        "name": name,
        "state": body.state,
        "number": body.number,
        "period": body.period,
        "package": body.package,
        "reason": body.reason,
        "received_at": body.received_at,
        "late": body.late,
        "message": f"Phiếu số {body.number}. {body.late}".strip(),
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


def _verdict(ws: Workspace, before: Document | None, sent: Document, given: Receipt) -> list[DocumentChange]:
    """The state that the newest receipt of the package tells."""
    numbers = (item.body["number"] for item in ws.store.documents("receipt") if item.body["package"] == sent.id)
    if given.body.number < max(numbers, default=0):
        return []
    body = {**sent.body, "reason": given.body.reason, "receipt": given.body.number}
    return [DocumentChange(before, replace(sent, state=given.body.state, body=body))]

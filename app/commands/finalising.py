"""From a report to a file: sealed, read back, recorded, written; hides the order that a kill cannot break."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from app.commands.authorities import authorities_of, recipient_of
from app.commands.files import write_chosen
from app.commands.sending import moment, new_header
from app.commands.trusting import trust_state
from app.commands.unit_identity import UnitKeys, unit_decryption
from app.domain.storage import Document, DocumentChange
from app.errors import UserError
from app.package.sealing import digest, seal_file
from app.package.submission import Submission, read_submission, submission_files
from app.package.trust import open_file
from app.workspace import CommandSpec, Outcome, Workspace

SUBMIT: Final = CommandSpec("submit", "app.commands.submitting:submit", "Lập gói nộp báo cáo")


def sealed_package(ws: Workspace, submission: Submission, keys: UnitKeys) -> tuple[bytes, str]:
    authorities, _ = authorities_of(ws)
    recipient, certificates = recipient_of(authorities)
    receipts = ws.store.documents("receipt")
    newest = max(receipts, key=lambda item: int(item.body["number"]), default=None)
    sent = ws.store.documents("sent")
    header = new_header(ws, recipient, submission.body, sent=sent, last_seen=newest.id if newest else "")
    chain = (authorities.issuing,) if keys.encryption_certificate else ()
    recipients = [*certificates, keys.own_recipient]
    files = submission_files(submission)
    return seal_file(header, files, keys.signer, recipients, ws.env.now(), chain), header.previous


def read_back(ws: Workspace, sealed: bytes) -> None:
    """Opens with the unit's own key and judges as Sở Nội vụ will: a broken package never leaves (threats G34)."""
    state = replace(trust_state(ws), recipient=recipient_of(authorities_of(ws)[0])[0])
    read_submission(open_file(sealed, unit_decryption(ws), state, ws.env.now()))


def sent_document(ws: Workspace, submission: Submission, sealed: bytes, previous: str, content: str) -> Document:
    facts = submission.body
    body = {
        "previous": previous,
        "content": content,
        "self_signed": bool(submission.requests),
        "level": facts.level,
        "cut_off": facts.cut_off,
        "definitions": facts.definitions,
        "pack": {"id": facts.pack.id, "version": facts.pack.version},
        "nil": facts.nil,
        "edition": facts.edition,
        "replaces": facts.replaces,
        "size": len(sealed),
    }
    return Document("sent", digest(sealed), ws.unit, facts.period, "sent", moment(ws), body)


def written(ws: Workspace, outcome: Outcome, document: Document, sealed: bytes, out: Path) -> None:
    """Keeps the package, then writes the file: what can reach Sở Nội vụ is always known here.

    Where the file cannot be written after all, the package is forgotten, so that the chain does not miss it.
    """
    ws.store.put_original(ws.unit, document.period, sealed)
    ws.commit(SUBMIT, replace(outcome, documents=(DocumentChange(None, document),)))
    try:
        write_chosen(out, sealed)
    except UserError as error:
        undone = Outcome(
            message=f"Chưa ghi được tệp ({error.code}); bỏ gói vừa lập.", documents=(DocumentChange(document, None),)
        )
        ws.commit(SUBMIT, undone)
        raise

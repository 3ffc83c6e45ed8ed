"""From a report to a file: sealed, read back, recorded, written; hides the order that a kill cannot break."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cryptography import x509

from app.commands.chains import LAPSED, is_unwritten
from app.commands.keys.authorities import authorities_of, issuer_of, recipient_of
from app.commands.keys.trusting import trust_state
from app.commands.keys.unit_identity import UnitKeys, unit_decryption
from app.commands.sending import moment, new_header, receipt_seen
from app.commands.submission.carrying import require_room, write_carried
from app.crypto.certificates import Signer
from app.domain.storage import Document, DocumentChange
from app.package.sealing import digest, seal_file
from app.package.submission import Submission, read_submission, submission_files
from app.package.trust import open_file
from app.workspace import CommandSpec, Outcome, Workspace

SUBMIT: Final = CommandSpec("submit", "app.commands.submission.submitting:submit", "Lập gói nộp báo cáo")


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bytes of a package, the digest of the one that it continues, and the certificate that signed it."""

    content: bytes
    previous: str
    certificate: x509.Certificate


def sealed_package(ws: Workspace, submission: Submission, keys: UnitKeys, signer: Signer) -> Sealed:
    """Signs and seals; the signer is the program or a device."""
    authorities, _ = authorities_of(ws)
    recipient, certificates = recipient_of(authorities)
    sent = ws.store.documents("sent")
    header = new_header(ws, recipient, submission.body, sent=sent, last_seen=receipt_seen(ws))
    chain = (issuer_of(ws, signer.certificate),) if keys.encryption_certificate else ()
    recipients = [*certificates, keys.own_recipient]
    files = submission_files(submission)
    content = seal_file(header, files, signer, recipients, ws.env.now(), chain)
    return Sealed(content, header.previous, signer.certificate)


def read_back(ws: Workspace, sealed: bytes) -> None:
    """Opens with the unit's own key and judges as Sở Nội vụ will: a broken package never leaves (threats G34)."""
    state = replace(trust_state(ws), recipient=recipient_of(authorities_of(ws)[0])[0])
    read_submission(open_file(sealed, unit_decryption(ws), state, ws.env.now()))


def sent_document(ws: Workspace, submission: Submission, sealed: Sealed, content: str) -> Document:
    """What is recorded of a package; `content` is what it says, see `content_digest`."""
    facts = submission.body
    body = {
        "previous": sealed.previous,
        "last_seen": receipt_seen(ws),
        "content": content,
        "self_signed": bool(submission.requests),
        **_signed_with(sealed.certificate, enrolled=not submission.requests),
        "level": facts.level,
        "cut_off": facts.cut_off,
        "definitions": facts.definitions,
        "pack": {"id": facts.pack.id, "version": facts.pack.version},
        "nil": facts.nil,
        "edition": facts.edition,
        "replaces": facts.replaces,
        "size": len(sealed.content),
        "written": False,
        "file": "",
    }
    return Document("sent", digest(sealed.content), ws.unit, facts.period, "sent", moment(ws), body)


def _signed_with(certificate: x509.Certificate, *, enrolled: bool) -> dict[str, str]:
    """Number (hexadecimal) and end of the certificate that signed; both "" before Sở Nội vụ has issued one."""
    if not enrolled:
        return {"signed_with": "", "signed_until": ""}
    return {
        "signed_with": f"{certificate.serial_number:x}",
        "signed_until": certificate.not_valid_after_utc.isoformat(),
    }


def finalised(ws: Workspace, outcome: Outcome, document: Document, sealed: bytes, out: Path) -> DocumentChange:
    """Keeps the package, records it, writes its file; gives the change that says it is written.

    A kill or a fault of the medium leaves one of three states, never another: nothing recorded; recorded and whole
    here, not written yet; written and proved. Of packages that were never written only the newest can still leave.

    Args:
        outcome: what is recorded with the package.
        document: of the package. sealed: its bytes. out: the file.

    Raises:
        UserError: LUU-01 no room, before anything is kept; else those of `write_carried`, with the package recorded.
    """
    require_room(out, len(sealed))
    begun = as_started(document, out)
    ws.store.put_original(ws.unit, document.period, sealed)
    ws.commit(SUBMIT, replace(outcome, documents=(DocumentChange(None, begun), *outcome.documents, *_given_up(ws))))
    return DocumentChange(begun, carried(begun, sealed, out))


def carried(document: Document, sealed: bytes, out: Path) -> Document:
    """Writes the file of a package and proves it; raises those of `write_carried`."""
    write_carried(out, sealed)
    return as_written(document, out)


def as_started(document: Document, out: Path) -> Document:
    """The document of a package whose file is being written now."""
    return replace(document, body={**document.body, "writing": str(out.absolute())})


def as_written(document: Document, out: Path) -> Document:
    """The document of a package whose file is proved."""
    return replace(document, body={**document.body, "written": True, "file": str(out.absolute()), "writing": ""})


def _given_up(ws: Workspace) -> list[DocumentChange]:
    """Packages that never became a file: the next one continues what Sở Nội vụ may have, not them."""
    waiting = (item for item in ws.store.documents("sent") if is_unwritten(item))
    return [DocumentChange(item, replace(item, state=LAPSED)) for item in waiting]

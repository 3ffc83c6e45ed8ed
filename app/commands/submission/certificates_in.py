"""What a unit takes in beside receipts: the certificates that Sở Nội vụ issued for a request of this machine."""

from __future__ import annotations

from typing import Any

from app.commands.keys.adopting import adopted, begins_anew, is_older, is_ours
from app.commands.keys.authorities import authorities_of, former_authorities, issuers, office_taken
from app.commands.keys.device_keys import answered
from app.commands.keys.unit_identity import own_recipients
from app.commands.sending import moment
from app.commands.so_head import head_heard
from app.crypto.certificates import Role, holder_of
from app.crypto.path import check_path
from app.crypto.recipients import recipient_id
from app.crypto.revocation import RevocationList
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import CertificatesBody
from app.package.credentials import Certificates, Office, read_certificates
from app.package.trust import Opened, require_readers
from app.vietnamese.dates import write_date
from app.workspace import Outcome, Workspace


def take_certificates(ws: Workspace, opened: Opened, body: CertificatesBody, sealed: bytes, name: str) -> Outcome:
    """Takes a certificate file in; the same one again changes nothing.

    Raises:
        UserError: BN-02 not for keys of this machine, BN-03 older than those in use; GOI-02, KY or NGH code of what is
            wrong with the file.
    """
    answer = read_certificates(opened.files, body)
    _may_be_used(ws, answer)
    require_so_and_us(ws, opened, answer.office)
    row: dict[str, Any] = {"name": name, "state": "certificates", "message": _told(answer)}
    if ws.store.document("certificate_file", opened.digest) is not None:
        return Outcome(data={**row, "state": "duplicate"})
    issued = (answer.sign, answer.encrypt)
    if body.unit == ws.unit and (device := answered(ws, answer.sign)):
        _ = ws.store.put_original(ws.unit, "", sealed)
        told = "Đã nhận chứng thư cho thiết bị ký số."
        return Outcome(data=row, message=told, documents=(DocumentChange(None, _document(ws, opened, body)), *device))
    if body.unit != ws.unit or not is_ours(ws, issued):
        raise refuse("BN-02")
    if is_older(ws, issued):
        raise refuse("BN-03")
    _ = ws.store.put_original(ws.unit, "", sealed)
    seen = opened.header.last_seen
    changes = [DocumentChange(None, _document(ws, opened, body)), *adopted(ws, issued, seen, [answer.revocations])]
    changes += head_heard(ws, seen, anew=begins_anew(changes))
    taken = office_taken(ws, answer.office, answer.revocations, moment(ws))
    changes += [taken] if taken else []
    return Outcome(data=row, message=f"Đã nhận chứng thư. {row['message']}", documents=tuple(changes))


def require_so_and_us(ws: Workspace, opened: Opened, office: Office | None) -> None:
    """Demands that a file of Sở Nội vụ can be opened there and here; other machines of the unit may be among them.

    Raises:
        UserError: GOI-02.
    """
    held, former = authorities_of(ws)[0], former_authorities(ws)
    known = [held.so_encrypt, *(item.so_encrypt for item in former), *([office.so_encrypt] if office else [])]
    require_readers(opened.recipients, frozenset(map(recipient_id, known)), own_recipients(ws)[2])


def check_office(ws: Workspace, office: Office, revocations: RevocationList | None) -> None:
    """Demands that certificates of Sở Nội vụ are under the pinned root, each for its purpose.

    Raises:
        UserError: KY-03, KY-04, KY-05, KY-06.
    """
    root, now, lists = authorities_of(ws)[0].root, ws.env.now(), [revocations] if revocations else []
    above = (office.issuing, *issuers(ws))
    for certificate, role in (
        (office.so_sign, Role.SO_SIGN),
        (office.so_encrypt, Role.SO_ENCRYPT),
        (office.so_spare, Role.SO_SPARE),
    ):
        check_path(certificate, above, root, lists, now, role)


def _may_be_used(ws: Workspace, answer: Certificates) -> None:
    """The certificates of the unit and of Sở Nội vụ are under the pinned root, each for its purpose and holder."""
    root, now = authorities_of(ws)[0].root, ws.env.now()
    for certificate, role in ((answer.sign, Role.UNIT_SIGN), (answer.encrypt, Role.UNIT_ENCRYPT)):
        check_path(certificate, (answer.office.issuing,), root, [answer.revocations], now, role)
        if holder_of(certificate) != ws.unit:
            raise refuse("BN-02")
    check_office(ws, answer.office, answer.revocations)


def _told(answer: Certificates) -> str:
    end = write_date(answer.sign.not_valid_after_utc.date().isoformat())
    return f"Chứng thư số nội bộ của máy này có hiệu lực đến ngày {end}."


def _document(ws: Workspace, opened: Opened, body: CertificatesBody) -> Document:
    facts = {"request": body.request, "made_at": opened.header.made_at, "last_seen": opened.header.last_seen}
    return Document("certificate_file", opened.digest, ws.unit, at=moment(ws), body=facts)

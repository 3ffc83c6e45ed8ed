"""Certificates for the keys that a unit asked for: one way, whether a held package or a request file brought them.

What the old pairs of the unit become follows from the reason. A renewal leaves the old pair good for the packages that
are on their way (`pairs.OVERLAP`), then revokes it; handover, compromise and a new first enrolment revoke every older
pair at once; another machine ends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from app.commands.chains import chain_of, links
from app.commands.files import write_chosen
from app.commands.keys.authorities import authorities_of, list_in, office_of
from app.commands.keys.key_material import years
from app.commands.keys.pairs import (
    MOST_MACHINES,
    OVERLAP,
    certificates_of,
    ended,
    keys_seen,
    pair_document,
    pair_id,
    standing,
)
from app.commands.keys.province_identity import province_keys
from app.commands.keys.revoking import list_changes, require_fingerprint
from app.commands.reception.holding import release
from app.commands.reception.reception import open_desk
from app.commands.sending import moment, new_header
from app.crypto.certificates import Role, public_key_of
from app.crypto.codes import same_groups
from app.crypto.issuing import check_request
from app.crypto.issuing import issue as issue_certificate
from app.crypto.keys import PublicKey, public_der
from app.crypto.recipients import Recipient
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.package.bodies import CertificatesBody
from app.package.credentials import Certificates, certificates_files
from app.package.order import head
from app.package.sealing import digest, seal_file
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

ISSUE: Final = CommandSpec("enrol issue", "app.commands.enrolment.certifying:issue", "Cấp chứng thư theo tệp đề nghị")
_YEARS: Final = 3
_AT_ONCE: Final = {"first": "replaced", "handover": "handover", "compromise": "compromise"}
"""Reasons that revoke every older pair at once → why they end."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A pair just issued, with everything that changes by it.

    Attributes:
        ended: how many older pairs it ends, now or after the overlap.
    """

    pair: Document
    changes: tuple[DocumentChange, ...]
    ended: int


def issue(ws: Workspace, progress: Progress, *, fingerprint: str, out: Path) -> Outcome:
    """Issues the certificates that a request file asks for and writes the certificate file; again gives the same file.

    Kept before it is written, so that a pair never stands in two different files.

    Raises:
        UserError: NHAP-03 mistyped, a key that was seen before, or whose pair was revoked; NHAP-02 no request file has
            this fingerprint; LUU-* of the file.
    """
    require_fingerprint(fingerprint)
    asked = _asked(ws, fingerprint)
    unit, pair = asked.unit, _pair_of(ws, asked)
    if pair is not None and pair.state == "revoked":
        detail = "chứng thư của khóa này đã thu hồi; đơn vị phải tạo khóa mới"
        raise refuse("NHAP-03", what="dấu vân tay", value=fingerprint, detail=detail)
    changes, gone = _answered(ws, asked, _asked_keys(asked)) if pair is not None else (), 0
    if pair is None:
        if asked.state != "pending":
            raise refuse("NHAP-02", what="tệp đề nghị đang chờ có dấu vân tay", value=fingerprint)
        made = issue_pair(ws, asked)
        pair, changes, gone = made.pair, made.changes, made.ended
    sealed = ws.store.original(pair.body.get("file", ""))
    if sealed is None:
        sealed = _sealed(ws, asked, pair, changes)
        ws.store.put_original(unit, str(ws.today.year), sealed)
        kept = replace(pair, body={**pair.body, "file": digest(sealed)})
        before = ws.store.document("certificate", pair.id)
        others = tuple(change for change in changes if change.key != ("certificate", pair.id))
        said = f"Đã cấp chứng thư cho {ws.env.units.name(unit)}."
        ws.commit(ISSUE, Outcome(message=said, documents=(*others, DocumentChange(before, kept))))
        release(open_desk(ws), partial(ws.commit, ISSUE), unit)
    elif changes:
        ws.commit(ISSUE, Outcome(message=f"Đã có chứng thư của {ws.env.units.name(unit)}.", documents=changes))
    write_chosen(out, sealed)
    data = {
        "unit": unit,
        "name": ws.env.units.name(unit),
        "fingerprint": pair.body["fingerprint"],
        "reason": pair.body["reason"],
        "file": str(out),
        "revoked": gone,
    }
    return Outcome(data=data, message=f"Tệp chứng thư của {data['name']}: {out.name}. Gửi lại cho đơn vị.")


def issue_pair(ws: Workspace, chosen: Document) -> Issued:
    """Certificates for the keys of one held request, and what becomes of the unit's other requests and pairs.

    Requests for the same keys are confirmed with it; rival first enrolments, with other keys, are refused.

    Args:
        chosen: a pending `request` document, of a package or of a request file.

    Raises:
        UserError: NHAP-03, the key is another unit's, or was certified before; NHAP-01, too many machines.
    """
    unit, at, keys = chosen.unit, moment(ws), _asked_keys(chosen)
    _require_unseen(ws, chosen, keys)
    reason = str(chosen.body.get("reason", "first"))
    stand = standing(ws, unit)
    ends = _ends(ws, chosen, reason, stand)
    if len(stand) - len(ends) >= MOST_MACHINES:
        raise refuse("NHAP-01", detail=f"đơn vị đã có {MOST_MACHINES} chứng thư đang dùng; hãy thu hồi bớt")
    name, validity = ws.env.units.name(unit), years(ws.env.now(), _YEARS)
    authority = province_keys(ws).issuing
    sign = issue_certificate(Role.UNIT_SIGN, unit, name, keys[0], validity, authority)
    encrypt = issue_certificate(Role.UNIT_ENCRYPT, unit, name, keys[1], validity, authority)
    facts = {"reason": reason, "machine": chosen.body.get("machine", ""), "answers": chosen.id}
    pair = pair_document(unit, at, chosen.body["fingerprint"], (sign, encrypt), keys, **facts)
    gone = [item.after for item in ends if item.after is not None and item.after.state == "revoked"]
    changes = (
        DocumentChange(None, pair),
        *ends,
        *(list_changes(ws, gone) if gone else ()),
        _enrolled(ws, pair, chosen.id, at),
        *_answered(ws, chosen, keys),
    )
    return Issued(pair, changes, len(ends))


def _ends(ws: Workspace, chosen: Document, reason: str, stand: Sequence[Document]) -> list[DocumentChange]:
    if reason in _AT_ONCE:
        return [DocumentChange(item, ended(item, "revoked", moment(ws), _AT_ONCE[reason])) for item in stand]
    if reason != "renewal":
        return []
    active = [item for item in stand if item.state == "active"]
    renewed = [item for item in active if item.id == chosen.body.get("signed_with")]
    if not renewed and len(active) == 1:  # the certificate had ended, so the request could not be signed with it
        renewed = active
    ends = []
    for item in renewed:
        last = min(ws.env.now() + OVERLAP, certificates_of(item)[0].not_valid_after_utc)
        text = last.isoformat(timespec="seconds")
        ends.append(DocumentChange(item, ended(item, "replaced", text, "replaced")))
    return ends


def _enrolled(ws: Workspace, pair: Document, request: str, at: str) -> DocumentChange:
    named = ("fingerprint", "sign", "encrypt", "key", "encryption_key")
    body = {**{name: pair.body[name] for name in named}, "package": request}
    document = Document("enrolment", pair.unit, pair.unit, state="enrolled", at=at, body=body)
    return DocumentChange(ws.store.document("enrolment", pair.unit), document)


def _answered(ws: Workspace, chosen: Document, keys: tuple[PublicKey, PublicKey]) -> tuple[DocumentChange, ...]:
    changes = []
    for item in ws.store.documents("request", unit=chosen.unit, state="pending"):
        if _asked_keys(item) == keys:
            confirmed = replace(item, state="confirmed", body={**item.body, "key": public_der(keys[0]).hex()})
            changes.append(DocumentChange(item, confirmed))
        elif item.body.get("reason", "first") == "first":
            changes.append(DocumentChange(item, replace(item, state="refused")))
    return tuple(changes)


def _asked(ws: Workspace, fingerprint: str) -> Document:
    """The newest request file with this fingerprint."""
    found = [
        item
        for item in ws.store.documents("request")
        if item.body.get("kind") == "request" and same_groups(item.body["fingerprint"], fingerprint)
    ]
    if not found:
        raise refuse("NHAP-02", what="tệp đề nghị có dấu vân tay", value=fingerprint)
    return found[-1]


def _pair_of(ws: Workspace, asked: Document) -> Document | None:
    """The pair that answers a request: issued for it, or for a package with the same keys; None where none is."""
    pair = ws.store.document("certificate", pair_id(asked.body["fingerprint"]))
    keys = [public_der(key).hex() for key in _asked_keys(asked)]
    if pair is None or pair.unit != asked.unit or [pair.body["key"], pair.body["encryption_key"]] != keys:
        return None
    return pair if asked.state == "confirmed" or pair.state == "active" else None


def _asked_keys(request: Document) -> tuple[PublicKey, PublicKey]:
    """Public keys of a held request, whose proofs of possession were checked when it came."""
    sign, encrypt = (
        check_request(bytes.fromhex(request.body[f"{part}_request"])).public_key for part in ("sign", "encrypt")
    )
    return sign, encrypt


def _require_unseen(ws: Workspace, chosen: Document, keys: tuple[PublicKey, PublicKey]) -> None:
    """Refuses a key that was certified before: a copied machine, or one that was given up (threats.md G35)."""
    seen = keys_seen(ws)
    texts = [public_der(key).hex() for key in keys]
    owners = {seen[text] for text in texts if text in seen}
    if not owners and texts[0] != texts[1]:
        return
    detail = "khóa này đã từng được cấp chứng thư; đơn vị phải tạo khóa mới"
    if owners - {chosen.unit}:
        detail = "khóa này đã ghi danh cho đơn vị khác"
    raise refuse("NHAP-03", what="dấu vân tay", value=chosen.body["fingerprint"], detail=detail)


def _sealed(ws: Workspace, asked: Document, pair: Document, changes: Sequence[DocumentChange]) -> bytes:
    """The certificate file: for the bare new key, because the unit does not know its certificate yet."""
    keys, (authorities, revocations) = province_keys(ws), authorities_of(ws)
    after = _after(changes).get(("setting", "authorities"))
    newest = list_in(after) if after is not None else revocations
    assert newest is not None
    sign, encrypt = certificates_of(pair)
    body = CertificatesBody(pair.unit, asked.id)
    files = certificates_files(Certificates(body, sign, encrypt, office_of(authorities), newest))
    seen = head(links(chain_of(ws, pair.unit).taken))
    header = new_header(ws, pair.unit, body, sent=(), last_seen=seen)
    recipients: list[Recipient] = [public_key_of(encrypt), authorities.so_encrypt]  # type: ignore[list-item]
    return seal_file(header, files, keys.signer, recipients, ws.env.now(), (authorities.issuing,))


def _after(changes: Sequence[DocumentChange]) -> Mapping[tuple[str, str], Document]:
    return {change.key: change.after for change in changes if change.after is not None}

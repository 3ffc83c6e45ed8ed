"""Certificates that Sở Nội vụ issued become this machine's own; hides the order that a kill cannot break.

The certificates change place in one transaction, the bundle of keys right after it. Between the two, and after a kill
between them, keys are found by the certificate they belong to (`app.commands.keys.unit_identity`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec
from cryptography import x509

from app.commands.chains import BESIDE, LAPSED, links
from app.commands.keys.key_material import own_key
from app.commands.keys.own_keys import fingerprint_of, moved_here
from app.commands.keys.province_identity import OVERLAP
from app.commands.keys.unit_identity import (
    MOST_OLDER,
    certificate_text,
    certificates_document,
    encryption_certificates,
    unit_secrets,
)
from app.crypto.certificates import load_certificate, public_key_of
from app.crypto.keys import public_der
from app.crypto.revocation import RevocationList
from app.domain.storage import Document, DocumentChange
from app.package.order import before
from app.workspace import Workspace

_REVOKING: Final = ("handover", "compromise")
"""Reasons for which Sở Nội vụ revokes what was issued before, in the same step."""

Issued = tuple[x509.Certificate, x509.Certificate]
"""A certificate for signing and one for encryption."""


def is_ours(ws: Workspace, issued: Issued) -> bool:
    """Whether certificates are for keys of this machine: those in use, or those of the pending request."""
    secrets = unit_secrets(ws)
    pairs = ((secrets.sign, secrets.encrypt), (secrets.next_sign, secrets.next_encrypt))
    return any(_fit(pair, issued) for pair in pairs)


def is_older(ws: Workspace, issued: Issued) -> bool:
    """Whether certificates were issued before those in use."""
    held = ws.store.document("setting", "certificates")
    if held is None:
        return False
    return issued[0].not_valid_before_utc < load_certificate(held.body["sign"].encode()).not_valid_before_utc


def adopted(ws: Workspace, issued: Issued, seen: str, lists: Collection[RevocationList] = ()) -> list[DocumentChange]:
    """What changes when certificates for our keys are taken; nothing where they are held, or newer ones are.

    Args:
        issued: for keys of this machine. seen: the unit's newest package at Sở Nội vụ when it issued them.
        lists: of revoked certificates, that came along.
    """
    held = ws.store.document("setting", "certificates")
    if held is not None and (is_older(ws, issued) or held.body["sign"] == certificate_text(issued[0])):
        return []
    secrets = unit_secrets(ws)
    changes = [DocumentChange(held, certificates_document(*issued, encryption_certificates(ws)))]
    if _fit((secrets.next_sign, secrets.next_encrypt), issued):
        changes += moved_here(ws, fingerprint_of(secrets.next_sign))
        answered = fingerprint_of(secrets.next_sign)
    else:
        answered = fingerprint_of(secrets.sign)
    asked = [
        item for item in ws.store.documents("request_sent", state="pending") if item.body["fingerprint"] == answered
    ]
    changes += [DocumentChange(item, replace(item, state="answered")) for item in asked]
    revoked = any(item.body["reason"] in _REVOKING for item in asked)
    return [*changes, *lapsed(ws, seen, lists, enrolled=True, revoked=revoked)]


def settle_keys(ws: Workspace) -> None:
    """Puts the keys of the newest certificates in use; the decryption key before them still opens what was sealed."""
    secrets, held = unit_secrets(ws), ws.store.document("setting", "certificates")
    if held is None or not secrets.next_sign:
        return
    issued = tuple(load_certificate(held.body[name].encode()) for name in ("sign", "encrypt"))
    if not _fit((secrets.next_sign, secrets.next_encrypt), (issued[0], issued[1])):
        return
    swapped = msgspec.structs.replace(
        secrets,
        sign=secrets.next_sign,
        encrypt=secrets.next_encrypt,
        next_sign="",
        next_encrypt="",
        older=[secrets.encrypt, *secrets.older][:MOST_OLDER],
    )
    ws.store.set_secrets(msgspec.json.encode(swapped))


def _fit(pair: tuple[str, str], issued: Issued) -> bool:
    """Whether both certificates are for a pair of keys."""
    return all(
        bool(pem) and public_der(own_key(pem)) == public_der(public_key_of(certificate))
        for pem, certificate in zip(pair, issued, strict=True)
    )


def begins_anew(changes: Iterable[DocumentChange]) -> bool:
    """Whether certificates are taken with which every earlier one was revoked."""
    answered = [item.after for item in changes if item.after is not None and item.after.kind == "request_sent"]
    return any(item.state == "answered" and item.body["reason"] in _REVOKING for item in answered)


def lapsed(
    ws: Workspace,
    seen: str,
    lists: Collection[RevocationList],
    *,
    enrolled: bool = False,
    revoked: bool = False,
) -> list[DocumentChange]:
    """Packages that are not at Sở Nội vụ and that it will refuse: the chain skips them.

    Self-signed ones once it has enrolled us, and those signed with a certificate that has ended or is revoked by now.

    Args:
        seen: the newest package that Sở Nội vụ had; by the two-way chain, what it continues was there too.
        lists: of revoked certificates. enrolled: certificates came along.
        revoked: with them every earlier certificate was revoked, whichever authority's list says so.
    """
    documents = ws.store.documents("sent")
    there = {seen, *before(seen, links(documents))}
    numbers = {f"{entry.serial:x}" for found in lists for entry in found.revoked}
    gone = [
        DocumentChange(item, replace(item, state=LAPSED))
        for item in documents
        if item.state == "sent"
        and item.id not in there
        and (revoked or (enrolled and item.body.get("self_signed")) or _would_be_refused(ws, item, numbers))
    ]
    return [*gone, *(_forgotten(documents, there) if revoked else ())]


def _forgotten(documents: Collection[Document], there: Collection[str]) -> Iterator[DocumentChange]:
    """Packages that have receipts, but that Sở Nội vụ lost with a restore and can no longer take: kept beside."""
    for item in documents:
        if item.state not in ("sent", LAPSED) and item.id not in there:
            yield DocumentChange(item, replace(item, body={**item.body, BESIDE: True}))


def _would_be_refused(ws: Workspace, package: Document, revoked: Collection[str]) -> bool:
    """Why Sở Nội vụ would refuse a package now: its signer has ended or is revoked (KY-04), or it is for an old office.

    So old a package may be for certificates of Sở Nội vụ that were replaced too long ago (MAH-01).
    """
    until, now = str(package.body.get("signed_until", "")), ws.env.now()
    ended = bool(until) and datetime.fromisoformat(until) < now
    return ended or package.body.get("signed_with") in revoked or datetime.fromisoformat(package.at) + OVERLAP < now

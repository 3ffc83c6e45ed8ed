"""Certificates that Sở Nội vụ has issued for keys of signing devices: asked for, answered, found by the key.

Needs no device and none of their libraries.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cryptography import x509

from app.crypto.certificates import certificate_pem, load_certificate, public_key_of
from app.crypto.holders import algorithm_of
from app.crypto.keys import public_der
from app.domain.storage import Document, DocumentChange
from app.errors import UserError, refuse
from app.workspace import Workspace

REQUESTED: Final = "device_request"
DEVICE: Final = "Thiết bị ký số"
"""What a device is called that has no name of its own."""
_KEPT: Final = "token_certificates"


def issued_for(ws: Workspace, official: x509.Certificate) -> x509.Certificate:
    """The certificate that Sở Nội vụ has issued for the key of a device.

    Raises:
        UserError: TB-09 a kind of key that signs no package, TB-08 there is none.
    """
    key = usable_key(official)
    kept = ws.store.document("setting", _KEPT)
    pem = kept.body.get(key.hex()) if kept else None
    if pem is None:
        raise refuse("TB-08")
    return load_certificate(pem.encode())


def certified(ws: Workspace) -> tuple[x509.Certificate, ...]:
    """Every certificate that Sở Nội vụ has issued for a device of this unit."""
    kept = ws.store.document("setting", _KEPT)
    return tuple(load_certificate(pem.encode()) for pem in kept.body.values()) if kept else ()


def keep_issued(ws: Workspace, issued: x509.Certificate) -> DocumentChange:
    """Keeps a certificate that Sở Nội vụ has issued for the key of a device; found again by that key."""
    old = ws.store.document("setting", _KEPT)
    body = dict(old.body) if old else {}
    body[public_der(public_key_of(issued)).hex()] = certificate_pem(issued).decode()
    return DocumentChange(old, Document("setting", _KEPT, body=body))


def usable_key(official: x509.Certificate) -> bytes:
    """The public key (DER) of a device's certificate.

    Raises:
        UserError: TB-09 a kind of key that signs no package.
    """
    try:
        return public_der(public_key_of(official))
    except UserError as wrong:
        raise refuse("TB-09", name=algorithm_of(official)) from wrong


def answered(ws: Workspace, issued: x509.Certificate) -> tuple[DocumentChange, ...]:
    """What changes when Sở Nội vụ has issued a certificate for a device that we asked for; nothing for other keys."""
    key = public_der(public_key_of(issued)).hex()
    asked = [item for item in ws.store.documents(REQUESTED) if item.body["key"] == key]
    if not asked:
        return ()
    done = (DocumentChange(item, replace(item, state="answered")) for item in asked if item.state == "pending")
    return (keep_issued(ws, issued), *done)

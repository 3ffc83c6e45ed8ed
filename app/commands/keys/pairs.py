"""Pairs of certificates issued to units, as documents of Sở Nội vụ: which stand, which ended, which keys were seen.

A pair is one signing and one encrypting certificate of one machine; its id is the fingerprint of the signing key.
States: "active"; "replaced" by a renewal, good until `ended_at`; "revoked".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.certificates import certificate_pem, load_certificate, public_key_of
from app.crypto.codes import fingerprint_groups
from app.crypto.keys import PublicKey, public_der
from app.crypto.recipients import Recipient
from app.domain.storage import Document
from app.errors import refuse
from app.workspace import Workspace

OVERLAP: Final = timedelta(days=60)
"""How long the pair that a renewal replaced may still sign what is on its way."""

MOST_MACHINES: Final = 7
"""A receipt is sealed to every standing pair of its unit, under two names; an envelope has at most 16 recipients."""


def pair_document(
    unit: str,
    at: str,
    fingerprint: str,
    issued: tuple[x509.Certificate, x509.Certificate],
    keys: tuple[PublicKey, PublicKey],
    **facts: str,
) -> Document:
    """The document of a pair just issued; `facts` are machine, reason, and the digest of what was answered."""
    body: dict[str, Any] = {
        "sign": certificate_pem(issued[0]).decode(),
        "encrypt": certificate_pem(issued[1]).decode(),
        "key": public_der(keys[0]).hex(),
        "encryption_key": public_der(keys[1]).hex(),
        "fingerprint": fingerprint,
        **facts,
        "ended_at": "",
        "ended_why": "",
        "note": "",
    }
    return Document("certificate", pair_id(fingerprint), unit, state="active", at=at, body=body)


def pair_id(fingerprint: str) -> str:
    """Id of a pair: the digits of its fingerprint."""
    return "".join(letter for letter in fingerprint if letter.isdecimal())


def signer_id(certificate: x509.Certificate) -> str:
    """Id of the pair that a signing certificate belongs to, whether it was issued or the unit made it itself."""
    return pair_id(fingerprint_groups(public_der(public_key_of(certificate))))


def pairs(ws: Workspace, unit: str | None = None) -> tuple[Document, ...]:
    """Every pair ever issued, by time."""
    return ws.store.documents("certificate", unit=unit)


def standing(ws: Workspace, unit: str | None = None) -> tuple[Document, ...]:
    """Pairs that may be used now, by time: active ones, and replaced ones whose overlap lasts."""
    now = ws.env.now()
    return tuple(item for item in pairs(ws, unit) if item.state == "active" or _overlaps(item, now))


def run_out(ws: Workspace) -> tuple[Document, ...]:
    """Replaced pairs whose overlap has ended."""
    now = ws.env.now()
    return tuple(item for item in pairs(ws) if item.state == "replaced" and not _overlaps(item, now))


def certificates_of(pair: Document) -> tuple[x509.Certificate, x509.Certificate]:
    """Signing and encrypting certificate of a pair."""
    return load_certificate(pair.body["sign"].encode()), load_certificate(pair.body["encrypt"].encode())


def addressed(ws: Workspace, unit: str, signed_with: str) -> tuple[tuple[Recipient, ...], Document]:
    """To whom a receipt for a package of a unit goes, and the pair whose certificates go with it.

    Every machine of the unit can open it: by its certificate, and by its bare key while it does not know that yet.

    Args:
        signed_with: pair that signed the package; where that stands no more, the newest one stands in.

    Raises:
        UserError: NHAP-02, the unit has no pair that stands.
    """
    stand = standing(ws, unit)
    if not stand:
        raise refuse("NHAP-02", what="chứng thư đang dùng của đơn vị", value=ws.env.units.name(unit))
    encrypt = [certificates_of(item)[1] for item in stand]
    names: list[Recipient] = [*encrypt, *map(_bare, encrypt)]
    return tuple(names), next((item for item in stand if item.id == signed_with), stand[-1])


def keys_seen(ws: Workspace) -> dict[str, str]:
    """Every key that was ever given a certificate → its unit."""
    return {item.body[name]: item.unit for item in pairs(ws) for name in ("key", "encryption_key")}


def ended(pair: Document, state: str, at: str, why: str, note: str = "") -> Document:
    """A pair that ends.

    Args:
        state: "revoked" at once, or "replaced" with an end that lies ahead.
        at: its end, ISO. why: "compromise", "handover", "replaced" or "other".
    """
    return replace(pair, state=state, body={**pair.body, "ended_at": at, "ended_why": why, "note": note})


def _bare(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def _overlaps(pair: Document, now: datetime) -> bool:
    return pair.state == "replaced" and datetime.fromisoformat(pair.body["ended_at"]) > now

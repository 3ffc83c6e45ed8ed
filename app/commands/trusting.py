"""What this side knows when a file arrives: the `TrustState` that `app.package.trust` judges by."""

from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.authorities import authorities_of
from app.commands.unit_identity import own_recipients
from app.crypto.certificates import (
    load_certificate,
)
from app.crypto.recipients import RecipientId, recipient_id
from app.package.trust import TrustState
from app.workspace import Workspace


def trust_state(ws: Workspace) -> TrustState:
    """What this side knows when a file arrives."""
    held, revocations = authorities_of(ws)
    known = TrustState(
        held.root,
        (held.issuing,),
        ws.unit,
        revocations=(revocations,) if revocations else (),
        lowest_numbers={revocations.authority_key: revocations.number} if revocations else {},
        office=(frozenset(map(recipient_id, (held.so_encrypt, held.so_spare))),),
    )
    if ws.mode == "unit":
        return replace(known, units={ws.unit: own_recipients(ws)[2]})
    enrolled = ws.store.documents("enrolment", state="enrolled")
    confirmed = ws.store.documents("request", state="confirmed")
    return replace(
        known,
        enrolled={item.unit: bytes.fromhex(item.body["key"]) for item in enrolled},
        confirmed={item.id: bytes.fromhex(item.body["key"]) for item in confirmed},
        units={item.unit: _recipient_names(item.body["encrypt"]) for item in enrolled},
    )


def _recipient_names(pem: str) -> frozenset[RecipientId]:
    """A unit's names as a recipient: by its certificate, and by its bare key as in its first package."""
    certificate = load_certificate(pem.encode())
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return frozenset({recipient_id(certificate), recipient_id(key)})

"""What this side knows when a file arrives: the `TrustState` that `app.package.trust` judges by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from app.commands.keys.authorities import authorities_of, former_authorities, issuers, revocation_lists
from app.commands.keys.pairs import standing
from app.commands.keys.province_identity import OVERLAP
from app.commands.keys.unit_identity import own_recipients
from app.crypto.certificates import (
    load_certificate,
)
from app.crypto.recipients import RecipientId, recipient_id
from app.package.trust import TrustState
from app.workspace import Workspace


def trust_state(ws: Workspace) -> TrustState:
    """What this side knows when a file arrives."""
    lists = revocation_lists(ws)
    known = TrustState(
        authorities_of(ws)[0].root,
        issuers(ws),
        ws.unit,
        revocations=lists,
        lowest_numbers={item.authority_key: item.number for item in lists},
        office=_offices(ws),
    )
    if ws.mode == "unit":
        return replace(known, units={ws.unit: own_recipients(ws)[2]})
    pairs = standing(ws)
    confirmed = ws.store.documents("request", state="confirmed")
    units: dict[str, frozenset[RecipientId]] = {}
    for pair in pairs:
        units[pair.unit] = units.get(pair.unit, frozenset()) | _recipient_names(pair.body["encrypt"])
    return replace(
        known,
        enrolled={pair.unit: bytes.fromhex(pair.body["key"]) for pair in pairs},
        confirmed={item.id: bytes.fromhex(item.body["key"]) for item in confirmed},
        units=units,
    )


def _offices(ws: Workspace) -> tuple[frozenset[RecipientId], ...]:
    """Recipients at Sở Nội vụ: the present ones, then for a while those before a renewal."""
    held, now = authorities_of(ws)[0], ws.env.now()
    former = (item for item in former_authorities(ws) if datetime.fromisoformat(item.ended_at) + OVERLAP > now)
    pairs = ((held.so_encrypt, held.so_spare), *((item.so_encrypt, item.so_spare) for item in former))
    return tuple(frozenset(map(recipient_id, pair)) for pair in pairs)


def _recipient_names(pem: str) -> frozenset[RecipientId]:
    """A unit's names as a recipient: by its certificate, and by its bare key as in its first package."""
    certificate = load_certificate(pem.encode())
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return frozenset({recipient_id(certificate), recipient_id(key)})

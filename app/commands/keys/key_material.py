"""How keys and validities are written in a store: P-256 as PEM, years from a little before now."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.issuing import Validity
from app.crypto.keys import PrivateKey, key_from_pem, key_to_pem


def years(start: datetime, count: int) -> Validity:
    """A validity from a little before now, so that a clock that is a few hours off does no harm."""
    return Validity(start - timedelta(days=1), start + timedelta(days=365 * count))


def key_text(key: PrivateKey) -> str:
    return key_to_pem(key).decode()


def own_key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = key_from_pem(pem.encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("all our own keys are P-256")
    return key

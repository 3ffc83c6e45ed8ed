"""Key pairs: made, stored as PEM, derived from one another; hides curves and encodings."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import refuse

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

KEY_BYTES: Final = 32
RSA_LEAST_BITS: Final = 3072


def generate_key() -> ec.EllipticCurvePrivateKey:
    """Makes a P-256 key; all our own keys are P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def key_to_pem(key: PrivateKey, passphrase: str | None = None) -> bytes:
    """Writes a private key as PKCS #8 PEM; without a passphrase where the store encrypts it itself."""
    protection = (
        serialization.BestAvailableEncryption(_typed(passphrase)) if passphrase else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def key_from_pem(pem: bytes, passphrase: str | None = None, *, place: str = "PEM") -> PrivateKey:
    """Reads a private key.

    Args:
        pem: PKCS #8 PEM.
        passphrase: where the PEM is encrypted.
        place: name of the file, for the message.

    Raises:
        UserError: KHOA-03 not a key, KHOA-01 wrong passphrase, KY-06 neither P-256 nor RSA of 3072 bits or more.
    """
    try:
        key = serialization.load_pem_private_key(pem, _typed(passphrase) if passphrase else None)
    except TypeError as wrong:  # encrypted without a passphrase, or the reverse
        raise refuse("KHOA-01") from wrong
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise refuse("KHOA-01" if passphrase else "KHOA-03", place=place) from wrong
    acceptable(key.public_key())
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return key


def _typed(passphrase: str) -> bytes:
    """Typed marks may come decomposed (threats.md E02)."""
    return unicodedata.normalize("NFC", passphrase).encode()


def acceptable(key: object) -> PublicKey:
    """Gives back a public key of a kind we use.

    Raises:
        UserError: KY-06, it is neither P-256 nor RSA of at least 3072 bits.
    """
    if isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, ec.SECP256R1):
            return key
        raise refuse("KY-06", name=key.curve.name)
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size >= RSA_LEAST_BITS:
            return key
        raise refuse("KY-06", name=f"RSA {key.key_size}")
    raise refuse("KY-06", name=type(key).__name__)


def public_der(key: PrivateKey | PublicKey) -> bytes:
    """SubjectPublicKeyInfo of a key: what fingerprints and comparisons are made of."""
    public = key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) else key
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_identifier(key: PrivateKey | PublicKey) -> bytes:
    """The subject key identifier: the first 160 bits of SHA-256 over SubjectPublicKeyInfo."""
    return hashlib.sha256(public_der(key)).digest()[:20]


def subkey(key: bytes, purpose: str) -> bytes:
    """Derives an independent 32-byte key for one purpose (HKDF-SHA256), so that no key serves two uses."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"so2282 {purpose}".encode()).derive(key)

"""Certificates that an honest authority would not issue: one extension changed, another signer, another digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app.crypto.certificates import Identity, Role
from app.crypto.issuing import Validity, issue
from app.crypto.keys import PrivateKey, generate_key
from tests.simulator.pki import DAY, NOW

UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")

Change = Callable[[x509.Extension[x509.ExtensionType]], x509.Extension[x509.ExtensionType] | None]


def altered(
    authority: Identity,
    change: Change,
    *,
    holder: str,
    at: datetime = NOW,
    signer: Identity | None = None,
    digest: Any = None,
    key: PrivateKey | None = None,
    subject: x509.Name | None = None,
) -> Identity:
    """An identity like a unit's, whose certificate was changed before it was signed.

    Args:
        authority: whose name stands as issuer.
        change: gives back, replaces or drops each extension.
        holder: whose certificate it claims to be.
        at: it is valid one day before and after this moment.
        signer: who signs in place of the authority.
        digest: in place of SHA-256.
        key: of the certificate, in place of a new one.
        subject: in place of the holder's name.
    """
    own = key or generate_key()
    span = Validity(at - DAY, at + DAY)
    good = issue(Role.UNIT_SIGN, holder, "Đơn vị", generate_key().public_key(), span, authority)
    builder = (
        x509.CertificateBuilder().subject_name(good.subject if subject is None else subject).issuer_name(good.issuer)
    )
    builder = builder.public_key(own.public_key()).serial_number(good.serial_number)
    builder = builder.not_valid_before(span.start).not_valid_after(span.end)
    for extension in good.extensions:
        kept = change(extension)
        if kept is not None:
            builder = builder.add_extension(kept.value, critical=kept.critical)
    return Identity(builder.sign((signer or authority).key, digest or hashes.SHA256()), own)


def kept(extension: x509.Extension[x509.ExtensionType]) -> x509.Extension[x509.ExtensionType]:
    """No change."""
    return extension


def changing(oid_of: type[x509.ExtensionType], value: x509.ExtensionType | None, *, critical: bool = True) -> Change:
    """A change of one extension: another value, or (None) left out."""

    def change(extension: x509.Extension[x509.ExtensionType]) -> x509.Extension[x509.ExtensionType] | None:
        if not isinstance(extension.value, oid_of):
            return extension
        return x509.Extension(extension.oid, critical, value) if value else None

    return change


def usage(*granted: str) -> x509.KeyUsage:
    """A key usage that grants just this."""
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in granted for name in names})

"""Lists of revoked certificates: issued, read, and kept from going backwards; hides X.509 CRLs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto import der
from app.crypto.certificates import UNREADABLE, Identity
from app.crypto.keys import key_identifier
from app.errors import refuse

_REASONS: Final = {
    "compromise": x509.ReasonFlags.key_compromise,
    "handover": x509.ReasonFlags.affiliation_changed,
    "replaced": x509.ReasonFlags.superseded,
}


@dataclass(frozen=True, slots=True)
class Revoked:
    """One certificate that may no longer be used.

    Attributes:
        serial: its number. at: since when.
        reason: "compromise", "handover", "replaced", or "" for any other.
    """

    serial: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list whose form was checked; whose signature is checked against its authority by `signed_by`.

    Attributes:
        authority_key: key identifier of the authority that issued it.
        number: grows with every list of the authority.
        this_update: when it was issued.
        next_update: when the next is due; after it the list is stale, not void.
        revoked: serial numbers and moments.
        der: the list itself.
    """

    authority_key: bytes
    number: int
    this_update: datetime
    next_update: datetime
    revoked: tuple[Revoked, ...]
    der: bytes

    def when(self, serial: int) -> datetime | None:
        """When a certificate was revoked; None where it is not listed."""
        return next((entry.at for entry in self.revoked if entry.serial == serial), None)


def issue_revocations(
    authority: Identity, revoked: Iterable[Revoked], *, number: int, this_update: datetime, next_update: datetime
) -> bytes:
    """Issues a revocation list (DER).

    Args:
        authority: the issuing authority.
        revoked: every certificate revoked so far.
        number: higher than that of every earlier list.
        this_update: now.
        next_update: when the next list is due.
    """
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(this_update).next_update(next_update)
    for entry in sorted(revoked, key=lambda entry: entry.serial):
        one = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.at)
        if entry.reason in _REASONS:
            one = one.add_extension(x509.CRLReason(_REASONS[entry.reason]), critical=False)
        builder = builder.add_revoked_certificate(one.build())
    identifier = x509.AuthorityKeyIdentifier(key_identifier(authority.key), None, None)
    builder = builder.add_extension(identifier, critical=False)
    builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def load_revocations(content: bytes) -> RevocationList:
    """Reads a revocation list.

    Raises:
        UserError: KY-03, it is not a list of ours: no number, a delta, an unknown critical extension.
    """
    try:
        der.read_signed(content)
        crl = x509.load_der_x509_crl(content)
        if crl.next_update_utc is None:
            raise ValueError("not a list of ours")
        if any(extension.critical for extension in crl.extensions):
            raise ValueError("unknown critical extension")
        identifier = crl.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        number = crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        revoked = tuple(_read_entry(entry) for entry in crl)
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong
    return RevocationList(identifier or b"", number, crl.last_update_utc, crl.next_update_utc, revoked, content)


def signed_by(revocations: RevocationList, authority: x509.Certificate) -> bool:
    """True where a list comes from an authority: its name, its key and its signature."""
    key = authority.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or revocations.authority_key != key_identifier(key):
        return False
    crl = x509.load_der_x509_crl(revocations.der)
    try:
        return crl.issuer == authority.subject and crl.is_signature_valid(key)
    except UNREADABLE:
        return False


def newest(held: RevocationList | None, offered: RevocationList, authority: x509.Certificate) -> RevocationList:
    """Chooses between the list held and one that came with a receipt; never goes back to an older one.

    Numbers are compared within one authority: the list of a new authority begins at 1 again.

    Raises:
        UserError: KY-03, the offered list is not from the authority.
    """
    if not signed_by(offered, authority):
        raise refuse("KY-03")
    same = held is not None and held.authority_key == offered.authority_key
    return held if held is not None and same and held.number >= offered.number else offered


def _read_entry(entry: x509.RevokedCertificate) -> Revoked:
    if any(extension.critical for extension in entry.extensions):
        raise ValueError("unknown critical extension")
    try:
        flag = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        flag = x509.ReasonFlags.unspecified
    reason = next((name for name, known in _REASONS.items() if known is flag), "")
    return Revoked(entry.serial_number, entry.revocation_date_utc, reason)

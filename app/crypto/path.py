"""Whether a certificate may be trusted for one purpose: the path to a pinned root; hides RFC 5280.

Narrower than RFC 5280 on purpose: the path is root, issuing authority, certificate, all of them P-256 with SHA-256
(an official token may bring an RSA key of its own), and everything unknown is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtensionOID, SignatureAlgorithmOID

from app.crypto.certificates import UNREADABLE, Role, holder_of, public_key_of, role_of
from app.crypto.keys import key_identifier
from app.crypto.revocation import RevocationList, signed_by
from app.errors import refuse

_KNOWN_EXTENSIONS: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    }
)
_NONE_SEEN: Final[Mapping[bytes, int]] = MappingProxyType({})


class Doubt(StrEnum):
    """What could not be checked; the caller decides and says so."""

    NO_REVOCATION_LIST = "no-revocation-list"
    STALE_REVOCATION_LIST = "stale-revocation-list"


@dataclass(frozen=True, slots=True)
class PathStatus:
    """A certificate that may be trusted for the purpose asked.

    Attributes:
        holder: who it belongs to.
        role: what it may be used for.
        issuer: the issuing authority.
        revocation_number: number of the list consulted; None without a list.
        doubts: empty where everything was checked.
    """

    holder: str
    role: Role
    issuer: x509.Certificate
    revocation_number: int | None
    doubts: tuple[Doubt, ...]


def check_path(
    certificate: x509.Certificate,
    intermediates: Iterable[x509.Certificate],
    root: x509.Certificate,
    revocations: Iterable[RevocationList],
    at: datetime,
    purpose: Role,
    lowest_numbers: Mapping[bytes, int] = _NONE_SEEN,
) -> PathStatus:
    """Checks the path of a certificate to the pinned root.

    Args:
        certificate: of the signer or recipient.
        intermediates: authorities that came with it or are held; each must itself be under the root.
        root: the province's root, pinned: nothing else is trusted.
        revocations: lists at hand; those of other authorities are passed over.
        at: the moment of reception, with time zone.
        purpose: what the certificate is to be used for.
        lowest_numbers: by key identifier of the authority, the highest list number ever seen.

    Raises:
        UserError: KY-03 not issued under the root, KY-04 expired, not yet valid, revoked or its list older than one
            seen, KY-05 for another purpose, KY-06 weak algorithm.
    """
    issuer = _issuer(certificate, tuple(intermediates), root)
    public_key_of(certificate)
    _known_extensions_only(certificate)
    _check_purpose(certificate, purpose)
    for one in (certificate, issuer, root):
        _check_validity(one, at)
    lists = tuple(revocations)
    found = _list_of(issuer, lists, lowest_numbers)
    _check_revoked(certificate, found)
    _check_revoked(issuer, _list_of(root, lists, lowest_numbers))
    if found is None:
        return PathStatus(holder_of(certificate), purpose, issuer, None, (Doubt.NO_REVOCATION_LIST,))
    doubts = (Doubt.STALE_REVOCATION_LIST,) if at > found.next_update else ()
    return PathStatus(holder_of(certificate), purpose, issuer, found.number, doubts)


def check_authority(certificate: x509.Certificate, root: x509.Certificate) -> None:
    """Demands an issuing authority that the root has signed.

    Raises:
        UserError: KY-03 not one, KY-06 weak algorithm.
    """
    if not isinstance(public_key_of(certificate), ec.EllipticCurvePublicKey):
        raise refuse("KY-06", name="RSA")
    _check_link(certificate, root)
    _known_extensions_only(certificate)
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong
    if not (constraints.ca and constraints.path_length == 0 and usage.key_cert_sign and usage.crl_sign):
        raise refuse("KY-03")


def _issuer(
    certificate: x509.Certificate, intermediates: tuple[x509.Certificate, ...], root: x509.Certificate
) -> x509.Certificate:
    others = [one for one in intermediates if one != root]
    for authority in others:
        check_authority(authority, root)
    name = certificate.issuer
    named = [authority for authority in others if authority.subject == name]
    by_key = [authority for authority in named if _authority_key(certificate) == _own_key_identifier(authority)]
    if not by_key:
        raise refuse("KY-03")
    _check_link(certificate, by_key[0])
    return by_key[0]


def _check_link(below: x509.Certificate, above: x509.Certificate) -> None:
    if below.signature_algorithm_oid != SignatureAlgorithmOID.ECDSA_WITH_SHA256:
        raise refuse("KY-06", name=below.signature_algorithm_oid.dotted_string)
    try:
        below.verify_directly_issued_by(above)
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong


def _known_extensions_only(certificate: x509.Certificate) -> None:
    try:
        extensions = certificate.extensions
    except UNREADABLE as wrong:  # malformed or repeated
        raise refuse("KY-03") from wrong
    if any(one.critical and one.oid not in _KNOWN_EXTENSIONS for one in extensions):
        raise refuse("KY-03")


def _check_purpose(certificate: x509.Certificate, purpose: Role) -> None:
    if role_of(certificate) is not purpose:
        raise refuse("KY-05")
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except UNREADABLE as wrong:
        raise refuse("KY-05") from wrong
    granted = usage.digital_signature if purpose.signs else usage.key_agreement or usage.key_encipherment
    if constraints.ca or not granted or usage.key_cert_sign:
        raise refuse("KY-05")


def _check_validity(certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise refuse("KY-04", state="chưa có hiệu lực", date=_date(certificate.not_valid_before_utc))
    if at > certificate.not_valid_after_utc:
        raise refuse("KY-04", state="đã hết hạn", date=_date(certificate.not_valid_after_utc))


def _list_of(
    authority: x509.Certificate, lists: tuple[RevocationList, ...], seen: Mapping[bytes, int]
) -> RevocationList | None:
    """The newest list of an authority, never one older than a list seen before (threats.md G22)."""
    identifier = _own_key_identifier(authority)
    own = [one for one in lists if one.authority_key == identifier and signed_by(one, authority)]
    newest = max(own, key=lambda one: one.number, default=None)
    lowest = seen.get(identifier, 0)
    if lowest and (newest is None or newest.number < lowest):
        date = _date(newest.this_update) if newest else "không có"
        raise refuse("KY-04", state="không kiểm tra được vì danh sách thu hồi cũ hơn bản đã biết", date=date)
    return newest


def _check_revoked(certificate: x509.Certificate, revocations: RevocationList | None) -> None:
    when = revocations.when(certificate.serial_number) if revocations else None
    if when is not None:
        raise refuse("KY-04", state="đã thu hồi", date=_date(when))


def _own_key_identifier(authority: x509.Certificate) -> bytes:
    return key_identifier(public_key_of(authority))


def _authority_key(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except UNREADABLE:
        return None


def _date(moment: datetime) -> str:
    return moment.strftime("%d/%m/%Y")

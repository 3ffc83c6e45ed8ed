"""Certificates of the province, as they are read: roles, holders, identities; hides X.509 and its extensions.

Who a certificate belongs to (its *holder*, such as "03202@2025-07-01") stands in the subject's common name and, as the
value that counts, in one URI of the alternative name. What it may be used for is one extended key usage of our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.x509.oid import NameOID

from app.crypto import der, oids
from app.crypto.keys import PrivateKey, PublicKey, acceptable, public_der
from app.errors import refuse

URI_SCHEME: Final = "so2282:"
# Everything that reading a damaged certificate, request or list may raise.
UNREADABLE: Final = (
    der.MalformedError,
    ValueError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.UnsupportedGeneralNameType,
)
_VERSION_3: Final = der.tlv(der.explicit(0), der.integer(2))
HOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{0,63}")


class Role(StrEnum):
    """What a certificate may be used for; exactly one each."""

    ROOT = "root"
    ISSUING = "issuing"
    UNIT_SIGN = "unit-sign"
    UNIT_ENCRYPT = "unit-encrypt"
    SO_SIGN = "so-sign"
    SO_ENCRYPT = "so-encrypt"
    SO_SPARE = "so-spare"
    PACK_SIGN = "pack-sign"

    @property
    def eku(self) -> x509.ObjectIdentifier:
        """Our own extended key usage of the role."""
        return x509.ObjectIdentifier(f"{oids.OUR_ARC}.1.{_EKU_ARCS[self]}")

    @property
    def authority(self) -> bool:
        """True for root and issuing."""
        return self in (Role.ROOT, Role.ISSUING)

    @property
    def signs(self) -> bool:
        """True where the key signs files."""
        return self in (Role.UNIT_SIGN, Role.SO_SIGN, Role.PACK_SIGN)


# Stands in certificates that live for decades: never renumbered.
_EKU_ARCS: Final = {
    Role.ROOT: 1,
    Role.ISSUING: 2,
    Role.UNIT_SIGN: 3,
    Role.UNIT_ENCRYPT: 4,
    Role.SO_SIGN: 5,
    Role.SO_ENCRYPT: 6,
    Role.SO_SPARE: 7,
    Role.PACK_SIGN: 8,
}


class Signer(Protocol):
    """Whoever can sign with the key of a certificate: an `Identity`, or a token."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""

    def sign(self, data: bytes) -> bytes:
        """Signs bytes with SHA-256: ECDSA as DER, RSA as PKCS #1 v1.5."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def holder(self) -> str:
        """Who it belongs to."""
        return holder_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """Signs bytes with SHA-256: ECDSA as DER, RSA as PKCS #1 v1.5."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def load_certificate(content: bytes) -> x509.Certificate:
    """Reads a certificate, DER or PEM.

    Raises:
        UserError: KY-03, it is none.
    """
    try:
        if content.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(content)
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong
    return load_certificate_der(content)


def load_certificate_der(content: bytes) -> x509.Certificate:
    """Reads a certificate of version 3 from DER.

    Raises:
        UserError: KY-03, it is none, or its serial number is not positive.
    """
    try:
        body = der.read_signed(content)
        if body.element(der.explicit(0)) != _VERSION_3 or body.integer() == 0:
            raise refuse("KY-03")
        certificate = x509.load_der_x509_certificate(content)
        if not certificate.issuer or not certificate.subject:  # read here: the library reads names late
            raise refuse("KY-03")
        return certificate
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong


def certificate_der(certificate: x509.Certificate) -> bytes:
    """The bytes of a certificate."""
    return certificate.public_bytes(serialization.Encoding.DER)


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """A certificate as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """The public key of a certificate.

    Raises:
        UserError: KY-06, it is neither P-256 nor RSA of at least 3072 bits.
    """
    try:
        return acceptable(certificate.public_key())
    except UNREADABLE as wrong:
        raise refuse("KY-06", name=certificate.public_key_algorithm_oid.dotted_string) from wrong


def issuer_and_serial(certificate: x509.Certificate) -> bytes:
    """IssuerAndSerialNumber of a certificate (DER), from its own bytes."""
    body = der.read_one(certificate.tbs_certificate_bytes)
    body.element(der.explicit(0))
    serial = body.element(der.INTEGER)
    body.element(der.SEQUENCE)
    return der.sequence(body.element(der.SEQUENCE), serial)


def holder_of(certificate: x509.Certificate) -> str:
    """Who a certificate belongs to, such as "03202@2025-07-01".

    Raises:
        UserError: KY-03, it carries no holder of ours, or several.
    """
    try:
        return read_holder(certificate.extensions)
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong


def name_of(certificate: x509.Certificate) -> str:
    """The name shown to people."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else ""


def role_of(certificate: x509.Certificate) -> Role | None:
    """The one role of a certificate that is not an authority; None where it has none of ours or several."""
    try:
        return read_role(certificate.extensions)
    except UNREADABLE:
        return None


def is_practice(root: x509.Certificate) -> bool:
    """True for the root of practice stores."""
    try:
        policies = root.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except UNREADABLE:
        return False
    return any(policy.policy_identifier.dotted_string == oids.PRACTICE_POLICY for policy in policies)


def is_self_signed(certificate: x509.Certificate) -> bool:
    """True where a certificate is signed by its own key: a unit that has not been enrolled yet."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except UNREADABLE:
        return False
    return True


def same_key(left: x509.Certificate, right: x509.Certificate) -> bool:
    """True where two certificates are for the same public key."""
    return public_der(public_key_of(left)) == public_der(public_key_of(right))


def read_holder(extensions: x509.Extensions) -> str:
    names = list(extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    if len(names) == 1 and isinstance(names[0], x509.UniformResourceIdentifier):
        holder = names[0].value.removeprefix(URI_SCHEME)
        if holder != names[0].value and HOLDER.fullmatch(holder):
            return holder
    raise ValueError("no holder")


def read_role(extensions: x509.Extensions) -> Role | None:
    usages = list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    return next((role for role in Role if len(usages) == 1 and usages[0] == role.eku), None)

"""Who any certificate belongs to, ours or an official one: names for people; hides the parts of X.509 names."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from app.crypto.certificates import UNREADABLE


def named(certificate: x509.Certificate) -> tuple[str, str]:
    """Name of the holder and of the issuer of any certificate, as people know them."""
    return _common_name(certificate.subject), _common_name(certificate.issuer)


def organisation_of(certificate: x509.Certificate) -> str:
    """Where the holder works, as the certificate says; "" where it does not."""
    for kind in (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME):
        found = certificate.subject.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return ""


def algorithm_of(certificate: x509.Certificate) -> str:
    """Kind of the key, such as "RSA 2048" or "EC P-256"."""
    try:
        key = certificate.public_key()
    except UNREADABLE:
        return certificate.public_key_algorithm_oid.dotted_string
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC P-256" if isinstance(key.curve, ec.SECP256R1) else f"EC {key.curve.name}"
    return type(key).__name__


def _common_name(name: x509.Name) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return name.rfc4514_string()

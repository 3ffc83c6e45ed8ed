"""Certificates of the province, as they are made: authorities, units, requests; hides the X.509 builders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.crypto import der, oids
from app.crypto.certificates import (
    HOLDER,
    UNREADABLE,
    URI_SCHEME,
    Identity,
    Role,
    Signer,
    certificate_der,
    load_certificate_der,
    public_key_of,
    read_holder,
    read_role,
)
from app.crypto.keys import PrivateKey, PublicKey, acceptable, generate_key, key_identifier, public_der
from app.crypto.signing import signature_algorithm
from app.errors import refuse

_NAME_LONGEST: Final = 64  # X.520: ub-organization-name


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate may be used; both moments included, with time zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A certificate request whose own signature was checked."""

    holder: str
    name: str
    role: Role
    public_key: PublicKey
    der: bytes


def issue_root(name: str, key: PrivateKey, validity: Validity, *, practice: bool = False) -> Identity:
    """Makes a root of its own signature.

    Args:
        name: shown to people, such as "Sở Nội vụ tỉnh Điện Biên".
        key: the root's key.
        validity: decades.
        practice: marks the root of practice stores, whose packages the real Sở must refuse.
    """
    subject = _subject("root", name)
    builder = _builder(subject, subject, key.public_key(), validity)
    builder = _authority(builder, key.public_key(), key.public_key(), depth=1)
    if practice:
        policy = x509.PolicyInformation(x509.ObjectIdentifier(oids.PRACTICE_POLICY), None)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
    return Identity(_signed(builder, key), key)


def issue_issuing(name: str, key: PrivateKey, validity: Validity, root: Identity) -> Identity:
    """Makes the issuing authority that stays at Sở while the root is put away."""
    builder = _builder(_subject("issuing", name), root.certificate.subject, key.public_key(), validity)
    builder = _authority(builder, key.public_key(), root.key.public_key(), depth=0)
    return Identity(_signed(builder, root.key), key)


def issue(
    role: Role, holder: str, name: str, public_key: PublicKey, validity: Validity, authority: Identity
) -> x509.Certificate:
    """Issues a certificate that is not an authority.

    Args:
        role: what it may be used for.
        holder: unit key or name of the office, ASCII.
        name: shown to people; cut at 64 characters as X.520 demands.
        public_key: P-256, or RSA of 3072 bits or more from an official token.
        validity: 2-3 years for units.
        authority: the issuing authority.

    Raises:
        UserError: KY-06, the key is of another kind.
    """
    if role.authority:
        raise ValueError("an authority is not issued here")
    builder = _builder(_subject(holder, name), authority.certificate.subject, acceptable(public_key), validity)
    return _signed(_leaf(builder, role, holder, public_key, authority.key.public_key()), authority.key)


def self_signed(role: Role, holder: str, name: str, key: PrivateKey, validity: Validity) -> Identity:
    """Makes the certificate that a unit signs its first package with, before Sở has issued one."""
    subject = _subject(holder, name)
    builder = _builder(subject, subject, key.public_key(), validity)
    return Identity(_signed(_leaf(builder, role, holder, key.public_key(), key.public_key()), key), key)


def request(role: Role, holder: str, name: str, key: PrivateKey) -> bytes:
    """Makes a certificate request (PKCS #10, DER) signed by the new key."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_subject(holder, name))
    builder = builder.add_extension(_alternative_name(holder), critical=False)
    builder = builder.add_extension(x509.ExtendedKeyUsage([role.eku]), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def request_by(role: Role, holder: str, name: str, signer: Signer) -> bytes:
    """Makes a certificate request for a key that only its device can use, such as that of an official token.

    The body is made with a key that is thrown away, the device's key is put in its place, and the device signs it.

    Args:
        role, holder, name: see `request`.
        signer: the device; of its certificate only the public key is used.

    Raises:
        UserError: KY-06 a kind of key we do not use; those of the device.
    """
    key = public_key_of(signer.certificate)
    body = der.read_signed(request(role, holder, name, generate_key()))
    version, subject = body.element(der.INTEGER), body.element(der.SEQUENCE)
    body.element(der.SEQUENCE)
    told = der.sequence(version, subject, public_der(key), body.element(der.explicit(0)))
    signature = der.tlv(der.BIT_STRING, b"\0", signer.sign(told))
    return der.sequence(told, signature_algorithm(key), signature)


def self_signed_by(role: Role, holder: str, name: str, signer: Signer, validity: Validity) -> x509.Certificate:
    """Makes the certificate that the key of a device signs its own request file with.

    The body is made as for any certificate, its algorithm is put right, and the device signs it.

    Args:
        role, holder, name, validity: see `self_signed`.
        signer: the device; of its certificate only the public key is used.
    """
    key, subject = public_key_of(signer.certificate), _subject(holder, name)
    builder = _leaf(_builder(subject, subject, key, validity), role, holder, key, key)
    body = der.read_signed(certificate_der(_signed(builder, generate_key())))
    version, serial = body.element(der.explicit(0)), body.element(der.INTEGER)
    body.element(der.SEQUENCE)
    rest = [body.element(der.SEQUENCE) for _ in range(4)]  # issuer, validity, subject, key
    algorithm = signature_algorithm(key)
    told = der.sequence(version, serial, algorithm, *rest, body.element(der.explicit(3)))
    signature = der.tlv(der.BIT_STRING, b"\0", signer.sign(told))
    return load_certificate_der(der.sequence(told, algorithm, signature))


def check_request(content: bytes) -> Request:
    """Reads a certificate request and checks that the asker holds the key.

    Raises:
        UserError: KY-03 not a request of ours or not signed by its key, KY-06 a kind of key we do not use.
    """
    try:
        der.read_signed(content)
        asked = x509.load_der_x509_csr(content)
        holder = read_holder(asked.extensions)
        role = read_role(asked.extensions)
        valid = asked.is_signature_valid
        key: object = asked.public_key()
        names = asked.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    except UNREADABLE as wrong:
        raise refuse("KY-03") from wrong
    if not valid or role is None or role.authority:
        raise refuse("KY-03")
    return Request(holder, str(names[0].value) if names else "", role, acceptable(key), content)


def _subject(holder: str, name: str) -> x509.Name:
    if not HOLDER.fullmatch(holder):
        raise ValueError(f"not a holder: {holder!r}")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:_NAME_LONGEST]),
            x509.NameAttribute(NameOID.COMMON_NAME, holder),
        ]
    )


def _builder(subject: x509.Name, issuer: x509.Name, key: PublicKey, validity: Validity) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(validity.start).not_valid_after(validity.end)


def _identified(builder: x509.CertificateBuilder, key: PublicKey, authority: PublicKey) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.SubjectKeyIdentifier(key_identifier(key)), critical=False)
    return builder.add_extension(x509.AuthorityKeyIdentifier(key_identifier(authority), None, None), critical=False)


def _authority(
    builder: x509.CertificateBuilder, key: PublicKey, authority: PublicKey, *, depth: int
) -> x509.CertificateBuilder:
    builder = _identified(builder, key, authority)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
    return builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)


def _leaf(
    builder: x509.CertificateBuilder, role: Role, holder: str, key: PublicKey, authority: PublicKey
) -> x509.CertificateBuilder:
    if role.signs:
        usage = _usage("digital_signature", "content_commitment")
    else:
        usage = _usage("key_agreement" if isinstance(key, ec.EllipticCurvePublicKey) else "key_encipherment")
    builder = _identified(builder, key, authority)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([role.eku]), critical=True)
    return builder.add_extension(_alternative_name(holder), critical=False)


def _usage(*granted: str) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: name in granted for name in every.split()})


def _alternative_name(holder: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.UniformResourceIdentifier(URI_SCHEME + holder)])


def _signed(builder: x509.CertificateBuilder, key: PrivateKey) -> x509.Certificate:
    return builder.sign(key, hashes.SHA256())

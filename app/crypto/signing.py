"""Detached CAdES-BES signatures over bytes; hides CMS SignedData (RFC 5652, RFC 5035, ETSI EN 319 122-1).

Written and read by one narrow grammar: one signer, no content inside, four signed attributes, no unsigned ones. Why
this is our own and not a library's: docs/decisions/0003-cms.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from app.crypto import der, oids
from app.crypto.certificates import Signer, certificate_der, issuer_and_serial, load_certificate_der, public_key_of
from app.crypto.der import MalformedError, Reader
from app.crypto.keys import PublicKey
from app.errors import UserError, refuse

LONGEST: Final = 64 * 1024  # bytes; ours are about 2 KiB with two certificates
_MOST_CERTIFICATES: Final = 4
_VERSION_1: Final = der.integer(1)
_ATTRIBUTES: Final = frozenset({oids.CONTENT_TYPE, oids.SIGNING_TIME, oids.MESSAGE_DIGEST, oids.SIGNING_CERTIFICATE_V2})


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    """A signature that fits its bytes. Whether its certificate is trusted is for `app.crypto.path` to say.

    Attributes:
        certificate: of the signer.
        others: further certificates that came with it.
        signed_at: what the signer's clock said; shown, never trusted.
    """

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class _SignerInfo:
    issuer_and_serial: bytes
    attributes: bytes
    algorithm: bytes
    signature: bytes


def sign_detached(data: bytes, signer: Signer, at: datetime, chain: Iterable[x509.Certificate] = ()) -> bytes:
    """Signs bytes.

    Args:
        data: what is signed; not contained in the result.
        signer: certificate and key, or a token.
        at: the signing time to state.
        chain: authorities between the signer and the root, so that a stranger needs the root only.

    Returns:
        The CMS SignedData (DER).
    """
    public_key_of(signer.certificate)
    return sign_digest(hashlib.sha256(data).digest(), signer, at, chain)


def sign_digest(digest: bytes, signer: Signer, at: datetime | None, chain: Iterable[x509.Certificate] = ()) -> bytes:
    """Signs what a digest stands for, with whatever key the signer has: of a PDF also RSA of 2048 bits.

    Args:
        digest: SHA-256.
        signer, chain: see `sign_detached`.
        at: the signing time to state; None for a PDF, where it stands in the signature's dictionary (EN 319 142-1).
    """
    own = certificate_der(signer.certificate)
    digest_algorithm = der.sequence(oids.SHA256)
    essence = der.sequence(der.sequence(der.sequence(der.octets(hashlib.sha256(own).digest()))))
    attributes = (
        _attribute(oids.CONTENT_TYPE, oids.DATA),
        *((_attribute(oids.SIGNING_TIME, der.time(at)),) if at else ()),
        _attribute(oids.MESSAGE_DIGEST, der.octets(digest)),
        _attribute(oids.SIGNING_CERTIFICATE_V2, essence),
    )
    signature = signer.sign(der.set_of(*attributes))
    signer_info = der.sequence(
        _VERSION_1,
        issuer_and_serial(signer.certificate),
        digest_algorithm,
        der.set_of(*attributes, tag=der.explicit(0)),
        signature_algorithm(signer.certificate.public_key()),
        der.octets(signature),
    )
    signed_data = der.sequence(
        _VERSION_1,
        der.set_of(digest_algorithm),
        der.sequence(oids.DATA),
        der.set_of(own, *(certificate_der(one) for one in chain), tag=der.explicit(0)),
        der.set_of(signer_info),
    )
    return der.sequence(oids.SIGNED_DATA, der.tlv(der.explicit(0), signed_data))


def verify_detached(data: bytes, p7s: bytes, known: Iterable[x509.Certificate] = ()) -> SignatureStatus:
    """Checks that a signature fits its bytes; nothing about trust.

    Args:
        data: what was signed.
        p7s: the CMS SignedData.
        known: certificates to look among when the signature does not carry its own.

    Raises:
        UserError: GOI-02 not the one form accepted, KY-01 other bytes were signed, KY-03 the certificate is missing or
            another one, KY-06 an algorithm that is not accepted.
    """
    try:
        return _verify(data, p7s, tuple(known))
    except MalformedError as wrong:
        raise refuse("GOI-02", detail="tệp chữ ký sai cấu trúc") from wrong


def _verify(data: bytes, p7s: bytes, known: tuple[x509.Certificate, ...]) -> SignatureStatus:
    certificates, info = _parse(p7s)
    attributes = _attributes(info.attributes)
    certificate = _find(info.issuer_and_serial, (*certificates, *known))
    key = public_key_of(certificate)
    if info.algorithm not in _accepted_algorithms(key):
        raise _weak(info.algorithm)
    signed_at = _check_attributes(attributes, data, certificate)
    if not _fits(key, info.signature, der.tlv(der.SET, Reader(info.attributes).content(der.explicit(0)))):
        raise refuse("KY-01", detail="")
    return SignatureStatus(certificate, tuple(one for one in certificates if one != certificate), signed_at)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.set_of(value))


def _parse(p7s: bytes) -> tuple[tuple[x509.Certificate, ...], _SignerInfo]:
    if len(p7s) > LONGEST:
        raise MalformedError("too long")
    outer = der.read_one(p7s)
    if outer.element(der.OBJECT_IDENTIFIER) != oids.SIGNED_DATA:
        raise MalformedError("not SignedData")
    wrapped = outer.enter(der.explicit(0))
    outer.finish()
    signed = wrapped.enter()
    wrapped.finish()
    if signed.element(der.INTEGER) != _VERSION_1:
        raise MalformedError("version")
    digests = signed.members()
    if signed.element(der.SEQUENCE) != der.sequence(oids.DATA):
        raise MalformedError("content inside, or not data")
    certificates: tuple[x509.Certificate, ...] = ()
    if signed.peek() == der.explicit(0):
        certificates = _certificates(signed.members(der.explicit(0)))
    signers = signed.members()
    signed.finish()
    if len(signers) != 1 or len(digests) != 1:
        raise MalformedError("not exactly one signer")
    if digests[0] not in oids.SHA256_IDENTIFIERS:
        raise _weak(digests[0])
    return certificates, _signer_info(signers[0])


def _certificates(members: list[bytes]) -> tuple[x509.Certificate, ...]:
    if len(members) > _MOST_CERTIFICATES:
        raise MalformedError("too many certificates")
    return tuple(map(load_certificate_der, members))


def _signer_info(whole: bytes) -> _SignerInfo:
    info = der.read_one(whole)
    if info.element(der.INTEGER) != _VERSION_1:
        raise MalformedError("version of the signer")
    identifier = info.element(der.SEQUENCE)
    digest_algorithm = info.element(der.SEQUENCE)
    if digest_algorithm not in oids.SHA256_IDENTIFIERS:
        raise _weak(digest_algorithm)
    parsed = _SignerInfo(identifier, info.element(der.explicit(0)), info.element(der.SEQUENCE), info.octets())
    info.finish()
    return parsed


def _attributes(whole: bytes) -> dict[bytes, bytes]:
    """Gives the one value of each signed attribute; exactly the four of CAdES-BES."""
    found: dict[bytes, bytes] = {}
    for member in Reader(whole).members(der.explicit(0)):
        attribute = der.read_one(member)
        kind = attribute.element(der.OBJECT_IDENTIFIER)
        values = attribute.members()
        attribute.finish()
        if len(values) != 1 or kind in found:
            raise MalformedError("attribute repeated")
        found[kind] = values[0]
    if found.keys() != _ATTRIBUTES:
        raise MalformedError("attributes missing or unknown")
    return found


def _check_attributes(attributes: dict[bytes, bytes], data: bytes, certificate: x509.Certificate) -> datetime:
    if attributes[oids.CONTENT_TYPE] != oids.DATA:
        raise MalformedError("content type")
    time = Reader(attributes[oids.SIGNING_TIME])
    signed_at = time.time()
    time.finish()
    _check_signing_certificate(attributes[oids.SIGNING_CERTIFICATE_V2], certificate)
    stated = der.octets(hashlib.sha256(data).digest())
    if not hmac.compare_digest(attributes[oids.MESSAGE_DIGEST], stated):
        raise refuse("KY-01", detail="")
    return signed_at


def _check_signing_certificate(value: bytes, certificate: x509.Certificate) -> None:
    """Demands that the signed attribute names the very certificate that is used (threats.md G12)."""
    outer = der.read_one(value)
    listed = outer.enter()
    outer.finish()
    entry = listed.enter()
    listed.finish()
    if entry.peek() == der.SEQUENCE:
        algorithm = entry.element(der.SEQUENCE)
        if algorithm not in oids.SHA256_IDENTIFIERS:
            raise _weak(algorithm)
    digest = entry.octets()
    if entry.peek() is not None and entry.element(der.SEQUENCE) != _issuer_serial(certificate):
        raise refuse("KY-03")
    entry.finish()
    if not hmac.compare_digest(digest, hashlib.sha256(certificate_der(certificate)).digest()):
        raise refuse("KY-03")


def _issuer_serial(certificate: x509.Certificate) -> bytes:
    """IssuerSerial of RFC 5035: the issuer as GeneralNames with one directoryName [4]."""
    identifier = der.read_one(issuer_and_serial(certificate))
    name, serial = identifier.element(der.SEQUENCE), identifier.element(der.INTEGER)
    return der.sequence(der.sequence(der.tlv(der.explicit(4), name)), serial)


def _find(identifier: bytes, candidates: tuple[x509.Certificate, ...]) -> x509.Certificate:
    for candidate in candidates:
        try:
            if issuer_and_serial(candidate) == identifier:
                return candidate
        except MalformedError:  # a certificate of version 1: none of ours
            continue
    raise refuse("KY-03")


def signature_algorithm(key: object) -> bytes:
    """AlgorithmIdentifier of a signature with SHA-256 by such a key, EC or RSA."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return der.sequence(oids.ECDSA_SHA256)
    return der.sequence(oids.RSA_SHA256, der.NULL)


def _accepted_algorithms(key: PublicKey) -> tuple[bytes, ...]:
    if isinstance(key, ec.EllipticCurvePublicKey):
        return (der.sequence(oids.ECDSA_SHA256),)
    return der.sequence(oids.RSA_SHA256, der.NULL), der.sequence(oids.RSA_ENCRYPTION, der.NULL)


def _fits(key: PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        else:
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _weak(algorithm: bytes) -> UserError:
    identifier = der.read_one(algorithm)
    return refuse("KY-06", name=oids.dotted(identifier.element(der.OBJECT_IDENTIFIER)))

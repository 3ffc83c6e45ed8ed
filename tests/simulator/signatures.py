"""Signatures that are not ours: a good CMS SignedData taken apart, changed, and signed again where it must fit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from app.crypto import der, oids
from app.crypto.certificates import Identity, issuer_and_serial
from tests.simulator.pki import NOW

Attributes = list[tuple[bytes, list[bytes]]]


def with_attribute_of(other: x509.Certificate, p7s: bytes, signer: Identity) -> bytes:
    """The signing-certificate attribute names another certificate; signed again, so that all else fits."""
    entry = der.octets(other.fingerprint(hashes.SHA256()))
    return resigned(p7s, signer, having(oids.SIGNING_CERTIFICATE_V2, essence(entry)))


def essence(*entry: bytes) -> bytes:
    """A SigningCertificateV2 with one entry of the given parts."""
    return der.sequence(der.sequence(der.sequence(*entry)))


def resigned(p7s: bytes, signer: Identity, change: Callable[[Attributes], Attributes]) -> bytes:
    """Changes the signed attributes and signs them again with the same key."""
    outer = der.read_one(p7s)
    kind, signed = outer.element(der.OBJECT_IDENTIFIER), outer.enter(der.explicit(0)).enter()
    head = [signed.element(tag) for tag in (der.INTEGER, der.SET, der.SEQUENCE, der.explicit(0))]
    info = der.read_one(signed.members()[0])
    version, identifier, digest = (info.element(tag) for tag in (der.INTEGER, der.SEQUENCE, der.SEQUENCE))
    old = [der.read_one(member) for member in info.members(der.explicit(0))]
    attributes = change([(one.element(der.OBJECT_IDENTIFIER), one.members()) for one in old])
    members = [der.sequence(kind, der.set_of(*values)) for kind, values in attributes]
    signature = der.octets(signer.sign(der.set_of(*members)))
    tagged = der.set_of(*members, tag=der.explicit(0))
    new = der.sequence(version, identifier, digest, tagged, info.element(der.SEQUENCE), signature)
    return der.sequence(kind, der.tlv(der.explicit(0), der.sequence(*head, der.set_of(new))))


def reshaped(p7s: bytes, change: Callable[[cms.SignedData], None]) -> bytes:
    content = cms.ContentInfo.load(p7s)
    change(content["content"])
    return bytes(content.dump(force=True))


def attached(signed: cms.SignedData) -> None:
    signed["encap_content_info"] = {"content_type": "data", "content": b"<manifest/>"}


def two_signers(signed: cms.SignedData) -> None:
    second = signed["signer_infos"][0].copy()
    second["signature"] = b"another"
    signed["signer_infos"] = [signed["signer_infos"][0], second]


def no_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"] = []


def no_signed_attributes(signed: cms.SignedData) -> None:
    info = signed["signer_infos"][0]
    signed["signer_infos"] = [{name: info[name] for name in info if name not in ("signed_attrs", "unsigned_attrs")}]


def unsigned_attribute(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["unsigned_attrs"] = [
        {"type": "signing_time", "values": [cms.Time({"utc_time": NOW})]},
    ]


def weak_digest(signed: cms.SignedData) -> None:
    signed["digest_algorithms"] = [{"algorithm": "sha1"}]


def weak_signer_digest(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha1"}


def weak_signature(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}


def other_digest_in_signature(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha512_ecdsa"}


def no_digest(signed: cms.SignedData) -> None:
    signed["digest_algorithms"] = []


def two_digests(signed: cms.SignedData) -> None:
    signed["digest_algorithms"] = [{"algorithm": "sha256"}, {"algorithm": "sha1"}]


def no_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = []


def revocation_inside(signed: cms.SignedData) -> None:
    signed["crls"] = []


def version_3(signed: cms.SignedData) -> None:
    signed["version"] = "v3"


def having(kind: bytes, *values: bytes) -> Callable[[Attributes], Attributes]:
    """The attribute with other values."""
    return lambda attributes: [(name, list(values) if name == kind else old) for name, old in attributes]


def without(kind: bytes) -> Callable[[Attributes], Attributes]:
    return lambda attributes: [(name, values) for name, values in attributes if name != kind]


def also(kind: bytes, value: bytes) -> Callable[[Attributes], Attributes]:
    return lambda attributes: [*attributes, (kind, [value])]


def signer_info(
    data: bytes,
    certificate: x509.Certificate,
    sign: Callable[[bytes], bytes],
    *,
    digest: str = "sha256",
    digest_id: bytes = oids.SHA256,
    algorithm: bytes = oids.ECDSA_SHA256,
    parameters: bytes = b"",
) -> bytes:
    """A SignerInfo with whatever algorithms: right in itself, though nobody should take it.

    Args:
        data: what is signed.
        certificate: of the signer.
        sign: makes the signature over the signed attributes.
        digest, digest_id: of the data, for hashlib and as identifier.
        algorithm, parameters: of the signature.
    """
    own = certificate.public_bytes(serialization.Encoding.DER)
    attributes = [
        (oids.CONTENT_TYPE, oids.DATA),
        (oids.SIGNING_TIME, der.time(NOW)),
        (oids.MESSAGE_DIGEST, der.octets(hashlib.new(digest, data).digest())),
        (oids.SIGNING_CERTIFICATE_V2, essence(der.octets(hashlib.sha256(own).digest()))),
    ]
    members = [der.sequence(kind, der.set_of(value)) for kind, value in attributes]
    return der.sequence(
        der.integer(1),
        issuer_and_serial(certificate),
        der.sequence(digest_id),
        der.set_of(*members, tag=der.explicit(0)),
        der.sequence(algorithm, parameters),
        der.octets(sign(der.set_of(*members))),
    )


def signed_data(infos: Sequence[bytes], certificates: Sequence[x509.Certificate], digests: Sequence[bytes]) -> bytes:
    """A SignedData of these signers, with their certificates and digest algorithms."""
    held = [one.public_bytes(serialization.Encoding.DER) for one in certificates]
    body = der.sequence(
        der.integer(1),
        der.set_of(*(der.sequence(one) for one in digests)),
        der.sequence(oids.DATA),
        der.set_of(*held, tag=der.explicit(0)),
        der.set_of(*infos),
    )
    return der.sequence(oids.SIGNED_DATA, der.tlv(der.explicit(0), body))

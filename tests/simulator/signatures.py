"""Signatures that are not ours: a good CMS SignedData taken apart, changed, and signed again where it must fit."""

from __future__ import annotations

from collections.abc import Callable

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app.crypto import der, oids
from app.crypto.certificates import Identity
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

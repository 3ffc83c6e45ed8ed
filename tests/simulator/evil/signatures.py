"""Evil signatures over a good manifest (threats.md G): another form, weak algorithms, an exchanged certificate."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from app.crypto import der, oids
from app.crypto.certificates import Identity, certificate_der, issuer_and_serial
from app.crypto.signing import sign_detached
from tests.simulator import signatures as forms
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.forge import Forge
from tests.simulator.impostors import altered, kept
from tests.simulator.signatures import Attributes, also, essence, having, without
from tests.simulator.units import PON

FORM: Final = "chữ ký sai cấu trúc"
SHA1: Final = der.oid("1.3.14.3.2.26")
SHA512: Final = der.oid("2.16.840.1.101.3.4.2.3")
ECDSA_SHA1: Final = der.oid("1.2.840.10045.4.1")
ECDSA_SHA512: Final = der.oid("1.2.840.10045.4.3.4")
RSA_SHA1: Final = der.oid("1.2.840.113549.1.1.5")
MD5: Final = der.oid("1.2.840.113549.2.5")
ENVELOPED: Final = der.oid("1.2.840.113549.1.7.3")
P256: Final = ec.SECP256R1()
OTHER: Final = der.octets(b"x" * 32)


def shaped(change: Callable[[cms.SignedData], None]) -> Maker:
    """A good signature with parts exchanged."""
    return lambda forge: forge.made(signature=lambda p7s, manifest, signer: forms.reshaped(p7s, change))


def having_attributes(change: Callable[[Attributes], Attributes]) -> Maker:
    """Other signed attributes, signed again by the rightful key."""
    return lambda forge: forge.made(signature=lambda p7s, manifest, signer: forms.resigned(p7s, signer, change))


def stating(kind: bytes, *values: bytes) -> Maker:
    """A signed attribute with other values."""
    return having_attributes(having(kind, *values))


def as_bytes(change: Callable[[bytes], bytes]) -> Maker:
    """A good signature, its bytes changed."""
    return lambda forge: forge.made(signature=lambda p7s, manifest, signer: change(p7s))


def with_key(key: Callable[[], Any], used: Any = None, **algorithms: Any) -> Maker:
    """A key that the real authority has certified by mistake, and a signature that fits it.

    Args:
        key: makes it.
        used: digest of the signature, SHA-256 where none is given.
        **algorithms: as `signer_info` takes them.
    """
    digest = used or hashes.SHA256()

    def sign(private: Any, data: bytes) -> bytes:
        rsa_key = isinstance(private, rsa.RSAPrivateKey)
        how = (padding.PKCS1v15(), digest) if rsa_key else (ec.ECDSA(digest),)
        made: bytes = private.sign(data, *how)
        return made

    def make(forge: Forge) -> bytes:
        one = altered(forge.issuing, kept, holder=PON, at=forge.world.clock.at, key=key())

        def signed(_: bytes, manifest: bytes, signer: Identity) -> bytes:
            info = forms.signer_info(manifest, one.certificate, lambda data: sign(one.key, data), **algorithms)
            named = algorithms.get("digest_id", oids.SHA256)
            return forms.signed_data([info], [one.certificate, forge.issuing.certificate], [named])

        return forge.made(signature=signed)

    return make


def curve(kind: Any) -> Callable[[], Any]:
    """Makes keys of a curve."""
    return lambda: ec.generate_private_key(kind)


@cache
def _rsa(bits: int) -> Any:
    """One key of a size: it takes a second to make, and any will do."""
    return rsa.generate_private_key(65537, bits)


def rsa_of(bits: int) -> Callable[[], Any]:
    """Makes RSA keys."""
    return lambda: _rsa(bits)


def signed_twice(forge: Forge) -> bytes:
    """Two good signers: the unit and the other one."""

    def both(_: bytes, manifest: bytes, signer: Identity) -> bytes:
        pair = (signer, forge.neighbour)
        infos = [forms.signer_info(manifest, one.certificate, one.sign) for one in pair]
        chain = [*(one.certificate for one in pair), forge.issuing.certificate]
        return forms.signed_data(infos, chain, [oids.SHA256])

    return forge.made(signature=both)


def exchanged(forge: Forge) -> bytes:
    """Another certificate for the same key, and the signature names it."""
    twin = altered(forge.issuing, kept, holder=PON, at=forge.world.clock.at, key=forge.signer.key)

    def change(p7s: bytes, _: bytes, signer: Identity) -> bytes:
        other = issuer_and_serial(twin.certificate)
        return forms.reshaped(p7s, lambda signed: _exchange(signed, other, twin.certificate))

    return forge.made(signature=change)


def _exchange(signed: cms.SignedData, other: bytes, certificate: x509.Certificate) -> None:
    sid = cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber.load(other))
    signed["signer_infos"][0]["sid"] = sid
    signed["certificates"].append(cms.CertificateChoices.load(certificate_der(certificate)))


def named_another(forge: Forge) -> bytes:
    """The signed attribute names the certificate of another unit."""
    other = forge.neighbour.certificate
    return forge.made(signature=lambda p7s, manifest, signer: forms.with_attribute_of(other, p7s, signer))


def crowded(forge: Forge) -> bytes:
    """Five certificates."""
    held = forge.held
    return forge.made(chain=[forge.issuing.certificate, held.so_sign, held.so_encrypt, held.so_spare, held.root])


def over_attributes(forge: Forge) -> bytes:
    """The signature over signed attributes, given as one over the data itself (attribute forgery)."""
    return forge.made(signature=lambda p7s, manifest, signer: forms.reshaped(p7s, forms.no_signed_attributes))


def by_another_key(forge: Forge) -> bytes:
    """The unit's certificate, another key."""
    thief = Identity(forge.signer.certificate, forge.neighbour.key)
    return forge.made(signer=thief)


def over_other_bytes(forge: Forge) -> bytes:
    """A good signature of the unit, over something else."""
    at, chain = forge.world.clock.at, [forge.issuing.certificate]
    return forge.made(signature=lambda p7s, manifest, signer: sign_detached(manifest + b" ", signer, at, chain))


def broken(p7s: bytes) -> bytes:
    """One bit of the signature value turned."""
    return p7s[:-1] + bytes([p7s[-1] ^ 1])


def indefinite(p7s: bytes) -> bytes:
    return b"\x30\x80" + der.Reader(p7s).content(der.SEQUENCE) + b"\0\0"


def long_length(p7s: bytes) -> bytes:
    body = der.Reader(p7s).content(der.SEQUENCE)
    return b"\x30\x84" + len(body).to_bytes(4, "big") + body


def certificates_only(signed: cms.SignedData) -> None:
    signed["signer_infos"], signed["digest_algorithms"] = [], []


def named_by_key(signed: cms.SignedData) -> None:
    """SignerIdentifier by subject key identifier, with the version that it demands."""
    info = signed["signer_infos"][0]
    info["sid"] = cms.SignerIdentifier("subject_key_identifier", b"k" * 20)
    info["version"] = "v3"


def counter_signed(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["unsigned_attrs"] = [
        {"type": "counter_signature", "values": [signed["signer_infos"][0].copy()]}
    ]


def pem(p7s: bytes) -> bytes:
    return b"-----BEGIN CMS-----\n" + base64.encodebytes(p7s) + b"-----END CMS-----\n"


FORMS = (
    Evil("content inside the signature", "GOI-02", shaped(forms.attached), "G07", FORM),
    Evil("a second signer that does not fit", "GOI-02", shaped(forms.two_signers), "G08", FORM),
    Evil("two good signers", "GOI-02", signed_twice, "G08", FORM),
    Evil("no signer", "GOI-02", shaped(forms.no_signer), "G06", FORM),
    Evil("certificates only", "GOI-02", shaped(certificates_only), "G06", FORM),
    Evil("no signed attributes", "GOI-02", over_attributes, "G09 G10", FORM),
    Evil("an unsigned attribute", "GOI-02", shaped(forms.unsigned_attribute), "G26", FORM),
    Evil("a counter-signature", "GOI-02", shaped(counter_signed), "G26", FORM),
    Evil("a revocation list inside", "GOI-02", shaped(forms.revocation_inside), "G26", FORM),
    Evil("version 3", "GOI-02", shaped(forms.version_3), "G27", FORM),
    Evil("signer named by its key", "GOI-02", shaped(named_by_key), "G27", FORM),
    Evil("no digest algorithm", "GOI-02", shaped(forms.no_digest), "G14", FORM),
    Evil("two digest algorithms", "GOI-02", shaped(forms.two_digests), "G14", FORM),
    Evil("no certificate in the signature", "KY-03", shaped(forms.no_certificates), "G16"),
    Evil("too many certificates", "GOI-02", crowded, "G28", FORM),
    Evil("bytes after the signature", "GOI-02", as_bytes(lambda p7s: p7s + b"\0"), "G27", FORM),
    Evil("signature twice", "GOI-02", as_bytes(lambda p7s: p7s + p7s), "G27", FORM),
    Evil("signature cut off", "GOI-02", as_bytes(lambda p7s: p7s[:-1]), "G27", FORM),
    Evil("indefinite length", "GOI-02", as_bytes(indefinite), "G27", FORM),
    Evil("length that is not minimal", "GOI-02", as_bytes(long_length), "G27", FORM),
    Evil("length of four gigabytes", "GOI-02", as_bytes(lambda _: b"\x30\x84\xff\xff\xff\xff"), "G28", FORM),
    Evil("length of 126 octets", "GOI-02", as_bytes(lambda _: b"\x30\xfe" + b"\xff" * 200), "G28", FORM),
    Evil("nested 5,000 deep", "GOI-02", as_bytes(lambda _: b"\x30\x80" * 5_000), "G28", FORM),
    Evil("high tag number", "GOI-02", as_bytes(lambda p7s: b"\x3f\x20" + p7s[1:]), "G27", FORM),
    Evil("empty signature", "GOI-02", as_bytes(lambda _: b""), "G06", FORM),
    Evil("signature that is text", "GOI-02", as_bytes(lambda _: b"<Signature/>"), "G06", FORM),
    Evil("signature as PEM", "GOI-02", as_bytes(pem), "G27", FORM),
    Evil("signature of 100 kilobytes", "GOI-02", as_bytes(lambda p7s: p7s + bytes(100_000)), "I07", FORM),
    Evil(
        "something else than SignedData",
        "GOI-02",
        as_bytes(lambda p7s: p7s.replace(oids.SIGNED_DATA, ENVELOPED, 1)),
        "G27",
        FORM,
    ),
    Evil("signature value broken", "KY-01", as_bytes(broken), "G04"),
    Evil("another key", "KY-01", by_another_key, "G34"),
    Evil("other bytes signed", "KY-01", over_other_bytes, "I05"),
)

ATTRIBUTES = (
    Evil("no content type", "GOI-02", having_attributes(without(oids.CONTENT_TYPE)), "G11", FORM),
    Evil("no message digest", "GOI-02", having_attributes(without(oids.MESSAGE_DIGEST)), "G11", FORM),
    Evil("no signing certificate", "GOI-02", having_attributes(without(oids.SIGNING_CERTIFICATE_V2)), "G12", FORM),
    Evil("no signing time", "GOI-02", having_attributes(without(oids.SIGNING_TIME)), "G31", FORM),
    Evil("message digest twice", "GOI-02", having_attributes(also(oids.MESSAGE_DIGEST, OTHER)), "G11", FORM),
    Evil("two message digests", "GOI-02", stating(oids.MESSAGE_DIGEST, OTHER, der.octets(b"y" * 32)), "G11", FORM),
    Evil("message digest without value", "GOI-02", stating(oids.MESSAGE_DIGEST), "G11", FORM),
    Evil("unknown signed attribute", "GOI-02", having_attributes(also(der.oid("1.2.3.4"), der.NULL)), "G26", FORM),
    Evil("wrong message digest", "KY-01", stating(oids.MESSAGE_DIGEST, OTHER), "G11"),
    Evil("wrong content type", "GOI-02", stating(oids.CONTENT_TYPE, oids.SIGNED_DATA), "G11", FORM),
    Evil(
        "signing time without seconds",
        "GOI-02",
        stating(oids.SIGNING_TIME, der.tlv(der.UTC_TIME, b"2611220830Z")),
        "G31",
        FORM,
    ),
    Evil(
        "signing time in the wrong form",
        "GOI-02",
        stating(oids.SIGNING_TIME, der.tlv(der.GENERALIZED_TIME, b"20261122083000Z")),
        "G31",
        FORM,
    ),
    Evil(
        "signing time that is none",
        "GOI-02",
        stating(oids.SIGNING_TIME, der.tlv(der.UTC_TIME, b"261399083000Z")),
        "G31",
        FORM,
    ),
    Evil("signing certificate of another", "KY-03", named_another, "G12"),
    Evil("certificate exchanged", "KY-03", exchanged, "G12"),
    Evil(
        "signing certificate by SHA-1",
        "KY-06",
        stating(oids.SIGNING_CERTIFICATE_V2, essence(der.sequence(SHA1), OTHER)),
        "G12",
        "1.3.14.3.2.26",
    ),
    Evil(
        "signing certificate of another issuer",
        "KY-03",
        stating(oids.SIGNING_CERTIFICATE_V2, essence(OTHER, der.sequence())),
        "G12",
    ),
    Evil(
        "signing certificate that is empty", "GOI-02", stating(oids.SIGNING_CERTIFICATE_V2, der.sequence()), "G12", FORM
    ),
)

RSA: Final = {"algorithm": oids.RSA_SHA256, "parameters": der.NULL}
WEAK = (
    Evil("SHA-1 named as digest", "KY-06", shaped(forms.weak_digest), "G13", "1.3.14.3.2.26"),
    Evil("SHA-1 named by the signer", "KY-06", shaped(forms.weak_signer_digest), "G14", "1.3.14.3.2.26"),
    Evil("SHA-1 named by the signature", "KY-06", shaped(forms.weak_signature), "G14", "1.2.840.10045.4.1"),
    Evil("another digest in the signature", "KY-06", shaped(forms.other_digest_in_signature), "G14"),
    Evil("signed with SHA-1", "KY-06", with_key(curve(P256), hashes.SHA1(), algorithm=ECDSA_SHA1), "G13", "10045.4.1"),
    Evil(
        "digested and signed with SHA-1",
        "KY-06",
        with_key(curve(P256), hashes.SHA1(), digest="sha1", digest_id=SHA1, algorithm=ECDSA_SHA1),
        "G13",
        "1.3.14.3.2.26",
    ),
    Evil("digested with MD5", "KY-06", with_key(curve(P256), digest="md5", digest_id=MD5), "G13", "1.2.840.113549.2.5"),
    Evil(
        "digested with SHA-512",
        "KY-06",
        with_key(curve(P256), hashes.SHA512(), digest="sha512", digest_id=SHA512, algorithm=ECDSA_SHA512),
        "G14",
        "2.16.840.1.101.3.4.2.3",
    ),
    Evil("RSA of 1024 bits", "KY-06", with_key(rsa_of(1024), **RSA), "G13", "RSA 1024"),
    Evil("RSA of 2048 bits", "KY-06", with_key(rsa_of(2048), **RSA), "G13", "RSA 2048"),
    Evil(
        "RSA with SHA-1",
        "KY-06",
        with_key(rsa_of(3072), hashes.SHA1(), algorithm=RSA_SHA1, parameters=der.NULL),
        "G13",
        "1.2.840.113549.1.1.5",
    ),
    Evil("curve P-384", "KY-06", with_key(curve(ec.SECP384R1())), "G13", "secp384r1"),
    Evil("curve brainpool", "KY-06", with_key(curve(ec.BrainpoolP256R1())), "G13", "brainpoolP256r1"),
    Evil("curve of coins", "KY-06", with_key(curve(ec.SECP256K1())), "G13", "secp256k1"),
)

SIGNATURES = (*FORMS, *ATTRIBUTES, *WEAK)

"""Packages that one single check of the reader stops, found by taking the checks away one by one (M18)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto import der, oids
from app.crypto.certificates import Identity, Role, certificate_der, issuer_and_serial
from app.crypto.envelope import LARGEST, prepare
from app.crypto.issuing import Validity, issue_issuing, request, self_signed
from app.crypto.keys import PrivateKey, generate_key
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from tests.simulator import signatures as forms
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.certificates import der_changed, replaced_certificate, unused_bits
from tests.simulator.evil.envelopes import with_recipients
from tests.simulator.evil.forge import Forge
from tests.simulator.evil.inner_files import instead
from tests.simulator.evil.signatures import FORM, as_bytes, shaped
from tests.simulator.impostors import altered, changing, kept
from tests.simulator.pki import DAY
from tests.simulator.signatures import essence, having
from tests.simulator.units import PON, TAM, THAU

_DIGEST = der.sequence(oids.SHA256)
OAEP = der.sequence(
    oids.RSA_OAEP,
    der.sequence(der.tlv(der.explicit(0), _DIGEST), der.tlv(der.explicit(1), der.sequence(oids.MGF1, _DIGEST))),
)
WRAP_128 = der.sequence(der.oid("2.16.840.1.101.3.4.1.5"))
LONG = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.5"), bytes(70_000))


def longest(forge: Forge) -> bytes:
    """A container of one byte more than any may have, in an envelope that may just hold it."""
    prepared, nonce = prepare(forge.recipients), os.urandom(12)
    ciphertext = AESGCM(prepared.content_key).encrypt(nonce, bytes(LARGEST + 1), None)
    parameters = der.sequence(der.octets(nonce), der.integer(16))
    content = (oids.DATA, der.sequence(oids.AES256_GCM, parameters), der.tlv(der.implicit(0), ciphertext[:-16]))
    body = (der.integer(0), prepared.recipient_infos, der.sequence(*content), der.octets(ciphertext[-16:]))
    return der.sequence(oids.AUTH_ENVELOPED_DATA, der.tlv(der.explicit(0), der.sequence(*body)))


def value_of_another_type(p7s: bytes) -> bytes:
    """The signature value is a BIT STRING in place of an OCTET STRING; all lengths stay right."""
    info = forms.cms.ContentInfo.load(p7s)["content"]["signer_infos"][0]
    value = der.octets(info["signature"].native)
    assert p7s.endswith(value)
    return p7s[: -len(value)] + bytes([der.BIT_STRING]) + value[1:]


def signer_version(signed: forms.cms.SignedData) -> None:
    signed["signer_infos"][0]["version"] = "v3"


def of_another_issuer(forge: Forge) -> bytes:
    """The signing-certificate attribute has the right digest and another serial number."""
    body = der.read_one(issuer_and_serial(forge.neighbour.certificate))
    name, serial = body.element(der.SEQUENCE), body.element(der.INTEGER)
    both = der.sequence(der.sequence(der.tlv(der.explicit(4), name)), serial)
    digest = der.octets(hashlib.sha256(certificate_der(forge.signer.certificate)).digest())
    change = having(oids.SIGNING_CERTIFICATE_V2, essence(digest, both))
    return forge.made(signature=lambda p7s, manifest, signer: forms.resigned(p7s, signer, change))


def stated_unused_bits(forge: Forge) -> bytes:
    """A certificate in a second encoding, its last bit, a 0, said to be unused; the signature states its digest."""

    def signature(p7s: bytes, _: bytes, signer: Identity) -> bytes:
        own = certificate_der(signer.certificate)
        changed = unused_bits(own)
        stated = having(oids.SIGNING_CERTIFICATE_V2, essence(der.octets(hashlib.sha256(changed).digest())))
        return replaced_certificate(forms.resigned(p7s, signer, stated), own, changed)

    even = (one for one in iter(forge.issued, None) if certificate_der(one.certificate)[-1] % 2 == 0)
    return forge.made(signer=next(even), signature=signature)


def long_certificate(forge: Forge) -> bytes:
    """A signature of more than 64 KiB that is right in all its parts."""
    change = changing(x509.SubjectKeyIdentifier, LONG, critical=False)
    return forge.made(signer=altered(forge.issuing, change, holder=PON, at=forge.world.clock.at))


@cache
def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


def authority_of_rsa(forge: Forge) -> bytes:
    """The root has made an authority with a key of a kind that only tokens may have."""
    at = forge.world.clock.at
    made = issue_issuing("x", _rsa(), Validity(at - DAY, at + DAY), forge.root).certificate
    return forge.made(chain=[forge.issuing.certificate, made])


def authority_without_usage(forge: Forge) -> bytes:
    """The root has made an authority that does not say what its key is for."""

    def change(extension: x509.Extension[x509.ExtensionType]) -> x509.Extension[x509.ExtensionType] | None:
        flagged = changing(x509.BasicConstraints, x509.BasicConstraints(ca=True, path_length=0))(extension)
        return changing(x509.KeyUsage, None)(flagged) if flagged else None

    made = altered(forge.root, change, holder=PON, at=forge.world.clock.at).certificate
    return forge.made(chain=[forge.issuing.certificate, made])


def nameless(forge: Forge) -> bytes:
    """A certificate of the real authority without a subject."""
    at = forge.world.clock.at
    return forge.made(signer=altered(forge.issuing, kept, holder=PON, at=at, subject=x509.Name([])))


def unknown_key(own: bytes) -> bytes:
    """A certificate for a key of a kind that nobody knows."""
    return own.replace(oids.EC_PUBLIC_KEY, der.oid("1.2.840.10045.2.9"), 1)


def recipient(change: Callable[[bytes], bytes]) -> Maker:
    """The content of each recipient changed."""
    tag = der.explicit(1)
    return with_recipients(
        lambda held: der.set_of(*(der.tlv(tag, change(der.Reader(one).content(tag))) for one in held))
    )


def also(member: bytes) -> Maker:
    """One recipient more."""
    return with_recipients(lambda held: der.set_of(*held, member))


def _passage(before: bytes, after: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert before in content
        return content.replace(before, after, 1)

    return change


def first_package(
    *,
    sign: Role = Role.UNIT_SIGN,
    other_key: bool = False,
    requests: bool = True,
    encrypt_with: Callable[[], PrivateKey] | None = None,
    encrypt_role: Role = Role.UNIT_ENCRYPT,
    holder: str = THAU,
    spoil: Callable[[bytes], bytes] = bytes,
) -> Maker:
    """The first package of a unit that has no certificates, wrong in one thing.

    Args:
        sign: purpose of the certificate that it signs with.
        other_key: asks for another signing key. requests: asks at all.
        encrypt_with, encrypt_role, holder: of the second request. spoil: changes its bytes.
    """

    def make(forge: Forge) -> bytes:
        at, encrypt = forge.world.clock.at, generate_key()
        one = self_signed(sign, THAU, "Xã Sín Thầu", generate_key(), Validity(at - DAY, at + DAY))
        asking = generate_key() if other_key else one.key
        second = request(encrypt_role, holder, "x", encrypt_with() if encrypt_with else encrypt)
        asked: dict[str, bytes | None] = {
            SIGN_REQUEST: request(Role.UNIT_SIGN, THAU, "x", asking),
            ENCRYPT_REQUEST: spoil(second),
        }
        head = forge.head(sender=THAU, previous="", body=forge.body(unit=THAU).body)
        readers = [*forge.office, encrypt.public_key()]
        return forge.made(signer=one, chain=[], header=head, files=asked if requests else None, recipients=readers)

    return make


def _broken(asked: bytes) -> bytes:
    return asked[:-1] + bytes([asked[-1] ^ 1])


def unknown_machine(forge: Forge) -> bytes:
    """A certificate that the authority issued and Sở Nội vụ has no record of, and a key that nobody knows."""
    return forge.made(signer=forge.issued(), recipients=[*forge.office, generate_key().public_key()])


NAMED, KEY = der.sequence(der.octets(b"x")), der.octets(b"w")
SHARED = der.tlv(der.explicit(2), der.integer(5), NAMED, der.sequence(oids.AES256_WRAP), KEY)
SHARED_WEAK = der.tlv(der.explicit(2), der.integer(4), NAMED, WRAP_128, KEY)
TRANSPORT = der.sequence(der.integer(2), der.sequence(), OAEP, KEY)
TRANSPORT_OLD = der.sequence(der.integer(0), der.sequence(), der.sequence(oids.RSA_ENCRYPTION, der.NULL), KEY)

CORNERS = (
    Evil("container of 64 MiB and a byte", "GOI-03", longest, "I07"),
    Evil("signature value of another type", "GOI-02", as_bytes(value_of_another_type), "G27", FORM),
    Evil("version of the signer", "GOI-02", shaped(signer_version), "G27", FORM),
    Evil("signing certificate with another serial", "KY-03", of_another_issuer, "G12"),
    Evil("certificate in a second encoding, stated", "KY-03", stated_unused_bits, "G27"),
    Evil("certificate of 70 kilobytes", "GOI-02", long_certificate, "G28 I07", FORM),
    Evil("authority with an RSA key goes along", "KY-06", authority_of_rsa, "G13 G19", "RSA"),
    Evil("authority without key usage goes along", "KY-03", authority_without_usage, "G19"),
    Evil("certificate without subject", "KY-03", nameless, "G17"),
    Evil("certificate for a key of no kind", "KY-06", der_changed(unknown_key), "G13", "1.2.840.10045.2.9"),
    Evil("recipient of version 2", "GOI-01", recipient(_passage(der.integer(3), der.integer(2))), "H03"),
    Evil("recipient with a long version", "GOI-01", recipient(_passage(der.integer(3), b"\2\2\0\3")), "G27"),
    Evil(
        "sender's key of another kind",
        "KY-06",
        recipient(_passage(oids.EC_PUBLIC_KEY, der.oid("1.2.840.10045.2.9"))),
        "H04",
        "1.2.840.10045.2.9",
    ),
    Evil("sender's key with unused bits", "GOI-01", recipient(_passage(b"\3\x42\0\4", b"\3\x42\1\4")), "H03"),
    Evil("shared key of version 5", "GOI-01", also(SHARED), "H03"),
    Evil("shared key wrapped with 128 bits", "KY-06", also(SHARED_WEAK), "H04", "2.16.840.1.101.3.4.1.5"),
    Evil("key transport of version 2", "GOI-01", also(TRANSPORT), "H03"),
    Evil("key transport by PKCS #1 v1.5", "KY-06", also(TRANSPORT_OLD), "H04", "1.2.840.113549.1.1.1"),
    Evil("first package signed by a decryption certificate", "KY-05", first_package(sign=Role.UNIT_ENCRYPT), "G24"),
    Evil("first package that asks for another key", "KY-03", first_package(other_key=True), "G35"),
    Evil("a machine that nobody knows", "KY-07", unknown_machine, "H06", "Mường Pồn"),
    Evil("first package that asks for an RSA key to decrypt with", "KY-03", first_package(encrypt_with=_rsa), "G35"),
    Evil("first package that asks for another unit", "KY-03", first_package(holder=TAM), "G35"),
    Evil("first package that asks for a signing key twice", "KY-03", first_package(encrypt_role=Role.UNIT_SIGN), "G35"),
    Evil("first package that asks to be an authority", "KY-03", first_package(encrypt_role=Role.ISSUING), "G35"),
    Evil("first package with a broken request", "KY-03", first_package(spoil=_broken), "G35"),
    Evil("first package with a request that is none", "KY-03", first_package(spoil=lambda _: b"x"), "G35"),
    Evil("replies with blanks", "NGH-09", instead("replies.json", b"[ ]"), "I25", "replies.json"),
    Evil("replies that are no JSON", "NGH-09", instead("replies.json", b"["), "I25", "replies.json"),
    Evil("first package without requests", "KY-03", first_package(requests=False), "G17"),
)

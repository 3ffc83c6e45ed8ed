"""Evil envelopes (threats.md H) around a good container, and good envelopes around something else."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from asn1crypto import cms
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.commands.keys.unit_identity import unit_keys
from app.crypto import der, oids
from app.crypto.certificates import certificate_pem
from app.crypto.envelope import LARGEST, prepare, read_envelope, seal
from app.crypto.keys import generate_key
from app.crypto.recipients import Recipient, SharedKey
from app.package.container import SIGNATURE
from tests.simulator.evil.archives import packed
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.forge import Forge
from tests.simulator.zips import archive

KDF: Final = ("-keyopt", "ecdh_kdf_md:sha256")
WRAP: Final = ("-aes256-wrap",)


def sealed(change: Callable[[bytes], bytes]) -> Maker:
    """A good package, its envelope changed as bytes."""
    return lambda forge: forge.made(sealed=change)


def shaped(change: Callable[[cms.AuthEnvelopedData], None]) -> Maker:
    """A good envelope with parts exchanged."""

    def reshape(whole: bytes) -> bytes:
        content = cms.ContentInfo.load(whole)
        change(content["content"])
        return bytes(content.dump(force=True))

    return sealed(reshape)


def to(
    choose: Callable[[Forge], Sequence[Recipient]], bound: Callable[[Forge], Sequence[Recipient]] | None = None
) -> Maker:
    """Other recipients; the signed header names them, or (`bound`) others."""
    return lambda forge: forge.made(recipients=choose(forge), bound=bound(forge) if bound else None)


def holding(content: bytes) -> Maker:
    """A good envelope around something that is no package."""
    return lambda forge: seal(prepare(forge.recipients), content)


def by_openssl(cipher: str, *options: str) -> Maker:
    """The container sealed by openssl with other algorithms."""

    def make(forge: Forge) -> bytes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "text").write_bytes(forge.plaintext(forge.made()))
            (folder / "cert").write_bytes(certificate_pem(forge.held.so_encrypt))
            encrypt = ("cms", "-encrypt", "-binary", cipher, "-in", "text", "-outform", "DER", "-out", "sealed")
            command = ["openssl", *encrypt, "-recip", "cert", *options]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
            return (folder / "sealed").read_bytes()

    return make


def flipped(part: Callable[[bytes], bytes], offset: int = 0) -> Maker:
    """One bit turned in a part of the envelope that is found by its bytes."""

    def turn(whole: bytes) -> bytes:
        place = whole.index(part(whole)) + offset
        return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]

    return sealed(turn)


def _ciphertext(whole: bytes) -> bytes:
    return read_envelope(whole).ciphertext[:32]


def _tag(whole: bytes) -> bytes:
    return read_envelope(whole).ciphertext[-16:]


def _nonce(whole: bytes) -> bytes:
    return read_envelope(whole).nonce


def set_version(body: cms.AuthEnvelopedData) -> None:
    body["version"] = "v2"


def set_content_type(body: cms.AuthEnvelopedData) -> None:
    body["auth_encrypted_content_info"]["content_type"] = "signed_data"


def set_unauthenticated(body: cms.AuthEnvelopedData) -> None:
    body["unauth_attrs"] = [{"type": "content_type", "values": ["data"]}]


def set_authenticated(body: cms.AuthEnvelopedData) -> None:
    body["auth_attrs"] = [{"type": "content_type", "values": ["data"]}]


def set_originator(body: cms.AuthEnvelopedData) -> None:
    body["originator_info"] = {"certs": []}


def shorten_tag(body: cms.AuthEnvelopedData) -> None:
    body["mac"] = body["mac"].native[:12]


def no_recipient(body: cms.AuthEnvelopedData) -> None:
    body["recipient_infos"] = []


def spoilt_keys(body: cms.AuthEnvelopedData) -> None:
    for one in body["recipient_infos"]:
        one.chosen["recipient_encrypted_keys"][0]["encrypted_key"] = b"x" * 40


def spoilt_points(body: cms.AuthEnvelopedData) -> None:
    for one in body["recipient_infos"]:
        one.chosen["originator"].chosen["public_key"] = b"\4" + b"\1" * 64


def with_key_message(body: cms.AuthEnvelopedData) -> None:
    body["recipient_infos"][0].chosen["ukm"] = b"ukm"


def with_recipients(change: Callable[[list[bytes]], bytes]) -> Maker:
    """The recipients as another SET."""

    def exchange(whole: bytes) -> bytes:
        outer = der.read_one(whole)
        kind, body = outer.element(der.OBJECT_IDENTIFIER), outer.enter(der.explicit(0)).enter()
        version, held = body.element(der.INTEGER), body.members()
        rest = (body.element(der.SEQUENCE), body.element(der.OCTET_STRING))
        return der.sequence(kind, der.tlv(der.explicit(0), der.sequence(version, change(held), *rest)))

    return sealed(exchange)


def member(tag: int) -> Maker:
    """One recipient more, of another kind."""
    return with_recipients(lambda held: der.set_of(*held, der.tlv(der.explicit(tag))))


def long_nonce(forge: Forge) -> bytes:
    """A nonce of 16 bytes: AES-GCM takes it, the format does not."""
    prepared, nonce = prepare(forge.recipients), os.urandom(16)
    ciphertext = AESGCM(prepared.content_key).encrypt(nonce, forge.plaintext(forge.good), None)
    parameters = der.sequence(der.octets(nonce), der.integer(16))
    content = (oids.DATA, der.sequence(oids.AES256_GCM, parameters), der.tlv(der.implicit(0), ciphertext[:-16]))
    body = (der.integer(0), prepared.recipient_infos, der.sequence(*content), der.octets(ciphertext[-16:]))
    return der.sequence(oids.AUTH_ENVELOPED_DATA, der.tlv(der.explicit(0), der.sequence(*body)))


def signed_only(forge: Forge) -> bytes:
    """SignedData in place of an envelope."""
    return der.sequence(oids.SIGNED_DATA, der.tlv(der.explicit(0), der.sequence()))


def resealed(forge: Forge) -> bytes:
    """The container of a unit, sealed anew by whoever could open it (surreptitious forwarding)."""
    return seal(prepare(forge.recipients), forge.plaintext(forge.good))


def neighbours_container(forge: Forge) -> bytes:
    """The container of the other unit, sealed anew as from this one."""
    return seal(prepare(forge.recipients), forge.plaintext(forge.spare))


def armoured(whole: bytes) -> bytes:
    return b"-----BEGIN CMS-----\n" + base64.encodebytes(whole) + b"-----END CMS-----\n"


def stranger(forge: Forge) -> Recipient:
    return generate_key().public_key()


def indefinite(whole: bytes) -> bytes:
    return b"\x30\x80" + der.Reader(whole).content(der.SEQUENCE) + b"\0\0"


def long_length(whole: bytes) -> bytes:
    body = der.Reader(whole).content(der.SEQUENCE)
    return b"\x30\x84" + len(body).to_bytes(4, "big") + body


OTHER_FILES = (
    Evil("empty file", "GOI-01", lambda _: b"", "F01"),
    Evil("one byte", "GOI-01", lambda _: b"0", "F01"),
    Evil("page of an error", "GOI-01", lambda _: b"<html><body>403 Forbidden</body></html>", "F01"),
    Evil("workbook", "GOI-01", lambda forge: archive() + b"xl/workbook.xml", "F01"),
    Evil("PDF", "GOI-01", lambda _: b"%PDF-1.7\n%%EOF\n", "F01"),
    Evil("store in place of a package", "GOI-01", lambda _: b"SQLite format 3\0" + bytes(4096), "F01"),
    Evil("container without envelope", "GOI-01", lambda forge: forge.plaintext(forge.good), "H08"),
    Evil("package as text", "GOI-01", sealed(armoured), "F01"),
    Evil("package cut off", "GOI-01", sealed(lambda whole: whole[:-1]), "F02 H02"),
    Evil("half a package", "GOI-01", sealed(lambda whole: whole[: len(whole) // 2]), "F02 H02"),
    Evil("bytes after the package", "GOI-01", sealed(lambda whole: whole + b"\r\n"), "H02"),
    Evil("two packages glued", "GOI-01", sealed(lambda whole: whole + whole), "H02"),
    Evil("longer than any package", "GOI-03", lambda _: bytes(LARGEST + 70_000), "I07"),
    Evil("envelope of indefinite length", "GOI-01", sealed(indefinite), "G27"),
    Evil("envelope with a long length", "GOI-01", sealed(long_length), "G27"),
    Evil("envelope nested 10,000 deep", "GOI-01", lambda _: b"\x30\x80" * 10_000, "G28"),
    Evil("length of four gigabytes in front", "GOI-01", lambda _: b"\x30\x84\xff\xff\xff\xff\x06\x0b", "G28"),
)

RECIPIENTS = (
    Evil("for another recipient", "MAH-01", to(lambda forge: [generate_key().public_key()]), "H05"),
    Evil("for the unit itself only", "MAH-01", to(lambda forge: forge.recipients[2:]), "H05"),
    Evil(
        "header for another office",
        "MAH-01",
        lambda forge: forge.made(header=forge.head(recipient="DB-SYT@2025-03-01")),
        "H05 H07",
    ),
    Evil("under an activation code", "MAH-01", to(lambda forge: [SharedKey(b"k" * 32, b"so2282")]), "H05"),
    Evil(
        "a stranger among the recipients",
        "GOI-02",
        to(lambda forge: [*forge.recipients, stranger(forge)]),
        "H06",
        "nơi nhận",
    ),
    Evil(
        "without the spare", "GOI-02", to(lambda forge: [forge.recipients[0], forge.recipients[2]]), "H06", "nơi nhận"
    ),
    Evil("without the unit", "GOI-02", to(lambda forge: forge.office), "H06", "nơi nhận"),
    Evil("the unit twice", "GOI-02", to(lambda forge: [*forge.recipients, forge.recipients[2]]), "H06", "nơi nhận"),
    Evil(
        "another unit in the unit's place",
        "GOI-02",
        to(lambda forge: [*forge.office, unit_keys(forge.other).own_recipient]),
        "H06",
    ),
    Evil(
        "a stranger added after signing",
        "KY-01",
        to(lambda forge: [*forge.recipients, stranger(forge)], lambda forge: forge.recipients),
        "H06",
        "(danh sách nơi nhận)",
    ),
    Evil(
        "recipients stripped after signing",
        "KY-01",
        to(lambda forge: forge.recipients[:1], lambda forge: forge.recipients),
        "H06",
        "(danh sách nơi nhận)",
    ),
    Evil("sealed anew by someone else", "KY-01", resealed, "H07", "(danh sách nơi nhận)"),
    Evil("the other unit's container sealed anew", "KY-01", neighbours_container, "H07", "(danh sách nơi nhận)"),
)

ALGORITHMS = (
    Evil("CBC in place of GCM", "KY-06", by_openssl("-aes-256-cbc", *WRAP, *KDF), "H03 H04", "1.2.840.113549.1.7.3"),
    Evil("triple DES", "KY-06", by_openssl("-des3", *WRAP, *KDF), "H04", "1.2.840.113549.1.7.3"),
    Evil("AES of 128 bits", "KY-06", by_openssl("-aes-128-gcm", *WRAP, *KDF), "H04", "2.16.840.1.101.3.4.1.6"),
    Evil("key wrap of 128 bits", "KY-06", by_openssl("-aes-256-gcm", "-aes128-wrap", *KDF), "H04", "1.3.132.1.11.1"),
    Evil("key agreement with SHA-1", "KY-06", by_openssl("-aes-256-gcm", *WRAP, "-keyopt", "ecdh_kdf_md:sha1"), "H04"),
    Evil("a password opens it too", "KY-06", member(3), "H04", "RecipientInfo"),
    Evil("a recipient of another kind", "KY-06", member(4), "H04", "RecipientInfo"),
    Evil("a recipient of no kind", "GOI-01", member(5), "H04"),
    Evil("signed and not sealed", "KY-06", signed_only, "H03", "1.2.840.113549.1.7.2"),
    Evil("nonce of 16 bytes", "GOI-01", long_nonce, "H04"),
)

FIELDS = (
    Evil("envelope: other version", "GOI-01", shaped(set_version), "H03"),
    Evil("envelope: other content type", "GOI-01", shaped(set_content_type), "H03"),
    Evil("envelope: unauthenticated attributes", "GOI-01", shaped(set_unauthenticated), "H03"),
    Evil("envelope: authenticated attributes", "GOI-01", shaped(set_authenticated), "H03"),
    Evil("envelope: originator", "GOI-01", shaped(set_originator), "H03"),
    Evil("envelope: shorter tag", "GOI-01", shaped(shorten_tag), "H03"),
    Evil("envelope: no recipient", "GOI-01", shaped(no_recipient), "H06"),
    Evil(
        "envelope: recipients disordered",
        "GOI-01",
        with_recipients(lambda held: der.tlv(der.SET, *reversed(held))),
        "G27",
    ),
    Evil("envelope: key message", "GOI-01", shaped(with_key_message), "H03"),
    Evil("envelope: wrapped keys spoilt", "MAH-02", shaped(spoilt_keys), "H01"),
    Evil("envelope: points spoilt", "MAH-02", shaped(spoilt_points), "H01"),
    Evil("envelope: nonce flipped", "MAH-02", flipped(_nonce), "H01"),
    Evil("envelope: ciphertext flipped", "MAH-02", flipped(_ciphertext), "H01"),
    Evil("envelope: tag flipped", "MAH-02", flipped(_tag, 15), "H01"),
)

CONTENT = (
    Evil("nothing inside", "MAH-02", holding(b""), "H13"),
    Evil("text inside", "GOI-01", holding(b"hello"), "H08"),
    Evil("zeros inside", "GOI-01", holding(bytes(100)), "H08"),
    Evil("an empty archive inside", "GOI-01", holding(archive()), "H08"),
    Evil(
        "unsigned content inside",
        "KY-03",
        packed(lambda found: archive(*(item for item in found if item.name != SIGNATURE.encode()))),
        "H08",
    ),
    Evil("a package in a package", "GOI-01", lambda forge: seal(prepare(forge.recipients), forge.good), "F19"),
)

ENVELOPES = (*OTHER_FILES, *RECIPIENTS, *ALGORITHMS, *FIELDS, *CONTENT)

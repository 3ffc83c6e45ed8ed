"""Envelopes: opened by their recipients only, exchangeable with openssl, not one bit free (threats.md H)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import der, oids
from app.crypto.certificates import Identity, Role, certificate_pem
from app.crypto.codes import new_activation_code, parse_activation_code
from app.crypto.envelope import LARGEST, open_envelope, prepare, read_envelope, seal
from app.crypto.issuing import Validity, issue
from app.crypto.keys import generate_key, key_to_pem
from app.crypto.recipients import DecryptionKey, Recipient, RecipientKind, SharedKey, recipient_id
from app.errors import UserError
from tests.core.crypto.judges import openssl
from tests.simulator.pki import DAY, NOW, Province, UnitKeys, pending, province
from tests.simulator.refusals import code_of

UNIT = "03202@2025-07-01"
TEXT = b"PK\x03\x04 a small container"
LISTED = {"GOI-01", "KY-06", "MAH-01", "MAH-02"}


@pytest.fixture(scope="module")
def ours() -> Province:
    return province()


@pytest.fixture(scope="module")
def unit(ours: Province) -> UnitKeys:
    return ours.unit(UNIT)


def sealed_to_all(pki: Province, unit: UnitKeys, text: bytes = TEXT) -> tuple[bytes, bytes]:
    prepared = prepare([pki.so_encrypt.certificate, pki.so_spare.certificate, unit.encrypt.certificate])
    return seal(prepared, text), prepared.digest


@pytest.mark.fault("H05")
def test_every_recipient_opens_and_nobody_else(ours: Province, unit: UnitKeys) -> None:
    sealed, digest = sealed_to_all(ours, unit)
    for key in (ours.so_encrypt, ours.so_spare, unit.encrypt, unit.encrypt.key):
        opened = open_envelope(sealed, [key])
        assert opened.plaintext == TEXT
        assert opened.recipient_infos_digest == digest == read_envelope(sealed).recipient_infos_digest
        wanted = {recipient_id(one.certificate) for one in (ours.so_encrypt, ours.so_spare, unit.encrypt)}
        assert set(opened.recipients) == wanted
    for stranger in (unit.sign, ours.so_sign, generate_key(), SharedKey(os.urandom(32), b"x")):
        assert code_of(open_envelope, sealed, [stranger]) == "MAH-01"
    assert code_of(open_envelope, sealed, []) == "MAH-01"
    assert open_envelope(sealed, [unit.sign, ours.so_encrypt]).plaintext == TEXT


def test_a_pending_key_is_named_by_its_identifier(ours: Province) -> None:
    waiting = pending(UNIT).encrypt
    sealed = seal(prepare([ours.so_encrypt.certificate, waiting.certificate.public_key()]), TEXT)  # type: ignore[list-item]
    assert open_envelope(sealed, [waiting.key]).plaintext == TEXT
    kinds = {one.kind for one in open_envelope(sealed, [ours.so_encrypt]).recipients}
    assert kinds == {RecipientKind.CERTIFICATE, RecipientKind.KEY}


@pytest.mark.fault("H11")
def test_content_keys_and_nonces_never_repeat(ours: Province, unit: UnitKeys) -> None:
    made = [sealed_to_all(ours, unit)[0] for _ in range(100)]
    assert len({read_envelope(one).nonce for one in made}) == len(made)
    assert len({prepare([ours.so_encrypt.certificate]).content_key for _ in range(100)}) == 100
    assert TEXT not in b"".join(made)
    assert "content_key" not in repr(prepare([ours.so_encrypt.certificate]))


@given(st.binary(min_size=1, max_size=3000))
def test_opening_gives_back_what_was_sealed(text: bytes) -> None:
    key = SharedKey(b"k" * 32, b"id")
    assert open_envelope(seal(prepare([key]), text), [key]).plaintext == text


def written(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_openssl_opens_ours(ours: Province, unit: UnitKeys, tmp_path: Path) -> None:
    text = os.urandom(200_000)
    written(tmp_path, sealed=sealed_to_all(ours, unit, text)[0])
    for one in (ours.so_encrypt, ours.so_spare, unit.encrypt):
        written(tmp_path, key=key_to_pem(one.key), cert=certificate_pem(one.certificate))
        done = openssl(
            tmp_path,
            *("cms", "-decrypt", "-inform", "DER", "-in", "sealed", "-inkey", "key", "-recip", "cert", "-out", "out"),
        )
        assert (done.returncode, (tmp_path / "out").read_bytes()) == (0, text), done.stderr


def test_openssl_opens_an_enrolment_file_with_the_activation_code(tmp_path: Path) -> None:
    kek = parse_activation_code(new_activation_code())
    written(tmp_path, sealed=seal(prepare([SharedKey(kek, b"so2282")]), TEXT))
    for named in ((), ("-secretkeyid", b"so2282".hex())):
        done = openssl(
            tmp_path,
            *("cms", "-decrypt", "-inform", "DER", "-in", "sealed", "-secretkey", kek.hex(), *named, "-out", "out"),
        )
        assert (done.returncode, (tmp_path / "out").read_bytes()) == (0, TEXT), done.stderr


def token(pki: Province, bits: int = 3072) -> Identity:
    key = rsa.generate_private_key(65537, bits)
    validity = Validity(NOW - DAY, NOW + DAY)
    return Identity(issue(Role.SO_ENCRYPT, "TOKEN", "Thẻ", key.public_key(), validity, pki.issuing), key)


def test_rsa_tokens_and_openssl_both_ways(ours: Province, tmp_path: Path) -> None:
    one = token(ours)
    sealed = seal(prepare([ours.so_encrypt.certificate, one.certificate]), TEXT)
    assert open_envelope(sealed, [one]).plaintext == TEXT
    written(tmp_path, sealed=sealed, key=key_to_pem(one.key), cert=certificate_pem(one.certificate), text=TEXT)
    recipient = ("-inkey", "key", "-recip", "cert")
    assert openssl(
        tmp_path, "cms", "-decrypt", "-inform", "DER", "-in", "sealed", *recipient, "-out", "out"
    ).returncode == 0  # fmt: skip
    assert (tmp_path / "out").read_bytes() == TEXT
    encrypt = ("cms", "-encrypt", "-binary", "-aes-256-gcm", "-in", "text", "-outform", "DER", "-out", "theirs")
    oaep = ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha256")
    assert openssl(tmp_path, *encrypt, "-recip", "cert", *oaep).returncode == 0
    assert open_envelope((tmp_path / "theirs").read_bytes(), [one]).plaintext == TEXT
    assert openssl(tmp_path, *encrypt, "-recip", "cert").returncode == 0  # PKCS #1 v1.5
    assert code_of(open_envelope, (tmp_path / "theirs").read_bytes(), [one]) == "KY-06"


@pytest.mark.fault("H04")
@pytest.mark.parametrize(
    ("cipher", "options", "code"),
    [
        ("-aes-256-gcm", ("-aes256-wrap", "-keyopt", "ecdh_kdf_md:sha256"), None),
        ("-aes-256-gcm", ("-aes128-wrap", "-keyopt", "ecdh_kdf_md:sha256"), "KY-06"),
        ("-aes-256-gcm", ("-aes256-wrap", "-keyopt", "ecdh_kdf_md:sha1"), "KY-06"),
        ("-aes-128-gcm", ("-aes256-wrap", "-keyopt", "ecdh_kdf_md:sha256"), "KY-06"),
        ("-aes-256-cbc", ("-aes256-wrap", "-keyopt", "ecdh_kdf_md:sha256"), "KY-06"),
        ("-des3", ("-aes256-wrap", "-keyopt", "ecdh_kdf_md:sha256"), "KY-06"),
    ],
)
def test_we_open_what_openssl_seals_with_our_algorithms_only(
    ours: Province, tmp_path: Path, cipher: str, options: tuple[str, ...], code: str | None
) -> None:
    written(tmp_path, text=TEXT, cert=certificate_pem(ours.so_encrypt.certificate))
    encrypt = ("cms", "-encrypt", "-binary", cipher, "-in", "text", "-outform", "DER", "-out", "theirs")
    done = openssl(tmp_path, *encrypt, "-recip", "cert", *options)
    assert done.returncode == 0, done.stderr
    theirs = (tmp_path / "theirs").read_bytes()
    if code:
        assert code_of(open_envelope, theirs, [ours.so_encrypt]) == code
    else:
        assert open_envelope(theirs, [ours.so_encrypt]).plaintext == TEXT


def test_we_open_what_openssl_seals_under_a_shared_key(tmp_path: Path) -> None:
    written(tmp_path, text=TEXT)
    shared = SharedKey(os.urandom(32), b"\1\2")
    encrypt = ("cms", "-encrypt", "-binary", "-aes-256-gcm", "-in", "text", "-outform", "DER", "-out", "theirs")
    assert openssl(tmp_path, *encrypt, "-secretkey", shared.key.hex(), "-secretkeyid", "0102").returncode == 0
    assert open_envelope((tmp_path / "theirs").read_bytes(), [shared]).plaintext == TEXT


@pytest.mark.fault("H04")
@pytest.mark.parametrize(("kind", "code"), [(3, "KY-06"), (4, "KY-06"), (5, "GOI-01")])
def test_passwords_and_unknown_kinds_of_recipients_are_refused_not_skipped(
    ours: Province, kind: int, code: str
) -> None:
    sealed = seal(prepare([ours.so_encrypt.certificate]), TEXT)
    body = der.read_one(sealed)
    head, inner = body.element(der.OBJECT_IDENTIFIER), body.enter(der.explicit(0)).enter()
    version, recipients = inner.element(der.INTEGER), inner.members()
    more = der.set_of(*recipients, der.tlv(der.explicit(kind), der.integer(0)))
    rest = (inner.element(der.SEQUENCE), inner.element(der.OCTET_STRING))
    changed = der.sequence(head, der.tlv(der.explicit(0), der.sequence(version, more, *rest)))
    assert code_of(open_envelope, changed, [ours.so_encrypt]) == code


def opened_with_digest(sealed: bytes, key: Identity, digest: bytes) -> None:
    """What a reader does: opens and compares the recipients' digest with the signed header."""
    if open_envelope(sealed, [key]).recipient_infos_digest != digest:
        raise UserError("GOI-02", "recipients")


@pytest.mark.fault("H01")
def test_every_flipped_bit_is_refused(ours: Province, unit: UnitKeys) -> None:
    sealed, digest = sealed_to_all(ours, unit)
    codes = set()
    for place in range(len(sealed)):
        for bit in range(8):
            damaged = bytearray(sealed)
            damaged[place] ^= 1 << bit
            codes.add(code_of(opened_with_digest, bytes(damaged), ours.so_encrypt, digest))
    assert codes <= LISTED | {"GOI-02"}
    assert {"MAH-02", "GOI-02"} <= codes


@pytest.mark.parametrize("kind", ["ecdh", "rsa", "shared"])
def test_of_one_recipient_only_the_name_is_left_to_the_digest(ours: Province, kind: str) -> None:
    """Version, algorithms, points and wrapped key are judged by the envelope alone."""
    shared = SharedKey(b"k" * 32, b"so2282")
    recipient: Recipient = shared
    opener: DecryptionKey = shared
    if kind != "shared":
        owner = token(ours) if kind == "rsa" else ours.so_encrypt
        recipient, opener = owner.certificate, owner.key
    sealed = seal(prepare([recipient]), TEXT)
    name = recipient_id(recipient).value
    named = range(sealed.index(name), sealed.index(name) + len(name))
    for place in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[place] ^= 1 << place % 8
        if place not in named:
            assert code_of(open_envelope, bytes(damaged), [opener]) in LISTED, place


@pytest.mark.fault("H02")
def test_every_truncation_and_addition_is_refused(ours: Province, unit: UnitKeys) -> None:
    sealed, _ = sealed_to_all(ours, unit)
    for size in range(len(sealed)):
        assert code_of(open_envelope, sealed[:size], [ours.so_encrypt]) in LISTED
    for more in (b"\0", sealed):
        assert code_of(open_envelope, sealed + more, [ours.so_encrypt]) == "GOI-01"


def reshaped(sealed: bytes, change: Callable[[cms.AuthEnvelopedData], None]) -> bytes:
    content = cms.ContentInfo.load(sealed)
    change(content["content"])
    return bytes(content.dump(force=True))


def set_version(body: cms.AuthEnvelopedData) -> None:
    body["version"] = "v2"


def set_content_type(body: cms.AuthEnvelopedData) -> None:
    body["auth_encrypted_content_info"]["content_type"] = "signed_data"


def set_unauthenticated(body: cms.AuthEnvelopedData) -> None:
    body["unauth_attrs"] = [{"type": "signing_time", "values": [cms.Time({"utc_time": NOW})]}]


def set_authenticated(body: cms.AuthEnvelopedData) -> None:
    body["auth_attrs"] = [{"type": "signing_time", "values": [cms.Time({"utc_time": NOW})]}]


def set_originator(body: cms.AuthEnvelopedData) -> None:
    body["originator_info"] = {"certs": []}


def shorten_tag(body: cms.AuthEnvelopedData) -> None:
    body["mac"] = body["mac"].native[:12]


def no_recipient(body: cms.AuthEnvelopedData) -> None:
    body["recipient_infos"] = []


@pytest.mark.fault("H03")
@pytest.mark.parametrize(
    "change",
    [set_version, set_content_type, set_unauthenticated, set_authenticated, set_originator, shorten_tag, no_recipient],
)
def test_forms_that_gcm_does_not_protect_are_refused(
    ours: Province, unit: UnitKeys, change: Callable[[cms.AuthEnvelopedData], None]
) -> None:
    sealed, _ = sealed_to_all(ours, unit)
    assert reshaped(sealed, lambda body: None) == sealed
    assert code_of(open_envelope, reshaped(sealed, change), [ours.so_encrypt]) == "GOI-01"


def test_a_nonce_of_another_length_is_refused() -> None:
    shared = SharedKey(b"k" * 32, b"so2282")
    prepared = prepare([shared])
    nonce = b"n" * 16
    ciphertext = AESGCM(prepared.content_key).encrypt(nonce, TEXT, None)
    parameters = der.sequence(der.octets(nonce), der.integer(16))
    content = (oids.DATA, der.sequence(oids.AES256_GCM, parameters), der.tlv(der.implicit(0), ciphertext[:-16]))
    body = (der.integer(0), prepared.recipient_infos, der.sequence(*content), der.octets(ciphertext[-16:]))
    made = der.sequence(oids.AUTH_ENVELOPED_DATA, der.tlv(der.explicit(0), der.sequence(*body)))
    assert code_of(open_envelope, made, [shared]) == "GOI-01"


@pytest.mark.fault("H06")
def test_a_stripped_or_added_recipient_changes_the_digest(ours: Province, unit: UnitKeys) -> None:
    sealed, digest = sealed_to_all(ours, unit)

    def strip(body: cms.AuthEnvelopedData) -> None:
        own = next(
            one
            for one in body["recipient_infos"]
            if one.chosen["recipient_encrypted_keys"][0]["rid"].chosen["serial_number"].native
            == ours.so_encrypt.certificate.serial_number
        )
        body["recipient_infos"] = [own]

    stripped = reshaped(sealed, strip)
    assert open_envelope(stripped, [ours.so_encrypt]).plaintext == TEXT
    assert open_envelope(stripped, [ours.so_encrypt]).recipient_infos_digest != digest


def test_the_digest_covers_tag_and_length_of_the_set(ours: Province) -> None:
    prepared = prepare([ours.so_encrypt.certificate])
    assert prepared.recipient_infos[0] == der.SET
    assert prepared.digest == hashlib.sha256(prepared.recipient_infos).digest()
    theirs = cms.ContentInfo.load(seal(prepared, TEXT))["content"]["recipient_infos"].dump()
    assert theirs == prepared.recipient_infos


def test_the_owner_of_a_damaged_envelope_is_told_that_it_is_damaged(ours: Province, unit: UnitKeys) -> None:
    sealed, _ = sealed_to_all(ours, unit)
    assert code_of(open_envelope, sealed[:-1] + bytes([sealed[-1] ^ 1]), [ours.so_encrypt]) == "MAH-02"

    def spoil(body: cms.AuthEnvelopedData) -> None:
        for one in body["recipient_infos"]:
            one.chosen["recipient_encrypted_keys"][0]["encrypted_key"] = b"x" * 40

    assert code_of(open_envelope, reshaped(sealed, spoil), [ours.so_encrypt]) == "MAH-02"


@pytest.mark.fault("H13", "I07")
def test_limits_and_empty_content(ours: Province) -> None:
    prepared = prepare([ours.so_encrypt.certificate])
    assert code_of(open_envelope, seal(prepared, b""), [ours.so_encrypt]) == "MAH-02"
    assert code_of(seal, prepared, bytes(LARGEST + 1)) == "GOI-03"
    assert code_of(read_envelope, bytes(LARGEST + 70_000)) == "GOI-03"
    for wrong in ([], [ours.so_encrypt.certificate] * 17):
        with pytest.raises(ValueError, match="recipient"):
            prepare(wrong)


@pytest.mark.fault("F01")
def test_other_files_are_refused_politely(ours: Province) -> None:
    for garbage in (b"", b"\0", b"<html></html>", b"PK\x03\x04", b"\x30\x80", b"\x30\x03\x02\x01\x00", b"\xff" * 99):
        assert code_of(open_envelope, garbage, [ours.so_encrypt]) == "GOI-01"
    signed = der.sequence(oids.SIGNED_DATA, der.tlv(der.explicit(0), der.sequence()))
    assert code_of(read_envelope, signed) == "KY-06"

"""Signatures: one narrow form, the same verdict as openssl and pyHanko (threats.md G, M16)."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from app.crypto import der, oids
from app.crypto.certificates import Identity, Role, certificate_pem, issuer_and_serial
from app.crypto.issuing import Validity, issue
from app.crypto.keys import key_to_pem
from app.crypto.path import check_path
from app.crypto.signing import sign_detached, verify_detached
from app.errors import UserError
from tests.core.crypto.judges import openssl, openssl_accepts, pyhanko_accepts
from tests.simulator.pki import DAY, NOW, Province, province
from tests.simulator.refusals import code_of
from tests.simulator.signatures import (
    Attributes,
    also,
    attached,
    essence,
    having,
    no_certificates,
    no_digest,
    no_signed_attributes,
    no_signer,
    other_digest_in_signature,
    reshaped,
    resigned,
    revocation_inside,
    two_digests,
    two_signers,
    unsigned_attribute,
    version_3,
    weak_digest,
    weak_signature,
    weak_signer_digest,
    with_attribute_of,
    without,
)

UNIT = "03202@2025-07-01"
DATA = "<manifest>Phường Mường Thanh</manifest>\n".encode()


@pytest.fixture(scope="module")
def ours() -> Province:
    return province()


@pytest.fixture(scope="module")
def signer(ours: Province) -> Identity:
    return ours.unit(UNIT).sign


@pytest.fixture(scope="module")
def p7s(ours: Province, signer: Identity) -> bytes:
    return ours.sign(DATA, signer)


def trusted(pki: Province, data: bytes, p7s: bytes) -> None:
    """Signature and path, as reception judges them."""
    status = verify_detached(data, p7s)
    check_path(status.certificate, status.others, pki.root.certificate, [], NOW, Role.UNIT_SIGN)


def test_a_signature_is_read_back(ours: Province, signer: Identity, p7s: bytes) -> None:
    status = verify_detached(DATA, p7s)
    assert status.certificate == signer.certificate
    assert status.others == (ours.issuing.certificate,)
    assert status.signed_at == NOW
    trusted(ours, DATA, p7s)


@pytest.mark.fault("G33")
def test_openssl_and_pyhanko_agree_on_good_and_bad(
    ours: Province, signer: Identity, p7s: bytes, tmp_path: Path
) -> None:
    stranger = province()
    corpus = {
        "good": (DATA, p7s, ours, True),
        "data changed": (DATA + b" ", p7s, ours, False),
        "data empty": (b"", p7s, ours, False),
        "another root": (DATA, p7s, stranger, False),
        "signed by a stranger": (DATA, stranger.sign(DATA, stranger.unit(UNIT).sign), ours, False),
        "expired": (DATA, sign_detached(DATA, expired(ours), NOW, [ours.issuing.certificate]), ours, False),
        "truncated": (DATA, p7s[:-1], ours, False),
        "no chain": (DATA, sign_detached(DATA, signer, NOW), ours, False),
        "certificate of another": (DATA, with_attribute_of(ours.unit(UNIT).sign.certificate, p7s, signer), ours, False),
    }
    for name, (data, signature, pki, good) in corpus.items():
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        verdicts = (
            accepted(pki, data, signature),
            openssl_accepts(folder, data, signature, pki.root.certificate),
            pyhanko_accepts(data, signature, pki.root.certificate),
        )
        assert verdicts == (good, good, good), name


def accepted(pki: Province, data: bytes, p7s: bytes) -> bool:
    try:
        trusted(pki, data, p7s)
    except UserError:
        return False
    return True


def expired(pki: Province) -> Identity:
    return pki.identity(Role.UNIT_SIGN, UNIT, validity=Validity(NOW - 20 * DAY, NOW - 10 * DAY))


def test_we_read_what_openssl_signs(ours: Province, signer: Identity, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "key.pem").write_bytes(key_to_pem(signer.key))
    (tmp_path / "cert.pem").write_bytes(certificate_pem(signer.certificate))
    (tmp_path / "issuing.pem").write_bytes(certificate_pem(ours.issuing.certificate))
    done = openssl(
        tmp_path,
        *("cms", "-sign", "-cades", "-binary", "-nosmimecap", "-md", "sha256", "-outform", "DER", "-in", "data"),
        *("-signer", "cert.pem", "-inkey", "key.pem", "-certfile", "issuing.pem", "-out", "p7s"),
    )
    assert done.returncode == 0, done.stderr
    assert verify_detached(DATA, (tmp_path / "p7s").read_bytes()).certificate == signer.certificate


def test_every_flipped_bit_is_refused(ours: Province, p7s: bytes) -> None:
    codes = set()
    for place in range(len(p7s)):
        for bit in (0, 7) if place % 5 else range(8):
            damaged = bytearray(p7s)
            damaged[place] ^= 1 << bit
            codes.add(code_of(trusted, ours, DATA, bytes(damaged)))
    assert codes <= {"GOI-02", "KY-01", "KY-03", "KY-04", "KY-05", "KY-06"}


@pytest.mark.fault("G27")
def test_every_truncation_and_addition_is_refused(p7s: bytes) -> None:
    for size in range(len(p7s)):
        assert code_of(verify_detached, DATA, p7s[:size]) == "GOI-02"
    for more in (b"\0", b"\0\0", p7s):
        assert code_of(verify_detached, DATA, p7s + more) == "GOI-02"
    assert code_of(verify_detached, DATA, p7s + b"\0" * 100_000) == "GOI-02"


def test_changed_data_is_refused(p7s: bytes) -> None:
    for place in range(len(DATA)):
        assert code_of(verify_detached, DATA[:place] + b"\0" + DATA[place + 1 :], p7s) == "KY-01"


@pytest.mark.fault("G07", "G08", "G09", "G13", "G14", "G26")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (attached, "GOI-02"),
        (two_signers, "GOI-02"),
        (no_signer, "GOI-02"),
        (no_signed_attributes, "GOI-02"),
        (unsigned_attribute, "GOI-02"),
        (revocation_inside, "GOI-02"),
        (version_3, "GOI-02"),
        (no_digest, "GOI-02"),
        (two_digests, "GOI-02"),
        (weak_digest, "KY-06"),
        (weak_signer_digest, "KY-06"),
        (weak_signature, "KY-06"),
        (other_digest_in_signature, "KY-06"),
        (no_certificates, "KY-03"),
    ],
)
def test_other_forms_are_refused(p7s: bytes, change: Callable[[cms.SignedData], None], code: str) -> None:
    assert code_of(verify_detached, DATA, reshaped(p7s, change)) == code


DIGEST = der.octets(hashlib.sha256(DATA).digest())
OTHER = der.octets(b"x" * 32)
SHA1 = der.sequence(der.oid("1.3.14.3.2.26"))


@pytest.mark.fault("G11", "G12")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without(oids.CONTENT_TYPE), "GOI-02"),
        (without(oids.MESSAGE_DIGEST), "GOI-02"),
        (without(oids.SIGNING_CERTIFICATE_V2), "GOI-02"),
        (without(oids.SIGNING_TIME), "GOI-02"),
        (also(oids.MESSAGE_DIGEST, OTHER), "GOI-02"),
        (also(der.oid("1.2.3.4"), der.NULL), "GOI-02"),
        (having(oids.MESSAGE_DIGEST, DIGEST, OTHER), "GOI-02"),
        (having(oids.MESSAGE_DIGEST), "GOI-02"),
        (having(oids.MESSAGE_DIGEST, OTHER), "KY-01"),
        (having(oids.CONTENT_TYPE, oids.SIGNED_DATA), "GOI-02"),
        (having(oids.SIGNING_TIME, der.tlv(der.UTC_TIME, b"2611220830Z")), "GOI-02"),
        (having(oids.SIGNING_TIME, der.tlv(der.GENERALIZED_TIME, b"20261122083000Z")), "GOI-02"),
        (having(oids.SIGNING_CERTIFICATE_V2, essence(OTHER)), "KY-03"),
        (having(oids.SIGNING_CERTIFICATE_V2, essence(SHA1, OTHER)), "KY-06"),
        (having(oids.SIGNING_CERTIFICATE_V2, essence(OTHER, der.sequence())), "KY-03"),
        (having(oids.SIGNING_CERTIFICATE_V2, der.sequence()), "GOI-02"),
    ],
)
def test_other_signed_attributes_are_refused_though_rightly_signed(
    p7s: bytes, signer: Identity, change: Callable[[Attributes], Attributes], code: str
) -> None:
    assert code_of(verify_detached, DATA, resigned(p7s, signer, change)) == code


@pytest.mark.fault("G12")
def test_the_signing_certificate_must_be_the_one_used(ours: Province, p7s: bytes, signer: Identity) -> None:
    assert code_of(verify_detached, DATA, with_attribute_of(ours.unit(UNIT).sign.certificate, p7s, signer)) == "KY-03"


def test_the_issuer_and_serial_of_the_signing_certificate_may_stand_there_if_they_are_right(
    ours: Province, p7s: bytes, signer: Identity
) -> None:
    digest = der.octets(signer.certificate.fingerprint(hashes.SHA256()))
    for named, code in ((signer, None), (ours.so_sign, "KY-03")):
        body = der.read_one(issuer_and_serial(named.certificate))
        name, serial = body.element(der.SEQUENCE), body.element(der.INTEGER)
        both = der.sequence(der.sequence(der.tlv(der.explicit(4), name)), serial)
        changed = resigned(p7s, signer, having(oids.SIGNING_CERTIFICATE_V2, essence(digest, both)))
        if code:
            assert code_of(verify_detached, DATA, changed) == code
        else:
            assert verify_detached(DATA, changed).certificate == signer.certificate


@pytest.mark.fault("G16")
def test_a_signature_without_certificate_is_found_among_known_ones(p7s: bytes, signer: Identity) -> None:
    bare = reshaped(p7s, no_certificates)
    assert verify_detached(DATA, bare, [signer.certificate]).certificate == signer.certificate


@pytest.mark.fault("G10")
def test_a_signature_over_the_attributes_is_not_one_over_the_data(p7s: bytes) -> None:
    """G10: the DER of the signed attributes, given as data, does not verify with the same signature."""
    content = cms.ContentInfo.load(p7s)
    attributes = content["content"]["signer_infos"][0]["signed_attrs"].untag().dump(force=True)
    assert code_of(verify_detached, attributes, reshaped(p7s, no_signed_attributes)) == "GOI-02"


@pytest.mark.fault("G27")
def test_indefinite_lengths_are_refused(p7s: bytes) -> None:
    body = der.Reader(p7s).content(der.SEQUENCE)
    assert code_of(verify_detached, DATA, b"\x30\x80" + body + b"\0\0") == "GOI-02"
    assert code_of(verify_detached, DATA, b"\x30\x83" + len(body).to_bytes(3, "big") + body) == "GOI-02"


@pytest.mark.parametrize(("bits", "code"), [(3072, None), (2048, "KY-06")])
def test_rsa_comes_from_official_tokens_only_with_3072_bits(
    ours: Province, bits: int, code: str | None, tmp_path: Path
) -> None:
    key = rsa.generate_private_key(65537, bits)
    validity = Validity(NOW - DAY, NOW + DAY)
    if code:
        assert code_of(issue, Role.UNIT_SIGN, UNIT, "x", key.public_key(), validity, ours.issuing) == code
        return
    token = Identity(issue(Role.UNIT_SIGN, UNIT, "x", key.public_key(), validity, ours.issuing), key)
    signature = ours.sign(DATA, token)
    trusted(ours, DATA, signature)
    assert openssl_accepts(tmp_path, DATA, signature, ours.root.certificate)
    assert code_of(verify_detached, DATA + b"x", signature) == "KY-01"


@pytest.mark.fault("G31")
@pytest.mark.parametrize("year", [1999, 2049, 2050, 2099])
def test_the_clock_of_the_signer_is_shown_not_trusted(signer: Identity, year: int) -> None:
    at = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert verify_detached(DATA, sign_detached(DATA, signer, at)).signed_at == at
    local = at.astimezone(timezone(timedelta(hours=7)))
    assert verify_detached(DATA, sign_detached(DATA, signer, local)).signed_at == at


def test_a_crowd_of_certificates_is_refused(ours: Province, signer: Identity) -> None:
    crowd = [ours.issuing.certificate, *(ours.unit(UNIT).sign.certificate for _ in range(4))]
    assert verify_detached(DATA, sign_detached(DATA, signer, NOW, crowd[:3])).others
    assert code_of(verify_detached, DATA, sign_detached(DATA, signer, NOW, crowd)) == "GOI-02"


def test_garbage_is_refused_with_a_code() -> None:
    for garbage in (b"", b"\0", b"<html>", b"\x30\x00", b"\x30\x84\xff\xff\xff\xff", b"\x30" * 5000, b"\xff" * 100):
        assert code_of(verify_detached, DATA, garbage) == "GOI-02"


@pytest.mark.fault("G17")
def test_an_impostor_with_the_same_subject_is_not_trusted(ours: Province) -> None:
    eve = province()
    impostor = eve.unit(UNIT).sign
    signature = sign_detached(DATA, impostor, NOW, [ours.issuing.certificate])
    assert verify_detached(DATA, signature).certificate == impostor.certificate
    assert code_of(trusted, ours, DATA, signature) == "KY-03"


def test_start_up_needs_neither_pyhanko_nor_a_network_stack() -> None:
    program = (
        "import sys, app.crypto.signing, app.crypto.path, app.crypto.envelope, app.crypto.issuing, "
        "app.crypto.passphrase, app.package.container; "
        "print(sorted({'pyhanko', 'asn1crypto', 'aiohttp', 'requests', 'ssl', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"

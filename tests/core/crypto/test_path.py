"""Trust in a certificate: only the pinned root's own, for one purpose, in time, not revoked (threats.md G15-G26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.crypto import der
from app.crypto.certificates import (
    Role,
    certificate_der,
    certificate_pem,
    holder_of,
    is_practice,
    is_self_signed,
    load_certificate,
    name_of,
    role_of,
    same_key,
)
from app.crypto.issuing import Validity, check_request, issue, issue_issuing, request
from app.crypto.keys import generate_key, key_identifier, public_der
from app.crypto.path import Doubt, PathStatus, check_authority, check_path
from app.crypto.revocation import Revoked, issue_revocations, load_revocations, newest
from app.errors import refuse
from tests.simulator.impostors import UNKNOWN, Change, altered, changing, kept, usage
from tests.simulator.pki import DAY, NOW, Province, pending, province
from tests.simulator.refusals import code_of

UNIT = "03202@2025-07-01"


@pytest.fixture(scope="module")
def ours() -> Province:
    return province()


def judged(
    pki: Province, certificate: x509.Certificate, purpose: Role = Role.UNIT_SIGN, **changed: object
) -> PathStatus:
    arguments: dict[str, object] = {
        "intermediates": [pki.issuing.certificate],
        "root": pki.root.certificate,
        "revocations": [pki.crl()],
        "at": NOW,
        **changed,
    }
    return check_path(certificate, purpose=purpose, **arguments)  # type: ignore[arg-type]


def test_a_unit_is_recognised_by_its_key_and_role(ours: Province) -> None:
    unit = ours.unit(UNIT, "Phường Mường Thanh")
    status = judged(ours, unit.sign.certificate)
    assert (status.holder, status.role, status.revocation_number, status.doubts) == (UNIT, Role.UNIT_SIGN, 1, ())
    assert status.issuer == ours.issuing.certificate
    assert name_of(unit.sign.certificate) == "Phường Mường Thanh"
    assert judged(ours, unit.encrypt.certificate, Role.UNIT_ENCRYPT).holder == UNIT


@pytest.mark.fault("G24")
@pytest.mark.parametrize("role", [role for role in Role if not role.authority])
def test_every_role_is_accepted_for_itself_and_refused_for_every_other(ours: Province, role: Role) -> None:
    certificate = ours.identity(role, UNIT).certificate
    for purpose in Role:
        if purpose is role:
            assert judged(ours, certificate, purpose).role is role
        else:
            assert code_of(judged, ours, certificate, purpose) == "KY-05"


@pytest.mark.fault("G17", "G18", "G32")
def test_another_root_with_the_same_names_is_not_ours(ours: Province) -> None:
    eve = province()
    assert eve.issuing.certificate.subject == ours.issuing.certificate.subject
    stranger = eve.unit(UNIT).sign.certificate
    assert code_of(judged, ours, stranger) == "KY-03"
    assert code_of(judged, ours, stranger, intermediates=[eve.issuing.certificate]) == "KY-03"
    both = [ours.issuing.certificate, eve.issuing.certificate]
    assert code_of(judged, ours, stranger, intermediates=both) == "KY-03"
    assert code_of(judged, ours, ours.unit(UNIT).sign.certificate, intermediates=both) == "KY-03"


@pytest.mark.fault("I27")
def test_practice_certificates_are_not_real_ones(ours: Province) -> None:
    practice = province(practice=True)
    assert is_practice(practice.root.certificate)
    assert not is_practice(ours.root.certificate)
    unit = practice.unit(UNIT).sign.certificate
    assert judged(practice, unit).holder == UNIT
    assert code_of(judged, ours, unit, intermediates=[practice.issuing.certificate]) == "KY-03"


def test_a_self_signed_certificate_is_not_trusted_but_recognised_as_such(ours: Province) -> None:
    waiting = pending(UNIT).sign
    assert is_self_signed(waiting.certificate)
    assert code_of(judged, ours, waiting.certificate) == "KY-03"
    assert code_of(judged, ours, waiting.certificate, intermediates=[waiting.certificate]) == "KY-03"
    issued = ours.unit(UNIT).sign.certificate
    assert not is_self_signed(issued)
    assert not same_key(issued, waiting.certificate)


@pytest.mark.fault("G19")
def test_authorities_are_not_signers_and_units_are_not_authorities(ours: Province) -> None:
    assert code_of(judged, ours, ours.issuing.certificate) == "KY-03"
    assert code_of(judged, ours, ours.root.certificate) == "KY-03"
    unit = ours.unit(UNIT).sign
    child = altered(ours.issuing, kept, holder=UNIT, signer=unit).certificate
    assert code_of(judged, ours, child) == "KY-03"
    assert code_of(judged, ours, child, intermediates=[unit.certificate]) == "KY-03"
    assert code_of(check_authority, unit.certificate, ours.root.certificate) == "KY-03"
    assert code_of(judged, ours, unit.certificate, intermediates=[]) == "KY-03"


@pytest.mark.fault("G19")
def test_what_the_root_signed_is_not_an_authority_for_that_alone(ours: Province) -> None:
    key = generate_key()
    leaf = issue(Role.UNIT_SIGN, UNIT, "x", key.public_key(), Validity(NOW - DAY, NOW + DAY), ours.root)
    assert code_of(check_authority, leaf, ours.root.certificate) == "KY-03"
    assert code_of(judged, ours, leaf) == "KY-03"
    weak = rsa.generate_private_key(65537, 3072)
    authority = issue_issuing("x", weak, Validity(NOW - DAY, NOW + DAY), ours.root)
    assert code_of(check_authority, authority.certificate, ours.root.certificate) == "KY-06"


@pytest.mark.fault("G20", "L03")
@pytest.mark.parametrize(
    ("moment", "state"),
    [(NOW - 2 * DAY, "chưa có hiệu lực"), (NOW + 4 * 365 * DAY, "đã hết hạn")],
)
def test_time_is_judged_at_reception_and_both_dates_are_said(ours: Province, moment: object, state: str) -> None:
    with pytest.raises(Exception, match=state) as refused:
        judged(ours, ours.unit(UNIT).sign.certificate, at=moment)
    assert getattr(refused.value, "code", "") == "KY-04"


def test_an_expired_authority_ends_trust(ours: Province) -> None:
    long = Validity(NOW - DAY, NOW + 50 * 365 * DAY)
    unit = ours.identity(Role.UNIT_SIGN, UNIT, validity=long).certificate
    assert code_of(judged, ours, unit, at=NOW + 30 * 365 * DAY) == "KY-04"


@pytest.mark.fault("G21")
def test_revoked_certificates_are_refused(ours: Province) -> None:
    bad, good = ours.unit(UNIT).sign.certificate, ours.unit(UNIT).sign.certificate
    crl = ours.crl(bad, number=7)
    assert code_of(judged, ours, bad, revocations=[crl]) == "KY-04"
    assert judged(ours, good, revocations=[crl]).revocation_number == 7
    assert code_of(judged, ours, bad, revocations=[crl, ours.crl(number=6)]) == "KY-04"


def test_the_root_can_revoke_the_issuing_authority(ours: Province) -> None:
    entry = Revoked(ours.issuing.certificate.serial_number, NOW - DAY)
    made = issue_revocations(ours.root, [entry], number=1, this_update=NOW, next_update=NOW + DAY)
    unit = ours.unit(UNIT).sign.certificate
    assert code_of(judged, ours, unit, revocations=[ours.crl(), load_revocations(made)]) == "KY-04"


@pytest.mark.fault("G25")
def test_lists_with_unknown_critical_extensions_or_without_a_number_are_refused(ours: Province) -> None:
    builder = x509.CertificateRevocationListBuilder().issuer_name(ours.issuing.certificate.subject)
    builder = builder.last_update(NOW).next_update(NOW + DAY)
    identifier = x509.AuthorityKeyIdentifier(key_identifier(ours.issuing.key), None, None)
    good = builder.add_extension(identifier, critical=False).add_extension(x509.CRLNumber(1), critical=False)

    def made(one: x509.CertificateRevocationListBuilder) -> bytes:
        return one.sign(ours.issuing.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    assert load_revocations(made(good)).number == 1
    delta = good.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    for wrong in (delta, good.add_extension(UNKNOWN, critical=True), builder):
        assert code_of(load_revocations, made(wrong)) == "KY-03"
    whole = der.Reader(made(good)).enter()
    body = der.Reader(whole.content(der.SEQUENCE).replace(der.time(NOW + DAY), b""))  # never due
    tags = (der.INTEGER, der.SEQUENCE, der.SEQUENCE, der.UTC_TIME, der.explicit(0))
    parts = [body.element(tag) for tag in tags]
    endless = der.sequence(der.sequence(*parts), whole.element(der.SEQUENCE), whole.element(der.BIT_STRING))
    assert code_of(load_revocations, endless) == "KY-03"


def test_every_flipped_bit_of_a_list_is_refused_or_not_counted(ours: Province) -> None:
    unit = ours.unit(UNIT).sign.certificate
    whole = ours.crl(unit).der

    def judge(content: bytes) -> None:
        status = judged(ours, unit, revocations=[load_revocations(content)])
        assert status.doubts == (Doubt.NO_REVOCATION_LIST,)
        raise refuse("KY-03")

    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
        assert code_of(judge, damaged) == "KY-03"


@pytest.mark.fault("G22")
def test_lists_never_go_back(ours: Province) -> None:
    unit = ours.unit(UNIT).sign.certificate
    seen = {key_identifier(ours.issuing.key): 5}
    assert judged(ours, unit, revocations=[ours.crl(number=5)], lowest_numbers=seen).doubts == ()
    assert code_of(judged, ours, unit, revocations=[ours.crl(number=4)], lowest_numbers=seen) == "KY-04"
    assert code_of(judged, ours, unit, revocations=[], lowest_numbers=seen) == "KY-04"
    held, older, newer = ours.crl(number=5), ours.crl(number=4), ours.crl(number=6)
    assert newest(held, older, ours.issuing.certificate) is held
    assert newest(held, newer, ours.issuing.certificate) is newer
    assert newest(None, older, ours.issuing.certificate) is older
    assert code_of(newest, held, province().crl(number=9), ours.issuing.certificate) == "KY-03"


@pytest.mark.fault("G21")
def test_a_missing_or_stale_list_is_a_doubt_not_a_refusal(ours: Province) -> None:
    unit = ours.unit(UNIT).sign.certificate
    assert judged(ours, unit, revocations=[]).doubts == (Doubt.NO_REVOCATION_LIST,)
    late = judged(ours, unit, revocations=[ours.crl(at=NOW - 60 * DAY)])
    assert late.doubts == (Doubt.STALE_REVOCATION_LIST,)


@pytest.mark.fault("G21")
def test_a_list_of_another_issuer_does_not_count(ours: Province) -> None:
    unit = ours.unit(UNIT).sign.certificate
    forged = replace(province().crl(unit), authority_key=key_identifier(ours.issuing.key))
    for lists in ([province().crl(unit)], [forged]):
        assert judged(ours, unit, revocations=lists).doubts == (Doubt.NO_REVOCATION_LIST,)
    assert code_of(load_revocations, b"") == "KY-03"
    assert code_of(load_revocations, ours.crl().der + b"\0") == "KY-03"


@pytest.mark.fault("G23", "G25")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (changing(x509.ExtendedKeyUsage, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])), "KY-05"),
        (
            changing(
                x509.ExtendedKeyUsage,
                x509.ExtendedKeyUsage([Role.UNIT_SIGN.eku, ExtendedKeyUsageOID.SERVER_AUTH]),
            ),
            "KY-05",
        ),
        (changing(x509.ExtendedKeyUsage, None), "KY-05"),
        (changing(x509.KeyUsage, None), "KY-05"),
        (changing(x509.KeyUsage, usage("key_agreement")), "KY-05"),
        (changing(x509.KeyUsage, usage("digital_signature", "key_cert_sign")), "KY-05"),
        (changing(x509.BasicConstraints, None), "KY-05"),
        (changing(x509.BasicConstraints, x509.BasicConstraints(ca=True, path_length=0)), "KY-05"),
        (changing(x509.AuthorityKeyIdentifier, None), "KY-03"),
        (changing(x509.SubjectAlternativeName, None), "KY-03"),
        (changing(x509.SubjectAlternativeName, x509.SubjectAlternativeName([x509.DNSName("a.vn")])), "KY-03"),
        (changing(x509.SubjectKeyIdentifier, UNKNOWN), "KY-03"),
        (changing(x509.SubjectAlternativeName, x509.NameConstraints([x509.DNSName("a.vn")], None)), "KY-03"),
    ],
)
def test_altered_extensions_are_refused(ours: Province, change: Change, code: str) -> None:
    assert code_of(judged, ours, altered(ours.issuing, change, holder=UNIT).certificate) == code


@pytest.mark.fault("G13")
def test_weak_signatures_on_certificates_are_refused(ours: Province) -> None:
    weak = altered(ours.issuing, kept, holder=UNIT, digest=hashes.SHA224()).certificate
    assert code_of(judged, ours, weak) == "KY-06"


@pytest.mark.fault("G13")
def test_keys_of_other_kinds_get_no_certificate(ours: Province) -> None:
    validity = Validity(NOW, NOW + DAY)
    for weak in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        assert code_of(issue, Role.UNIT_SIGN, UNIT, "x", weak.public_key(), validity, ours.issuing) == "KY-06"
    with pytest.raises(ValueError, match="authority"):
        issue(Role.ISSUING, UNIT, "x", generate_key().public_key(), validity, ours.issuing)
    with pytest.raises(ValueError, match="holder"):
        ours.unit("03202/../x")


def test_a_flipped_bit_in_a_certificate_is_never_trusted(ours: Province) -> None:
    whole = certificate_der(ours.unit(UNIT).sign.certificate)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8

        def judge(content: bytes) -> None:
            judged(ours, load_certificate(content))

        assert code_of(judge, bytes(damaged)) in {"KY-03", "KY-04", "KY-05", "KY-06"}


def test_certificates_are_read_as_der_and_pem(ours: Province) -> None:
    certificate = ours.unit(UNIT).sign.certificate
    assert (
        load_certificate(certificate_der(certificate)) == load_certificate(certificate_pem(certificate)) == certificate
    )
    for wrong in (b"", b"-----BEGIN CERTIFICATE-----", b"<html>"):
        assert code_of(load_certificate, wrong) == "KY-03"
    assert holder_of(certificate) == UNIT
    assert role_of(ours.root.certificate) is None
    assert code_of(holder_of, ours.root.certificate) == "KY-03"


def test_certificates_without_serial_or_of_old_versions_are_refused(ours: Province) -> None:
    certificate = ours.unit(UNIT).sign.certificate
    whole = certificate_der(certificate)
    serial = der.integer(certificate.serial_number)
    assert whole.count(serial) == 1
    none = whole.replace(serial, b"\x02" + bytes([len(serial) - 2]) + bytes(len(serial) - 2))
    old = whole.replace(der.integer(2), der.integer(1), 1)
    for wrong in (none, old):
        assert code_of(load_certificate, wrong) == "KY-03"
    nameless = x509.CertificateBuilder(x509.Name([]), x509.Name([])).public_key(certificate.public_key())
    nameless = nameless.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + DAY)
    made = nameless.sign(ours.issuing.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    assert code_of(load_certificate, made) == "KY-03"


def test_requests_for_purposes_that_are_not_ours_are_refused() -> None:
    key = generate_key()
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"so2282:{UNIT}")])
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    builder = x509.CertificateSigningRequestBuilder(x509.Name([])).add_extension(names, critical=False)
    foreign = builder.add_extension(purpose, critical=True).sign(key, hashes.SHA256())
    assert code_of(check_request, foreign.public_bytes(serialization.Encoding.DER)) == "KY-03"
    silent = builder.sign(key, hashes.SHA256())
    assert code_of(check_request, silent.public_bytes(serialization.Encoding.DER)) == "KY-03"


def test_requests_prove_the_key_and_name_the_unit(ours: Province) -> None:
    key = generate_key()
    asked = check_request(request(Role.UNIT_ENCRYPT, UNIT, "Phường Mường Thanh", key))
    assert (asked.holder, asked.role, asked.name) == (UNIT, Role.UNIT_ENCRYPT, "Phường Mường Thanh")
    assert public_der(asked.public_key) == public_der(key)
    certificate = issue(asked.role, asked.holder, asked.name, asked.public_key, Validity(NOW, NOW + DAY), ours.issuing)
    assert judged(ours, certificate, Role.UNIT_ENCRYPT).holder == UNIT
    whole = asked.der
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert code_of(check_request, damaged) in {"KY-03", "KY-06"}
    assert code_of(check_request, whole + b"\0") == "KY-03"
    assert code_of(check_request, request(Role.ISSUING, UNIT, "x", key)) == "KY-03"


def test_long_names_are_cut_and_holders_are_not(ours: Province) -> None:
    certificate = ours.unit("X" * 64, "Ủy ban nhân dân " * 9).sign.certificate
    assert len(name_of(certificate)) == 64
    assert judged(ours, certificate).holder == "X" * 64
    assert certificate.not_valid_after_utc - NOW > timedelta(days=700)

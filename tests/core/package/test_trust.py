"""Trust: who signed, for whom it was sealed, and that nothing but the very bytes passes (threats.md F-I).

The sweeps are over a whole package of twelve people: every byte and every length of a minimal one, every bit of the
envelope outside the ciphertext and 2,000 seeded ones inside it of a full one.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from app.crypto.certificates import Identity, Role
from app.crypto.envelope import open_envelope, prepare, read_envelope, seal
from app.crypto.issuing import request
from app.crypto.keys import generate_key, public_der
from app.crypto.path import Doubt
from app.crypto.recipients import recipient_id
from app.domain.schema import Level
from app.errors import UserError
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from app.package.sealing import digest, seal_file
from app.package.submission import FORMS, submission_files
from app.package.trust import Opened, TrustState, open_file
from tests.simulator.packages import (
    header,
    keys_of,
    package,
    receipt_body,
    sealed,
    submission,
    to_everybody,
    trust,
)
from tests.simulator.pki import DAY, NOW, SO, Province, UnitKeys, pending, province
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM

REFUSALS = {"GOI-01", "GOI-02", "GOI-03", "KY-01", "KY-02", "KY-03", "KY-05", "KY-06", "MAH-01", "MAH-02"}


@pytest.fixture(scope="module")
def pki() -> Province:
    return province()


@pytest.fixture(scope="module")
def unit(pki: Province) -> UnitKeys:
    return pki.unit(PON)


@pytest.fixture(scope="module")
def state(pki: Province, unit: UnitKeys) -> TrustState:
    return trust(pki, unit)


@pytest.fixture(scope="module")
def good(pki: Province, unit: UnitKeys) -> bytes:
    return package(pki, unit)


def opened(pki: Province, content: bytes, state: TrustState) -> Opened:
    return open_file(content, keys_of(pki), state, NOW)


def refused(pki: Province, content: bytes, state: TrustState) -> str:
    return code_of(opened, pki, content, state)


def test_a_good_package(pki: Province, unit: UnitKeys, good: bytes, state: TrustState) -> None:
    found = opened(pki, good, state)
    assert found.header.sender == PON
    assert found.signer == unit.sign.certificate
    assert found.pending is None
    assert found.doubts == ()
    assert found.digest == digest(good)
    assert "header.json" not in found.files
    assert set(found.recipients) == {recipient_id(one) for one in to_everybody(pki, unit)}
    without = opened(pki, good, replace(state, revocations=()))
    assert without.doubts == (Doubt.NO_REVOCATION_LIST,)


@pytest.mark.fault("E11")
def test_the_spare_and_the_unit_open_it_too(pki: Province, unit: UnitKeys, good: bytes, state: TrustState) -> None:
    for key in (pki.so_spare, unit.encrypt):
        assert open_file(good, (key,), state, NOW).header.sender == PON


def swept(pki: Province, state: TrustState, content: bytes, flips: Mapping[int, int]) -> Counter[str]:
    """Codes of the refusals when one bit is turned at each place; an accepted one counts as "accepted"."""
    seen: Counter[str] = Counter()
    spoilt = bytearray(content)
    for place, bit in flips.items():
        spoilt[place] ^= 1 << bit
        seen[judged(pki, bytes(spoilt), state)] += 1
        spoilt[place] ^= 1 << bit
    return seen


def judged(pki: Province, content: bytes, state: TrustState) -> str:
    try:
        opened(pki, content, state)
    except UserError as error:
        return error.code
    return "accepted"


@pytest.mark.fault("H01")
def test_one_flipped_bit_in_every_byte_of_a_minimal_package(pki: Province, good: bytes, state: TrustState) -> None:
    seen = swept(pki, state, good, {place: place * 5 % 8 for place in range(len(good))})
    assert set(seen) <= REFUSALS
    assert seen.total() == len(good)


@pytest.mark.fault("F02")
def test_every_truncation_of_a_minimal_package(pki: Province, good: bytes, state: TrustState) -> None:
    assert {judged(pki, good[:size], state) for size in range(len(good))} <= REFUSALS
    assert judged(pki, good + b"\0", state) in REFUSALS


def test_a_full_package_bit_by_bit(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    paper = random.Random(2282).randbytes(150_000)
    full = package(pki, unit, submission(Level.HO_SO, forms=b"%PDF-1.7\n" + paper))
    assert opened(pki, full, state).files[FORMS].endswith(paper)
    ciphertext = read_envelope(full).ciphertext[:-16]
    start = full.index(ciphertext)
    outside = [place for place in range(len(full)) if not start <= place < start + len(ciphertext)]
    assert len(outside) < 2_000
    for bit in range(8):
        seen = swept(pki, state, full, dict.fromkeys(outside, bit))
        assert set(seen) <= REFUSALS, seen
    chance = random.Random(2282)
    inside = chance.sample(range(start, start + len(ciphertext)), 2_000)
    seen = swept(pki, state, full, {place: chance.randrange(8) for place in inside})
    assert set(seen) == {"MAH-02"}
    assert seen.total() == 2_000


@pytest.mark.fault("H05")
def test_a_package_for_another_recipient(pki: Province, unit: UnitKeys, good: bytes, state: TrustState) -> None:
    other = province()
    assert code_of(open_file, good, keys_of(other), state, NOW) == "MAH-01"
    elsewhere = package(pki, unit, recipient="DB-SYT@2025-03-01")
    assert refused(pki, elsewhere, state) == "MAH-01"


@pytest.mark.fault("H07")
def test_a_package_that_a_stranger_sealed_anew(pki: Province, unit: UnitKeys, good: bytes, state: TrustState) -> None:
    """Eve opens what was sealed to her, and sends the signed container on in an envelope of hers (H07)."""
    inner = open_envelope(good, keys_of(pki)).plaintext
    assert refused(pki, seal(prepare(to_everybody(pki, unit)), inner), state) == "KY-01"
    stranger = generate_key().public_key()
    assert refused(pki, seal(prepare([*to_everybody(pki, unit), stranger]), inner), state) == "KY-01"


@pytest.mark.fault("H06")
@pytest.mark.parametrize(
    "change",
    [lambda all_, extra: [*all_, extra], lambda all_, _: all_[:1] + all_[2:], lambda all_, _: all_[:2]],
)
def test_recipients_are_the_office_its_spare_and_the_unit(
    pki: Province, unit: UnitKeys, state: TrustState, change: Callable[[list[Any], Any], list[Any]]
) -> None:
    """Even where the unit itself signed for them (H06)."""
    report = submission()
    recipients = change(to_everybody(pki, unit), pki.unit(TAM).encrypt.certificate)
    content = sealed(pki, unit.sign, recipients, header(report.body), submission_files(report))
    assert refused(pki, content, state) == "GOI-02"


def test_a_recipient_twice_is_refused(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    report = submission()
    recipients = [*to_everybody(pki, unit), unit.encrypt.certificate]
    content = sealed(pki, unit.sign, recipients, header(report.body), submission_files(report))
    assert refused(pki, content, state) == "GOI-02"


def test_an_unknown_key(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    stranger = province()
    for signer in (stranger.unit(PON).sign, Identity(unit.sign.certificate, generate_key())):
        content = sealed(
            pki, signer, to_everybody(pki, unit), header(submission().body), submission_files(submission())
        )
        assert refused(pki, content, state) in {"KY-01", "KY-03"}
    foreign = package(stranger, stranger.unit(PON))
    assert refused(pki, foreign, state) == "MAH-01"


@pytest.mark.fault("G24")
def test_the_wrong_certificate_for_the_kind_of_file(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    report = submission()
    everybody, files = to_everybody(pki, unit), submission_files(report)
    for signer in (pki.so_sign, unit.encrypt, pki.pack_sign):
        content = sealed(pki, signer, everybody, header(report.body, sender=signer.holder), files)
        assert refused(pki, content, state) == "KY-05"
    as_receipt = sealed(pki, unit.sign, everybody, header(receipt_body()), {"findings.json": b"[]"})
    assert refused(pki, as_receipt, state) == "KY-05"


@pytest.mark.fault("I09")
def test_signed_by_one_unit_with_the_data_of_another(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    other = pki.unit(TAM)
    both = trust(pki, unit, other)
    assert refused(pki, package(pki, other), both) == "NGH-04"
    body = msgspec.structs.replace(submission().body, unit=TAM)
    assert refused(pki, package(pki, unit, replace(submission(), body=body)), both) == "NGH-04"
    assert refused(pki, package(pki, unit, sender=TAM), both) == "NGH-04"


@pytest.mark.fault("G20")
def test_expired_revoked_and_rolled_back(pki: Province, unit: UnitKeys, good: bytes, state: TrustState) -> None:
    later = NOW + timedelta(days=365 * 4)
    assert code_of(open_file, good, keys_of(pki), state, later) == "KY-04"
    assert code_of(open_file, good, keys_of(pki), state, NOW - 2 * DAY) == "KY-04"
    revoked = pki.crl(unit.sign.certificate, number=2)
    assert refused(pki, good, replace(state, revocations=(revoked,))) == "KY-04"
    assert refused(pki, good, replace(state, lowest_numbers={revoked.authority_key: 2})) == "KY-04"


@pytest.mark.fault("I27")
def test_practice_never_meets_the_real_thing(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    assert refused(pki, package(pki, unit, practice=True), state) == "KY-03"
    playing = province(practice=True)
    pupil = playing.unit(PON)
    assert opened(playing, package(playing, pupil, practice=True), trust(playing, pupil)).header.practice
    assert refused(playing, package(playing, pupil), trust(playing, pupil)) == "KY-03"
    smuggled = sealed(
        playing, pupil.sign, to_everybody(pki, unit), header(submission().body, practice=True),
        submission_files(submission()),
    )  # fmt: skip
    assert refused(pki, smuggled, state) == "KY-03"


def test_a_header_of_a_newer_program_is_told_apart_from_a_damaged_one(
    pki: Province, unit: UnitKeys, state: TrustState
) -> None:
    everybody, files = to_everybody(pki, unit), submission_files(submission())

    def with_header(content: bytes) -> bytes:
        return sealed(pki, unit.sign, everybody, header(submission().body), files, header_bytes=content)

    assert refused(pki, with_header(b'{"format":2,"program":"2.0"}'), state) == "NGH-10"
    assert refused(pki, with_header(b"{}"), state) == "NGH-09"
    stranger = province()
    by_stranger = sealed(
        stranger, stranger.unit(PON).sign, everybody, header(submission().body), files, header_bytes=b"{}"
    )
    assert refused(pki, by_stranger, state) == "KY-03"  # the signature is judged before anything is read


def zipped(inner: bytes, change: Callable[[dict[str, bytes]], list[tuple[str, bytes]]]) -> bytes:
    """The signed container written again with other entries; names that the library would not write are patched in."""
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in change(entries):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, content)
    return target.getvalue()


@pytest.mark.fault("G03", "H08", "N10")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: list(files.items()), "accepted"),
        (lambda files: [*files.items(), ("data/extra.csv", b"id\n")], "KY-02"),
        (lambda files: [*files.items(), ("figures.csv", b"cell,value\n")], "GOI-02"),
        (lambda files: [*files.items(), ("FIGURES.csv", b"cell,value\n")], "GOI-02"),
        (lambda files: [*files.items(), ("../figures.csv", b"cell,value\n")], "GOI-02"),
        (lambda files: [*files.items(), ("data/../figures.csv", b"cell,value\n")], "GOI-02"),
        (lambda files: [*files.items(), ("/etc/passwd", b"")], "GOI-02"),
        (lambda files: [*files.items(), ("c:\\x.csv", b"")], "GOI-02"),
        (lambda files: [(name, content) for name, content in files.items() if name != "figures.csv"], "KY-01"),
        (lambda files: [(name, content) for name, content in files.items() if name != "header.json"], "GOI-02"),
        (lambda files: [*{**files, "figures.csv": b"cell,value\nleader{},99\n"}.items()], "KY-01"),
        (lambda files: [*{**files, "META-INF/signature.p7s": b"x"}.items()], "GOI-02"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_container_that_was_changed_before_it_was_sealed(
    pki: Province,
    unit: UnitKeys,
    state: TrustState,
    change: Callable[[dict[str, bytes]], list[tuple[str, bytes]]],
    code: str,
) -> None:
    """Somebody who holds a unit's open package adds, doubles, renames or drops a file and seals it rightly again."""
    report = submission()
    content = sealed(
        pki, unit.sign, to_everybody(pki, unit), header(report.body), submission_files(report),
        spoil=lambda inner: zipped(inner, change),
    )  # fmt: skip
    assert judged(pki, content, state) == code


def first_package(pki: Province, keys: UnitKeys, **changed: bytes | None) -> bytes:
    """A package of a unit that has no certificates yet."""
    own = {
        SIGN_REQUEST: request(Role.UNIT_SIGN, PON, "Xã Mường Pồn", keys.sign.key),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, PON, "Xã Mường Pồn", keys.encrypt.key),
    }
    names = {"sign": SIGN_REQUEST, "encrypt": ENCRYPT_REQUEST}
    requests: dict[str, bytes | None] = {**own, **{names[name]: content for name, content in changed.items()}}
    report = submission(requests={name: content for name, content in requests.items() if content is not None})
    recipients = [pki.so_encrypt.certificate, pki.so_spare.certificate, keys.encrypt.key.public_key()]
    return seal_file(header(report.body), submission_files(report), keys.sign, recipients, NOW)  # type: ignore[arg-type]


def test_a_first_package_waits_with_its_requests(pki: Province) -> None:
    keys, unknown = pending(PON), trust(pki)
    found = opened(pki, first_package(pki, keys), unknown)
    assert found.pending is not None
    assert found.pending.signing_key == public_der(keys.sign.key)
    assert found.pending.recipient == recipient_id(keys.encrypt.key.public_key())  # type: ignore[arg-type]


def test_what_is_self_signed_but_no_first_package(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    keys, unknown = pending(PON), trust(pki)
    good = first_package(pki, keys)
    assert refused(pki, good, state) == "KY-03"  # the unit is enrolled
    assert refused(pki, first_package(pki, keys, sign=None), unknown) == "KY-03"
    assert refused(pki, first_package(pki, keys, encrypt=None), unknown) == "KY-03"
    other = request(Role.UNIT_SIGN, PON, "x", generate_key())
    assert refused(pki, first_package(pki, keys, sign=other), unknown) == "KY-03"
    elsewhere = request(Role.UNIT_SIGN, TAM, "x", keys.sign.key)
    assert refused(pki, first_package(pki, keys, sign=elsewhere), unknown) == "KY-03"
    swapped = request(Role.UNIT_SIGN, PON, "x", keys.encrypt.key)
    assert refused(pki, first_package(pki, keys, encrypt=swapped), unknown) == "KY-03"
    not_asked = request(Role.UNIT_ENCRYPT, PON, "x", generate_key())
    assert refused(pki, first_package(pki, keys, encrypt=not_asked), unknown) == "GOI-02"  # sealed to another key
    encrypting = UnitKeys(keys.encrypt, keys.encrypt)
    assert refused(pki, first_package(pki, encrypting), unknown) == "KY-05"


def test_a_confirmed_first_package_is_judged_by_its_key(pki: Province) -> None:
    keys = pending(PON)
    good = first_package(pki, keys)
    own = public_der(keys.sign.key)
    names = {PON: frozenset({recipient_id(keys.encrypt.key.public_key())})}  # type: ignore[arg-type]
    confirmed = trust(pki, enrolled={PON: own}, confirmed={digest(good): own}, units=names)
    found = opened(pki, good, confirmed)
    assert found.pending is None
    other = public_der(generate_key())
    assert refused(pki, good, replace(confirmed, confirmed={digest(good): other})) == "KY-03"
    assert refused(pki, first_package(pki, keys), confirmed) == "KY-03"  # another one of the same key, not confirmed


def test_a_bare_key_judges_the_signature_and_no_recipients(
    pki: Province, unit: UnitKeys, good: bytes, state: TrustState
) -> None:
    bare = TrustState(state.root, (), "")
    assert opened(pki, good, bare).header.recipient == SO
    stranger = [*to_everybody(pki, unit), generate_key().public_key()]
    content = sealed(pki, unit.sign, stranger, header(submission().body), submission_files(submission()))
    assert opened(pki, content, bare).header.sender == PON

"""Keys as files, slots under a passphrase (threats.md E)."""

from __future__ import annotations

import json
import unicodedata

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.blobs import decrypt_blob, encrypt_blob
from app.crypto.keys import acceptable, generate_key, key_from_pem, key_to_pem, public_der, subkey
from app.crypto.passphrase import (
    CHEAP,
    NORMAL,
    Argon2Parameters,
    calibrated,
    check_mac,
    check_passphrase,
    unwrap,
    with_mac,
    wrap,
)
from tests.simulator.refusals import code_of

PASSPHRASE = "Hoa ban nở trắng rừng Tây Bắc"


def test_keys_go_through_pem_with_and_without_a_passphrase() -> None:
    key = generate_key()
    assert public_der(key_from_pem(key_to_pem(key))) == public_der(key)
    locked = key_to_pem(key, PASSPHRASE)
    assert public_der(key_from_pem(locked, PASSPHRASE)) == public_der(key)
    assert code_of(key_from_pem, locked, "another one here") == "KHOA-01"
    assert code_of(key_from_pem, locked) == "KHOA-01"
    assert code_of(key_from_pem, b"-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n") == "KHOA-03"


def test_weak_and_foreign_kinds_of_keys_are_refused() -> None:
    for weak in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        assert code_of(acceptable, weak.public_key()) == "KY-06"
        assert code_of(key_from_pem, key_to_pem(weak)) == "KY-06"
    assert code_of(acceptable, "no key") == "KY-06"


@pytest.mark.fault("D13")
def test_a_slot_survives_json_and_opens_with_its_own_settings() -> None:
    secret = key_to_pem(generate_key())
    slot = json.loads(json.dumps(wrap(secret, PASSPHRASE, CHEAP)))
    assert unwrap(slot, PASSPHRASE) == secret
    assert slot["setting"] == "cheap"
    assert secret not in json.dumps(slot).encode()


@pytest.mark.fault("E02")
def test_a_passphrase_typed_with_decomposed_marks_is_the_same() -> None:
    slot = wrap(b"k" * 32, unicodedata.normalize("NFD", PASSPHRASE), CHEAP)
    assert unwrap(slot, unicodedata.normalize("NFC", PASSPHRASE)) == b"k" * 32


@given(st.text())
def test_any_other_passphrase_is_refused_with_one_code(other: str) -> None:
    slot = wrap(b"k" * 32, PASSPHRASE, CHEAP)
    assert code_of(unwrap, slot, other) == "KHOA-01"


@pytest.mark.fault("E08")
def test_the_whole_passphrase_counts() -> None:
    long = "mật khẩu rất dài " * 40
    assert code_of(unwrap, wrap(b"k", long, CHEAP), long[:-2]) == "KHOA-01"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("setting", "normal", "KHOA-01"),
        ("iterations", 2, "KHOA-01"),
        ("iterations", 10_000, "KHOA-03"),
        ("memory_kib", 1 << 40, "KHOA-03"),
        ("memory_kib", "64", "KHOA-03"),
        ("lanes", 0, "KHOA-03"),
        ("salt", "@@", "KHOA-03"),
        ("salt", None, "KHOA-03"),
        ("wrapped", "", "KHOA-01"),
        ("kdf", "pbkdf2", "KHOA-03"),
        ("extra", 1, "KHOA-03"),
    ],
)
def test_a_changed_slot_never_opens(field: str, value: object, code: str) -> None:
    slot = wrap(b"k" * 32, PASSPHRASE, CHEAP)
    assert code_of(unwrap, {**slot, field: value}, PASSPHRASE) == code


@pytest.mark.fault("E15")
def test_normal_cost_is_memory_hard_and_calibration_keeps_a_floor() -> None:
    assert NORMAL.memory_kib >= 64 * 1024
    assert NORMAL.setting == "normal" != CHEAP.setting
    slow = calibrated(target_seconds=0.0)
    assert (slow.memory_kib, slow.iterations) == (NORMAL.memory_kib, 2)
    assert isinstance(slow, Argon2Parameters)


def test_the_slot_file_proves_that_nobody_changed_it() -> None:
    content = {"version": 1, "slots": {"an": wrap(b"k", PASSPHRASE, CHEAP)}}
    sealed = with_mac(content, b"d" * 32)
    check_mac(json.loads(json.dumps(sealed)), b"d" * 32)
    assert with_mac(sealed, b"d" * 32) == sealed
    assert code_of(check_mac, {**sealed, "version": 2}, b"d" * 32) == "KHOA-03"
    assert code_of(check_mac, content, b"d" * 32) == "KHOA-03"
    assert code_of(check_mac, sealed, b"e" * 32) == "KHOA-03"


@pytest.mark.fault("E08")
def test_short_passphrases_are_refused_by_letters_not_bytes() -> None:
    check_passphrase("mười chữ ạ")
    assert code_of(check_passphrase, unicodedata.normalize("NFD", "ngắn quá ạ"[:9])) == "KHOA-04"


def test_blobs_open_under_the_same_key_and_context_only() -> None:
    blob = encrypt_blob(b"k" * 32, b"data", "unit/2026")
    assert decrypt_blob(b"k" * 32, blob, "unit/2026") == b"data"
    assert decrypt_blob(b"k" * 32, blob, "unit/2027") is None
    assert decrypt_blob(b"j" * 32, blob, "unit/2026") is None
    for size in range(len(blob)):
        assert decrypt_blob(b"k" * 32, blob[:size], "unit/2026") is None
    assert encrypt_blob(b"k" * 32, b"data", "unit/2026") != blob


def test_subkeys_of_two_purposes_differ() -> None:
    assert subkey(b"k" * 32, "a") != subkey(b"k" * 32, "b") != subkey(b"j" * 32, "b")

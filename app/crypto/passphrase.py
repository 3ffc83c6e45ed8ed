"""Key slots: a key wrapped under a passphrase; hides Argon2id, its parameters and the MAC of the slot file.

A slot is a plain dictionary, to be written as JSON. Its parameters stand in it and are bound to it, so that a store
opens with the settings it was made with, on any later build.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto.blobs import decrypt_blob, encrypt_blob
from app.crypto.keys import KEY_BYTES, subkey
from app.errors import refuse

LEAST_LENGTH: Final = 10
_SALT: Final = 16
_MAC: Final = "mac"
_SLOT_FIELDS: Final = frozenset({"kdf", "setting", "memory_kib", "iterations", "lanes", "salt", "wrapped"})
# A slot file comes from a disk that others may write: its parameters must not exhaust the machine.
_MOST_MEMORY_KIB: Final = 1024 * 1024
_MOST_ITERATIONS: Final = 64


@dataclass(frozen=True, slots=True)
class Argon2Parameters:
    """Cost of one guess at a passphrase (RFC 9106).

    Attributes:
        setting: "normal", or "cheap" in a demo or practice store, shown to the person.
        memory_kib: memory in KiB.
        iterations: passes over it.
        lanes: parallel lanes.
    """

    setting: str
    memory_kib: int
    iterations: int
    lanes: int = 4


NORMAL: Final = Argon2Parameters("normal", memory_kib=128 * 1024, iterations=6)
CHEAP: Final = Argon2Parameters("cheap", memory_kib=64, iterations=1, lanes=1)
_FLOOR_ITERATIONS: Final = 2


def calibrated(target_seconds: float = 1.0) -> Argon2Parameters:
    """Chooses the passes so that unlocking takes about the target on this machine, never below a floor.

    Measured once when a store is set up; a slow laptop gets fewer passes over the same memory.
    """
    started = time.perf_counter()
    _derive("calibration", os.urandom(_SALT), Argon2Parameters("normal", NORMAL.memory_kib, _FLOOR_ITERATIONS))
    per_pass = (time.perf_counter() - started) / _FLOOR_ITERATIONS
    passes = min(max(round(target_seconds / per_pass), _FLOOR_ITERATIONS), _MOST_ITERATIONS)
    return Argon2Parameters("normal", NORMAL.memory_kib, passes)


def check_passphrase(passphrase: str) -> None:
    """Refuses a passphrase that is too short to protect anything.

    Raises:
        UserError: KHOA-04.
    """
    if len(unicodedata.normalize("NFC", passphrase)) < LEAST_LENGTH:
        raise refuse("KHOA-04")


def wrap(key: bytes, passphrase: str, params: Argon2Parameters) -> dict[str, Any]:
    """Makes a slot.

    Args:
        key: bytes of any length: a data key, or a signing key as PEM.
        passphrase: in any Unicode form; typed marks may come decomposed, so it is normalised to NFC.
        params: cost; kept in the slot.

    Returns:
        A dictionary of text and numbers for JSON.
    """
    salt = os.urandom(_SALT)
    head = {"kdf": "argon2id", **asdict(params), "salt": _text(salt)}
    return {**head, "wrapped": _text(encrypt_blob(_derive(passphrase, salt, params), key, _canonical(head)))}


def unwrap(slot: Mapping[str, Any], passphrase: str, *, place: str = "keys.json") -> bytes:
    """Opens a slot.

    Args:
        slot: what `wrap` made.
        passphrase: in any Unicode form.
        place: name of the slot file, for the message.

    Raises:
        UserError: KHOA-01 wrong passphrase (or a slot changed by hand), KHOA-03 not a slot.
    """
    if set(slot) != _SLOT_FIELDS or slot["kdf"] != "argon2id":
        raise refuse("KHOA-03", place=place)
    params = Argon2Parameters(slot["setting"], slot["memory_kib"], slot["iterations"], slot["lanes"])
    try:
        salt, wrapped = _bytes(slot["salt"]), _bytes(slot["wrapped"])
        _check_parameters(params)
        derived = _derive(passphrase, salt, params)
    except (ValueError, TypeError, binascii.Error) as wrong:
        raise refuse("KHOA-03", place=place) from wrong
    key = decrypt_blob(derived, wrapped, _canonical({name: slot[name] for name in slot if name != "wrapped"}))
    if key is None:
        raise refuse("KHOA-01")
    return key


def with_mac(content: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """Adds the MAC of a slot file: HMAC-SHA256 over its canonical JSON under a key derived from the data key."""
    bare = {name: value for name, value in content.items() if name != _MAC}
    return {**bare, _MAC: _mac(bare, key)}


def check_mac(content: Mapping[str, Any], key: bytes, *, place: str = "keys.json") -> None:
    """Refuses a slot file that was changed by someone without the data key.

    Raises:
        UserError: KHOA-03.
    """
    bare = {name: value for name, value in content.items() if name != _MAC}
    if not hmac.compare_digest(str(content.get(_MAC, "")).encode(), _mac(bare, key).encode()):
        raise refuse("KHOA-03", place=place)


def _check_parameters(params: Argon2Parameters) -> None:
    if not (
        8 * params.lanes <= params.memory_kib <= _MOST_MEMORY_KIB
        and 1 <= params.iterations <= _MOST_ITERATIONS
        and 1 <= params.lanes <= 16
    ):
        raise ValueError("parameters out of range")


def _derive(passphrase: str, salt: bytes, params: Argon2Parameters) -> bytes:
    secret = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=params.iterations, lanes=params.lanes, memory_cost=params.memory_kib
    )
    return kdf.derive(secret)


def _mac(content: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(subkey(key, "slot file"), _canonical(content).encode(), hashlib.sha256).hexdigest()


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

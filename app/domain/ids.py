"""Ids of records: UUIDv7 (RFC 9562 §5.7), made at the unit, so that rows sort by the time they were made."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from typing import Final

IdSource = Callable[[], str]
_RANDOM_BYTES: Final = 10
_DRAWN: Final = 256
_MADE_HERE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7")


def new_id() -> str:
    """A fresh UUIDv7 as text."""
    return _text(time.time_ns() // 1_000_000, secrets.token_hex(_RANDOM_BYTES))


def id_source() -> IdSource:
    """A source of fresh UUIDv7 that asks the system for randomness once for many; threads may share it."""
    waiting: list[str] = []

    def fresh() -> str:
        while True:
            try:
                digits = waiting.pop()
            except IndexError:
                drawn = secrets.token_hex(_DRAWN * _RANDOM_BYTES)
                waiting.extend(drawn[at : at + 2 * _RANDOM_BYTES] for at in range(0, len(drawn), 2 * _RANDOM_BYTES))
            else:
                return _text(time.time_ns() // 1_000_000, digits)

    return fresh


def uuid7(milliseconds: int, random_bits: int) -> str:
    """A UUIDv7 from its parts, so that a seeded demo is repeatable.

    Args:
        milliseconds: Unix time, 48 bits.
        random_bits: 74 random bits.
    """
    return _text(milliseconds, f"{random_bits >> 62 & 0xFFF:03x}{random_bits & (1 << 62) - 1:016x}")


def _text(milliseconds: int, random_digits: str) -> str:
    """Puts the version before the first three random digits and the variant into the fourth."""
    made = f"{milliseconds & (1 << 48) - 1:012x}"
    variant = "89ab"[int(random_digits[3], 16) & 3]
    return f"{made[:8]}-{made[8:]}-7{random_digits[:3]}-{variant}{random_digits[4:7]}-{random_digits[7:19]}"


def derived_id(source: str, *words: str) -> str:
    """The id of what belongs to one record for one purpose: the same wherever it is made, so that it is made once.

    Args:
        source: id of the record; where it is a UUIDv7, the derived one sorts beside it.
        words: the purpose, such as the period.
    """
    digest = hashlib.sha256("\x1f".join((source, *words)).encode()).digest()
    made = int(source.replace("-", "")[:12], 16) if _MADE_HERE.match(source) else 0
    return uuid7(made, int.from_bytes(digest[:10], "big") >> 6)

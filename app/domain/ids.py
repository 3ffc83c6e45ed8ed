"""Ids of records: UUIDv7 (RFC 9562 §5.7), made at the unit, so that rows sort by the time they were made."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

IdSource = Callable[[], str]


def new_id() -> str:
    """A fresh UUIDv7 as text."""
    return uuid7(time.time_ns() // 1_000_000, secrets.randbits(74))


def uuid7(milliseconds: int, random_bits: int) -> str:
    """A UUIDv7 from its parts, so that a seeded demo is repeatable.

    Args:
        milliseconds: Unix time, 48 bits.
        random_bits: 74 random bits.
    """
    high = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (random_bits >> 62 & 0xFFF) << 64
    text = f"{high | 0b10 << 62 | random_bits & (1 << 62) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

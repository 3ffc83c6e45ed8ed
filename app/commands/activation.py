"""The activation code of the sealed paper sheet, as the key that it stands for."""

from __future__ import annotations

from typing import Final

from app.crypto.codes import parse_activation_code
from app.crypto.recipients import SharedKey

_IDENTIFIER: Final = b"so2282-ma-kich-hoat"


def activation_key(code: str) -> SharedKey:
    """The key-encryption key of an enrolment file, as docs/package-format.md §2 derives it.

    Raises:
        UserError: KHOA-07.
    """
    return SharedKey(parse_activation_code(code), _IDENTIFIER)

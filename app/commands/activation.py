"""The activation code of the sealed paper sheet, as the key that it stands for."""

from __future__ import annotations

import hashlib
from typing import Final

from app.crypto.codes import parse_activation_code
from app.crypto.recipients import SharedKey

_IDENTIFIER: Final = b"so2282-ma-kich-hoat"


def activation_key(code: str) -> SharedKey:
    """The key-encryption key of an enrolment file.

    Raises:
        UserError: KHOA-07.
    """
    secret = parse_activation_code(code)
    return SharedKey(hashlib.sha256(b"so2282 activation" + secret).digest(), _IDENTIFIER)

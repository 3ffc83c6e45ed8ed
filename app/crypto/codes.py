"""Groups of five digits that people read aloud and type: fingerprints of keys and activation codes.

Each group is four digits and a check digit (Damm's quasigroup), begun at the number of the group, so that one wrong
digit, two neighbours exchanged and two groups exchanged are always found, and the wrong group can be named.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from app.errors import refuse

FINGERPRINT_GROUPS: Final = 6
ACTIVATION_GROUPS: Final = 10  # 40 digits that are not check digits: 132 bits

_DIGITS: Final = frozenset("0123456789")
_SEPARATORS: Final = str.maketrans("", "", " \t\r\n\u00a0-.")
_GROUP: Final = 5
# H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004): a quasigroup of order 10 that is totally anti-symmetric.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def digits_with_check(number: int, groups: int) -> str:
    """Writes a number as groups of five digits, the last of each a check digit.

    Args:
        number: from 0 to below 10 ** (4 * groups).
        groups: how many groups, at most 10.

    Returns:
        Groups separated by a blank.
    """
    digits = f"{number:0{4 * groups}d}"
    if number < 0 or len(digits) != 4 * groups:
        raise ValueError("number does not fit the groups")
    parts = (digits[start : start + 4] for start in range(0, len(digits), 4))
    return " ".join(part + str(_check_digit(part, position)) for position, part in enumerate(parts))


def wrong_groups(text: str, groups: int) -> tuple[int, ...]:
    """Finds the groups that were mistyped.

    Args:
        text: what was typed; blanks, hyphens and full stops between digits do not matter.
        groups: how many groups there should be.

    Returns:
        Their numbers from 1; one past the last where digits are missing or left over, or where other characters stand.
    """
    typed = text.translate(_SEPARATORS)
    if not set(typed) <= _DIGITS or len(typed) != groups * _GROUP:
        return (groups + 1,)
    parts = (typed[start : start + _GROUP] for start in range(0, len(typed), _GROUP))
    return tuple(
        position + 1 for position, part in enumerate(parts) if _check_digit(part[:-1], position) != int(part[-1])
    )


def fingerprint_groups(spki_der: bytes) -> str:
    """The fingerprint of a public key as it is printed and read over the telephone.

    Args:
        spki_der: SubjectPublicKeyInfo of the key.

    Returns:
        Six groups of five digits: 24 digits of SHA-256 (79 bits) and six check digits.
    """
    digest = hashlib.sha256(b"so2282 fingerprint\n" + spki_der).digest()
    return digits_with_check(int.from_bytes(digest, "big") % 10 ** (4 * FINGERPRINT_GROUPS), FINGERPRINT_GROUPS)


def check_groups(text: str) -> bool:
    """True where a typed fingerprint has its six groups and every check digit is right."""
    return not wrong_groups(text, FINGERPRINT_GROUPS)


def same_groups(left: str, right: str) -> bool:
    """True where two typed codes are the same digits, however they are spaced."""
    return secrets.compare_digest(left.translate(_SEPARATORS).encode(), right.translate(_SEPARATORS).encode())


def new_activation_code() -> str:
    """Draws an activation code: ten groups of five digits, 132 bits."""
    return digits_with_check(secrets.randbelow(10 ** (4 * ACTIVATION_GROUPS)), ACTIVATION_GROUPS)


def parse_activation_code(text: str) -> bytes:
    """Derives the key that opens an enrolment file from the code on the sealed sheet.

    One SHA-256 is enough because the code is drawn by us with 132 bits; docs/package-format.md gives the command.

    Args:
        text: the code as typed.

    Returns:
        32 bytes, the key-encryption key.

    Raises:
        UserError: KHOA-07, a group is wrong or missing.
    """
    if wrong_groups(text, ACTIVATION_GROUPS):
        raise refuse("KHOA-07")
    return hashlib.sha256(b"so2282-activation:" + text.translate(_SEPARATORS).encode("ascii")).digest()


def _check_digit(digits: str, position: int) -> int:
    interim = position % 10
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim

"""Short codes that people read off paper and type: two groups of five characters, the last of each a check character.

One scheme for every «mã đối chiếu»: the forms of a unit and of the province, frozen or not, carry such a code. It is
made of what it stands for, so that the same figures have the same code wherever they are printed; `app.domain.tie` says
of what. The groups of digits of keys and of activation codes are those of `app.crypto.codes`.

The alphabet has 32 characters, so that Damm's check works in the field of 32 elements: one wrong character, two
neighbours exchanged and the two groups exchanged are always found, and the wrong group can be named.
"""

from __future__ import annotations

import hashlib
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread (Crockford's base 32)."""
SHAPE: Final = rf"[{LETTERS}]{{5}}-[{LETTERS}]{{5}}"
"""Regular expression of a code as it is printed."""
GROUPS: Final = 2

_MEANT: Final = str.maketrans({"I": "1", "L": "1", "O": "0", **dict.fromkeys(" \t\r\n\u00a0-–—.", "")})
_GROUP: Final = 5
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, primitive


def short_code(said: bytes) -> str:
    """The code of something.

    It finds honest mix-ups. What an attacker cannot make is a signature, not this code.

    Args:
        said: what the code stands for, written in one way only.

    Returns:
        40 bits of SHA-256 in eight characters, with two check characters, such as "4K7PX-29XDM".
    """
    number = int.from_bytes(hashlib.sha256(said).digest()[:5], "big")
    drawn = "".join(LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    parts = (drawn[start : start + 4] for start in range(0, len(drawn), 4))
    return "-".join(part + _check(part, position) for position, part in enumerate(parts))


def read_code(text: str) -> str:
    """A typed code as it is printed: case, blanks, hyphens and the letters that look like digits do not matter.

    Returns:
        The code; "" where characters are wrong or missing, see `wrong_groups`.
    """
    typed = _typed(text)
    return "" if wrong_groups(text) else f"{typed[:_GROUP]}-{typed[_GROUP:]}"


def wrong_groups(text: str) -> tuple[int, ...]:
    """Finds the groups that were mistyped.

    Returns:
        Their numbers from 1; one past the last where characters are missing, left over or none of the alphabet.
    """
    typed = _typed(text)
    if not set(typed) <= set(LETTERS) or len(typed) != GROUPS * _GROUP:
        return (GROUPS + 1,)
    parts = (typed[start : start + _GROUP] for start in range(0, len(typed), _GROUP))
    return tuple(position + 1 for position, part in enumerate(parts) if _check(part[:-1], position) != part[-1])


def _typed(text: str) -> str:
    return text.upper().translate(_MEANT)


def _check(part: str, position: int) -> str:
    interim = position + 1
    for letter in part:
        interim = _doubled(interim ^ LETTERS.index(letter))
    return LETTERS[interim]


def _doubled(value: int) -> int:
    """Times the generator of the field of 32 elements."""
    value <<= 1
    return value ^ _FIELD if value & 0b100000 else value

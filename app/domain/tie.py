"""The short code that ties paper to figures: printed at the foot of the forms, kept in the properties of their PDF."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread (Crockford's base 32)."""
_WORDS: Final = "Mã đối chiếu: "
_FOUND: Final = re.compile(rf"{_WORDS}([0-9A-HJKMNP-TV-Z]{{4}}-[0-9A-HJKMNP-TV-Z]{{4}})")


def figures_code(unit: str, period: str, cut_off: str, cells: Mapping[str, int]) -> str:
    """Eight letters and digits (40 bits) of the figures of a report; any changed figure gives another code.

    It finds an honest mix-up of papers. What an attacker cannot make is a signature, not this code.

    Args:
        unit: unit key.
        period: text of the period.
        cut_off: ISO day.
        cells: cell key → integer.
    """
    said = "\n".join([unit, period, cut_off, *(f"{key}={cells[key]}" for key in sorted(cells))])
    number = int.from_bytes(hashlib.sha256(said.encode()).digest()[:5], "big")
    code = "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def code_line(code: str) -> str:
    """The code as it is printed."""
    return _WORDS + code


def code_in(text: str) -> str:
    """The code in a text; "" where there is none."""
    found = _FOUND.search(text)
    return found.group(1) if found else ""

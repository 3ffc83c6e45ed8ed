"""Decoded text without what nobody sees: zero-width and control characters, doubled white space, lookalike letters.

Hides what Excel, web pages and PDF leave in a cell.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.vietnamese.letters import nfc

_EXCEL_ESCAPE: Final = re.compile(r"_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7[Ff])_")
_LOOKALIKES: Final = str.maketrans("ÐƉðɖƢƣ", "ĐĐđđƯư")  # eth, African d and oi are typed for đ and ư


def clean(text: str) -> str:
    """Tidies decoded text: invisible characters out, white space collapsed, lookalikes of đ and ư replaced, NFC.

    Only after decoding: in TCVN3 the invisible U+00AD is the letter ư.
    """
    return " ".join(_visible(text).split())


def clean_lines(text: str) -> tuple[str, ...]:
    """Tidies each line of decoded text (Alt+Enter in a cell) and leaves out the empty ones."""
    lines = (" ".join(line.split()) for line in _visible(text).splitlines())
    return tuple(line for line in lines if line)


def _visible(text: str) -> str:
    text = _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if text.isascii() and text.isprintable():
        return text
    kept = (char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf"})
    return nfc("".join(kept)).translate(_LOOKALIKES)

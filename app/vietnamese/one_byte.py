"""VPS and VISCII: two code tables from before Unicode with one byte for each letter, capitals with a tone too.

Hides the byte tables, and that a byte from 0x80 to 0x9F is kept by Excel as the character that Windows shows for it.
Both keep the letters of Latin-1 where they are (VPS but for few), so only what Unicode has elsewhere is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from app.vietnamese.letters import VOWELS, with_tone
from app.vietnamese.syllables import is_natural_case, is_syllable

OneByte = Literal["vps", "viscii"]
ONE_BYTE_NAMES: Final[dict[OneByte, str]] = {"vps": "VPS", "viscii": "VISCII"}

# Each vowel a, ă, â, e, ê, i, o, ô, ơ, u, ư, y, small and then capital: without tone where that is no ASCII letter,
# then with huyền, hỏi, ngã, sắc, nặng. At the end đ and Đ. VISCII is RFC 1456.
_VISCII: Final = (
    "E0 E4 E3 E1 D5  E5 A2 C6 C7 A1 A3  E2 A5 A6 E7 A4 A7  E8 EB A8 E9 A9  EA AB AC AD AA AE  EC EF EE ED B8 "
    "F2 F6 F5 F3 F7  F4 B0 B1 B2 AF B5  BD B6 B7 DE BE FE  F9 FC FB FA F8  DF D7 D8 E6 D1 F1  CF D6 DB FD DC "
    "C0 C4 C3 C1 80  C5 82 02 05 81 83  C2 85 86 06 84 87  C8 CB 88 C9 89  CA 8B 8C 8D 8A 8E  CC 9B CE CD 98 "
    "D2 99 A0 D3 9A  D4 90 91 92 8F 93  B4 96 97 B3 95 94  D9 9C 9D DA 9E  BF BB BC FF BA B9  9F 14 19 DD 1E F0 D0"
)
_VPS: Final = (
    "E0 E4 E3 E1 E5  E6 A2 A3 A4 A1 A5  E2 C0 C4 C5 C3 C6  E8 C8 EB E9 CB  EA 8A 8B CD 89 8C  EC CC EF ED CE "
    "F2 D5 F5 F3 86  F4 D2 B0 87 D3 B6  D6 A9 AA AB A7 AE  F9 FB DB FA F8  DC D8 BA BB D9 BF  FF 9B CF 9A 9C "
    "80 81 82 C1 02  88 8E 8F F0 8D 04  C2 84 85 1C 83 03  D7 DE FE C9 05  CA 93 94 95 90 06  B5 B7 B8 B4 10 "
    "BC BD BE B9 11  D4 97 98 99 96 12  F7 9E 9F A6 9D 13  A8 D1 AC DA 14  D0 AF B1 1D AD 15  B2 FD B3 DD 19 C7 F1"
)
_LETTERS: Final = (
    "".join(
        with_tone(vowel, tone) for vowel in VOWELS + VOWELS.upper() for tone in range(6) if tone or not vowel.isascii()
    )
    + "đĐ"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_FEWEST: Final = 2
"""Cells that must speak for a table before a whole column is read by it."""


def _table(codes: str) -> dict[int, str]:
    table: dict[int, str] = {}
    for letter, code in zip(_LETTERS, codes.split(), strict=True):
        byte = int(code, 16)
        shown = bytes([byte]).decode("cp1252", errors="replace")
        table[byte] = letter
        if shown != "\ufffd":
            table[ord(shown)] = letter
    return table


_TABLES: Final[dict[OneByte, dict[int, str]]] = {"vps": _table(_VPS), "viscii": _table(_VISCII)}


def strict_one_byte(text: str, table: OneByte) -> str | None:
    """Decodes text; None where a character outside ASCII has no place in the table."""
    known = _TABLES[table]
    if not all(char.isascii() or ord(char) in known for char in text):
        return None
    return text.translate(known)


def reads_as(text: str, table: OneByte) -> bool:
    """Whether a text decodes into Vietnamese syllables throughout."""
    decoded = strict_one_byte(text, table)
    if decoded is None:
        return False
    words = [word for word in _WORD.findall(decoded) if not word.isascii()]
    return bool(words) and all(is_syllable(word) and is_natural_case(word) for word in words)


def table_of(texts: Sequence[str]) -> OneByte | None:
    """The one table by which all of the texts, at least two, can be read; None where it is none or both."""
    if len(texts) < _FEWEST:
        return None
    fitting = [table for table in _TABLES if all(reads_as(text, table) for text in texts)]
    return fitting[0] if len(fitting) == 1 else None

"""Capitals that TCVN3 could not write.

TCVN3 has no codes for capitals with a tone: they were typed small under a font of capitals, and the text alone shows
"ánh" for "Ánh". Hides the rules that infer them from the words around.
"""

from __future__ import annotations

import re
from typing import Final

from app.vietnamese.letters import split_tone
from app.vietnamese.syllables import is_syllable

_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST_PROOF: Final = 3  # "BAN" proves a line of capitals; "XÃ" and acronyms prove nothing
_NOT_A_NAME: Final = re.compile(r"\bở\b|\b(?:Đảng|Tỉnh|Huyện|Thành|Quân|Cấp) ủy\b")
_ALWAYS_CAPITAL: Final = re.compile(
    r"\bủy(?= ban (?:nhân|Nhân|MTTQ|Mặt|mặt|Dân|dân|kiểm|Kiểm)\b)|(?<=\bMường )[àảãáạằẳẵắặầẩẫấậ](?=ng?\b)|\bẳ(?=ng\b)"
)
"""Words that are written with a capital wherever they stand: Ủy ban nhân dân, Mường Ảng, xã Ẳng Cang."""


def restore_capitals(text: str) -> str:
    """Gives decoded TCVN3 text the capitals that its neighbours imply.

    A line of capitals becomes one throughout ("MƯờNG PồN" → "MƯỜNG PỒN"), as does a word whose letters without tone
    are all capital; a word of a name gets its first capital where every other word has one ("Lò Thị ánh" → "Lò Thị
    Ánh"), as does a word that has one everywhere ("ủy ban nhân dân"). Nothing else is touched.
    """
    if text.isascii():
        return text
    words: list[str] = _WORD.findall(text)
    if _is_line_of_capitals(words):
        return text.upper()
    text = _WORD.sub(lambda match: match[0].upper() if _is_word_of_capitals(match[0]) else match[0], text)
    if not _NOT_A_NAME.search(text) and _is_name(words):
        return _WORD.sub(lambda match: capitalise(match[0]), text)
    return _ALWAYS_CAPITAL.sub(lambda match: capitalise(match[0]), text)


def capitalise(text: str) -> str:
    """Makes the first letter a capital where it is a small vowel with a tone, the only kind TCVN3 could not write."""
    return text[0].upper() + text[1:] if lacks_capital(text) else text


def lacks_capital(text: str) -> bool:
    """Says whether a text begins with a small vowel with a tone."""
    return bool(text) and text[0].islower() and split_tone(text[0])[1] > 0


def natural_letters(word: str) -> str:
    """Leaves out the letters with a tone, whose case TCVN3 could not write."""
    return "".join(char for char in word if not split_tone(char)[1])


def _is_line_of_capitals(words: list[str]) -> bool:
    return not any(char.islower() for word in words for char in natural_letters(word)) and any(
        len(word) >= _SHORTEST_PROOF and len(natural_letters(word)) > 1 and is_syllable(word) for word in words
    )


def _is_word_of_capitals(word: str) -> bool:
    natural = natural_letters(word)
    return len(natural) > 1 and natural.isupper() and is_syllable(word)


def _is_name(words: list[str]) -> bool:
    lacking = [word for word in words if lacks_capital(word)]
    others = [word for word in words if not lacks_capital(word)]
    named = all(word[0].isupper() for word in others) and any(is_syllable(word) for word in others)
    return bool(lacking) and named

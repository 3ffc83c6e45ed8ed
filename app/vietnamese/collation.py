"""The Vietnamese order of names and words, as keys that compare like plain strings.

Hides how letters and tones become code points. The keys hold ASCII only, so that Python, SQLite (binary collation)
and PostgreSQL (collation "C") sort them alike. Texts that differ only in case, punctuation or the place of the tone
mark have equal keys: the caller breaks such ties.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from app.vietnamese.letters import ALPHABET, nfc, split_word

_WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_DROPPED: Final = re.compile(r"[.'’ʼ]")
_CODES: Final = {letter: chr(ord("A") + rank) for rank, letter in enumerate(ALPHABET)}
# Both sort below every digit and letter, so that a shorter word, and a name with fewer parts, comes first.
_BEFORE_TONE: Final = "!"
_BETWEEN_PARTS: Final = " "
_LONGEST_NUMBER: Final = 15


def sort_key(text: str) -> str:
    """Makes the key of a text in Vietnamese dictionary order.

    Syllable by syllable, first the letters (a ă â b c d đ …), then the tone (ngang, huyền, hỏi, ngã, sắc, nặng), as
    Vietnamese dictionaries do; numbers by value ("Khối 2" before "Khối 10").

    Args:
        text: decoded text in any Unicode form.

    Returns:
        An ASCII string to be compared code point by code point.
    """
    words = _WORD.findall(_DROPPED.sub("", nfc(text).lower()))
    return "".join(_number_key(word) if word.isdecimal() else _word_key(word) for word in words)


def name_sort_key(full_name: str) -> str:
    """Makes the key of a person's name: by tên, then đệm, then họ, each in Vietnamese order.

    Args:
        full_name: họ, đệm and tên as written; a single word counts as the tên.

    Returns:
        An ASCII string to be compared code point by code point.
    """
    family, middle, given = split_name(full_name)
    return _BETWEEN_PARTS.join((sort_key(given), sort_key(middle), sort_key(family)))


def split_name(full_name: str) -> tuple[str, str, str]:
    """Splits a name into họ (first word), đệm (all between, may be empty) and tên (last word)."""
    words = nfc(full_name).split()
    if not words:
        return "", "", ""
    *before, given = words
    return (before[0] if before else "", " ".join(before[1:]), given)


@lru_cache(maxsize=8192)  # names are made of few syllables, and lists are long
def _word_key(word: str) -> str:
    letters, tones = split_word(word)
    codes = "".join(_CODES.get(letter, f"~{ord(letter):06x}") for letter in letters)
    return codes + _BEFORE_TONE + "".join(map(str, tones or (0,)))


def _number_key(digits: str) -> str:
    value = digits.lstrip("0") or "0"
    return chr(ord("0") + min(len(value), _LONGEST_NUMBER)) + value + _BEFORE_TONE

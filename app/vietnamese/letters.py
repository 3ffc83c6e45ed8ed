"""The Vietnamese alphabet: letters, tones and how both join in one character.

Hides Unicode composition: every other module of this package takes a character apart and puts it together here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The letters in dictionary order; f, j, w, z stand where dictionaries put them."""

VOWELS: Final = "aăâeêioôơuưy"

TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""Combining marks in dictionary order: ngang, huyền, hỏi, ngã, sắc, nặng; the index is the number of the tone."""

_SHAPES: Final = "\u0306\u0302\u031b"
_TONE_NUMBER: Final = {mark: number for number, mark in enumerate(TONES) if mark}
_MARKED: Final = re.compile(f"[^\\W\\d_][{_SHAPES}{''.join(TONES)}]+")


def split_tone(char: str) -> tuple[str, int]:
    """Takes the tone off one precomposed character.

    Args:
        char: one character in NFC.

    Returns:
        The letter with its shape (ă, ê, ơ …) and case, and the number of the tone (0 = ngang).
    """
    if char.isascii():
        return char, 0
    decomposed = unicodedata.normalize("NFD", char)
    tone = max((_TONE_NUMBER.get(mark, 0) for mark in decomposed), default=0)
    rest = "".join(mark for mark in decomposed if mark not in _TONE_NUMBER)
    return unicodedata.normalize("NFC", rest), tone


def with_tone(letter: str, tone: int) -> str:
    """Puts a tone (number, 0 = ngang) on a vowel and returns the precomposed character."""
    return unicodedata.normalize("NFC", letter + TONES[tone])


def split_word(word: str) -> tuple[str, tuple[int, ...]]:
    """Takes the tones off a word.

    Args:
        word: letters in NFC.

    Returns:
        The letters without tones and the numbers of the tones met, ngang left out. Where a tone mark stood is lost on
        purpose: `hoà` and `hòa` are one spelling.
    """
    parts = [split_tone(char) for char in word]
    return "".join(letter for letter, _ in parts), tuple(tone for _, tone in parts if tone)


def nfc(text: str) -> str:
    """Brings text to precomposed Unicode, whatever the order of its combining marks.

    NFC alone leaves a tone written before the hat (`a` + sắc + mũ) uncomposed; here the hat goes first.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    if not any(map(unicodedata.combining, composed)):
        return composed
    return unicodedata.normalize("NFC", _MARKED.sub(_hat_first, unicodedata.normalize("NFD", text)))


def _hat_first(match: re.Match[str]) -> str:
    letter, marks = match[0][0], match[0][1:]
    return letter + "".join(sorted(marks, key=_TONE_NUMBER.__contains__))

"""The search key: text without marks, case, punctuation or the accidents of Unicode.

Hides every way in which the same words may have been typed, so that "duc" finds "Đức" and "H'Mông" meets "H.Mông".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from app.vietnamese.letters import TONES, VOWELS, nfc, with_tone

__all__ = ["fold", "fold_marked", "fold_words", "lacks_marks", "marked_words", "nfc"]

_LOOKALIKES: Final = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d", "ƣ": "u"})  # eth and its kin are typed for đ
_PLAIN: Final = str.maketrans(
    {
        cased: unicodedata.normalize("NFD", letter)[0]
        for letter in (with_tone(vowel, tone) for vowel in VOWELS for tone in range(len(TONES)))
        for cased in (letter, letter.upper())
        if not letter.isascii()
    }
    | {"đ": "d", "Đ": "d"}
)
"""The letters of Vietnamese as they are nearly always stored: words of nothing else need no taking apart."""
_JOINED: Final = re.compile(r"(?<!\.)\.(?!\.)|['`´‘’ʼʹ′\u00ad\u200b-\u200f\u2060\ufeff]")
_APART: Final = re.compile(r"[\W_]+")
_SIMPLE: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*", re.ASCII)


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Makes the search key of a text.

    Args:
        text: decoded text in any Unicode form (TCVN3 and VNI must have been decoded: see `detect`).

    Returns:
        ASCII-like lower-case words separated by one space: marks dropped, đ → d, single full stops, apostrophes and
        invisible characters dropped, any other punctuation a space. `fold(fold(x)) == fold(x)`.
    """
    quick = text.translate(_PLAIN).lower()
    if _SIMPLE.fullmatch(quick):
        return quick
    joined = _JOINED.sub("", text)
    if not joined.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", joined).casefold()).translate(_LOOKALIKES)
        joined = _JOINED.sub("", "".join(char for char in plain if not unicodedata.combining(char)))
    return _APART.sub(" ", joined.casefold()).strip()


def fold_words(text: str) -> tuple[str, ...]:
    """Splits the search key of a text into its words."""
    return tuple(fold(text).split())


def fold_marked(text: str) -> str:
    """Makes a key of a text that keeps its marks: "Trưởng bản" is not "Trưởng ban", but "Hoà" is "hòa".

    Args:
        text: decoded text in any Unicode form.

    Returns:
        Words without case and punctuation, each as its letters and then its marks in one order.
    """
    return " ".join(letters + "".join(sorted(marks)) for letters, marks in marked_words(text))


def marked_words(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Splits a text into words without case and punctuation: the letters of each, and the marks that they bear."""
    words = _APART.sub(" ", nfc(_JOINED.sub("", text)).casefold()).split()
    return tuple(map(_letters_and_marks, words))


def lacks_marks(told: str, known: str) -> bool:
    """Says whether a text is a known one typed without any marks: "Dieu Thi Chi" of "Điêu Thị Chi".

    One word without its mark may be a correction ("Mái" becomes "Mai"); several never are.
    """
    if not told.isascii() or known.isascii() or fold(told) != fold(known):
        return False
    return sum(not word.isascii() for word in known.split()) > 1


def _letters_and_marks(word: str) -> tuple[str, frozenset[str]]:
    chars = word if word.isascii() else unicodedata.normalize("NFD", word)
    marks = frozenset(char for char in chars if unicodedata.combining(char))
    return "".join(char for char in chars if char not in marks), marks

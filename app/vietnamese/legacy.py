"""TCVN3 and VNI: the code tables in which Vietnamese was typed before Unicode.

Hides the byte tables. Legacy text comes as the characters that its bytes have in Latin-1, because that is how Excel
stores a cell typed under a .VnTime or VNI-Times font. In TCVN3 the letter ư is U+00AD, the invisible soft hyphen:
nothing invisible may be cleaned away before decoding.
"""

from __future__ import annotations

from typing import Final

from app.vietnamese.letters import VOWELS, split_tone, with_tone

# TCVN 5712:1993, third set (the .Vn* fonts): the letters from 0xA1 without tone, then each vowel with
# huyền, hỏi, ngã, sắc, nặng in turn; the codes are not contiguous, so they are listed.
_TCVN3_PLAIN: Final = dict(zip("ĂÂÊÔƠƯĐăâêôơưđ", range(0xA1, 0xAF), strict=True))
_TCVN3_TONED: Final = {
    "a": "B5 B6 B7 B8 B9",
    "ă": "BB BC BD BE C6",
    "â": "C7 C8 C9 CA CB",
    "e": "CC CE CF D0 D1",
    "ê": "D2 D3 D4 D5 D6",
    "i": "D7 D8 DC DD DE",
    "o": "DF E1 E2 E3 E4",
    "ô": "E5 E6 E7 E8 E9",
    "ơ": "EA EB EC ED EE",
    "u": "EF F1 F2 F3 F4",
    "ư": "F5 F6 F7 F8 F9",
    "y": "FA FB FC FD FE",
}
_TO_TCVN3: Final = {ord(letter): chr(code) for letter, code in _TCVN3_PLAIN.items()} | {
    ord(with_tone(vowel, tone)): chr(int(code, 16))
    for vowel, codes in _TCVN3_TONED.items()
    for tone, code in enumerate(codes.split(), start=1)
}
_FROM_TCVN3: Final = {ord(code): chr(letter) for letter, code in _TO_TCVN3.items()}
# No capital carries a tone in TCVN3: it is typed small, under a font whose small letters look like capitals.
_TO_TCVN3_CAPITALS: Final = {
    ord(chr(letter).upper()): code for letter, code in _TO_TCVN3.items() if ord(chr(letter).upper()) not in _TO_TCVN3
}

_BREVE: Final = "ă"
_HAT: Final = "â"
_SHAPED: Final = {("a", _BREVE): "ă", ("a", _HAT): "â", ("e", _HAT): "ê", ("o", _HAT): "ô"}
# VNI: a mark follows its vowel and may carry the hat or the breve and the tone together: (shape, tone).
_VNI_MARKS: Final = {
    "ø": ("", 1), "û": ("", 2), "õ": ("", 3), "ù": ("", 4), "ï": ("", 5),
    "â": (_HAT, 0), "à": (_HAT, 1), "å": (_HAT, 2), "ã": (_HAT, 3), "á": (_HAT, 4), "ä": (_HAT, 5),
    "ê": (_BREVE, 0), "è": (_BREVE, 1), "ú": (_BREVE, 2), "ü": (_BREVE, 3), "é": (_BREVE, 4), "ë": (_BREVE, 5),
}  # fmt: skip
_VNI_ALONE: Final = {"ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư", "ñ": "đ"}
_VNI_BASES: Final = {letter: letter for letter in "aeouy"} | {"ô": "ơ", "ö": "ư"}
_VNI_MARK_OF: Final = {value: mark for mark, value in _VNI_MARKS.items()}
_VNI_LETTER_OF: Final = {letter: code for code, letter in _VNI_ALONE.items()}
_VNI_SHAPES_OF: Final = {letter: base_and_shape for base_and_shape, letter in _SHAPED.items()}
_MOST_MARKS: Final = 2


def from_tcvn3(text: str, capitals: bool = False) -> str:
    """Decodes TCVN3 (ABC) text.

    Args:
        text: the Latin-1 characters of the TCVN3 bytes; any other character stays.
        capitals: whether the font shows small letters as capitals (its name ends in H, as .VnTimeH).

    Returns:
        Unicode text, NFC.
    """
    decoded = text.translate(_FROM_TCVN3)
    return decoded.upper() if capitals else decoded


def to_tcvn3(text: str) -> str:
    """Encodes text as TCVN3; a capital with a tone becomes its small letter, for TCVN3 has no code for it."""
    return text.translate(_TO_TCVN3 | _TO_TCVN3_CAPITALS)


def from_vni(text: str) -> str:
    """Decodes VNI (VNI-Windows) text.

    The pair of vowel and mark is read before the single letter, else ơ would lose its tones. Marks are taken in either
    case, hat and tone also as two marks in either order, and a mark typed before its vowel is read with it.

    Args:
        text: the Latin-1 characters of the VNI bytes; any other character stays.

    Returns:
        Unicode text, NFC.
    """
    return "".join(letter for letter, _ in _vni_letters(text, mark_first=True))


def strict_tcvn3(text: str) -> str | None:
    """Decodes TCVN3 text; None where a character outside ASCII has no place in the table."""
    return text.translate(_FROM_TCVN3) if all(char.isascii() or ord(char) in _FROM_TCVN3 for char in text) else None


def strict_vni(text: str) -> str | None:
    """Decodes VNI text; None where a mark stands without its vowel or a character has no place in the table."""
    letters = _vni_letters(text, mark_first=False)
    return "".join(letter for letter, _ in letters) if all(known for _, known in letters) else None


def to_vni(text: str) -> str:
    """Encodes text as VNI; the inverse of `from_vni` for Vietnamese letters in NFC."""
    return "".join(map(_write_vni, text))


def _vni_letters(text: str, *, mark_first: bool) -> list[tuple[str, bool]]:
    """Reads the letters one by one, each with whether the table knows it."""
    letters: list[tuple[str, bool]] = []
    at = 0
    while at < len(text):
        letter, used = _read_marked(text, at)
        if not used and mark_first and (pair := _read_mark_first(text, at)):
            letter, used = pair, 2
        if not used:
            alone = _VNI_ALONE.get(text[at].lower())
            letter, used = (_cased(alone, text[at]) if alone else text[at]), 1
            letters.append((letter, alone is not None or letter.isascii()))
        else:
            letters.append((letter, True))
        at += used
    return letters


def _read_marked(text: str, at: int) -> tuple[str, int]:
    """Reads a vowel with one mark or two and says how many characters it took, 0 if there is none."""
    letter, marks = _VNI_BASES.get(text[at].lower(), ""), 0
    while letter and marks < _MOST_MARKS and (marked := _marked(letter, text[at + 1 + marks : at + 2 + marks])):
        letter, marks = marked, marks + 1
    return (_cased(letter, text[at]), 1 + marks) if marks else ("", 0)


def _read_mark_first(text: str, at: int) -> str | None:
    vowel, after = text[at + 1 : at + 2], text[at + 2 : at + 3]
    base = _VNI_BASES.get(vowel.lower())
    if base is None or text[at].lower() not in _VNI_MARKS or after.lower() in _VNI_MARKS:
        return None
    letter = _marked(base, text[at])
    return letter and _cased(letter, vowel)


def _marked(letter: str, mark: str) -> str | None:
    """Puts a VNI mark on a letter that may already carry one; None where both do not go together."""
    if mark.lower() not in _VNI_MARKS:
        return None
    shape, tone = _VNI_MARKS[mark.lower()]
    plain, tone_before = split_tone(letter)
    shaped = _SHAPED.get((plain, shape)) if shape else plain
    if shaped is None or (tone and tone_before):
        return None
    return with_tone(shaped, tone or tone_before)


def _cased(letter: str, model: str) -> str:
    return letter.upper() if model.isupper() else letter


def _write_vni(char: str) -> str:
    letter, tone = split_tone(char.lower())
    if char.isascii() or (letter not in VOWELS and letter != "đ"):
        return char
    coded = _VNI_LETTER_OF.get(char.lower())
    if coded is None:
        base, shape = _VNI_SHAPES_OF.get(letter, (letter, ""))
        coded = _VNI_LETTER_OF.get(base, base) + _VNI_MARK_OF.get((shape, tone), "")
    return _cased(coded, char)

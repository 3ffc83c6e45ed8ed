"""Is a word a plausible Vietnamese syllable: onset, rime, tone.

Hides the table of rimes. It serves to choose between readings of legacy text and is never a gate: it is wide enough
for names of the peoples of Điện Biên (Pâng, Mỷ, Dợ, Khăm, Bun, Páo), and a name outside it is still a name.
"""

from __future__ import annotations

from typing import Final

from app.vietnamese.letters import TONES, VOWELS, split_tone, split_word, with_tone

_CODAS: Final = {
    "a": "- i o u y c ch k m n ng nh p t",
    "ă": "c k m n ng p t",
    "â": "u y c m n ng p t",
    "e": "- o c m n ng p t",
    "ê": "- u c ch m n ng nh p t",
    "i": "- u c ch m n nh p t",
    "o": "- i c k m n ng p t",
    "ô": "- i c m n ng p t",
    "ơ": "- i m n p t",
    "u": "- i c m n ng p t",
    "ư": "- i u c m n ng t",
    "y": "- nh t",
    "ia": "-",
    "ua": "-",
    "ưa": "-",
    "iê": "u c m n ng p t",
    "yê": "u m n ng t",
    "uô": "i c m n ng t",
    "ươ": "i u c m n ng p t",
    "oa": "- i o y c ch m n ng nh t",
    "oă": "c m n ng t",
    "oe": "- n o t",
    "oo": "c ng",
    "ue": "- n o",
    "uâ": "n ng t y",
    "uê": "- ch n nh",
    "uơ": "- n",
    "uy": "- ch n nh t u p",
    "uya": "-",
    "uyê": "n t",
}
_RIMES: Final = frozenset(
    nucleus + coda.replace("-", "") for nucleus, codas in _CODAS.items() for coda in codas.split()
)
_ONSETS: Final = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_AFTER_QU: Final = frozenset(
    rime for rime in _RIMES if rime[0] in "aăâeêiơy" or rime in {"ôc", "ôi", "ông"}
) - {"ia", "yê"} | {"yên", "yêt"}  # fmt: skip
_AFTER_GI: Final = _RIMES | {"êc", "êm", "ên", "êng", "êt"}
# The last letter of these rimes is a glide and never carries the tone (chào, mùa; but hoà or hòa, thuý or thúy).
_FALLING: Final = frozenset(
    rime for rime in _RIMES if len(rime) > 1 and (rime[-1] in "iouy" or rime in {"ia", "ua", "ưa"})
) - {"uy"}
_FRONT: Final = "eêiy"
_STOPS: Final = ("c", "ch", "k", "p", "t")
_STOP_TONES: Final = {4, 5}  # sắc and nặng only

LETTERS: Final = frozenset(
    with_tone(vowel, tone) for vowel in VOWELS + VOWELS.upper() for tone in range(len(TONES))
) | frozenset("bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX")
"""The letters of Vietnamese words, both cases, with every tone."""


def is_syllable(word: str) -> bool:
    """Says whether a word can be one Vietnamese syllable.

    Args:
        word: letters in NFC, any case.

    Returns:
        True where onset, rime and tone fit; False also for acronyms and foreign words.
    """
    if not LETTERS.issuperset(word):
        return False
    letters, tones = split_word(word.lower())
    if len(tones) > 1:
        return False
    tone = tones[0] if tones else 0
    toned_end = bool(word) and split_tone(word[-1])[1] > 0
    return any(
        _fits(onset, letters[len(onset) :], tone) and not (toned_end and letters[len(onset) :] in _FALLING)
        for onset in _ONSETS
        if letters.startswith(onset)
    )


def is_natural_case(word: str) -> bool:
    """Says whether a word is written all small, all capital or with a capital first letter only."""
    return word.islower() or word.isupper() or word[:1] + word[1:].lower() == word


def _fits(onset: str, rime: str, tone: int) -> bool:
    if rime.endswith(_STOPS) and tone not in _STOP_TONES:
        return False
    if onset == "qu":
        return rime in _AFTER_QU
    if onset == "gi":
        return rime in _AFTER_GI
    if rime not in _RIMES:
        return False
    if onset in {"ngh", "gh"}:
        return rime[0] in _FRONT
    if onset in {"ng", "g", "c"}:
        return rime[0] not in _FRONT or (onset == "g" and rime[0] == "i")
    return True

"""The abbreviations that officials write in names of bodies, "UBND" and the like, and both ways of reading them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.vietnamese.fold import fold, fold_words

_SPELT_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "ubnd": ("uy", "ban", "nhan", "dan"),
    "hdnd": ("hoi", "dong", "nhan", "dan"),
    "ubmttq": ("uy", "ban", "mat", "tran", "to", "quoc"),
    "vp": ("van", "phong"),
    "tt": ("trung", "tam"),
    "bch": ("ban", "chi", "huy"),
    "tyt": ("tram", "y", "te"),
    "mn": ("mam", "non"),
    "th": ("tieu", "hoc"),
    "thcs": ("trung", "hoc", "co", "so"),
}


def spelt_out(text: str) -> tuple[str, ...]:
    """Words of a text without marks, common abbreviations spelt out."""
    return tuple(part for word in fold_words(text) for part in _SPELT_OUT.get(word, (word,)))


def shortened(text: str) -> str:
    """A text without marks as it is abbreviated: "Ủy ban nhân dân xã Mường Pồn" is "ubnd xa muong pon"."""
    short = f" {fold(text)} "
    for letters, words in _SPELT_OUT.items():
        short = short.replace(f" {' '.join(words)} ", f" {letters} ")
    return short.strip()

"""Words on the pages of a PDF: where a text stands, found without marks; hides how PDFium counts characters."""

from __future__ import annotations

from ctypes import byref, c_int
from functools import lru_cache
from typing import Final, TypeAlias

import pypdfium2
from pypdfium2 import raw
from PySide6.QtCore import QRectF

from app.vietnamese.fold import fold
from app.vietnamese.letters import nfc

_FINE: Final = 100_000
"""Parts that the width and the height of a page are divided into."""
_UNSEEN: Final = dict.fromkeys((0x00, 0x02, 0xFFFE, 0xFFFF))
"""What PDFium writes for a hyphen at the end of a line and for letters that a font does not name."""

Hit: TypeAlias = tuple[QRectF, ...]
"""Places of one find, a rectangle for each line it runs over, as shares (0-1) of the page's width and height."""


def hits_on(page: pypdfium2.PdfPage, wanted: str) -> tuple[Hit, ...]:
    """Finds a text on a page, in reading order.

    Args:
        wanted: as typed, with or without marks: "duc" finds "Đức"; words may run on over the end of a line.
    """
    key = fold(wanted)
    text = page.get_textpage()
    try:
        if not key or key not in _folded(text.get_text_range())[0]:
            return ()
        codes = (raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars()))
        folded, places = _folded("".join(chr(code) if code else " " for code in codes))
        found, start = [], folded.find(key)
        while start >= 0:
            first, last = places[start], places[start + len(key) - 1]
            found.append(_places(page, text, first, last - first + 1))
            start = folded.find(key, start + len(key))
        return tuple(found)
    finally:
        text.close()


def text_of(page: pypdfium2.PdfPage) -> str:
    """The words of a page in reading order, NFC; empty for a page that is a picture."""
    text = page.get_textpage()
    try:
        lines = text.get_text_range().translate(_UNSEEN).splitlines()
    finally:
        text.close()
    return nfc("\n".join(line.rstrip() for line in lines)).strip()


def _folded(text: str) -> tuple[str, list[int]]:
    """The search key of a text, and for each of its letters the place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in _letters(char):
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=1 << 12)
def _letters(char: str) -> str:
    """What a character is in a search key when it stands between letters."""
    return fold(f"a{char}a")[1:-1]


def _places(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, start: int, count: int) -> Hit:
    return tuple(_share(page, *text.get_rect(number)) for number in range(text.count_rects(start, count)))


def _share(page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float) -> QRectF:
    (x, y), (other_x, other_y) = _point(page, left, top), _point(page, right, bottom)
    return QRectF(x, y, other_x - x, other_y - y).normalized()


def _point(page: pypdfium2.PdfPage, across: float, up: float) -> tuple[float, float]:
    x, y = c_int(), c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, across, up, byref(x), byref(y))
    return x.value / _FINE, y.value / _FINE

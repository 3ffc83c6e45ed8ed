"""The typeface of paper: hides where the font files come from and how wide a text is.

Times New Roman where it is installed (Nghị định 30/2020/NĐ-CP, Phụ lục I), else Liberation Serif 2, which has the same
widths, else the copy beside the frozen program. A font without every Vietnamese letter is passed over.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.errors import refuse
from app.paths import resource_root


class Face(StrEnum):
    """The four cuts of the typeface."""

    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"
    BOLD_ITALIC = "BoldItalic"


_TIMES: Final = {
    Face.REGULAR: ("times.ttf", "Times_New_Roman.ttf", "Times New Roman.ttf"),
    Face.BOLD: ("timesbd.ttf", "Times_New_Roman_Bold.ttf", "Times New Roman Bold.ttf"),
    Face.ITALIC: ("timesi.ttf", "Times_New_Roman_Italic.ttf", "Times New Roman Italic.ttf"),
    Face.BOLD_ITALIC: ("timesbi.ttf", "Times_New_Roman_Bold_Italic.ttf", "Times New Roman Bold Italic.ttf"),
}
_LIBERATION: Final = {face: (f"LiberationSerif-{face.value}.ttf",) for face in Face}
_FAMILIES: Final = (("TimesNewRoman", _TIMES), ("LiberationSerif", _LIBERATION))


@dataclass(frozen=True, slots=True)
class FontSet:
    """Four loaded cuts of one typeface, registered under "<family>-<cut>".

    Attributes:
        family: "TimesNewRoman" or "LiberationSerif".
        files: the font file of each cut.
    """

    family: str
    files: tuple[tuple[Face, Path], ...]

    def name(self, face: Face) -> str:
        """Name under which a canvas knows the cut."""
        return f"{self.family}-{face.value}"

    def width(self, text: str, face: Face, size: float) -> float:
        """Width of a text in points."""
        return float(pdfmetrics.stringWidth(text, self.name(face), size))


def vietnamese_letters() -> str:
    """The 134 letters with marks, both cases, each one code point (NFC)."""
    marks = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    syllables = (unicodedata.normalize("NFC", vowel + mark) for vowel, mark in product("aăâeêioôơuưy", marks))
    small = "".join(letter for letter in syllables if not letter.isascii()) + "đ"
    return small + small.upper()


def font_folders() -> tuple[Path, ...]:
    """Folders that are searched, in order: the system's, then the copy beside the program."""
    windows = [Path(os.environ[name]) for name in ("WINDIR", "SystemRoot") if name in os.environ]
    local = [Path(os.environ["LOCALAPPDATA"]) / "Microsoft/Windows/Fonts"] if "LOCALAPPDATA" in os.environ else []
    shared = Path("/usr/share/fonts")
    return (
        *(folder / "Fonts" for folder in windows),
        *local,
        shared / "truetype/msttcorefonts",
        shared / "msttcorefonts",
        shared / "truetype/liberation2",
        shared / "truetype/liberation",
        shared / "liberation-serif",
        shared / "liberation",
        Path("/usr/local/share/fonts"),
        Path.home() / ".fonts",
        Path.home() / ".local/share/fonts",
        resource_root() / "fonts",
    )


def find_fonts(folders: tuple[Path, ...] | None = None) -> FontSet:
    """Finds the typeface of documents and loads it.

    Args:
        folders: where to look; None means `font_folders()`.

    Returns:
        Times New Roman if any folder has all four cuts with every Vietnamese letter, else Liberation Serif.

    Raises:
        UserError: FONT-01, no such typeface.
    """
    return _find(folders if folders is not None else font_folders())


@cache
def _find(folders: tuple[Path, ...]) -> FontSet:
    for family, names in _FAMILIES:
        for folder in folders:
            files = tuple((face, path) for face in Face if (path := _first(folder, names[face])) is not None)
            fonts = FontSet(family, files)
            if len(files) == len(Face) and _load(fonts):
                return fonts
    raise refuse("FONT-01")


def _first(folder: Path, names: Iterable[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _load(fonts: FontSet) -> bool:
    """Registers the four cuts; False where one cannot be read, be embedded or lacks a letter."""
    loaded = []
    for face, path in fonts.files:
        try:
            font = TTFont(fonts.name(face), str(path))
        except (TTFError, OSError):
            return False
        if any(ord(letter) not in font.face.charToGlyph for letter in vietnamese_letters()):
            return False
        loaded.append(font)
    for font in loaded:
        pdfmetrics.registerFont(font)
    return True

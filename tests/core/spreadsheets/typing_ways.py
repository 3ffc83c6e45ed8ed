"""How a text of a list was typed before it reached us: Unicode, NFD, TCVN3 or VNI, with or without its font."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.vietnamese.legacy import to_tcvn3, to_vni


@dataclass(frozen=True, slots=True)
class Way:
    """One way of typing.

    Attributes:
        table: what comes out: "unicode", "nfd", "tcvn3" or "vni".
        encode: text → what stands in the cell.
        font: that the cell is under; "" for none of the old ones.
        capitals: font of names that shows small letters as capitals; "" for none.
    """

    table: str
    encode: Callable[[str], str]
    font: str = ""
    capitals: str = ""

    def typed(self, text: str, *, is_name: bool) -> tuple[str, str, str]:
        """What is stored, what is meant, and the font."""
        if is_name and self.capitals:
            return self.encode(text), text.upper(), self.capitals
        if is_name and self.table == "tcvn3" and text.isupper():
            text = text.title()  # no font but that of capitals shows a name in capitals
        return self.encode(text), text, self.font


def vni_apart(text: str) -> str:
    """VNI with hat and tone as two marks, the tone first, as some keyboards wrote it."""
    return to_vni(text).translate(_APART)


_HATS: Final = dict(zip("àåãáä", "øûõùï", strict=True))
_BREVES: Final = dict(zip("èúüéë", "øûõùï", strict=True))
_PAIRS: Final = {mark: f"{tone}â" for mark, tone in _HATS.items()} | {
    mark: f"{tone}ê" for mark, tone in _BREVES.items()
}
_APART: Final = str.maketrans(_PAIRS | {mark.upper(): pair.upper() for mark, pair in _PAIRS.items()})

_UNICODE: Final = Way("unicode", str)
_NFD: Final = Way("nfd", lambda text: unicodedata.normalize("NFD", text))
_TCVN3: Final = Way("tcvn3", to_tcvn3, ".VnTime")
_VNI: Final = Way("vni", to_vni, "VNI-Times")
_WAYS: Final[dict[str, tuple[Way, ...]]] = {
    "unicode": (_UNICODE,),
    "nfd": (_NFD,),
    "tcvn3": (_TCVN3,),
    "tcvn3 capitals": (Way("tcvn3", to_tcvn3, ".VnTime", ".VnTimeH"),),
    "vni": (_VNI,),
    "vni apart": (Way("vni", vni_apart, "VNI-Times"),),
    "mixed": (_UNICODE, _TCVN3, _VNI),
    "mixed old": (_TCVN3, _VNI),
    "mixed bare": (_UNICODE, Way("tcvn3", to_tcvn3), Way("vni", to_vni)),
    "tcvn3 bare": (Way("tcvn3", to_tcvn3),),
    "vni bare": (Way("vni", to_vni),),
    "vni apart bare": (Way("vni", vni_apart),),
}
FONTS: Final = ("nfd", "tcvn3", "tcvn3 capitals", "vni", "vni apart", "mixed", "mixed old")
BARE: Final = ("nfd", "tcvn3 bare", "vni bare", "vni apart bare")
MIXED: Final = "mixed bare"


def ways_of(name: str) -> Sequence[Way]:
    """The ways in which the rows of a list of this kind were typed."""
    return _WAYS[name]

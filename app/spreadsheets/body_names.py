"""Names of bodies that a list writes in capitals, as a register writes them: "Trường Mầm non số 1 Chà Tở".

Hides which words keep their capitals: the place of the unit, abbreviations, and the words that name a kind of body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from app.vietnamese.fold import nfc

_WORD: Final = re.compile(r"[^\W\d_]+")
_PLACE: Final = re.compile(r"\b(?:xã|phường|thị trấn|huyện|thị xã|thành phố|tỉnh)\s+(.+)$")
_HEAD: Final = re.compile(r"^(?:Phòng|Sở|Chi cục|Trung tâm|Trường|Ban(?: Quản lý)?) \w|(?<= - )\w")
"""What a body does begins with a capital behind the word for its kind, and again behind a dash."""
_WRITTEN: Final = (
    "Mầm non", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông", "Phổ thông dân tộc bán trú",
    "Phổ thông dân tộc nội trú", "Trạm Y tế", "Đảng ủy", "Ủy ban nhân dân", "Hội đồng nhân dân", "Ban Chỉ huy Quân sự",
    "Ban Pháp chế", "Ban Kinh tế - Xã hội", "Ban Văn hóa - Xã hội", "Ban Dân tộc", "Mặt trận Tổ quốc", "Việt Nam",
    "Điện Biên", "Trung tâm Phục vụ hành chính công", "Trung tâm Dịch vụ tổng hợp", "Văn phòng", "Văn hóa - Xã hội",
)  # fmt: skip
"""Words of names as offices write them."""
_SHORT: Final = frozenset(
    {
        "hđnd",
        "ubnd",
        "ubmttq",
        "mttq",
        "ptdtbt",
        "ptdtnt",
        "thcs",
        "thpt",
        "th",
        "mn",
        "bch",
        "lhpn",
        "gdnn",
        "gdtx",
        "vp",
    }
)


def as_registered(name: str, known: Iterable[str]) -> str:
    """Gives a name in capitals the case of a register; any other name stays as it is.

    Args:
        name: as the list writes it.
        known: names of bodies of the unit; what stands behind "xã" in them is its place.
    """
    text = nfc(name)
    if not text.isupper():
        return text
    lowered = _WORD.sub(lambda word: word[0].upper() if word[0].lower() in _SHORT else word[0].lower(), text)
    places = {match[1] for other in known if (match := _PLACE.search(other))}
    for phrase in (*_WRITTEN, *sorted(places)):
        lowered = re.sub(rf"\b{re.escape(phrase)}\b", phrase, lowered, flags=re.IGNORECASE)
    return _HEAD.sub(lambda head: head[0][:-1] + head[0][-1].upper(), lowered[0].upper() + lowered[1:])

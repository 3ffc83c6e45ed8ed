"""Invented people of the peoples of Điện Biên, with every way in which their names are written; likeness is chance."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final

from app.domain.dates import PartialDate
from tests.core.vietnamese.invented_names import NAMES

_DAY_ZERO: Final = date(1899, 12, 30)
_FIRST_BIRTH: Final = date(1966, 1, 1)
_LAST_BIRTH: Final = date(2002, 12, 31)

_PEOPLES: Final[dict[str, tuple[str, dict[str, str], str, str]]] = {
    # people: families; middle names of men and women ("-" for none); given names of men; of women
    "Thái": (
        "Lò Quàng Cà Lường Tòng Vì Điêu Bạc Cầm Lèo Mè Khằm",
        {"m": "Văn Văn - Xuân", "f": "Thị Thị -"},
        "Sương Thoan Nhất Ín Chiêu Panh Ỏn Uân Inh Ưng Pỏm Ơn Hặc Ánh Ân",
        "Pâng Ánh_Dương Hương_Trà Thu_Ngân Mai_Chi Ẻn Lả Xoạn Yêu Ương Ỉn Ấm Thùy_Linh",
    ),
    "Mông": (
        "Giàng Sùng Vàng Hạng Mùa Thào Vừ Ly Cháng Lầu Hờ Cứ Sính Chớ Lù",
        {"m": "A A A - Seo Nhìa", "f": "Thị Thị -"},
        "Tủa Chống Lử Dơ Páo Sình Dế Vảng Pó Súa Nhè Chứ Dình Lềnh Khứ Tếnh",
        "Mỷ Dợ Pà Chía Sênh Dua Dở Ké Xía Pàng Máy Só Ỷ",
    ),
    "Khơ-mú": (
        "Quàng Lường Moong Cụt Lữ Seo",
        {"m": "Văn - -", "f": "Thị -"},
        "Khút Khăm Phởn Ươn Xeng Oong Thoong",
        "Hoan Mương Ươi Xoan Pởi",
    ),
    "Hà Nhì": (
        "Lỳ Chang Pờ Khoàng Sừng Vù Phùng",
        {"m": "Hừ Gió Xè - Lò", "f": "Mỳ Gió Xì -"},
        "Po Pớ Ché Go Xừ Tư",
        "Xớ Mé Phì Nu De Só",
    ),
    "Lào": (
        "Lò Lường Vì Lự",
        {"m": "Văn - Bun", "f": "Thị - Thị"},
        "Khăm Xôm Phon Kẹo Khăm_Phủi Ún",
        "Bun_Mi Khăm_Ỏn Xỉ Phăn On",
    ),
    "Kinh": (
        "Nguyễn Phạm Trần Đỗ Vũ Bùi Ngô Đặng",
        {"m": "Văn Đức Đình Quang", "f": "Thị Thị Thị_Thanh Thị_Lệ"},
        "Thịnh Khoa Vịnh Ấn Đạt Ước Hậu",
        "Loan Yến Trang Thủy Ái Oanh Đào",
    ),
}
ODD_NAMES: Final = (
    "Wàng A Jống", "Fàng Thị Dzua", "Hạng A Pzông", "Lò Thị Bun-Mi", "Sùng A H'Lử", "Moong Văn Kheng'", "Y Bun",
    "Lò Văn Khăm (B)", "Chang Hừ Po B", "Quàng Văn Tơk", "Vàng A Vàng", "Pâng", "Sênh", "Ỷ", "Po",
)  # fmt: skip
"""Spellings that no table of Vietnamese syllables holds, and names of one syllable."""

ETHNIC_CODES: Final = {"Thái": "03", "Mông": "08", "Khơ-mú": "29", "Hà Nhì": "35", "Lào": "37", "Kinh": "01"}
_ETHNIC: Final = {
    "Thái": ("Thái", "thái", "Thái đen"),
    "Mông": ("Mông", "H.Mông", "HMông", "Mong", "H'Mông", "Mông"),
    "Khơ-mú": ("Khơ-mú", "Kh.Mú", "K.Mú", "Khơ Mú"),
    "Hà Nhì": ("Hà Nhì", "Hanhi", "Hà nhì"),
    "Lào": ("Lào",),
    "Kinh": ("Kinh",),
}
_POSTS: Final = (
    "Công chức", "Chuyên viên", "PCT UBND xã", "Chủ tịch UBND xã", "Phó Chủ tịch HĐND xã", "Trưởng phòng Kinh tế",
    "PTP VHXH", "Phó Chủ tịch UBND xã, PBT Đảng ủy", "Văn thư", "CC ĐC-XD", "Kế toán",
)  # fmt: skip
UNKNOWN_POSTS: Final = ("Trưởng ban Thanh tra nhân dân", "Chủ tịch Hội Khuyến học", "Đội trưởng đội văn nghệ bản")
_PLANNED: Final = ("PCT UBND xã", "- PCT UBND xã\n- PCT HĐND xã", "Chủ tịch UBND xã", "Trưởng phòng Kinh tế")
_LEVELS: Final = ("ĐH", "ThS QLGD", "ĐHSP", "CĐSP", "TCNL", "ĐH Luật", "CĐ")
_HOMES: Final = ("Điện Biên", "Mường Pồn, Điện Biên", "Thái Bình", "bản Nà Ten, xã Mường Pồn")
_CLASSES: Final = ("12/12", "10/10", "9/12")


@dataclass(frozen=True, slots=True)
class Invented:
    """A person as a list tells of him or her.

    Attributes:
        people: of whom he or she is one.
        name: NFC, as it must come back.
        sex: "m" or "f".
        born: what the birth cell says.
        birth: what it means; None where it may be asked about.
    """

    people: str
    name: str
    sex: str
    born: Any
    birth: PartialDate | None
    ethnic: str
    home: str
    post: str
    planned: str
    party: tuple[str, str]
    id_number: Any
    level: str
    political: str
    administration: str
    school: str


def invent(dice: random.Random, *, texts_only: bool = False) -> Invented:
    """Somebody who does not exist.

    Args:
        dice: chance.
        texts_only: every cell is text, as in a file of plain text.
    """
    people = dice.choice(list(_PEOPLES))
    sex = dice.choice("mf")
    day = date.fromordinal(dice.randint(_FIRST_BIRTH.toordinal(), _LAST_BIRTH.toordinal()))
    born, birth = written_birth(dice, day, texts_only=texts_only)
    joined = (f"{dice.randint(1, 28)}/{dice.randint(1, 12)}/{day.year + 24}", f"3/2/{day.year + 26}")
    return Invented(
        people=people,
        name=_name(dice, people, sex),
        sex=sex,
        born=born,
        birth=birth,
        ethnic=dice.choice(_ETHNIC[people]),
        home=dice.choice(_HOMES),
        post=dice.choice(UNKNOWN_POSTS if dice.random() < 0.08 else _POSTS),
        planned=dice.choice(_PLANNED) if dice.random() < 0.5 else "",
        party=joined if dice.random() < 0.6 else ("", ""),
        id_number=_id_number(dice, texts_only=texts_only),
        level=dice.choice(_LEVELS),
        political=dice.choice(("CC LLCT", "TCCT", "SC", "TC LLCT-HC", "")),
        administration=dice.choice(("CV", "CVC", "")),
        school=dice.choice(_CLASSES),
    )


def every_name() -> tuple[str, ...]:
    """Every name that may be invented, each once, and the same in capitals."""
    made: dict[str, None] = dict.fromkeys((*NAMES, *ODD_NAMES))
    for families, middles, men, women in _PEOPLES.values():
        for family, (sex, given_names) in product(families.split(), (("m", men), ("f", women))):
            for middle, given in product(middles[sex].split(), given_names.split()):
                made[_joined(family, middle, given)] = None
    return (*made, *(name.upper() for name in made))


def written_birth(dice: random.Random, day: date, *, texts_only: bool) -> tuple[Any, PartialDate | None]:
    """A birth as a clerk writes it, and what it means."""
    full, month, year = PartialDate(day.isoformat()), PartialDate(f"{day:%Y-%m}"), PartialDate(f"{day:%Y}")
    ways: list[tuple[Any, PartialDate | None]] = [
        (f"{day.day}/{day.month}/{day.year}", full),
        (f"{day:%d/%m/%Y}", full),
        (f"{day:%d.%m.%Y}", full),
        (f"{day:%d-%m}-{day.year % 100:02d}", None),  # of two digits the century is asked about
        (f"{day.month}/{day.year}", month),
        (str(day.year), year),
    ]
    if not texts_only:
        ways += [(day, full), ((day - _DAY_ZERO).days, full), (day.year, year), (day, full)]
    return dice.choice(ways)


def _name(dice: random.Random, people: str, sex: str) -> str:
    chance = dice.random()
    if chance < 0.1:
        return dice.choice(NAMES)
    if chance < 0.14:
        return dice.choice(ODD_NAMES)
    families, middles, men, women = _PEOPLES[people]
    given = dice.choice((men if sex == "m" else women).split())
    name = _joined(dice.choice(families.split()), dice.choice(middles[sex].split()), given)
    return name.upper() if dice.random() < 0.08 else name


def _joined(*parts: str) -> str:
    return " ".join(part.replace("_", " ") for part in parts if part != "-")


def _id_number(dice: random.Random, *, texts_only: bool) -> Any:
    number = f"0{dice.randint(10**10, 10**11 - 2):011d}"
    chance = dice.random()
    if chance < 0.4:
        return None
    if chance < 0.5:
        return number[1:] if texts_only else int(number)  # Excel took it for a number: the zero is gone
    return f"{number[:3]} {number[3:]}" if chance < 0.55 else number

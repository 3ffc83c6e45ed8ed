"""Rows of an officer's own list of people: short forms, many ways to write a date, posts in one cell.

Hides how officers abbreviate; the posts named are those held now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset
from app.domain.dates import PartialDate
from app.domain.records import Appointment, Person
from app.domain.unit_records import Body

_WRITTEN: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "ethnic": {"08": ("Mông", "H.Mông", "HMông"), "29": ("Khơ Mú", "K.Mú", "Kh.Mú"), "34": ("Xinh mun",)},
    "professional": {
        "ts": ("Tiến sĩ",),
        "ths": ("ThS", "ThS Luật", "ThS QLGD"),
        "dh": ("ĐH Luật", "ĐHSP", "ĐH Kinh tế", "ĐHNL"),
        "cd": ("CĐSP",),
        "tc": ("TC Luật", "TC Kế toán"),
        "sc": ("Sơ cấp",),
    },
    "political": {"cn": ("CN chính trị",), "cc": ("CC LLCT", "CCCT"), "tc": ("TC LLCT", "TCCT"), "sc": ("SC LLCT",)},
    "administration": {"cvcc": ("CVCC",), "cvc": ("BD CVC",), "cv": ("BD CV",), "cs": ("Cán sự",)},
    "language": {"en_dh": ("ĐH tiếng Anh",), "en_cc": ("Anh B1", "Anh A2"), "other_cc": ("Tiếng Trung",)},
    "informatics": {"tc": ("ĐH CNTT",), "cc": ("UDCNTT CB", "THVP")},
}
"""Code → the ways in which it is written; a level that nobody has is left empty."""

_POSTS: Final[Mapping[str, tuple[str, ...]]] = {
    "dang.tb": ("Trưởng ban Xây dựng Đảng", "Chủ nhiệm UBKT", "Chánh Văn phòng Đảng ủy"),
    "mttq.doan_the": ("Chủ tịch Hội LHPN", "Chủ tịch Hội Nông dân", "Bí thư Đoàn Thanh niên"),
    "dang.bt": ("Bí thư Đảng ủy",),
}
_STAFF: Final = {"cc": "Công chức", "vc": "Viên chức", "hd": "Nhân viên"}
_COUNCIL_COMMITTEE: Final = "ban.tb"
_SCHOOLING: Final = "12/12"
_HOME: Final = "Điện Biên"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A person in the list: the cells after the running number."""

    cells: tuple[str | None, ...]


def list_groups(data: Dataset, catalogue: Catalogue) -> Mapping[str, tuple[ListRow, ...]]:
    """Name of a body → the people who work there now, leaders first.

    Args:
        data: records of the unit.
        catalogue: labels of posts and ethnic groups.
    """
    posts: dict[str, list[Appointment]] = {}
    for row in data.rows(Appointment):
        if row.end is None and row.person:
            posts.setdefault(row.person, []).append(row)
    people: dict[str, list[Person]] = {}
    for person in data.rows(Person):
        if person.left_on is None:
            people.setdefault(person.body or "", []).append(person)
    groups: dict[str, tuple[ListRow, ...]] = {}
    number = 0
    for body in data.rows(Body):
        members = sorted(people.get(body.id, ()), key=lambda person: person.id not in posts)
        rows: list[ListRow] = []
        for person in members:
            held = _posts_text(data, catalogue, person, posts.get(person.id, ()), number)
            rows.append(_row(person, held, catalogue, number))
            number += 1
        if rows:
            groups[body.name or ""] = tuple(rows)
    return groups


def _row(person: Person, posts: str, catalogue: Catalogue, number: int) -> ListRow:
    birth = _date(person.birth, number)

    def level(name: str) -> str | None:
        written = _WRITTEN[name].get(getattr(person, name) or "", ())
        return written[number % len(written)] if written else None

    return ListRow(
        (
            person.full_name,
            birth if person.sex == "m" else None,
            birth if person.sex == "f" else None,
            level("ethnic") or catalogue.label("ethnic_groups", person.ethnic),
            _HOME,
            posts,
            _date(person.party_joined, number + 1),
            _date(person.party_official, number + 1),
            _SCHOOLING,
            level("professional"),
            level("political"),
            level("administration"),
            level("language"),
            level("informatics"),
            None,
        )
    )


def _posts_text(data: Dataset, catalogue: Catalogue, person: Person, held: Iterable[Appointment], number: int) -> str:
    """The posts of a person, the main one first: "Bí thư Đảng ủy, Chủ tịch HĐND"."""
    ordered = sorted(held, key=lambda row: bool(row.concurrent))
    if not ordered:
        return _STAFF.get(person.staff_kind or "", "Công chức")
    texts = []
    for row in ordered:
        body = data.get(Body, row.body)
        if row.post == _COUNCIL_COMMITTEE and body is not None and row.concurrent:
            texts.append(f"Trưởng {body.name}")
            continue
        written = _POSTS.get(row.post or "", (catalogue.label("posts", row.post),))
        texts.append(written[number % len(written)])
    return ", ".join(texts)


_WAYS: Final[tuple[Callable[[int, int, int], str], ...]] = (
    lambda day, month, year: f"{day}/{month}/{year}",
    lambda day, month, year: f"{day:02d}/{month:02d}/{year}",
    lambda day, month, year: f"{day:02d}.{month:02d}.{year}",
    lambda day, month, year: f"{day}-{month}-{year}",
)


def _date(value: PartialDate | None, number: int) -> str | None:
    """A date as an officer writes it, as partial as it is known."""
    if value is None:
        return None
    parts = [int(part) for part in value.text.split("-")]
    if len(parts) < 3:
        return "/".join(str(part) for part in reversed(parts))
    year, month, day = parts
    return _WAYS[number % len(_WAYS)](day, month, year)

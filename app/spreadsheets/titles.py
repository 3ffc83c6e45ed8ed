"""The names under which a field may stand in a heading, and the sheet of each table.

Hides which tables a list of people may speak of: a person, the posts held and the posts planned for, in one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from app.domain.codelists import Catalogue
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, TableSpec
from app.vietnamese.fold import fold

Role = Literal["value", "man", "woman", "mark"]
"""How a column is read: its value; the birth date of a man or a woman; a cross that means the code in its title."""

PEOPLE: Final = "people"
"""Name of the list of people that gives records of several tables."""

ID_TITLE: Final = "Mã"
RETURN_TITLE: Final = "Lý do không nhận"
"""Heading of the column that a returned workbook gains; never read."""
LONGEST_SHEET_TITLE: Final = 31
_CLOSE: Final = 0.8
_SHORTEST_GUESS: Final = 5

IMPORTED: Final[tuple[TableSpec, ...]] = tuple(spec for spec in TABLES.values() if not spec.system)
"""Tables that a person may fill in a sheet, in the order in which they refer to each other."""

_SEXES: Final[Mapping[str, Role]] = {"man": "man", "woman": "woman"}
_PEOPLE_TABLES: Final = ("person", "appointment", "planning_entry")
_PEOPLE_FIELDS: Final = {
    "appointment": ("post", "start", "mode", "concurrent", "term", "decision_number", "decision_date", "reappointed"),
    "planning_entry": ("post",),
}
_FAMILY_NAMES: Final = ("ho va chu dem", "ho dem", "ho va ten dem", "ho chu dem", "ho va dem", "ho")
_FURTHER: Final = {
    ("appointment", "post"): (
        "chuc vu don vi", "chuc vu chuc danh", "chuc danh chuc vu", "cv don vi cong tac", "chuc vu cong tac",
        "chuc vu chuc danh don vi cong tac", "chuc vu chinh quyen", "chuc vu chuyen mon",
    ),
    ("appointment", "start"): ("ngay bo nhiem chuc vu", "ngay giu chuc vu", "thoi diem bo nhiem"),
    ("planning_entry", "post"): ("quy hoach", "chuc danh qh", "chuc danh duoc quy hoach", "quy hoach chuc vu"),
    ("person", "professional"): ("trinh do", "trinh do chuyen mon nghiep vu", "chuyen mon dao tao", "hoc vi"),
    ("person", "political"): ("ly luan",),
    ("person", "rank"): ("ngach hang", "ngach vien chuc"),
    ("person", "id_number"): ("so cmnd cccd", "cmnd cccd", "so cccd cmnd", "cccd cmnd", "so cccd dinh danh"),
    ("person", "ethnic_language"): ("tieng dan toc thieu so", "chung chi tieng dan toc thieu so"),
}  # fmt: skip
_NAMES: Final = (("ho", "va", "ten"), ("ho", "ten"), ("ten",))
_WHO: Final = frozenset({
    "can", "bo", "cong", "chuc", "vien", "nguoi", "lao", "dong", "giao", "nhan", "dang", "chi", "khai", "sinh", "cb",
    "cc", "vc", "cbcc", "cbccvc", "nld", "ccvc",
})  # fmt: skip
"""Words that may stand behind "Họ và tên" and say no more: "Họ và tên cán bộ, công chức"; not "Họ và tên vợ"."""
_FILLERS: Final = frozenset({"va", "hien", "nay", "tai", "cao", "nhat", "trinh", "do", "giai", "doan"})
"""Words that a heading may have or lack: "Trình độ lý luận chính trị", "Chức vụ hiện tại"."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the cells of a column go."""

    table: str
    field: FieldSpec
    role: Role = "value"
    code: str = ""

    @property
    def key(self) -> str:
        """The target in a word, as `target_of` reads it: "person.birth", "person.birth:man", "person.sex:f"."""
        way = self.code or ("" if self.role == "value" else self.role)
        return f"{self.table}.{self.field.name}:{way}" if way else f"{self.table}.{self.field.name}"


MANY: Final = frozenset({"person.full_name", "planning_entry.post"})
"""Keys of targets that may stand in several columns: a name may be split, several posts may be planned for."""


def sheet_title(spec: TableSpec) -> str:
    """Name of the sheet of a table in our template: its label, cut after a whole word."""
    if len(spec.label) <= LONGEST_SHEET_TITLE:
        return spec.label
    return spec.label[: LONGEST_SHEET_TITLE + 1].rpartition(" ")[0].rstrip(" ,")


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a column as they are looked up: folded once, asked of many tables.

    Attributes:
        keys: folded texts that may name the column, the surest first.
        birth: folded text without its last word, where that word is a sex.
        sex: that word as a role.
    """

    keys: tuple[str, ...]
    birth: str = ""
    sex: Role = "value"


def heading_of(titles: tuple[str, ...], *, alone: bool) -> Heading:
    """Prepares the headings of a column.

    Args:
        titles: from top to bottom, joined cells repeated in each column that they span.
        alone: the top heading spans this column only, so that it may name the column.
    """
    texts = [" ".join(titles), titles[-1], *(titles[:1] if alone else ())]
    keys = tuple(dict.fromkeys(fold(text) for title in texts for text in (title, title.partition("(")[0])))
    *before, last = texts[0].split()
    sex: Role = {"nam": "man", "nữ": "woman"}.get(last.strip("().:").lower(), "value")  # type: ignore[assignment]
    return Heading(keys, fold(" ".join(before)), sex)


def find_target(table: str, heading: Heading) -> Target | None:
    """Target of a column.

    Args:
        table: name of a table, or `PEOPLE`.
        heading: of the column.
    """
    known = _TARGETS[table]
    if heading.sex != "value" and (found := known.get(heading.birth)) and found.field.name == "birth":
        return Target(found.table, found.field, heading.sex)
    return next((known[key] for key in heading.keys if key in known), None)


def find_loosely(heading: Heading) -> Target | None:
    """Target of a column of a list of people whose heading says more words than its field needs."""
    for key in heading.keys:
        if _names_a_person(tuple(key.split())):
            return _TARGETS[PEOPLE]["ho va ten"]
        if found := _BARE.get(_bare(key)):
            return found
    return None


def _names_a_person(words: tuple[str, ...]) -> bool:
    return any(words[: len(name)] == name and set(words[len(name) :]) <= _WHO for name in _NAMES if len(words) > 1)


def _bare(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _FILLERS and not word.isdecimal())


def is_title(text: str) -> bool:
    """Whether a text names a field of some table."""
    return fold(text) in _ALL_TITLES


def target_of(key: str) -> Target:
    """A target by its key, one of those that `targets_of` offers."""
    place, _, way = key.partition(":")
    table, _, name = place.partition(".")
    field = TABLES[table].field(name)
    if way in _SEXES:
        return Target(table, field, _SEXES[way])
    return Target(table, field, "mark", way) if way else Target(table, field)


def targets_of(table: str, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """What a person may choose for a column: (key, label).

    Args:
        table: name of a table, or `PEOPLE`.
        catalogue: for columns that are crossed.
    """
    if table != PEOPLE:
        return tuple((Target(table, field).key, field.label) for field in TABLES[table].fields)
    found: list[tuple[str, str]] = []
    for name in _PEOPLE_TABLES:
        only = _PEOPLE_FIELDS.get(name, ())
        fields = [field for field in TABLES[name].fields if not only or field.name in only]
        found.extend((Target(name, field).key, field.label) for field in fields)
    person = TABLES["person"]
    birth = person.field("birth")
    found.append((Target("person", birth, "man").key, f"{birth.label} của nam"))
    found.append((Target("person", birth, "woman").key, f"{birth.label} của nữ"))
    for field in (person.field("sex"), person.field("professional")):
        found.extend(
            (Target("person", field, "mark", code.code).key, f"{field.label}: đánh dấu {code.label}")
            for code in catalogue[field.declared.codes]
        )
    return tuple(found)


def nearest_title(table: str, title: str) -> Target | None:
    """Target whose name is nearest to a heading that is not known; None where none is near."""
    known = _TARGETS[table]
    text = fold(title)
    close = get_close_matches(text, known, n=1, cutoff=_CLOSE) if len(text) >= _SHORTEST_GUESS else []
    return known[close[0]] if close else None


def _titles_of(spec: TableSpec, only: tuple[str, ...] = ()) -> dict[str, Target]:
    titles: dict[str, Target] = {}
    for field in spec.fields:
        if only and field.name not in only:
            continue
        further = _FURTHER.get((spec.name, field.name), ())
        for title in (field.label, *field.declared.aliases, *further):
            titles.setdefault(fold(title), Target(spec.name, field))
    return titles


def _people() -> dict[str, Target]:
    titles: dict[str, Target] = {}
    for name in _PEOPLE_TABLES:
        for title, target in _titles_of(TABLES[name], _PEOPLE_FIELDS.get(name, ())).items():
            titles.setdefault(title, target)
    names = titles[fold("Họ và tên")]
    for title in _FAMILY_NAMES:
        titles.setdefault(title, names)
    for number in range(1, 4):
        for title in ("qh chuc danh", "chuc danh quy hoach", "quy hoach chuc danh", "chuc danh"):
            titles[f"{title} {number}"] = titles["qh chuc danh"]
    return titles


_TARGETS: Final[Mapping[str, Mapping[str, Target]]] = {spec.name: _titles_of(spec) for spec in IMPORTED} | {
    PEOPLE: _people()
}

_BARE: Final[Mapping[str, Target]] = {
    bare: target for title, target in reversed(tuple(_TARGETS[PEOPLE].items())) if (bare := _bare(title))
}
"""Targets of a list of people by their titles without fillers; of two titles alike the first counts."""

_ALL_TITLES: Final = frozenset(title for titles in _TARGETS.values() for title in titles)

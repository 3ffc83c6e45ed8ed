"""Code lists with dates: what a code means, when it may be used, and how it is recognised in free text.

Hides the files and the many spellings. A reform is a dated row: the old code gets an `end`, the new one a `start`.
The yes/no and number columns that are more than they seem:

- `order` is a rank, smaller = higher. In `posts` it compares posts of one tier; between tiers the tier decides.
- `posts.key`, `training_kinds.counted` and `sectors.listed` are the defaults that the plan pack may replace.
- `posts.body_kinds`, `posts.tiers` and `body_kinds.tiers` name, apart by spaces, where a value may be used.
- `tasks.label` quotes the plan, mistakes included, cut to the part that is reported; `clause` is its place there.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.domain.dates import PartialDate, in_force
from app.vietnamese.fold import fold, nfc

_ALIKE: Final = 0.75  # of difflib: one wrong letter in a name of four
_COMMON: Final = frozenset({"code", "label", "start", "end", "aliases", "unconfirmed"})


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list.

    Attributes:
        code: stable text.
        label: Vietnamese, as shown and printed.
        start, end: when it may be used, inclusive; None is open.
        aliases: other spellings seen in lists.
        attributes: further columns of the list's file.
        unconfirmed: the value awaits confirmation by Sở Nội vụ.
    """

    code: str
    label: str
    start: PartialDate | None
    end: PartialDate | None
    aliases: tuple[str, ...]
    attributes: Mapping[str, str]
    unconfirmed: bool

    def is_set(self, attribute: str) -> bool:
        """Whether a yes/no column of the list says yes."""
        return self.attributes.get(attribute) == "1"

    def number(self, attribute: str) -> int:
        """An integer column of the list; 0 where it is empty."""
        return int(self.attributes.get(attribute) or 0)

    def words(self, attribute: str) -> tuple[str, ...]:
        """A column that holds several codes, apart by spaces."""
        return tuple(self.attributes.get(attribute, "").split())

    def usable_on(self, on: date) -> bool:
        """Whether the code may be used on a day."""
        return in_force(self.start, self.end, on)


class CodeList:
    """A code list, in the order of its file."""

    __slots__ = ("_by_code", "_by_text", "name")

    def __init__(self, name: str, codes: tuple[Code, ...]) -> None:
        self.name = name
        self._by_code = {code.code: code for code in codes}
        self._by_text: dict[str, list[Code]] = {}
        for code in codes:
            for text in {fold(word) for word in _spellings(code)}:
                self._by_text.setdefault(text, []).append(code)

    def __iter__(self) -> Iterator[Code]:
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str | None) -> Code | None:
        """A code; None where the list has no such code."""
        return self._by_code.get(code) if code is not None else None

    def label(self, code: str) -> str:
        """Label of a code; the code itself where the list does not know it."""
        found = self._by_code.get(code)
        return found.label if found else code

    def match(self, text: str, on: date | None = None) -> tuple[Code, ...]:
        """Codes whose code, label or alias is this text, compared without marks; several are a question.

        Where several are found, those written with the very marks of the text are left: "Cống" is not "Cộng".
        A code of digits only is no spelling: other systems number the same things otherwise (domain §4).

        Args:
            text: as it stands in a list.
            on: day at which the value holds; leaves only codes usable then, if there are any.
        """
        found = tuple(self._by_text.get(fold(text), ()))
        if len(found) > 1:
            written = nfc(text).strip().casefold()
            found = tuple(code for code in found if written in map(str.casefold, _spellings(code))) or found
        usable = tuple(code for code in found if code.usable_on(on)) if on else ()
        return usable or found

    def near(self, text: str) -> tuple[Code, ...]:
        """Codes to offer for a text that `match` does not know, the likeliest first; never to be taken unasked.

        First those whose spelling begins the text ("TP VHXH, kiêm Bí thư chi bộ"), else those spelled alike.
        """
        words = fold(text).split()
        for count in range(len(words), 0, -1):
            begins = self._by_text.get(" ".join(words[:count]))
            if begins:
                return tuple(begins)
        alike = difflib.get_close_matches(" ".join(words), self._by_text, n=3, cutoff=_ALIKE)
        return tuple({code.code: code for spelling in alike for code in self._by_text[spelling]}.values())


def _spellings(code: Code) -> tuple[str, ...]:
    named = () if code.code.isdigit() else (code.code,)
    return (*named, code.label, *code.aliases)


class Catalogue:
    """All code lists by name."""

    __slots__ = ("_lists",)

    def __init__(self, lists: Mapping[str, CodeList]) -> None:
        self._lists = MappingProxyType(dict(lists))

    def __getitem__(self, name: str) -> CodeList:
        return self._lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def label(self, name: str, code: str | None) -> str:
        """Label of a code of a list; empty for no code."""
        return self._lists[name].label(code) if code else ""


def load_catalogue(folder: Path) -> Catalogue:
    """Reads each `*.csv` of a folder as a list: code, label, start, end, aliases (by "|"), unconfirmed and more."""
    return Catalogue({path.stem: _read_list(path) for path in sorted(folder.glob("*.csv"))})


def _read_list(path: Path) -> CodeList:
    with path.open(encoding="utf-8", newline="") as stream:
        return CodeList(path.stem, tuple(_code(row) for row in csv.DictReader(stream)))


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        label=row["label"],
        start=_date(row.get("start")),
        end=_date(row.get("end")),
        aliases=tuple(part.strip() for part in (row.get("aliases") or "").split("|") if part.strip()),
        attributes=MappingProxyType({name: value or "" for name, value in row.items() if name not in _COMMON}),
        unconfirmed=row.get("unconfirmed") == "1",
    )


def _date(text: str | None) -> PartialDate | None:
    return PartialDate(text) if text else None

"""The last look before sealing: what a level withholds must not stand in a text that it lets through (domain §8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.dataset import Dataset
from app.domain.records import Person
from app.domain.registry import TABLES
from app.domain.schema import FieldSpec, Level
from app.errors import refuse
from app.package.tables import sent_tables
from app.vietnamese.fold import fold

# The unit's signers and preparers are meant to be read; a school may be called after someone of the same name.
_OPEN: Final = frozenset({"unit_profile", "body.name"})
_WORD: Final = re.compile(r"\w+")
_NUMBER: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_ISO_DAY: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_FEW_WORDS: Final = 2
"""Names of so many words are compared letter for letter; without marks they are found in ordinary sentences."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything of the recorded people that must stay: names as folded words and as written, numbers, days."""

    folded: frozenset[tuple[str, ...]]
    written: frozenset[tuple[str, ...]]
    numbers: frozenset[str]
    days: frozenset[str]  # ISO

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many words the names have."""
        return tuple(sorted({len(name) for name in self.folded | self.written}))


def refuse_names(sent: Dataset, people: Iterable[Person]) -> None:
    """Refuses to seal a dataset whose texts tell what its level withholds.

    Args:
        sent: as it leaves. people: as they are recorded, with name, number and birth.

    Raises:
        UserError: NOP-05 with the first places.
    """
    texts = ((f"{TABLES[table].label}: {field.label}", text) for table, field, text in _texts(sent))
    refuse_told(texts, sent.level, people)


def refuse_told(texts: Iterable[tuple[str, str]], level: Level, people: Iterable[Person]) -> None:
    """Refuses texts that tell what a level withholds.

    Args:
        texts: where each stands, and what it says. level: at which they leave. people: as they are recorded.

    Raises:
        UserError: NOP-05 with the first places.
    """
    if level >= Level.HO_SO:
        return
    known = _known(people)
    places = [place for place, text in texts if _tells(text, known, known.lengths)]
    if places:
        shown = "; ".join(dict.fromkeys(places[:20]))
        raise refuse("NOP-05", level=level.label, count=len(places), detail=shown)


def _known(people: Iterable[Person]) -> _Known:
    folded, written, numbers, days = set(), set(), set(), set()
    for person in people:
        words = _words(person.full_name or "")
        if len(words) > _FEW_WORDS:
            folded.add(_words(fold(person.full_name or "")))
        elif len(words) == _FEW_WORDS:
            written.add(words)
        if person.id_number:
            numbers.add(person.id_number)
        if person.birth and person.birth.is_full:
            days.add(person.birth.text)
    return _Known(frozenset(folded), frozenset(written), frozenset(numbers), frozenset(days))


def _texts(sent: Dataset) -> Iterator[tuple[str, FieldSpec, str]]:
    for spec in sent_tables(sent.level):
        fields = [
            field
            for field in spec.fields
            if field.kind == "text" and field.level <= sent.level and f"{spec.name}.{field.name}" not in _OPEN
        ]
        for row in () if spec.name in _OPEN else sent.tables.get(spec.name, {}).values():
            for field in fields:
                text = getattr(row, field.name)
                if text:
                    yield spec.name, field, text


def _tells(text: str, known: _Known, lengths: tuple[int, ...]) -> bool:
    if not known.numbers.isdisjoint(_NUMBER.findall(text)) or not known.days.isdisjoint(_days(text)):
        return True
    return _holds(_words(fold(text)), known.folded, lengths) or _holds(_words(text), known.written, lengths)


def _days(text: str) -> Iterator[str]:
    """Full dates in a text, as ISO days."""
    yield from _ISO_DAY.findall(text)
    for day, month, year in _DAY.findall(text):
        yield f"{year}-{int(month):02d}-{int(day):02d}"


def _holds(words: tuple[str, ...], names: frozenset[tuple[str, ...]], lengths: tuple[int, ...]) -> bool:
    return any(words[start : start + length] in names for start in range(len(words)) for length in lengths)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))

"""Whom a row speaks of: a person of the unit, one of an earlier row, or nobody yet.

Hides when two rows are taken for one person without a question: the same full name with the same full birth date or
the same personal number, and nothing against it. Everything weaker waits for an answer; names are compared, never
corrected; different birth dates are different people.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.dataset import Dataset
from app.domain.dates import PartialDate
from app.domain.records import Person
from app.domain.registry import TABLES
from app.spreadsheets.choices import NEW, Choices, Memory
from app.spreadsheets.headers import Column
from app.spreadsheets.identity import contradicts
from app.spreadsheets.ledger import Ledger, says_more
from app.spreadsheets.outcome import Candidate, earlier_row
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold, fold_marked, nfc

_FULL_DATE: Final = 10
_MOST_SHOWN: Final = 8
_APART: Final = ("sex", "id_number")
"""Values that speak against one person where both sides say them and differ."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for a row.

    Attributes:
        person: whom it speaks of; None for somebody new, or where `why` or `reason` is set.
        why: what must be asked, or was.
        candidates: whom it may speak of.
        reason: why it cannot go in at all.
        answer: what a person said to `why`, where that was asked.
    """

    person: Any = None
    why: str = ""
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    answer: str = ""


NOBODY: Final = Verdict()


class People:
    """The people of the unit and of the rows read before, by name and birth, by number, by id."""

    __slots__ = (
        "_anew",
        "_answers",
        "_by_name",
        "_by_number",
        "_claimed",
        "_given",
        "_ledger",
        "_made",
        "_memory",
        "_used",
    )  # fmt: skip

    def __init__(self, data: Dataset, ledger: Ledger, choices: Choices, memory: Memory) -> None:
        self._ledger = ledger
        self._answers = choices.same
        self._anew = choices.anew
        self._memory = memory
        self._by_name: dict[str, dict[str, list[str]]] = {}
        self._by_number: dict[str, list[str]] = {}
        self._claimed: dict[str, tuple[str, int]] = {}
        self._made: dict[tuple[str, int], str] = {}
        self._given: dict[str, str] = {}
        self._used: Counter[str] = Counter()
        for person in data.rows(Person):
            self._index(person)

    def find(
        self,
        row: tuple[str, int],
        told: Mapping[str, Any],
        record_id: str,
        cells: tuple[Sequence[Column], Sequence[Any]],
    ) -> Verdict:
        """Says whom a row speaks of.

        Args:
            row: its sheet and number.
            told: what it says of the person; the name at least.
            record_id: what the column of ids says; an id that nobody knows is passed over.
            cells: columns and values of the row, by which an earlier answer is found again.
        """
        if record_id and (known := self._ledger.find("person", record_id)) is not None:
            if record_id in self._claimed:
                return Verdict(reason="trùng mã với một dòng trước")
            return Verdict(known)
        possible = self._possible(told, record_id)
        if not possible:
            return NOBODY
        sure = [person for person in possible if self._is_surely(person, told)]
        if len(possible) == len(sure) == 1:
            return Verdict(sure[0])
        why = self._why(possible, told)
        person = self._remembered(row_digest(*cells)) if self._memory.rows else None
        if person is not None and row not in self._anew:
            return Verdict(person, why, answer="đã trả lời ở lần nhập trước")
        number = told.get("id_number")
        others = number and any(person.id_number == number for person in possible if person not in sure)
        if len(sure) == 1 and not others:
            return Verdict(sure[0])
        return self._asked(row, why, possible)

    def row_of(self, person: Any) -> tuple[str, int] | None:
        """Sheet and number of the first row of the workbook that spoke of a person; None before there is one."""
        return self._claimed.get(person.id)

    def note(self, person: Any, row: tuple[str, int], record_id: str, *, new: bool) -> None:
        """Remembers whom a row was taken for."""
        if new:
            self._index(person)
            self._made[row] = person.id
            if record_id:
                self._given[person.id] = record_id
        self._claimed.setdefault(person.id, row)

    def _index(self, person: Any) -> None:
        births = self._by_name.setdefault(fold(person.full_name or ""), {})
        births.setdefault(person.birth.text if person.birth is not None else "", []).append(person.id)
        if person.id_number:
            self._by_number.setdefault(person.id_number, []).append(person.id)

    def _possible(self, told: Mapping[str, Any], record_id: str) -> list[Any]:
        """People whose name is the same without marks and whose birth is no other, and those with the number."""
        birth, number = told.get("birth"), told.get("id_number")
        numbered = self._by_number.get(number, ()) if number else ()
        births = self._by_name.get(fold(told.get("full_name") or ""))
        named = _of_birth(births, birth) if births else []
        if not named and not numbered:
            return []
        found = (self._ledger.find("person", key) for key in dict.fromkeys((*named, *numbered)))
        return [
            person
            for person in found
            if (person.id in numbered or not contradicts(person.birth, birth))
            and not (record_id and self._given.get(person.id, record_id) != record_id)
        ]

    def _is_surely(self, person: Any, told: Mapping[str, Any]) -> bool:
        """Whether nobody need be asked: all that tells people apart agrees, and no earlier row says otherwise."""
        return _is_one(person, told) and not (person.id in self._claimed and disagreements(person, told))

    def _why(self, possible: list[Any], told: Mapping[str, Any]) -> str:
        """The question in words."""
        if len(possible) > 1:
            return f"có {len(possible)} hồ sơ có thể là người này"
        person = possible[0]
        row = self._claimed.get(person.id)
        known = f"dòng {row[1]} là {describe(person)}" if row else f"đã có {describe(person)}"
        if told.get("id_number") and person.id_number == told["id_number"] and not _is_one(person, told):
            return f"cùng số định danh, nhưng họ tên hoặc ngày sinh khác: {known}"
        if not _is_same_name(person.full_name or "", told.get("full_name") or ""):
            return f"tên khác dấu: {known}"
        if any(told.get(field) and getattr(person, field) not in (None, told[field]) for field in _APART):
            return f"giới tính hoặc số định danh khác: {known}"
        if _is_one(person, told):
            labels = ", ".join(TABLES["person"].field(name).label for name in disagreements(person, told))
            return f"hai dòng ghi khác nhau ({labels}): {known}"
        return f"ngày sinh không đủ để biết chắc: {known}"

    def _asked(self, row: tuple[str, int], why: str, possible: list[Any]) -> Verdict:
        """The answer to a question that must be asked, or the question; what names nobody who may be meant is none."""
        answer = self._answers.get(row)
        if answer == NEW:
            return Verdict(None, why, answer="là người khác")
        candidates = tuple(map(self._candidate, possible))
        chosen = next((found.record for found in candidates if found.id == answer), None)
        if chosen is not None:
            return Verdict(chosen, why, answer=f"là một người với {describe(chosen)}")
        return Verdict(None, why, candidates[:_MOST_SHOWN])

    def _remembered(self, digest: str) -> Any:
        """Whom the next row of this digest was taken for at an earlier import."""
        known = self._memory.rows.get(digest, ())
        turn = self._used[digest]
        self._used[digest] += 1
        return self._ledger.find("person", known[turn]) if turn < len(known) else None

    def _candidate(self, person: Any) -> Candidate:
        claimed = self._claimed.get(person.id)
        if claimed is not None and self._made.get(claimed) == person.id:
            return Candidate(earlier_row(*claimed), person)
        return Candidate(person.id, person)


def row_digest(columns: Sequence[Column], values: Sequence[Any]) -> str:
    """What is equal for rows that say the same, whatever their capitals and points."""
    said = (
        f"{column.target.key}={fold_marked(value) if isinstance(value, str) else value}"
        for column, value in zip(columns, values, strict=True)
        if value is not None
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


class Rivals:
    """Who of the people of a unit cannot be found again by name and birth alone."""

    __slots__ = ("_names", "_numbers")

    def __init__(self, people: Iterable[Person]) -> None:
        known = list(people)
        self._names = Counter(fold(person.full_name or "") for person in known)
        self._numbers = Counter(person.id_number for person in known if person.id_number)

    def of(self, person: Person) -> bool:
        """Whether a row that made this person could not find it again without a question."""
        if person.birth is None or len(person.birth.text) < _FULL_DATE:
            return True
        return self._names[fold(person.full_name or "")] > 1 or self._numbers[person.id_number or ""] > 1


def describe(person: Any) -> str:
    """A person in a few words: name and birth."""
    name = person.full_name or "(chưa có tên)"
    return f"{name}, sinh {write_date(person.birth.text)}" if person.birth is not None else name


def _of_birth(births: Mapping[str, list[str]], birth: PartialDate | None) -> list[str]:
    """Ids of those whose birth, written as far as it is known, may be this one."""
    if birth is None:
        return [key for keys in births.values() for key in keys]
    text, of = birth.text, births.get
    if len(text) == _FULL_DATE:
        return [*of(text, ()), *of(text[:7], ()), *of(text[:4], ()), *of("", ())]
    return [key for known, keys in births.items() if known.startswith(text) or text.startswith(known) for key in keys]


def _is_one(person: Any, told: Mapping[str, Any]) -> bool:
    """Whether the name is the same to the letter, and the full birth or the number."""
    if not _is_same_name(person.full_name or "", told.get("full_name") or ""):
        return False
    if any(told.get(field) and getattr(person, field) not in (None, told[field]) for field in _APART):
        return False
    birth = told.get("birth")
    if told.get("id_number") and person.id_number == told["id_number"]:
        return not contradicts(person.birth, birth)
    return birth is not None and birth == person.birth and len(birth.text) == _FULL_DATE


def _is_same_name(one: str, other: str) -> bool:
    """Whether two names have the same letters and marks; capitals and the Unicode form do not count."""
    return one == other or nfc(one).casefold() == nfc(other).casefold()


def disagreements(person: Any, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields of which a row says something else than what is known of a person."""
    return tuple(
        name for name, value in told.items() if getattr(person, name) is not None and says_more(person, name, value)
    )

"""Vướng mắc between a unit and Sở Nội vụ: what the unit asks, at any time, and what is answered; files of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, TypeVar

import msgspec

from app.errors import refuse
from app.package.header import canonical_json, is_text
from app.package.tables import require_files
from app.package.trust import Opened

QUESTIONS: Final = "questions.json"
ANSWERS: Final = "answers.json"
MOST: Final = 200
"""Items in one file."""
_LONGEST_ID: Final = 64
STATES: Final = frozenset({"gui", "xu_ly", "tra_loi"})
"""Codes of the list `difficulty_states`."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One difficulty.

    Attributes:
        id: of the unit's record. sent_on: ISO day or its beginning, "" for none. text: as the unit wrote it.
    """

    id: str
    sent_on: str
    text: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a difficulty stands at Sở Nội vụ.

    Attributes:
        id: of the unit's record. state: of `difficulty_states`. answered_on: ISO day, "" while there is no answer.
        answer: "" while there is none.
    """

    id: str
    state: str
    answered_on: str
    answer: str


_T = TypeVar("_T", Question, Answer)


def questions_json(items: Iterable[Question]) -> bytes:
    """Questions as a file, by id."""
    return canonical_json(sorted(items, key=lambda item: item.id))


def answers_json(items: Iterable[Answer]) -> bytes:
    """Answers as a file, by id."""
    return canonical_json(sorted(items, key=lambda item: item.id))


def read_questions(opened: Opened) -> tuple[Question, ...]:
    """Reads a file of questions whose trust was judged.

    Raises:
        UserError: GOI-02 a file that does not belong, NGH-09 not in the one form.
    """
    require_files(opened.files, {QUESTIONS})
    found = _read(opened.files[QUESTIONS], Question, QUESTIONS)
    if not all(is_text(item.text) and _is_day(item.sent_on) for item in found):
        raise refuse("NGH-09", detail=QUESTIONS)
    return found


def read_answers(content: bytes) -> tuple[Answer, ...]:
    """Reads a file of answers.

    Raises:
        UserError: NGH-09.
    """
    found = _read(content, Answer, ANSWERS)
    fits = (
        item.state in STATES and _is_day(item.answered_on) and (not item.answer or is_text(item.answer))
        for item in found
    )
    if not all(fits):
        raise refuse("NGH-09", detail=ANSWERS)
    return found


def _read(content: bytes, kind: type[_T], name: str) -> tuple[_T, ...]:
    try:
        items: list[_T] = msgspec.json.decode(content, type=list[kind])  # type: ignore[valid-type]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("NGH-09", detail=name) from error
    ids: list[str] = [item.id for item in items]
    plain = all(0 < len(one) <= _LONGEST_ID and one.isascii() and one.isprintable() for one in ids)
    same = canonical_json(sorted(items, key=lambda item: str(item.id))) == content
    if not (plain and same and 0 < len(items) <= MOST and len(set(ids)) == len(ids)):
        raise refuse("NGH-09", detail=name)
    return tuple(items)


def _is_day(text: str) -> bool:
    """A day, a month, a year, or nothing."""
    if not text:
        return True
    try:
        return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text).isoformat().startswith(text)
    except ValueError:
        return False

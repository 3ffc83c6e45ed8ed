"""What the columns of a list of people tell of a person.

Hides birth dates in two columns by sex, names in two columns, crosses, and a sex that stands among the remarks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from app.spreadsheets.headers import Column
from app.spreadsheets.intake import Draft
from app.vietnamese.fold import fold

_APART: Final = re.compile(r"[,;.\n]")
_SEXES: Final = {"nu": "f", "nam": "m"}


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """Places of the values of a draft by what they are for; `pick` gives the values of the fields `person`."""

    person: tuple[str, ...]
    pick: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    names: tuple[int, ...]
    births: tuple[tuple[int, str], ...]
    marks: tuple[tuple[int, str], ...]
    body: int | None
    posts: tuple[int, ...]
    appointment: tuple[tuple[int, str], ...]
    planned: tuple[int, ...]
    remark: int | None


def tell_person(draft: Draft, columns: PeopleColumns) -> None:
    """Puts together what a row tells of its person.

    Args:
        draft: of the row; its `told` is filled.
        columns: of the sheet.
    """
    values = draft.values
    said = zip(columns.person, columns.pick(values), strict=True)
    draft.told = {name: value for name, value in said if value is not None}
    if len(columns.names) == 1:
        name = values[columns.names[0]]
    else:
        name = " ".join(dict.fromkeys(values[place] for place in columns.names if values[place]))
    if name:
        draft.told["full_name"] = name
    for place, name in columns.marks:
        if values[place] is not None:
            draft.told.setdefault(name, values[place])
    if columns.births:
        _tell_birth(draft, columns)
    if columns.remark is not None and values[columns.remark] is not None:
        _tell_sex_of_remark(draft, values[columns.remark])


def _tell_birth(draft: Draft, columns: PeopleColumns) -> None:
    filled = [(draft.values[place], sex) for place, sex in columns.births if draft.values[place] is not None]
    if len(filled) > 1:
        draft.refuse("Ngày sinh", "điền cả cột nam và cột nữ")
    elif filled:
        birth, sex = filled[0]
        draft.told["birth"] = birth
        if draft.told.setdefault("sex", sex) != sex:
            draft.refuse("Giới tính", "cột ngày sinh và cột giới tính không khớp nhau")
    elif not draft.reasons:
        draft.ask("Ngày sinh", "cả cột nam và cột nữ đều trống, chưa biết giới tính")


def _tell_sex_of_remark(draft: Draft, remark: str) -> None:
    """A list without a column of sexes often says "Nữ" among the remarks, which are kept as they stand."""
    said = {_SEXES[word] for part in _APART.split(remark) if (word := fold(part)) in _SEXES}
    if len(said) == 1 and "sex" not in draft.told:
        draft.told["sex"] = said.pop()
        draft.ask("Giới tính", f'hiểu theo ghi chú "{remark}"')


def _picker(places: Sequence[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple(values[place] for place in places)


def sort_columns(columns: tuple[Column, ...]) -> PeopleColumns:
    """Sorts the columns of a list by what they are for."""

    def places(table: str, *, field: str = "", role: str = "value") -> list[tuple[int, Column]]:
        return [
            (place, column)
            for place, column in enumerate(columns)
            if column.target.table == table
            and column.target.role == role
            and (not field or column.target.field.name == field)
        ]

    special = {"full_name", "body"}
    sexes = any(column.target.field.name == "sex" or column.target.role in ("man", "woman") for column in columns)
    person = [(place, column.target.field.name) for place, column in places("person")]
    person = [(place, name) for place, name in person if name not in special]
    return PeopleColumns(
        person=tuple(name for _, name in person),
        pick=_picker([place for place, _ in person]),
        names=tuple(place for place, _ in places("person", field="full_name")),
        births=tuple((p, "m") for p, _ in places("person", role="man"))
        + tuple((p, "f") for p, _ in places("person", role="woman")),
        marks=tuple((place, column.target.field.name) for place, column in places("person", role="mark")),
        body=next((place for place, _ in places("person", field="body")), None),
        posts=tuple(place for place, _ in places("appointment", field="post")),
        appointment=tuple((p, c.target.field.name) for p, c in places("appointment") if c.target.field.name != "post"),
        planned=tuple(place for place, _ in places("planning_entry", field="post")),
        remark=None if sexes else next((place for place, _ in places("person", field="note")), None),
    )

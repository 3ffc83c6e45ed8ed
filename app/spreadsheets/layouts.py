"""What the columns of a sheet are taken for, once its headings are found.

Hides headings that are nearly known, columns that are only crossed, and what a person chose, now or at an earlier
import of a sheet with the very same headings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any, Final

from app.domain.codelists import Catalogue
from app.domain.registry import TABLES
from app.domain.schema import TableSpec
from app.errors import refuse
from app.spreadsheets.datarows import find_data_rows
from app.spreadsheets.headers import Column, Layout, any_layouts
from app.spreadsheets.titles import MANY, PEOPLE, Target, nearest_title, target_of, targets_of
from app.spreadsheets.values import plain_text
from app.spreadsheets.wire import Sheet
from app.vietnamese.fold import fold

_SEX: Final = re.compile(r"(?:(?:gioi tinh|gioi|phai|trong do|la) )*(nam|nu)(?: gioi)?")
_CROSSES: Final = frozenset({"x", "v", "1", "", "+"})
_MARK_LISTS: Final = ("professional",)


def understand(layout: Layout, rows: list[list[Any]], catalogue: Catalogue, chosen: Mapping[int, str]) -> Layout:
    """Says what each column is taken for.

    Args:
        layout: the headings that name a field.
        rows: of the sheet.
        catalogue: code lists, for columns that are crossed.
        chosen: place of a column → key of a target that a person chose for it, "" to leave it out.

    Raises:
        UserError: NHAP-03 there is no such target.
    """
    offered = {key for key, _ in targets_of(layout.table, catalogue)} | {""}
    for wish in chosen.values():
        if wish not in offered:
            raise refuse("NHAP-03", what="cột", value=wish, detail="trang tính này không có cột như vậy")
    return _with_choices(_with_guesses(_with_marks(layout, rows, catalogue)), chosen)


def known_layout(sheet: Sheet, rows: list[list[Any]], known: Container[str]) -> Layout | None:
    """Headings that a person once pointed out in another workbook; None where no row near the top bears them.

    Args:
        sheet: for its joined cells.
        rows: of the sheet.
        known: digests of the headings whose columns a person chose.
    """
    return next((layout for layout in any_layouts(sheet, rows) if digest_of(layout) in known), None)


def digest_of(layout: Layout) -> str:
    """What is equal for sheets with the same headings in the same columns, and for no other."""
    titles = sorted([(column.place, column.title) for column in layout.columns] + list(layout.unknown))
    written = "\n".join(f"{place} {fold(title)}" for place, title in titles if title)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _with_guesses(layout: Layout) -> Layout:
    """Takes a column whose heading is nearly a known one, as a question."""
    taken = {(column.target.table, column.target.field.name) for column in layout.columns}
    guessed: list[Column] = []
    unknown: list[tuple[int, str]] = []
    for place, title in layout.unknown:
        target = nearest_title(layout.table, title)
        if target is None or (target.table, target.field.name) in taken:
            unknown.append((place, title))
            continue
        taken.add((target.table, target.field.name))
        guessed.append(Column(place, title, target, guessed=True))
    columns = sorted([*layout.columns, *guessed], key=lambda column: column.place)
    return replace(layout, columns=tuple(columns), unknown=tuple(unknown))


def _with_marks(layout: Layout, rows: list[list[Any]], catalogue: Catalogue) -> Layout:
    """Takes the columns of a list of people that are only crossed: Nữ, ThS, ĐH, CĐ …"""
    if layout.table != PEOPLE:
        return layout
    spec = TABLES["person"]
    targets: dict[int, Column] = {}
    for place, title in layout.unknown:
        if match := _SEX.fullmatch(fold(title)):
            target: Target | None = Target("person", spec.field("sex"), "mark", {"nam": "m", "nu": "f"}[match[1]])
        else:
            target = _level_mark(spec, title.split()[-1] if title.split() else "", catalogue)
        if target is not None:
            targets[place] = Column(place, title, target)
    people = [rows[place] for place in find_data_rows(rows, layout).places] if targets else []
    marked = [column for place, column in targets.items() if _is_crossed(people, place)]
    places = {column.place for column in marked}
    columns = sorted([*layout.columns, *marked], key=lambda column: column.place)
    unknown = tuple(item for item in layout.unknown if item[0] not in places)
    return replace(layout, columns=tuple(columns), unknown=unknown)


def _level_mark(spec: TableSpec, word: str, catalogue: Catalogue) -> Target | None:
    for name in _MARK_LISTS:
        field = spec.field(name)
        found = catalogue[field.declared.codes].match(word)
        if len(found) == 1:
            return Target("person", field, "mark", found[0].code)
    return None


def _is_crossed(rows: list[list[Any]], place: int) -> bool:
    values = {row[place] for row in rows if place < len(row)} - {None}
    return bool(values) and all(plain_text(value).lower() in _CROSSES for value in values)


def _with_choices(layout: Layout, chosen: Mapping[int, str]) -> Layout:
    """Puts what a person chose for a column above what was found; a field that stands in one column moves there."""
    titles = {column.place: column.title for column in layout.columns} | dict(layout.unknown)
    wishes = {place: target_of(wish) if wish else None for place, wish in chosen.items()}
    moved = {_place_key(target) for target in wishes.values() if target is not None}
    columns: list[Column] = []
    left: list[tuple[int, str]] = [item for item in layout.unknown if item[0] not in wishes]
    for column in layout.columns:
        if column.place in wishes:
            continue
        if _place_key(column.target) in moved and column.target.key not in MANY:
            left.append((column.place, column.title))
        else:
            columns.append(column)
    for place, target in wishes.items():
        if target is None:
            left.append((place, titles.get(place, "")))
        else:
            columns.append(Column(place, titles.get(place, ""), target, chosen=True))
    columns.sort(key=lambda column: column.place)
    return replace(layout, columns=tuple(columns), unknown=tuple(sorted(left)), chosen=chosen)


def _place_key(target: Target) -> tuple[str, str, str]:
    return (target.table, target.field.name, target.role)

"""The history as a person reads it: verb, old and new values, last period's value, and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.commands.entry.earlier import as_reported
from app.commands.entry.editing import CANCEL, CORRECT, UPDATE, owned
from app.commands.entry.undoing import can_be_undone, concerned, undone
from app.commands.words import EMPTY, called, differences, known_as, names_of, references, rows_of, shown, value_change
from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.storage import HistoryLine
from app.workspace import Workspace

_MOST_CHANGES: Final = 60
"""Rows of one command that are told one by one."""
_ICONS: Final[Mapping[str, str]] = {
    CORRECT: "pencil",
    UPDATE: "calendar",
    CANCEL: "delete",
    "undo": "undo",
    "redo": "redo",
    "record restore": "refresh",
    "remark add": "remark",
    "remark done": "remark",
    "import": "import",
    "submit": "submit",
    "receive": "inbox",
}
_OTHER: Final = "note"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A command of the history as a person reads it.

    Attributes:
        at, actor: when (UTC, ISO) and who.
        text: one sentence.
        icon: of its verb or of its command.
        details: fields with old and new values, and rows that came or went.
        revision: of the store after it.
        stands: False where it was taken back.
        can_be_undone, deletes: what may be done about it.
    """

    at: str
    actor: str
    text: str
    icon: str
    details: tuple[str, ...]
    revision: int
    stands: bool
    can_be_undone: bool
    deletes: bool


def history(ws: Workspace, table: str | None, record: str | None, limit: int = 100) -> tuple[HistoryRow, ...]:
    """History of a record with the rows that belong to it, or of the store, newest first."""
    places = _places(ws, table, record)
    lines = _lines(ws, table, places, limit)
    back = undone(lines)
    there = {line.entry.id for line in lines}
    answers = {of: line for line in reversed(lines) if (of := _answered(line)) in there}
    reported = {(record, name): value for name, value in _reported(ws, table, record).items()}
    rows = []
    for line in lines:
        if _answered(line) in there:
            continue
        said = answers.get(line.entry.id, line)
        stands = line.entry.id not in back
        rows.append(
            HistoryRow(
                line.entry.at,
                line.entry.actor,
                said.entry.text or "(đã xóa theo quy định)",
                _icon(said),
                tuple(_details(ws, line, said.entry.text, places, reported)),
                line.revision,
                stands,
                stands and can_be_undone(line),
                not concerned(line) and any(change.after is None for change in line.changes),
            )
        )
    return tuple(rows)


def _places(ws: Workspace, table: str | None, record: str | None) -> dict[str, str]:
    """Ids of a record and of the rows that belong to it, each with its table; empty for everything."""
    if table is None or record is None:
        return {}
    return {record: table} | {row.id: name for name, rows in owned(ws, table, record).items() for row in rows}


def _lines(ws: Workspace, table: str | None, places: Mapping[str, str], limit: int) -> list[HistoryLine]:
    if not places:
        return list(ws.store.history(table, limit=limit))
    found = {line.revision: line for key, name in places.items() for line in ws.store.history(name, key, limit=limit)}
    return [found[revision] for revision in sorted(found, reverse=True)[:limit]]


def _answered(line: HistoryLine) -> str:
    """The entry of which a line only says from when it is true; empty for a line that changed something itself."""
    of: str = line.entry.about.get("of", "")
    return "" if any(change.before != change.after for change in line.changes) else of


def _icon(line: HistoryLine) -> str:
    known = _ICONS.get(line.entry.about.get("verb", "")) or _ICONS.get(line.entry.command)
    if known or not line.changes:
        return known or _OTHER
    return "add" if all(change.before is None for change in line.changes) else "pencil"


def _reported(ws: Workspace, table: str | None, record: str | None) -> dict[str, str]:
    """Last period's values of a record by field, each to be said once."""
    row = rows_of(ws, table, {record}).get(record) if table and record else None
    before = as_reported(ws, table, row) if table and row is not None else None
    if before is None or table is None:
        return {}
    names = names_of(ws, references(TABLES[table], [before]))
    return {
        field.name: shown(field, getattr(before, field.name), ws.env.catalogue, names) or EMPTY
        for field in TABLES[table].fields
    }


def _details(
    ws: Workspace, line: HistoryLine, text: str, places: Mapping[str, str], reported: dict[tuple[str | None, str], str]
) -> Iterator[str]:
    changes = [change for change in line.changes if not places or change.id in places]
    alone = len(changes) == 1
    for change in changes[:_MOST_CHANGES]:
        if change.before is None or change.after is None:
            yield from _told_of_row(ws, change, text, alone=alone)
        else:
            yield from _told_of_fields(ws, change, text, reported, alone=alone)
    if len(changes) > _MOST_CHANGES:
        yield f"… và {len(changes) - _MOST_CHANGES} dòng khác"


def _name(ws: Workspace, change: Change, *, alone: bool) -> str:
    """What a row is called; of many rows only by what stands in each, without looking others up."""
    row = change.after or change.before
    if alone or change.table == "remark":
        return called(ws, change.table, row)
    return known_as(TABLES[change.table], row, ws.env.catalogue)


def _told_of_row(ws: Workspace, change: Change, text: str, *, alone: bool) -> Iterator[str]:
    """A row that came or went, where the sentence does not name it."""
    spec = TABLES[change.table]
    verb = "Thêm" if change.before is None else "Xóa"
    name = _name(ws, change, alone=alone)
    if name not in text and (not spec.system or change.table == "remark"):
        yield f"{verb} {spec.label.lower()}: {name}"


def _told_of_fields(
    ws: Workspace, change: Change, text: str, reported: dict[tuple[str | None, str], str], *, alone: bool
) -> Iterator[str]:
    """Fields with old and new values, where the sentence does not say them; and last period's value, once."""
    owner = "" if alone else f"{_name(ws, change, alone=alone)}, "
    for field in differences(change):
        words = value_change(ws, field, getattr(change.before, field.name), getattr(change.after, field.name))
        last = reported.pop((change.id, field.name), None)
        said = alone and all(part in text or part == EMPTY for part in words.split(" → "))
        shown_ = f"{owner}{field.label}" + ("" if said else f": {words}")
        if last is not None:
            yield f"{shown_} (năm trước: {last})"
        elif not said:
            yield shown_

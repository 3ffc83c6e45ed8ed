"""The recycle bin: what was deleted and not brought back, read from the history; nothing is kept twice.

Hides how a deletion is told from an addition that was taken back, and which rows of a deletion belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.commands.entry.undoing import concerned, lines_back, note
from app.commands.words import called, rows_of
from app.domain.dataset import Change
from app.domain.registry import TABLES
from app.domain.storage import HistoryLine
from app.errors import refuse
from app.progress import Progress
from app.vietnamese.fold import fold
from app.workspace import Outcome, Workspace

_MOST_LINES: Final = 50_000
_AT_ONCE: Final = 500
_MOST: Final = 200
_TAKES_BACK: Final = "import undo"
"""Takes additions back without being `undo`; what it takes out was never wanted."""
_UNLISTED: Final = frozenset({"confirmation", "title_mapping", "explanation"})
"""Rows of the program's own that are only brought back with what they belong to."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A row in the bin, with what was deleted along with it.

    Attributes:
        table, record: of the row.
        name: what it is called, with its post or class.
        parts: how many rows of what else, such as "2 chức vụ đang giữ, đã giữ"; empty for none.
        at, actor: when (UTC, ISO) and by whom.
        reason: why; empty where nobody said.
        revision: of the deletion in the history.
        changes: the deletions, the row's own first.
    """

    table: str
    record: str
    name: str
    parts: str
    at: str
    actor: str
    reason: str
    revision: int
    changes: tuple[Change, ...]


def deleted(ws: Workspace, text: str = "", most: int = _MOST) -> tuple[Deleted, ...]:
    """What is in the bin, newest first.

    Args:
        text: words to find without marks; each must occur in what the row is called, in its table, who or why.
        most: most entries.
    """
    words = fold(text).split()
    found: list[Deleted] = []
    for entry in _entries(ws):
        searched = fold(f"{entry.name} {TABLES[entry.table].label} {entry.parts} {entry.actor} {entry.reason}")
        if all(word in searched for word in words):
            found.append(entry)
        if len(found) == most:
            break
    return tuple(found)


def trash(ws: Workspace, progress: Progress, *, text: str = "") -> Outcome:
    """Lists the recycle bin."""
    rows = [
        {
            "record": item.record,
            "table": item.table,
            "name": item.name,
            "parts": item.parts,
            "at": item.at,
            "actor": item.actor,
            "reason": item.reason,
            "revision": item.revision,
        }
        for item in deleted(ws, text)
    ]
    return Outcome(data=rows, message=f"{len(rows)} mục trong thùng rác.")


def restore(ws: Workspace, progress: Progress, *, record: str = "", revision: int | None = None) -> Outcome:
    """Brings a deleted record back, the same rows with the same ids, and what was deleted along with it.

    Args:
        record: id of it, or of a row that was deleted along with it.
        revision: of the deletion in the history: everything that it deleted and that is still deleted.

    Raises:
        UserError: NHAP-02 not in the bin; NHAP-01 what it belongs to is still deleted, or neither was given.
    """
    if not record and revision is None:
        raise refuse("NHAP-01", detail="chưa nêu mã bản ghi hoặc số lần thay đổi cần khôi phục")
    chosen = [
        item
        for item in _entries(ws)
        if (not record or any(change.id == record for change in item.changes)) and revision in (None, item.revision)
    ]
    if not chosen:
        raise refuse("NHAP-02", what="dòng đã xóa trong thùng rác", value=record or revision)
    wanted = chosen if not record else chosen[:1]
    _refuse_orphans(ws, wanted)
    back = tuple(Change(item.table, item.id, None, item.before) for entry in wanted for item in entry.changes)
    names = "; ".join(item.name for item in wanted[:3]) + ("; …" if len(wanted) > 3 else "")
    return Outcome(changes=back, message=f"Khôi phục: {names}", data={"records": [item.id for item in back]})


def _entries(ws: Workspace) -> Iterator[Deleted]:
    for line, gone in _deletions(ws):
        for owner, parts in _grouped(gone):
            yield Deleted(
                owner.table,
                owner.id,
                called(ws, owner.table, owner.before),
                _told(parts),
                line.entry.at,
                line.entry.actor,
                line.entry.about.get("reason", ""),
                line.revision,
                (owner, *parts),
            )


def _deletions(ws: Workspace) -> Iterator[tuple[HistoryLine, list[Change]]]:
    """Lines, newest first, with the rows that each deleted and that are gone since."""
    seen: set[tuple[str, str]] = set()
    taken_back: dict[str, bool] = {}
    for line in lines_back(ws, _MOST_LINES, _AT_ONCE):
        note(taken_back, line)
        if concerned(line) or taken_back.get(line.entry.id):
            continue
        gone = []
        for change in reversed(line.changes):
            if change.before == change.after:
                continue
            if (change.table, change.id) not in seen and change.after is None and line.entry.command != _TAKES_BACK:
                gone.append(change)
            seen.add((change.table, change.id))
        gone = list(_still_gone(ws, reversed(gone)))
        if gone:
            yield line, gone


def _still_gone(ws: Workspace, changes: Iterable[Change]) -> Iterator[Change]:
    by_table: dict[str, list[Change]] = {}
    for change in changes:
        by_table.setdefault(change.table, []).append(change)
    for table, some in by_table.items():
        there = rows_of(ws, table, {change.id for change in some})
        yield from (change for change in some if change.id not in there)


def _grouped(gone: list[Change]) -> Iterator[tuple[Change, list[Change]]]:
    """Each row with the rows that belong to it; a row whose owner was not deleted with it stands alone."""
    by_id = {change.id: change for change in gone}
    parts: dict[str, list[Change]] = {}
    alone: list[Change] = []
    for change in gone:
        owner = _owner(change, by_id)
        if owner is None:
            alone.append(change)
        else:
            parts.setdefault(owner, []).append(change)
    for change in alone:
        if change.table not in _UNLISTED:
            yield change, parts.get(change.id, [])


def _owner(change: Change, by_id: dict[str, Change]) -> str | None:
    """The topmost deleted row to which a row belongs."""
    above = getattr(change.before, "person", None) or (
        getattr(change.before, "record", None) if change.table in ("remark", "confirmation") else None
    )
    if above is None or above not in by_id:
        return None
    return _owner(by_id[above], by_id) or above


def _told(parts: list[Change]) -> str:
    counts: dict[str, int] = {}
    for change in parts:
        counts[change.table] = counts.get(change.table, 0) + 1
    return ", ".join(f"{count} {TABLES[table].label.lower()}" for table, count in counts.items())


def _refuse_orphans(ws: Workspace, wanted: list[Deleted]) -> None:
    """A row whose person, or a remark whose row, is still in the bin cannot come back alone."""
    coming = {change.id for item in wanted for change in item.changes}
    for item in wanted:
        above = _above(item.changes[0].before, item.table)
        if above is None or above[1] in coming:
            continue
        table, key = above
        if not rows_of(ws, table, {key}):
            detail = (
                f"«{item.name}» thuộc về một dòng {TABLES[table].label.lower()} đã xóa; hãy khôi phục dòng đó trước"
            )
            raise refuse("NHAP-01", detail=detail)


def _above(row: Any, table: str) -> tuple[str, str] | None:
    if getattr(row, "person", None):
        return "person", row.person
    if table == "remark" and row.table in TABLES and row.record:
        return row.table, row.record
    return None

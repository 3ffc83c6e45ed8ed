"""Undo and redo: compensating changes of records, so that the history only ever grows.

Hides how the history says what was taken back and what was done again: each such line names the entry that it is about.
One takes back one's own changes, the last first; what somebody else has changed since is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.commands.table import is_undoable
from app.commands.words import called, moment, rows_of
from app.domain.dataset import Change
from app.domain.storage import HistoryLine
from app.errors import UserError, refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace

UNDOES: Final = "undoes"
REDOES: Final = "redoes"
_UNDONE: Final = "Hoàn tác: "
_REDONE: Final = "Làm lại: "
_PAGE: Final = 100
_FARTHEST: Final = 2000
"""Commands that are looked through for something to take back."""
_WHOLE: Final = 100_000
"""Commands that are looked through for who has touched a row since."""


def undo(ws: Workspace, progress: Progress, *, revision: int | None = None) -> Outcome:
    """Takes back the last own change of records that was not taken back yet, or that of a given revision.

    Raises:
        UserError: NHAP-01 nothing to undo; NHAP-02 no such revision; LUU-11 a row was changed since.
    """
    line = _of_revision(ws, revision) if revision is not None else _last_done(ws)
    if line is None:
        raise refuse("NHAP-01", detail="không còn thay đổi nào của mình để hoàn tác")
    back = _backwards(ws, line, line.entry.text, "hoàn tác")
    return Outcome(changes=back, message=_UNDONE + line.entry.text, about={UNDOES: line.entry.id})


def redo(ws: Workspace, progress: Progress) -> Outcome:
    """Does again what was taken back last; a new change of one's own ends what can be done again.

    Raises:
        UserError: NHAP-01 nothing to redo; LUU-11 a row was changed since.
    """
    line = _last_undone(ws)
    if line is None:
        raise refuse("NHAP-01", detail="không có việc nào vừa hoàn tác để làm lại")
    text = line.entry.text.removeprefix(_UNDONE)
    again = _backwards(ws, line, text, "làm lại")
    return Outcome(changes=again, message=_REDONE + text, about={REDOES: line.entry.about[UNDOES]})


def concerned(line: HistoryLine) -> str:
    """Id of the entry that a line takes back or does again; empty for a line that does neither."""
    return line.entry.about.get(UNDOES) or line.entry.about.get(REDOES, "")


def undone(lines: Sequence[HistoryLine]) -> frozenset[str]:
    """Ids of the entries that stand taken back, by lines that are newest first."""
    found: dict[str, bool] = {}
    for line in lines:
        note(found, line)
    return frozenset(entry for entry, back in found.items() if back)


def lines_back(ws: Workspace, most: int, page: int = _PAGE) -> Iterator[HistoryLine]:
    """The history, newest first, read in pages."""
    before: int | None = None
    while most > 0:
        lines = ws.store.history(before=before, limit=min(page, most))
        yield from lines
        if len(lines) < min(page, most):
            return
        most -= len(lines)
        before = lines[-1].revision


def _last_done(ws: Workspace) -> HistoryLine | None:
    taken_back: dict[str, bool] = {}
    for line in lines_back(ws, _FARTHEST):
        if _ends_the_search(line):
            return None
        note(taken_back, line)
        if _is_own(ws, line) and not taken_back.get(line.entry.id):
            return line
    return None


def _last_undone(ws: Workspace) -> HistoryLine | None:
    settled: set[str] = set()
    for line in lines_back(ws, _FARTHEST):
        if _ends_the_search(line) or _is_own(ws, line):
            return None
        what = concerned(line)
        if what and what not in settled and UNDOES in line.entry.about and line.entry.actor == ws.actor:
            return line
        settled.add(what)
    return None


def note(taken_back: dict[str, bool], line: HistoryLine) -> None:
    """Notes, newest line first, whether the entry that a line is about stands taken back."""
    if what := concerned(line):
        taken_back.setdefault(what, UNDOES in line.entry.about)


def _ends_the_search(line: HistoryLine) -> bool:
    """A line of undo whose entry is not known: its key was erased, or an early program wrote it."""
    return line.entry.command in ("undo", "redo") and not concerned(line)


def _is_own(ws: Workspace, line: HistoryLine) -> bool:
    return line.entry.actor == ws.actor and can_be_undone(line)


def can_be_undone(line: HistoryLine) -> bool:
    """Whether a line changed records in a way that can be taken back, done or not."""
    return is_undoable(line.entry.command) and any(item.before != item.after for item in line.changes)


def _of_revision(ws: Workspace, revision: int) -> HistoryLine:
    lines = ws.store.history(before=revision + 1, limit=1)
    if not lines or lines[0].revision != revision:
        raise refuse("NHAP-02", what="lần thay đổi", value=revision)
    line = lines[0]
    if not can_be_undone(line):
        raise refuse("NHAP-01", detail=f"«{line.entry.text}» không phải việc hoàn tác được")
    if line.entry.id in undone([item for item in lines_back(ws, _FARTHEST) if item.revision > revision]):
        raise refuse("NHAP-01", detail=f"«{line.entry.text}» đã được hoàn tác")
    return line


def _backwards(ws: Workspace, line: HistoryLine, text: str, verb: str) -> tuple[Change, ...]:
    """The changes of a line the other way round, where nobody has touched its rows since."""
    back = tuple(Change(item.table, item.id, item.after, item.before) for item in reversed(line.changes))
    later = _touched_since(ws, concerned(line) or line.entry.id)
    left: dict[str, dict[str, Change]] = {}
    for item in back:
        left.setdefault(item.table, {}).setdefault(item.id, item)
    for table, rows in left.items():
        now = rows_of(ws, table, rows)
        for key, item in rows.items():
            if (table, key) in later or now.get(key) != item.before:
                raise _moved(ws, item, now.get(key), later.get((table, key)), text, verb)
    return back


def _touched_since(ws: Workspace, entry: str) -> dict[tuple[str, str], HistoryLine]:
    """Rows that were changed after an entry by what stands, each with the newest such line."""
    found: dict[tuple[str, str], HistoryLine] = {}
    taken_back: dict[str, bool] = {}
    for line in lines_back(ws, _WHOLE):
        if line.entry.id == entry:
            break
        note(taken_back, line)
        if concerned(line) or taken_back.get(line.entry.id):
            continue
        for item in line.changes:
            if item.before != item.after:
                found.setdefault((item.table, item.id), line)
    return found


def _moved(ws: Workspace, item: Change, now: object, later: HistoryLine | None, text: str, verb: str) -> UserError:
    if later is None:  # what stood below it was taken back meanwhile, so the newest line of the row is an undo
        lines = ws.store.history(item.table, item.id, limit=1)
        if not lines:
            return refuse("LUU-09")
        later = lines[0]
    row = called(ws, item.table, now or item.before or item.after)
    who = "chính bạn" if later.entry.actor == ws.actor else later.entry.actor
    when = moment(later.entry.at)
    return refuse("LUU-11", verb=verb, text=text, row=row, who=who, when=when, later=later.entry.text)

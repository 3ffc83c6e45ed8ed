"""Taking files in, on both sides; each file is its own transaction, a bad one never stops the rest.

At Sở Nội vụ several files at once are remembered until all are in (`app.commands.reception.intake`): after a kill the
rest goes in with the next reception; after a stop when the person says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from app.commands.files import read_chosen
from app.commands.keys.revoking import keep_lists
from app.commands.office.behalf import confirm_own
from app.commands.reception.dropped import Dropped, dropped
from app.commands.reception.foreign_store import refuse_store
from app.commands.reception.holding import put_away, release
from app.commands.reception.intake import Intake, begun, end, left, stop, unfinished
from app.commands.reception.reception import Desk, open_desk, receive_package, row_of
from app.commands.submission.unit_reception import settled, take_file
from app.errors import Cancelled, UserError
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

RECEIVE: Final = CommandSpec("receive", "app.commands.receiving:receive", "Tiếp nhận tệp")
_GONE: Final = "LUU-08"


def receive(ws: Workspace, progress: Progress, *, paths: Iterable[Path]) -> Outcome:
    """Takes files or folders of files in; what waited for one of them is taken up too.

    What a killed session left of an earlier drop goes in first. A person may stop between two files.

    Returns:
        data: one row per file, and one (with "released") per package that waits no longer; ok is False where a file
        was refused, or the person stopped.
    """
    found = dropped(paths)
    if ws.mode == "unit":
        return _taken(ws, progress, found, ())
    before = unfinished(ws, "open")
    rest = [path for item in before for path in left(ws, item)]
    lists = (*before, *begun(ws, found.files))
    files = tuple(dict.fromkeys((*rest, *found.files)))
    return _taken(ws, progress, Dropped(files, found.left_out), lists)


def resume(ws: Workspace, progress: Progress, *, forget: bool = False) -> Outcome:
    """Takes in what is left of earlier drops, after a kill or a stop; or gives it up.

    Args:
        forget: the rest is not wanted any more.

    Returns:
        data: as of `receive`.
    """
    lists = unfinished(ws, "open", "stopped")
    files = tuple(dict.fromkeys(path for item in lists for path in left(ws, item)))
    if forget:
        end(ws, lists)
        return Outcome(data=[], message=f"Không nhận tiếp {len(files)} tệp còn lại." if files else _said([]))
    return _taken(ws, progress, Dropped(files, ()), lists)


def inbox(ws: Workspace, progress: Progress, *, state: str | None = None) -> Outcome:
    """What was received, newest last."""
    return Outcome(data=[row_of(ws, item) for item in ws.store.documents("received", state=state)])


def _taken(ws: Workspace, progress: Progress, found: Dropped, lists: Sequence[Intake]) -> Outcome:
    if ws.mode == "province":
        keep_lists(ws)
    desk = open_desk(ws) if ws.mode == "province" else None
    released = release(desk, partial(ws.commit, RECEIVE)) if desk else []
    rows: list[dict[str, Any]] = []
    halt = False
    for number, path in enumerate(found.files):
        try:
            progress.step(number, len(found.files), _step(path, rows))
        except Cancelled:
            halt = True
            break
        rows.append(_row(ws, desk, path))
        if desk and rows[-1].get("unit"):
            released += release(desk, partial(ws.commit, RECEIVE), rows[-1]["unit"])
    _end(ws, lists, wait=halt or any(map(_is_ours, rows)))
    if halt and not rows:
        raise Cancelled
    rows += [_refused(path, error) for path, error in found.left_out]
    released += confirm_own(ws, rows) if desk else []
    told = _stopped(rows, len(found.files)) if halt else _said(rows)
    return Outcome([*rows, *released], told, ok=not halt and all(row["state"] != "refused" for row in rows))


def _row(ws: Workspace, desk: Desk | None, path: Path) -> dict[str, Any]:
    try:
        return _one(ws, desk, path)
    except UserError as error:
        return _refused(path, error)


def _one(ws: Workspace, desk: Desk | None, path: Path) -> dict[str, Any]:
    refuse_store(path)
    sealed = read_chosen(path)
    refuse_store(path, sealed)
    with ws.store.alone():
        outcome = receive_package(desk, sealed, path.name) if desk else take_file(ws, sealed, path.name)
        ws.commit(RECEIVE, outcome)
    if desk:
        put_away(ws, outcome)
    else:
        settled(ws)
    row: dict[str, Any] = outcome.data
    return row


def _end(ws: Workspace, lists: Sequence[Intake], *, wait: bool) -> None:
    """All is in, and nothing need be remembered; or the rest waits for the person."""
    (stop if wait else end)(ws, lists)


def _is_ours(row: Mapping[str, Any]) -> bool:
    """Whether a file stayed out because of this machine, and may come in later; one that is gone will not."""
    code = str(row.get("code", ""))
    return row["state"] == "refused" and code.startswith("LUU-") and code != _GONE


def _refused(path: Path, error: UserError) -> dict[str, Any]:
    name = path.name.encode("utf-8", "replace").decode()
    return {"name": name, "state": "refused", "code": error.code, "message": error.message, "hint": error.hint}


def _step(path: Path, rows: Sequence[Mapping[str, Any]]) -> str:
    counted = _counted(rows)
    return f"Tiếp nhận {path.name}" + (f" · đến lúc này {counted}" if counted else "")


def _stopped(rows: Sequence[Mapping[str, Any]], number: int) -> str:
    rest = number - len(rows)
    return f"Đã dừng sau {len(rows)}/{number} tệp: {_counted(rows)}. Còn {rest} tệp chưa nhận."


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    return f"{len(rows)} tệp: {_counted(rows)}." if rows else "Không có tệp nào."


def _counted(rows: Sequence[Mapping[str, Any]]) -> str:
    counts = {
        "nhận": sum(row["state"] not in ("refused", "duplicate") for row in rows),
        "đã có": sum(row["state"] == "duplicate" for row in rows),
        "không nhận": sum(row["state"] == "refused" for row in rows),
    }
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)

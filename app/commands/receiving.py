"""Taking files in, on both sides; each file is its own transaction, a bad one never stops the rest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from app.commands.files import read_chosen
from app.commands.keys.revoking import keep_lists
from app.commands.reception.foreign_store import is_store_folder, refuse_store
from app.commands.reception.holding import put_away, release
from app.commands.reception.reception import Desk, open_desk, receive_package, row_of
from app.commands.submission.unit_reception import settled, take_file
from app.durable import PENDING
from app.errors import UserError
from app.progress import Progress
from app.workspace import CommandSpec, Outcome, Workspace

RECEIVE: Final = CommandSpec("receive", "app.commands.receiving:receive", "Tiếp nhận tệp")


def receive(ws: Workspace, progress: Progress, *, paths: Iterable[Path]) -> Outcome:
    """Takes files or folders of files in; what waited for one of them is taken up too.

    Returns:
        data: one row per file, and one (with "released") per package that waits no longer; ok is False where a file
        was refused.
    """
    files = _files(paths)
    if ws.mode == "province":
        keep_lists(ws)
    desk = open_desk(ws) if ws.mode == "province" else None
    commit = partial(ws.commit, RECEIVE)
    released = release(desk, commit) if desk else []
    rows: list[dict[str, Any]] = []
    for number, path in enumerate(files):
        progress.step(number, len(files), f"Tiếp nhận {path.name}")
        try:
            rows.append(_one(ws, desk, path))
        except UserError as error:
            row = {"name": path.name, "state": "refused", "code": error.code, "message": error.message}
            rows.append({**row, "hint": error.hint})
        if desk and rows[-1].get("unit"):
            released += release(desk, commit, rows[-1]["unit"])
    return Outcome(data=[*rows, *released], message=_said(rows), ok=all(row["state"] != "refused" for row in rows))


def inbox(ws: Workspace, progress: Progress, *, state: str | None = None) -> Outcome:
    """What was received, newest last."""
    return Outcome(data=[row_of(ws, item) for item in ws.store.documents("received", state=state)])


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


def _said(rows: list[dict[str, Any]]) -> str:
    counts = {
        "nhận": sum(row["state"] not in ("refused", "duplicate") for row in rows),
        "đã có": sum(row["state"] == "duplicate" for row in rows),
        "không nhận": sum(row["state"] == "refused" for row in rows),
    }
    parts = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    return f"{len(rows)} tệp: {parts}." if rows else "Không có tệp nào."


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir() and not is_store_folder(path):
            found += sorted(item for item in path.iterdir() if item.is_file() and item.suffix != PENDING)
        else:
            found.append(path)
    return found

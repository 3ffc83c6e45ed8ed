"""Commands by name, as work for the store thread; their modules are imported there, not in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.commands.table import command, resolve
from app.progress import Progress
from app.workspace import Outcome, Workspace

Work = Callable[[Workspace, Progress], Outcome]


def title_of(name: str) -> str:
    """Vietnamese title of a command."""
    return command(name).title


def work_of(name: str, **params: Any) -> Work:
    """A command of the table with its parameters, ready for the store thread."""
    spec = command(name)

    def work(ws: Workspace, progress: Progress) -> Outcome:
        return ws.run(spec, resolve(spec), progress, **params)

    return work

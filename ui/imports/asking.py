"""A command that only tells something, asked as a question: a newer one makes the older one stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.progress import Silent
from app.workspace import Outcome
from ui.work.actions import work_of
from ui.work.session import Session


def ask_command(session: Session, owner: QObject, name: str, then: Callable[[Outcome], None], **params: Any) -> None:
    """Asks a command of the table that writes nothing.

    Args:
        session: of the open store.
        owner: whoever shows the answer; when it is gone, the answer is dropped.
        name: of the command, and topic of the question.
        then: told the outcome.
        params: of the command.
    """
    work = work_of(name, **params)
    session.ask(owner, name, lambda ws: work(ws, Silent()), then)

"""One run at a time for a window: what is newer stops what is older, and the answer to the older is dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.workspace import Workspace
from ui.work.jobs import Run
from ui.work.progress_panel import ProgressPanel
from ui.work.session import Session

T = TypeVar("T")


class Runs:
    """The run that a window waits for."""

    def __init__(self, owner: QWidget, session: Session, progress: ProgressPanel) -> None:
        """Knows whose runs they are and where they are shown."""
        self._owner = owner
        self._session = session
        self._progress = progress
        self._run: Run | None = None
        self._number = 0

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._run is not None

    def start(
        self,
        title: str,
        work: Callable[[Workspace, Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
        late: Callable[[T], None] | None = None,
    ) -> None:
        """Runs work in place of what is under way.

        Args:
            title: shown with the progress.
            work: for the store thread.
            then: told the answer while it is still waited for.
            failed: told the error while it is still waited for.
            late: told the answer of work that was stopped too late.
        """
        self.stop()
        number = self._number

        def on_done(value: T) -> None:
            if self._ends(number):
                then(value)
            elif late is not None:
                late(value)

        def on_failed(wrong: Exception) -> None:
            if self._ends(number):
                failed(wrong)

        self._run = self._session.jobs.run(title, work, on_done, on_failed)
        self._progress.watch(self._run)

    def stop(self) -> None:
        """Whatever is under way is stopped at its next step and leaves nothing half done."""
        self._number += 1
        if self._run is not None:
            self._run.cancel()
            self._run = None

    def _ends(self, number: int) -> bool:
        """Whether a run that has ended is still waited for."""
        if number != self._number or not shiboken6.isValid(self._owner):
            return False
        self._run = None
        return True

"""One thread for all work on the workspace; the window asks and is told, and never waits.

Hides the queue, the generations by which stale answers are dropped, and how an answer comes back to the GUI thread.
Saves overtake queued reads; queries that nobody waits for any more are not run at all.
"""

from __future__ import annotations

import itertools
import queue
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.errors import Cancelled, UserError
from app.progress import Progress, Silent
from app.spreadsheets.pause import collection_paused

if TYPE_CHECKING:
    from app.workspace import Workspace

T = TypeVar("T")
_SWITCH_SECONDS: Final = 0.0002
"""How long the store thread may keep the interpreter while the window wants it; Python's own 5 ms, waited for at each
call from Qt into Python, let a frame take seconds while everybody is checked (bench: grid_scroll)."""
_STEP_SECONDS: Final = 0.1
"""Progress is shown at most ten times a second."""


class Urgency(IntEnum):
    """Which queued work goes first; equals in order of arrival."""

    OPEN = 0
    SAVE = 1
    READ = 2
    LONG = 3
    CLOSE = 4


class Run(QObject):
    """A long command as the window sees it: how far it is, and the wish to stop it."""

    stepped = Signal(int, int, str)
    ended = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.cancelled = threading.Event()
        self._shown = 0.0

    def cancel(self) -> None:
        """Asks the work to stop at its next step; it then leaves nothing half done."""
        self.cancelled.set()

    def step(self, done: int, total: int, text: str) -> None:
        """See `app.progress.Progress`; called in the store thread.

        Raises:
            Cancelled: the person asked to stop.
        """
        if self.cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._shown >= _STEP_SECONDS or done == total:
            self._shown = now
            self.stepped.emit(done, total, text)


@dataclass(order=True, slots=True)
class _Task:
    """What the store thread gets: no widget, because its last reference must not die in that thread."""

    urgency: Urgency
    order: int
    work: Callable[[], Any] | None = field(compare=False)
    question: tuple[int, str] | None = field(compare=False, default=None)
    generation: int = field(compare=False, default=0)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who waits for a task; stays in the GUI thread."""

    then: Callable[[Any], None]
    failed: Callable[[Exception], None] | None = None
    owner: weakref.ref[QObject] | None = None
    run: Run | None = None
    is_save: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    order: int
    question: tuple[int, str] | None
    generation: int
    value: Any = None
    wrong: Exception | None = None
    stale: bool = False


class Jobs(QObject):
    """The store thread with its queue. Made and used in the GUI thread; only `Run.step` is called elsewhere."""

    changed = Signal(object)
    """A `Notice` after every write."""
    refused = Signal(object)
    """A `UserError` that its asker does not handle itself."""
    broken = Signal(object)
    """An exception that is a bug."""
    began = Signal(object)
    """A `Run` that shows progress."""
    saving = Signal(int)
    """Saves that have not ended yet."""
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._order = itertools.count()
        self._waiting: dict[int, _Waiting] = {}
        self._generations: dict[tuple[int, str], int] = {}
        self._ws: Workspace | None = None
        self._saves = 0
        self._answered.connect(self._deliver)
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._thread = threading.Thread(target=self._work, name="store", daemon=False)
        self._thread.start()

    def open(
        self, opener: Callable[[], Workspace], then: Callable[[], None], failed: Callable[[Exception], None]
    ) -> None:
        """Opens the workspace in the store thread; all later work uses it."""

        def work() -> None:
            self._ws = opener()
            self._ws.listen(self.changed.emit)

        self._put(Urgency.OPEN, work, _Waiting(lambda _: then(), failed))

    def ask(
        self,
        owner: QObject,
        topic: str,
        query: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Asks a question; a newer one of the same owner and topic makes this one stale.

        Args:
            owner: whoever shows the answer; when it is gone, the answer is dropped.
            topic: of the question.
            query: run in the store thread; gives finished values.
            then: told the answer, in the GUI thread.
            failed: told the error; without it a `UserError` is shown by the window.
        """
        question = (id(owner), topic)
        self._generations[question] = number = self._generations.get(question, 0) + 1
        waiting = _Waiting(then, failed, weakref.ref(owner))
        self._put(Urgency.READ, lambda: query(self._workspace), waiting, question, number)

    def prepare(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        """Runs slow preparation, such as imports, off the GUI thread."""
        self._put(Urgency.READ, work, _Waiting(lambda _: then()))

    def save(
        self,
        work: Callable[[Workspace, Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Runs a short write before everything that waits."""
        self._saves += 1
        self.saving.emit(self._saves)
        self._put(Urgency.SAVE, lambda: work(self._workspace, Silent()), _Waiting(then, failed, is_save=True))

    def run(
        self,
        title: str,
        work: Callable[[Workspace, Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Run:
        """Runs a long command with progress and cancel."""
        run = Run(title, self)
        self._put(Urgency.LONG, lambda: work(self._workspace, run), _Waiting(then, failed, run=run))
        self.began.emit(run)
        return run

    def close(self) -> None:
        """Lets saves end, drops questions, closes the store and waits for the thread; a second call does nothing."""
        if self._thread.is_alive():
            self._tasks.put(_Task(Urgency.CLOSE, next(self._order), None))
            self._thread.join()

    @property
    def thread_is_alive(self) -> bool:
        """Whether the store thread still runs."""
        return self._thread.is_alive()

    @property
    def saves_waiting(self) -> int:
        """Saves that have not ended yet."""
        return self._saves

    @property
    def _workspace(self) -> Workspace:
        assert self._ws is not None, "nothing is asked before the store is open"
        return self._ws

    def _put(
        self,
        urgency: Urgency,
        work: Callable[[], Any],
        waiting: _Waiting,
        question: tuple[int, str] | None = None,
        generation: int = 0,
    ) -> None:
        order = next(self._order)
        self._waiting[order] = waiting
        self._tasks.put(_Task(urgency, order, work, question, generation))

    def _work(self) -> None:
        while (task := self._tasks.get()).work is not None:
            self._answered.emit(self._answer(task))
            del task
        if self._ws is not None:
            self._ws.store.close()

    def _answer(self, task: _Task) -> _Answer:
        assert task.work is not None
        named = (task.order, task.question, task.generation)
        if self._is_stale(task.question, task.generation):
            return _Answer(*named, stale=True)
        try:
            with _quiet(task.urgency):
                return _Answer(*named, task.work())
        except Exception as wrong:  # handed to the GUI thread, which tells refusals from bugs
            return _Answer(*named, wrong=wrong)

    def _is_stale(self, question: tuple[int, str] | None, generation: int) -> bool:
        return question is not None and self._generations.get(question) != generation

    def _deliver(self, answer: _Answer) -> None:
        waiting = self._waiting.pop(answer.order)
        if waiting.is_save:
            self._saves -= 1
            self.saving.emit(self._saves)
        if waiting.run is not None:
            waiting.run.ended.emit()
            waiting.run.deleteLater()
        if answer.stale or self._is_stale(answer.question, answer.generation) or _is_gone(waiting.owner):
            return
        if answer.wrong is None:
            waiting.then(answer.value)
        else:
            self._fail(waiting, answer.wrong)

    def _fail(self, waiting: _Waiting, wrong: Exception) -> None:
        if waiting.failed is not None:
            waiting.failed(wrong)
        elif isinstance(wrong, UserError):
            self.refused.emit(wrong)
        if not isinstance(wrong, UserError | Cancelled):
            self.broken.emit(wrong)


def _quiet(urgency: Urgency) -> AbstractContextManager[None]:
    """Queries and saves run without the collector of cycles: a look at all records would stop the window for 0.2 s."""
    return collection_paused() if urgency in (Urgency.READ, Urgency.SAVE) else nullcontext()


def _is_gone(owner: weakref.ref[QObject] | None) -> bool:
    if owner is None:
        return False
    widget = owner()
    return widget is None or not shiboken6.isValid(widget)

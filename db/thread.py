"""One thread for the store: work queues up by urgency, so that the save of a field overtakes queued reads.

Hides the queue and its end. The window never waits; it gets a future.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")


class Priority(IntEnum):
    """Urgency of work on the store; the smaller goes first, equals in order of arrival."""

    SAVE = 0
    READ = 1
    BACKGROUND = 2


_LAST: Final = 99


@dataclass(order=True, slots=True)
class _Job:
    priority: int
    number: int
    work: Callable[[], Any] | None = field(compare=False)
    future: Future[Any] = field(compare=False)


class StoreThread(Generic[S]):
    """Runs functions of a store, one at a time, in a thread of its own."""

    def __init__(self, store: S) -> None:
        """Starts the thread; the store is used by nobody else until `close`."""
        self._store = store
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._gate = threading.Lock()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="store")
        self._thread.start()

    def submit(self, work: Callable[[S], T], priority: Priority = Priority.READ) -> Future[T]:
        """Queues work.

        Args:
            work: called with the store, in its thread; what it returns must be finished values.
            priority: SAVE overtakes everything that has not begun.

        Raises:
            RuntimeError: the thread was closed.
        """
        future: Future[T] = Future()
        with self._gate:
            if self._closing:
                raise RuntimeError("the store thread is closed")
            self._jobs.put(_Job(priority, next(self._numbers), lambda: work(self._store), future))
        return future

    def close(self) -> None:
        """Runs queued saves, cancels queued reads, and waits for the thread; a second call does nothing."""
        with self._gate:
            if not self._closing:
                self._closing = True
                self._jobs.put(_Job(_LAST, next(self._numbers), None, Future()))
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()).work is not None:
            if self._closing and job.priority != Priority.SAVE:
                job.future.cancel()
            elif job.future.set_running_or_notify_cancel():
                _fulfil(job.future, job.work)


def _fulfil(future: Future[Any], work: Callable[[], Any]) -> None:
    try:
        result = work()
    except BaseException as wrong:
        future.set_exception(wrong)
    else:
        future.set_result(result)

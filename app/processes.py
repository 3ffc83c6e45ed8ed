"""The program started once more as a process of its own, for what may crash, hang or take all memory.

Hides how such a process is started, fed, watched, limited and ended.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Final

from app.paths import resource_root
from app.progress import Progress

if sys.platform != "win32":
    import resource

_TICK_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the program that runs in a process of its own.

    Attributes:
        switch: first argument by which the frozen program becomes it.
        module: what Python runs otherwise.
    """

    switch: str
    module: str

    def command(self) -> list[str]:
        """The arguments that start it."""
        if getattr(sys, "frozen", False):
            return [sys.executable, self.switch]
        return [sys.executable, "-m", self.module]


def ask(
    part: Part, arguments: Sequence[str], data: bytes, progress: Progress, doing: str, seconds: float
) -> tuple[bytes, int]:
    """Hands bytes to a part and takes what it answers; the process has ended afterwards.

    Args:
        part: what is started.
        arguments: of it.
        data: what it reads.
        progress: asked several times a second; may cancel.
        doing: what the person is told meanwhile.
        seconds: how long it may take.

    Returns:
        What it wrote, and how it ended: 0 well, below 0 by a signal.

    Raises:
        TimeoutError: it took longer.
        Cancelled: the person asked to stop.
    """
    deadline = time.monotonic() + seconds
    with subprocess.Popen(
        [*part.command(), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's complaint could quote a personal value
        cwd=resource_root().parent,
        env=os.environ
        | {"RUST_BACKTRACE": "0"},  # telling where it panicked takes memory, and hangs where there is none
    ) as started:
        try:
            output = _talk(started, data, deadline, progress, doing)
        finally:
            started.kill()
    return output, started.returncode


def limit(memory: int, heap: int, seconds: int) -> None:
    """Caps this process; Windows has the clock of the one that started it only (docs/decisions/0006).

    Args:
        memory: bytes of address space.
        heap: bytes of its own.
        seconds: of processor time.
    """
    if sys.platform == "win32":
        return
    _cap(resource.RLIMIT_AS, memory)
    _cap(resource.RLIMIT_DATA, heap)
    _cap(resource.RLIMIT_CPU, seconds)
    _cap(resource.RLIMIT_CORE, 0)


def _talk(started: subprocess.Popen[bytes], data: bytes, deadline: float, progress: Progress, doing: str) -> bytes:
    # communicate() sends no more input once a call of it has timed out: what a pipe does not hold would never arrive.
    pipe, started.stdin = started.stdin, None
    threading.Thread(target=_feed, args=(pipe, data), daemon=True).start()
    while True:
        progress.step(0, 0, doing)
        try:
            output, _ = started.communicate(timeout=_TICK_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise TimeoutError from None
        else:
            return output


def _feed(pipe: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError), pipe:  # the reader may refuse and end before it has read everything
        pipe.write(data)


def _cap(what: int, bound: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))

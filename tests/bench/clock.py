"""How a stage times itself and tells it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Measured = dict[str, float]


class Clock:
    """Seconds of wall and of processor inside `measured` blocks, added up."""

    def __init__(self) -> None:
        self.wall = 0.0
        self.cpu = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Times what is inside."""
        cpu, wall = _cpu(), time.perf_counter()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += _cpu() - cpu

    def result(self, **more: float) -> Measured:
        """Everything measured."""
        return {"seconds": self.wall, "cpu": self.cpu, **more}


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def serve(*stages: Callable[[Path], Measured]) -> None:
    """Runs the stage that the command line names, with its work folder; prints what it measured as one line of JSON."""
    name, work = sys.argv[1:]
    stage = next(stage for stage in stages if stage.__name__ == name)
    print(json.dumps(stage(Path(work))))

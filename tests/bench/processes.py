"""One stage, one process: its seconds as it measured them, and the peak memory of the largest process it had.

Hides how a process is started, limited and asked for its memory.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_KIB_PER_MB = 1000 * 1000 / 1024


@dataclass(frozen=True, slots=True)
class Result:
    """What the repeats of one stage gave.

    Attributes:
        seconds: median of the wall clock.
        cpu: median of the processor's seconds, of all processes of the stage.
        peak_mb: largest peak of resident memory of one process, in millions of bytes.
        repeats: seconds of each.
        more: medians of what else the stage counted.
    """

    seconds: float
    cpu: float
    peak_mb: float
    repeats: tuple[float, ...]
    more: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limit:
    """A slower machine: one processor that a second program wants as well, and less memory.

    Attributes:
        processor: number of the only one that may be used; None for all.
        memory: bytes of address space of a process; 0 for no limit.
    """

    processor: int | None = None
    memory: int = 0

    def prefix(self) -> list[str]:
        """What stands before the command of a process, so that it and all that it starts are limited."""
        pinned = [] if self.processor is None else ["taskset", "--cpu-list", str(self.processor)]
        return [*pinned, *(["prlimit", f"--as={self.memory}"] if self.memory else [])]


NO_LIMIT = Limit()


def repeat(stages: Sequence[str], work: Path, times: int, limit: Limit = NO_LIMIT) -> dict[str, Result]:
    """Runs stages, "module:function" of tests.bench, in turn and in several rounds: a figure beside its floor.

    Raises:
        RuntimeError: a stage failed; its own words are on the terminal.
    """
    rounds = [{stage: _once(stage, work, limit) for stage in stages} for _ in range(times)]
    return {stage.partition(":")[2]: _result([each[stage] for each in rounds]) for stage in stages}


def _result(runs: Sequence[tuple[dict[str, float], float]]) -> Result:
    measured = [values for values, _ in runs]
    medians = {key: statistics.median(values[key] for values in measured) for key in measured[0]}
    return Result(
        medians.pop("seconds"),
        medians.pop("cpu", 0.0),
        max(peak for _, peak in runs),
        tuple(values["seconds"] for values in measured),
        medians,
    )


def _once(stage: str, work: Path, limit: Limit) -> tuple[dict[str, float], float]:
    module, _, name = stage.partition(":")
    command = [*limit.prefix(), sys.executable, "-m", f"tests.bench.{module}", name, str(work)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as stream:
        answer = stream.read()
    _, status, usage = os.wait4(process.pid, 0)  # tells the peak of the process and of those that it waited for
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{name}: {process.returncode}")
    values: dict[str, float] = json.loads(answer.splitlines()[-1])
    return values, usage.ru_maxrss / _KIB_PER_MB


@contextmanager
def busy(processor: int | None) -> Iterator[None]:
    """Keeps a processor busy with a second program, so that the measured one gets about half of it."""
    if processor is None:
        yield
        return
    loop = subprocess.Popen([*Limit(processor).prefix(), sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        loop.send_signal(signal.SIGKILL)
        loop.wait()

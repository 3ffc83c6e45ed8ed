"""Runs the fuzzer on every target for a while: `python -m tests.fuzz [--seconds N] [TARGET…]`.

Each target runs in a process of its own, with limits of time and memory; what it finds is kept as a file, to be put
into tests/core/package/found/ under the name of the target, where the ordinary tests read it for ever.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

FOUND = Path(__file__).parents[1] / "core" / "package" / "found"
MEMORY = 2048
"""MiB of a process."""
LONGEST = 200_000
"""Bytes of an input."""


def main() -> int:
    """Runs the targets one after the other; 1 where something was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--run", default="")
    parser.add_argument("targets", nargs="*")
    asked = parser.parse_args()
    if asked.run:
        run(asked.run, asked.targets)
    from tests.fuzz.targets import TARGETS

    names = asked.targets or list(TARGETS)
    failed = [name for name in names if not clean(name, asked.seconds)]
    print(f"{len(names)} targets, {asked.seconds} s each: {', '.join(failed) if failed else 'nothing found'}")
    return 1 if failed else 0


def clean(name: str, seconds: int) -> bool:
    """Fuzzes one target in a process of its own."""
    from tests.fuzz.targets import TARGETS

    with tempfile.TemporaryDirectory() as place:
        seeds = Path(place, "seeds")
        seeds.mkdir()
        for number, seed in enumerate(TARGETS[name].seeds()):
            (seeds / f"{number}").write_bytes(seed)
        for path in sorted(FOUND.glob(f"{name}-*")):
            (seeds / path.name).write_bytes(path.read_bytes())
        options = [f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY}", f"-max_len={LONGEST}", "-timeout=10"]
        kept = [f"-artifact_prefix={Path(tempfile.gettempdir())}/so2282-{name}-"]
        command = [sys.executable, "-m", "tests.fuzz", "--run", name, "--", *options, *kept, str(seeds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    lines = done.stderr.splitlines()
    told = [line for line in lines if " cov: " in line]
    print(f"{name}: {told[-1].strip() if told else 'nothing run'}", flush=True)
    if done.returncode:
        print("\n".join(lines[-40:]))
    return done.returncode == 0


def run(name: str, options: list[str]) -> None:
    """Fuzzes one target in this process; does not come back."""
    with atheris.instrument_imports(include=["app.package", "app.crypto", "app.domain"]):
        from tests.fuzz.targets import TARGETS, judge
    target = TARGETS[name]

    def one(data: bytes) -> None:
        judge(target, data)

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())

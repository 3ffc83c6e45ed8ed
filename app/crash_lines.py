"""What of a log or a crash report may leave this machine: only lines of a known shape, files of code by name alone.

Hides the shapes. What is told by none of them may quote a person, and is left out and counted (threats K14).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_FILE: Final = re.compile(r'^( *File )"[^"]*?([\w.<>-]+)", line (\d+)(, in | in )([\w.<>]+)$', re.ASCII)
_SHAPES: Final = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ so2282\.[a-z]+ (unit|province) [a-z]+( [a-z]+)?",
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ so2282\.crash [A-Za-z_]+(Error|Exception|Cancelled|Interrupt)",
        r"S\u1ed5 2282 \d+\.\d+\.\d+",
        r"(Linux|Windows|Darwin) [\w.-]+, Python \d+\.\d+\.\d+",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?",
        r"[A-Za-z_]+(Error|Exception|Cancelled|Interrupt|Exit|Iteration)",
        r"  [\w.<>-]+\.(py|pyx|pyd|so):\d+ [\w<>.]+",
        r"(Windows fatal exception|Fatal Python error): [A-Za-z :]{1,60}(0x[0-9a-f]+)?",
        r"(Current t|T)hread 0x[0-9a-f]+ (\[[\w.-]+\] )?\(most recent call first\):",
        r"  <no Python frame>",
        r"",
    )
)


def sayable(text: str) -> str:
    """The lines of a text that may leave, and how many may not."""
    kept = list(_kept(text))
    lost = len(text.splitlines()) - len(kept)
    note = [f"({lost} lines of no known shape left out)"] if lost else []
    return "\n".join([*kept, *note]) + "\n"


def _kept(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if (code := _FILE.match(line)) is not None:
            yield f'{code[1]}"{code[2]}", line {code[3]} in {code[5]}'
        elif any(shape.fullmatch(line) for shape in _SHAPES):
            yield line

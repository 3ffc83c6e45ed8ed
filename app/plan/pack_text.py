"""The text of a pack's TOML files with the place of every value, so that one is changed and all else stays as written.

Comments, order and blank lines are somebody's work: a draft that nobody touched has the very bytes of its pack.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.errors import refuse
from app.plan.confirmed import quoted

Value = str | int | bool | date | list[Any] | dict[str, Any]

_HEAD: Final = re.compile(r"(\[\[?)\s*([\w.\-\"]+)\s*(\]\]?)\s*(#.*)?")
_KEY: Final = re.compile(r"([A-Za-z_][\w\-]*)\s*=\s*")


@dataclass(frozen=True, slots=True)
class Spot:
    """A value where it is written.

    Attributes:
        table: names on the way to it, an index behind those of arrays: ("definitions", "headline"), ("rule", 3).
        key: its name in the table.
        value: as TOML reads it.
        line: from 1. start, end: of its text in the file.
    """

    table: tuple[str | int, ...]
    key: str
    value: Value
    line: int
    start: int
    end: int


def spots(text: str) -> Iterator[Spot]:
    """Every value of a file that a line of its own begins, in order; tables written inline count as one value."""
    table: tuple[str | int, ...] = ()
    seen: dict[tuple[str | int, ...], int] = {}
    place, line = 0, 0
    lines = text.splitlines(keepends=True)
    while line < len(lines):
        here = lines[line]
        if head := _HEAD.fullmatch(here.strip()):
            table = _table(head, seen)
        elif (found := _KEY.match(here)) and not here.startswith("#"):
            taken, value, length = _value(lines, line, found.end())
            yield Spot(table, found.group(1), value, line + 1, place + found.end(), place + found.end() + length)
            for passed in lines[line : line + taken - 1]:
                place += len(passed)
            line += taken - 1
            here = lines[line]
        place += len(here)
        line += 1


def _table(head: re.Match[str], seen: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """The way to a table; a name of an array stands for its newest element."""
    *outer, last = head.group(2).replace('"', "").split(".")
    way: tuple[str | int, ...] = ()
    for name in outer:
        way = (*way, name)
        way = (*way, seen[way]) if way in seen else way
    way = (*way, last)
    if head.group(1) == "[[":
        seen[way] = seen.get(way, -1) + 1
        return (*way, seen[way])
    return way


def _value(lines: list[str], first: int, start: int) -> tuple[int, Value, int]:
    """A value that begins in a line: how many lines it takes, what it is, how long its text is."""
    text = ""
    for count, line in enumerate(lines[first:], start=1):
        text += line[start:] if count == 1 else line
        try:
            value: Value = tomllib.loads(f"x = {text}")["x"]
        except tomllib.TOMLDecodeError:
            continue
        return count, value, _length(text, value)
    raise refuse("QT-01", detail=f"dòng {first + 1}: không đọc được giá trị")


def _length(text: str, value: Value) -> int:
    """Length of the value without the blanks and the comment behind it."""
    if "#" not in text:
        return len(text.rstrip())
    for end in range(1, len(text) + 1):
        try:
            if tomllib.loads(f"x = {text[:end]}\n")["x"] == value and not text[end : end + 1].strip("\r\n \t#"):
                return end
        except tomllib.TOMLDecodeError:
            continue
    return len(text.rstrip())


def written(value: Value) -> str:
    """A value as TOML writes it.

    Raises:
        ValueError: for a value that a pack has not.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quoted(value)
        case date():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{name} = {written(item)}" for name, item in value.items()) + " }"
    raise ValueError(f"no value of a pack: {value!r}")


def replaced(text: str, spot: Spot, value: Value | None) -> str:
    """The text with another value in a place; None takes the line away."""
    if value is not None:
        return text[: spot.start] + written(value) + text[spot.end :]
    begin = text.rfind("\n", 0, spot.start) + 1
    end = text.find("\n", spot.end)
    return text[:begin] + (text[end + 1 :] if end >= 0 else "")


def added(text: str, table: tuple[str | int, ...], key: str, value: Value) -> str:
    """The text with a further value at the end of a table.

    Raises:
        UserError: NHAP-02, there is no such table.
    """
    last = max((spot for spot in spots(text) if spot.table == table), key=lambda spot: spot.end, default=None)
    if last is None:
        raise refuse("NHAP-02", what="mục của bộ chỉ tiêu", value=".".join(map(str, table)))
    end = text.find("\n", last.end)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{key} = {written(value)}{text[end:]}"


def rows_of(text: str) -> Mapping[tuple[str | int, ...], Mapping[str, Value]]:
    """Table → its values."""
    found: dict[tuple[str | int, ...], dict[str, Value]] = {}
    for spot in spots(text):
        found.setdefault(spot.table, {})[spot.key] = spot.value
    return found

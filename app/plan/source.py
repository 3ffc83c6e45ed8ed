"""Strict reading of a pack's TOML: a wrong or unknown key is refused with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import UserError, refuse


class Source:
    """A table of a TOML file that remembers where it stands and which of its keys were read."""

    __slots__ = ("_file", "_line", "_raw", "_read")

    def __init__(self, file: str, line: int, raw: Mapping[str, Any]) -> None:
        self._file = file
        self._line = line
        self._raw = raw
        self._read: set[str] = set()

    def wrong(self, detail: str) -> UserError:
        """The error QT-01 that names this place."""
        return refuse("QT-01", detail=f"{self._file}, dòng {self._line}: {detail}")

    def has(self, key: str) -> bool:
        """Whether the key stands here."""
        return key in self._raw

    def keys(self) -> tuple[str, ...]:
        """Every key that stands here."""
        return tuple(self._raw)

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value: str = self._typed(key, str, default, "chữ")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """An integer."""
        value: int = self._typed(key, int, default, "số nguyên")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """A yes or no."""
        value: bool = self._typed(key, bool, default, "true hoặc false")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        values = self._typed(key, list, list(default) if default is not None else None, "danh sách chữ")
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(f"«{key}» phải là danh sách chữ")
        return tuple(values)

    def numbers(self, key: str, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """A list of integers."""
        values = self._typed(key, list, list(default) if default is not None else None, "danh sách số")
        if not all(isinstance(value, int) for value in values):
            raise self.wrong(f"«{key}» phải là danh sách số nguyên")
        return tuple(values)

    def table(self, key: str) -> Source:
        """A sub-table."""
        return Source(self._file, self._line, self._typed(key, dict, None, "bảng"))

    def tables(self, key: str) -> tuple[Source, ...]:
        """An array of sub-tables written inline."""
        values = self._typed(key, list, [], "danh sách bảng")
        return tuple(Source(self._file, self._line, value) for value in values)

    def rest(self) -> dict[str, Any]:
        """Every key not read yet, as plain values; they count as read."""
        left = {key: value for key, value in self._raw.items() if key not in self._read}
        self._read.update(left)
        return left

    def close(self) -> None:
        """Refuses keys that nobody read: a typo fails at load."""
        unknown = sorted(set(self._raw) - self._read)
        if unknown:
            raise self.wrong(f"không hiểu «{unknown[0]}»")

    def _typed(self, key: str, kind: type, default: Any, name: str) -> Any:
        self._read.add(key)
        if key not in self._raw:
            if default is None:
                raise self.wrong(f"thiếu «{key}»")
            return default
        value = self._raw[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(f"«{key}» phải là {name}")
        return value


class SourceFile:
    """A TOML file of a pack: its top level and its arrays of tables, each with its line."""

    __slots__ = ("_name", "_raw", "_text")

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        try:
            self._raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise refuse("QT-01", detail=f"{name}: {error}") from error

    def top(self) -> Source:
        """The top level."""
        return Source(self._name, 1, self._raw)

    def each(self, name: str) -> Iterator[Source]:
        """Tables of an array `[[name]]` with the line of each."""
        lines = [
            number
            for number, line in enumerate(self._text.splitlines(), 1)
            if re.fullmatch(rf"\[\[\s*{re.escape(name)}\s*\]\](\s*#.*)?", line.strip())
        ]
        items = self._raw.get(name, [])
        for index, raw in enumerate(items):
            yield Source(self._name, lines[index] if index < len(lines) else 1, raw)


def text_of(files: Mapping[str, bytes], name: str) -> str:
    """The text of a file of a pack.

    Raises:
        UserError: QT-01 there is no such file, or it is not UTF-8.
    """
    if name not in files:
        raise refuse("QT-01", detail=f"thiếu tệp {name}")
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse("QT-01", detail=f"{name}: không phải UTF-8") from error


def source_of(files: Mapping[str, bytes], name: str) -> SourceFile:
    """A TOML file of a pack.

    Raises:
        UserError: QT-01 with file and line.
    """
    return SourceFile(name.rpartition("/")[2], text_of(files, name))

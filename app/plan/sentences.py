"""Sentences of the pack: places `{x}` that are filled, and choices `[name: a|b]` of which a number takes one.

Hides the grammar. A choice may stand inside another; an alternative may be empty. What is not known is written as dots,
to be filled in by hand. A sentence is checked when the pack is loaded, so that a typo fails there and not on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

BLANK: Final = "……"
"""Stands for a value that is not recorded."""

_TOKEN: Final = re.compile(r"\{([^{}\[\]|]*)\}|\[(\w+):|([\[\]{}|])")


@dataclass(frozen=True, slots=True)
class Place:
    """A value, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Several texts, of which one is written."""

    name: str
    options: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with places and choices, ready to be filled."""

    parts: tuple[str | Place | Choice, ...]

    def places(self) -> Iterator[str]:
        """Names of all places, those in choices too."""
        for part in self.parts:
            if isinstance(part, Place):
                yield part.name
            elif isinstance(part, Choice):
                for option in part.options:
                    yield from option.places()

    def choices(self) -> Iterator[Choice]:
        """All choices, those in choices too."""
        for part in self.parts:
            if isinstance(part, Choice):
                yield part
                for option in part.options:
                    yield from option.choices()

    def fill(self, values: Mapping[str, str], picks: Mapping[str, int]) -> str:
        """The text with what is known.

        Args:
            values: name of a place → text; an empty one is written as dots.
            picks: name of a choice → which of its texts, from 0.

        Raises:
            KeyError: a place or choice has no value.
        """
        return "".join(_written(part, values, picks) for part in self.parts)


def _written(part: str | Place | Choice, values: Mapping[str, str], picks: Mapping[str, int]) -> str:
    match part:
        case Place(name):
            return values[name] or BLANK
        case Choice(name, options):
            return options[picks[name]].fill(values, picks)
    return part


def read_sentence(text: str) -> Sentence:
    """Reads a text.

    Raises:
        ValueError: with what is wrong, in Vietnamese.
    """
    parts, end, sign = _read(text, 0)
    if sign:
        raise ValueError(f"thừa «{sign}» ở «{text[max(0, end - 20) : end]}»")
    return parts


def _read(text: str, start: int) -> tuple[Sentence, int, str]:
    """A sentence to its end, or within a choice to the sign that ends it."""
    parts: list[str | Place | Choice] = []
    while (found := _TOKEN.search(text, start)) is not None:
        if found.start() > start:
            parts.append(text[start : found.start()])
        start = found.end()
        if found[1] is not None:
            parts.append(Place(found[1].strip()))
        elif found[2]:
            choice, start = _read_choice(text, found[2], start)
            parts.append(choice)
        else:
            return Sentence(tuple(parts)), start, found[3]
    if start < len(text):
        parts.append(text[start:])
    return Sentence(tuple(parts)), len(text), ""


def _read_choice(text: str, name: str, start: int) -> tuple[Choice, int]:
    options: list[Sentence] = []
    sign = "|"
    while sign == "|":
        option, start, sign = _read(text, start)
        options.append(option)
    if sign != "]":
        raise ValueError(f"«[{name}:» chưa có dấu «]»")
    return Choice(name, (_without_lead(options[0]), *options[1:])), start


def _without_lead(option: Sentence) -> Sentence:
    """The blank after the colon of a choice is no part of its text; two blanks leave one."""
    if option.parts and isinstance(option.parts[0], str) and option.parts[0].startswith(" "):
        return Sentence((option.parts[0][1:], *option.parts[1:]))
    return option

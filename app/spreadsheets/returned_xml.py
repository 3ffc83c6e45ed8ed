"""Single tags of an XML part, found and changed in place, so that everything else stays byte for byte.

Hides how attributes are written. A parser would lose prefixes, white space and what it does not know, and Excel would
offer to repair the file.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import Final

ATTRIBUTES: Final = rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)"


class Unfit(Exception):  # noqa: N818 - not an error: the workbook is then made anew
    """The part is written in a way that is not changed in place."""


def tag(name: str) -> re.Pattern[bytes]:
    """Pattern of a start tag: its prefix, its attributes, and "/" where it closes itself."""
    return re.compile(rb"<(\w+:)?%s(?=[\s/>])%s(/?)>" % (name.encode(), ATTRIBUTES))


def element(name: str) -> re.Pattern[bytes]:
    """Pattern of a whole element that holds none of its own kind: prefix, attributes, and the rest of it."""
    text = name.encode()
    return re.compile(rb"<(\w+:)?%s(?=[\s/>])%s(/>|>.*?</(?:\w+:)?%s\s*>)" % (text, ATTRIBUTES, text), re.DOTALL)


def inside(content: bytes, name: str) -> tuple[re.Match[bytes], int]:
    """The first start tag of a name, and where its end tag begins.

    Raises:
        Unfit: there is no such element, or it is empty.
    """
    start = tag(name).search(content)
    if start is None or start[3]:
        raise Unfit(name)
    end = re.compile(rb"</(?:\w+:)?%s\s*>" % name.encode()).search(content, start.end())
    if end is None:
        raise Unfit(name)
    return start, end.start()


def attribute(attributes: bytes, name: str) -> str | None:
    """Value of an attribute without prefix; None where there is none."""
    found = _written(name).search(attributes)
    return unescape(found[1][1:-1].decode()) if found else None


def with_attribute(attributes: bytes, name: str, value: object) -> bytes:
    """The attributes with one set."""
    written = f' {name}="{escape(str(value))}"'.encode()
    pattern = _written(name)
    if pattern.search(attributes):
        return pattern.sub(lambda _: written, attributes, count=1)
    return attributes.rstrip() + written


def without_attribute(attributes: bytes, name: str) -> bytes:
    """The attributes without one."""
    return _written(name).sub(b"", attributes)


def number(attributes: bytes, name: str, otherwise: int = 0) -> int:
    """Value of an attribute that holds a number.

    Raises:
        Unfit: it holds something else.
    """
    text = attribute(attributes, name)
    if text is None:
        return otherwise
    if not text.isdecimal():
        raise Unfit(name)
    return int(text)


@cache
def _written(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"\s%s\s*=\s*(\"[^\"]*\"|'[^']*')" % name.encode())

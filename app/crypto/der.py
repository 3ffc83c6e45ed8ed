"""DER, written and read: hides tags, lengths and their traps from the modules that know a structure.

The reader has no lenient mode: definite, minimal lengths, low tag numbers, every byte asked for by name and none left
over. What it reads it could write again as the same bytes, so that a signed or sealed structure has one encoding only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31
NULL: Final = b"\x05\x00"

_LONG_FORM: Final = 0x80
_HIGH_TAG: Final = 0x1F


class MalformedError(Exception):
    """The bytes are not the DER that was asked for; the caller names the refusal."""


def explicit(number: int) -> int:
    """The tag of a constructed context-specific value, [number]."""
    return 0xA0 | number


def implicit(number: int) -> int:
    """The tag of a primitive context-specific value, [number] IMPLICIT."""
    return 0x80 | number


def tlv(tag: int, *parts: bytes) -> bytes:
    """Writes one value: tag, minimal length and the joined parts."""
    length = sum(map(len, parts))
    if length < _LONG_FORM:
        head = bytes((tag, length))
    else:
        size = (length.bit_length() + 7) // 8
        head = bytes((tag, _LONG_FORM | size)) + length.to_bytes(size, "big")
    return b"".join((head, *parts))


def sequence(*parts: bytes) -> bytes:
    """Writes a SEQUENCE."""
    return tlv(SEQUENCE, *parts)


def set_of(*parts: bytes, tag: int = SET) -> bytes:
    """Writes a SET OF in the order that DER asks for (X.690 11.6)."""
    return tlv(tag, *sorted(parts))


def octets(content: bytes) -> bytes:
    """Writes an OCTET STRING."""
    return tlv(OCTET_STRING, content)


def integer(value: int) -> bytes:
    """Writes an INTEGER that is not negative."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Writes an OBJECT IDENTIFIER given as dotted numbers."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    content = bytearray()
    for arc in (first * 40 + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | arc & 0x7F)
        content.extend(reversed(groups))
    return tlv(OBJECT_IDENTIFIER, bytes(content))


def time(at: datetime) -> bytes:
    """Writes a Time as RFC 5652 11.3 asks: UTCTime until 2049, GeneralizedTime after; whole seconds, UTC."""
    moment = at.astimezone(UTC)
    if moment.year < 2050:
        return tlv(UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return tlv(GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())


class Reader:
    """Reads the values of one buffer in order; each call names the tag it expects."""

    __slots__ = ("_data", "_end", "_position")

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)  # a sealed package is large: entering a value copies nothing
        self._position = 0
        self._end = len(data)

    def _header(self) -> tuple[int, int, int]:
        """Gives tag, start and end of the content of the next value."""
        start = self._position + 2
        if start > self._end:
            raise MalformedError("no value left")
        tag, length = self._data[self._position], self._data[self._position + 1]
        if tag & _HIGH_TAG == _HIGH_TAG:
            raise MalformedError("high tag number")
        if length >= _LONG_FORM:
            size = length - _LONG_FORM
            start += size
            length = int.from_bytes(self._data[start - size : start], "big")
            if length < _LONG_FORM or length >> (8 * (size - 1)) == 0:
                raise MalformedError("length indefinite or not minimal")
        if start + length > self._end:
            raise MalformedError("value longer than its buffer")
        return tag, start, start + length

    def peek(self) -> int | None:
        """The tag of the next value, or None at the end."""
        return self._data[self._position] if self._position < self._end else None

    def element(self, tag: int) -> bytes:
        """Takes the next value whole, tag and length included.

        Raises:
            MalformedError: it has another tag, or is not DER.
        """
        found, _, stop = self._header()
        if found != tag:
            raise MalformedError(f"tag {found:#x} instead of {tag:#x}")
        whole = self._data[self._position : stop]
        self._position = stop
        return bytes(whole)

    def content(self, tag: int) -> bytes:
        """Takes the content of the next value; raises as `element`."""
        return bytes(self._content(tag))

    def enter(self, tag: int = SEQUENCE) -> Reader:
        """Takes the next value as a reader of what is inside; raises as `element`."""
        return Reader(self._content(tag))

    def _content(self, tag: int) -> memoryview:
        found, start, stop = self._header()
        if found != tag:
            raise MalformedError(f"tag {found:#x} instead of {tag:#x}")
        self._position = stop
        return self._data[start:stop]

    def members(self, tag: int = SET) -> list[bytes]:
        """Takes the next value as a SET OF and gives its members whole.

        Raises:
            MalformedError: the members do not stand in the order of DER, or one is there twice.
        """
        inside, found = self.enter(tag), []
        while (member := inside.peek()) is not None:
            found.append(inside.element(member))
        if any(left >= right for left, right in pairwise(found)):
            raise MalformedError("set not in order")
        return found

    def octets(self) -> bytes:
        """Takes an OCTET STRING."""
        return self.content(OCTET_STRING)

    def integer(self) -> int:
        """Takes an INTEGER that is not negative."""
        whole = self.element(INTEGER)
        value = int.from_bytes(Reader(whole).content(INTEGER), "big", signed=True)
        if value < 0 or integer(value) != whole:
            raise MalformedError("integer not minimal or negative")
        return value

    def time(self) -> datetime:
        """Takes a Time as `time` writes it.

        Raises:
            MalformedError: it is not a moment in UTC with seconds.
        """
        tag = self.peek()
        whole = self.element(GENERALIZED_TIME if tag == GENERALIZED_TIME else UTC_TIME)
        text = whole[2:].decode("ascii", "replace")
        if tag == UTC_TIME:
            text = ("19" if text >= "50" else "20") + text
        try:
            moment = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
        except ValueError as wrong:
            raise MalformedError("not a time") from wrong
        if time(moment) != whole:
            raise MalformedError("time not written as it should be")
        return moment

    def finish(self) -> None:
        """Says that nothing more may come.

        Raises:
            MalformedError: bytes are left.
        """
        if self._position != self._end:
            raise MalformedError("trailing bytes")


def read_one(data: bytes, tag: int = SEQUENCE) -> Reader:
    """Opens a buffer that must hold one value and nothing else."""
    outer = Reader(data)
    inside = outer.enter(tag)
    outer.finish()
    return inside


def read_signed(data: bytes) -> Reader:
    """Opens a certificate, request or revocation list: body, algorithm, and a signature of whole octets.

    Returns:
        A reader of the body.
    """
    outer = read_one(data)
    body = outer.enter()
    outer.element(SEQUENCE)
    # Libraries pass over the count of unused bits, so that one signature could be written in several ways.
    if outer.content(BIT_STRING)[:1] != b"\0":
        raise MalformedError("signature not of whole octets")
    outer.finish()
    return body

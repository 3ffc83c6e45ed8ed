"""Charts for Word: the marks of a picture as an Enhanced Metafile, vectors with real text that Word can scale.

Hides the records of the format ([MS-EMF]). Word 2007 and every later one, and LibreOffice, draw it without help; of SVG
only the newest do. A unit of length is a twentieth of a point, as Word counts.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from app.reports.chart_marks import (
    DASHES,
    LINE_SHARE,
    PAPER_COLOURS,
    Anchor,
    Mark,
    Picture,
    Role,
    Shape,
    Stroke,
    Width,
    Words,
)

_UNIT: Final = 20
"""Units in a point: the reference device has 1440 of them on an inch."""
_DEVICE: Final = (14400, 14400), (254, 254)
"""Size of the reference device in units and in millimetres: ten inches."""
_HUNDREDTHS: Final = 2540 / 72
"""Hundredths of a millimetre in a point."""
_HEADER, _POLYGON, _POLYLINE, _EOF = 1, 3, 4, 14
_BACKGROUND, _ALIGN, _TEXT_COLOUR, _SELECT, _PEN, _BRUSH, _DELETE = 18, 22, 24, 37, 38, 39, 40
_FONT, _TEXT = 82, 84
_NO_BRUSH, _NO_PEN = 0x80000005, 0x80000008
_SYSTEM_PEN, _SYSTEM_BRUSH, _SYSTEM_FONT = 0x80000007, 0x80000000, 0x8000000D
_OBJECT: Final = 1
_TRANSPARENT: Final = 1
_ANCHORS: Final[dict[Anchor, int]] = {"start": 24, "end": 24 | 2, "middle": 24 | 6}
"""On the baseline; left, right, centre."""
_TYPEFACE: Final = "Times New Roman"
_WHOLE: Final = (0, 0, -1, -1)


def picture_emf(picture: Picture, width_of: Width) -> bytes:
    """A picture as a metafile; equal pictures give equal bytes.

    Args:
        picture: what is drawn.
        width_of: a text on paper, for the places of its letters.

    Returns:
        The file.
    """
    marks: list[Mark] = [*picture.behind, *(mark for item in picture.items for mark in item.marks)]
    records = [_record(_BACKGROUND, struct.pack("<I", _TRANSPARENT))]
    for mark in marks:
        records.extend(_drawn(mark, width_of))
    records.append(_record(_EOF, struct.pack("<3I", 0, 16, 20)))
    size = 88 + sum(map(len, records))
    right, bottom = (math.ceil(side * _UNIT) for side in (picture.width, picture.height))
    frame = (round(side * _HUNDREDTHS) for side in (picture.width, picture.height))
    bounds = struct.pack("<8i", 0, 0, right, bottom, 0, 0, *frame)
    head = struct.pack("<4sIIIHHIII", b" EMF", 0x10000, size, len(records) + 1, _OBJECT + 1, 0, 0, 0, 0)
    return b"".join([_record(_HEADER, bounds + head + struct.pack("<4I", *_DEVICE[0], *_DEVICE[1])), *records])


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<II", kind, 8 + len(content)) + content


def _drawn(mark: Mark, width_of: Width) -> Iterator[bytes]:
    match mark:
        case Stroke():
            yield from _selected(_pen(mark.role, mark.width * LINE_SHARE), _SYSTEM_PEN, _pieces(mark))
        case Shape():
            yield from _shape(mark)
        case Words():
            yield from _words(mark, width_of)


def _selected(made: bytes, back: int, drawn: Iterable[bytes]) -> Iterator[bytes]:
    """Something drawn with an object that is made for it and given back."""
    yield made
    yield _record(_SELECT, struct.pack("<I", _OBJECT))
    yield from drawn
    yield _record(_SELECT, struct.pack("<I", back))
    yield _record(_DELETE, struct.pack("<I", _OBJECT))


def _pen(role: Role, width: float) -> bytes:
    return _record(_PEN, struct.pack("<IIiiI", _OBJECT, 0, max(round(width * _UNIT), 1), 0, _colour(role)))


def _pieces(mark: Stroke) -> Iterator[bytes]:
    """A stroke, broken by hand where it is dashed: pens of that kind are one unit wide."""
    dash = DASHES[mark.dash]
    length = math.hypot(mark.x2 - mark.x1, mark.y2 - mark.y1)
    if not dash or not length:
        yield _poly(_POLYLINE, ((mark.x1, mark.y1), (mark.x2, mark.y2)))
        return
    start = 0.0
    while start < length:
        ends = (start, min(start + dash[0], length))
        yield _poly(_POLYLINE, tuple(_on(mark, end / length) for end in ends))
        start += sum(dash)


def _on(mark: Stroke, part: float) -> tuple[float, float]:
    return mark.x1 + (mark.x2 - mark.x1) * part, mark.y1 + (mark.y2 - mark.y1) * part


def _shape(mark: Shape) -> Iterator[bytes]:
    if mark.fill:
        brush = _record(_BRUSH, struct.pack("<IIII", _OBJECT, 0, _colour(mark.fill), 0))
        yield _record(_SELECT, struct.pack("<I", _NO_PEN))
        yield from _selected(brush, _SYSTEM_BRUSH, [_poly(_POLYGON, mark.points)])
        yield _record(_SELECT, struct.pack("<I", _SYSTEM_PEN))
    if mark.edge:
        yield _record(_SELECT, struct.pack("<I", _NO_BRUSH))
        yield from _selected(_pen(mark.edge, 1), _SYSTEM_PEN, [_poly(_POLYGON, mark.points)])
        yield _record(_SELECT, struct.pack("<I", _SYSTEM_BRUSH))


def _poly(kind: int, points: tuple[tuple[float, float], ...]) -> bytes:
    places = [round(value * _UNIT) for point in points for value in point]
    return _record(kind, struct.pack(f"<4iI{len(places)}i", *_WHOLE, len(points), *places))


def _words(mark: Words, width_of: Width) -> Iterator[bytes]:
    face = _TYPEFACE.encode("utf-16-le").ljust(64, b"\0")
    weight = 700 if mark.bold else 400
    font = struct.pack("<5i8B", -round(mark.size * _UNIT), 0, 0, 0, weight, 0, 0, 0, 1, 0, 0, 0, 0) + face
    yield _record(_ALIGN, struct.pack("<I", _ANCHORS[mark.anchor]))
    yield _record(_TEXT_COLOUR, struct.pack("<I", _colour(mark.role)))
    yield from _selected(_record(_FONT, struct.pack("<I", _OBJECT) + font), _SYSTEM_FONT, [_text(mark, width_of)])


def _text(mark: Words, width_of: Width) -> bytes:
    letters = mark.text.encode("utf-16-le")
    count = len(letters) // 2
    padded = letters + b"\0" * (-len(letters) % 4)
    ends = [round(width_of(mark.text[: number + 1], mark.size) * _UNIT) for number in range(len(mark.text))]
    advances = [end - start for start, end in zip((0, *ends), ends, strict=False)]
    advances += [0] * (count - len(advances))
    place = (round(mark.x * _UNIT), round(mark.y * _UNIT))
    offset = 8 + 16 + 12 + 40
    fixed = struct.pack("<4iIff", *_WHOLE, 1, 1.0, 1.0)
    head = struct.pack("<2iIII4iI", *place, count, offset, 0, *_WHOLE, offset + len(padded))
    return _record(_TEXT, fixed + head + padded + struct.pack(f"<{count}i", *advances))


def _colour(role: Role) -> int:
    """As the format has it: blue, green, red."""
    return int.from_bytes(PAPER_COLOURS[role].to_bytes(3, "big"), "little")

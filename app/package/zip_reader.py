"""A strict reader of small ZIP archives, from memory to memory; hides the format and refuses every doubtful form.

The common readers accept archives whose parts contradict one another (threats.md F): here each byte is accounted for
once, the local and the central description of an entry must be equal, and a file is never written by its name.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from app.errors import UserError, refuse

LARGEST: Final = 64 * 1024 * 1024
LARGEST_UNPACKED: Final = 256 * 1024 * 1024
MOST_ENTRIES: Final = 50
MOST_RATIO: Final = 100
RATIO_FREE: Final = 1024 * 1024  # bytes unpacked before the ratio counts

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_CENTRAL_MAGIC: Final = b"PK\x01\x02"
_END_MAGIC: Final = b"PK\x05\x06"
_STORED: Final = 0
_DEFLATED: Final = 8
_NEEDED: Final = (10, 20)
_MADE_BY: Final = (0, 3)  # DOS and Unix in the high byte
_REGULAR_FILES: Final = (0, 0o100600 << 16, 0o100644 << 16)
_SAFE: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*)*"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What both headers of a file must say alike."""

    needed: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name: str
    offset: int


def read_zip(data: bytes, names: re.Pattern[str]) -> dict[str, bytes]:
    """Reads all files of an archive.

    Args:
        data: the archive.
        names: what a name may be; must match whole, and only plain ASCII paths are accepted in any case.

    Returns:
        Content by name, in the order of the archive.

    Raises:
        UserError: GOI-01 not an archive, GOI-02 of a doubtful form, GOI-03 beyond the limits.
    """
    if len(data) > LARGEST:
        raise refuse("GOI-03")
    entries, central = _central(data, names)
    if sum(entry.size for entry in entries) > LARGEST_UNPACKED:
        raise refuse("GOI-03")
    files: dict[str, bytes] = {}
    position = 0
    for entry in entries:
        if entry.offset != position or position + _LOCAL.size > central:
            raise _odd("khoảng trống hoặc chồng lấn giữa các tệp")
        position = _local_end(data, entry)
        files[entry.name] = _content(data[position : position + entry.packed], entry)
        position += entry.packed
    if position != central:
        raise _odd("khoảng trống trước mục lục")
    return files


def _central(data: bytes, names: re.Pattern[str]) -> tuple[list[_Entry], int]:
    """Reads the central directory; gives its entries and where it starts."""
    start = len(data) - _END.size
    if start < 0 or not data.startswith(_LOCAL_MAGIC):
        raise refuse("GOI-01")
    magic, disk, first_disk, here, total, size, offset, comment = _END.unpack_from(data, start)
    if magic != _END_MAGIC:
        raise refuse("GOI-01")
    if disk or first_disk or comment or here != total:
        raise _odd("nhiều đĩa hoặc có chú thích")
    if total > MOST_ENTRIES:
        raise refuse("GOI-03")
    if offset + size != start:
        raise _odd("mục lục không khớp")
    entries, position = [], offset
    for _ in range(total):
        entry, position = _central_entry(data, position, start, names)
        entries.append(entry)
    if position != start:
        raise _odd("mục lục không khớp")
    if len({entry.name.lower() for entry in entries}) != len(entries):
        raise _odd("trùng tên tệp")
    return entries, offset


def _central_entry(data: bytes, position: int, end: int, names: re.Pattern[str]) -> tuple[_Entry, int]:
    if position + _CENTRAL.size > end:
        raise _odd("mục lục bị cắt")
    (magic, made_by, needed, flags, method, time, date, crc, packed, size, name_length, extra, comment, disk, internal,
     external, offset) = _CENTRAL.unpack_from(data, position)  # fmt: skip
    after = position + _CENTRAL.size + name_length
    if magic != _CENTRAL_MAGIC:
        raise _odd("mục lục bị cắt")
    if flags or extra or comment or disk or internal or method not in (_STORED, _DEFLATED) or needed not in _NEEDED:
        raise _odd("mã hóa, phần phụ hoặc cách nén không được chấp nhận")
    if made_by >> 8 not in _MADE_BY or made_by & 0xFF not in _NEEDED or external not in _REGULAR_FILES:
        raise _odd("không phải tệp thường")
    name = _name(data[position + _CENTRAL.size : after], names)
    return _Entry(needed, method, time, date, crc, packed, size, name, offset), after


def _name(raw: bytes, names: re.Pattern[str]) -> str:
    name = raw.decode("ascii", "replace")
    if len(raw) > 100 or not _SAFE.fullmatch(name) or not names.fullmatch(name):
        raise _odd("tên tệp không được chấp nhận")
    return name


def _local_end(data: bytes, entry: _Entry) -> int:
    """Checks the local header against the central one; gives where the content starts."""
    magic, *fields, name_length, extra = _LOCAL.unpack_from(data, entry.offset)
    described = [entry.needed, 0, entry.method, entry.time, entry.date, entry.crc, entry.packed, entry.size]
    start = entry.offset + _LOCAL.size
    raw = data[start : start + name_length]
    if magic != _LOCAL_MAGIC or fields != described or extra or raw != entry.name.encode():
        raise _odd("hai phần mô tả của một tệp khác nhau")
    return start + len(raw)


def _content(packed: bytes, entry: _Entry) -> bytes:
    if entry.method == _STORED:
        content = packed
    else:
        if entry.size > max(RATIO_FREE, MOST_RATIO * entry.packed):
            raise refuse("GOI-03")
        content = _inflate(packed, entry.size)
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise _odd("nội dung tệp không khớp mục lục")
    return content


def _inflate(packed: bytes, size: int) -> bytes:
    """Unpacks no more than one byte beyond the declared size."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, size + 1)
    except zlib.error as wrong:
        raise _odd("không giải nén được") from wrong
    if not stream.eof or stream.unused_data:
        raise _odd("nội dung tệp không khớp mục lục")
    return content


def _odd(detail: str) -> UserError:
    return refuse("GOI-02", detail=detail)

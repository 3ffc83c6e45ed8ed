"""Archives byte by byte: whatever a ZIP can be made to say, its two descriptions of a file differing if wanted."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace

DEFLATED, STORED = 8, 0


@dataclass(frozen=True)
class Member:
    """One file of a hand-made archive; what stands in the local header may be made to differ."""

    name: bytes = b"a.json"
    content: bytes = b"{}"
    method: int = STORED
    flags: int = 0
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    made_by: int = 3 << 8 | 20
    needed: int = 20
    external: int = 0o100644 << 16
    internal: int = 0
    disk: int = 0
    time: int = 0
    date: int = 33
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    packed: bytes | None = None
    before: bytes = b""
    offset: int | None = None
    local: tuple[tuple[str, object], ...] = ()

    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method != DEFLATED:
            return self.content
        stream = zlib.compressobj(9, zlib.DEFLATED, -15)
        return stream.compress(self.content) + stream.flush()

    def numbers(self) -> tuple[int, ...]:
        crc = zlib.crc32(self.content) if self.crc is None else self.crc
        packed = len(self.body()) if self.packed_size is None else self.packed_size
        size = len(self.content) if self.size is None else self.size
        return (self.needed, self.flags, self.method, self.time, self.date, crc, packed, size)

    def local_header(self) -> bytes:
        own = replace(self, **dict(self.local), local=())  # type: ignore[arg-type]
        lengths = (len(own.name), len(own.local_extra))
        return struct.pack("<4s5H3I2H", b"PK\3\4", *own.numbers(), *lengths) + own.name + own.local_extra

    def central_header(self, offset: int) -> bytes:
        tail = (len(self.name), len(self.extra), len(self.comment), self.disk, self.internal, self.external)
        at = offset if self.offset is None else self.offset
        head = struct.pack("<4s6H3I5H2I", b"PK\1\2", self.made_by, *self.numbers(), *tail, at)
        return head + self.name + self.extra + self.comment


def archive(
    *members: Member, lead: bytes = b"", gap: bytes = b"", comment: bytes = b"", after: bytes = b"", **end: int
) -> bytes:
    """A hand-made archive; `end` overrides fields of the end record."""
    made, offsets = lead, []
    for member in members:
        made += member.before
        offsets.append(len(made))
        made += member.local_header() + member.body()
    made += gap
    central = b"".join(member.central_header(offset) for member, offset in zip(members, offsets, strict=True))
    fields = {"disk": 0, "first": 0, "here": len(members), "total": len(members)}
    fields |= {"size": len(central), "offset": len(made), "comment": len(comment)} | end
    return made + central + struct.pack("<4s4H2IH", b"PK\5\6", *fields.values()) + comment + after


def members(data: bytes) -> list[Member]:
    """The files of a good archive, to be written again with changes."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [
            Member(info.filename.encode(), opened.read(info), info.compress_type, date=33) for info in opened.infolist()
        ]


def unfinished(content: bytes) -> bytes:
    """Deflated to the last byte, but without the final block."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(content) + stream.flush(zlib.Z_SYNC_FLUSH)

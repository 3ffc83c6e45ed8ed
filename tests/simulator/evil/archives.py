"""Evil archives around a good, rightly signed manifest (threats.md F): whoever has an open package can make them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.forge import Pack
from tests.simulator.zips import DEFLATED, STORED, Member, archive, unfinished

EXTRA = Member(b"data/extra.csv", b"id\n")
FIGURES, MIMETYPE = b"figures.csv", b"mimetype"


def packed(pack: Pack) -> Maker:
    """The files of a good package in another archive."""
    return lambda forge: forge.made(pack=pack)


def adding(*extra: Member) -> Maker:
    """One file more."""
    return packed(lambda found: archive(*found, *extra))


def named(name: bytes) -> Maker:
    """One file more, of this name."""
    return adding(replace(EXTRA, name=name))


def on(name: bytes, /, **values: object) -> Maker:
    """Other values in both descriptions of a file."""
    return packed(lambda found: archive(*(_changed(item, name, values) for item in found)))


def local(**values: object) -> Maker:
    """Other values in the local description of a file only."""
    return on(FIGURES, local=tuple(values.items()))


def bytes_of(change: Callable[[bytes], bytes]) -> Maker:
    """The archive as bytes, changed."""
    return lambda forge: forge.made(inner=change)


def ending(**fields: int) -> Maker:
    """Other values in the end record."""
    return packed(lambda found: archive(*found, **fields))


def ordered(key: Callable[[Member], object]) -> Maker:
    """The files in another order."""
    return packed(lambda found: archive(*sorted(found, key=key)))  # type: ignore[arg-type]


def without(name: bytes) -> Maker:
    """One file less."""
    return packed(lambda found: archive(*(item for item in found if item.name != name)))


def _changed(item: Member, name: bytes, values: dict[str, object]) -> Member:
    return replace(item, **values) if item.name == name else item  # type: ignore[arg-type]


def _overlapping(found: list[Member]) -> bytes:
    """A second name for the bytes of the first file."""
    first = found[0]
    return archive(*found, replace(EXTRA, offset=0, content=first.content))


def _nested(found: list[Member]) -> bytes:
    """A file that lies inside another one: its header is in the content of a stored file."""
    inside = replace(EXTRA, content=b"hidden")
    outer = Member(b"data/outer.csv", inside.local_header() + inside.body())
    start = len(archive(*found)[: _directory(archive(*found))]) + len(outer.local_header())
    return archive(*found, outer, replace(inside, offset=start, local=(("name", b""),), packed=b""))


def _directory(data: bytes) -> int:
    return int(struct.unpack_from("<I", data, len(data) - 6)[0])


def _uncounted(found: list[Member]) -> bytes:
    """A file in the directory that the end record does not count."""
    whole = archive(*found, EXTRA)
    return whole[:-22] + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(found), len(found), *_sizes(whole), 0)


def _sizes(whole: bytes) -> tuple[int, int]:
    size, offset = struct.unpack_from("<2I", whole, len(whole) - 10)
    return size, offset


def _zip64(found: list[Member]) -> bytes:
    """With the locator of zip64 before the end record."""
    whole = archive(*found)
    end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, len(found), len(found), *_sizes(whole))
    return whole[:-22] + end + struct.pack("<4sIQI", b"PK\6\7", 0, len(whole) - 22, 1) + whole[-22:]


def _bomb(found: list[Member]) -> bytes:
    return archive(*found, replace(EXTRA, content=bytes(40 * 1024 * 1024), method=DEFLATED))


def _endless(found: list[Member]) -> bytes:
    """Declared small, 40 MiB when unpacked."""
    return archive(*found, replace(EXTRA, content=bytes(40 * 1024 * 1024), method=DEFLATED, size=10))


def _lying_total(found: list[Member]) -> bytes:
    return archive(*found, *(replace(EXTRA, name=b"data/x%d.csv" % n, size=0x7000_0000) for n in range(3)))


def _many(found: list[Member]) -> bytes:
    return archive(*found, *(replace(EXTRA, name=b"data/x%d.csv" % number) for number in range(40)))


def _crowd(found: list[Member]) -> bytes:
    return archive(*found, *(replace(EXTRA, name=b"data/x%d.csv" % number) for number in range(20_000)))


def _swapped(found: list[Member]) -> bytes:
    """The directory lists two files in another order than they lie."""
    data = archive(*found)
    start = _directory(data)
    first, second = found[0].central_header(0), found[1].central_header(len(found[0].local_header() + found[0].body()))
    assert data[start:].startswith(first + second)
    return data[:start] + second + first + data[start + len(first + second) :]


def _unmarked(data: bytes) -> bytes:
    """The last entry of the directory does not begin as one."""
    place = data.rindex(b"PK\1\2")
    return data[:place] + b"PK\1\3" + data[place + 4 :]


def _longer(item: Member) -> Member:
    return replace(item, packed=item.body() + b"hidden") if item.name == FIGURES else item


def _cut(found: list[Member]) -> bytes:
    """The directory ends within its last entry, and the end record agrees."""
    data = archive(*found)
    size, offset = _sizes(data)
    return data[:-62] + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(found), len(found), size - 40, offset, 0)


UNICODE_PATH = struct.pack("<HHBI", 0x7075, 6, 1, 0) + b"x"

NAMES = tuple(
    Evil(f"name: {told}", "GOI-02", named(name), fault, "tên tệp")
    for told, name, fault in (
        ("parent folder", b"../figures.csv", "F06"),
        ("parent folder inside", b"data/../figures.csv", "F06"),
        ("absolute", b"/etc/passwd", "F06"),
        ("drive letter", b"C:figures.csv", "F06"),
        ("backslash", b"..\\figures.csv", "F06"),
        ("network path", b"\\\\host\\x.csv", "F06"),
        ("two slashes", b"data//x.csv", "F06"),
        ("this folder", b"./x.csv", "F06"),
        ("home", b"~/x.csv", "F06"),
        ("trailing full stop", b"figures.csv.", "F05"),
        ("trailing blank", b"figures.csv ", "F05"),
        ("short name", b"FIGURE~1.CSV", "F05"),
        ("device con", b"con.csv", "F06"),
        ("device nul in a folder", b"data/nul.csv", "F06"),
        ("device lpt1", b"lpt1.txt", "F06"),
        ("stream of a file", b"figures.csv:x", "F06"),
        ("empty", b"", "F08"),
        ("NUL", b"a\0.csv", "F08"),
        ("line break", b"a\n.csv", "F08"),
        ("not UTF-8", b"data/\xff.csv", "F08"),
        ("code page 437", b"data/\x94.csv", "F08"),
        ("Vietnamese, composed", "data/hộ.csv".encode(), "F08"),
        ("Vietnamese, decomposed", b"data/ho\xcc\xa3\xcc\x82.csv", "F08"),
        ("right to left override", "data/\u202evsc.exe".encode(), "F08"),
        ("percent signs", b"data/x%2e.csv", "F08"),
        ("leading full stop", b".hidden.csv", "F06"),
        ("leading hyphen", b"-rf.csv", "F06"),
        ("too long", b"x" * 300 + b".csv", "F08"),
        ("too deep", b"data/a/b.csv", "F06"),
        ("program", b"setup.exe", "F08"),
        ("archive inside", b"inner.zip", "F19"),
        ("folder", b"data/", "F07"),
        ("second signature", b"META-INF/signature2.p7s", "G05"),
        ("second manifest", b"META-INF/ASiCManifest2.xml", "G05"),
        ("time stamp", b"META-INF/timestamp.tst", "G06"),
        ("manifest of OpenDocument", b"META-INF/manifest.xml", "G05"),
    )
)

KINDS = (
    Evil("symbolic link", "GOI-02", adding(replace(EXTRA, external=0o120777 << 16)), "F07", "tệp thường"),
    Evil("device file", "GOI-02", adding(replace(EXTRA, external=0o060644 << 16)), "F07", "tệp thường"),
    Evil("setuid file", "GOI-02", adding(replace(EXTRA, external=0o104755 << 16)), "F07", "tệp thường"),
    Evil("hidden file of DOS", "GOI-02", adding(replace(EXTRA, external=2)), "F07", "tệp thường"),
    Evil("made by an unknown system", "GOI-02", adding(replace(EXTRA, made_by=19 << 8 | 20)), "F07"),
    Evil("made by an unknown version", "GOI-02", adding(replace(EXTRA, made_by=3 << 8 | 63)), "F07"),
    Evil("encrypted entry", "GOI-02", on(FIGURES, flags=1), "F21", "mã hóa"),
    Evil("strong encryption", "GOI-02", on(FIGURES, flags=0x41), "F21"),
    Evil("bzip2", "GOI-02", on(FIGURES, method=12), "F21"),
    Evil("lzma", "GOI-02", on(FIGURES, method=14), "F21"),
    Evil("zstd", "GOI-02", on(FIGURES, method=93), "F21"),
    Evil("deflate64", "GOI-02", on(FIGURES, method=9), "F21"),
    Evil("version for encryption", "GOI-02", on(FIGURES, needed=51), "F21"),
    Evil("data descriptor", "GOI-02", on(FIGURES, flags=8), "F22"),
    Evil("names as UTF-8", "GOI-02", on(FIGURES, flags=0x800), "F08"),
    Evil("text flag", "GOI-02", on(FIGURES, internal=1), "F27"),
    Evil("extra field with another name", "GOI-02", on(FIGURES, extra=UNICODE_PATH), "F27"),
    Evil("extra field in the local header", "GOI-02", on(FIGURES, local_extra=b"\1\2\0\0"), "F27"),
    Evil("comment of a file", "GOI-02", on(FIGURES, comment=b"x"), "F11"),
    Evil("disk of a file", "GOI-02", on(FIGURES, disk=1), "F16"),
    Evil("zip64 sizes", "GOI-03", on(FIGURES, size=0xFFFFFFFF, packed_size=0xFFFFFFFF), "F15"),
    Evil("zip64 extra", "GOI-02", on(FIGURES, extra=struct.pack("<HHQ", 1, 8, 2)), "F15"),
    Evil("zip64 locator", "GOI-02", packed(_zip64), "F15"),
)

LAYOUT = (
    Evil("same name twice", "GOI-02", adding(replace(EXTRA, name=FIGURES)), "F03", "trùng tên"),
    Evil("same name in capitals", "GOI-02", named(b"DATA/PERSON.csv"), "F04"),
    Evil("two mimetypes", "GOI-02", adding(replace(EXTRA, name=MIMETYPE)), "F24", "trùng tên"),
    Evil("program before the archive", "GOI-01", bytes_of(lambda data: b"MZ" + data), "F10 F25"),
    Evil("PDF before the archive", "GOI-01", bytes_of(lambda data: b"%PDF-1.7\n" + data), "F25"),
    Evil("bytes before the first file", "GOI-02", on(MIMETYPE, before=b"PK\3\4hidden"), "F13"),
    Evil("bytes after the archive", "GOI-01", bytes_of(lambda data: data + b"x"), "F11"),
    Evil("archive comment", "GOI-01", packed(lambda found: archive(*found, comment=b"hello")), "F11"),
    Evil("two ends", "GOI-02", bytes_of(lambda data: data + data[-22:]), "F12"),
    Evil("archive in the comment", "GOI-02", packed(lambda found: archive(*found, comment=archive(*found))), "F12"),
    Evil("gap between files", "GOI-02", on(FIGURES, before=b"hidden"), "F13", "khoảng trống"),
    Evil("gap before the directory", "GOI-02", packed(lambda found: archive(*found, gap=b"hidden")), "F13"),
    Evil("overlapping files", "GOI-02", packed(_overlapping), "F14", "chồng lấn"),
    Evil("a file inside another", "GOI-02", packed(_nested), "F14"),
    Evil("a file that is not counted", "GOI-02", packed(_uncounted), "F13", "mục lục không khớp"),
    Evil("fewer files counted", "GOI-02", packed(lambda found: archive(*found, total=9, here=9)), "F16"),
    Evil("more files counted", "GOI-02", packed(lambda found: archive(*found, total=30, here=30)), "F16"),
    Evil("several disks", "GOI-02", ending(disk=1), "F16"),
    Evil("directory on another disk", "GOI-02", ending(first=1), "F16"),
    Evil("files on another disk", "GOI-02", ending(here=2), "F16"),
    Evil("directory elsewhere", "GOI-02", ending(offset=1), "F14", "mục lục không khớp"),
    Evil("directory without its mark", "GOI-02", bytes_of(_unmarked), "F09", "mục lục bị cắt"),
    Evil("directory shorter", "GOI-02", ending(size=10), "F14"),
    Evil("files behind one another in another order", "GOI-02", packed(_swapped), "F14"),
    *(
        Evil(f"local header: other {field}", "GOI-02", local(**{field: value}), "F09", "hai phần mô tả")
        for field, value in {
            "name": b"figurez.csv", "needed": 10, "method": STORED, "time": 1, "date": 34, "crc": 7, "size": 3,
            "packed_size": 3, "flags": 8,
        }.items()
    ),
)  # fmt: skip


SIZES = (
    Evil("declared shorter than it is", "GOI-02", on(FIGURES, size=10), "F18", "không khớp mục lục"),
    Evil("declared longer than it is", "GOI-02", on(FIGURES, size=60_000), "F18", "không khớp mục lục"),
    Evil("stored, declared longer", "GOI-02", on(MIMETYPE, size=40), "F18"),
    Evil("wrong checksum", "GOI-02", on(FIGURES, crc=1), "F26", "không khớp mục lục"),
    Evil("not deflate", "GOI-02", adding(replace(EXTRA, method=DEFLATED, packed=b"\xff\xff")), "F21", "giải nén"),
    Evil("stream without its end", "GOI-02", on(FIGURES, packed=unfinished(b"cell,value\n")), "F18"),
    Evil("bytes after the stream", "GOI-02", packed(lambda found: archive(*map(_longer, found))), "F13"),
    Evil("ratio bomb", "GOI-03", packed(_bomb), "F17"),
    Evil("bomb declared small", "GOI-02", packed(_endless), "F17 F18"),
    Evil("total beyond the limit", "GOI-03", packed(_lying_total), "F17"),
    Evil("51 files and more", "GOI-03", packed(_many), "F20"),
    Evil("20,000 files", "GOI-03", packed(_crowd), "F20"),
    Evil("archive cut off", "GOI-01", bytes_of(lambda data: data[: len(data) // 2]), "F02"),
    Evil("directory cut off", "GOI-02", packed(_cut), "F02", "mục lục bị cắt"),
)


TYPE = (
    Evil("no mimetype", "GOI-02", without(MIMETYPE), "F23", "mimetype"),
    Evil("mimetype not first", "GOI-02", ordered(lambda item: (item.name == MIMETYPE, item.name)), "F23", "mimetype"),
    Evil("mimetype compressed", "GOI-02", on(MIMETYPE, method=DEFLATED), "F23", "mimetype"),
    Evil("mimetype with a line end", "GOI-02", on(MIMETYPE, content=b"application/vnd.etsi.asic-e+zip\n"), "F23"),
    Evil("mimetype of ASiC-S", "GOI-02", on(MIMETYPE, content=b"application/vnd.etsi.asic-s+zip"), "F23", "mimetype"),
    Evil("mimetype with an extra field", "GOI-02", on(MIMETYPE, local_extra=b"\1\2\0\0"), "F23"),
    Evil("mimetype in capitals", "GOI-02", on(MIMETYPE, name=b"MIMETYPE"), "F23"),
    Evil("no header", "GOI-02", without(b"header.json"), "G02", "header.json"),
)

ARCHIVES = (*NAMES, *KINDS, *LAYOUT, *SIZES, *TYPE)

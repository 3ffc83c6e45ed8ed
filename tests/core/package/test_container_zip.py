"""The strict ZIP reader: one good form, every doubtful one refused (threats.md F)."""

from __future__ import annotations

import io
import random
import re
import struct
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.package.zip_reader import LARGEST, MOST_ENTRIES, read_zip
from tests.simulator.refusals import code_of
from tests.simulator.zips import DEFLATED, Member, archive, unfinished

ANY = re.compile(r".*", re.DOTALL)

GOOD = archive(Member(), Member(b"tables/person.csv", b"id\n" * 500, DEFLATED))


def read(data: bytes) -> dict[str, bytes]:
    return read_zip(data, ANY)


def test_a_good_archive_is_read_in_order() -> None:
    assert list(read(GOOD).items()) == [("a.json", b"{}"), ("tables/person.csv", b"id\n" * 500)]


def test_what_pythons_zipfile_writes_is_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        info = zipfile.ZipInfo("b.csv")
        info.external_attr = 0o100600 << 16
        made.writestr(info, b"x" * 5000)
    assert read(target.getvalue()) == {"b.csv": b"x" * 5000}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}\.csv", fullmatch=True), st.binary(max_size=300), min_size=1))
def test_files_come_back_as_they_were(files: dict[str, bytes]) -> None:
    members = [Member(name.encode(), content, DEFLATED) for name, content in files.items()][:MOST_ENTRIES]
    assert read(archive(*members)) == dict(list(files.items())[:MOST_ENTRIES])


@pytest.mark.fault("F01")
@pytest.mark.parametrize("junk", [b"", b"P", b"<html>404</html>", b"%PDF-1.7 " * 9, bytes(100)])
def test_other_files_are_not_packages(junk: bytes) -> None:
    assert code_of(read, junk) == "GOI-01"


@pytest.mark.fault("F02")
def test_every_truncation_is_refused() -> None:
    for size in range(len(GOOD)):
        assert code_of(read, GOOD[:size]) in {"GOI-01", "GOI-02"}


def test_every_flipped_bit_is_refused() -> None:
    stored = archive(Member(), Member(b"b.csv", b"id\n1\n"))
    for place in range(len(stored)):
        for bit in range(8):
            damaged = bytearray(stored)
            damaged[place] ^= 1 << bit
            assert code_of(read, bytes(damaged)) in {"GOI-01", "GOI-02", "GOI-03"}


def test_a_flipped_bit_in_compressed_bytes_never_changes_what_is_read() -> None:
    for place in range(len(GOOD)):
        damaged = bytearray(GOOD)
        damaged[place] ^= 1 << place % 8
        try:
            assert read(bytes(damaged)) == read(GOOD)  # unused bits at the end of a deflate stream
        except UserError as refused:
            assert refused.code in {"GOI-01", "GOI-02", "GOI-03"}


ONE = Member()
BAD_NAMES = [
    *(b"../a.json", b"/a.json", b"C:a.json", b"a\\b.json", b"a//b.json", b"./a.json", b"a/../b.json", b"a/", b""),
    *(b"a\0.json", "ạ.json".encode(), b"\xff.json", b"a.json ", b"a.json.", b".a.json", b"a..json", b"a/.b"),
    *(b"x" * 101, b"~1.json", b"a:b", b"a%2e.json", b"a\n.json", b"-a.json"),
]


@pytest.mark.fault("F05", "F06", "F08")
@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_could_leave_a_folder_or_hide_are_refused(name: bytes) -> None:
    assert code_of(read, archive(replace(ONE, name=name))) == "GOI-02"


@pytest.mark.fault("F19")
def test_names_outside_the_list_of_the_caller_are_refused() -> None:
    only = re.compile(r"a\.json")
    assert read_zip(archive(ONE), only) == {"a.json": b"{}"}
    for name in (b"b.json", b"a.jsonx", b"xa.json", b"A.json"):
        assert code_of(read_zip, archive(replace(ONE, name=name)), only) == "GOI-02"


def hidden_in_directory() -> bytes:
    """A second entry in the directory that the end record does not count."""
    local = ONE.local_header() + ONE.body()
    central = ONE.central_header(0) + replace(ONE, name=b"b.json").central_header(0)
    return local + central + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)


DOUBTFUL = {
    "stream without its final block": archive(replace(ONE, method=DEFLATED, packed=unfinished(ONE.content))),
    "F13 hidden in the directory": hidden_in_directory(),
    "F21 deflate64": archive(replace(ONE, method=9, packed=replace(ONE, method=DEFLATED).body())),
    "F03 same name twice": archive(ONE, ONE),
    "F04 same name in capitals": archive(ONE, replace(ONE, name=b"A.JSON")),
    "F07 symlink": archive(replace(ONE, external=0o120777 << 16)),
    "F07 device": archive(replace(ONE, external=0o060644 << 16)),
    "F07 setuid": archive(replace(ONE, external=0o104755 << 16)),
    "F07 folder": archive(replace(ONE, external=0o040755 << 16)),
    "F07 made by an unknown system": archive(replace(ONE, made_by=19 << 8 | 20)),
    "F10 data before": archive(ONE, lead=b"MZ"),
    "F11 archive comment": archive(ONE, comment=b"hello"),
    "F11 data after": archive(ONE, after=b"x"),
    "F12 two ends": archive(ONE, comment=archive(ONE)[-22:]),
    "F12 two ends, glued": archive(ONE) + archive(ONE)[-22:],
    "F13 gap before the first": archive(replace(ONE, before=b"PK\3\4hidden")),
    "F13 gap between": archive(ONE, replace(ONE, name=b"b.json", before=b"hidden")),
    "F13 gap before the directory": archive(ONE, gap=b"hidden"),
    "F14 overlap": archive(ONE, replace(ONE, name=b"b.json", offset=0)),
    "F14 overlap, same header": archive(ONE, replace(ONE, offset=0, name=b"b.json", local=(("name", b"a.json"),))),
    "F15 zip64 sizes": archive(replace(ONE, size=0xFFFFFFFF, packed_size=0xFFFFFFFF)),
    "F15 zip64 extra": archive(replace(ONE, extra=struct.pack("<HHQ", 1, 8, 2))),
    "F15 version for zip64": archive(replace(ONE, needed=45)),
    "F16 disk": archive(ONE, disk=1),
    "F16 first disk": archive(ONE, first=1),
    "F16 entries here": archive(ONE, here=2),
    "F16 disk of the entry": archive(replace(ONE, disk=1)),
    "F18 longer than declared": archive(replace(ONE, content=b"x" * 900, method=DEFLATED, size=10)),
    "F18 shorter than declared": archive(replace(ONE, content=b"x" * 900, method=DEFLATED, size=901)),
    "F18 stored, other size": archive(replace(ONE, size=3)),
    "F21 encrypted": archive(replace(ONE, flags=1)),
    "F21 bzip2": archive(replace(ONE, method=12)),
    "F21 zstd": archive(replace(ONE, method=93)),
    "F22 data descriptor": archive(replace(ONE, flags=8)),
    "F08 names as UTF-8": archive(replace(ONE, flags=0x800)),
    "F26 crc": archive(replace(ONE, crc=1)),
    "F26 crc, compressed": archive(replace(ONE, method=DEFLATED, content=b"x" * 99, crc=1)),
    "F27 unicode path": archive(replace(ONE, extra=struct.pack("<HHBI", 0x7075, 6, 1, 0) + b"b")),
    "F27 extra in the local header": archive(replace(ONE, local_extra=b"\1\2\0\0")),
    "comment of an entry": archive(replace(ONE, comment=b"x")),
    "text flag": archive(replace(ONE, internal=1)),
    "not deflate": archive(replace(ONE, method=DEFLATED, packed=b"\xff\xff\xff")),
    "bytes after the stream": archive(
        replace(ONE, method=DEFLATED, packed=replace(ONE, method=DEFLATED).body() + b"hidden")
    ),
    "stream not ended": archive(replace(ONE, content=b"x" * 99, method=DEFLATED, packed=b"\x4a")),
    "no file": archive(ONE)[:38] + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0, 0, 0, 38, 0),
    "fewer entries counted": archive(ONE, replace(ONE, name=b"b.json"), here=1, total=1),
    "more entries counted": archive(ONE, here=2, total=2),
    "directory elsewhere": archive(ONE, offset=1),
    "directory shorter": archive(ONE, size=10),
    **{
        f"F09 local {field}": archive(replace(ONE, local=((field, value),)))
        for field, value in {
            "name": b"b.json", "needed": 10, "method": DEFLATED, "time": 1, "date": 34, "crc": 7, "size": 3,
            "packed_size": 3, "flags": 8,
        }.items()
    },
}  # fmt: skip


@pytest.mark.fault("F03", "F04", "F07", "F08", "F09", "F10", "F11", "F12", "F13", "F14")
@pytest.mark.fault("F15", "F16", "F18", "F21", "F22", "F24", "F25", "F26", "F27")
@pytest.mark.parametrize("name", DOUBTFUL)
def test_doubtful_archives_are_refused(name: str) -> None:
    assert code_of(read, DOUBTFUL[name]) in {"GOI-01", "GOI-02", "GOI-03"}


def bomb() -> bytes:
    return archive(replace(ONE, content=bytes(40 * 1024 * 1024), method=DEFLATED))


def many() -> bytes:
    return archive(*(replace(ONE, name=f"a{number}.json".encode()) for number in range(MOST_ENTRIES + 1)))


def lying_total() -> bytes:
    return archive(*(replace(ONE, name=f"a{number}.json".encode(), size=0xF0000000) for number in range(3)))


def too_long() -> bytes:
    return bytes(LARGEST + 1)


@pytest.mark.fault("F17", "F20", "I07")
@pytest.mark.parametrize("make", [bomb, many, lying_total, too_long])
def test_limits(make: Callable[[], bytes]) -> None:
    assert code_of(read, make()) == "GOI-03"


def test_a_ratio_below_one_megabyte_is_allowed() -> None:
    assert len(read(archive(replace(ONE, content=bytes(1024 * 1024), method=DEFLATED)))["a.json"]) == 1024 * 1024


def test_random_damage_ends_in_a_code() -> None:
    drawn = random.Random(2282)
    for _ in range(2000):
        damaged = bytearray(GOOD)
        for _ in range(drawn.randint(1, 6)):
            damaged[drawn.randrange(len(damaged))] = drawn.randrange(256)
        try:
            assert read(bytes(damaged)) == read(GOOD)
        except UserError as refused:
            assert refused.code in {"GOI-01", "GOI-02", "GOI-03"}


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_code(content: bytes) -> None:
    for data in (content, b"PK\3\4" + content + GOOD[-22:]):
        assert code_of(read, data) in {"GOI-01", "GOI-02", "GOI-03"}


def test_the_hand_made_good_archive_is_good_for_others_too(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(GOOD)
    assert subprocess.run(["unzip", "-t", "a.zip"], cwd=tmp_path, capture_output=True, check=False).returncode == 0
    with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(GOOD)) as theirs:
        assert theirs.testzip() is None

"""What a file really is, judged by its content, and the refusals that need no reading.

Hides magic numbers. The name of the file is only asked whether plain text was expected (threats.md J17).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from app.spreadsheets.wire import Refused

LARGEST_FILE: Final = 20 * 2**20
LARGEST_UNPACKED: Final = 128 * 2**20
"""A list of 50,000 rows by 30 columns unpacks to 50 MB; what is unpacked is held in memory (at most 300 MB in all)."""
LARGEST_TEXTS: Final = 16 * 2**20
"""The texts that cells share; the same list has 1.5 MB of them."""
LARGEST_RATIO: Final = 200
MOST_PARTS: Final = 4_096
_RATIO_FROM: Final = 2**20
"""Below this size a high ratio is harmless (many empty rows compress well)."""

_BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MACROS_STREAM: Final = "_VBA_PROJECT".encode("utf-16-le")
_TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
_HTML: Final = (b"<html", b"<table", b"<!doctype html", b"<?xml", b"<meta", b"<style", b"mime-version:")
_SPREADSHEET_2003: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_OTHERS: Final = ((b"%PDF", "tệp là PDF"), (b"\x89PNG", "tệp là ảnh"), (b"\xff\xd8\xff", "tệp là ảnh"))
_LOCAL_HEADER: Final = 30
_READ_BY_NOBODY: Final = ("customXml/", "xl/media/", "Pictures/", "Thumbnails/")
_XML_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_OTHER_LETTERS: Final = re.compile(
    rb"\xff\xfe|\xfe\xff|<\x00|\x00<|(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"'](?!utf-8[\"']|us-ascii[\"'])",
    re.IGNORECASE,
)
"""An XML part that is not UTF-8: what it holds would be read otherwise than it was checked."""


def kind_of(data: bytes, suffix: str) -> str:
    """Says what a file is.

    Args:
        data: the whole file.
        suffix: of its name, lower case with the dot.

    Returns:
        "xlsx", "xls", "ods" or "csv".

    Raises:
        Refused: XLS-01 for anything else, XLS-02 for a password, XLS-03 for a file that is too large.
    """
    if len(data) > LARGEST_FILE:
        raise Refused("XLS-03")
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("XLS-01", "tệp rỗng")
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise Refused("XLS-02")
        return "xls"
    if data.startswith(_ZIP):
        return _kind_of_zip(data)
    for magic, reason in _OTHERS:
        if data.startswith(magic):
            raise Refused("XLS-01", f"{reason}, không phải bảng tính")
    if data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_HTML):
        if _SPREADSHEET_2003 in data[:4096]:
            raise Refused("XLS-01", "dạng XML Spreadsheet 2003, hãy lưu thành .xlsx")
        raise Refused("XLS-01", "nội dung thật là trang web, không phải bảng tính")
    if suffix in _TEXT_SUFFIXES:
        return "csv"
    if b"\x00" not in data[:4096]:
        raise Refused("XLS-01", "nội dung thật là văn bản; nếu là danh sách, hãy đổi đuôi tên tệp thành .csv")
    raise Refused("XLS-01", "nội dung không phải bảng tính Excel")


def carries_macros(data: bytes) -> bool:
    """Whether an .xls holds a project of macros; they are never run."""
    return _MACROS_STREAM in data


def open_zip(data: bytes) -> dict[str, bytes]:
    """Unpacks the parts of a workbook under the limits.

    The sizes that the archive declares are checked first, then each part is unpacked against its declared size and
    checksum, so that the reader behind never meets a part that is larger than it says. No XML part may declare a
    document type, wherever in it, so that no parser behind meets an entity.

    Args:
        data: a ZIP archive.

    Returns:
        Name → content.

    Raises:
        Refused: XLS-01 for a damaged archive or a document type, XLS-02 for a password, XLS-03 beyond the limits.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            _check_places(entries, archive.start_dir)
            parts = {entry.filename: _unpacked(archive, entry) for entry in entries}
    except _BROKEN_ZIP as problem:
        raise Refused("XLS-01", "tệp bị hỏng hoặc chép chưa hết") from problem
    except RuntimeError as problem:  # zipfile: a part of the archive needs a password
        raise Refused("XLS-02") from problem
    for name, content in parts.items():
        _check_letters(name, content)
    return parts


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Content of a part; a part that is larger than it says is never unpacked whole, as `ZipFile.read` would."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Refused("XLS-01", "tệp bị hỏng hoặc chép chưa hết")
    return content


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_PARTS:
        raise Refused("XLS-03")
    if len({entry.filename for entry in entries}) != len(entries):
        raise Refused("XLS-01", "tệp nén có hai phần trùng tên")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Refused("XLS-03")
    if any(
        entry.file_size > LARGEST_TEXTS for entry in entries if entry.filename.lower().endswith("sharedstrings.xml")
    ):
        raise Refused("XLS-03")
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
            raise Refused("XLS-03")


def _check_places(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Refuses parts that share bytes: a small file would unpack to many large ones."""
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    starts = [*(start for start, _ in places[1:]), end]
    if any(start + _LOCAL_HEADER + size > after for (start, size), after in zip(places, starts, strict=True)):
        raise Refused("XLS-01", "tệp nén có các phần chồng lên nhau")


def _check_letters(name: str, content: bytes) -> None:
    if name.startswith(_READ_BY_NOBODY):
        return
    part = PurePosixPath(name).name
    if _OTHER_LETTERS.match(content):
        raise Refused("XLS-01", f"phần {part} không viết bằng UTF-8")
    if _XML_START.match(content) and b"<!DOCTYPE" in content:  # an entity can be declared nowhere else
        raise Refused("XLS-01", f"phần {part} có khai báo thực thể XML")


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except _BROKEN_ZIP as problem:
        raise Refused("XLS-01", "tệp bị hỏng hoặc chép chưa hết") from problem
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise Refused("XLS-01", "dạng .xlsb, hãy lưu thành .xlsx")
    raise Refused("XLS-01", "tệp nén này không phải bảng tính")

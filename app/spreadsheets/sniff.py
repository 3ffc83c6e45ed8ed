"""What a file really is, judged by its content, and the refusals that need no reading.

Hides magic numbers. The name of the file is only asked whether plain text was expected (threats.md J17).
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from app.spreadsheets.wire import Refused

LARGEST_FILE: Final = 20 * 2**20
LARGEST_UNPACKED: Final = 200 * 2**20
LARGEST_RATIO: Final = 200
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
_TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
_HTML: Final = (b"<html", b"<table", b"<!doctype html", b"<?xml", b"<meta", b"<style")
_OTHERS: Final = ((b"%PDF", "tệp là PDF"), (b"\x89PNG", "tệp là ảnh"), (b"\xff\xd8\xff", "tệp là ảnh"))


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
        raise Refused("XLS-01", "nội dung thật là trang web, không phải bảng tính")
    if suffix in _TEXT_SUFFIXES:
        return "csv"
    raise Refused("XLS-01", "nội dung không phải bảng tính Excel")


def open_zip(data: bytes) -> dict[str, bytes]:
    """Unpacks the XML parts of a workbook under the limits.

    The sizes that the archive declares are checked first, then each part is unpacked against its declared size and
    checksum, so that the reader behind never meets a part that is larger than it says.

    Args:
        data: a ZIP archive.

    Returns:
        Name → content of the parts that are XML; other names map to b"".

    Raises:
        Refused: XLS-01 for a damaged archive, XLS-03 for one beyond the limits.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            return {
                entry.filename: archive.read(entry) if entry.filename.endswith((".xml", ".rels", "mimetype")) else b""
                for entry in entries
            }
    except _BROKEN_ZIP as problem:
        raise Refused("XLS-01", "tệp bị hỏng hoặc chép chưa hết") from problem
    except RuntimeError as problem:  # zipfile: a part of the archive needs a password
        raise Refused("XLS-02") from problem


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len({entry.filename for entry in entries}) != len(entries):
        raise Refused("XLS-01", "tệp nén có hai phần trùng tên")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Refused("XLS-03")
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
            raise Refused("XLS-03")


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

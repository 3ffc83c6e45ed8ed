"""Files of documents: chooses the format by the suffix and lets no half-written file carry a final name.

Written beside the target as `*.dang-ghi`, flushed to the disk, opened again, then renamed (threats.md INV3).
"""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.errors import UserError, refuse
from app.reports.document import Document
from app.reports.docx import write_docx
from app.reports.fonts import find_fonts
from app.reports.pdf import write_pdf
from app.reports.xlsx import write_xlsx

UNFINISHED_SUFFIX: Final = ".dang-ghi"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


def _pdf(document: Document, path: Path) -> None:
    write_pdf(document, path, find_fonts())
    with path.open("rb") as stream:
        head = stream.read(5)
        stream.seek(-min(64, path.stat().st_size), os.SEEK_END)
        if head != b"%PDF-" or b"%%EOF" not in stream.read():
            raise OSError(errno.EIO, "PDF")


def _docx(document: Document, path: Path) -> None:
    write_docx(document, path, find_fonts())
    _check_zip(path)


def _xlsx(document: Document, path: Path) -> None:
    write_xlsx(document, path, find_fonts())
    _check_zip(path)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except zipfile.BadZipFile as error:
        raise OSError(errno.EIO, str(error)) from error
    if broken:
        raise OSError(errno.EIO, broken)


_WRITERS: Final[Mapping[str, Callable[[Document, Path], None]]] = {".pdf": _pdf, ".docx": _docx, ".xlsx": _xlsx}


def write(document: Document, path: Path) -> None:
    """Writes a document in the format of the file's suffix.

    Args:
        document: what is written.
        path: ends in .pdf, .docx or .xlsx; an older file of that name is replaced only by a whole new one.

    Raises:
        UserError: NHAP-03 another suffix, LUU-01 full disk, LUU-02 failing disk, LUU-05 not writable, LUU-08 no such
            folder, FONT-01 no typeface.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise refuse("NHAP-03", what="loại tệp", value=path.name, detail="chỉ nhận .pdf, .docx, .xlsx")
    unfinished = path.with_name(path.name + UNFINISHED_SUFFIX)
    try:
        writer(document, unfinished)
        _flush(unfinished)
        unfinished.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        raise _refusal(error, path) from error
    finally:
        _drop(unfinished)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Makes the new name last; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop(unfinished: Path) -> None:
    try:
        unfinished.unlink(missing_ok=True)
    except OSError:
        return  # what is left is cleaned up at the next start; the first error is the one to tell


def _refusal(error: OSError, path: Path) -> UserError:
    if error.errno in _FULL:
        return refuse("LUU-01")
    if error.errno in _FORBIDDEN:
        return refuse("LUU-05", place=path.parent)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return refuse("LUU-08", place=path.parent)
    return refuse("LUU-02", detail=error.strerror or str(error))

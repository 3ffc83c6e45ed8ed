"""Reading a workbook that somebody else made: one call, a value or a refusal in Vietnamese.

Hides the reader process, and what its ends mean.
"""

from __future__ import annotations

import signal
import stat
from pathlib import Path
from typing import Final

import msgspec

from app import READER_SWITCH
from app.errors import UserError, refuse
from app.processes import Part, ask
from app.progress import Progress
from app.spreadsheets.pause import collection_paused
from app.spreadsheets.sniff import LARGEST_FILE
from app.spreadsheets.text_table import split_table
from app.spreadsheets.wire import Refused, Sheet, Workbook, decode

__all__ = ["READER_SWITCH", "Sheet", "Workbook", "read_pasted", "read_workbook"]

LONGEST_SECONDS: Final = 30.0
_READER: Final = Part(READER_SWITCH, "app.spreadsheets.child")
_LOCK_PREFIX: Final = "~$"


def read_workbook(path: Path, progress: Progress) -> Workbook:
    """Reads .xlsx, .xls, .ods, .csv or .tsv in a process of its own.

    Args:
        path: the file; its content decides what it is, not its name.
        progress: asked several times a second; may cancel.

    Returns:
        The workbook with all its sheets.

    Raises:
        UserError: LUU-08 (no such file), XLS-01 (not readable, with the reason), XLS-02 (password), XLS-03 (too large).
        Cancelled: the person asked to stop.
    """
    return _judge(_ask(_bytes_of(path), path.suffix.lower(), progress))


def read_pasted(text: str) -> Workbook:
    """Takes a block copied from a spreadsheet as a workbook of one sheet.

    Raises:
        UserError: XLS-01 or XLS-03.
    """
    try:
        return Workbook("csv", (Sheet("Vùng dán", hidden=False, first_row=1, rows=split_table(text)),))
    except Refused as refusal:
        raise _refused(refusal.code, refusal.reason) from refusal


def _bytes_of(path: Path) -> bytes:
    if path.name.startswith(_LOCK_PREFIX):
        raise refuse("XLS-01", reason="đây là tệp khóa tạm của Excel, hãy chọn tệp không có ~$ ở đầu tên")
    try:
        found = path.stat()
        if found.st_size > LARGEST_FILE:
            raise refuse("XLS-03")
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise refuse("XLS-01", reason="đây là thiết bị, không phải tệp")
        return path.read_bytes()
    except FileNotFoundError as problem:
        raise refuse("LUU-08", place=path) from problem
    except IsADirectoryError as problem:
        raise refuse("XLS-01", reason="đây là thư mục") from problem
    except PermissionError as problem:
        reason = "không có quyền đọc hoặc tệp đang mở ở chương trình khác, hãy đóng Excel"
        raise refuse("XLS-01", reason=reason) from problem
    except OSError as problem:
        raise refuse("XLS-01", reason="ổ đĩa không cho đọc tệp") from problem


def _ask(data: bytes, suffix: str, progress: Progress) -> bytes:
    try:
        output, ended = ask(_READER, [suffix], data, progress, "Đang đọc tệp Excel", LONGEST_SECONDS)
    except TimeoutError:
        raise refuse("XLS-01", reason=f"đọc quá {LONGEST_SECONDS:.0f} giây") from None
    if ended == -signal.SIGABRT:  # so the cell reader ends when it may not have more memory
        raise refuse("XLS-03")
    if ended != 0:
        raise refuse("XLS-01", reason="nội dung tệp làm trình đọc dừng lại")
    return output


def _judge(output: bytes) -> Workbook:
    try:
        with collection_paused():
            answer = decode(output)
    except (msgspec.DecodeError, ValueError, OverflowError) as problem:
        raise refuse("XLS-01", reason="trình đọc trả lời không đúng dạng") from problem
    if answer.workbook is None:
        raise _refused(answer.code, answer.reason)
    return answer.workbook


def _refused(code: str, reason: str) -> UserError:
    return refuse(code, reason=reason or "không rõ nội dung") if code == "XLS-01" else refuse(code)

"""Reading a workbook that somebody else made: one call, a value or a refusal in Vietnamese.

Hides the reader process: how it is started, fed, watched and ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Final

import msgspec

from app import READER_SWITCH
from app.errors import UserError, refuse
from app.paths import resource_root
from app.progress import Progress
from app.spreadsheets.pause import collection_paused
from app.spreadsheets.sniff import LARGEST_FILE
from app.spreadsheets.text_table import split_table
from app.spreadsheets.wire import Refused, Sheet, Workbook, decode

__all__ = ["READER_SWITCH", "Sheet", "Workbook", "read_pasted", "read_workbook"]

LONGEST_SECONDS: Final = 30.0
_TICK_SECONDS: Final = 0.2
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
    deadline = time.monotonic() + LONGEST_SECONDS
    with subprocess.Popen(
        [*_reader(), suffix],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's complaint could quote a personal value
        cwd=resource_root().parent,
        env=os.environ
        | {"RUST_BACKTRACE": "0"},  # telling where it panicked takes memory, and hangs where there is none
    ) as reader:
        try:
            output = _talk(reader, data, deadline, progress)
        finally:
            reader.kill()
    if reader.returncode == -signal.SIGABRT:  # so the cell reader ends when it may not have more memory
        raise refuse("XLS-03")
    if reader.returncode != 0:
        raise refuse("XLS-01", reason="nội dung tệp làm trình đọc dừng lại")
    return output


def _talk(reader: subprocess.Popen[bytes], data: bytes, deadline: float, progress: Progress) -> bytes:
    # communicate() sends no more input once a call of it has timed out: what a pipe does not hold would never arrive.
    pipe, reader.stdin = reader.stdin, None
    threading.Thread(target=_feed, args=(pipe, data), daemon=True).start()
    while True:
        progress.step(0, 0, "Đang đọc tệp Excel")
        try:
            output, _ = reader.communicate(timeout=_TICK_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise refuse("XLS-01", reason=f"đọc quá {LONGEST_SECONDS:.0f} giây") from None
        else:
            return output


def _feed(pipe: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError), pipe:  # the reader may refuse and end before it has read everything
        pipe.write(data)


def _reader() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, READER_SWITCH]
    return [sys.executable, "-m", "app.spreadsheets.child"]


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

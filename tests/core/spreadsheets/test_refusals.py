"""Files that are refused: each with its code and a sentence, quickly, and without harm to the program."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.dataset import dataset
from app.domain.ids import new_id
from app.errors import UserError
from app.processes import Part
from app.progress import Silent
from app.spreadsheets import workbook as reader
from app.spreadsheets.preview import Choices, preview
from app.spreadsheets.workbook import read_workbook
from tests.core.spreadsheets.lists import CATALOGUE, content, look, read, repacked, table, write

_SHEET = "xl/worksheets/sheet1.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GOOD = content(table([["Họ và tên", "Ngày sinh"], ["Lò Thị Pâng", "1985"]]))


def _cell(reference: str) -> Callable[[bytes], bytes]:
    row = "".join(char for char in reference if char.isdigit())
    added = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return lambda held: held.replace(b"</sheetData>", added)


def _bomb() -> bytes:
    stream = io.BytesIO(_GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 210 * 2**20)
    return stream.getvalue()


def _dense_bomb() -> bytes:
    return repacked(_GOOD, _SHEET, lambda held: held.replace(b"</sheetData>", b" " * 60 * 2**20 + b"</sheetData>"))


def _lying_size() -> bytes:
    """The directory says that a part is small; unpacked it is not."""
    data = bytearray(repacked(_GOOD, _SHEET, lambda held: held + b" " * 2**22))
    size = struct.pack("<I", len(zipfile.ZipFile(io.BytesIO(data)).read(_SHEET)))
    return bytes(data.replace(size, struct.pack("<I", 100)))


def _doctype() -> bytes:
    return repacked(_GOOD, _SHEET, lambda held: b'<!DOCTYPE a [<!ENTITY b "cc">]>' + held)


def _encrypted() -> bytes:
    return _OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3000)


def _encrypted_ods() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", b"garbled")
        archive.writestr("META-INF/manifest.xml", b"<manifest:encryption-data/>")
    return stream.getvalue()


def _crowded() -> bytes:
    cells = b"<c><v>1</v></c>" * 1000
    rows = b"".join(b'<row r="%d">%s</row>' % (row, cells) for row in range(4, 2_010))
    return repacked(_GOOD, _SHEET, lambda held: held.replace(b"</sheetData>", rows + b"</sheetData>"))


@pytest.mark.fault("J03", "J05", "J06", "J07", "J08", "J22")
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("text.xlsx", b"only text\n", "XLS-01"),
        ("empty.xlsx", b"", "XLS-01"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "XLS-01"),
        ("paper.xlsx", b"%PDF-1.7\n", "XLS-01"),
        ("truncated.xlsx", _GOOD[: len(_GOOD) // 2], "XLS-01"),
        ("head.xlsx", b"PK\x03\x04" + bytes(100), "XLS-01"),
        ("old.xls", _OLE + bytes(4000), "XLS-01"),
        ("other.zip", content(table([])).replace(b"xl/", b"yl/"), "XLS-01"),
        ("doctype.xlsx", _doctype(), "XLS-01"),
        ("lying.xlsx", _lying_size(), "XLS-01"),
        ("~$open.xlsx", _GOOD, "XLS-01"),
        ("quote.csv", b'a,b\n"' + b"x" * 200_000, "XLS-01"),
        ("locked.xlsx", _encrypted(), "XLS-02"),
        ("locked.ods", _encrypted_ods(), "XLS-02"),
        ("bomb.xlsx", _bomb(), "XLS-03"),
        ("dense.xlsx", _dense_bomb(), "XLS-03"),
        ("far.xlsx", repacked(_GOOD, _SHEET, _cell("XFD1048576")), "XLS-03"),
        ("crowded.xlsx", _crowded(), "XLS-03"),
        ("large.csv", b"a,b\n" * (5 * 2**20 + 1), "XLS-03"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_file(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    with pytest.raises(UserError) as refused:
        read_workbook(write(tmp_path, name, data), Silent())
    assert refused.value.code == code
    assert refused.value.hint


def test_no_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="LUU-08"):
        read_workbook(tmp_path / "none.xlsx", Silent())
    with pytest.raises(UserError, match="XLS-01"):
        read_workbook(tmp_path, Silent())


@pytest.mark.parametrize("rows", [[], [["Họ và tên", "Ngày sinh"]]], ids=["nothing", "headings only"])
def test_no_data(rows: list[list[str]]) -> None:
    with pytest.raises(UserError, match="XLS-06"):
        look(table(rows))


def test_no_headings() -> None:
    with pytest.raises(UserError, match="XLS-07"):
        look(table([["một", "hai"], ["ba", "bốn"]]))


def test_no_such_sheet() -> None:
    with pytest.raises(UserError, match="NHAP-02"):
        look(_GOOD, choices=Choices("không có"))


@pytest.mark.fault("J04")
def test_reader_that_dies_or_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.xlsx", _GOOD)
    for program, code in (
        ("import os; os.abort()", "XLS-03"),  # what the cell reader does without memory
        ("import os; os.kill(os.getpid(), 11)", "XLS-01"),
        ("print('not an answer')", "XLS-01"),
    ):
        monkeypatch.setattr(Part, "command", lambda _, program=program: [sys.executable, "-c", program])
        with pytest.raises(UserError, match=code):
            read_workbook(path, Silent())
    monkeypatch.setattr(Part, "command", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(reader, "LONGEST_SECONDS", 0.3)
    with pytest.raises(UserError, match="đọc quá"):
        read_workbook(path, Silent())


@pytest.mark.fault("J07")
def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = "from app.spreadsheets.child import HEAP, MEMORY; limit(MEMORY, HEAP, 30)"
    hungry = f"from app.processes import limit; {limits}; bytearray(2 * 2**30)"
    monkeypatch.setattr(Part, "command", lambda _: [sys.executable, "-c", hungry])
    with pytest.raises(UserError, match="XLS-01"):
        read_workbook(write(tmp_path, "a.xlsx", _GOOD), Silent())


def test_nothing_is_written_by_a_preview() -> None:
    data = dataset("u", [])
    seen = preview(read(_GOOD), data, CATALOGUE, new_id, Silent())
    assert seen.counters["added"] == 1
    assert data.tables == {}

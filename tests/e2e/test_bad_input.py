"""Bad input: one Vietnamese sentence with what to do, exit code 1, no traceback, nothing lost."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.e2e.conftest import PASSPHRASE, Program, Ran


@pytest.fixture(scope="module")
def unit_store(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a unit's store that tests may touch."""
    source = sorted((demo / "units").iterdir())[0] / "store"
    target = tmp_path_factory.mktemp("unit") / "store"
    shutil.copytree(source, target)
    return target


def _refused(ran: Ran, *codes: str) -> None:
    assert ran.code == 1, ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
    code, _, sentence = ran.err.strip().partition(": ")
    assert code in codes, ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert len(sentence) > 20


def _people(so2282: Program, store: Path) -> dict[str, int]:
    ran = so2282("--json", "--store", store, "store", "info")
    assert ran.code == 0, ran.err
    records: dict[str, int] = ran.envelope["data"]["records"]
    return records


@pytest.mark.fault("J08")
@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("khong-co.xlsx", None, ("LUU-08",)),
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, ("XLS-01",)),
        ("rong.xlsx", b"", ("XLS-01", "XLS-06")),
        ("hong.xlsx", b"PK\x03\x04" + b"\xff" * 200, ("XLS-01",)),
        ("mat-khau.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048, ("XLS-01", "XLS-02")),
    ],
)
def test_wrong_files(
    so2282: Program, unit_store: Path, tmp_path: Path, name: str, content: bytes | None, codes: tuple[str, ...]
) -> None:
    before = _people(so2282, unit_store)
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    _refused(so2282("--store", unit_store, "import", path), *codes)
    assert _people(so2282, unit_store) == before


def test_an_empty_sheet(so2282: Program, unit_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "trong.xlsx"
    openpyxl.Workbook().save(path)
    _refused(so2282("--store", unit_store, "import", path), "XLS-06", "XLS-07")


@pytest.mark.fault("J05")
def test_a_million_empty_rows(so2282: Program, unit_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "dong-rong.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    changed = tmp_path / "dong-rong-2.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.namelist():
            content = source.read(item)
            if item == "xl/worksheets/sheet1.xml":
                text = content.decode()
                text = text.replace('ref="A1"', 'ref="A1:XFD1048576"', 1)
                rows = '<row r="1048576" spans="1:1"/>'
                text = text.replace("<sheetData />", f"<sheetData>{rows}</sheetData>")
                content = text.replace("<sheetData/>", f"<sheetData>{rows}</sheetData>").encode()
            target.writestr(item, content)
    _refused(so2282("--store", unit_store, "import", changed), "XLS-06", "XLS-07", "XLS-03")


@pytest.mark.fault("J11")
def test_a_formula_that_starts_a_program_is_only_text(so2282: Program, unit_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "cong-thuc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Họ và tên", "Giới tính", "Ngày sinh"])
    sheet.append(["=cmd|'/c calc'!A1", "Nữ", "1985"])
    book.save(path)
    before = _people(so2282, unit_store)
    ran = so2282("--store", unit_store, "import", path)
    assert ran.code == 1
    assert "Traceback" not in ran.out + ran.err
    assert _people(so2282, unit_store) == before


@pytest.mark.fault("A17")
def test_a_store_that_is_a_text_file(so2282: Program, unit_store: Path, tmp_path: Path) -> None:
    broken = tmp_path / "store"
    shutil.copytree(unit_store, broken)
    (broken / "so.db").write_text("đây là tệp chữ\n" * 400, encoding="utf-8")
    _refused(so2282("--store", broken, "check"), "LUU-04")
    assert "đây là tệp chữ" in (broken / "so.db").read_text(encoding="utf-8")


def test_no_store(so2282: Program, tmp_path: Path) -> None:
    _refused(so2282("--store", tmp_path / "khong-co", "check"), "MO-04")
    _refused(so2282("check"), "NHAP-01")


@pytest.mark.fault("E01")
def test_a_wrong_passphrase(so2282: Program, unit_store: Path) -> None:
    _refused(so2282("--store", unit_store, "check", passphrase="sai mật khẩu rồi"), "KHOA-01")
    _refused(so2282("--store", unit_store, "check", passphrase=None), "KHOA-05")


@pytest.mark.fault("F01")
def test_a_wrong_package(so2282: Program, demo: Path, tmp_path: Path) -> None:
    path = tmp_path / "goi.p7m"
    path.write_bytes(b"<html>404</html>")
    ran = so2282("--json", "--store", demo / "province" / "store", "receive", path)
    assert ran.code == 1
    assert ran.envelope["data"][0]["code"] == "GOI-01"


@pytest.mark.fault("A06")
def test_a_full_disk(so2282: Program, unit_store: Path, tmp_path: Path) -> None:
    """A tiny file system in memory; needs the right to mount."""
    disk = tmp_path / "dia"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        target = disk / "bieu.xlsx"
        (disk / "day").write_bytes(b"x" * 56 * 1024)
        _refused(so2282("--store", unit_store, "export", "--out", target), "LUU-01")
        assert not target.exists()
        assert [path.name for path in disk.iterdir()] == ["day"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_help_and_usage(so2282: Program) -> None:
    assert so2282("--help", passphrase=None).code == 0
    assert so2282("khong-co-lenh", passphrase=PASSPHRASE).code == 2

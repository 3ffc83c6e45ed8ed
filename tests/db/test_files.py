"""Small files: whole or not at all, patient with an antivirus program, read from the spare where damaged."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.durable import PENDING, long_path, write_whole
from db.files import DamagedFileError, align_spare, read_checked, spare_of, write_checked


def _held(times: int, monkeypatch: pytest.MonkeyPatch, number: int = 32) -> list[int]:
    """Imitates Windows: the rename fails so many times with an error of sharing."""
    calls: list[int] = []
    real = Path.replace

    def replace(source: Path, target: Path) -> Path:
        calls.append(1)
        if len(calls) <= times:
            wrong = PermissionError(errno.EACCES, "in use")
            wrong.winerror = number  # type: ignore[attr-defined]
            raise wrong
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    return calls


@pytest.mark.fault("B13", "W06")
@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_another_program_holds_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    calls = _held(2, monkeypatch, number)
    write_whole(tmp_path / "a", b"x")
    assert (len(calls), (tmp_path / "a").read_bytes()) == (3, b"x")


@pytest.mark.fault("A07")
def test_any_other_error_is_said_at_once_and_the_old_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "a", b"old")
    calls = _held(9, monkeypatch, 19)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "a", b"new")
    assert (len(calls), (tmp_path / "a").read_bytes()) == (1, b"old")
    assert not (tmp_path / f"a{PENDING}").exists()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_checked(path, {"tên": "Lò", "n": [1, None]})
    assert read_checked(path) == {"tên": "Lò", "n": [1, None]}


@pytest.mark.fault("A08")
@pytest.mark.parametrize("position", range(0, 100, 7))
def test_a_flipped_byte_is_found(tmp_path: Path, position: int) -> None:
    path = tmp_path / "a.json"
    write_checked(path, {"tên": "Lò Thị Ánh", "n": 1})
    content = bytearray(path.read_bytes())
    content[position % len(content)] ^= 1
    path.write_bytes(content)
    assert read_checked(path) == {"tên": "Lò Thị Ánh", "n": 1}
    spare_of(path).unlink()
    with pytest.raises(DamagedFileError):
        read_checked(path)


def test_a_spare_left_behind_follows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_checked(path, {"n": 1})
    old = path.read_bytes()
    write_checked(path, {"n": 2})
    spare_of(path).write_bytes(old)
    align_spare(path)
    assert spare_of(path).read_bytes() == path.read_bytes() != old


@pytest.mark.fault("A09")
def test_file_then_name_then_folder_are_flushed_in_this_order(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    log = tmp_path / "log"
    script = "import sys, pathlib, app.durable; app.durable.write_whole(pathlib.Path(sys.argv[1]), b'x')"
    traced = ["strace", "-o", str(log), "-e", "trace=rename,renameat,renameat2,fsync"]
    subprocess.run([*traced, sys.executable, "-c", script, str(tmp_path / "a")], check=True)
    calls = [line.partition("(")[0] for line in log.read_text().splitlines() if "(" in line]
    assert calls == ["fsync", "rename", "fsync"]


@pytest.mark.fault("B11")
@pytest.mark.parametrize(
    ("path", "taken"),
    [
        (r"C:\Báo cáo\gói.p7m", r"C:\Báo cáo\gói.p7m"),
        ("C:\\" + "a" * 300, "\\\\?\\C:\\" + "a" * 300),
        ("\\\\may-chu\\bao-cao\\" + "a" * 300, "\\\\?\\UNC\\may-chu\\bao-cao\\" + "a" * 300),
        ("\\\\?\\C:\\" + "a" * 300, "\\\\?\\C:\\" + "a" * 300),
    ],
)
def test_a_long_path_of_windows_gets_its_prefix(path: str, taken: str) -> None:
    assert long_path(path) == taken

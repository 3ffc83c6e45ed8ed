"""What people carry instead of a package, and packages whose names did not survive the way (threats N02 to N04)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from db.opening import create_store
from tests.simulator.province import World, codes, run
from tests.simulator.units import PON


@pytest.fixture
def store(tmp_path: Path) -> tuple[Path, Path]:
    """A unit's store and a backup of it."""
    made = create_store(tmp_path / "don-vi", "unit", PON, "Người lập biểu", "mật khẩu dài", cheap=True)
    backup = made.backup(tmp_path / "usb")
    made.close()
    return tmp_path / "don-vi", backup


@pytest.mark.fault("N02")
def test_a_store_sent_instead_of_a_package(world: World, store: tuple[Path, Path], tmp_path: Path) -> None:
    """The folder, a file of it, its backup, its database alone and renamed: none is kept, each says what to do."""
    own, backup = store
    lone = tmp_path / "báo cáo 2026.p7m"
    shutil.copy(own / "so.db", lone)
    for path in (own, own / "so.db", own / "keys.json", backup, backup / "so.db", lone):
        (row,) = world.deliver(path)
        assert (row["state"], row["code"]) == ("refused", "GOI-01"), path
        assert "Ký và lưu tệp nộp" in row["hint"]
    assert world.so.store.documents("received") == ()
    assert not (world.so.store.root / "quarantine").exists()
    unit = world.unit(PON)
    (row,) = run(unit, "receive", paths=[lone]).data
    assert (row["code"], "Ký và lưu tệp nộp" in row["hint"]) == ("GOI-01", True)


@pytest.mark.parametrize(
    "content",
    [b"", b"x" * 40960, os.urandom(40961), b"PK\x03\x04" + os.urandom(40956), b"\x30\x82" + os.urandom(40958)],
    ids=["empty", "text", "no whole pages", "archive", "broken package"],
)
def test_other_files_are_no_stores(world: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "so.db"
    path.write_bytes(content)
    (row,) = world.deliver(path)
    assert row["state"] == "refused"
    assert "dữ liệu của chương trình" not in row.get("hint", "")


@pytest.mark.fault("N03", "N04")
@pytest.mark.parametrize(
    "name", ["goi.zip", "2282_03202_2026_01 (1).p7m", "2282_03202_2026_01.p7m.bin", "tệp đính kèm", "x.pdf", "a.so.db"]
)
def test_a_package_is_known_by_its_content(world: World, tmp_path: Path, name: str) -> None:
    renamed = tmp_path / "về" / name
    renamed.parent.mkdir()
    shutil.copy(world.package(world.unit(PON)), renamed)
    assert codes(world.deliver(renamed.parent)) == [("waiting_enrolment", "")]

"""The support bundle tells of program and data, and nothing of a person (threats K14)."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.office.supporting import bundle
from app.crash_lines import sayable
from app.crash_report import FOLDER, keep_report
from app.progress import Silent
from app.settings import Settings, save_settings
from tests.simulator.province import World, change, corrected, run
from tests.simulator.units import PON, person_of, replaced

NAME = "Lường Thị Bí Mật"
PLANTED = (NAME, "Lường", "Luong", "011185001234", "nguoi-dung-rieng", "Người lập biểu", "Cán bộ tổng hợp", "goi-cua")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A settings folder below somebody's home, with a log and reports in which a careless line names people."""
    folder = tmp_path / "nguoi-dung-rieng" / "So2282"
    monkeypatch.setenv("SO2282_SETTINGS", str(folder))
    save_settings(Settings(last_store=str(tmp_path / "nguoi-dung-rieng" / NAME), theme="dark"))
    (folder / "log").mkdir()
    good = "2026-11-30 08:00:00,123 INFO so2282.command unit record save"
    crash = "2026-11-30 08:00:01,000 ERROR so2282.crash KeyError"
    careless = f"2026-11-30 08:00:02,000 INFO so2282.command unit {NAME} 011185001234"
    (folder / "log" / "so2282.log").write_text(f"{good}\n{crash}\n{careless}\nLuong Thi Bi Mat\n", encoding="utf-8")
    try:
        raise KeyError(NAME)
    except KeyError as wrong:
        keep_report(folder / FOLDER, wrong, "0.1.0", datetime(2026, 11, 30, tzinfo=UTC))
    hard = (
        "Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f (most recent call first):\n"
        f'  File "{folder}/app/x.py", line 3 in run\n'
    )
    (folder / FOLDER / "su-co-nang.txt").write_text(hard, encoding="utf-8")
    return folder


def contents(file: Path) -> dict[str, str]:
    """Parts of a bundle."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def without_names(parts: dict[str, str]) -> None:
    """No planted word stands anywhere, in whatever case."""
    whole = "\n".join([*parts, *parts.values()]).casefold()
    assert [word for word in PLANTED if word.casefold() in whole] == []


@pytest.mark.fault("K14")
def test_of_a_unit(world: World, place: Path, tmp_path: Path) -> None:
    unit = world.unit(PON)
    data = unit.store.load()
    change(unit, replaced(data, person_of(data, 0), full_name=NAME, id_number="011185001234"))
    outcome = run(unit, "support bundle", out=tmp_path / "goi.zip")
    parts = contents(tmp_path / "goi.zip")
    without_names(parts)
    assert sorted(parts) == outcome.data["parts"]
    assert json.loads(parts["counts.json"])["records"]["person"] == len(data.tables["person"])
    assert json.loads(parts["settings.json"])["last_store"] is True
    assert "record save" in parts["log/001.txt"]
    assert "so2282.crash KeyError" in parts["log/001.txt"]
    assert "(2 lines of no known shape left out)" in parts["log/001.txt"]
    crashes = "".join(text for name, text in parts.items() if name.startswith("su-co/"))
    assert "KeyError" in crashes
    assert 'File "x.py", line 3 in run' in crashes
    assert "test_supporting.py:" in crashes


@pytest.mark.fault("K14")
def test_of_the_province(world: World, place: Path, tmp_path: Path) -> None:
    unit = world.enrolled(PON)
    package = corrected(world, unit)
    world.deliver(package.rename(package.with_name(f"goi-cua {NAME}.p7m")))
    run(world.so, "return", package=world.so.store.documents("received")[-1].id, reason=f"Bổ sung hồ sơ của {NAME}")
    run(world.so, "support bundle", out=tmp_path / "goi.zip")
    parts = contents(tmp_path / "goi.zip")
    without_names(parts)
    assert json.loads(parts["counts.json"])["documents"]["received"]
    assert json.loads(parts["store.json"])["mode"] == "province"


def test_without_a_store(place: Path, tmp_path: Path) -> None:
    outcome = bundle(None, Silent(), out=tmp_path / "goi.zip")
    parts = contents(tmp_path / "goi.zip")
    without_names(parts)
    assert "versions.json" in outcome.data["parts"]
    assert "counts.json" not in parts
    bundle(None, Silent(), out=tmp_path / "lai.zip")
    assert (tmp_path / "lai.zip").read_bytes() == (tmp_path / "goi.zip").read_bytes()


@pytest.mark.parametrize(
    "line",
    [
        f'  File "/home/{NAME}/x.py", line 3 in {NAME}',
        "KeyError: 'Nguyen'",
        "2026-11-30 08:00:00,123 INFO so2282.command unit Nguyen Van A",
        "011185001234",
        "Nguyen",
    ],
)
def test_only_lines_of_a_known_shape_leave(line: str) -> None:
    assert sayable(line) == "(1 lines of no known shape left out)\n"

"""Settings and widths of columns survive a power cut as their defaults; the program starts all the same (W07)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import Settings, load_columns, load_settings, save_columns, save_settings

_BROKEN = [
    b"",
    bytes(300),
    b'{"theme": "dark", "text_poi',
    b"[1, 2]",
    b"null",
    b"\xff\xfe",
    b'{"theme": 7, "text_points": "x", "last_store": null}',
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path))
    return tmp_path


@pytest.mark.fault("W07", "A08")
@pytest.mark.parametrize("content", _BROKEN)
def test_a_damaged_file_gives_the_defaults(folder: Path, content: bytes) -> None:
    save_settings(Settings(theme="dark"))
    save_columns("person", [("full_name", 200)])
    for path in folder.glob("*.json"):
        path.write_bytes(content)
    assert load_settings() == Settings()
    assert load_columns("person") == ()
    save_settings(Settings(theme="dark"))
    save_columns("person", [("full_name", 180)])
    assert load_settings().theme == "dark"
    assert load_columns("person") == (("full_name", 180),)

"""The bar that warns of a full disk, and the backups that stay until a newer one is proved (threats B09)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from ui.shell.window import StorePage

Settle = Callable[[], None]
MEGABYTE = 1024 * 1024


def disk(monkeypatch: pytest.MonkeyPatch, free: int, total: int = 1000 * MEGABYTE) -> None:
    """The disk of the store has so much room."""
    real = shutil.disk_usage

    def usage(path: Path) -> object:
        small = SimpleNamespace(total=total, used=total - free, free=free)
        return small if str(path).endswith("don-vi") else real(path)

    monkeypatch.setattr(shutil, "disk_usage", usage)


@pytest.mark.fault("B09")
def test_a_disk_that_is_nearly_full_is_said_at_the_start(
    page: StorePage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk(monkeypatch, 120 * MEGABYTE)
    page.room.ask()
    settle()
    assert page.room.isVisible()
    assert "chỉ còn 120 MB trống" in page.room.text.text()
    disk(monkeypatch, 201 * MEGABYTE)
    page.room.again.click()
    settle()
    assert not page.room.isVisible()


@pytest.mark.parametrize("total", [0, 1000 * MEGABYTE])
def test_a_disk_with_room_or_without_a_size_is_no_worry(
    page: StorePage, settle: Settle, monkeypatch: pytest.MonkeyPatch, total: int
) -> None:
    disk(monkeypatch, 0 if not total else 500 * MEGABYTE, total)
    page.room.ask()
    settle()
    assert not page.room.isVisible()

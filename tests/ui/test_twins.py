"""A copy of the data made by hand or by a synchronising program is noticed when it is opened (threats B06)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands.twins import remember_place, twin_of
from app.settings import load_places
from app.workspace import Workspace
from tests.ui.sample_store import Sample
from ui.shell.window import StorePage
from ui.start.opening import Opening

Settle = Callable[[], None]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SO2282_SETTINGS", str(tmp_path / "cài đặt"))
    return tmp_path / "cài đặt"


def opened(sample: Sample, folder: Path) -> Workspace:
    return Opening(lambda: sample.env).open(folder, sample.user, sample.password)


@pytest.mark.fault("B06")
def test_a_conflict_copy_is_noticed_and_nothing_is_merged(template: Sample, tmp_path: Path) -> None:
    first, copy = tmp_path / "don-vi", tmp_path / "don-vi (conflicted copy)"
    shutil.copytree(template.folder, first)
    ws = opened(template, first)
    assert twin_of(ws) is None
    ws.store.close()
    shutil.copytree(first, copy)
    os.utime(first / "so.db", (0, 86_400))
    ws = opened(template, copy)
    twin = twin_of(ws)
    assert twin is not None
    assert (twin.place, twin.changed) == (first.resolve(), "1970-01-02T00:00:00+00:00")
    assert twin.own_opened == twin.opened + 1
    ws.store.close()
    shutil.rmtree(first)
    ws = opened(template, copy)
    assert twin_of(ws) is None
    ws.store.close()


@pytest.mark.fault("B06")
def test_the_bar_shows_both_dates(page: StorePage, settle: Settle, sample: Sample, tmp_path: Path) -> None:
    assert not page.twin.isVisible()
    shutil.copytree(sample.folder, tmp_path / "bản sao", ignore=shutil.ignore_patterns("lock"))
    other = opened(sample, tmp_path / "bản sao")
    other.store.close()
    page.twin.ask()
    settle()
    assert page.twin.isVisible()
    assert str(tmp_path / "bản sao") in page.twin.text.text()
    assert page.twin.text.text().count("thay đổi lần cuối") == 2
    page.twin.known.click()
    assert not page.twin.isVisible()


def test_places_are_few_and_of_this_store(template: Sample, tmp_path: Path, settings: Path) -> None:
    shutil.copytree(template.folder, tmp_path / "a")
    ws = opened(template, tmp_path / "a")
    for _ in range(3):
        remember_place(ws)
    assert load_places(ws.store.info.id) == ((tmp_path / "a").resolve(),)
    assert load_places("another") == ()
    (settings / "places.json").write_bytes(bytes(50))
    assert load_places(ws.store.info.id) == ()
    remember_place(ws)
    assert len(load_places(ws.store.info.id)) == 1
    ws.store.close()

"""The province in place of the unit: the fixtures above this folder open it as they open a unit's store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.so.province import Province, make_province
from ui.work.jobs import Jobs

Settle = Callable[[], None]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """A province with five units that sent something, made once."""
    return make_province(tmp_path_factory.mktemp("tinh"))


@pytest.fixture
def sample(template: Province, tmp_path: Path) -> Province:
    """A copy of the store for one test."""
    folder = tmp_path / "so"
    shutil.copytree(template.folder, folder)
    return Province(template.env, folder, template.packages, template.fingerprint)


@pytest.fixture
def settle(qtbot: QtBot, jobs: Jobs) -> Settle:
    """Waits until questions, saves and long work have ended, with those that they led to."""

    def wait() -> None:
        for _ in range(3):
            ended: list[bool] = []
            jobs.run("chờ", lambda ws, progress: None, lambda _, ended=ended: ended.append(True))
            qtbot.waitUntil(lambda ended=ended: bool(ended), timeout=20_000)
            qtbot.wait(20)

    return wait

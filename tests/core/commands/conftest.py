"""A province in memory for each test; its units are made when a test asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulator.province import World, found


@pytest.fixture
def world(tmp_path: Path) -> World:
    return found(tmp_path)

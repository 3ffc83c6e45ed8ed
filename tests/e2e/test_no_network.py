"""Every command of these tests runs where there is no network; that this is so is tested here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_TRY = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"


def test_the_whole_loop_ran_without_a_network(offline: tuple[str, ...], demo: Path) -> None:
    """The demo's folder is whole, and what made it could not have reached even its own machine."""
    if not offline:
        pytest.skip("this system allows no namespace without a network")
    tried = subprocess.run([*offline, sys.executable, "-c", _TRY], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in tried.stderr
    assert any((demo / "forms" / "province").iterdir())

"""A pytest plugin that takes Qt away: `import PySide6` fails, as on a machine that does not have it."""

from __future__ import annotations

import sys
from typing import Any

sys.modules["PySide6"] = None  # type: ignore[assignment]


def pytest_sessionfinish(session: Any) -> None:
    """Nobody has brought it back."""
    assert sys.modules["PySide6"] is None

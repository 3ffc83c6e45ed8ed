"""Functions imported only when they are needed, by the name of their module: those that pull heavy libraries in."""

from __future__ import annotations

import importlib
from typing import Any


def late(name: str) -> Any:
    """The function "module:function"."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)

"""The log of the program: codes, commands and times, never a name or a value of a record (threats K14)."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_LARGEST: Final = 512 * 1024


def start_log(folder: Path) -> None:
    """Writes the log into a folder, three files of half a megabyte; without a log where it cannot be written."""
    root = logging.getLogger("so2282")
    root.setLevel(logging.INFO)
    root.propagate = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "so2282.log", maxBytes=_LARGEST, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)


def logger(topic: str) -> logging.Logger:
    """The logger of a topic such as "command" or "crash"."""
    return logging.getLogger(f"so2282.{topic}")

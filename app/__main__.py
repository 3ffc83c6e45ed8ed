"""The composition root: arguments → a reader process, the command line or the window.

The only module that knows app, db and ui. It branches before anything heavy is imported, so that a reader process
and the first screen start fast; that is why, here alone, imports stand inside functions.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import DEVICE_SWITCH, PICTURE_SWITCH, READER_SWITCH
from app.log import start_log
from app.paths import settings_folder

if TYPE_CHECKING:
    from app.workspace import Environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of the program.

    Args:
        arguments: without the program's name; None for those of the process.

    Returns:
        Exit code: 0 done, 1 errors found or refused, 2 wrong usage.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == [READER_SWITCH]:
        from app.spreadsheets import child

        return child.main(given[1:])
    if given[:1] == [PICTURE_SWITCH]:
        from app.reports import photograph_child

        return photograph_child.main(given[1:])
    if given[:1] == [DEVICE_SWITCH]:
        from app.crypto import token_probe

        return token_probe.main(given[1:])
    _speak_utf8()
    start_log(settings_folder() / "log")
    store, rest = (given[1], given[2:]) if given[:1] == ["--store"] and len(given) > 1 else ("", given)
    if not rest or rest == ["ui"]:
        from ui.shell.application import run

        return run(_environment, Path(store) if store else None)
    from app import cli

    return cli.run(_environment, given)


def _environment() -> Environment:
    from app.workspace import load_environment
    from db.opening import SqlStores

    return load_environment(SqlStores())


def _speak_utf8() -> None:
    """Vietnamese on any console (threats W02)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())

"""Files that a person chose: read with limits, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.durable import as_refusal, reachable, write_whole
from app.errors import refuse

LARGEST: Final = 65 * 1024 * 1024
_LINE: Final = 64 * 1024


def read_chosen(path: Path, largest: int = LARGEST) -> bytes:
    """Bytes of a chosen file.

    Raises:
        UserError: LUU-08 no such file, GOI-03 too large, LUU-02 not readable.
    """
    try:
        if path.stat().st_size > largest:
            raise refuse("GOI-03")
        return path.read_bytes()
    except OSError as error:
        raise as_refusal(error, path) from error


def first_line(path: Path) -> str:
    """The first line of a file in which a secret waits, such as /dev/stdin; no secret stands on a command line.

    Raises:
        UserError: as `read_chosen`.
    """
    return read_chosen(path, _LINE).decode("utf-8", "replace").partition("\n")[0].rstrip("\r")


def write_chosen(path: Path, content: bytes) -> None:
    """Writes a file, its folder too where there is none; an old file stays whole until the new one is.

    Raises:
        UserError: LUU-01 disk full, LUU-05 read-only, LUU-10 open elsewhere, LUU-02 any other fault of the medium.
    """
    try:
        reachable(path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise as_refusal(error, path) from error

"""PINs of signing devices: read from a file, kept no longer than the login needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.commands.files import read_chosen
from app.crypto.pins import wipe
from app.errors import refuse

_LONGEST: Final = 4096


def pin_from(file: Path | None, typed: bytearray | None = None) -> bytearray:
    """The PIN: as typed, else the first line of a file; empty where neither is there (a reader with its own keys).

    Raises:
        UserError: LUU-*; NHAP-03 the file is no PIN.
    """
    if typed is not None:
        return typed
    if file is None:
        return bytearray()
    content = bytearray(read_chosen(file, _LONGEST))
    end = min((place for place in (content.find(b"\n"), content.find(b"\r")) if place >= 0), default=len(content))
    pin = content[:end]
    wipe(content)
    if not pin:
        raise refuse("NHAP-03", what="tệp mã PIN", value=file.name, detail="dòng đầu trống")
    return pin

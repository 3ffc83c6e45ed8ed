"""PINs in memory: as bytes that can be overwritten, which a text of Python cannot be."""

from __future__ import annotations


def wipe(pin: bytearray) -> None:
    """Overwrites a PIN that is not needed any more."""
    pin[:] = bytes(len(pin))

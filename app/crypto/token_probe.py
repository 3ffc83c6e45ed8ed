"""Tries a vendor's library in a process of its own: a crash, a hang or a wrong file ends that process and nothing else.

The window asks before it loads a library that a person chose. Signing itself happens in our process, because a
session of a device cannot be handed over.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pkcs11
from pkcs11 import PKCS11Error

from app import DEVICE_SWITCH
from app.errors import refuse
from app.paths import resource_root
from app.processes import Part

_LONGEST_SECONDS: Final = 30.0
_PROBE: Final = Part(DEVICE_SWITCH, "app.crypto.token_probe")


def main(arguments: Sequence[str]) -> int:
    """Entry of the process.

    Args:
        arguments: the library.

    Returns:
        0 when it was loaded and told which slots it has.
    """
    try:
        lib = pkcs11.lib(arguments[0])
        lib.initialize()
        lib.get_slots(token_present=True)
        lib.finalize()
    except (PKCS11Error, OSError, IndexError):
        return 1
    return 0


def require_loadable(library: Path) -> None:
    """Demands that a library can be loaded.

    Raises:
        UserError: TB-01.
    """
    place = resource_root().parent
    try:
        done = subprocess.run(
            [*_PROBE.command(), str(library)], capture_output=True, cwd=place, timeout=_LONGEST_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as wrong:
        raise refuse("TB-01", place=library) from wrong
    if done.returncode != 0:
        raise refuse("TB-01", place=library)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

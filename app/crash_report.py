"""What is kept of a bug, on this machine only: kinds of errors, files and lines of the program.

Never a message and never a value, because either may quote a name.
"""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "su-co"
"""Of the reports, inside the settings folder."""


def describe(wrong: BaseException, version: str, at: datetime) -> str:
    """What a report says of an error: version of the program, system, time, kinds, and the lines of code."""
    lines = [
        f"Sổ 2282 {version}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        at.isoformat(timespec="seconds"),
        "",
    ]
    link: BaseException | None = wrong
    while link is not None:
        lines.append(type(link).__name__)
        frames = traceback.extract_tb(link.__traceback__)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        link = link.__cause__ or link.__context__
    return "\n".join(lines) + "\n"


def keep_report(folder: Path, wrong: BaseException, version: str, at: datetime) -> Path | None:
    """Writes a report; None where the folder cannot be written."""
    path = folder / f"{FOLDER}-{at:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(describe(wrong, version, at), encoding="utf-8")
    except OSError:
        return None
    return path

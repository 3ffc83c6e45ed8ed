"""Writes `versions/v0001_initial.py` anew from today's tables: `python -m db.migrations.generate`.

Only before the first release; after it the file is frozen, and a changed record needs a step of its own.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Final

from db.migrations.versions import __path__ as _versions
from db.rows import SHAPES

_TARGET: Final = Path(_versions[0]) / "v0001_initial.py"
_START: Final = "RECORDS: Final = ("
_END: Final = ")\n"


def rendered() -> str:
    """The record tables of today as the frozen module writes them."""
    lines = [_START]
    for name, shape in SHAPES.items():
        columns = " ".join(f"{field.name}:{_KINDS.get(field.kind, 't')}" for field in shape.spec.fields)
        lines.append(f'    ("{name}",')
        wrapped = textwrap.wrap(columns, 100, break_long_words=False, break_on_hyphens=False)
        lines += [f'     "{part} "' for part in wrapped[:-1]] + [f'     "{wrapped[-1]}"),']
    return "\n".join(lines) + "\n" + _END


def main() -> None:
    """Replaces the list of record tables in the frozen module."""
    text = _TARGET.read_text(encoding="utf-8")
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition("\n" + _END)
    _TARGET.write_text(before + rendered() + after, encoding="utf-8")


_KINDS: Final = {"int": "i", "bool": "b"}

if __name__ == "__main__":
    main()

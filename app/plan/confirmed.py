"""Values of a pack that Sở Nội vụ has confirmed: `confirmed.toml`, which a pack may have; who, when, on what paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.plan.source import source_of

FILE: Final = "confirmed.toml"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A value that was a default of the program until somebody confirmed it.

    Attributes:
        key: of the value, such as "definitions.headline".
        label, value: as they were shown when it was confirmed.
        by, on, paper: who, which day (ISO), on what document; paper may be empty.
    """

    key: str
    label: str
    value: str
    by: str
    on: str
    paper: str


def read_confirmed(files: Mapping[str, bytes]) -> tuple[Confirmed, ...]:
    """Reads what was confirmed; nothing where the pack has no such file.

    Raises:
        UserError: QT-01 with file and line.
    """
    if FILE not in files:
        return ()
    file = source_of(files, FILE)
    rows = []
    for source in file.each("confirmed"):
        row = Confirmed(*(source.text(name) for name in ("key", "label", "value", "by", "on", "paper")))
        source.close()
        try:
            date.fromisoformat(row.on)
        except ValueError as error:
            raise source.wrong("«on» phải là ngày dạng 2027-01-05") from error
        rows.append(row)
    top = file.top()
    top.tables("confirmed")
    top.close()
    return tuple(rows)


def confirmed_file(rows: Iterable[Confirmed]) -> bytes:
    """The file of what was confirmed."""
    lines = ["# Nội dung Sở Nội vụ đã xác nhận: ai, ngày nào, theo văn bản nào."]
    for row in rows:
        lines += ["", "[[confirmed]]"]
        lines += [f"{name} = {quoted(getattr(row, name))}" for name in Confirmed.__slots__]
    return ("\n".join(lines) + "\n").encode()


def quoted(text: str) -> str:
    """A text as TOML writes it in one line."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(marks.get(letter, letter) for letter in text) + '"'

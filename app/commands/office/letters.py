"""Letters that were written to units, as documents: which number comes next, and how the office signs them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from app.domain.storage import Document
from app.workspace import Workspace

LETTER: Final = "reminder"
"""Kind of document: a letter that was written."""
SYMBOL: Final = "SNV"
GRACE: Final = timedelta(days=5)
"""How long a unit is given where no day is named and the due day is over."""


def next_letter(ws: Workspace) -> tuple[int, str]:
    """Number and symbol that the next letter would have."""
    return next_number(ws), last_symbol(ws)


def next_number(ws: Workspace) -> int:
    """The number behind the highest of this year."""
    year = str(ws.today.year)
    used = (int(item.body["number"]) for item in ws.store.documents(LETTER) if item.body["on"].startswith(year))
    return max(used, default=0) + 1


def last_symbol(ws: Workspace) -> str:
    """Symbol of the last letter."""
    letters = ws.store.documents(LETTER)
    return str(letters[-1].body["symbol"]) if letters else SYMBOL


def letter_row(ws: Workspace, letter: Document) -> dict[str, Any]:
    """A letter as plain values."""
    told = {name: letter.body[name] for name in ("number", "symbol", "by", "about")}
    name = ws.env.units.name(letter.unit)
    return {"unit": letter.unit, "name": name, "period": letter.period, "on": letter.body["on"], **told}

"""What an officer has confirmed to be counted twice in the province: said beside totals, never subtracted.

A leaf, so that the board and the figures need not know how pairs are found.
"""

from __future__ import annotations

from typing import Final

from app.domain.periods import Period
from app.workspace import Workspace

CROSSCHECK: Final = "crosscheck"
"""Kind of document: what was asked or decided about a pair; holds keys of records, never a name."""


def confirmed_doubles(ws: Workspace, period: Period) -> int:
    """People whom an officer has confirmed to be counted twice in a period."""
    return len(ws.store.documents(CROSSCHECK, period=str(period), state="double"))


def double_words(ws: Workspace, period: Period) -> str:
    """The warning as it stands beside totals; empty where nobody is counted twice."""
    count = confirmed_doubles(ws, period)
    return f"{count} người được xác nhận tính trùng ở hai đơn vị trong số liệu của tỉnh." if count else ""

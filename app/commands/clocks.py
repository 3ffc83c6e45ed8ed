"""Whether the clock of this machine can be right; hides what it is compared with (threats.md L01, L02, L08).

A clock decides nothing here: order is the chain, lateness is judged by Sở Nội vụ. But a day is signed with a package
and printed on a receipt, so a clock that is off is said before that, and work goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from app import RELEASED
from app.commands.keys.authorities import authorities_of
from app.domain.storage import Document
from app.errors import refuse
from app.workspace import Workspace

_SLACK: Final = timedelta(days=1)
"""Two machines may differ by a time zone set wrongly; less is nobody's business."""

_LONGEST_SILENCE: Final = timedelta(days=3 * 365)
"""Sở Nội vụ was heard at least once in so long: its certificates do not live longer."""

_ENOUGH: Final = 2
"""Units whose packages must lie ahead before Sở Nội vụ doubts its own clock and not theirs."""


def clock_doubt(ws: Workspace) -> str:
    """GIO-01 as a sentence where the clock of this machine seems off; "" where nothing speaks against it."""
    now = ws.env.now()
    if not any(_reasons(ws, now)):
        return ""
    error = refuse("GIO-01", time=f"{now:%H:%M %d/%m/%Y}")
    return f"{error.message} {error.hint}".strip()


def _reasons(ws: Workspace, now: datetime) -> Iterator[bool]:
    yield now.date() < RELEASED
    last = ws.store.history(limit=1)
    if last:
        yield now + _SLACK < _moment(last[0].entry.at)
    yield from _by_certificates(ws, now)
    if ws.mode == "province":
        yield _units_are_ahead(ws, now)


def _by_certificates(ws: Workspace, now: datetime) -> Iterator[bool]:
    """What Sở Nội vụ has signed is not of the future, and not older than its certificates live."""
    if ws.store.document("setting", "authorities") is None:
        return
    known = [authorities_of(ws)[0].so_sign.not_valid_before_utc]
    if ws.mode == "unit":
        receipt = max(ws.store.documents("receipt"), key=lambda item: int(item.body["number"]), default=None)
        known += [_moment(receipt.body["made_at"])] if receipt else []
    newest = max(known)
    yield now + _SLACK < newest
    yield now > newest + _LONGEST_SILENCE + _SLACK


def _units_are_ahead(ws: Workspace, now: datetime) -> bool:
    """Whether packages of several units, or of all, were made later than it is here."""
    newest: dict[str, Document] = {}
    for item in ws.store.documents("received"):
        if item.unit and "made_at" in item.body:
            newest[item.unit] = item
    ahead = sum(_moment(item.body["made_at"]) > now + _SLACK for item in newest.values())
    return ahead >= min(_ENOUGH, len(newest)) > 0


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

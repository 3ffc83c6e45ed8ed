"""Who may do what at Sở Nội vụ, by the name of the command; the one who signs (người ký duyệt) may do everything.

What is named nowhere is open to everybody as long as it writes nothing, and else to the one who signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.domain.storage import ADMIN, APPROVER, RECEPTION
from app.workspace import CommandSpec

RECEIVING: Final = frozenset(
    {
        "receive",
        "receive resume",
        "watch set",
        "watch off",
        "watch take",
        "checked",
        "receipt",
        "comment add",
        "comment drop",
        "comment close",
        "remind",
        "gap keep",
        "gap add",
        "gap drop",
        "crosscheck ask",
        "pack draft new",
        "pack draft load",
        "pack draft set",
        "pack draft drop",
        "report edit",
        "report reset",
        "record save",
        "record delete",
        "record restore",
        "remark add",
        "remark done",
        "undo",
        "redo",
        "part remind",
    }
)
"""Also of the people who take files in (tiếp nhận)."""

TENDING: Final = frozenset({"drill", "store move", "officer add", "officer end"})
"""Also of the people who look after data and users (quản trị)."""

LOOKING: Final = frozenset(
    {
        "crosscheck",
        "training needs",
        "explain",
        "names note",
        "person export",
        "form",
        "show",
        "gap",
        "gap show",
        "gap print",
    }
)
"""Of everybody; what they write is who looked at names."""

JUDGING: Final = frozenset(
    {
        "accept",
        "accept clean",
        "return",
        "enrol file",
        "enrol confirm",
        "enrol issue",
        "enrol revoke",
        "authority renew",
        "period issue",
        "policy set",
        "exception grant",
        "exception drop",
        "period exempt",
        "period oblige",
        "freeze",
        "freeze reopen",
        "figures import",
        "figures undo",
        "units reorganise",
        "units withdraw",
        "crosscheck decide",
        "adjust add",
        "adjust drop",
        "erase",
        "pack confirm",
        "pack issue",
    }
)
"""Only of the people who decide and sign (duyệt), whatever was given before them."""

ALONE: Final = frozenset(
    {
        "accept",
        "return",
        "checked",
        "comment add",
        "comment drop",
        "comment close",
        "enrol confirm",
        "enrol revoke",
        "policy set",
        "exception grant",
        "exception drop",
        "period exempt",
        "period oblige",
        "freeze",
        "figures undo",
        "units withdraw",
        "officer add",
        "officer end",
    }
)
"""Short commands that decide by what they read: of two officers the second sees what the first has done."""


def with_roles(rows: Iterable[CommandSpec]) -> tuple[CommandSpec, ...]:
    """The rows with who may run them at Sở Nội vụ."""
    return tuple(replace(row, roles=_roles(row.name), alone=row.name in ALONE) for row in rows)


def _roles(name: str) -> tuple[str, ...]:
    if name in RECEIVING:
        return (RECEPTION, APPROVER)
    if name in LOOKING:
        return (RECEPTION, ADMIN, APPROVER)
    if name in TENDING:
        return (ADMIN, APPROVER)
    return (APPROVER,) if name in JUDGING else ()

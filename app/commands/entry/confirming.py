"""Marks of the work of a period: whether a record of an earlier period, or of Sở's list, still holds.

At most one per period and record, under an id made of both, so that two clerks who mark the same record meet in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.commands.figures.judging import current_period
from app.domain.dataset import Change
from app.domain.ids import derived_id
from app.domain.merge import Key
from app.domain.registry import TABLES
from app.domain.storage import PageQuery
from app.domain.work_records import Confirmation
from app.workspace import Workspace

WAITING: Final = "cho"
RIGHT: Final = "dung"
CHANGED: Final = "doi"
GONE: Final = "khong_con"
_MOST: Final = 100_000


def marks(ws: Workspace, period: str) -> dict[Key, Confirmation]:
    """Record → its mark in a period."""
    rows = ws.store.load("", ["confirmation"]).rows(Confirmation)
    return {(row.table or "", row.record or ""): row for row in rows if row.period == period}


def marked(known: Mapping[Key, Confirmation], period: str, key: Key, state: str, source: str) -> Change | None:
    """The change that gives a record its mark; None where it has it."""
    before = known.get(key)
    table, record = key
    fresh = Confirmation(
        id=derived_id(record, "confirmation", table, period), period=period, table=table, record=record, source=source
    )
    after = replace(before or fresh, state=state)
    return None if after == before else Change("confirmation", after.id, before, after)


def settled_by_edit(ws: Workspace, changes: Sequence[Change]) -> tuple[Change, ...]:
    """A copied row whose value a person changes is confirmed by that as changed."""
    keys = {(item.table, item.id) for item in changes if None not in (item.before, item.after)}
    if not keys:
        return ()
    filters: dict[str, Any] = {"record": tuple(sorted({record for _, record in keys})), "state": WAITING}
    found = ws.store.page(PageQuery("confirmation", filters=filters, limit=_MOST)).rows
    period = str(current_period(ws)) if found else ""
    mine = (row for row in found if row.period == period and (row.table, row.record) in keys)
    return tuple(Change("confirmation", row.id, row, replace(row, state=CHANGED)) for row in mine)


def waiting(ws: Workspace) -> dict[str, str]:
    """Records that were copied into this period and that nobody has confirmed → from where."""
    period = str(current_period(ws))
    filters = {"state": WAITING, "period": period}
    rows: Iterable[Confirmation] = ws.store.page(PageQuery("confirmation", filters=filters, limit=_MOST)).rows
    by_table: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.table and row.table in TABLES and row.record:
            by_table.setdefault(row.table, {})[row.record] = row.source or ""
    found: dict[str, str] = {}
    for table, sources in by_table.items():
        live = ws.store.page(PageQuery(table, filters={"id": tuple(sorted(sources))}, limit=len(sources))).rows
        found |= {item.id: sources[item.id] for item in live}
    return found

"""Điều chỉnh của Sở: a correction beside what a unit reported, with its reason; the unit's record is never edited.

Hides that adjusted figures are worked out anew each time from the accepted ones, so that a corrected report that is
accepted later needs no undoing here: the entry is shown until it is dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from app.commands.accepted import accepted_figures
from app.commands.figures.judging import current_period
from app.commands.lateness import REASON_LONGEST
from app.commands.reception.exceptions import unit_named
from app.commands.sending import moment
from app.domain.figures import Figures
from app.domain.periods import Period, parse_period
from app.domain.storage import Document, DocumentChange
from app.errors import refuse
from app.plan.explain import key_in_words
from app.progress import Progress
from app.workspace import Outcome, Workspace

ADJUSTMENT: Final = "adjustment"
"""Kind of document."""


def add(
    ws: Workspace, progress: Progress, *, unit: str, cells: str, by: int, reason: str, period: str | None = None
) -> Outcome:
    """Notes that figures of a unit count for the province by so many more or less.

    Args:
        cells: keys of figures, separated by spaces; all move alike.
        by: how many, such as -1 for a person who is counted in another unit too.

    Raises:
        UserError: NHAP-02 no such unit, or its accepted figures have no such cell; NHAP-03 no reason, nothing, or less
            than 0 would be left.
    """
    chosen, row = parse_period(period) if period else current_period(ws), unit_named(ws, unit)
    why = " ".join(reason.split())
    if not why or len(why) > REASON_LONGEST:
        detail = "phải ghi lý do" if not why else f"nhiều nhất {REASON_LONGEST} ký tự"
        raise refuse("NHAP-03", what="lý do", value=why[:40], detail=detail)
    names = tuple(dict.fromkeys(cells.split()))
    held = adjusted(ws, chosen, accepted_figures(ws, chosen)).get(row.id)
    for name in names:
        if held is None or name not in held.cells:
            raise refuse("NHAP-02", what="ô trong số liệu đã chấp nhận của đơn vị", value=name)
        if held.cells[name] + by < 0:
            left = f"{key_in_words(name, ws.env.catalogue)} chỉ có {held.cells[name]}"
            raise refuse("NHAP-03", what="số điều chỉnh", value=str(by), detail=left)
    if not names or by == 0:
        raise refuse("NHAP-03", what="số điều chỉnh", value=str(by), detail="ghi ít nhất một ô, số khác 0")
    body = {"cells": list(names), "by": by, "reason": why, "officer": ws.actor}
    made = Document(ADJUSTMENT, ws.env.new_id(), row.id, str(chosen), "standing", moment(ws), body)
    message = f"Đã ghi điều chỉnh {by:+d} cho {len(names)} ô của {row.name}; báo cáo của đơn vị giữ nguyên."
    return Outcome(data=_row(ws, made), message=message, documents=(DocumentChange(None, made),))


def drop(ws: Workspace, progress: Progress, *, adjustment: str) -> Outcome:
    """Ends an adjustment; it stays on record as dropped.

    Raises:
        UserError: NHAP-02 no such one that stands.
    """
    found = [item for item in _standing(ws) if adjustment and item.id.startswith(adjustment)]
    if len(found) != 1:
        raise refuse("NHAP-02", what="điều chỉnh", value=adjustment)
    ended = replace(found[0], state="dropped", body={**found[0].body, "dropped_at": moment(ws), "dropped_by": ws.actor})
    return Outcome(data=_row(ws, ended), message="Đã bỏ điều chỉnh.", documents=(DocumentChange(found[0], ended),))


def listed(ws: Workspace, progress: Progress, *, period: str | None = None) -> Outcome:
    """All adjustments, with what each cell of the province is as reported and adjusted."""
    chosen = parse_period(period) if period else current_period(ws)
    reported = accepted_figures(ws, chosen)
    after = adjusted(ws, chosen, reported)
    rows = [_row(ws, item) for item in ws.store.documents(ADJUSTMENT, period=str(chosen))]
    names = sorted({name for item in rows if item["state"] == "standing" for name in item["cells"]})
    totals = [{"cell": name, "reported": _total(reported, name), "adjusted": _total(after, name)} for name in names]
    standing = sum(item["state"] == "standing" for item in rows)
    return Outcome(
        data={"period": str(chosen), "rows": rows, "totals": totals}, message=f"{standing} điều chỉnh của Sở."
    )


def adjusted(ws: Workspace, period: Period, figures: Mapping[str, Figures]) -> Mapping[str, Figures]:
    """Figures by unit with the adjustments that stand; those of other units are the same objects."""
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for item in _standing(ws, str(period)):
        for name in item.body["cells"]:
            moved[item.unit][name] += item.body["by"]
    return {unit: _moved(found, moved[unit]) if unit in moved else found for unit, found in figures.items()}


def _moved(found: Figures, by: Mapping[str, int]) -> Figures:
    cells = {name: value + by.get(name, 0) if name in by else value for name, value in found.cells.items()}
    return replace(found, cells={name: max(0, value) for name, value in cells.items()})


def _standing(ws: Workspace, period: str | None = None) -> tuple[Document, ...]:
    return ws.store.documents(ADJUSTMENT, period=period, state="standing")


def _total(figures: Mapping[str, Figures], name: str) -> int:
    return sum(found.cells.get(name, 0) for found in figures.values())


def _row(ws: Workspace, item: Document) -> dict[str, Any]:
    body = item.body
    return {
        "adjustment": item.id,
        "unit": item.unit,
        "unit_name": ws.env.units.name(item.unit),
        "period": item.period,
        "cells": list(body["cells"]),
        "by": body["by"],
        "reason": body["reason"],
        "officer": body["officer"],
        "at": item.at,
        "state": item.state,
    }

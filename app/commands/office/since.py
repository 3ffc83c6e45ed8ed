"""What has changed since figures were frozen: newer packages of units, figures, indicators, rules, boundaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from app.commands.chains import standing
from app.commands.office.frozen import Basis, boundaries_digest
from app.domain.figures import Figures, parse_cell_key
from app.domain.storage import Document
from app.domain.unit_records import Unit
from app.plan.explain import described
from app.plan.indicators import compute_indicators
from app.plan.subjects import known
from app.vietnamese.numbers import decimal
from app.workspace import Workspace

LONGEST: Final = 5000
"""Most rows of cells that are told; the counts say how many there are."""
_IN_HAND: Final = frozenset({"received", "checked", "fork"})


def changes_since(ws: Workspace, was: Basis, now: Basis, waited: Collection[str] = ()) -> dict[str, Any]:
    """Everything that differs, as plain values.

    Args:
        waited: packages that waited for a verdict already when it was frozen.

    Returns:
        `units` (unit, name, kind, was, now), `totals` (cell, label, was, now), `cells` (unit, name, cell, label, was,
        now), `cells_changed`, `indicators` (id, number, title, was, now), `pack`, `before`, `boundaries` (unit, name,
        kind), `same`.
    """
    units = list(_units(ws, was, now, waited))
    rows, totals = _cells(ws, was, now)
    boundaries = list(_boundaries(was, now))
    found = {
        "units": units,
        "totals": totals,
        "cells": rows[:LONGEST],
        "cells_changed": len(rows),
        "indicators": list(_indicators(was, now)),
        "pack": _pack(was, now),
        "boundaries": boundaries,
        "before": "Số liệu năm trước dùng để so sánh đã đổi" if was.before != now.before else "",
    }
    return {**found, "same": not any(found.values())}


def _units(ws: Workspace, was: Basis, now: Basis, waited: Collection[str]) -> Iterator[dict[str, Any]]:
    """Units whose figures are of another package, that came or went, or whose newer package waits."""
    waiting = {unit: package for unit, package in _waiting(ws, was, now).items() if package not in waited}
    for unit in sorted({*was.sources, *now.sources, *waiting}):
        before, after = was.sources.get(unit), now.sources.get(unit)
        row = {"unit": unit, "name": ws.env.units.name(unit)}
        row |= {"was": before.package if before else "", "now": after.package if after else ""}
        if before is None and after is not None:
            yield {**row, "kind": "added"}
        elif after is None and before is not None:
            yield {**row, "kind": "gone"}
        elif before != after and not (was.scope == "unit" and after is not None and not after.package):
            yield {**row, "kind": "newer"}
        if unit in waiting:
            yield {**row, "now": waiting[unit], "kind": "waiting"}


def _waiting(ws: Workspace, was: Basis, now: Basis) -> Mapping[str, str]:
    """Unit → its package that came later and is not accepted; at a unit the newest that it sent since."""
    period, used = str(was.data.period), {source.package for source in now.sources.values()}
    if was.scope == "unit":
        newest = standing(ws, period)[-1:]
        frozen = {source.package for source in was.sources.values()}
        return {item.unit: item.id for item in newest if item.id not in frozen}
    return {item.unit: item.id for item in in_hand(ws, period) if item.id not in used}


def in_hand(ws: Workspace, period: str) -> tuple[Document, ...]:
    """Packages at Sở Nội vụ that wait for a verdict."""
    return tuple(item for item in ws.store.documents("received", period=period) if item.state in _IN_HAND)


def _cells(ws: Workspace, was: Basis, now: Basis) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for unit in sorted({*was.data.by_unit, *now.data.by_unit}):
        for cell, old, new in _differing(was.data.by_unit.get(unit), now.data.by_unit.get(unit)):
            before[cell] += old or 0
            after[cell] += new or 0
            rows.append({"unit": unit, "name": ws.env.units.name(unit), **_told(ws, cell, old, new)})
    totals = [
        _told(ws, cell, _total(was.data.by_unit, cell), _total(now.data.by_unit, cell))
        for cell in sorted(after)
        if before[cell] != after[cell]
    ]
    return rows, totals


def _differing(was: Figures | None, now: Figures | None) -> Iterator[tuple[str, int | None, int | None]]:
    old, new = was.cells if was else {}, now.cells if now else {}
    if old == new:
        return
    for cell in sorted({*old, *new}):
        if old.get(cell) != new.get(cell):
            yield cell, old.get(cell), new.get(cell)


def _total(by_unit: Mapping[str, Figures], cell: str) -> int:
    return sum(found.cells.get(cell, 0) for found in by_unit.values())


def _told(ws: Workspace, cell: str, was: int | None, now: int | None) -> dict[str, Any]:
    key = parse_cell_key(cell)
    label = described(key, ws.env.catalogue) if known(key) else cell
    return {"cell": cell, "label": label, "was": was, "now": now}


def _indicators(was: Basis, now: Basis) -> Iterator[dict[str, Any]]:
    after = {item.definition.id: item for item in compute_indicators(now.pack.indicators, now.data)}
    for old in compute_indicators(was.pack.indicators, was.data):
        new = after.get(old.definition.id)
        before = _quotient(old.numerator, old.denominator)
        current = _quotient(new.numerator, new.denominator) if new else ""
        if before != current:
            row = {"id": old.definition.id, "number": old.number, "title": old.definition.title}
            yield {**row, "was": before, "now": current}


def _quotient(above: int | None, below: int | None) -> str:
    if above is None or below is None:
        return "…"
    return f"{above}/{below} = {decimal(above, below, 1, 100)} %" if below else f"{above}/0"


def _pack(was: Basis, now: Basis) -> str:
    if was.pack.digest == now.pack.digest:
        return ""
    return f"Bộ chỉ tiêu {was.pack.id} {was.pack.version} → {now.pack.id} {now.pack.version}"


def _boundaries(was: Basis, now: Basis) -> Iterator[dict[str, Any]]:
    if boundaries_digest(was.data.units) == boundaries_digest(now.data.units):
        return
    old, new = ({unit.id: unit for unit in basis.data.units} for basis in (was, now))
    for key in sorted({*old, *new}):
        kind = _moved(old.get(key), new.get(key))
        if kind:
            named = new.get(key) or old[key]
            yield {"unit": key, "name": named.name or key, "kind": kind}


def _moved(was: Unit | None, now: Unit | None) -> str:
    if was == now:
        return ""
    return "added" if was is None else "gone" if now is None else "changed"

"""The board by the units of today: rows of units that were merged, split or renamed since, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.commands.office.board_now import Gathered
from app.domain.figures import Figures
from app.plan.rebasing import rebase
from app.workspace import Workspace
from ui.screens.so.rows import Row

GATHERED: Final = "gathered"
"""Tag of a row that stands for several units."""
_STATE, _LEVEL = 1, 4
"""Columns Tình trạng, Mức."""
_SUMMED: Final = (3, 5, 6)
"""Columns Lần, Lỗi, Cảnh báo."""
_MIXED: Final = "nhiều mức"
Shares = Callable[[Figures], tuple[tuple[str, ...], tuple[object, ...]]]


def rows_now(
    ws: Workspace,
    rows: Sequence[Row],
    found: Sequence[Gathered],
    figures: Mapping[str, Figures],
    shares: Shares,
    pills: Mapping[str, str],
) -> tuple[Row, ...]:
    """Rows of the board by the units of today.

    Args:
        rows: as reported, by unit key.
        found: what each unit of today gathers.
        figures: unit key → figures of its newest package.
        shares: texts and values of the indicators' columns of some figures.
        pills: state → kind of pill.
    """
    by_key = {row.key: row for row in rows}
    made = []
    for item in found:
        parts = [by_key[standing.unit.id] for standing in item.standings]
        if len(parts) > 1:
            made.append(_row(ws, item, parts, figures, shares, pills))
        elif parts[0].key == item.place.key:
            made.append(parts[0])
        else:
            name = f"{item.place.name} (khi đó: {parts[0].cells[0]})"
            made.append(_renamed(parts[0], name))
    return tuple(made)


def _renamed(row: Row, name: str) -> Row:
    return replace(row, cells=(name, *row.cells[1:]), tip=f"{name}. {row.tip}")


def _row(
    ws: Workspace,
    item: Gathered,
    parts: Sequence[Row],
    figures: Mapping[str, Figures],
    shares: Shares,
    pills: Mapping[str, str],
) -> Row:
    sums = [sum(int(part.cells[column] or 0) for part in parts if len(part.cells) > column) for column in _SUMMED]
    held = {part.key: figures[part.key] for part in parts if part.key in figures}
    texts: tuple[str, ...] = ()
    values: tuple[object, ...] = ()
    if len(held) == len(parts):  # a quotient of some of the parts would look like that of all
        (whole,) = rebase(held, ws.env.units, ws.today).values()
        texts, values = shares(whole)
    turns, *faults = (str(number) if number else "" for number in sums)
    levels = {part.cells[_LEVEL] for part in parts if len(part.cells) > _LEVEL} - {""}
    level = _MIXED if len(levels) > 1 else "".join(levels)
    cells = (item.place.name, item.words, "", turns, level, *faults, *texts)
    told = "; ".join(f"{part.cells[0]}: {part.cells[1]}" for part in parts)
    tags = frozenset({GATHERED}).union(*(part.tags for part in parts))
    states = min(part.order[_STATE] for part in parts)
    ranks = [part.order[_LEVEL] for part in parts if len(part.order) > _LEVEL and part.order[_LEVEL] is not None]
    order = ("", states, "", sums[0], min(ranks, default=None), *sums[1:], *values)
    return Row(item.place.key, cells, order, pills.get(item.state, ""), tags, f"{item.place.name} gồm {told}")

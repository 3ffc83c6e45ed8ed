"""Copy of last year's rows into this period, each with a mark that nobody has confirmed it yet.

Hides what makes a row of this year out of one of last year, and which row of this year stands in its place already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.commands.entry.confirming import WAITING, marked, marks
from app.commands.figures.judging import current_period, cut_off_of
from app.domain.dataset import Change
from app.domain.dates import PartialDate
from app.domain.ids import derived_id
from app.domain.periods import parse_period
from app.domain.registry import TABLES
from app.domain.unit_records import Body
from app.errors import refuse
from app.progress import Progress
from app.workspace import Outcome, Workspace


@dataclass(frozen=True, slots=True)
class _Kind:
    """How rows of a table go from year to year.

    Attributes:
        year: that a row is of; None for none. same: what the row of this year has in common with that of last year.
        renewed: values of the copy for a year and its cut-off.
    """

    year: Callable[[Any], int | None]
    same: Callable[[Any], tuple[Any, ...]]
    renewed: Callable[[int, date], dict[str, Any]]


def _of_year(*same: str, **cleared: Any) -> _Kind:
    return _Kind(
        lambda row: row.year,
        lambda row: tuple(getattr(row, name) for name in same),
        lambda year, _: {"year": year, **cleared},
    )


_KINDS: Final[Mapping[str, _Kind]] = MappingProxyType(
    {
        "population": _of_year("ethnic"),
        "headcount": _Kind(
            lambda row: row.as_of.year if row.as_of else None,
            lambda row: (row.body, row.dimension),
            lambda _, cut_off: {"as_of": PartialDate(cut_off.isoformat())},
        ),
        "budget": _of_year("source", paid=None),
        "narrative": _of_year("section"),
    }
)
COPIED: Final = tuple(_KINDS)
"""Tables whose rows go from year to year: residents, staff, money (what was planned), words to start from."""


def copy_period(ws: Workspace, progress: Progress, *, table: str, period: str | None = None) -> Outcome:
    """Copies the rows of last year that this year lacks; each is marked as not confirmed.

    Args:
        table: one of `COPIED`.
        period: into which; None for the one that is being reported.

    Returns:
        data: period, source, table, records (ids of the new rows).

    Raises:
        UserError: NHAP-02 no such table; NHAP-01 nothing to copy; NHAP-03 no period.
    """
    if table not in _KINDS:
        raise refuse("NHAP-02", what="bảng chép được từ kỳ trước", value=table)
    chosen = parse_period(period) if period else current_period(ws)
    source = f"kỳ {chosen.last_year - 1}"
    rows = tuple(_missing(ws, table, chosen.last_year))
    label = TABLES[table].label
    if not rows:
        raise refuse("NHAP-01", detail=f"không có dòng nào của {source} còn phải chép vào {label.lower()}")
    values = _KINDS[table].renewed(chosen.last_year, cut_off_of(ws, chosen))
    known, to = marks(ws, str(chosen)), str(chosen)
    changes: list[Change] = []
    for row in rows:
        made = replace(row, id=derived_id(row.id, "copy", to), **values)
        mark = marked(known, to, (table, made.id), WAITING, source)
        changes += [Change(table, made.id, None, made), *([mark] if mark else [])]
    made_ids = [item.id for item in changes if item.table == table]
    return Outcome(
        data={"period": to, "source": source, "table": table, "records": made_ids},
        message=f"Chép {label.lower()} từ {source} sang kỳ {to}: {len(rows)} dòng, chưa xác nhận.",
        changes=tuple(changes),
    )


def can_copy(ws: Workspace) -> dict[str, int]:
    """Table → how many rows of last year could be copied into the period that is being reported; none left out."""
    year = current_period(ws).last_year
    found = {table: len(tuple(_missing(ws, table, year))) for table in COPIED}
    return {table: count for table, count in found.items() if count}


def _missing(ws: Workspace, table: str, year: int) -> Iterable[Any]:
    """Rows of the year before that have no row of this year in their place; of several the newest."""
    kind = _KINDS[table]
    data = ws.store.load("", [table, "body"])
    rows = tuple(data.tables.get(table, {}).values())
    there = {kind.same(row) for row in rows if kind.year(row) == year}
    ended = {body.id for body in data.rows(Body) if body.end is not None}
    newest: dict[tuple[Any, ...], Any] = {}
    for row in sorted((row for row in rows if kind.year(row) == year - 1), key=_moment):
        if kind.same(row) not in there and getattr(row, "body", None) not in ended:
            newest[kind.same(row)] = row
    return newest.values()


def _moment(row: Any) -> tuple[str, str]:
    as_of = getattr(row, "as_of", None)
    return as_of.text if as_of else "", row.id

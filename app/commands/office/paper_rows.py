"""Rows of paper totals judged together: which unit they mean, and whether their sums hold with all that is known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from app.commands.office.paper_store import WHOLE
from app.commands.office.past import year_figures
from app.domain.periods import parse_period
from app.domain.unit_records import Unit
from app.plan.paper_totals import allowed_for_unit, paper_cells, wrong_sums, wrong_total
from app.spreadsheets.paper_figures import WHOLE_PROVINCE, PaperRow, read_paper
from app.spreadsheets.wire import Workbook
from app.vietnamese.collation import sort_key
from app.vietnamese.fold import fold
from app.workspace import Workspace

_MOST_TOLD: Final = 6


def paper_years(ws: Workspace) -> tuple[int, ...]:
    """Years of the Programme whose reports can have been signed."""
    return tuple(range(min(ws.pack.definitions.stage_starts), ws.today.year + 1))


def unit_texts(ws: Workspace) -> tuple[str, ...]:
    """Units of all times as the drop-down list names them."""
    found = {_text(row) for row in ws.env.units if row.kind == "agency" or row.tier != "tinh"}
    return tuple(sorted(found, key=sort_key))


def judged_rows(ws: Workspace, workbook: Workbook) -> tuple[PaperRow, ...]:
    """Rows of a workbook, each with every reason why it cannot be taken.

    Raises:
        UserError: XLS-*, of the file as a whole.
    """
    names = paper_cells(ws.pack, ws.env.catalogue)
    days = {year: _cut_off(ws, year) for year in paper_years(ws)}
    by_year = {year: {_text(row): row for row in ws.env.units.on(day)} for year, day in days.items()}

    def resolve(text: str, year: int) -> str | None:
        known = by_year.get(year, {})
        row = known.get(text) or next((row for row in known.values() if fold(text) in _called(row)), None)
        return row.id if row else None

    rows = [_alone(row, ws, names, days) for row in read_paper(workbook, names, resolve)]
    counted = Counter((row.year, row.unit) for row in rows if not row.reasons)
    rows = [
        _refused(row, ["năm và đơn vị này có hai dòng trong tệp"]) if counted[row.year, row.unit] > 1 else row
        for row in rows
    ]
    wrong = _wrong_totals(ws, rows, names)
    with_total = {row.year for row in rows if row.unit == WHOLE}
    return tuple(
        _refused(row, wrong.get(row.year, [])) if row.unit == WHOLE or row.year not in with_total else row
        for row in rows
    )


def shown_rows(ws: Workspace, rows: Iterable[PaperRow], fates: Mapping[int, str]) -> list[dict[str, Any]]:
    """Rows as the preview shows them."""
    return [
        {
            "number": row.number,
            "fate": fates[row.number],
            "period": str(row.year),
            "unit": row.unit,
            "unit_name": ws.env.units.name(row.unit) if row.unit else WHOLE_PROVINCE,
            "source": row.source,
            "signed_on": row.signed_on,
            "cells": len(row.cells),
            "reasons": list(row.reasons),
        }
        for row in rows
    ]


def _text(row: Unit) -> str:
    return f"{row.name} ({row.code})"


def _called(row: Unit) -> tuple[str, ...]:
    return tuple(fold(text) for text in (row.name, row.other_spelling, row.code, row.id) if text)


def _cut_off(ws: Workspace, year: int) -> Any:
    period = parse_period(str(year))
    return ws.pack.dates(period).cut_off_of(period)


def _alone(row: PaperRow, ws: Workspace, names: Mapping[str, str], days: Mapping[int, Any]) -> PaperRow:
    """A row with what is wrong in itself."""
    wrong = []
    if row.year and row.year not in days:
        wrong.append(f"năm {row.year} không thuộc {min(days)}-{max(days)}")
    if row.unit and any(not allowed_for_unit(cell) for cell in row.cells):
        wrong.append("kết quả chỉ tiêu tính theo đơn vị chỉ ghi ở dòng Toàn tỉnh")
    if not row.cells:
        wrong.append("không có số liệu nào")
    labels = {cell: f"«{name}»" for cell, name in names.items()}
    reasons = [_named(reason, names) for reason in row.reasons]
    wrong.extend(wrong_sums(row.cells, ws.pack.indicators, labels))
    return replace(row, reasons=(*reasons, *wrong))


def _named(reason: str, names: Mapping[str, str]) -> str:
    for cell, name in names.items():
        if f"cột {cell} " in reason:
            return reason.replace(f"cột {cell} ", f"cột «{name}» ")
    return reason


def _refused(row: PaperRow, wrong: list[str]) -> PaperRow:
    told = [*wrong[:_MOST_TOLD], *([f"và {len(wrong) - _MOST_TOLD} chỗ khác"] if len(wrong) > _MOST_TOLD else [])]
    return replace(row, reasons=(*row.reasons, *told))


def _wrong_totals(ws: Workspace, rows: Iterable[PaperRow], names: Mapping[str, str]) -> dict[int, list[str]]:
    """Year → cells in which the units of the file and of the store do not make the total of the province."""
    told: dict[int, dict[str, Mapping[str, int]]] = defaultdict(dict)
    for row in rows:
        if not row.reasons:
            told[row.year][row.unit] = row.cells
    found = {}
    for year, of_file in told.items():
        held = year_figures(ws, parse_period(str(year)))
        units = {unit: figures.cells for unit, figures in held.units.items() if unit in held.on_paper}
        units |= {unit: cells for unit, cells in of_file.items() if unit != WHOLE}
        whole = of_file.get(WHOLE) or (held.whole.cells if held.whole is not None else None)
        if whole is None:
            continue
        complete = held.framed and all(unit in units for unit in held.expected)
        found[year] = list(wrong_total(whole, units.values(), names, complete=complete))
    return found

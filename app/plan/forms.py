"""Forms: a pure function of figures by unit; screen, PDF, DOCX and XLSX all show what is filled here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.table import Cell, FilledForm, Symbol, Table
from app.domain.unit_records import Body, Unit
from app.plan.facts import Facts
from app.plan.form_notes import filled_notes
from app.plan.form_rows import Scene, tables_of
from app.plan.form_shapes import FormDef
from app.plan.form_tables import fill_table
from app.plan.form_values import FormInput
from app.vietnamese.dates import write_date

__all__ = ["LEGEND", "FormInput", "fill"]

LEGEND: Final = ("- không phát sinh", "… chưa có số liệu", "x không thuộc diện", "0 đã rà soát, bằng không")
MARK_LEGEND: Final = "x ở cột ghi “(x)”: có"
"""Stands beside the legend where a table has columns that are ticked with the same letter."""


def fill(form: FormDef, data: FormInput) -> FilledForm:
    """Fills a form.

    Args:
        form: of the pack.
        data: figures by unit, results and what stands around the tables.

    Returns:
        Rows, spans and notes, ready for every writer.
    """
    facts = Facts(data.context) if data.context is not None else None
    scene = Scene(data.scope, data.data.catalogue, _units(data), _bodies(data), facts)
    filled = [(table.optional, fill_table(form, table, data, scene)) for table in tables_of(form, scene)]
    tables = tuple(table for optional, table in filled if table.rows or not optional)
    small = (form.small_note,) if form.small_note and _has_small_cell(tables, data.data.definitions.small_cell) else ()
    return FilledForm(
        code=form.code,
        title=form.title,
        basis=form.basis,
        period_text=data.data.period.label,
        cut_off_text=f"(Số liệu tính đến ngày {write_date(data.cut_off.isoformat())})",
        reporter=data.reporter,
        receiver=data.receiver,
        tables=tables,
        notes=filled_notes((*form.notes, *small), data),
        legend=_legend(tables),
        landscape=form.landscape,
        dense=form.dense,
    )


def _legend(tables: tuple[Table, ...]) -> tuple[str, ...]:
    if not any(_is_told(cell) for cell in _cells(tables)):
        return ()
    marked = any(column.kind == "mark" for table in tables for column in table.columns)
    return (*LEGEND, MARK_LEGEND) if marked else LEGEND


def _is_told(cell: Cell) -> bool:
    """Whether the legend has something to say of it: a sign, or a zero, which is one of the four."""
    return isinstance(cell.value, Symbol) or (cell.value == 0 and isinstance(cell.value, int))


def _has_small_cell(tables: tuple[Table, ...], limit: int) -> bool:
    """Whether a counted cell is so small that it may point at somebody (Luật 91/2025/QH15)."""
    return any(cell.key and isinstance(cell.value, int) and 0 < cell.value < limit for cell in _cells(tables))


def _cells(tables: tuple[Table, ...]) -> Iterator[Cell]:
    return (cell for table in tables for row in table.rows for cell in row.cells)


def _units(data: FormInput) -> tuple[Unit, ...]:
    keys = set(data.data.expected) | set(data.data.by_unit)
    return tuple(unit for unit in data.data.units if unit.id in keys)


def _bodies(data: FormInput) -> tuple[Body, ...]:
    if data.context is None:
        return ()
    kinds = {code.code: code.number("order") for code in data.data.catalogue["body_kinds"]}

    def place(body: Body) -> tuple[int, int, str, str]:
        return body.order or 0, kinds.get(body.kind or "", 0), body.name or "", body.id

    return tuple(sorted(Facts(data.context).bodies, key=place))

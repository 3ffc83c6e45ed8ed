"""Which cells the pack names: these and no others are counted, kept and sent (design §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.codelists import Catalogue
from app.plan.cells import with_dims
from app.plan.definitions import Definitions
from app.plan.form_rows import RowSpec, Scene, cells_of, columns_of, doubts_of, rows_of, tables_of, unsure_of
from app.plan.form_shapes import ColumnDef, FormDef
from app.plan.form_texts import TEXTS
from app.plan.indicators import STAFF, IndicatorDef, listed_sectors, of_sectors
from app.plan.pack import Pack


def required_cells(pack: Pack, catalogue: Catalogue) -> frozenset[str]:
    """Cells that the pack's indicators, forms and rules name, rows by catalogue expanded.

    Rows by body are counted where they are shown; their cells are not sent.
    """
    cells = set(indicator_cells(pack.indicators, pack.definitions, catalogue))
    for form in pack.forms.values():
        cells.update(form_cells(form, pack.definitions, catalogue))
    for rule in pack.rules:
        cells.update(rule.cells)
    return frozenset(cells)


def indicator_cells(lines: Iterable[IndicatorDef], definitions: Definitions, catalogue: Catalogue) -> Iterator[str]:
    """Cells of indicators; for groups, of each listed sector."""
    sectors = listed_sectors(definitions, catalogue)
    for line in lines:
        own = (*line.numerator, *line.denominator)
        if line.kind == "share_of_groups":
            yield from (with_dims(cell, {"sector": code}) for cell in (*STAFF, *own) for code in sectors)
            continue
        yield from own
        if line.kind == "share_of_bodies" and not definitions.specific_also_in_main:
            yield from of_sectors(own, sectors)


def form_cells(form: FormDef, definitions: Definitions, catalogue: Catalogue) -> Iterator[str]:
    """Cells of a form at both scopes; a row by unit has the cells of one unit."""
    scene = Scene("", catalogue)
    for table in tables_of(form, scene):
        columns = columns_of(form, table)
        for spec in rows_of(form, table, scene):
            yield from _row_cells(spec, columns, definitions, catalogue)
        for entry in form.rows:
            if entry.rows == "units" and (not entry.tables or table.id in entry.tables):
                for dims in (entry.dims, *({**entry.dims, **second} for _, second in entry.second)):
                    spec = RowSpec("", entry, "", "", (dims,))
                    yield from _row_cells(spec, columns, definitions, catalogue)


def _row_cells(
    spec: RowSpec, columns: tuple[ColumnDef, ...], definitions: Definitions, catalogue: Catalogue
) -> Iterator[str]:
    for column in columns:
        yield from cells_of(column, spec)
        yield from doubts_of(column, spec)
        yield from unsure_of(column, spec)
        if column.operation == "text" and column.of[0] in TEXTS:
            for cells in TEXTS[column.of[0]].cells(spec, catalogue, definitions).values():
                yield from cells
        if column.operation == "share":
            base = next(other for other in columns if other.id == column.of[0])
            yield from base.cells

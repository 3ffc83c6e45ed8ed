"""Excel in, against the bare reader; what makes ready is outside the clock."""

from __future__ import annotations

from pathlib import Path

import python_calamine

from app.progress import Silent
from app.spreadsheets.preview import preview
from app.spreadsheets.workbook import read_workbook
from tests.bench import material
from tests.bench.clock import Clock, Measured, serve


def excel_bare(work: Path) -> Measured:
    """The bare reader: every value of the sheet as Python values."""
    clock = Clock()
    with clock.measured(), python_calamine.load_workbook(str(work / "list.xlsx")) as book:
        rows = len(book.get_sheet_by_index(0).to_python())
    return clock.result(rows=rows - 1)


def excel_read(work: Path) -> Measured:
    """The program's reading alone: the reader process, its two opinions, the pipe."""
    clock = Clock()
    with clock.measured():
        book = read_workbook(work / "list.xlsx", Silent())
    return clock.result(rows=len(book.sheets[0].rows) - 1)


def excel_preview(work: Path) -> Measured:
    """Read, matched and previewed: what a person waits for before the first row is shown."""
    env, known = material.environment(), material.read_known(work)
    clock = Clock()
    with clock.measured():
        book = read_workbook(work / "list.xlsx", Silent())
        seen = preview(book, known, env.catalogue, env.new_id, Silent())
    counters = seen.counters
    assert counters["rejected"] == 0, counters
    return clock.result(rows=counters["read"], changes=len(seen.changes))


if __name__ == "__main__":
    serve(excel_bare, excel_read, excel_preview)

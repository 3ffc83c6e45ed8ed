"""Excel in, against the bare reader; what makes ready is outside the clock."""

from __future__ import annotations

from pathlib import Path

import python_calamine

from app.domain.dataset import Dataset, apply
from app.progress import Silent
from app.spreadsheets.outcome import Preview
from app.spreadsheets.preview import preview
from app.spreadsheets.workbook import read_workbook
from app.workspace import Environment
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
    return _first_time(work, "list")


def excel_short(work: Path) -> Measured:
    """The same of a list as long as those of the largest units."""
    return _first_time(work, "list-short")


def excel_again(work: Path) -> Measured:
    """The same file once more, after it was taken in: every row is compared with the records that it made."""
    env, known = material.environment(), material.read_known(work, "list")
    taken_in = apply(known, _seen(work, "list", known, env).changes)
    clock = Clock()
    with clock.measured():
        seen = _seen(work, "list", taken_in, env)
    assert seen.counters["added"] == 0, seen.counters
    return clock.result(rows=seen.counters["read"], changes=len(seen.changes))


def _first_time(work: Path, name: str) -> Measured:
    env, known = material.environment(), material.read_known(work, name)
    clock = Clock()
    with clock.measured():
        seen = _seen(work, name, known, env)
    # Namesakes whose births do not tell them apart wait for an answer; nothing else may be refused.
    assert all(row.candidates for row in seen.rows if row.reasons), seen.counters
    return clock.result(rows=seen.counters["read"], changes=len(seen.changes))


def _seen(work: Path, name: str, data: Dataset, env: Environment) -> Preview:
    book = read_workbook(work / f"{name}.xlsx", Silent())
    return preview(book, data, env.catalogue, env.new_id, Silent())


if __name__ == "__main__":
    serve(excel_bare, excel_read, excel_preview, excel_short, excel_again)

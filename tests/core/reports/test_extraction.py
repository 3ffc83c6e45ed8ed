"""The same numbers on the screen, in the PDF, in the workbook as LibreOffice reckons it, and in the Word file."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from app.domain.table import FilledForm, Table
from app.reports.document import Document, FormSection, Letterhead, Signers
from app.reports.values import display
from app.reports.writers import write
from tests.core.plan.golden_forms import CODES, OF_UNITS, Golden
from tests.simulator.paper_reader import Rows, pdf_rows, sheet_rows, word_rows

NUMBERS = frozenset({"int", "ratio", "points", "mark", "money"})


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden()


def document(form: FilledForm) -> Document:
    """One form, signed by nobody yet."""
    section = FormSection(
        form, Letterhead("Mường Pồn", date(2026, 12, 20)), Signers(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))
    )
    return Document(f"Biểu {form.code}", (section,))


def tight(text: str) -> str:
    """A text without blanks: where a line breaks, none is left on paper."""
    return "".join(text.split())


def shown(table: Table) -> Rows:
    """What the window shows in a table, which is what is to be on paper."""
    return [
        [tight(display(cell.value, column)) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]


def ours(text: str) -> str:
    """A number as LibreOffice shows it, in the Vietnamese way."""
    return text.translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("code", "scope"), [*product(CODES, ("unit", "province")), *((code, "unit") for code in OF_UNITS)]
)
def test_every_cell_is_the_same_in_all_three_files(golden: Golden, code: str, scope: str, tmp_path: Path) -> None:
    form = golden.of_unit(code) if scope == "unit" else golden.of_province(code)
    numbers = [[column.number for column in table.columns] for table in form.tables]
    wanted = [shown(table) for table in form.tables]
    made = {kind: tmp_path / f"bieu.{kind}" for kind in ("pdf", "docx", "xlsx")}
    for path in made.values():
        write(document(form), path)
    every = [row for rows in wanted for row in rows]
    assert pdf_rows(made["pdf"], numbers) == every
    assert word_rows(made["docx"], numbers) == every
    for table, rows, found in zip(form.tables, wanted, sheet_rows(made["xlsx"], numbers, tmp_path), strict=True):
        kinds = [column.kind for column in table.columns]
        assert len(found) >= len(rows)
        for row, cells in zip(rows, found, strict=False):
            counted = [ours(cell) if kind in NUMBERS else cell for cell, kind in zip(cells, kinds, strict=False)]
            assert counted == row

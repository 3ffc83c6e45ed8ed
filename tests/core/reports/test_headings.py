"""No word of a heading is broken inside; where columns are too narrow for it, headings are read from the bottom up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from app.domain.table import Table, header_cells
from app.reports.fonts import find_fonts
from app.reports.grid import Grid, number_lines
from app.reports.layout import section_grids
from app.reports.metrics import Measure
from app.reports.writers import write
from tests.core.plan.golden_forms import CODES, OF_UNITS, Golden
from tests.core.reports.test_extraction import document
from tests.simulator.paper_reader import Letter, PaperPage, read_pages

FORMS = (*product(CODES, ("unit", "province")), *((code, "unit") for code in OF_UNITS))
_LINE = 0.85
"""Of the size: letters of one line stand no farther apart across it; the next line is 1,15 sizes away."""


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden()


def broken_words(table: Table, pages: tuple[PaperPage, ...]) -> list[str]:
    """Words of the headings of a table that no page has as often as the table, each on one line."""
    wanted = Counter(word for cell in header_cells(table.columns) for word in cell.text.split())
    return [word for word, times in wanted.items() if max(_times(word, page) for page in pages) < times]


def _times(word: str, page: PaperPage) -> int:
    """How often a word stands on a page on one line, level or upright; readers mix the lines of neighbouring cells."""
    letters = "".join(letter.text for letter in page.letters)
    starts = (at for at in range(len(letters)) if letters.startswith(word, at))
    places = (page.letters[at : at + len(word)] for at in starts)
    return sum(_on_one_line(place, 1, 0) or _on_one_line(place, 0, 1) for place in places)


def _on_one_line(word: Sequence[Letter], across: int, along: int) -> bool:
    level = [letter.middle[across] for letter in word]
    way = [letter.middle[along] for letter in word]
    return max(level) - min(level) < _LINE * word[0].size and all(one < other for one, other in pairwise(way))


@pytest.mark.parametrize(("code", "scope"), FORMS)
def test_no_word_of_a_heading_is_broken(golden: Golden, code: str, scope: str, tmp_path: Path) -> None:
    form = golden.of_unit(code) if scope == "unit" else golden.of_province(code)
    path = tmp_path / "bieu.pdf"
    write(document(form), path)
    pages = read_pages(path)
    assert {table.id: broken_words(table, pages) for table in form.tables} == {table.id: [] for table in form.tables}


def grids(golden: Golden, code: str, *, large: bool = False) -> tuple[Grid, ...]:
    """The measures of a form of the province."""
    (section,) = document(replace(golden.of_province(code), large=large)).forms
    return section_grids(section, Measure(find_fonts()))


@pytest.mark.parametrize("code", CODES)
def test_headings_are_turned_only_where_a_column_is_too_narrow(golden: Golden, code: str) -> None:
    assert any(grid.turned for grid in grids(golden, code)) == (code == "BM01")
    assert not any(grid.turned for grid in grids(golden, code, large=True))


def test_a_column_is_as_wide_as_its_number(golden: Golden) -> None:
    measure = Measure(find_fonts())
    for grid in grids(golden, "BM01"):
        assert grid.size >= 9
        assert {len(number_lines(grid, index, measure)) for index in range(len(grid.table.columns))} == {1}


def test_word_and_excel_turn_the_same_headings(golden: Golden, tmp_path: Path) -> None:
    (grid,) = grids(golden, "BM01")
    titles = sorted(grid.table.columns[index].title for index in grid.turned)
    assert "Tổng số biên chế được giao" in titles
    made = document(golden.of_province("BM01"))
    for kind in ("docx", "xlsx"):
        write(made, tmp_path / f"bieu.{kind}")
    turned = [
        "".join(text.text or "" for text in cell.iter(qn("w:t")))
        for cell in docx.Document(str(tmp_path / "bieu.docx")).element.body.iter(qn("w:tc"))
        for way in cell.iter(qn("w:textDirection"))
        if way.get(qn("w:val")) == "btLr"
    ]
    assert sorted(filter(None, turned)) == titles
    sheet = openpyxl.load_workbook(tmp_path / "bieu.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.alignment.textRotation == 90]
    assert sorted(cell.value for cell in cells if cell.value) == titles

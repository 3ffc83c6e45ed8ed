"""LibreOffice prints every Word file and workbook with no column cut, and the foot of a form tells how many pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from app.domain.table import FilledForm, Table
from app.domain.tie import Tie
from app.reports.layout import MARGIN_BOTTOM, MARGIN_TOP
from app.reports.writers import write
from tests.core.plan.golden_forms import CODES, Golden
from tests.core.reports.test_extraction import document
from tests.core.reports.test_headings import broken_words
from tests.simulator.paper_reader import PaperPage, convert_all, read_pages

_ROW = 14
"""Points: half of the height of a row of column numbers."""

FORMS = tuple(product(CODES, ("unit", "province")))


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden()


@pytest.fixture(scope="module")
def forms(golden: Golden) -> Mapping[tuple[str, str], FilledForm]:
    return {
        (code, scope): golden.of_unit(code) if scope == "unit" else golden.of_province(code) for code, scope in FORMS
    }


@pytest.fixture(scope="module")
def printed(
    forms: Mapping[tuple[str, str], FilledForm], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[PaperPage, ...]]:
    """Pages by the stem of the file."""
    folder = tmp_path_factory.mktemp("libreoffice")
    made = [folder / f"{code}-{scope}-{kind}.{kind}" for (code, scope), kind in product(FORMS, ("docx", "xlsx"))]
    for path in made:
        code, scope, _ = path.stem.split("-")
        write(document(forms[code, scope]), path)
    return {path.stem: read_pages(path) for path in convert_all(made, "pdf", folder)}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(("code", "scope"), FORMS)
def test_no_column_is_cut(
    forms: Mapping[tuple[str, str], FilledForm],
    printed: Mapping[str, tuple[PaperPage, ...]],
    code: str,
    scope: str,
    kind: str,
) -> None:
    """All letters stand inside the paper; column numbers of each table stand side by side."""
    pages = printed[f"{code}-{scope}-{kind}"]
    for page in pages:
        assert all(letter.left >= 0 and letter.right <= page.width for letter in page.letters)
    bands = [band for page in pages for band in _bands(page)]
    for table in forms[code, scope].tables:
        row = _row_of_numbers(table)
        assert any(row.search(band) for band in bands), (table.id, row.pattern)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(("code", "scope"), FORMS)
def test_no_heading_stands_alone(
    forms: Mapping[tuple[str, str], FilledForm],
    printed: Mapping[str, tuple[PaperPage, ...]],
    code: str,
    scope: str,
    kind: str,
) -> None:
    """The lowest line of no page is a row of column numbers, and no page is left empty."""
    for page in printed[f"{code}-{scope}-{kind}"]:
        area = [letter for letter in page.letters if MARGIN_BOTTOM < letter.middle[1] < page.height - MARGIN_TOP]
        lowest = min(letter.middle[1] for letter in area)
        line = "".join(letter.text for letter in area if letter.middle[1] < lowest + _ROW / 2)
        for table in forms[code, scope].tables:
            assert not _row_of_numbers(table).search(line), (table.id, line)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(("code", "scope"), FORMS)
def test_no_word_of_a_heading_is_broken(
    forms: Mapping[tuple[str, str], FilledForm],
    printed: Mapping[str, tuple[PaperPage, ...]],
    code: str,
    scope: str,
    kind: str,
) -> None:
    for table in forms[code, scope].tables:
        assert broken_words(table, printed[f"{code}-{scope}-{kind}"]) == []


def test_the_foot_tells_all_pages(golden: Golden, tmp_path: Path) -> None:
    made = document(golden.of_province("02"))
    path = tmp_path / "bieu.docx"
    write(type(made)(made.title, made.sections, Tie("Mã đối chiếu 2282-AAAA")), path)
    pages = read_pages(convert_all([path], "pdf", tmp_path)[0])
    found = ["".join(letter.text for letter in page.letters if not letter.text.isspace()) for page in pages]
    assert [re.findall(r"Trang(\d+)/(\d+)", text) for text in found] == [
        [(str(number), str(len(pages)))] for number in range(1, len(pages) + 1)
    ]


def _row_of_numbers(table: Table) -> re.Pattern[str]:
    numbers = [column.number.partition("=")[0].strip() for column in table.columns]
    return re.compile(".*?".join(map(re.escape, "".join(numbers))))


def _bands(page: PaperPage) -> Iterator[str]:
    """Letters from the left around each «A», which begins a row of column numbers; long numbers take two lines."""
    for start in page.letters:
        if start.text == "A":
            around = [letter for letter in page.letters if abs(letter.middle[1] - start.middle[1]) < _ROW]
            yield "".join(
                letter.text.strip() for letter in sorted(around, key=lambda letter: round(letter.middle[0] / 4))
            )

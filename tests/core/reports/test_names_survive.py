"""Names of people come through every paper letter by letter: the whole alphabet, long ones, those of minorities."""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest

from app.domain.dataset import Dataset, dataset
from app.domain.records import Person
from app.domain.table import FilledForm
from app.reports.fonts import vietnamese_letters
from app.reports.writers import write
from tests.core.plan.figure_worlds import POON
from tests.core.plan.golden_forms import Golden, unit
from tests.core.reports.test_extraction import document
from tests.simulator.paper_reader import convert, pdf_rows

_NAME: Final = 1
"""The column of names of form 10."""
_LETTERS: Final = vietnamese_letters() + "ABCDEFGHIKLMNOPQRSTUVXYabcdefghiklmnopqrstuvxy"
_ALPHABET: Final = tuple(
    " ".join(_LETTERS[at : at + 6] for at in range(start, min(start + 90, len(_LETTERS)), 6))
    for start in range(0, len(_LETTERS), 90)
)
_LONG: Final = (
    "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Phương Thảo Khánh Huyền Diễm Quỳnh Mai",
    "Đặng" + "Nghiêng" * 9,
)
_MINORITY: Final = ("Giàng A Páo", "Lò Thị Ŏ", "Hơ Blăng", "K'Sor H'Bĭa", "H’Niê Ñul Čư Ƀŭng")
_DECOMPOSED: Final = tuple(unicodedata.normalize("NFD", name) for name in ("Quàng Thị Thuỳ Ngữ", "VỪ THỊ MỶ ẪM"))
NAMES: Final = (*_ALPHABET, *_LONG, *_MINORITY, *_DECOMPOSED)


def tight(text: str) -> str:
    return "".join(text.split())


def named(names: dict[str, str]) -> Dataset:
    """The records of the small unit, its people with other names."""
    every: tuple[Any, ...] = tuple(row for rows in unit(POON).tables.values() for row in rows.values())
    return dataset(
        POON, [replace(row, full_name=names.get(row.id)) if isinstance(row, Person) else row for row in every]
    )


def list_of(names: dict[str, str]) -> FilledForm:
    """Form 10 with names of people by id."""
    return Golden({POON: named(names)}).of_unit("10")


def shown(form: FilledForm) -> list[str]:
    """Names in the form."""
    cells = (row.cells[_NAME].value for table in form.tables for row in table.rows if row.style == "normal")
    return [cell for cell in cells if isinstance(cell, str) and cell]


@pytest.fixture(scope="module")
def form() -> FilledForm:
    """A list in which every name stands."""
    ids = shown(list_of({f"p{number}": f"p{number}" for number in range(24)}))
    assert len(ids) >= len(NAMES)
    return list_of(dict(zip(ids, NAMES, strict=False)))


@pytest.fixture(scope="module")
def wanted() -> set[str]:
    return {unicodedata.normalize("NFC", name) for name in NAMES}


def numbers(form: FilledForm) -> list[list[str]]:
    return [[column.number for column in table.columns] for table in form.tables]


def test_every_letter_is_in_a_name() -> None:
    assert set(_LETTERS) <= set("".join(_ALPHABET))
    assert len(vietnamese_letters()) == 134
    assert all(len(name) >= 60 for name in _LONG)
    assert all(unicodedata.is_normalized("NFD", name) for name in _DECOMPOSED)
    assert not any(unicodedata.is_normalized("NFC", name) for name in _DECOMPOSED)


def test_names_are_whole_in_a_pdf(form: FilledForm, wanted: set[str], tmp_path: Path) -> None:
    path = tmp_path / "10.pdf"
    write(document(form), path)
    assert {tight(name) for name in wanted} <= {row[_NAME] for row in pdf_rows(path, numbers(form))}
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert unicodedata.is_normalized("NFC", text)
    words = set(text.split())
    assert {word for name in wanted for word in name.split() if len(word) <= 8} <= words


def test_names_are_whole_in_a_word_file(form: FilledForm, wanted: set[str], tmp_path: Path) -> None:
    path = tmp_path / "10.docx"
    write(document(form), path)
    found = {cell.text for table in docx.Document(str(path)).tables for row in table.rows for cell in row.cells}
    assert wanted <= found


def test_names_are_whole_in_a_workbook(form: FilledForm, wanted: set[str], tmp_path: Path) -> None:
    path = tmp_path / "10.xlsx"
    write(document(form), path)
    found = {cell.value for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert wanted <= found


def test_names_are_whole_on_what_libreoffice_prints(form: FilledForm, wanted: set[str], tmp_path: Path) -> None:
    path = tmp_path / "10.docx"
    write(document(form), path)
    printed = convert(path, "pdf", tmp_path)
    assert {tight(name) for name in wanted} <= {row[_NAME] for row in pdf_rows(printed, numbers(form))}

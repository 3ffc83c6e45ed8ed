"""DOCX and XLSX as LibreOffice and other readers understand them; files that are whole or not there."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from app.domain.table import FilledForm, Points, Ratio, Row
from app.errors import UserError
from app.reports.document import Document
from app.reports.values import display
from app.reports.writers import write
from app.reports.xlsx import write_xlsx
from app.sheets import safe_text

MakeDocument = Callable[..., Document]


def _convert(path: Path, suffix: str, folder: Path) -> Path:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", suffix, "--outdir", str(folder / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "out" / f"{path.stem}.{suffix}"


def _pages(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


def _body(sheet: Any, form: FilledForm) -> dict[str, int]:
    """Sheet row of each form row, found by its name."""
    names = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row + 1)}
    return {row.id: names[row.cells[1].value] for row in form.tables[0].rows}


def test_word_opens_headings_and_signatures(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "bieu.docx"
    write(document, path)
    pages = _pages(_convert(path, "pdf", tmp_path))
    assert len(pages) > 6
    assert sum("Chức danh/nhóm" in page for page in pages) == 3
    assert all(document.practice in page for page in pages)
    for page in pages:
        if "Người lập biểu" in page:
            assert "Sùng A Chống" in page
            assert any(line.split()[:1] for line in page.splitlines()[2:8])
    assert sum("Sùng A Chống" in page for page in pages) == len(document.sections)


def test_word_tables_have_merged_repeated_headings_and_whole_rows(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "bieu.docx"
    write(document, path)
    word = docx.Document(str(path))
    grids = [table for table in word.tables if table._tbl.findall(f".//{qn('w:tblHeader')}")]
    assert len(grids) == 4
    form = document.sections[0].form
    rows = grids[0]._tbl.findall(qn("w:tr"))
    assert len(rows) == 3 + len(form.tables[0].rows)
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows[:5]] == [True] * 3 + [False] * 2
    assert grids[0].cell(0, 8).text == grids[0].cell(0, 9).text == "Chức danh do nữ giữ"
    assert grids[0].cell(0, 1)._tc is grids[0].cell(1, 1)._tc
    assert [cell.text for cell in grids[0].rows[-1].cells][1:5] == ["Cộng", "", "250", "236"]
    for run in word.element.body.iter(qn("w:rFonts")):
        assert {run.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert [section.orientation for section in word.sections] == [1, 1, 0]
    assert all(section.different_first_page_header_footer for section in word.sections)


def test_sheets_computed_by_libreoffice_equal_the_printed_form(
    bodies: Callable[..., FilledForm], make_document: MakeDocument, tmp_path: Path
) -> None:
    form = bodies(27)
    path = tmp_path / "bieu.xlsx"
    write(make_document(form), path)
    book = openpyxl.load_workbook(path)
    formulas = sum(cell.data_type == "f" for row in book["Biểu 02"].iter_rows() for cell in row)
    assert formulas > 60
    without_results = tmp_path / "tinh-lai.xlsx"
    book.save(without_results)
    computed = openpyxl.load_workbook(_convert(without_results, "xlsx", tmp_path), data_only=True)["Biểu 02"]
    kept = openpyxl.load_workbook(path, data_only=True)["Biểu 02"]
    for row in form.tables[0].rows:
        place = _body(computed, form)[row.id]
        for sheet in (computed, kept):
            for index, column in enumerate(form.tables[0].columns):
                found = sheet.cell(place, index + 1).value
                assert _as_printed(found, row, index) == display(row.cells[index].value, column)


def _as_printed(found: Any, row: Row, index: int) -> str:
    value = row.cells[index].value
    if isinstance(value, Ratio):
        return f"{round(found + 1e-9, value.decimals):.{value.decimals}f}".replace(".", ",")
    if isinstance(value, int):
        assert found == int(found)
        return f"{int(found):,}".replace(",", ".")
    return found or ""


def test_sheet_is_ready_to_print(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    write(document, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Biểu 02", "Biểu 03-A", "Biểu 03-B", "Biểu 08"]
    sheet = book["Biểu 02"]
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows
    assert sheet.print_area
    assert sheet.freeze_panes
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"Cộng", "Sùng A Chống", "Đơn vị tính: người", "(Số liệu tính đến ngày 14/12/2026)"} <= texts
    assert book["Biểu 08"].page_setup.orientation == "portrait"


def test_signatures_of_a_sheet_stand_on_one_page(
    bodies: Callable[..., FilledForm], make_document: MakeDocument, tmp_path: Path
) -> None:
    path, sizes = tmp_path / "bieu.xlsx", (3, 5, 6, 7, 8, 9, 11, 20)
    write(make_document(*map(bodies, sizes)), path)
    signed = [page for page in _pages(_convert(path, "pdf", tmp_path)) if "Người lập biểu" in page]
    assert len(signed) == len(sizes)
    assert all("Sùng A Chống" in page and "Cộng" in page and "Cơ quan" in page for page in signed)


@pytest.mark.fault("K06")
def test_numbers_are_numbers_and_dangerous_text_is_text(
    letters: FilledForm, make_document: MakeDocument, tmp_path: Path
) -> None:
    path = tmp_path / "chu.xlsx"
    write(make_document(letters), path)
    sheet = openpyxl.load_workbook(path)["Biểu 08"]
    found = {sheet.cell(row, 2).value: sheet.cell(row, 2) for row in range(1, sheet.max_row + 1)}
    for text in ("=1+1", "-2+3", "@SUM(1)", "+84"):
        assert found[text].data_type == "s"
        assert found[text].quotePrefix
    first = found["àảãáạ"].row
    assert sheet.cell(first, 3).value == pytest.approx(1234.56789)
    assert sheet.cell(first, 4).value == -3.04
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(path) as archive:
        assert b"_x005F_x0041_" in archive.read("xl/worksheets/sheet1.xml")


def test_two_sections_of_one_form_get_two_sheets(
    bodies: Callable[..., FilledForm], make_document: MakeDocument, tmp_path: Path
) -> None:
    path = tmp_path / "hai.xlsx"
    write_xlsx(make_document(bodies(1), bodies(2), replace(bodies(1), code="BM01/BNV")), path)
    assert openpyxl.load_workbook(path).sheetnames == ["Biểu 02", "Biểu 02 (2)", "Biểu BM01-BNV"]


def test_points_round_as_printed(letters: FilledForm) -> None:
    column = letters.tables[0].columns[3]
    assert [display(Points(value), column) for value in (-4, 4, 5, -5, 15)] == ["0,0", "0,0", "+0,1", "-0,1", "+0,2"]


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".PDF"])
def test_a_file_is_whole_and_replaces_the_old_one(document: Document, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"Biểu mẫu{suffix}"
    path.write_bytes(b"old")
    write(document, path)
    assert path.stat().st_size > 10_000
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("name", "code"), [("bieu.odt", "NHAP-03"), ("bieu", "NHAP-03"), ("khong-co/bieu.pdf", "LUU-08")]
)
def test_what_cannot_be_written_is_refused(document: Document, tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        write(document, tmp_path / name)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one page."""
    place = tmp_path / "dia"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", place]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.fault("A07")
@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx"])
def test_a_full_disk_leaves_the_old_file(document: Document, tiny_disk: Path, suffix: str) -> None:
    path = tiny_disk / f"bieu{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(UserError) as caught:
        write(document, path)
    assert caught.value.code == "LUU-01"
    assert path.read_bytes() == b"old"
    assert [item.name for item in tiny_disk.iterdir()] == [path.name]


def test_safe_text() -> None:
    assert safe_text("=1").quote_prefix
    assert safe_text("\t=1").quote_prefix
    assert safe_text("  @a").quote_prefix
    assert not safe_text("Lò Thị Ánh Dương").quote_prefix
    assert safe_text("a\x00b\x1fc\nd").text == "abc\nd"
    assert safe_text(unicodedata.normalize("NFD", "Mường")).text == "Mường"

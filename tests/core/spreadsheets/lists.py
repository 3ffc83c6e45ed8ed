"""Workbooks as the units have them, built at test time: layouts L1 to L3, old letters, and files gone bad."""

from __future__ import annotations

import io
import itertools
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.codelists import Catalogue, load_catalogue
from app.domain.dataset import Dataset, dataset
from app.domain.unit_records import Body
from app.paths import resource_root
from app.progress import Silent
from app.spreadsheets import child, wire
from app.spreadsheets.choices import NO_CHOICES, NO_MEMORY, Choices, Memory
from app.spreadsheets.outcome import Preview
from app.spreadsheets.preview import preview

CATALOGUE: Final[Catalogue] = load_catalogue(resource_root() / "codelists")
UNIT: Final = "03202@2025-07-01"

PEOPLE: Final = (
    # name, birth, sex, ethnic group, post, party (probation, official), CM, LLCT, QLNN
    ("Lò Thị Ánh Dương", "12/3/1985", "f", "Thái", "Phó Chủ tịch UBND xã", "3/2/2010", "3/2/2011", "ĐH", "CC", "CVC"),
    ("Vàng A Chứ", "1979", "m", "H.Mông", "Trưởng phòng Kinh tế", "", "", "ĐHSP", "TC", "CV"),
    ("Giàng Thị Mỷ", "01.02.1990", "f", "Mông", "Công chức", "", "", "ThS QLGD", "TCCT", "CV"),
    ("Quàng Văn Thoan", "20-10-85", "m", "Thái", "Chủ tịch UBND xã, PBT Đảng ủy", "19/5/2005", "", "ĐH Luật", "CC", ""),
    ("Lường Thị Mương", "3/1981", "f", "Khơ-mú", "PTP VHXH", "", "", "CĐSP", "SC", ""),
    ("Nguyễn Đức Thịnh", "05/6/1990", "m", "Kinh", "Chuyên viên", "", "", "ĐH", "", "CV"),
)

BODIES: Final = (
    Body(id="b-hdnd", name="HĐND xã Mường Pồn", kind="hdnd", tier="xa"),
    Body(id="b-ubnd", name="UBND xã Mường Pồn", kind="ubnd", tier="xa"),
    Body(id="b-kt", name="Phòng Kinh tế", kind="phong", tier="xa"),
    Body(id="b-vhxh", name="Phòng Văn hóa - Xã hội", kind="phong", tier="xa"),
    Body(id="b-du", name="Đảng ủy xã Mường Pồn", kind="dang", tier="xa"),
)

_HEADINGS: Final = (
    ("TT", 1, 1, 2),
    ("Họ và tên", 2, 2, 2),
    ("Ngày, tháng, năm sinh", 3, 4, 1),
    ("Dân tộc", 5, 5, 2),
    ("Quê quán", 6, 6, 2),
    ("Chức vụ, đơn vị công tác", 7, 7, 2),
    ("Ngày vào Đảng", 8, 9, 1),
    ("Trình độ", 10, 15, 1),
    ("Ghi chú", 16, 16, 2),
)
_LOWER: Final = {
    3: "Nam", 4: "Nữ", 8: "DB", 9: "CT", 10: "VH", 11: "CM", 12: "LLCT", 13: "QLNN", 14: "NN", 15: "TH",
}  # fmt: skip


def unit_data() -> Dataset:
    """A commune with its bodies and nobody in them."""
    return dataset(UNIT, BODIES)


def counting_ids() -> Callable[[], str]:
    """A source of ids that says the same in each run."""
    numbers = itertools.count(1)
    return lambda: f"new-{next(numbers):04d}"


def l1(people: Sequence[tuple[str, ...]] = PEOPLE, encode: Callable[[str], str] = str, font: str = "") -> Workbook:
    """A trích ngang list: two rows of joined headings, numbers under them, groups, totals and signatures."""
    book = Workbook()
    sheet = _first(book)
    sheet.title = "Trich ngang"

    def put(row: int, column: int, value: Any) -> None:
        cell = sheet.cell(row, column, encode(value) if isinstance(value, str) else value)
        if font:
            cell.font = Font(name=font)

    for row, column, text, last in (
        (1, 1, "ỦY BAN NHÂN DÂN", 4),
        (2, 1, "XÃ MƯỜNG PỒN", 4),
        (1, 7, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 16),
        (5, 1, "DANH SÁCH TRÍCH NGANG CÁN BỘ, CÔNG CHỨC XÃ MƯỜNG PỒN", 16),
        (6, 1, "(Kèm theo Công văn số   /UBND-VHXH ngày   tháng   năm 2026)", 16),
    ):
        put(row, column, text)
        sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=last)
    for text, first, last, depth in _HEADINGS:
        put(8, first, text)
        if last > first or depth > 1:
            sheet.merge_cells(start_row=8, start_column=first, end_row=7 + depth, end_column=last)
    for column, text in _LOWER.items():
        put(9, column, text)
    for column in range(1, 17):
        put(10, column, column)
    put(11, 1, "I")
    put(11, 2, "ĐẢNG ỦY")
    row = 12
    for number, person in enumerate(people, start=1):
        if number == 3:
            put(row, 1, "II")
            put(row, 2, "HĐND - UBND")
            row += 1
        name, birth, sex, ethnic, post, probation, official, level, political, administration = person
        values = {
            1: number, 2: name, (3 if sex == "m" else 4): birth, 5: ethnic, 6: "Điện Biên", 7: post, 8: probation,
            9: official, 10: "12/12", 11: level, 12: political, 13: administration,
        }  # fmt: skip
        for column, value in values.items():
            if value != "":
                put(row, column, value)
        row += 1
    put(row, 2, f"Tổng số: {len(people)} người")
    put(row + 2, 2, "NGƯỜI LẬP BIỂU")
    put(row + 2, 12, "TM. ỦY BAN NHÂN DÂN")
    put(row + 5, 2, "Lò Văn Sương")
    return book


def table(rows: Sequence[Sequence[Any]], name: str = "Danh sách") -> Workbook:
    """A sheet of plain rows, the first of them headings."""
    book = Workbook()
    sheet = _first(book)
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return book


def content(book: Workbook) -> bytes:
    """Bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed as somebody with a text editor could."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            held = source.read(name)
            target.writestr(name, change(held) if name == part else held)
    return stream.getvalue()


def read(book: Workbook | bytes, suffix: str = ".xlsx") -> wire.Workbook:
    """Reads a workbook in this process, through the same bytes that the reader process would send."""
    data = book if isinstance(book, bytes) else content(book)
    answer = wire.decode(child.answer(data, suffix))
    assert answer.workbook is not None, (answer.code, answer.reason)
    return answer.workbook


def look(
    book: Workbook | bytes | wire.Workbook,
    data: Dataset | None = None,
    choices: Choices = NO_CHOICES,
    memory: Memory = NO_MEMORY,
) -> Preview:
    """Previews a workbook against a unit."""
    workbook = book if isinstance(book, wire.Workbook) else read(book)
    return preview(workbook, data or unit_data(), CATALOGUE, counting_ids(), Silent(), choices, memory)


def made(seen: Preview, table_name: str) -> list[Any]:
    """Records of a table that an import would leave, changed or new."""
    return [change.after for change in seen.changes if change.table == table_name]


def write(folder: Path, name: str, data: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(data)
    return path


def convert(folder: Path, kind: str, sources: Sequence[Path]) -> None:
    """Has LibreOffice write workbooks as another kind, beside them."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
         "--outdir", folder, *sources],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def days_from(first: date, step: int) -> Iterator[date]:
    """Days, one after the other."""
    return (date.fromordinal(first.toordinal() + number * step) for number in itertools.count())


def _first(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet

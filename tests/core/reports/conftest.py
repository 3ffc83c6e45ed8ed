"""Invented forms in the shapes of the plan's forms 02 and 03, and the documents made of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.domain.table import MARK, Cell, Column, FilledForm, Points, Ratio, Row, Symbol, Table
from app.domain.tie import tie_of
from app.reports.document import PRACTICE_TEXT, Document, FormSection, Letterhead, Signers

LEGEND = ("- không phát sinh", "… chưa có số liệu", "x không thuộc diện", "0 đã rà soát, bằng không")
LONG_NAME = "Phòng Kinh tế, Hạ tầng và Đô thị phường Mường Thanh (hợp nhất từ các phòng chuyên môn cũ)"
WOMEN = ("Lò Thị Ánh Dương", "Quàng Thị Thùy Linh", "Vừ Thị Mỷ", "Lỳ Mỳ Xớ", "Cà Thị Hồng Nhung")
ALPHABET = unicodedata.normalize(
    "NFC",
    "àảãáạ ăằẳẵắặ âầẩẫấậ đ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ "
    "ÀẢÃÁẠ ĂẰẲẴẮẶ ÂẦẨẪẤẬ Đ ÈẺẼÉẸ ÊỀỂỄẾỆ ÌỈĨÍỊ ÒỎÕÓỌ ÔỒỔỖỐỘ ƠỜỞỠỚỢ ÙỦŨÚỤ ƯỪỬỮỨỰ ỲỶỸÝỴ",
)


def _number(column: str, number: str, title: str, *groups: str, width: int = 8) -> Column:
    return Column(column, number, title, groups, "int", width)


def bodies_form(communes: int = 27, *, landscape: bool = True) -> FilledForm:
    """Form 02: two rows a commune under group headings, with totals computed from the rows."""
    columns = (
        Column("A", "A", "TT", (), "text", 4),
        Column("B", "B", "Cơ quan", (), "text", 30),
        Column("C", "C", "Cấp", (), "text", 6),
        _number("c1", "1", "Số lượng theo quy định"),
        _number("c2", "2", "Hiện có"),
        _number("c3", "3=1-2", "Khuyết"),
        _number("c4", "4", "Nữ"),
        Column("c5", "5=4/2×100", "Tỷ lệ nữ (%)", (), "ratio", 8),
        _number("c7", "7", "Người đứng đầu là nữ", "Chức danh do nữ giữ"),
        _number("c8", "8", "Cấp phó là nữ", "Chức danh do nữ giữ"),
        Column("c9", "9", "Có LĐ chủ chốt là nữ", (), "mark", 8),
        Column("note", "D", "Ghi chú", (), "text", 16),
    )
    rows = [_group("I", "Cấp tỉnh", columns), _body(1, "Hội đồng nhân dân tỉnh", "Tỉnh", 7, 6, 2)]
    rows += [_group("III", "Cấp xã", columns)]
    for index in range(communes):
        rows.append(_body(2 * index + 2, f"HĐND xã Mường {index + 1}", "Xã", 4, 4, index % 3))
        name = LONG_NAME if index == 3 else f"UBND xã Mường {index + 1}"
        rows.append(_body(2 * index + 3, name, "Xã", 5, 5 - index % 2, index % 2))
    summed = tuple(row.id for row in rows if row.style == "normal")
    rows.append(_total(rows, summed, columns))
    return FilledForm(
        code="02",
        title="CƠ QUAN CÓ LÃNH ĐẠO CHỦ CHỐT LÀ NỮ",
        basis=("Ban hành kèm theo Công văn số …/SNV-CCVC", "Ngày nhận báo cáo: ……………"),
        period_text="Năm 2026",
        cut_off_text="(Số liệu tính đến ngày 14/12/2026)",
        reporter="Ủy ban nhân dân xã Mường Pồn",
        receiver="Sở Nội vụ tỉnh Điện Biên",
        tables=(Table("A", columns, tuple(rows), "", "Đơn vị tính: người"),),
        notes=("Quy ước tính: mỗi đơn vị hành chính có hai cơ quan là HĐND và UBND.",),
        legend=LEGEND,
        landscape=landscape,
    )


def _group(number: str, title: str, columns: tuple[Column, ...]) -> Row:
    blank = tuple(Cell(None) for _ in columns[2:])
    return Row(f"g{number}", (Cell(number), Cell(title), *blank), "group")


def _body(number: int, name: str, level: str, given: int, held: int, women: int) -> Row:
    cells = (
        Cell(str(number)),
        Cell(name),
        Cell(level),
        Cell(given),
        Cell(held),
        Cell(given - held or Symbol.NONE, formula="c1-c2"),
        Cell(women),
        Cell(Ratio(women, held), formula="c4/c2*100"),
        Cell(1 if women > 1 else 0),
        Cell(1 if women else Symbol.NONE),
        Cell(MARK if women else None),
        Cell(WOMEN[number % len(WOMEN)] if women else None),
    )
    return Row(f"r{number}", cells, indent=1)


def _total(rows: list[Row], summed: tuple[str, ...], columns: tuple[Column, ...]) -> Row:
    def add(index: int) -> int:
        values = [row.cells[index].value for row in rows if row.id in summed]
        return sum(value for value in values if isinstance(value, int))

    held, women = add(4), add(6)
    cells = [Cell(None) for _ in columns]
    cells[1] = Cell("Cộng")
    for index in (3, 4, 5, 6, 8, 9):
        cells[index] = Cell(add(index), formula="sum")
    cells[7] = Cell(Ratio(women, held), formula="c4/c2*100")
    return Row("total", tuple(cells), "total", sums=summed)


def staff_form(posts: int = 22) -> FilledForm:
    """Form 03: 25 number columns in five groups, two rows a post, two tables."""
    groups = (
        ("", ("Tổng số", "DTTS", "Đảng viên")),
        ("Chuyên môn", ("TS", "ThS", "ĐH", "CĐ", "TC", "SC", "Chưa qua ĐT")),
        ("Lý luận chính trị", ("CN", "CC", "TC", "SC", "Chưa")),
        ("Quản lý nhà nước", ("CVCC", "CVC", "CV", "CS", "Chưa")),
        ("Độ tuổi", ("≤30", "31-40", "41-50", "51-60", ">60")),
    )
    columns = [Column("A", "A", "TT", (), "text", 4), Column("B", "B", "Chức danh/nhóm", (), "text", 34)]
    for group, titles in groups:
        for title in titles:
            number = str(len(columns) - 1)
            columns.append(_number(f"c{number}", number, title, *((group,) if group else ()), width=5))
    rows = []
    for index in range(posts):
        rows.append(_staff(f"t{index}", str(index + 1), f"Chức danh thứ {index + 1}", 1200 + index))
        rows.append(_staff(f"n{index}", "", "Trong đó: Nữ", 300 + index))
    tables = (
        Table("A", tuple(columns), tuple(rows), "Phần A. Cán bộ lãnh đạo, quản lý", "Đơn vị tính: người"),
        Table("B", tuple(columns), tuple(rows[:6]), "Phần B. Toàn bộ đội ngũ", "Đơn vị tính: người"),
    )
    return replace(
        bodies_form(1),
        code="03",
        title="SỐ LƯỢNG, CHẤT LƯỢNG CÁN BỘ LÃNH ĐẠO, QUẢN LÝ VÀ ĐỘI NGŨ CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC",
        tables=tables,
        notes=(),
        dense=True,
    )


def _staff(key: str, number: str, title: str, total: int) -> Row:
    numbers = [total, total - 7, total // 2, 1, 20, total - 40, 9, 10, 0, 0, *[total // 5] * 5, *[total // 5] * 5]
    numbers += [total // 5] * 5
    indent = 0 if number else 1
    return Row(key, (Cell(number), Cell(title), *(Cell(value) for value in numbers)), indent=indent)


def alphabet_form() -> FilledForm:
    """An upright form that holds every Vietnamese letter, decomposed and signs of formulas."""
    columns = (
        Column("A", "A", "TT", (), "text", 4),
        Column("B", "B", "Chữ", (), "text", 40),
        Column("c1", "1", "Kinh phí (triệu đồng)", (), "money", 12),
        Column("c2", "2", "So với mục tiêu (điểm phần trăm)", (), "points", 12),
    )
    texts = [*unicodedata.normalize("NFD", ALPHABET).split(" "), "=1+1", "-2+3", "@SUM(1)", "+84", "{0} %s _x0041_"]
    rows = tuple(
        Row(f"r{index}", (Cell(str(index)), Cell(text), Cell(1_234_567_890), Cell(Points(-304 + 30 * index))))
        for index, text in enumerate(texts)
    )
    return replace(
        bodies_form(1, landscape=False), code="08", title="CHỮ VIỆT", tables=(Table("A", columns, rows),), legend=()
    )


def as_document(*forms: FilledForm, practice: str = "") -> Document:
    """A document of forms, signed by invented people."""
    signers = Signers(
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Sùng A Chống", "Quàng Thị Thùy Linh", "Nguyễn Thị Thanh Loan"
    )
    letterhead = Letterhead("Mường Pồn", date(2027, 1, 5))
    sections = tuple(FormSection(form, letterhead, signers) for form in forms)
    return Document("Biểu báo cáo năm 2026", sections, tie_of("5NRHV-CGNQT", "1a2b3c4d5e6f" + "0" * 52), practice)


@pytest.fixture
def bodies() -> Callable[..., FilledForm]:
    """Maker of form 02."""
    return bodies_form


@pytest.fixture
def document() -> Document:
    """All forms in one document."""
    return as_document(bodies_form(), staff_form(), alphabet_form(), practice=PRACTICE_TEXT)


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """Maker of documents."""
    return as_document


@pytest.fixture
def staff() -> FilledForm:
    """Form 03."""
    return staff_form()


@pytest.fixture
def letters() -> FilledForm:
    """Every letter."""
    return alphabet_form()

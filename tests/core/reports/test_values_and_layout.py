"""Value text, line breaking, column widths and page breaks: laws that hold for any input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.table import MARK, Cell, Column, FilledForm, Points, Ratio, Row, Symbol, Table
from app.reports.blocks import Block
from app.reports.document import Document
from app.reports.fonts import Face, find_fonts
from app.reports.grid import LABEL_SHARE, measure_table, share_out
from app.reports.layout import lay_out, paginate
from app.reports.letterhead import Letterhead
from app.reports.metrics import Measure
from app.reports.values import display, label_column

INT = Column("c1", "1", "Số")
MONEY = Column("c2", "2", "Kinh phí", kind="money")
WORDS = st.lists(st.text("aáẫnghĐ-/=1", min_size=1, max_size=30), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (None, INT, ""),
        (0, INT, "0"),
        (1234, INT, "1.234"),
        (-1234567, INT, "-1.234.567"),
        (12_345_678, MONEY, "12,3"),
        (Ratio(7, 15), INT, "46,7"),
        (Ratio(2999, 10000, decimals=2), INT, "29,99"),
        (Ratio(3, 4, scale=1, decimals=2), INT, "0,75"),
        (Points(210), INT, "+2,1"),
        (Points(-300), INT, "-3,0"),
        (Points(0), INT, "0,0"),
        (Points(-4), INT, "0,0"),
        (Symbol.NONE, INT, "-"),
        (Symbol.UNKNOWN, INT, "…"),
        (Symbol.EXCLUDED, INT, "x"),
        (MARK, INT, "x"),
        ("Điê\u0323n", INT, "Điện"),
    ],
)
def test_display(value: object, column: Column, text: str) -> None:
    assert display(value, column) == text  # type: ignore[arg-type]


def test_label_column_is_the_one_after_the_ordinal() -> None:
    text = Column("A", "A", "TT", kind="text")
    assert label_column(Table("t", (text, text, INT), ())) == 1
    assert label_column(Table("t", (text, INT), ())) == 0
    assert label_column(Table("t", (text,), (Row("r", (Cell("a"),)),))) == 0


@given(WORDS, st.floats(10, 300))
def test_wrapping_keeps_every_letter_and_the_width(text: str, width: float) -> None:
    measure = Measure(find_fonts())
    lines = measure.wrap(text, width, Face.REGULAR, 11)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure.width(line, Face.REGULAR, 11) <= width or len(line) == 1 for line in lines)


def test_wrapping_keeps_line_feeds_and_breaks_formulas_after_signs() -> None:
    measure = Measure(find_fonts())
    assert measure.wrap("a\nb", 100, Face.REGULAR, 11) == ("a", "b")
    assert measure.wrap("", 100, Face.REGULAR, 11) == ("",)
    assert measure.wrap("31-40", 18, Face.REGULAR, 11) == ("31-", "40")


def test_a_day_left_for_the_hand_goes_whole_under_its_place() -> None:
    measure = Measure(find_fonts())
    place, day = measure.wrap(Letterhead("Mường Pồn").line(), 197, Face.ITALIC, 12)
    assert (place, day.replace("\xa0", " ")) == ("Mường Pồn,", "ngày …… tháng …… năm 20……")
    broken = measure.wrap(Letterhead("Mường Pồn").line(), 90, Face.ITALIC, 12)
    assert all(measure.width(line.strip(), Face.ITALIC, 12) <= 90 for line in broken) and len(broken) > 2


@given(WORDS, st.floats(10, 300))
def test_balanced_headings_take_no_more_lines(text: str, width: float) -> None:
    measure = Measure(find_fonts())
    lines = measure.wrap(text, width, Face.BOLD, 13)
    balanced = measure.balance(text, width, Face.BOLD, 13)
    assert len(balanced) <= len(lines)
    assert "".join("".join(balanced).split()) == "".join(text.split())


@given(
    st.lists(st.tuples(st.floats(1, 50), st.floats(0, 80)), min_size=1, max_size=30),
    st.floats(50, 800),
)
def test_widths_fill_the_page_and_give_what_is_needed(columns: list[tuple[float, float]], total: float) -> None:
    weights, least = [c[0] for c in columns], [c[1] for c in columns]
    widths = share_out(weights, least, total)
    assert sum(widths) == pytest.approx(total)
    if sum(least) < total:
        assert all(width >= need - 1e-6 for width, need in zip(widths, least, strict=True))


@given(st.lists(st.tuples(st.floats(1, 90), st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_pages_hold_every_block_once_in_order_and_within_the_room(parts: list[tuple[float, bool, bool]]) -> None:
    heading = Block(10)
    blocks = tuple(Block(height, keep=keep, heading=heading if row else None) for height, keep, row in parts)
    pages = list(paginate(blocks, 100))
    placed = [block for page in pages for _, block in page if block is not heading]
    assert [id(block) for block in placed] == [id(block) for block in blocks]
    for page in pages:
        assert page[-1].top + page[-1].block.height <= 100 + 1e-6
        assert page[-1].block is not heading
        rows = [index for index, (_, block) in enumerate(page) if block.heading is not None]
        assert not rows or heading in [block for _, block in page[: rows[0]]]


def test_a_kept_block_goes_with_its_follower() -> None:
    blocks = (Block(80), Block(15, keep=True), Block(15))
    pages = [[block.height for _, block in page] for page in paginate(blocks, 100)]
    assert pages == [[80], [15, 15]]


def test_a_short_table_is_not_split(bodies: Callable[..., FilledForm], make_document: Callable[..., Document]) -> None:
    fonts = find_fonts()
    for communes in range(8, 24, 3):
        form = bodies(communes)
        few = tuple(Row(f"s{n}", (Cell(""), Cell(f"Quy ước {n}"), *form.tables[0].rows[1].cells[2:])) for n in range(6))
        both = replace(form, tables=(*form.tables, replace(form.tables[0], id="B", rows=few)))
        pages = [
            [run.text for _, block in page.placed for run in block.runs] for page in lay_out(make_document(both), fonts)
        ]
        assert sum(any(text.startswith("Quy ước 0") for text in page) for page in pages) == 1
        holding = next(page for page in pages if "Quy ước 0" in page)
        assert all(f"Quy ước {number}" in holding for number in range(6))


def test_labels_of_a_wide_table_have_room(staff: FilledForm) -> None:
    table = staff.tables[0]
    grid = measure_table(table, 85, 800, Measure(find_fonts()), dense=True)
    wide = LABEL_SHARE * 715 * table.columns[1].width / sum(column.width for column in table.columns)
    assert grid.edges[2] - grid.edges[1] >= wide - 1e-6

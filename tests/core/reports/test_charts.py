"""Charts as marks and as a PDF: what is drawn is what is known, and the words are real text."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from io import BytesIO

import pypdfium2
import pytest

from app.plan.definitions import Target
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicator_results import IndicatorResult, Verdict
from app.plan.trends import Trend, TrendPoint, straight_path
from app.reports.chart_bars import TILE_COLUMNS, Part, bars_picture, ranked, tiles_picture
from app.reports.chart_line import line_picture
from app.reports.chart_marks import Picture, Shape, Stroke, Words, shortened
from app.reports.chart_page import ChartPage, UnitsChart, charts_pdf, year_rows
from app.reports.chart_words import point_words, trend_words

LINE = IndicatorDef("1.2", "nguoi", "share", "Nữ quy hoạch", "Cán bộ nữ trong diện quy hoạch", "người", "KH, II.1.2")
TARGETS = (Target("1.2", "1.2", 2021, 2025, 40, ""), Target("1.2", "2.2", 2026, 2030, 50, ""))
KNOWN = {2021: (30, 100), 2022: (32, 100), 2024: (36, 100), 2025: (1, 3), 2026: (2, 3)}
SOURCES = {2021: "total", 2022: "total", 2024: "paper", 2025: "packages", 2026: "packages"}


def measure(text: str, size: float) -> float:
    return len(text) * size * 0.5


def result(above: int, below: int) -> IndicatorResult:
    return IndicatorResult(
        LINE, "1.2", True, above, below, None, None, None, Verdict.BELOW, None, (), (), 3, 4, (), ()
    )  # fmt: skip


def line() -> Trend:
    points = tuple(
        TrendPoint(
            year,
            result(*KNOWN[year]) if year in KNOWN else None,
            SOURCES.get(year, ""),
            (),
            (),
            40 if year < 2026 else 50,
            straight_path(TARGETS, year),
            year == 2025,
        )
        for year in range(2021, 2031)
    )
    return Trend(LINE, TARGETS, (), points)


def marks(picture: Picture) -> list[object]:
    return [*picture.behind, *(mark for item in picture.items for mark in item.marks)]


def test_lines_join_neighbours_only_and_never_over_a_gap_or_a_break() -> None:
    picture = line_picture(line(), 600, 240, 10, measure)
    joined = [mark for mark in picture.behind if isinstance(mark, Stroke) and mark.role == "accent"]
    assert len(joined) == 2, "2021-2022 and 2025-2026; 2023 is not known, 2025 begins anew"
    dotted = [mark for mark in picture.behind if isinstance(mark, Stroke) and mark.dash == "dot"]
    assert len(dotted) == 1
    path = [mark for mark in picture.behind if isinstance(mark, Stroke) and mark.dash == "dash"]
    assert len(path) == 2, "the path, and its key"
    symbols = [mark for item in picture.items for mark in item.marks if isinstance(mark, Shape)]
    assert len(symbols) == len(KNOWN)
    assert [bool(mark.fill == "accent") for mark in symbols] == [False, False, False, True, True]


def test_the_path_is_drawn_where_the_targets_stand() -> None:
    picture = line_picture(line(), 600, 240, 10, measure)
    (path, _key) = (mark for mark in picture.behind if isinstance(mark, Stroke) and mark.dash == "dash")
    ticks = [mark for mark in picture.behind if isinstance(mark, Stroke) and mark.role == "ink"]
    assert [(round((tick.x1 + tick.x2) / 2, 6), tick.y1) for tick in ticks] == [
        (round(path.x1, 6), path.y1),
        (round(path.x2, 6), path.y2),
    ]
    grid = sorted({mark.y1 for mark in picture.behind if isinstance(mark, Stroke) and mark.role == "line"})
    assert len(grid) == 5 and path.y1 > path.y2 == grid[2], "50 percent is the middle line"


def test_nothing_leaves_the_picture_large_or_small() -> None:
    for width, height, size in ((600, 240, 10), (230, 120, 8), (1000, 400, 20)):
        picture = line_picture(line(), width, height, size, measure)
        for mark in marks(picture):
            if isinstance(mark, Words):
                half = measure(mark.text, mark.size) / {"middle": 2, "start": 1, "end": 1}[mark.anchor]
                right = mark.x + (half if mark.anchor != "end" else 0)
                assert right <= width + size and 0 <= mark.y <= height, (mark, width)


def test_words_say_every_known_year_and_where_it_comes_from() -> None:
    told = trend_words(line())
    assert all(f"Năm {year}:" in told for year in KNOWN) and "Năm 2023" not in told and "Năm 2027" not in told
    first, broken = line().points[0], line().points[4]
    assert point_words(first) == "Năm 2021: 30,0 % (30/100); báo cáo giấy, tổng toàn tỉnh; mục tiêu 40 %"
    assert "3/4 đơn vị" in point_words(broken) and "không so được với năm trước" in point_words(broken)


def test_bars_are_in_order_and_their_length_is_the_share() -> None:
    parts = (
        Part("a", "Xã A", "A", Fraction(20), "20,0 %", reached=False),
        Part("b", "Xã B", "B", None, "chưa có"),
        Part("c", "Xã C", "C", Fraction(80), "80,0 %", reached=True),
        Part("d", "Xã D", "D", Fraction(0), "0,0 %", reached=False),
    )
    assert [part.key for part in ranked(parts)] == ["c", "a", "d", "b"]
    picture = bars_picture("So sánh", parts, 50, 400, 10, measure)
    found = {item.key: [mark for mark in item.marks if isinstance(mark, Shape)] for item in picture.items}
    spans = {
        key: [max(x for x, _ in bar.points) - min(x for x, _ in bar.points) for bar in bars]
        for key, bars in found.items()
    }
    assert spans["c"][1] == pytest.approx(spans["c"][0] * 0.8) and spans["a"][1] == pytest.approx(spans["a"][0] * 0.2)
    assert len(spans["b"]) == len(spans["d"]) == 1
    assert picture.items[0].text == "Xã C: 80,0 %, đạt mục tiêu" and picture.items[3].text == "Xã B: chưa có"


def test_tiles_are_told_apart_by_a_tick_and_stand_in_a_grid() -> None:
    parts = tuple(Part(str(n), f"Xã {n}", str(n), Fraction(n), f"{n},0 %", reached=n % 2 == 0) for n in range(45))
    picture = tiles_picture("Ô", parts, 500, 10, measure)
    assert len({item.box[1] for item in picture.items}) == 45 // TILE_COLUMNS
    ticks = [sum(isinstance(mark, Stroke) for mark in item.marks) for item in picture.items]
    assert ticks == [2 if n % 2 == 0 else 0 for n in range(45)]
    assert all(right <= 500.001 for _, _, right, _ in (item.box for item in picture.items))


def test_a_long_name_is_shortened_and_a_short_one_is_not() -> None:
    assert shortened("Xã Mường Pồn", 1000, 10, measure) == "Xã Mường Pồn"
    cut = shortened("Xã Mường Pồn", 30, 10, measure)
    assert cut.endswith("…") and measure(cut, 10) <= 30


def test_the_pdf_holds_the_numbers_as_text_and_equal_pages_are_equal_bytes() -> None:
    parts = tuple(Part(str(n), f"Xã số {n}", str(n), Fraction(n), f"{n},5 %") for n in range(60))
    page = ChartPage("Chỉ tiêu qua các năm", "Như đã báo cáo", date(2026, 12, 1), (line(), line()),
                     (UnitsChart("Các xã", 40, parts, parts[:45]),), practice=True)  # fmt: skip
    content = charts_pdf(page)
    assert content == charts_pdf(page)
    document = pypdfium2.PdfDocument(BytesIO(content))
    pages = [item.get_textpage() for item in document]
    text = "\n".join(item.get_text_bounded() for item in pages)
    for item in pages:
        item.close()
    count = len(document)
    document.close()
    for cells in year_rows(line()):
        for cell in cells:
            assert cell in text, cell
    assert all(f"Xã số {n}" in text for n in range(60)) and "59,5 %" in text
    assert text.count("DỮ LIỆU MẪU") == count

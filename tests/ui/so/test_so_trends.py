"""The screen of indicators over the years: charts with keys and words, tables beside them, paper reports."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import ask
from tests.ui.so.province import ACCEPTED, LEVEL_LOW, run
from ui.charts.view import ChartView
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.home import ProvinceHome
from ui.screens.so.paper import PaperPreview
from ui.screens.so.trends import TrendsScreen
from ui.shell.window import StorePage

Settle = Callable[[], None]
PAPER = (("planned{}", 200), ("planned{sex=f}", 60), ("government{}", 140), ("government{woman_key=1}", 42))


def paper_file(path: Path, **more: Any) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["Năm", "Đơn vị", "Số, ký hiệu báo cáo", "Ngày ký", *(key for key, _ in PAPER)])
        for year in range(2021, 2026):
            table.writerow([year, "Toàn tỉnh", f"{year}/BC", f"20/12/{year}", *(number for _, number in PAPER)])
        table.writerows(more.get("rows", ()))
    return path


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> TrendsScreen:
    page.show_screen("so_trends")
    settle()
    made = page.current()
    assert isinstance(made, TrendsScreen)
    return made


def taken(screen: TrendsScreen, settle: Settle, path: Path) -> PaperPreview:
    screen.paper.preview(path)
    settle()
    (dialog,) = screen.paper.findChildren(PaperPreview)
    assert isinstance(dialog, PaperPreview)
    return dialog


def texts(screen: TrendsScreen) -> list[tuple[str, ...]]:
    return [row.cells for row in screen.years.model.rows()]


def test_paper_is_previewed_taken_and_shown_and_undone(screen: TrendsScreen, settle: Settle, tmp_path: Path) -> None:
    dialog = taken(screen, settle, paper_file(tmp_path / "giay.csv"))
    assert dialog.accept_button.isEnabled() and len(dialog.rows.model.rows()) == 5
    assert not screen.paper.rows.model.rows()
    dialog.accept_button.click()
    settle()
    screen.shown()
    settle()
    assert [row.cells[:2] for row in screen.paper.rows.model.rows()] == [
        ("Toàn tỉnh", str(y)) for y in range(2025, 2020, -1)
    ]
    screen.line.setCurrentIndex(screen.line.findData("1.2/nguoi"))
    screen._choose()
    settle()
    assert texts(screen)[0][:4] == ("2021", "30,0 %", "60/200", "40 %")
    screen.paper.undo.click()
    settle()
    screen.shown()
    settle()
    assert not screen.paper.rows.model.rows() and texts(screen)[0][1] == ""


def test_a_file_with_a_wrong_row_cannot_be_taken(screen: TrendsScreen, settle: Settle, tmp_path: Path) -> None:
    path = paper_file(tmp_path / "giay.csv", rows=[[2019, "Toàn tỉnh", "1/BC", "1/1/2020", 1, 2, 3, 4]])
    dialog = taken(screen, settle, path)
    assert not dialog.accept_button.isEnabled()
    last = dialog.rows.model.rows()[-1]
    assert last.pill == "error" and last.cells[4] == "không nhận"
    assert "2019" in last.cells[5] and "lớn hơn" in last.cells[5]
    dialog.reject()


def test_the_table_beside_the_chart_is_what_the_command_says(screen: TrendsScreen, settle: Settle) -> None:
    shown = {cells[0]: cells for cells in texts(screen)}
    (row,) = ask(screen.session, settle, lambda ws: run(ws, "trend", indicator="1.1a")).data["rows"]
    lines = ask(screen.session, settle, lambda ws: run(ws, "indicators")).data["rows"]
    (told,) = (item for item in lines if item["code"] == "1.1a" and item["headline"])
    now = str(screen.session.card.today.year)
    for point in row["points"]:
        cells = shown[str(point["year"])]
        assert cells[1].removesuffix(" %") == (point["percent"] or cells[1].removesuffix(" %"))
        if point["numerator"] is not None:
            assert cells[2] == f"{point['numerator']}/{point['denominator']}"
    assert shown[now][1].removesuffix(" %") == told["percent"]
    assert shown[now][2] == f"{told['numerator']}/{told['denominator']}"
    assert len(screen.chart.items) == 10 == len(shown)


def test_keys_walk_a_chart_and_its_words_stand_below(screen: TrendsScreen, settle: Settle) -> None:
    chart = screen.chart
    screen.line.setFocus()
    chart.setFocus()
    assert "mũi tên" in screen.said.text() and "Chỉ tiêu 1.1a" in chart.text
    assert chart.accessibleDescription() == chart.text
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert screen.said.text().startswith("Năm 2030")
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription().startswith("Năm 2029") and chart.current is not None
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    chosen = screen.years.current()
    assert chosen is not None and chosen.key == "2021"
    assert [view.accessibleName() for view in screen.small.values()] == [
        f"Chỉ tiêu {code}" for code in ("1.1a", "1.1b", "1.2", "1.3", "1.4")
    ]
    screen.tabs.setCurrentIndex(1)
    small = screen.small["1.2/nguoi"]
    small.setFocus()
    QTest.keyClick(small, Qt.Key.Key_Right)
    QTest.keyClick(small, Qt.Key.Key_Space)
    settle()
    assert screen.line.currentData() == "1.2/nguoi" and "Chỉ tiêu 1.2" in screen.chart.text


def test_units_stand_beside_each_other_by_bars_and_tiles(screen: TrendsScreen, settle: Settle) -> None:
    screen.line.setCurrentIndex(screen.line.findData("1.2/nguoi"))
    screen._choose()
    settle()
    screen.tabs.setCurrentIndex(3)
    assert len(screen.tiles.items) == 45 and len(screen.bars.items) == 58
    known = [item for item in screen.bars.items if "%" in item.text]
    assert known == list(screen.bars.items[: len(known)]) and len(known) == 2, "those with figures come first"
    assert all("chưa có" in item.text for item in screen.bars.items[2:])
    left, top, right, bottom = screen.tiles.items[1].box
    place = QPoint(round((left + right) / 2), round((top + bottom) / 2))
    QApplication.sendEvent(screen.tiles, QHelpEvent(QHelpEvent.Type.ToolTip, place, screen.tiles.mapToGlobal(place)))
    key = screen.tiles.items[1].key
    QTest.mouseClick(screen.tiles, Qt.MouseButton.LeftButton, pos=place)
    settle()
    assert (screen.tabs.currentIndex(), screen.scope.currentData()) == (0, key)
    assert screen.scope.currentText() in screen.chart.accessibleName()


def test_a_year_leads_to_its_units_and_people(screen: TrendsScreen, settle: Settle) -> None:
    screen.years.choose(str(screen.session.card.today.year))
    QTest.keyClick(screen.years.view, Qt.Key.Key_Return)
    settle()
    (dialog,) = screen.findChildren(ExplainDialog)
    assert isinstance(dialog, ExplainDialog)
    known = [row for row in dialog.units.model.rows() if "chưa có" not in row.cells]
    assert {row.key.partition("@")[0] for row in known} == {ACCEPTED, LEVEL_LOW}
    dialog.close()


def test_the_first_page_says_which_missing_units_have_a_report_on_paper(
    screen: TrendsScreen, settle: Settle, page: StorePage, tmp_path: Path
) -> None:
    year = screen.session.card.today.year
    path = paper_file(tmp_path / "giay.csv", rows=[[year, "Phường Mường Lay", "1/BC", f"1/1/{year}", 9, 3, 1, 1]])
    taken(screen, settle, path).accept_button.click()
    settle()
    page.show_screen("so_home")
    settle()
    home = page.current()
    assert isinstance(home, ProvinceHome)
    assert "Trong số đó 1 đơn vị có báo cáo giấy" in home.summary.text()


def test_scope_and_pictures(screen: TrendsScreen, settle: Settle, tmp_path: Path) -> None:
    assert screen.scope.itemText(0) == "Toàn tỉnh"
    screen.scope.setCurrentIndex(screen.scope.findData("sector:y_te"))
    screen._choose()
    settle()
    assert "Ngành Y tế" in screen.chart.accessibleName()
    out = tmp_path / "hinh.pdf"
    screen.save_to(out)
    settle()
    assert out.read_bytes().startswith(b"%PDF-")


def test_a_chart_without_a_picture_stands_still(qtbot: QtBot) -> None:
    view = ChartView("Trống")
    qtbot.addWidget(view)
    view.show()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.text == "" and view.current is None


def test_the_last_year_with_a_figure_is_the_chosen_one(screen: TrendsScreen, page: StorePage) -> None:
    year = str(page.session.card.today.year)
    chosen = screen.years.current()
    assert chosen is not None and chosen.cells[0] == year
    assert screen.said.text().startswith(f"Năm {year}: ") and "chưa có" not in screen.said.text()
    assert screen.chart.hasFocus()

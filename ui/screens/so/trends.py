"""Chỉ tiêu qua các năm: the line with its path to the targets, all lines small, units beside each other, paper reports.

Beside every chart stands the same in words: the table of years, the list of units, and the sentence of what has the
cursor.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QTabWidget, QWidget

from app.commands.figures.behind_province import Question
from app.commands.office.trends import Scope, write_charts
from app.plan.figure_refs import line_ref
from app.plan.trends import Trend
from app.reports.chart_bars import bars_picture, tiles_picture
from app.reports.chart_line import line_picture
from app.reports.chart_page import year_rows
from app.reports.chart_words import SHORT_SOURCES, point_words
from app.workspace import Notice
from ui.charts.view import ChartView
from ui.figures.boundaries_choice import BoundariesChoice
from ui.look.flow_layout import flowing
from ui.look.messages import choose_file_to_write
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import READING, button, card, clear_layout, label, scrolled
from ui.records.model import ListColumn
from ui.screens.so.chips import choice
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.paper import PaperPanel
from ui.screens.so.rows import Row
from ui.screens.so.trends_data import Choices, TrendsShown, Wanted, choices_of, pictures, trends_shown
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset({"received", "setting", "paper_figures", "reorganisation"})
_LINE_HEIGHT: Final = 200
_SMALL_HEIGHT: Final = 190
_ACROSS: Final = 3
_LINE, _BARS, _TILES = 0, 2, 3
"""Tabs that are spoken of."""
_YEARS: Final = (
    ListColumn("Năm", width=44),
    ListColumn("Số liệu", right=True, width=70),
    ListColumn("Tử/mẫu", right=True, width=76),
    ListColumn("Mục tiêu", right=True, width=62),
    ListColumn("Theo đường", right=True, width=72),
    ListColumn("Nguồn", width=96),
)


class TrendsScreen(Screen):
    """A line chosen above; below, the other lines, the units and the paper reports."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Chỉ tiêu qua các năm")
        self.setProperty("help", "so_qua_cac_nam")
        self._wanted = Wanted("", Scope(), 0)
        self._found: TrendsShown | None = None
        self._stale = False
        self._back = button("Về Tổng quan", "back", lambda: session.go("so_home"), "plain")
        self.line = choice("Chỉ tiêu")
        self.scope = choice("Số liệu của")
        self.boundaries = BoundariesChoice()
        self.boundaries.tell("Đơn vị cũ đứng riêng, hoặc được gom về đơn vị tiếp nhận.", moved=True)
        self.save = button("Lưu hình (PDF)…", "print", self._on_save)
        for widget in (self._back, self.boundaries, self.save):
            self.tools.addWidget(widget)
        self.chart = ChartView("Chỉ tiêu qua các năm", _LINE_HEIGHT)
        self.years = RowsPanel("Số liệu từng năm của chỉ tiêu", _YEARS, empty="Chưa có số liệu.")
        self.said = label(READING, "soft")
        self.small: dict[str, ChartView] = {}
        self.year = choice("Năm so sánh giữa các đơn vị")
        self.bars = ChartView("Đơn vị từ cao đến thấp")
        self.tiles = ChartView("Ô xã, phường")
        self.paper = PaperPanel(session)
        self._arrange()
        self.line.activated.connect(lambda _: self._choose())
        self.scope.activated.connect(lambda _: self._choose())
        self.year.activated.connect(lambda _: self._choose())
        self.boundaries.switched.connect(self._choose)
        for view in (self.chart, self.bars, self.tiles):
            view.stepped.connect(self.said.setText)
        self.chart.wanted.connect(self._on_year)
        for view in (self.bars, self.tiles):
            view.wanted.connect(self._on_unit)
        self.years.wanted.connect(lambda chosen: self.explain(chosen.key))
        self.years.chosen.connect(lambda chosen: self.said.setText(chosen.tip if chosen else ""))
        session.changed.connect(self._on_changed)
        session.ask(self, "choices", choices_of, self._on_choices)

    def shown(self) -> None:
        """Counts anew where something came in meanwhile."""
        if self._stale:
            self._ask()
        self.chart.setFocus()

    def _arrange(self) -> None:
        self.line.setMaximumWidth(560)
        self.line.setMinimumWidth(180)
        self._year_label = label("năm", "soft", wrap=False)
        words = [label(text, "soft", wrap=False) for text in ("Chỉ tiêu", "của")]
        self.body.addWidget(flowing(words[0], self.line, words[1], self.scope, self._year_label, self.year))
        upper = TurningSplitter(SPLIT_AT)
        picture, inside = card(margin=8)
        inside.addWidget(self.chart, 1)
        table, beside = card(margin=8)
        self.years.line.hide()
        self.years.count.hide()
        beside.addWidget(self.years, 1)
        upper.addWidget(picture)
        upper.addWidget(table)
        upper.setSizes([620, 500])
        upper.setStretchFactor(0, 5)
        upper.setStretchFactor(1, 4)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self._grid_page = QWidget()
        self._grid = QGridLayout(self._grid_page)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self.tabs.addTab(upper, "Qua các năm")
        self.tabs.addTab(scrolled(self._grid_page), "Các chỉ tiêu")
        self.tabs.addTab(scrolled(self.bars), "Đơn vị từ cao đến thấp")
        self.tabs.addTab(scrolled(self.tiles), "Ô xã, phường")
        self.tabs.addTab(self.paper, "Báo cáo giấy")
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.said)

    def _on_choices(self, found: Choices) -> None:
        for box, options in ((self.line, found.lines), (self.scope, found.scopes)):
            blocker = QSignalBlocker(box)
            box.clear()
            for key, text in options:
                box.addItem(text, key)
            blocker.unblock()
        self._choose()

    def _choose(self) -> None:
        scope, now = str(self.scope.currentData() or ""), self.boundaries.now
        sector = scope.removeprefix("sector:") if scope.startswith("sector:") else ""
        chosen = Scope("" if sector else scope, sector, now)
        self._wanted = Wanted(str(self.line.currentData() or ""), chosen, int(self.year.currentData() or 0))
        self._ask()

    def _ask(self) -> None:
        self._stale = False
        wanted = self._wanted
        self.session.ask(self, "trends", lambda ws: trends_shown(ws, wanted), self._show)

    def _show(self, found: TrendsShown) -> None:
        self._found = found
        self._wanted = found.wanted
        self.line.setCurrentIndex(max(self.line.findData(found.wanted.line), 0))
        self._show_years(found)
        chosen = found.chosen
        self.chart.setAccessibleName(f"Chỉ tiêu {chosen.line.code} qua các năm, {found.name}")
        self.chart.show_picture(partial(line_picture, chosen))
        self.years.set_rows(
            Row(cells[0], (*cells[:5], SHORT_SOURCES[point.source]), tip=point_words(point))
            for point, cells in zip(chosen.points, year_rows(chosen), strict=True)
        )
        self._show_last(chosen)
        self._show_small(found.all)
        units = found.units
        self.bars.show_picture(
            lambda width, _height, size, of: bars_picture(units.title, units.bars, units.target, width, size, of)
        )
        self.tiles.show_picture(
            lambda width, _height, size, of: tiles_picture(units.title, units.tiles, width, size, of)
        )
        self.tabs.setTabEnabled(_BARS, bool(units.bars))
        self.tabs.setTabEnabled(_TILES, bool(units.tiles))
        self.paper.set_rows(found.paper)

    def _show_last(self, chosen: Trend) -> None:
        """The last year that has a figure is the chosen one, and is told in words."""
        known = [str(point.year) for point in chosen.points if point.share is not None]
        if known:
            self.years.choose(known[-1])
        else:
            self.said.setText("Chưa có số liệu năm nào của chỉ tiêu này.")

    def _show_years(self, found: TrendsShown) -> None:
        blocker = QSignalBlocker(self.year)
        self.year.clear()
        for year in found.years:
            self.year.addItem(str(year), year)
        self.year.setCurrentIndex(max(self.year.findData(found.wanted.year), 0))
        blocker.unblock()
        self.year.setVisible(bool(found.years))
        self._year_label.setVisible(bool(found.years))

    def _show_small(self, lines: tuple[Trend, ...]) -> None:
        """A small picture for each indicator; Enter or a click puts it above."""
        if set(self.small) != {item.line.id for item in lines}:
            clear_layout(self._grid)
            self.small = {}
            for number, item in enumerate(lines):
                view = ChartView(f"Chỉ tiêu {item.line.code}", _SMALL_HEIGHT)
                view.stepped.connect(self.said.setText)
                view.wanted.connect(partial(self._on_small, item.line.id))
                self.small[item.line.id] = view
                self._grid.addWidget(view, number // _ACROSS, number % _ACROSS)
        for item in lines:
            self.small[item.line.id].show_picture(partial(line_picture, item))

    def _on_small(self, line: str, _year: str) -> None:
        self.line.setCurrentIndex(max(self.line.findData(line), 0))
        self.tabs.setCurrentIndex(_LINE)
        self.chart.setFocus()
        if line != self._wanted.line:
            self._choose()

    def _on_unit(self, unit: str) -> None:
        """The line of one unit over the years."""
        place = self.scope.findData(unit)
        if place >= 0:
            self.scope.setCurrentIndex(place)
            self.tabs.setCurrentIndex(_LINE)
            self.chart.setFocus()
            self._choose()

    def _on_year(self, year: str) -> None:
        """The year of the line is the one in which units stand beside each other."""
        self.years.choose(year)
        place = self.year.findData(int(year))
        if place >= 0 and place != self.year.currentIndex():
            self.year.setCurrentIndex(place)
            self._choose()

    def explain(self, year: str) -> None:
        """Where the point of a year comes from; a sector's is told with those of the other sectors."""
        found = self._found
        if found is not None:
            line, scope = found.chosen.line, found.wanted.scope
            question = Question(
                f"{line.title}, năm {year}", line_ref(line.id), line.clause, year, scope.unit, scope.as_now, paper=True
            )
            ExplainDialog(self.session, question, self).open()

    def _on_save(self) -> None:
        path = choose_file_to_write(self, "Lưu hình", "Chi tieu qua cac nam.pdf", "PDF (*.pdf);;Word (*.docx)")
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Writes the charts as a PDF or a Word file."""
        wanted = self._wanted
        self.session.jobs.run(
            "Lưu hình", lambda ws, _: write_charts(path, pictures(ws, wanted)), lambda _: self._on_saved(path)
        )

    def _on_saved(self, path: Path) -> None:
        self.said.setText(f"Đã ghi {path.name}.")

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS:
            self._stale = True
            if self.isVisible():
                self._ask()

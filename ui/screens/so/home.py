"""Tổng quan of Sở Nội vụ: indicators with the reading shown, the other readings, units ranked, communes as tiles."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QTabWidget

from app.commands.figures.behind_province import Question
from app.domain.findings import Place
from app.plan.figure_refs import line_ref
from app.plan.indicator_results import IndicatorResult
from app.workspace import Notice
from ui.figures.boundaries_choice import BoundariesChoice
from ui.figures.home_query import days_left
from ui.look.card_grid import CardGrid
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import READING, button, card, label, row, scrolled
from ui.records.model import ListColumn
from ui.screens.frozen_dialog import FreezeDialog
from ui.screens.so.cards import CARD_WIDTH, IndicatorCard, line_row
from ui.screens.so.chips import choice
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.figures import Overview, overview
from ui.screens.so.panel import RowsPanel
from ui.screens.so.queries import periods
from ui.screens.so.rows import Row
from ui.screens.so.shares import Ranking, Tiles
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset({"received", "setting", "closed", "reorganisation", "paper_figures", "adjustment"})
_NAMED: Final = 6
_PEOPLE: Final = "người"
_LINES: Final = (
    ListColumn("Cách tính"),
    ListColumn("Tử/mẫu", right=True, width=84),
    ListColumn("%", right=True, width=64),
    ListColumn("Đánh giá", width=110),
)


class ProvinceHome(Screen):
    """Tiles of the headline readings; below, the chosen indicator in all readings and by unit."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Tổng quan")
        self.setProperty("help", "so_tong_quan")
        self._found: Overview | None = None
        self._code = ""
        self._cards: dict[str, IndicatorCard] = {}
        self._stale = True
        self.period = choice("Kỳ báo cáo")
        self.period.activated.connect(lambda _: self.reload())
        self.left = label(days_left(session.card.due, session.card.today), "soft", wrap=False)
        needed = button("Cần thêm mấy người", "people", lambda: session.go("so_gaps"), "plain")
        self.frozen = button("Chốt số liệu…", "lock", self.freeze, "plain")
        self.boundaries = BoundariesChoice()
        self.boundaries.switched.connect(self.reload)
        for widget in (self.frozen, needed, self.left, label("Kỳ", "soft", wrap=False), self.period, self.boundaries):
            self.tools.addWidget(widget)
        self.summary = label(READING)
        self._missing = button("Xem đơn vị còn thiếu", "board", lambda: session.go("so_board"), "plain")
        self._tiles = CardGrid(CARD_WIDTH)
        self.lines = RowsPanel("Các cách tính của chỉ tiêu", _LINES, empty="Chưa có chỉ tiêu.", pill_column=3)
        self.lines.wrap()
        self.ranking = Ranking()
        self.communes = Tiles()
        self._line_title = label("", "soft")
        self._arrange()
        self.lines.chosen.connect(self._on_line)
        self.lines.wanted.connect(lambda _: self.explain(""))
        self.ranking.wanted.connect(lambda chosen: self.explain(chosen.key))
        self.communes.wanted.connect(self.explain)
        session.changed.connect(self._on_changed)
        session.renewed.connect(self._on_renewed)
        session.ask(self, "periods", periods, self._on_periods)

    def shown(self) -> None:
        """Counts anew where something was accepted meanwhile."""
        if self._stale and self.period.count():
            self.reload()

    def reload(self) -> None:
        """Counts the chosen period."""
        self._stale = False
        period, now = self.period.currentData() or "", self.boundaries.now
        self.session.ask(self, "overview", lambda ws: overview(ws, period, now=now), self._show)

    def freeze(self) -> None:
        """Asks what is missing and why, then freezes; a period that is frozen is shown."""
        if self._found is not None and self._found.frozen:
            self._go_frozen(self._found.frozen)
            return
        dialog = FreezeDialog(self.session, self.period.currentData() or "", self)
        dialog.done_with.connect(self._go_frozen)
        dialog.open()

    def explain(self, unit: str = "") -> None:
        """Asks where the chosen line comes from; a unit limits it to that one."""
        result = self._line()
        if result is None or self._found is None or not result.definition.numerator:
            return
        line = result.definition
        period, now = str(self._found.period), self.boundaries.now
        question = Question(line.title, line_ref(line.id), line.clause, period, unit, now)
        ExplainDialog(self.session, question, self).open()

    def _arrange(self) -> None:
        top = row(self.summary, self._missing)
        top.setStretch(0, 1)
        self.body.addLayout(top)
        self.body.addWidget(self._tiles)
        below = TurningSplitter(SPLIT_AT)
        readings, inside = card(margin=12)
        head = label("Các cách tính", "subtitle", wrap=False)
        trends = button("Qua các năm", "calendar", lambda: self.session.go("so_trends"), "plain")
        inside.addLayout(row(head, 1, trends, button("Con số này từ đâu ra?", "search", self.explain, "plain")))
        inside.addWidget(self.lines, 1)
        self.lines.line.hide()
        self.lines.count.hide()
        units, inside = card(margin=12)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.ranking, "Theo đơn vị")
        self.tabs.addTab(scrolled(self.communes), "Ô xã, phường")
        inside.addWidget(self._line_title)
        inside.addWidget(self.tabs, 1)
        inside.addStretch(0)
        below.addWidget(readings)
        below.addWidget(units)
        below.setSizes([560, 560])
        self.body.addWidget(below, 1)

    def _on_periods(self, found: tuple[str, ...]) -> None:
        self.period.clear()
        for period in found:
            self.period.addItem(period, period)
        self.reload()

    def _show(self, found: Overview) -> None:
        self._found = found
        names = ", ".join(found.missing[:_NAMED]) + ("…" if len(found.missing) > _NAMED else "")
        missing = f" Còn thiếu {len(found.missing)}: {names}." if found.missing else " Đủ mọi đơn vị."
        if found.on_paper:
            missing += f" Trong số đó {len(found.on_paper)} đơn vị có báo cáo giấy, xem ở «Qua các năm»."
        told = f"Số liệu của {found.reported}/{found.expected} đơn vị đã được chấp nhận.{missing}"
        self.summary.setText(" ".join(filter(None, (told, found.boundaries, found.adjustments))))
        self.summary.setToolTip("\n".join(found.missing))
        self.boundaries.tell(found.boundaries, moved=found.moved)
        self._missing.setVisible(bool(found.missing))
        self.frozen.setText(f"Đã chốt {found.frozen}" if found.frozen else "Chốt số liệu…")
        headlines = [result for result in found.results if result.headline]
        self._cards = {result.code: IndicatorCard(result) for result in headlines}
        for made in self._cards.values():
            made.chosen.connect(self._choose)
        self._tiles.show_cards(tuple(self._cards.values()))
        if self._code not in {result.code for result in headlines}:
            self._code = headlines[0].code if headlines else ""
        self._show_lines()

    def _go_frozen(self, code: str) -> None:
        self.session.go("so_frozen", Place("frozen", code))

    def _choose(self, code: str) -> None:
        self._code = code
        self._show_lines()
        self.lines.view.setFocus()

    def _show_lines(self) -> None:
        assert self._found is not None
        for code, made in self._cards.items():
            made.mark(chosen=code == self._code)
        lines = [result for result in self._found.results if result.code == self._code]
        first = next((result for result in lines if result.headline), None)
        self.lines.set_rows(line_row(result) for result in lines)
        if first is not None:
            self.lines.choose(first.definition.id)

    def _line(self) -> IndicatorResult | None:
        chosen = self.lines.current()
        return self._found.line(chosen.key) if chosen is not None and self._found is not None else None

    def _on_line(self, chosen: Row | None) -> None:
        result = self._line()
        if chosen is None or result is None or self._found is None:
            self.ranking.set_rows(())
            return
        shares = self._found.by_unit.get(chosen.key, ())
        people = result.definition.unit_word == _PEOPLE
        self.ranking.show_shares(shares, result.target, people=people)
        self.communes.show_shares(shares, result.target, people=people)
        self.tabs.setVisible(bool(shares))
        if shares:
            self._line_title.setText(result.definition.title)
            return
        names = [self._found.sectors.get(code, code) for code in result.counted]
        reached = [self._found.sectors.get(code, code) for code in result.reached]
        self._line_title.setText(
            f"{result.definition.title}. Ngành có nữ dưới mức quy định: {', '.join(names) or 'không có'}. "
            f"Đã có lãnh đạo chủ chốt là nữ: {', '.join(reached) or 'không có'}."
        )

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS:
            self._stale = True
            if self.isVisible():
                self.reload()

    def _on_renewed(self) -> None:
        self.left.setText(days_left(self.session.card.due, self.session.card.today))

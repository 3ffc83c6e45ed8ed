"""Dân số theo dân tộc: residents by ethnic group and year, and whether the parts make the total."""

from __future__ import annotations

from collections import defaultdict

from app.domain.findings import Place
from app.domain.unit_records import Population
from app.vietnamese.numbers import integer
from app.workspace import Notice, Workspace
from ui.look.widgets import label, restyle
from ui.records.pane import RecordPane
from ui.work.screen import Screen
from ui.work.session import Session

_TOTAL = "00"


class PopulationScreen(Screen):
    """One list, and a line that says whether it adds up."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Dân số theo dân tộc")
        self.sums = label("", "soft")
        self.pane = RecordPane(
            session,
            "population",
            ("ethnic", "year", "total", "women", "source"),
            word="dân tộc",
            carries=("year", "source"),
            hint="Nhập tổng dân số rồi từng dân tộc có người sinh sống (Ctrl+N). Nguồn: Công an xã hoặc Thống kê.",
        )
        self.body.addWidget(self.sums)
        self.body.addWidget(self.pane, 1)
        self.setFocusProxy(self.pane)
        session.changed.connect(self._on_changed)
        self._ask()

    def go(self, place: Place) -> None:
        """Shows a row; without one begins it."""
        if place.record:
            self.pane.open_record(place.record, place.field)
        else:
            self.pane.start_new()

    def _on_changed(self, notice: Notice) -> None:
        if "population" in notice.tables:
            self._ask()

    def _ask(self) -> None:
        self.session.ask(self, "sums", sums_by_year, self._on_sums)

    def _on_sums(self, told: tuple[bool, str]) -> None:
        fits, text = told
        restyle(self.sums, "good" if fits else "warning")
        self.sums.setText(text)


def sums_by_year(ws: Workspace) -> tuple[bool, str]:
    """Whether the groups make the stated total in each year, and a sentence that says so."""
    stated: dict[int, int] = {}
    parts: dict[int, int] = defaultdict(int)
    for row in ws.store.load("", ["population"]).rows(Population):
        if row.year is None or row.total is None:
            continue
        if row.ethnic == _TOTAL:
            stated[row.year] = row.total
        else:
            parts[row.year] += row.total
    if not stated and not parts:
        return False, "Chưa có số liệu dân số; cần cho chỉ tiêu về cán bộ lãnh đạo là người dân tộc thiểu số."
    told, fits = [], True
    for year in sorted({*stated, *parts}, reverse=True):
        if year not in stated:
            told.append(f"{year}: cộng các dân tộc {integer(parts[year])}, chưa nhập tổng dân số")
            fits = False
        elif parts[year] != stated[year]:
            gap, whole = integer(abs(stated[year] - parts[year])), integer(stated[year])
            told.append(f"{year}: cộng các dân tộc {integer(parts[year])}, tổng dân số {whole}, lệch {gap}")
            fits = False
        else:
            told.append(f"{year}: các dân tộc cộng đúng tổng dân số {integer(stated[year])} người")
    return fits, ". ".join(told) + "."

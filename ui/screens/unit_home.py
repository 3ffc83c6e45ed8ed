"""Tổng quan of a unit: how long there is, what to do next, indicators against target, women and men."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.findings import Place
from app.workspace import Notice
from ui.charts import TrendLine
from ui.figures.asked import AskedBars, TileCard
from ui.figures.figure_dialog import explain_figure
from ui.figures.home_query import PAIR_REFS, UNWRITTEN, Home, days_left, home
from ui.keys.query import PLACE as KEYS
from ui.lists.findings_view import ICONS
from ui.look.theme import current_theme
from ui.look.widgets import READING, button, card, clear_layout, label, pill, row, scrolled, sign
from ui.work.comments_query import waiting_words
from ui.work.queries import FindingRow
from ui.work.screen import Screen
from ui.work.session import Session

_MOST_TASKS: Final = 6
_NARROWEST: Final = 980
_SENT_WORDS: Final = {
    "": "chưa gửi",
    UNWRITTEN: "đã ký gói, chưa ghi ra tệp",
    "sent": "đã lập gói, chưa có phiếu tiếp nhận",
    "received": "đã nhận",
    "checked": "đã kiểm tra",
    "accepted": "đã chấp nhận số liệu",
    "returned": "đề nghị hoàn thiện",
}
_TRENDED: Final = "2.2"


class UnitHome(Screen):
    """Tiles above, tasks and charts below."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Tổng quan")
        self._stale = True
        self._found: Home | None = None
        self.left = label("", "subtitle", wrap=False)
        self.tools.addWidget(button("Cần thêm mấy người", "people", lambda: session.go("gaps"), "plain"))
        self.tools.addWidget(self.left)
        self._steps = QHBoxLayout()
        self._steps.setSpacing(8)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(12)
        self._tiles.addWidget(label(READING, "soft"))
        self._tasks = QVBoxLayout()
        self._tasks.setSpacing(4)
        self._charts = QVBoxLayout()
        self._charts.setSpacing(8)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(12)
        inside.addLayout(self._steps)
        inside.addLayout(self._tiles)
        below = QGridLayout()
        below.setSpacing(12)
        tasks, in_tasks = card()
        in_tasks.addWidget(label("Việc cần làm", "subtitle"))
        in_tasks.addLayout(self._tasks)
        in_tasks.addStretch(1)
        charts, in_charts = card()
        in_charts.addLayout(self._charts)
        in_charts.addStretch(1)
        below.addWidget(tasks, 0, 0)
        below.addWidget(charts, 0, 1)
        below.setColumnStretch(0, 3)
        below.setColumnStretch(1, 2)
        inside.addLayout(below, 1)
        area = scrolled(content)
        area.setMinimumWidth(_NARROWEST)
        self.body.addWidget(area)
        session.changed.connect(self._on_changed)
        session.checked.connect(self._show_tasks)
        session.todo_read.connect(self._show_tasks)
        session.renewed.connect(self._show_left)
        self._show_left()
        self._show_tasks()

    def shown(self) -> None:
        """Counts anew where something has changed meanwhile."""
        if self._stale:
            self._stale = False
            self.session.ask(self, "home", home, self._on_home)

    def _on_changed(self, notice: Notice) -> None:
        self._stale = True
        if self.isVisible():
            self.shown()

    def _show_left(self) -> None:
        self.left.setText(days_left(self.session.card.due, self.session.card.today))

    def _on_home(self, found: Home) -> None:
        self._found = found
        clear_layout(self._tiles)
        for item in found.tiles:
            made = TileCard(item)
            made.asked.connect(self._explain)
            self._tiles.addWidget(made, 1)
        clear_layout(self._charts)
        self._charts.addWidget(label("Nữ và nam", "subtitle"))
        bars = AskedBars(found.pairs)
        bars.asked.connect(lambda number: self._explain(PAIR_REFS[number]))
        self._charts.addWidget(bars)
        planned = next((item for item in found.tiles if item.number == _TRENDED), None)
        if planned is not None and all(point.percent is not None for point in planned.points):
            self._charts.addWidget(label("Nữ trong quy hoạch: năm trước và năm nay", "subtitle"))
            self._charts.addWidget(TrendLine("Nữ trong quy hoạch", planned.points, planned.target))
        self._show_tasks()

    def _show_steps(self, found: Home) -> None:
        clear_layout(self._steps)
        errors = self.session.count("error")
        done = {"accepted": 6, "checked": 5, "received": 5, "returned": 1, "sent": 5, UNWRITTEN: 4}.get(found.sent, 0)
        steps = (
            ("Nhập", "people", found.people > 0),
            (f"Rà soát {errors} lỗi" if errors else "Rà soát", "review", not errors),
            ("Xem biểu", "forms", done >= 4),
            ("Ký", "submit", done >= 4),
            ("Gửi", "submit", done >= 5),
            ("Biên nhận", "submit", done >= 6),
        )
        for number, (title, screen, ready) in enumerate(steps, 1):
            mark = "✓" if ready else str(number)
            made = button(f"{mark}  {title}", "", partial(self.session.go, screen), "plain")
            self._steps.addWidget(made)
        state = _SENT_WORDS.get(found.sent, found.sent)
        if found.sent_days and done < 6:  # how long it has stood there (threats I03)
            state += f" {found.sent_days} ngày"
        self._steps.addStretch(1)
        self._steps.addWidget(pill(f"Kỳ {self.session.card.period}: {state}", "Good" if done == 6 else "Soft"))

    def _show_tasks(self) -> None:
        clear_layout(self._tasks)
        if words := waiting_words(self.session.todo):
            self._tasks.addWidget(self._line_task("flag", current_theme().warning, f"{words}.", "comments", "Mở"))
        if self._found is not None and self._found.keys:
            warning = current_theme().warning
            self._tasks.addWidget(self._line_task("key", warning, self._found.keys, "system", "Xem", KEYS))
        if self._found is not None and self._found.left.words:
            text = f"{self._found.left.words} cho kỳ {self.session.card.period}."
            self._tasks.addWidget(self._line_task("clock", current_theme().accent, text, "rollover", "Rà soát"))
        rows = list({item.group: item for item in reversed(self.session.findings)}.values())[::-1]
        if not self.session.has_checked:
            self._tasks.addWidget(label("Đang rà soát…", "soft"))
        elif not rows:
            self._tasks.addWidget(label("Không có lỗi, cảnh báo nào. Có thể xem biểu rồi nộp báo cáo.", "good"))
        for item in rows[:_MOST_TASKS]:
            self._tasks.addWidget(self._task(item, sum(other.group == item.group for other in self.session.findings)))
        if len(rows) > _MOST_TASKS:
            more = f"Xem tất cả {len(rows)} nguyên nhân"
            self._tasks.addLayout(row(button(more, "review", lambda: self.session.go("review"), "plain"), 1))
        if self._found is not None:
            self._show_steps(self._found)

    def _task(self, item: FindingRow, count: int) -> QWidget:
        theme = current_theme()
        colour = {"error": theme.danger, "warning": theme.warning}.get(item.severity, theme.soft)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(sign(ICONS[item.severity], colour))
        text = f"{item.title or item.sentence} ({count} dòng)" if count > 1 else item.sentence
        words = label(text)
        words.setMinimumWidth(120)
        layout.addWidget(words, 1)
        go = button("Xem" if count > 1 else "Sửa", "jump", lambda: self._go(item, count), "plain")
        go.setAccessibleName(f"{'Xem' if count > 1 else 'Sửa'}: {text}")
        layout.addWidget(go)
        return line

    def _line_task(
        self, picture: str, colour: str, text: str, screen: str, verb: str, place: Place | None = None
    ) -> QWidget:
        """A task that is done on a screen of its own."""
        line = QWidget()
        go = button(verb, "jump", partial(self.session.go, screen, place), "plain")
        go.setAccessibleName(f"{verb}: {text}")
        told = label(text)
        told.setMinimumWidth(120)
        layout = row(sign(picture, colour))
        layout.addWidget(told, 1)
        layout.addWidget(go)
        layout.setContentsMargins(0, 2, 0, 2)
        line.setLayout(layout)
        return line

    def _explain(self, ref: str) -> None:
        """Who is behind a figure; behind the number of all people stands their list."""
        if ref:
            explain_figure(self, self.session, ref)
        else:
            self.session.go("people")

    def _go(self, item: FindingRow, count: int) -> None:
        if count > 1:
            self.session.go("review")
        else:
            self.session.go("", Place(item.table, item.record, item.field))

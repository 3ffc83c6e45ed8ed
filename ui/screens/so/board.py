"""Theo dõi nộp báo cáo: which unit stands where and for how long, who is missing, and a jump to its package."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QApplication, QCheckBox, QSizePolicy

from app.commands.figures.behind_province import Question
from app.commands.figures.watching import STATES
from app.commands.office.doubles import CROSSCHECK, double_words
from app.domain.findings import Place
from app.domain.periods import parse_period
from app.plan.figure_refs import line_ref
from app.vietnamese.dates import write_date
from app.workspace import Notice, Outcome
from ui.figures.boundaries_choice import BoundariesChoice
from ui.look.flow_layout import flowing
from ui.look.widgets import button, label
from ui.records.model import ListColumn
from ui.screens.so.behalf_dialog import BehalfDialog
from ui.screens.so.board_dialogs import ExemptDialog, ReminderDialog
from ui.screens.so.board_now import GATHERED
from ui.screens.so.board_query import BOARD_INDICATORS, OVERDUE, Board, board
from ui.screens.so.chips import Chips, choice
from ui.screens.so.exceptions import ExceptionDialog
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.queries import periods
from ui.screens.so.rows import Row
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset(
    {"received", "receipt", "enrolment", "exception", "exemption", "reminder", "setting", "reorganisation"}
)
_UNIT_KINDS: Final = (("", "Mọi loại đơn vị"), ("administrative", "Xã, phường"), ("agency", "Cơ quan cấp tỉnh"))
_FIRST: Final = 7
"""Column of the first indicator."""
COLUMNS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Tình trạng", width=216),
    ListColumn("Ngày", width=86),
    ListColumn("Lần", right=True, width=44),
    ListColumn("Mức", width=84),
    ListColumn("Lỗi", right=True, width=44),
    ListColumn("Cảnh báo", right=True, width=76),
    *(ListColumn(code, right=True, width=56) for code in BOARD_INDICATORS),
    ListColumn("So với gói trước", width=126),
    ListColumn("Phiếu", width=70),
)


class BoardScreen(Screen):
    """The board of one period."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Theo dõi nộp báo cáo")
        self.setProperty("help", "so_theo_doi")
        self._board: Board | None = None
        self._note = ""
        self.period = choice("Kỳ báo cáo")
        self.period.activated.connect(lambda _: self.reload())
        self._copy = button("Chép danh sách chưa gửi", "paste", self.copy_missing)
        self._open = button("Mở gói", "jump", self._open_package)
        self._open.setEnabled(False)
        self._late = button("Cho phép nộp muộn…", "clock", self.open_exception)
        self._late.setEnabled(False)
        self._exempt = button("Không thuộc diện…", "cross", self.open_exemption)
        self._exempt.setEnabled(False)
        self._behalf = button("Nhập thay…", "pencil", self.open_behalf)
        self._behalf.setEnabled(False)
        self._letters = button("Công văn đôn đốc…", "file", self.open_reminders, "primary")
        self._letters.setEnabled(False)
        self.kind = choice("Loại đơn vị", _UNIT_KINDS)
        self.kind.activated.connect(lambda _: self._narrow())
        self.overdue = QCheckBox("Quá hạn")
        self.overdue.toggled.connect(lambda _: self._narrow())
        self.boundaries = BoundariesChoice()
        self.boundaries.switched.connect(self.reload)
        chosen = (label("Kỳ", "soft", wrap=False), self.period, self.boundaries)
        for widget in (*chosen, self._letters):
            self.tools.addWidget(widget)
        self.summary = label("", "soft")
        self.chips = Chips("Lọc theo tình trạng")
        self.chips.chosen.connect(lambda _: self._narrow())
        self.panel = RowsPanel(
            "Đơn vị và tình trạng nộp báo cáo",
            COLUMNS,
            empty="Chưa có đơn vị nào phải nộp ở kỳ này. Mở đợt báo cáo ở mục Đơn vị.",
            picture="board",
            pill_column=1,
        )
        for filtered in (self.kind, self.overdue, self._copy, self._open):
            self.panel.tools.addWidget(filtered)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.wanted.connect(self._on_wanted)
        self.doubles = label("", "warning")
        self.doubles.hide()
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.body.addWidget(flowing(self.summary, self._behalf, self._late, self._exempt))
        self.body.addWidget(self.doubles)
        self.body.addWidget(self.chips)
        self.body.addWidget(self.panel, 1)
        session.changed.connect(self._on_changed)
        session.ask(self, "periods", periods, self._on_periods)

    def shown(self) -> None:
        """The cursor stands in the list."""
        self.panel.take_keys()

    def reload(self) -> None:
        """Reads the board of the chosen period."""
        period, now = self.period.currentData() or "", self.boundaries.now
        self.session.ask(self, "board", lambda ws: board(ws, period, now=now), self._show)
        if period:
            self.session.ask(self, "doubles", lambda ws: double_words(ws, parse_period(period)), self._on_doubles)

    def copy_missing(self) -> None:
        """Puts the names of units that sent nothing on the clipboard, one a line, for a letter."""
        if self._board is not None:
            QApplication.clipboard().setText("\n".join(self._board.missing))
            self._say(f"Đã chép tên {len(self._board.missing)} đơn vị chưa gửi; dán vào công văn.")

    def open_exception(self) -> None:
        """Asks for the reason why the chosen unit may report late."""
        chosen = self.panel.current()
        if chosen is not None and self._board is not None:
            period = str(self._board.period)
            ExceptionDialog(self.session, chosen.key, chosen.cells[0], period, self).open()

    def open_exemption(self) -> None:
        """Asks why the chosen unit owes nothing, or takes that back."""
        chosen = self.panel.current()
        if chosen is not None and self._board is not None:
            ExemptDialog(self.session, chosen, str(self._board.period), self).open()

    def open_behalf(self) -> None:
        """Asks what the chosen unit sent on paper, and makes its working store."""
        chosen = self.panel.current()
        if chosen is not None:
            BehalfDialog(self.session, chosen.key, chosen.cells[0], self).open()

    def open_reminders(self) -> None:
        """Asks which units get a letter, then writes the letters into a folder."""
        if self._board is not None and self._board.behind:
            dialog = ReminderDialog(self.session, self._board, self.panel.current(), self)
            dialog.given.connect(lambda params: self.session.run("remind", self._on_written, **params))
            dialog.open()

    def _on_doubles(self, words: str) -> None:
        self.doubles.setText(words)
        self.doubles.setVisible(bool(words))

    def _on_written(self, outcome: Outcome) -> None:
        self._note = outcome.message
        self.reload()

    def _on_periods(self, found: tuple[str, ...]) -> None:
        self.period.clear()
        for period in found:
            self.period.addItem(period, period)
        self.reload()

    def _show(self, found: Board) -> None:
        self._board = found
        total = len(found.rows)
        left = (found.due - found.today).days
        due = f"còn {left} ngày đến hạn" if left > 0 else f"quá hạn {-left} ngày" if left < 0 else "hôm nay là hạn"
        self._say(
            f"{found.arrived}/{total} đơn vị đã gửi · {found.accepted}/{total} đã chấp nhận số liệu · "
            f"{len(found.missing)} chưa gửi · {due} {write_date(found.due.isoformat())}"
            + (f" · {found.overdue} đơn vị quá hạn" if found.overdue else "")
            + "".join(f"\n{more}" for more in (found.boundaries, self._note) if more)
        )
        shown = [(state, f"{STATES[state]} ({count})") for state, count in found.counts.items() if count]
        self.chips.show_choices([("", f"Tất cả ({total})"), *shown])
        self._narrow()
        self.panel.model.retitle({_FIRST + number: title for number, title in enumerate(found.numbers) if title})
        self.panel.set_rows(found.shown)
        self.boundaries.tell(found.boundaries, moved=bool(found.boundaries))
        self.summary.setToolTip("Chưa gửi: " + ", ".join(found.missing) if found.missing else "")
        self._copy.setText(f"Chép danh sách chưa gửi ({len(found.missing)})")
        self._copy.setEnabled(bool(found.missing))
        self.overdue.setText(f"Quá hạn ({found.overdue})" if found.overdue else "Quá hạn")
        self._letters.setText(f"Công văn đôn đốc ({len(found.behind)})…" if found.behind else "Công văn đôn đốc…")
        self._letters.setEnabled(bool(found.behind))

    def _narrow(self) -> None:
        tags = (self.chips.key, self.kind.currentData(), OVERDUE if self.overdue.isChecked() else "")
        self.panel.keep(tag for tag in tags if tag)

    def _say(self, text: str) -> None:
        self.summary.setText(text)

    def _on_chosen(self, chosen: Row | None) -> None:
        self._open.setEnabled(chosen is not None and bool(chosen.source))
        one = chosen is not None and GATHERED not in chosen.tags
        self._behalf.setEnabled(one)
        self._late.setEnabled(one)
        self._exempt.setEnabled(one)

    def _on_wanted(self, chosen: Row) -> None:
        """On a number of an indicator: where it comes from; elsewhere the package."""
        number = self.panel.view.currentIndex().column() - _FIRST
        counted = 0 <= number < len(BOARD_INDICATORS) and any(map(str.isdigit, chosen.cells[_FIRST + number]))
        if not counted or GATHERED in chosen.tags or self._board is None:
            self._open_package()
            return
        code, period = BOARD_INDICATORS[number], str(self._board.period)
        title = f"{self.panel.model.columns[_FIRST + number].title}  {chosen.cells[0]}"
        question = Question(title, line_ref(code), period=period, package=str(chosen.source))
        ExplainDialog(self.session, question, self).open()

    def _open_package(self) -> None:
        chosen = self.panel.current()
        if chosen is not None and chosen.source:
            self.session.go("so_inbox", Place("received", chosen.source))

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & (_KINDS | {CROSSCHECK}):
            self.reload()

"""Số liệu đã chốt: codes that were frozen, a code typed from the foot of a form, and what has changed since."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTabWidget

from app.commands.figures.behind_province import Question
from app.domain.findings import Place
from app.plan.figure_refs import line_ref
from app.workspace import Notice, Outcome
from ui.figures.figure_dialog import explain_figure
from ui.look.messages import choose_file, choose_file_to_write, show_done
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, card, empty_state, label, pill, row
from ui.records.model import ListColumn
from ui.screens.frozen_data import Shown, codes, photographed, shown
from ui.screens.frozen_dialog import FreezeDialog, ReopenDialog
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset({"frozen", "closed", "received", "sent", "setting"})
_FILES: Final = "PDF (*.pdf);;Excel (*.xlsx);;Word (*.docx)"
_PHOTOGRAPHS: Final = "Ảnh, PDF (*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp *.pdf)"
_CODES: Final = (
    ListColumn("Mã"),
    ListColumn("Kỳ", width=62),
    ListColumn("Đơn vị", right=True, width=66),
    ListColumn("Ngày", width=92),
    ListColumn("Tình trạng", width=116),
)
_LINES: Final = (
    ListColumn("Chỉ tiêu khi chốt"),
    ListColumn("Tử/mẫu", right=True, width=84),
    ListColumn("%", right=True, width=64),
    ListColumn("Đánh giá", width=120),
)
_CHANGES: Final = (
    ListColumn("Thay đổi"),
    ListColumn("Khi chốt", right=True, width=120),
    ListColumn("Hiện nay", right=True, width=120),
    ListColumn("±", right=True, width=56),
)
_EVENTS: Final = (
    ListColumn("Lúc"),
    ListColumn("Việc", width=120),
    ListColumn("Ai", width=140),
    ListColumn("Lý do", width=260),
)


class FrozenScreen(Screen):
    """Codes on the left, the chosen or typed one on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Số liệu đã chốt")
        self.setProperty("help", "chot_so_lieu")
        self._shown: Shown | None = None
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("Mã đối chiếu ở chân biểu")
        self.typed.setAccessibleName("Mã đối chiếu ở chân biểu")
        self.typed.setMinimumWidth(210)
        self.typed.returnPressed.connect(self.open_typed)
        freeze = button("Chốt số liệu…", "lock", self.freeze, "primary")
        photograph = button("Ảnh chụp biểu…", "file", self.open_photograph)
        photograph.setToolTip("Đọc mã QR ở chân biểu trong ảnh chụp hoặc bản quét: giấy và gói có khớp nhau không")
        for widget in (self.typed, button("Mở mã", "search", self.open_typed), photograph, freeze):
            self.tools.addWidget(widget)
        self.codes = RowsPanel(
            "Các bản chốt số liệu",
            _CODES,
            empty="Chưa chốt số liệu kỳ nào. Khi số liệu của kỳ đã đủ, nhấn «Chốt số liệu…».",
            pill_column=4,
        )
        self.title = label("", "subtitle")
        self.state = pill("")
        self.about = label("", "soft")
        self.indicators = RowsPanel("Chỉ tiêu khi chốt", _LINES, empty="Không có chỉ tiêu.", pill_column=3)
        self.changes = RowsPanel("Thay đổi từ khi chốt", _CHANGES, empty="Từ khi chốt đến nay không có gì thay đổi.")
        self.events = RowsPanel("Lịch sử của bản chốt", _EVENTS, empty="Báo cáo này chưa chốt.")
        self.save = button("Lưu biểu…", "save", self._on_save)
        self.reopen = button("Mở lại kỳ…", "undo", self._on_reopen)
        self.tabs = QTabWidget()
        self._right = QStackedWidget()
        self._arrange()
        self.codes.chosen.connect(self._on_chosen)
        self.indicators.wanted.connect(self._on_indicator)
        session.changed.connect(self._on_changed)
        self.reload()

    def shown(self) -> None:
        """The cursor stands in the line for a code."""
        self.typed.setFocus()

    def reload(self) -> None:
        """Reads the codes."""
        self.session.ask(self, "codes", codes, self.codes.set_rows)

    def freeze(self) -> None:
        """Asks what is missing and why, then freezes."""
        self._open(FreezeDialog(self.session, "", self))

    def go(self, place: Place) -> None:
        """Shows a code."""
        self.codes.choose(place.record)
        self.open_code(place.record)

    def open_typed(self) -> None:
        """Opens the typed code."""
        if self.typed.text().strip():
            self.open_code(self.typed.text())

    def open_photograph(self) -> None:
        """Asks for a photograph of a form and shows what its code stands for."""
        if (path := choose_file(self, "Ảnh chụp hoặc bản quét của biểu", _PHOTOGRAPHS)) is not None:
            self.session.ask(self, "shown", lambda ws: photographed(ws, path), self._show)

    def open_code(self, code: str) -> None:
        """Shows a code."""
        self.session.ask(self, "shown", lambda ws: shown(ws, code), self._show)

    def _arrange(self) -> None:
        detail, inside = card(margin=12)
        head = row(self.title, self.state, self.save, self.reopen)
        head.setStretch(0, 1)
        inside.addLayout(head)
        inside.addWidget(self.about)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for panel, title in (
            (self.indicators, "Chỉ tiêu"),
            (self.changes, "Thay đổi từ khi chốt"),
            (self.events, "Ai, lúc nào, vì sao"),
        ):
            self.tabs.addTab(panel, title)
        for panel in (self.indicators, self.events):
            panel.line.hide()
            panel.count.hide()
        self.changes.wrap()
        self.events.wrap()
        inside.addWidget(self.tabs, 1)
        split = TurningSplitter(SPLIT_AT)
        self._right.addWidget(empty_state("Chọn một bản chốt, hoặc gõ mã ở chân biểu rồi nhấn Enter.", "lock"))
        self._right.addWidget(detail)
        split.addWidget(self.codes)
        split.addWidget(self._right)
        split.setSizes([440, 720])
        self.body.addWidget(split, 1)

    def _show(self, found: Shown) -> None:
        self._shown = found
        self._right.setCurrentIndex(1)
        self.title.setText(found.title)
        self.state.setText(found.state)
        self.about.setText("\n".join(found.lines))
        self.indicators.set_rows(found.indicators)
        self.changes.set_rows(found.changes)
        self.events.set_rows(found.events)
        self.tabs.setTabText(1, f"Thay đổi từ khi chốt ({len(found.changes)})")
        self.save.setVisible(found.printable)
        self.reopen.setVisible(found.closes)

    def _on_chosen(self, chosen: Row | None) -> None:
        if chosen is not None:
            self.open_code(chosen.key)

    def _on_indicator(self, chosen: Row) -> None:
        """Who is behind an indicator as it was frozen."""
        found = self._shown
        if found is None or not found.frozen:
            return
        if self.session.card.mode == "unit":
            explain_figure(self, self.session, line_ref(chosen.key), found.code)
        else:
            question = Question(chosen.cells[0], line_ref(chosen.key), frozen=found.code)
            ExplainDialog(self.session, question, self).open()

    def _on_save(self) -> None:
        found = self._shown
        path = choose_file_to_write(self, "Lưu biểu của mã này", f"Bieu-{found.code}.pdf", _FILES) if found else None
        if found is not None and path is not None:
            self.session.run("show", lambda outcome: self._on_saved(outcome, str(path)), code=found.code, out=path)

    def _on_saved(self, outcome: Outcome, path: str) -> None:
        show_done(self, "Đã lưu biểu", f"{outcome.message}\n{path}")

    def _on_reopen(self) -> None:
        if self._shown is not None:
            self._open(ReopenDialog(self.session, self._shown.code, self._shown.period, self))

    def _open(self, dialog: FreezeDialog | ReopenDialog) -> None:
        dialog.done_with.connect(self.codes.choose)
        dialog.done_with.connect(self.open_code)
        dialog.open()

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS:
            self.reload()
            if self._shown is not None:
                self.open_code(self._shown.code)

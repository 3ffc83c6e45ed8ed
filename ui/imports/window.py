"""The window of one import: what will happen before anything happens, what is asked, then one transaction.

Hides that each decision makes the dry run again in the store thread, and that the answer to an older one is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import Cancelled
from app.vietnamese.numbers import integer
from app.workspace import Outcome
from ui.imports.answer import Answer, Sheet, dry_run, stamp_of, work_on
from ui.imports.decisions import Decisions
from ui.imports.done import DonePage
from ui.imports.head import Head
from ui.imports.letters_page import LettersPage
from ui.imports.room import Room
from ui.imports.rows_model import rows_of
from ui.imports.runs import Runs
from ui.imports.sheet_page import SheetPage
from ui.imports.tabs import ImportTabs
from ui.lists.findings_view import FindingsView
from ui.look.messages import choose_file_to_write, show_done
from ui.look.shortcuts import bind
from ui.look.widgets import button, choices, empty_state, label, row
from ui.work.actions import title_of
from ui.work.help import HelpPanel
from ui.work.progress_panel import ProgressPanel
from ui.work.queries import FindingRow
from ui.work.session import Session

_SIZE: Final = (1240, 690)
_MOST_FINDINGS: Final = 300
_OWN_SUFFIXES: Final = (".xlsx", ".xlsm", ".csv", ".tsv")
"""Kinds of files of which a copy of the same kind is made; of others a workbook."""
_PAGES: Final = ("letters", "findings")
"""Keys of the pages after the sheets."""
_ALL_SHEETS: Final = "Mọi trang tính"


class ImportDialog(QDialog):
    """Head, one tab for each sheet, tabs for letters and findings, and the foot with what can be done."""

    def __init__(self, parent: QWidget, session: Session, path: Path, answer: Answer) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Nhập từ Excel: {path.name}")
        self._session = session
        self._path = path
        self._answer = answer
        self._decisions = Decisions()
        self._shown_by = self._decisions.now
        self._wanted = ""
        self._findings_of: Answer | None = None
        self._sheets = answer.names
        self._make_parts()
        self._arrange()
        self._connect()
        self._show(answer)
        room = parent.window().size()
        self.resize(min(_SIZE[0], max(room.width() - 24, 640)), min(_SIZE[1], max(room.height() - 24, 360)))

    @property
    def answer(self) -> Answer:
        """The newest answer."""
        return self._answer

    @property
    def is_asking(self) -> bool:
        """Whether a dry run or the import itself is under way."""
        return self._runs.is_busy

    def ask_again(self) -> None:
        """Makes the dry run again with what was decided; an older one is stopped and its answer dropped."""
        choices = self._decisions.now
        self.take.setEnabled(False)
        self._busy.setText("Đang xem lại với lựa chọn mới…")

        def on_done(answer: Answer) -> None:
            self._shown_by = choices
            self._show(answer)

        def on_failed(wrong: Exception) -> None:
            self._decisions.now = self._shown_by  # what could not be read is not taken
            self._show(self._answer)
            self._tell(wrong)

        self._runs.start("Xem trước", dry_run(self._path, choices), on_done, on_failed)

    def choose_filter(self, key: str) -> None:
        """Shows the rows of a fate (the same again: of every fate), or by a key of `_PAGES` that page."""
        if key in _PAGES:
            self.tabs.show_page(key)
            self.head.mark(self._wanted)
            (self.letters.view if key == "letters" else self.findings).setFocus()
            return
        self._wanted = "" if key == self._wanted else key
        self.head.mark(self._wanted)
        self.tabs.show_answer(self._answer, self._wanted)
        here = self._shown_sheet()
        with_rows = [place for place, sheet in enumerate(self._answer.sheets) if rows_of(sheet, self._wanted)]
        if (here is None or not rows_of(here, self._wanted)) and with_rows:
            self.tabs.setCurrentIndex(with_rows[0])
        self._show_tab()
        self.page.view.setFocus()

    def _make_parts(self) -> None:
        self.head = Head()
        self.sheet = choices("Trang tính sẽ đọc", ((_ALL_SHEETS, ""), *((name, name) for name in self._sheets)))
        self.tabs = ImportTabs()
        self.page = SheetPage(self._decisions)
        self.letters = LettersPage()
        self.findings = FindingsView()
        self.no_findings = empty_state("Nhập các dòng này không sinh lỗi hay cảnh báo nào.", "good")
        self.more_findings = label("", "soft")
        self.found_page = QWidget()
        lines = QVBoxLayout(self.found_page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.findings, 1)
        lines.addWidget(self.more_findings)
        self.pages = QStackedWidget()
        for part in (self.page, self.letters, self.found_page, self.no_findings):
            self.pages.addWidget(part)
        self.progress = ProgressPanel()
        self._runs = Runs(self, self._session, self.progress)
        self._help = HelpPanel(self._session, self)
        self.foot = label("", "soft")
        self._busy = label("", "soft", wrap=False)
        self.take = button("", "check", self._on_take, "primary")
        self.reject_file = button("&Ghi tệp các dòng không nhận…", "save", self._on_return)
        self.done_page = DonePage(self._session, self._on_return)

    def _arrange(self) -> None:
        preview = QWidget()
        layout = QVBoxLayout(preview)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.file = label(self._path.name, "subtitle", wrap=False)
        self.notices = label("", "warning")
        sheets = row(label("Đọc:", "", wrap=False), self.sheet)
        self.sheet.setVisible(len(self._sheets) > 1)
        layout.addLayout(row(self.file, 1, *((sheets,) if len(self._sheets) > 1 else ())))
        layout.addWidget(self.head)
        layout.addWidget(self.notices)
        layout.addWidget(self.tabs)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.progress)
        self.foot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout.addLayout(
            row(self.foot, self._busy, self.reject_file, button("Không nhập  Esc", "", self.reject), self.take)
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(preview)
        self.stack.addWidget(self.done_page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addWidget(Room(self.stack))

    def _connect(self) -> None:
        self.head.chosen.connect(self.choose_filter)
        self.sheet.activated.connect(self._on_sheet)
        self.tabs.currentChanged.connect(self._show_tab)
        self.page.decided.connect(self.ask_again)
        self.page.letters_wanted.connect(self._on_letters_wanted)
        self.letters.decided.connect(self._on_letters)
        self.findings.wanted.connect(self._on_finding)
        self.done_page.closed.connect(self.accept)
        bind(
            self,
            {
                "next question": self._go_next,
                "take import": self.take.click,
                "next sheet": partial(self.tabs.step, 1),
                "last sheet": partial(self.tabs.step, -1),
                "import help": self._show_help,
            },
        )

    def _show(self, answer: Answer) -> None:
        self._answer = answer
        self._busy.setText("")
        self.notices.setText(" ".join(answer.notices))
        self.notices.setVisible(bool(answer.notices))
        self.sheet.setCurrentIndex(max(self.sheet.findData(self._decisions.now.sheet), 0))
        self.head.show_counters(answer.counters)
        if self._wanted and not self.head.figures[self._wanted].number:
            self._wanted = ""  # the last row of that kind was answered
        self.head.mark(self._wanted)
        self.letters.show_letters(answer.letters, self._decisions.now.texts)
        self.tabs.show_answer(self._answer, self._wanted)
        self._show_tab()
        self._show_foot()

    def _show_findings(self) -> None:
        if self._findings_of is self._answer:
            return
        self._findings_of = self._answer
        found = self._answer.findings
        self.findings.show_rows(found[:_MOST_FINDINGS])
        self.more_findings.setVisible(len(found) > _MOST_FINDINGS)
        self.more_findings.setText(
            f"Đang hiện {_MOST_FINDINGS} điều nặng nhất trong {integer(len(found))}; "
            "nhập xong xem đủ ở màn hình Rà soát số liệu."
        )

    def _show_foot(self) -> None:
        counters = self._answer.counters
        self.take.setText(f"Nhập {integer(self._answer.writes)} dòng  Ctrl+Enter")
        self.take.setEnabled(self._answer.writes > 0)
        self.reject_file.setVisible(counters["rejected"] > 0)
        if not self._answer.writes:
            words = "Không có gì để nhập: mọi dòng đã có trong sổ hoặc không nhận được."
            if not counters["rejected"]:
                words = "Không có gì để nhập: mọi dòng đã có trong sổ."
        else:
            words = "Tất cả vào cùng một lần, có tên trong lịch sử; một Ctrl+Z lấy lại cả lần nhập."
        if counters["waiting"]:
            words += f" {counters['waiting']} dòng chưa trả lời sẽ không vào; ghi ra tệp để làm sau cũng được."
        self.foot.setText(words)

    def _shown_sheet(self) -> Sheet | None:
        place = self.tabs.currentIndex()
        return self._answer.sheets[place] if 0 <= place < len(self._answer.sheets) else None

    def _show_tab(self) -> None:
        sheet = self._shown_sheet()
        if sheet is not None:
            self.page.show_sheet(sheet, self._wanted)
            self.pages.setCurrentWidget(self.page)
        elif self.tabs.currentIndex() == len(self._answer.sheets):
            self.pages.setCurrentWidget(self.letters)
        else:
            self._show_findings()
            self.pages.setCurrentWidget(self.found_page if self._answer.findings else self.no_findings)

    def _go_next(self) -> None:
        """The next thing that waits: on the letters a doubtful cell, else a row, on another sheet if need be."""
        if self.pages.currentWidget() is self.letters:
            self.letters.go_next()
            return
        if self.pages.currentWidget() is self.page and self.page.go_next():
            return
        place = next((n for n, sheet in enumerate(self._answer.sheets) if rows_of(sheet, "waits")), -1)
        if place >= 0:
            self.tabs.setCurrentIndex(place)
            self.page.go_next()

    def _on_sheet(self) -> None:
        self._decisions.choose_sheet(str(self.sheet.currentData()))
        self.ask_again()

    def _on_letters_wanted(self, key: tuple[str, int]) -> None:
        self.choose_filter("letters")
        self.letters.choose_row(key)

    def _on_letters(self, key: tuple[str, int, int], text: str) -> None:
        self._decisions.choose_text(key, text)
        self.ask_again()

    def _on_finding(self, found: FindingRow) -> None:
        """Goes to the row of the file from which the record comes."""
        for place, sheet in enumerate(self._answer.sheets):
            for item in sheet.rows:
                if found.record in item.records:
                    self._wanted = ""
                    self.head.mark("")
                    self.tabs.show_answer(self._answer, self._wanted)
                    self.tabs.setCurrentIndex(place)
                    self.page.choose_row(item.key)
                    return

    def _on_take(self) -> None:
        if stamp_of(self._path) != self._answer.stamp:
            show_done(self, "Tệp vừa được sửa", "Tệp đã thay đổi sau khi xem trước; đang đọc lại. Xem rồi hãy nhập.")
            self.ask_again()
            return
        self._busy.setText("Đang nhập…")
        self._lock(locked=True)

        def on_done(outcome: Outcome) -> None:
            self.done_page.show_outcome(outcome)
            self.stack.setCurrentWidget(self.done_page)

        def on_late(outcome: Outcome) -> None:
            if shiboken6.isValid(host):
                show_done(host, "Đã nhập xong", f"{outcome.message} Đã nhập trước khi kịp dừng; Ctrl+Z để lấy lại.")

        host = self.parentWidget()
        self._start("import", on_done, on_late)

    def _lock(self, *, locked: bool) -> None:
        """While the records are written nothing can be decided any more."""
        for part in (self.head, self.sheet, self.tabs, self.pages, self.take, self.reject_file):
            part.setEnabled(not locked)

    def _on_return(self) -> None:
        suffix = self._path.suffix.lower() if self._path.suffix.lower() in _OWN_SUFFIXES else ".xlsx"
        name = f"{self._path.stem} - không nhận{suffix}"
        target = choose_file_to_write(self, "Ghi tệp các dòng không nhận", name, f"Bảng tính (*{suffix})")
        if target is None:
            return
        self._busy.setText("Đang ghi tệp…")

        def on_done(outcome: Outcome) -> None:
            self._busy.setText("")
            show_done(self, "Đã ghi tệp", f"{outcome.message} Tệp gốc không bị sửa.")

        self._start("returned", on_done, out=target)

    def _start(
        self, name: str, then: Callable[[Outcome], None], late: Callable[[Outcome], None] | None = None, **more: Any
    ) -> None:
        """Runs a command on the file with what was decided."""
        work = work_on(name, self._path, self._decisions.now, **more)
        self._runs.start(title_of(name), work, then, self._on_failed, late)

    def _on_failed(self, wrong: Exception) -> None:
        self._busy.setText("")
        self._lock(locked=False)
        self._show_foot()
        self._tell(wrong)

    def _tell(self, wrong: Exception) -> None:
        if not isinstance(wrong, Cancelled):
            self._session.tell(wrong)

    def showEvent(self, event: QShowEvent) -> None:
        """The rows take the keys."""
        super().showEvent(event)
        self.page.view.setFocus()

    def _show_help(self) -> None:
        self._help.show_for("import_excel")

    def done(self, result: int) -> None:
        """Closing stops what is under way; it then leaves nothing half done."""
        self._runs.stop()
        super().done(result)

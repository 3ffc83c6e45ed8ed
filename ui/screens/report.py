"""Báo cáo: its paragraphs by section, generated or a person's, an editor beside them, and the pages as printed.

What was typed is kept when another paragraph is chosen; regeneration never takes it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands.papers.composing import beginning
from app.workspace import Notice, Outcome
from ui.figures.report_query import ParagraphRow, report_pdf, report_periods, report_rows
from ui.look.messages import choose_file_to_write, show_done
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import button, choices, label, restyle, row
from ui.pdf.view import PdfView
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = "PDF (*.pdf);;Word (*.docx)"
_KEY: Final = int(Qt.ItemDataRole.UserRole) + 1
_PAPER: Final = 1
_SHOWN: Final = 90
_STATE_WIDTH: Final = 150
_PILLS: Final = {"generated": "pillSoft", "edited": "pillGood", "stale": "pillWarning", "omitted": "pillWarning"}
_SHORT: Final = {"generated": "tự sinh", "edited": "đã sửa", "stale": "số liệu đã đổi", "omitted": "đã bỏ"}
NUMBER: Final = re.compile(r"[IVX]+(\.\d+)?(\.[a-d])?")
"""The key of a paragraph that is its number on paper too."""
_GONE: Final = "Để trống là bỏ đoạn này khỏi báo cáo; gõ lại, hoặc bấm “Lấy lại câu tự sinh” để đưa vào."
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


class ReportScreen(Screen):
    """Paragraphs on the left, the chosen one on the right; the second tab shows the pages."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Báo cáo")
        self.setProperty("help", "bao_cao")
        self._rows: dict[str, ParagraphRow] = {}
        self._key = ""
        self._stale = True
        self.period = choices("Kỳ của báo cáo", ((session.card.period, session.card.period),))
        self.list = QTreeWidget()
        self.editor = QPlainTextEdit()
        self.generated = QPlainTextEdit()
        self.title = label("", "subtitle")
        self.state = label("", "pillSoft", wrap=False)
        self.told = label("Câu tự sinh theo số liệu hiện nay", "soft")
        self.keep = button("Ghi đoạn  Ctrl+Enter", "save", self.write, "primary")
        self.reset = button("Lấy lại câu tự sinh", "undo", self._on_reset)
        self.paper = PdfView()
        self.tabs = QTabWidget()
        self._arrange()
        self.list.currentItemChanged.connect(lambda now, _: self._on_chosen(now))
        self.list.itemActivated.connect(lambda *_: self.editor.setFocus())
        self.period.currentIndexChanged.connect(lambda _: self._on_period())
        self.tabs.currentChanged.connect(lambda _: self._renew())
        self.editor.installEventFilter(self)
        session.changed.connect(self._on_changed)
        session.ask(self, "periods", report_periods, self._on_periods)

    def shown(self) -> None:
        """Reads anew where records have changed meanwhile."""
        if self._stale:
            self._renew()
        self.list.setFocus()

    def write(self) -> None:
        """Keeps what was typed for the chosen paragraph."""
        if self.is_edited:
            text, key = self.editor.toPlainText(), self._key
            self.session.write("report edit", lambda _: None, key=key, text=text, period=self._chosen_period)

    @property
    def is_edited(self) -> bool:
        """Something else stands in the editor than on paper."""
        found = self._rows.get(self._key)
        typed = self.editor.toPlainText()
        return found is not None and typed.strip() != found.text and (bool(typed.strip()) or found.may_go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps and goes to the next paragraph, Esc goes back to the list."""
        if watched is self.editor and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CONTROL:
                self.write()
                self._next()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is kept."""
        self.write()
        super().hideEvent(event)

    @property
    def _chosen_period(self) -> str:
        return str(self.period.currentData() or self.session.card.period)

    def _arrange(self) -> None:
        self.period.setMinimumWidth(150)
        self.list.setAccessibleName("Các đoạn của báo cáo")
        self.list.setColumnCount(2)
        self.list.setHeaderLabels(["Đoạn", "Tình trạng"])
        self.list.setRootIsDecorated(True)
        self.list.setUniformRowHeights(True)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        self.list.setColumnWidth(1, _STATE_WIDTH)
        self.editor.setAccessibleName("Nội dung của đoạn")
        self.editor.setTabChangesFocus(True)
        self.generated.setAccessibleName("Câu tự sinh theo số liệu hiện nay")
        self.generated.setReadOnly(True)
        self.generated.setTabChangesFocus(True)
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(8, 0, 0, 0)
        inside.addLayout(row(self.title, 1, self.state))
        inside.addWidget(self.editor, 3)
        inside.addLayout(row(self.keep, self.reset, 1))
        inside.addWidget(self.told)
        inside.addWidget(self.generated, 2)
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setSizes([560, 560])
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Cách xem")
        self.tabs.addTab(split, "Các đoạn")
        self.tabs.addTab(self.paper, "Trang in")
        self.body.addWidget(self.tabs)
        save = button("Lưu báo cáo…", "save", lambda: self._save("report", "Bao-cao"), "primary")
        letter = button("Công văn…", "letter", lambda: self._save("letter", "Cong-van"))
        sheet = button("Phiếu rà soát…", "review", lambda: self._save("review sheet", "Phieu-ra-soat"))
        for widget in (self.period, sheet, letter, save):
            self.tools.addWidget(widget)

    def _on_periods(self, found: tuple[tuple[str, str], ...]) -> None:
        blocker = QSignalBlocker(self.period)
        self.period.clear()
        for text, name in found:
            self.period.addItem(name, text)
        blocker.unblock()
        self._renew()

    def _on_period(self) -> None:
        self._rows = {}
        self._key = ""
        self._renew()

    def _on_changed(self, _notice: Notice) -> None:
        self._stale = True
        if self.isVisible():
            self._renew()

    def _renew(self) -> None:
        self._stale = False
        period = self._chosen_period
        if self.tabs.currentIndex() == _PAPER:
            self.write()
            self.session.jobs.run(
                "Trang in", lambda ws, progress: report_pdf(ws, progress, period), self.paper.show_pdf
            )
        else:
            self.session.ask(self, "rows", lambda ws: report_rows(ws, period), self._on_rows)

    def _on_rows(self, found: tuple[ParagraphRow, ...]) -> None:
        typed = self.editor.toPlainText() if self.is_edited else None
        key = self._key
        self._rows = {item.key: item for item in found}
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        heading: QTreeWidgetItem | None = None
        for item in found:
            is_head = item.heading and item.level == 1
            parent = None if is_head or item.key.startswith("CV.") else heading
            made = _item(item)
            if parent is None:
                self.list.addTopLevelItem(made)
            else:
                parent.addChild(made)
            heading = made if is_head else heading
        self.list.expandAll()
        blocker.unblock()
        self._choose(key if key in self._rows else next(iter(self._rows), ""))
        if typed is not None and self._key == key:
            self.editor.setPlainText(typed)

    def _choose(self, key: str) -> None:
        found = next((item for item in self._items() if item.data(0, _KEY) == key), None)
        blocker = QSignalBlocker(self.list)
        if found is not None:
            self.list.setCurrentItem(found)
        blocker.unblock()
        self._show(key)

    def _items(self) -> list[QTreeWidgetItem]:
        """All lines from top to bottom."""
        found, item = [], self.list.topLevelItem(0)
        while item is not None:
            found.append(item)
            item = self.list.itemBelow(item)
        return found

    def _on_chosen(self, now: QTreeWidgetItem | None) -> None:
        self.write()
        self._show(str(now.data(0, _KEY)) if now is not None else "")

    def _show(self, key: str) -> None:
        self._key = key
        found = self._rows.get(key)
        self.editor.setEnabled(found is not None)
        if found is None:
            self.editor.clear()
            self.generated.clear()
            return
        self.title.setText(f"Đoạn {_named(found)}")
        self.state.setText(found.label)
        restyle(self.state, _PILLS[found.state])
        self.editor.setPlainText(found.text)
        self.editor.setPlaceholderText(_GONE if found.may_go else "")
        self.generated.setPlainText(found.generated)
        self.reset.setEnabled(found.state != "generated")

    def _next(self) -> None:
        item = self.list.currentItem()
        below = self.list.itemBelow(item) if item is not None else None
        if below is not None:
            self.list.setCurrentItem(below)

    def _on_reset(self) -> None:
        self.editor.setPlainText(self._rows[self._key].text)
        self.session.write("report reset", lambda _: None, key=self._key, period=self._chosen_period)

    def _save(self, command: str, name: str) -> None:
        self.write()
        path = choose_file_to_write(self, "Lưu văn bản", f"{name}-{self._chosen_period}.pdf", _KINDS)
        if path is not None:
            self.session.run(
                command, lambda outcome: self._on_saved(outcome, path), out=path, period=self._chosen_period
            )

    def _on_saved(self, outcome: Outcome, path: Path) -> None:
        show_done(self, "Đã lưu văn bản", f"{outcome.message}\n{path}")


def _named(found: ParagraphRow) -> str:
    """How a paragraph is called: by its number on paper, else by its first words."""
    if NUMBER.fullmatch(found.key):
        return found.key
    return beginning(found.text or found.generated)


def _item(found: ParagraphRow) -> QTreeWidgetItem:
    text = " ".join((found.text or found.generated).split())
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    made = QTreeWidgetItem([f"{found.mark} {short}".strip(), _SHORT[found.state]])
    made.setData(0, _KEY, found.key)
    made.setToolTip(0, text)
    if found.heading:
        font = made.font(0)
        font.setBold(True)
        made.setFont(0, font)
    return made

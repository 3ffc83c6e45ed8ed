"""Tiếp nhận báo cáo: files or folders are dropped, each is its own transaction; then preview, verdict and receipt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.commands.figures.watching import STATES
from app.commands.keys.requests_in import WAITING as WAITING_REQUEST
from app.domain.findings import Place
from app.domain.storage import Document
from app.errors import Cancelled
from app.workspace import Notice, Outcome
from ui.look.messages import choose_folder, confirm
from ui.look.widgets import button, label, restyle, row
from ui.screens.so.chips import Chips
from ui.screens.so.comments import drafts_of
from ui.screens.so.dialogs import FingerprintDialog, ReasonDialog
from ui.screens.so.drop_screen import DropScreen
from ui.screens.so.inbox_actions import (
    CLEAN_QUESTION,
    PackageActions,
    may_accept,
    may_be_checked,
    may_have_receipt,
    may_return,
)
from ui.screens.so.inbox_work import LAID_OUT_MS, receipt_name, scroll_to, told_row, write_receipts
from ui.screens.so.package_view import PackageView
from ui.screens.so.panel import RowsPanel
from ui.screens.so.queries import INBOX_COLUMNS, inbox, state_word
from ui.screens.so.rows import Row
from ui.screens.so.watch import WatchLine
from ui.work.session import Session

_KINDS: Final = frozenset({"received", "receipt", "enrolment", "reorganisation"})
_EMPTY: Final = (
    "Chưa nhận gói nào. Thả tệp .p7m hoặc cả thư mục vào đây, hoặc nhấn «Chọn tệp…».\n"
    "Mỗi tệp được xét riêng; tệp hỏng không ảnh hưởng tệp khác."
)
_CLEAN: Final = "Chấp nhận báo cáo không có phát hiện"


class InboxScreen(DropScreen):
    """The list of packages with the preview under it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Tiếp nhận báo cáo")
        self.setProperty("help", "so_tiep_nhan")
        self._documents: tuple[Row, ...] = ()
        self._told: tuple[Row, ...] = ()
        self._asked_to_see = False
        self.summary = label("", "soft")
        self.chips = Chips("Lọc theo tình trạng")
        self.panel = RowsPanel("Gói đã nhận", INBOX_COLUMNS, empty=_EMPTY, picture="inbox", pill_column=6)
        self.package = PackageView(session)
        self.verdicts = PackageActions()
        self._make_tools()
        self._arrange()
        self.dropped.connect(self.receive)
        self.hovered.connect(lambda words: self._say(words, "good"))
        self.chips.chosen.connect(self._on_filter)
        for signal, done in (
            (self.verdicts.look, self.toggle_preview),
            (self.verdicts.checked, self.note_checked),
            (self.verdicts.accept, self.accept),
            (self.verdicts.send_back, self.ask_return),
            (self.verdicts.receipt, self._save_receipt),
            (self.verdicts.enrol, self.ask_fingerprint),
        ):
            signal.connect(done)
        self.panel.chosen.connect(self._on_chosen)
        self.package.read.connect(self._on_read)
        self.package.comments.counted.connect(lambda drafts: self.verdicts.show_for(self._chosen(), drafts))
        self.panel.wanted.connect(lambda _: self.show_preview(shown=True))
        for keys, slot in (
            ("K", self.note_checked),
            ("A", self.accept),
            ("R", self.ask_return),
            ("P", self._save_receipt),
            ("G", self.ask_fingerprint),
            ("Space", self.toggle_preview),
            ("Escape", lambda: self.show_preview(shown=False)),
        ):
            self.panel.bind(keys, slot)
        session.changed.connect(self._on_changed)
        self.reload()

    def shown(self) -> None:
        """The cursor stands in the list, so that A, R and Space work at once."""
        self.panel.take_keys()

    def go(self, place: Place) -> None:
        """Shows a package."""
        self.chips.choose("")
        self.panel.line.clear()
        self.panel.choose(place.record)
        self.show_preview(shown=True)

    def reload(self) -> None:
        """Reads what was received."""
        self.session.ask(self, "inbox", inbox, self._show)

    def receive(self, paths: Sequence[Path]) -> None:
        """Takes files and folders in."""
        if paths:
            self.session.run("receive", self._on_received, self._on_stopped, paths=list(paths))

    def accept(self) -> None:
        """Accepts the figures of the chosen package."""
        document = self._chosen()
        if document is not None and may_accept(document):
            self.session.run("accept", self._on_done, package=document.id)

    def note_checked(self) -> None:
        """Notes that the chosen package was looked through."""
        document = self._chosen()
        if may_be_checked(document) and document is not None:
            self.session.run("checked", self._on_done, package=document.id)

    def ask_return(self) -> None:
        """Asks for the reason, then returns the chosen package with the comments that were put on it."""
        document = self._chosen()
        if document is not None:
            package, name = document.id, self._unit_name()
            self.session.ask(
                self, "drafts", lambda ws: drafts_of(ws, package), partial(self._ask_reason, document, name)
            )

    def _ask_reason(self, document: Document, name: str, drafts: int) -> None:
        if not may_return(document, drafts):
            return
        found = self.package.sentences(document.id)
        dialog = ReasonDialog(name, found, self, comments=drafts)
        package = document.id
        dialog.given.connect(lambda text: self.session.run("return", self._on_done, package=package, reason=text))
        dialog.open()

    def ask_fingerprint(self) -> None:
        """Asks for the fingerprint of a unit whose first package waits, then enrols it."""
        document = self._chosen()
        if document is None or document.state != "waiting_enrolment":
            return
        dialog = FingerprintDialog(self._unit_name(), str(document.body.get("fingerprint", "")), self)
        dialog.given.connect(lambda text: self.session.run("enrol confirm", self._on_done, fingerprint=text))
        dialog.open()

    def toggle_preview(self) -> None:
        """Shows or hides the preview."""
        self.show_preview(shown=self.package.isHidden())

    def show_preview(self, *, shown: bool) -> None:
        """Shows or hides the preview of the chosen package."""
        self.package.setVisible(shown)
        document = self._chosen()
        if shown:
            self.package.show_package(document.id if document is not None else "")
            self._asked_to_see = True

    def _on_read(self) -> None:
        """Brings a preview into sight that was asked for; who walks through the list stays there."""
        if self._asked_to_see:
            self._asked_to_see = False
            QTimer.singleShot(LAID_OUT_MS, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        self.panel.reveal()
        scroll_to(self.verdicts, self.package)

    def save_receipts(self, documents: Sequence[Document], folder: Path) -> None:
        """Writes receipts into a folder."""
        self.session.jobs.run("Lập phiếu", write_receipts(documents, folder), self._on_done, self._on_stopped)

    def accept_clean(self) -> None:
        """Accepts every waiting package in which nothing was found, each as its own transaction."""
        packages = [item.key for item in self._documents if "clean" in item.tags]
        if packages and confirm(self, "Chấp nhận số liệu", CLEAN_QUESTION.format(len(packages)), "Chấp nhận"):
            self.session.run("accept clean", self._on_done, self._on_stopped, packages=",".join(packages))

    def _make_tools(self) -> None:
        files = button("Chọn tệp…", "import", self.pick_files, "primary")
        self._clean = button(_CLEAN, "good", self.accept_clean)
        self._forget = button("Ẩn tệp đã có, tệp không đọc được", "cross", self._forget_told, "plain")
        self._forget.hide()
        self._all_receipts = button("Lưu phiếu chưa lập…", "save", self._save_all_receipts)
        for widget in (self._clean, self._all_receipts, button("Chọn thư mục…", "folder", self.pick_folder), files):
            self.tools.addWidget(widget)

    def _arrange(self) -> None:
        self.body.addLayout(row(self.summary, self._forget))
        self.body.addWidget(WatchLine(self.session))
        self.body.addWidget(self.chips)
        top = QWidget()
        inside = QVBoxLayout(top)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.panel, 1)
        inside.addWidget(self.verdicts)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(top)
        split.addWidget(self.package)
        split.setChildrenCollapsible(False)
        split.setSizes([330, 290])
        self.package.hide()
        self.body.addWidget(split, 1)
        self._on_chosen(None)
        self._say("")

    def _show(self, rows: tuple[Row, ...]) -> None:
        self._documents = rows
        counts = {state: sum(state in item.tags for item in rows) for state in STATES}
        shown = [(state, f"{state_word(state)} ({count})") for state, count in counts.items() if count]
        self.chips.show_choices([("", f"Tất cả ({len(rows)})"), *shown])
        self.chips.setVisible(bool(rows or self._told))
        self._on_filter(self.chips.key)
        self.panel.set_rows((*self._told, *rows))
        clean = sum("clean" in item.tags for item in rows)
        self._clean.setText(f"Chấp nhận {clean} báo cáo không có phát hiện" if clean else _CLEAN)
        self._clean.setEnabled(clean > 0)
        open_receipts = len(self._without_receipt())
        self._all_receipts.setText(f"Lưu {open_receipts} phiếu chưa lập…" if open_receipts else "Lưu phiếu chưa lập…")
        self._all_receipts.setEnabled(open_receipts > 0)

    def _on_filter(self, state: str) -> None:
        self.panel.keep((state,) if state else ())

    def _on_chosen(self, chosen: Row | None) -> None:
        document = chosen.source if chosen is not None else None
        self.verdicts.show_for(document)
        if not self.package.isHidden():
            self.package.show_package(document.id if document is not None else "")

    def _on_received(self, outcome: Outcome) -> None:
        beside = ("duplicate", WAITING_REQUEST)
        told = [item for item in outcome.data if item["state"] in beside or not item.get("id")]
        self._told = tuple(told_row(number, item) for number, item in enumerate(told))
        self._forget.setVisible(bool(told))
        waiting = sum(item["state"] == "waiting_enrolment" for item in outcome.data)
        more = f" {waiting} gói chờ ghi danh: chọn gói rồi nhấn G để đối chiếu dấu vân tay." if waiting else ""
        asked = sum(item["state"] == WAITING_REQUEST for item in outcome.data)
        more += f" {asked} tệp đề nghị cấp chứng thư: xem «Đơn vị», «Khóa và chứng thư»." if asked else ""
        self._say(outcome.message + more, "" if outcome.ok else "warning")
        self.reload()

    def _on_stopped(self, wrong: Exception) -> None:
        if isinstance(wrong, Cancelled):
            self._say("Đã dừng. Những tệp xong trước đó vẫn giữ nguyên; tệp đang làm dở không ghi gì.", "warning")
        else:
            self.session.tell(wrong)
        self.reload()

    def _on_done(self, outcome: Outcome) -> None:
        self._say(outcome.message, "good" if outcome.ok else "warning")
        if not self.package.isHidden():
            self.show_preview(shown=True)

    def _on_changed(self, notice: Notice) -> None:
        if notice.kinds & _KINDS:
            self.reload()

    def _forget_told(self) -> None:
        self._told = ()
        self._forget.hide()
        self._say("")
        self._show(self._documents)

    def _save_receipt(self) -> None:
        document = self._chosen()
        if document is not None and may_have_receipt(document):
            self._ask_folder((document,), f"Chọn nơi lưu phiếu {receipt_name(document)}")

    def _save_all_receipts(self) -> None:
        self._ask_folder(self._without_receipt(), "Chọn thư mục lưu phiếu")

    def _ask_folder(self, documents: Sequence[Document], title: str) -> None:
        folder = choose_folder(self, title)
        if folder is not None:
            self.save_receipts(documents, folder)

    def _without_receipt(self) -> tuple[Document, ...]:
        return tuple(item.source for item in self._documents if "no-receipt" in item.tags)

    def _chosen(self) -> Document | None:
        chosen = self.panel.current()
        found: Document | None = chosen.source if chosen is not None else None
        return found

    def _unit_name(self) -> str:
        chosen = self.panel.current()
        return chosen.cells[0] if chosen is not None else ""

    def _say(self, text: str, name: str = "soft") -> None:
        self.summary.setText(text)
        self.summary.setVisible(bool(text))
        restyle(self.summary, name)

"""A received package before its verdict: what was found, what changed, its forms and records, and the comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QListWidget, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from app.commands.figures.behind_province import Question
from ui.lists.findings_view import FindingsView
from ui.look.shortcuts import bind
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import empty_state, label, scrolled
from ui.pdf.signatures import PdfSignatures
from ui.pdf.view import PdfView
from ui.screens.so.comments import CommentDialog, CommentLine, CommentsPanel
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.package_data import Preview, paper_inside, preview
from ui.screens.so.package_records import RecordsView, Sheet, Spot, sheets
from ui.work.session import Session

_FINDINGS, _CHANGES, _FORMS, _RECORDS, _FACTS = range(5)
_COMMENTABLE: Final = ("received", "checked", "fork", "returned", "refused")


class PackageView(QWidget):
    """Five tabs, the comments beside them; forms and records are read only when their tab is shown.

    G puts a comment on the chosen finding, cell or figure.
    """

    read = Signal()
    """The package that was asked for is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._package = ""
        self._forms_of = self._records_of = ""
        self.preview: Preview | None = None
        self.findings = FindingsView()
        self.changes = QListWidget()
        self.changes.setAccessibleName("Thay đổi so với gói đã chấp nhận")
        self.changes.setWordWrap(True)
        self.changes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pdf = PdfView()
        self.signatures = PdfSignatures(margin=8)
        self.records = RecordsView()
        self.comments = CommentsPanel(session)
        self._facts = QWidget()
        self._facts_layout = QFormLayout(self._facts)
        self.tabs = QTabWidget()
        self._findings_stack = _stacked(self.findings, "Không có lỗi, cảnh báo nào trong gói này.", "good")
        paper = QWidget()
        on_paper = QVBoxLayout(paper)
        on_paper.setContentsMargins(0, 0, 0, 0)
        on_paper.addWidget(self.signatures)
        on_paper.addWidget(self.pdf, 1)
        self._forms_stack = _stacked(paper, "Gói này không kèm tệp PDF của biểu.", "forms")
        for inner, title in (
            (self._findings_stack, "Kết quả kiểm tra"),
            (self.changes, "Thay đổi so với gói đã chấp nhận"),
            (self._forms_stack, "Biểu trong gói"),
            (self.records, "Số liệu trong gói"),
            (scrolled(self._facts), "Thông tin gói"),
        ):
            self.tabs.addTab(inner, title)
        self.tabs.currentChanged.connect(lambda _: self._show_late())
        split = TurningSplitter(SPLIT_AT)
        split.addWidget(self.tabs)
        split.addWidget(self.comments)
        split.setSizes([720, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        around = Qt.ShortcutContext.WidgetShortcut
        bind(self.findings, {"comment": self.comment_on_finding}, around)
        bind(self.records.table, {"comment": self.comment_on_cell}, around)
        self.records.table.activated.connect(lambda _: self.explain_figure())
        self.changes.itemActivated.connect(lambda _: self._go_to_change())
        self.comments.again.connect(self._ask)
        self.comments.chosen.connect(self._go_to)

    def show_package(self, package: str) -> None:
        """Reads a package and shows it; "" shows nothing."""
        self._package = package
        self.comments.show_package(package)
        if not package:
            self._clear()
            return
        self._session.ask(self, "preview", lambda ws: preview(ws, package), self._show)

    def comment_on_finding(self) -> CommentDialog | None:
        """Asks what to say of the chosen finding; its own sentence is offered."""
        found = self.findings.first()
        if found is None:
            return None
        return self._ask(Spot({"finding": found.key}, found.title or found.sentence), found.sentence)

    def comment_on_cell(self) -> CommentDialog | None:
        """Asks what to say of the chosen cell or figure."""
        spot = self.records.current()
        return None if spot is None else self._ask(spot)

    def explain_figure(self) -> None:
        """Who is behind the chosen figure of the package."""
        spot = self.records.current()
        if spot is not None and (cell := spot.place.get("cell")):
            ExplainDialog(self._session, Question(spot.about, cell, package=self._package), self).open()

    def sentences(self, package: str) -> tuple[str, ...]:
        """What was found in a package that is shown, for the reason of a return; errors and warnings only."""
        shown = self.preview is not None and self.preview.document.id == package
        found = self.preview.findings if self.preview is not None and shown else ()
        return tuple(item.sentence for item in found if item.severity != "note")

    def _show(self, found: Preview | None) -> None:
        if found is None:
            self._clear()
            return
        self.preview = found
        read = "errors" in found.document.body
        self.findings.show_rows(found.findings)
        _show_inner(self._findings_stack, shown=bool(found.findings))
        words = f" ({len(found.findings)})" if read else ""
        self.tabs.setTabText(_FINDINGS, f"Kết quả kiểm tra{words}")
        self.changes.clear()
        self.changes.addItems(found.changes or ("Gói chưa được đọc: còn chờ xử lý, xem mục Thông tin gói.",))
        self._show_facts(found)
        if not read:
            self.tabs.setCurrentIndex(_FACTS)
        self._forms_of = self._records_of = ""
        self._show_late()
        self.read.emit()

    def _ask(self, spot: Spot, text: str = "") -> CommentDialog | None:
        if self.preview is None or self.preview.document.state not in _COMMENTABLE:
            return None
        package = self.preview.document.id
        dialog = CommentDialog(spot, text, self)

        def write(said: str) -> None:
            self._session.run(
                "comment add", lambda _: None, self._session.tell, package=package, text=said, **spot.place
            )

        dialog.given.connect(write)
        dialog.open()
        return dialog

    def _go_to(self, line: CommentLine) -> None:
        """Shows where a comment stands."""
        item = line.row
        if not item["record"] and not item["cell"]:
            self.tabs.setCurrentIndex(_FINDINGS)
            return
        self.tabs.setCurrentIndex(_RECORDS)
        place = (item["table"], item["record"], item["field"], item["cell"])
        self._with_records(lambda: self.records.show_spot(*place))
        self.records.table.setFocus()

    def _go_to_change(self) -> None:
        """Shows the record or figure that the chosen change is of; what is no longer there has no place."""
        number = self.changes.currentRow() - 1
        lines = self.preview.lines if self.preview is not None else ()
        if not 0 <= number < len(lines) or lines[number].kind == "left":
            return
        line = lines[number]
        self.tabs.setCurrentIndex(_RECORDS)
        self._with_records(lambda: self.records.show_spot(line.table, line.record, line.field, line.cell))
        self.records.table.setFocus()

    def _show_facts(self, found: Preview) -> None:
        while self._facts_layout.rowCount():
            self._facts_layout.removeRow(0)
        for name, text in found.facts:
            if text:
                self._facts_layout.addRow(label(name, "soft", wrap=False), label(text))
        if not found.names and "errors" in found.document.body:
            self._facts_layout.addRow(
                label("Họ tên", "soft", wrap=False), label("mức này không gửi họ tên; người được gọi theo chức vụ")
            )

    def _show_late(self) -> None:
        """Reads what a tab needs when it is shown."""
        self._show_forms()
        if self.tabs.currentIndex() == _RECORDS:
            self._with_records(lambda: None)

    def _with_records(self, then: Callable[[], object]) -> None:
        """Reads the records where they were not read yet, and goes on."""
        package = self._package
        if not package or self._records_of == package:
            then()
            return

        def show(found: tuple[Sheet, ...]) -> None:
            self._records_of = package
            self.records.show_sheets(found)
            self._session.run("names note", lambda _: None, way="package", packages=[package])
            then()

        self._session.ask(self, "records", lambda ws: sheets(ws, package), show)

    def _show_forms(self) -> None:
        if self.tabs.currentIndex() != _FORMS or self._forms_of == self._package or not self._package:
            return
        package = self._forms_of = self._package
        self._session.ask(self, "forms", lambda ws: paper_inside(ws, package), self._show_paper)

    def _show_paper(self, found: tuple[bytes, Mapping[str, Any] | None]) -> None:
        content, signatures = found
        self.signatures.show_row(signatures)
        _show_inner(self._forms_stack, shown=bool(content))
        if content:
            self.pdf.show_pdf(content)
        else:
            self.pdf.close_document()

    def _clear(self) -> None:
        self.preview = None
        self._forms_of = self._records_of = ""
        self.records.show_sheets(())
        self.findings.clear()
        self.changes.clear()
        self.pdf.close_document()


def _stacked(inner: QWidget, empty: str, picture: str) -> QWidget:
    box = QWidget()
    layout = QStackedLayout(box)
    layout.addWidget(inner)
    layout.addWidget(empty_state(empty, picture))
    return box


def _show_inner(box: QWidget, *, shown: bool) -> None:
    layout = box.layout()
    assert isinstance(layout, QStackedLayout)
    layout.setCurrentIndex(0 if shown else 1)

"""A received package before its verdict: what it is, what was found, what changed, and the forms it carries."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QListWidget, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from ui.findings_view import FindingsView
from ui.pdf_view import PdfView
from ui.screens.so_package_data import Preview, forms_inside, preview
from ui.session import Session
from ui.widgets import empty_state, label, scrolled

_FINDINGS, _CHANGES, _FORMS, _FACTS = range(4)


class PackageView(QWidget):
    """Four tabs; the forms are taken out of the sealed file only when their tab is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._package = ""
        self._forms_of = ""
        self.preview: Preview | None = None
        self.findings = FindingsView()
        self.changes = QListWidget()
        self.changes.setAccessibleName("Thay đổi so với gói trước")
        self.changes.setWordWrap(True)
        self.pdf = PdfView()
        self._facts = QWidget()
        self._facts_layout = QFormLayout(self._facts)
        self.tabs = QTabWidget()
        self._findings_stack = _stacked(self.findings, "Không có lỗi, cảnh báo nào trong gói này.", "good")
        self._forms_stack = _stacked(self.pdf, "Gói này không kèm tệp PDF của biểu.", "forms")
        for inner, title in (
            (self._findings_stack, "Kết quả kiểm tra"),
            (self.changes, "Thay đổi so với gói trước"),
            (self._forms_stack, "Biểu trong gói"),
            (scrolled(self._facts), "Thông tin gói"),
        ):
            self.tabs.addTab(inner, title)
        self.tabs.currentChanged.connect(lambda _: self._show_forms())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def show_package(self, package: str) -> None:
        """Reads a package and shows it; "" shows nothing."""
        self._package = package
        if not package:
            self._clear()
            return
        self._session.ask(self, "preview", lambda ws: preview(ws, package), self._show)

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
        self._forms_of = ""
        self._show_forms()

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

    def _show_forms(self) -> None:
        if self.tabs.currentIndex() != _FORMS or self._forms_of == self._package or not self._package:
            return
        package = self._forms_of = self._package
        self._session.ask(self, "forms", lambda ws: forms_inside(ws, package), self._show_pdf)

    def _show_pdf(self, content: bytes) -> None:
        _show_inner(self._forms_stack, shown=bool(content))
        if content:
            self.pdf.show_pdf(content)
        else:
            self.pdf.close_document()

    def _clear(self) -> None:
        self.preview = None
        self._forms_of = ""
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

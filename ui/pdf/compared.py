"""The page "Đơn vị của bạn so với tỉnh" at the unit: a line at the receipts, and the page in a window of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.commands.submission.heard import compared_pages
from app.workspace import Notice, Workspace
from ui.look.widgets import button, label
from ui.pdf.view import PdfView
from ui.work.session import Session


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The page of the newest acceptance of a period: which report it was of, and the PDF."""

    period: str
    edition: int
    content: bytes


def newest_page(ws: Workspace, period: str) -> HeldPage | None:
    """The page of the newest package of a period that has one."""
    sent = ws.store.documents("sent", period=period)
    pages = compared_pages(ws, sent)
    held = [item for item in sent if item.id in pages]
    return HeldPage(period, held[-1].body["edition"], pages[held[-1].id]) if held else None


class ComparedLine(QWidget):
    """Says that the page is here and opens it; hidden until an acceptance has brought one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.page: HeldPage | None = None
        self.text = label("", "good")
        self.open = button("Đơn vị so với tỉnh", "board", self.show_page, "plain")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.open)
        self.hide()
        session.changed.connect(self._on_changed)
        self.read()

    def read(self) -> None:
        """Looks for a page."""
        self._session.ask(self, "compared", partial(newest_page, period=self._session.card.period), self._show)

    def show_page(self) -> None:
        """Opens the page, to be read and printed."""
        if self.page is not None:
            ComparedDialog(self.page, self).open()

    def _on_changed(self, notice: Notice) -> None:
        if "receipt" in notice.kinds:
            self.read()

    def _show(self, found: HeldPage | None) -> None:
        self.page = found
        self.setVisible(found is not None)
        if found is not None:
            self.text.setText(
                f"Bản số {found.edition} đã được chấp nhận; kèm phiếu có trang «Đơn vị của bạn so với tỉnh»."
            )


class ComparedDialog(QDialog):
    """The page."""

    def __init__(self, page: HeldPage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Đơn vị của bạn so với tỉnh, kỳ {page.period}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = PdfView()
        layout = QVBoxLayout(self)
        layout.addWidget(self.view, 1)
        self.resize(820, 680)
        self.view.show_pdf(page.content)
        self.finished.connect(lambda _: self.view.close_document())

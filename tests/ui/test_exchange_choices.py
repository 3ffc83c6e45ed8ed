"""Nộp báo cáo: không phát sinh, versions that are taken, and the page beside the province; and the card of Hệ thống."""

from __future__ import annotations

import io
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.commands.policies import policy_change
from app.domain.dataset import Change
from app.domain.storage import Document, DocumentChange, HistoryEntry
from app.package.policy import default_policy
from app.reports.compared_page import ComparedPage, compared_pdf
from app.workspace import Notice, Workspace
from ui.figures.nil_choice import NilChoice
from ui.pdf.compared import ComparedDialog, ComparedLine, newest_page
from ui.pdf.view import PdfView
from ui.sending.edition_line import EditionLine
from ui.shell.window import StorePage
from ui.system.policy_view import PolicyCard, PolicyLine

Settle = Callable[[], None]


def written(ws: Workspace, *changes: DocumentChange, blobs: dict[str, bytes | None] | None = None) -> bool:
    """Puts documents into the open store."""
    ws.store.apply((), HistoryEntry("test", "test", "2026-12-01T00:00:00+00:00"), changes, blobs=blobs or {})
    return True


def emptied(ws: Workspace) -> bool:
    """Takes everything but what the unit is out of the open store."""
    kept = {"unit_profile", "body", "population"}
    tables = ws.store.load().tables
    gone = tuple(
        Change(table, key, row, None)
        for table, rows in tables.items()
        if table not in kept
        for key, row in rows.items()
    )
    ws.store.apply(gone, HistoryEntry("test", "test", "2026-12-01T00:00:00+00:00"), ())
    return True


def child(page: StorePage, kind: type) -> object:
    """The only widget of a kind on the screen that is shown."""
    (found,) = page.current().findChildren(kind)
    return found


def test_nothing_to_report_says_what_speaks_against_it(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("submit")
    settle()
    choice = page.current().nil
    assert isinstance(choice, NilChoice)
    assert not choice.words.isVisible()
    choice.box.setFocus()
    qtbot.keyClick(choice.box, Qt.Key.Key_Space)
    settle()
    assert choice.chosen
    assert not choice.fits
    assert "Cán bộ lãnh đạo, quản lý: " in choice.words.text()
    assert "hãy nộp gói có số liệu" in choice.words.text()
    qtbot.keyClick(choice.box, Qt.Key.Key_Space)
    settle()
    assert not choice.words.isVisible()


def test_a_unit_without_anything_may_say_so_although_its_tables_are_empty(
    page: StorePage, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("submit")
    settle()
    screen = page.current()
    told: list[bool] = []
    page.session.ask(page, "test", emptied, told.append)
    settle()
    page.session.check()
    settle()
    assert page.session.count("error")
    assert not screen.make.isEnabled()
    qtbot.mouseClick(screen.nil.box, Qt.MouseButton.LeftButton)
    screen.nil.box.setChecked(True)
    settle()
    assert screen.nil.fits
    assert "khác với chưa gửi" in screen.nil.words.text()
    assert screen.make.isEnabled()


def test_a_program_that_is_not_taken_is_said_before_submitting_and_in_he_thong(page: StorePage, settle: Settle) -> None:
    page.show_screen("submit")
    settle()
    line = child(page, PolicyLine)
    assert isinstance(line, PolicyLine)
    assert not line.isVisible()
    asked = msgspec.structs.replace(default_policy(), oldest_program="9.0.0", packs=["khac-2282 1"])
    told: list[bool] = []
    page.session.ask(page, "test", lambda ws: written(ws, policy_change(ws, asked)), told.append)
    settle()
    page.session.changed.emit(Notice({}, frozenset({"setting"})))
    settle()
    assert line.isVisible()
    assert "từ phiên bản 9.0.0 trở lên" in line.text.text()
    assert "khac-2282 1" in line.text.text()
    page.show_screen("system")
    settle()
    card = child(page, PolicyCard)
    assert isinstance(card, PolicyCard)
    page.session.changed.emit(Notice({}, frozenset({"setting"})))
    settle()
    assert "9.0.0" in card.verdict.text()
    assert card.verdict.objectName() == "error"
    assert "Chương trình: từ phiên bản 9.0.0 trở lên." in card.told.text()


def test_the_page_beside_the_province_opens_from_the_receipts(page: StorePage, settle: Settle) -> None:
    page.show_screen("submit")
    settle()
    line = child(page, ComparedLine)
    assert isinstance(line, ComparedLine)
    assert not line.isVisible()
    card = page.session.card
    content = compared_pdf(ComparedPage("Xã Mường Pồn", "Năm 2026", "", card.today, (), ()))
    body = {"edition": 2, "replaces": "", "level": "rut-gon", "size": 1, "previous": "", "nil": False}
    sent = Document("sent", "ab" * 32, card.unit, card.period, "accepted", "2026-12-01T08:00:00+07:00", body)
    change = DocumentChange(None, sent)
    told: list[bool] = []
    page.session.ask(page, "test", lambda ws: written(ws, change, blobs={f"compared/{sent.id}": content}), told.append)
    settle()
    line.read()
    settle()
    assert line.isVisible()
    assert line.text.text().startswith("Bản số 2 đã được chấp nhận")
    edition = child(page, EditionLine)
    assert isinstance(edition, EditionLine)
    edition.read()
    settle()
    assert edition.text.text().startswith("Gói sắp lập: bản số 3, thay thế bản số 2 ngày 01/12/2026.")
    assert line.open.focusPolicy() & Qt.FocusPolicy.TabFocus
    line.show_page()
    (dialog,) = (item for item in QApplication.topLevelWidgets() if isinstance(item, ComparedDialog))
    assert "so với tỉnh" in dialog.windowTitle()
    dialog.close()


@pytest.mark.parametrize("period", ["2026", "2025"])
def test_no_page_where_nothing_was_accepted(page: StorePage, settle: Settle, period: str) -> None:
    told: list[object] = []
    page.session.ask(page, "test", lambda ws: newest_page(ws, period), told.append)
    settle()
    assert told == [None]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04" * 40])
def test_a_file_that_is_no_pdf_says_so(qtbot: QtBot, content: bytes) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.show_pdf(content)
    assert view._sheet.text() == "Không đọc được tệp PDF này."
    assert view.pages == 0


def test_a_page_that_would_be_huge_comes_coarser(qtbot: QtBot) -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(2, 14_000))
    canvas.showPage()
    canvas.save()
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_pdf(target.getvalue())
    drawn = view._sheet.pixmap()
    assert 0 < drawn.width() * drawn.height() < 61_000_000
    view.close_document()

"""While something is read: nothing claims to be empty; and how lists, pages and the foot use the room they have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QTreeWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from app.commands.demo.loop import PASSPHRASE
from tests.ui.sample_store import Sample
from ui.fields.values import age
from ui.figures.queries import form_pdf
from ui.lists.findings_view import FindingsView
from ui.look.widgets import READING
from ui.pdf.view import PdfView
from ui.records.column_fit import fitted
from ui.records.model import ListColumn
from ui.screens.bodies import BodiesScreen
from ui.screens.people import PeopleScreen
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.shell.window import StorePage
from ui.start.first import PRACTICE_TEXT, NewData, StartPage
from ui.start.opening import Opening
from ui.work.session import Session

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def shown_texts(widget: QWidget) -> set[str]:
    return {label.text() for label in widget.findChildren(QLabel) if label.isVisible()}


@pytest.mark.parametrize("rows", [(), (Row("a", ("Xã Mường Pồn",)),)])
def test_a_list_says_it_is_empty_only_after_the_first_answer(qtbot: QtBot, rows: tuple[Row, ...]) -> None:
    panel = RowsPanel("Đơn vị", (ListColumn("Đơn vị"),), empty="Chưa có đơn vị nào.")
    qtbot.addWidget(panel)
    panel.show()
    panel.keep(("nào đó",))
    assert READING in shown_texts(panel)
    assert "Chưa có đơn vị nào." not in shown_texts(panel)
    panel.keep(())
    panel.set_rows(rows)
    assert READING not in shown_texts(panel)
    assert ("Chưa có đơn vị nào." in shown_texts(panel)) == (not rows)


@pytest.mark.parametrize("make", [PeopleScreen, BodiesScreen])
def test_the_panel_beside_a_list_reads_first(
    make: Callable[[Session], QWidget], session: Session, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    screen = make(session)
    qtbot.addWidget(screen)
    screen.show()
    assert READING in shown_texts(screen)
    assert not any(text.startswith("Chọn một") for text in shown_texts(screen))
    settle()
    assert READING not in shown_texts(screen)


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5), "5 phút trước"),
        (timedelta(hours=2, minutes=59), "2 giờ trước"),
        (timedelta(days=3, hours=1), "3 ngày trước"),
    ],
)
def test_the_age_of_a_backup_is_in_words(ago: timedelta, text: str) -> None:
    assert age((NOW - ago).isoformat(), NOW) == text


def test_a_backup_of_tomorrow_is_told_by_its_moment() -> None:
    assert age((NOW + timedelta(days=1)).isoformat(), NOW).startswith("lúc ")


def test_the_foot_says_how_old_the_backup_is(session: Session, qtbot: QtBot, settle: Callable[[], None]) -> None:
    page = StorePage(session)
    qtbot.addWidget(page)
    page.show()
    session.run("store backup", lambda _: session.renew())
    settle()
    settle()
    assert any(text.startswith("Sao lưu ") and text.endswith(("vừa xong", "trước")) for text in shown_texts(page.foot))


widths = st.lists(st.tuples(st.integers(40, 400), st.integers(20, 120)), min_size=1, max_size=9)


@given(widths, st.integers(100, 1400), st.integers(-1, 8))
def test_columns_fit_their_room_where_they_can(columns: list[tuple[int, int]], room: int, main: int) -> None:
    wanted = [max(width, floor) for width, floor in columns]
    least = [floor for _, floor in columns]
    found = fitted(wanted, least, room, main)
    assert all(floor <= width <= whole for floor, width, whole in zip(least, found, wanted, strict=True))
    assert sum(found) <= max(room, sum(least))
    if sum(wanted) <= room:
        assert found == wanted


def test_a_page_fits_the_width_and_the_wheel_zooms(sample: Sample, qtbot: QtBot) -> None:
    ws = sample.open()
    try:
        content = form_pdf(ws, _Told(), ("03",))
    finally:
        ws.store.close()
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    view.show_pdf(content)
    QApplication.processEvents()
    bar = view._area.horizontalScrollBar()
    assert bar.maximum() == 0
    before = view._sheet.pixmap().width()
    spot = QPointF(100, 100)
    wheel = QWheelEvent(
        spot,
        spot,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view._area.viewport(), wheel)
    assert view._sheet.pixmap().width() > before
    view.fit()
    assert view._sheet.pixmap().width() == before
    view.close_document()


def test_a_long_finding_is_read_whole(qtbot: QtBot) -> None:
    tree = FindingsView()
    qtbot.addWidget(tree)
    tree.resize(700, 300)
    tree.show()
    short, long = QTreeWidgetItem(["Ngắn"]), QTreeWidgetItem(["Danh sách quy hoạch chưa đủ tỷ lệ nữ. " * 6])
    tree.addTopLevelItems([short, long])
    QApplication.processEvents()
    one, many = tree.visualItemRect(short).height(), tree.visualItemRect(long).height()
    assert many > 2 * one


class _Told:
    """A progress that keeps what it was told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def step(self, done: int, total: int, text: str) -> None:
        self.texts.append(text)


def test_practice_says_what_happens_and_how_far_it_is(sample: Sample, tmp_path: Path, qtbot: QtBot) -> None:
    assert PASSPHRASE in PRACTICE_TEXT
    told = _Told()
    wanted = NewData("practice", tmp_path / "thuc-hanh", "", "")
    opening = Opening(lambda: sample.env)
    opening.create(wanted, told).store.close()
    assert len(told.texts) > 5
    start = StartPage()
    qtbot.addWidget(start)
    start.ask("practice")
    start.show()
    form = start.forms["practice"]
    assert PRACTICE_TEXT in shown_texts(form)
    form.folder.setText(str(tmp_path / "khac"))
    form.make.click()
    form.show_step(3, 12, told.texts[3])
    assert form.steps.isVisible()
    assert f"Bước 4/12: {told.texts[3]}…" in shown_texts(form)

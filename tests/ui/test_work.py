"""The rest of the unit's work on a real store: forms on screen and as PDF, the package, import, history, charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands.figures.behind_unit import behind
from app.domain.dataset import Change
from app.domain.storage import PageQuery
from tests.ui.sample_store import Sample
from ui.charts import Pair, PairBars, Point, ShareBar, TrendLine
from ui.figures.figure_dialog import FigureDialog
from ui.figures.form_view import KEY_ROLE
from ui.look.theme import LIGHT
from ui.screens import forms
from ui.screens.forms import FormsScreen
from ui.screens.population import PopulationScreen
from ui.screens.review import ReviewScreen
from ui.screens.submit import SubmitScreen
from ui.screens.system import SystemScreen
from ui.work.session import Session

Settle = Callable[[], None]


@pytest.fixture
def show(qtbot: QtBot, settle: Settle) -> Iterator[Callable[[QWidget], None]]:
    """Shows a screen."""

    def made(screen: QWidget) -> None:
        qtbot.addWidget(screen)
        screen.resize(1150, 660)
        with qtbot.waitExposed(screen):
            screen.show()
        settle()

    yield made
    settle()


def colours(widget: QWidget) -> set[str]:
    """Colours of a drawing."""
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_every_form_is_shown_with_its_spans(session: Session, show: Callable[[QWidget], None], settle: Settle) -> None:
    screen = FormsScreen(session)
    show(screen)
    assert screen.names.count() >= 7
    for row in range(screen.names.count()):
        screen.names.setCurrentRow(row)
        settle()
        assert screen.view.tables, screen.code
        assert all(table.rowCount() > 2 for table in screen.view.tables)
    screen.names.setCurrentRow(2)
    settle()
    table = screen.view.tables[0]
    assert any(table.columnSpan(0, column) > 1 for column in range(table.columnCount()))


def test_a_form_is_previewed_and_printed(
    session: Session, show: Callable[[QWidget], None], settle: Settle, tmp_path: Path
) -> None:
    screen = FormsScreen(session)
    show(screen)
    screen.tabs.setCurrentIndex(1)
    settle()
    assert screen.paper.pages >= 1
    page = screen.paper.picture(0, 60)
    assert page.width() > page.height()
    screen.paper.zoom(1)
    screen.paper.turn(1)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "in.pdf"))
    screen.paper.print_on(printer)
    assert (tmp_path / "in.pdf").read_bytes().startswith(b"%PDF")
    screen.paper.close_document()


def test_all_forms_are_saved_in_a_file_or_a_folder(
    session: Session, show: Callable[[QWidget], None], settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(forms, "choose_file_to_write", lambda *_: tmp_path / "a.pdf")
    monkeypatch.setattr(forms, "choose_folder", lambda *_: tmp_path / "t")
    monkeypatch.setattr(forms, "show_done", lambda _parent, _title, text: said.append(text))
    screen = FormsScreen(session)
    show(screen)
    for way in screen.ways.actions():
        way.trigger()
        settle()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "t").glob("*.pdf"))) > 1
    assert len(said) == 2


def test_who_is_behind_a_figure(
    session: Session, show: Callable[[QWidget], None], settle: Settle, qtbot: QtBot
) -> None:
    screen = FormsScreen(session)
    show(screen)
    screen.names.setCurrentRow(2)
    settle()
    keys = {
        str(item.data(KEY_ROLE))
        for table in screen.view.tables
        for row in range(table.rowCount())
        for column in range(table.columnCount())
        if (item := table.item(row, column)) is not None and item.data(KEY_ROLE)
    }
    assert keys
    told = []
    session.ask(session, "behind", lambda ws: behind(ws, "planned{sex=f}"), told.append)
    settle()
    found = told[0]
    (cell,) = found.cells
    assert found.value == str(len(cell.included))
    assert cell.whole == str(len(cell.included) + len(cell.excluded))
    assert all(name != "…" for name, *_ in cell.included)
    dialog = FigureDialog(screen, session, found)
    assert dialog.tree.topLevelItemCount() == 2
    dialog.close()


def test_the_package_is_made_only_without_errors(
    session: Session, show: Callable[[QWidget], None], settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.check()
    screen = SubmitScreen(session)
    show(screen)
    screen.shown()
    settle()
    assert not screen.make.isEnabled()
    _mend(session, settle)
    assert screen.make.isEnabled()
    target = tmp_path / "goi.p7m"
    monkeypatch.setattr("ui.screens.submit.choose_file_to_write", lambda *_: target)
    screen.make.click()
    settle()
    assert target.is_file()
    for widget in QApplication.topLevelWidgets():
        if widget is not screen:
            widget.close()


def _mend(session: Session, settle: Settle) -> None:
    """Gives the one person without a birth date a birth date."""
    from dataclasses import replace

    from app.domain.dates import PartialDate

    record = next(row.record for row in session.findings if row.severity == "error")
    told = []
    session.ask(
        session, "p", lambda ws: ws.store.page(PageQuery("person", filters={"id": record})).rows[0], told.append
    )
    settle()
    after = replace(told[0], birth=PartialDate("1990"))
    session.save((Change("person", after.id, told[0], after),), lambda wrong: None)
    settle()
    session.check()
    settle()
    assert session.count("error") == 0


def test_findings_are_shown_by_cause(
    session: Session, show: Callable[[QWidget], None], settle: Settle, qtbot: QtBot
) -> None:
    session.check()
    screen = ReviewScreen(session)
    show(screen)
    assert screen.findings.topLevelItemCount() < len(session.findings)
    places = []
    session.went.connect(lambda name, place: places.append(place))
    qtbot.keyClick(screen.findings, Qt.Key.Key_Return)
    assert places[0].table == "person"
    screen.kind.setCurrentIndex(screen.kind.findData("error"))
    screen.kind.activated.emit(1)
    assert screen.findings.topLevelItemCount() == 1


def test_a_warning_is_kept_with_a_reason(
    session: Session, show: Callable[[QWidget], None], settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.check()
    screen = ReviewScreen(session)
    show(screen)
    screen.kind.setCurrentIndex(screen.kind.findData("warning"))
    screen.kind.activated.emit(2)
    before = session.count("warning")
    monkeypatch.setattr("ui.screens.review.ask_lines", lambda *_: "Đã đối chiếu với hồ sơ gốc, số liệu đúng.")
    screen.keep.click()
    settle()
    session.check()
    settle()
    assert session.count("warning") == before - 1


def test_residents_are_summed(session: Session, show: Callable[[QWidget], None]) -> None:
    screen = PopulationScreen(session)
    show(screen)
    assert "cộng đúng tổng dân số 5.200" in screen.sums.text()


def test_backup_check_and_a_deleted_row_come_back(
    session: Session, show: Callable[[QWidget], None], settle: Settle, sample: Sample
) -> None:
    screen = SystemScreen(session)
    show(screen)
    screen.shown()
    settle()
    session.run("store backup", lambda _: None)
    settle()
    assert any((sample.folder / "backups").iterdir())
    told = []
    session.ask(session, "p", lambda ws: ws.store.page(PageQuery("person", text="pang")).rows[0], told.append)
    settle()
    session.save((Change("person", told[0].id, told[0], None),), lambda wrong: None)
    settle()
    screen.tabs.setCurrentIndex(1)
    settle()
    screen.history.tree.setCurrentItem(screen.history.tree.topLevelItem(0))
    screen.history.bring_back()
    settle()
    session.ask(session, "p", lambda ws: ws.store.load("", ["person"]).find("person", told[0].id), told.append)
    settle()
    assert told[1] == told[0]


@pytest.mark.parametrize("size", [(200, 60), (420, 160)])
def test_charts_draw_and_tell(qtbot: QtBot, size: tuple[int, int]) -> None:
    bars = PairBars([Pair("Lãnh đạo", 8, 2), Pair("Quy hoạch", 0, 0)])
    share = ShareBar(42.9, 50, reached=False, text="42,9 %, mục tiêu 50 %")
    trend = TrendLine("Quy hoạch", [Point("2024", 30.0), Point("2025", 38.5, broken=True), Point("2026", 42.9)], 50)
    for chart in (bars, share, trend):
        qtbot.addWidget(chart)
        chart.resize(*size)
        assert len(colours(chart)) > 2
    assert "8 nữ, 2 nam" in bars.accessibleName()
    assert "42,9%" in trend.accessibleName()
    assert LIGHT.women in colours(bars)


def test_where_nobody_is_counted_no_bar_looks_like_men(qtbot: QtBot) -> None:
    bars = PairBars([Pair("Quy hoạch", 0, 0)])
    qtbot.addWidget(bars)
    bars.resize(420, 60)
    picture = bars.grab().toImage()
    row = [picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(28)]
    assert LIGHT.men.lower() not in row
    assert LIGHT.line.lower() in row, "an empty bar still shows where it would be"

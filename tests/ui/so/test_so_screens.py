"""Every screen of Sở Nội vụ opens on a real province, names its inputs, fits, and says what the commands say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.commands.figures.behind_province import Question, parts, people
from app.crypto.codes import new_activation_code
from app.plan.figure_refs import line_ref
from app.reports.sheet import activation_sheet
from tests.ui.so.province import ACCEPTED, LEVEL_LOW, RECEIVED, RETURNED, WAITING, Province, run
from tests.ui.test_screens import unnamed
from ui.records.model import ListColumn
from ui.screens.catalogue import screens_of
from ui.screens.so.board import COLUMNS
from ui.screens.so.board_query import board
from ui.screens.so.explain import ExplainDialog
from ui.screens.so.figures import overview
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row, RowModel
from ui.screens.so.unit_dialogs import CampaignDialog, SheetsDialog, campaign_of
from ui.shell.window import StorePage

Settle = Callable[[], None]
SCREENS = [spec.name for spec in screens_of("province")]
IN_THE_LIST = ("so_home", "so_board", "so_inbox", "so_units", "so_keys", "so_training", "so_duties")
"""Screens whose letters and arrows are for the list, also when its rows come after the screen."""


@pytest.mark.parametrize("name", SCREENS)
def test_screen_opens_names_its_inputs_and_fits(page: StorePage, settle: Settle, name: str) -> None:
    page.show_screen(name)
    settle()
    assert page.shown_name == name
    assert unnamed(page) == []
    wanted = page.minimumSizeHint()
    assert (wanted.width() <= 1366, wanted.height() <= 728) == (True, True), wanted


def test_the_tools_of_the_forms_stand_beside_the_title_on_a_laptop(page: StorePage, settle: Settle) -> None:
    page.resize(1366, 728)
    page.show_screen("so_forms")
    settle()
    screen = page.current()
    middles = {item.geometry().center().y() for item in (screen.unit, screen.a3, screen.save_all)}
    assert max(middles) - min(middles) <= 2


@pytest.mark.parametrize("name", SCREENS)
def test_a_shown_screen_has_the_keys_in_its_list(page: StorePage, settle: Settle, name: str) -> None:
    page.show_screen(name)
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused is not page.current()
    assert page.current().isAncestorOf(focused)
    if name in IN_THE_LIST:
        shown = getattr(page.current(), "panel", None)
        assert isinstance(focused, QAbstractItemView) and (shown is None or focused is shown.view), focused


def test_keys_that_a_person_moved_meanwhile_stay_there(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_board")
    page.current().period.setFocus()
    settle()
    assert page.current().period.hasFocus()


def test_an_empty_list_gives_the_keys_to_its_line(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_crosschecks")
    settle()
    assert page.current().panel.line.hasFocus()


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "system"])
def test_screen_has_help_of_its_own(page: StorePage, settle: Settle, name: str) -> None:
    page.show_screen(name)
    settle()
    page.help.show_for(page.current().property("help"))
    assert "Nhập từ Excel" not in page.help.text.toPlainText()[:200]
    assert page.help.text.toPlainText().strip()
    page.help.close()


def test_numbers_are_written_as_officials_write_them(qtbot: QtBot) -> None:
    panel = RowsPanel("Dòng", (ListColumn("Tên"),), empty="Không có.")
    qtbot.addWidget(panel)
    panel.set_rows(Row(str(number), (f"Người {number}",)) for number in range(1234))
    assert panel.count.text() == "1.234 dòng"
    panel.line.setText("123")
    assert panel.count.text() == "6/1.234 dòng"


def test_a_paragraph_of_the_report_is_called_by_its_place(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_report")
    settle()
    screen = page.current()
    assert screen.title.text().startswith("Đoạn «")
    marked = next(row for row in screen._rows.values() if row.mark == "I.")
    screen._choose(marked.key)
    assert screen.title.text() == "Đoạn I"


def test_the_office_is_told_how_many_reports_it_holds(page: StorePage, settle: Settle) -> None:
    page.show_screen("system")
    settle()
    told = " ".join(item.text() for item in page.current().findChildren(QLabel))
    assert "Đang có: 5 gói đã nhận" in told


def test_board_counts_what_the_command_counts(sample: Province) -> None:
    ws = sample.open()
    try:
        told, shown = run(ws, "board").data, board(ws)
        assert len(shown.rows) == len(told["rows"])
        assert shown.accepted == told["counts"]["accepted"] == 2
        assert len(shown.missing) == told["counts"]["none"] == len(shown.rows) - 5
        assert shown.counts["waiting_enrolment"] == shown.counts["returned"] == shown.counts["sent"] == 1
    finally:
        ws.store.close()


def test_board_says_at_which_level_a_report_came(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_board")
    settle()
    panel = page.current().panel
    place = [column.title for column in panel.model.columns].index("Mức")
    levels = {row.key.partition("@")[0]: row.cells[place] for row in panel.model.rows() if len(row.cells) > place}
    assert levels == {
        ACCEPTED: "có họ tên",
        LEVEL_LOW: "rút gọn",
        RETURNED: "có họ tên",
        RECEIVED: "có họ tên",
        WAITING: "có họ tên",
    }
    panel.view.sortByColumn(place, Qt.SortOrder.DescendingOrder)
    assert panel.model.rows()[0].cells[place] == "có họ tên"


def test_rows_of_several_units_sort_among_those_of_one(sample: Province) -> None:
    ws = sample.open()
    try:
        rows = (*board(ws, "2024", now=True).shown, *board(ws).shown)
    finally:
        ws.store.close()
    model = RowModel(COLUMNS)
    model.set_rows(rows)
    for column in range(len(COLUMNS)):
        model.sort(column)
        assert len(model.rows()) == len(rows) > 58


def test_board_jumps_to_the_package_by_enter(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("so_board")
    settle()
    screen = page.current()
    screen.chips.choose("returned")
    assert screen.panel.model.rowCount() == 1
    qtbot.keyClick(screen.panel.view, Qt.Key.Key_Return)
    settle()
    assert page.shown_name == "so_inbox"
    assert page.current().package.preview.document.state == "returned"


def test_missing_units_go_to_the_clipboard(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_board")
    settle()
    page.current().copy_missing()
    names = QApplication.clipboard().text().splitlines()
    assert "Xã Sín Thầu" in names
    assert len(names) == len(page.current()._board.missing)


def test_overview_says_what_the_command_says(sample: Province) -> None:
    ws = sample.open()
    try:
        told = run(ws, "indicators").data["rows"]
        found = overview(ws)
        assert [(item.number, item.numerator, item.denominator) for item in found.results] == [
            (row["number"], row["numerator"], row["denominator"]) for row in told
        ]
        assert found.reported == 2
        assert len(found.missing) == found.expected - 2
    finally:
        ws.store.close()


def test_people_behind_a_figure_are_as_many_as_the_figure(sample: Province) -> None:
    ws = sample.open()
    try:
        line = overview(ws).line("1.2/nguoi")
        assert line is not None
        question = Question("", line_ref(line.definition.id))
        found = parts(ws, question)
        assert found.totals == (line.numerator, line.denominator)
        for part in found.rows:
            women, everyone = people(ws, question, part.key)
            assert (len(women.included), len(everyone.included)) == part.values
            assert len(women.included) + len(women.excluded) == women.whole == everyone.whole
        named = {row.key.partition("@")[0]: people(ws, question, row.key)[1].included[0] for row in found.rows}
        assert "Xã Thanh Nưa" in named[LEVEL_LOW]
        assert "Xã Mường Pồn" not in named[ACCEPTED]
    finally:
        ws.store.close()


def test_two_clicks_from_a_total_to_a_person(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    screen = page.current()
    screen._choose("1.3")
    screen.explain()
    settle()
    dialog = screen.findChild(ExplainDialog)
    assert "Căn cứ: KH 18/02/2021" in dialog.formula.text()
    assert "2/58 đơn vị" in dialog.formula.text()
    assert dialog.people.topLevelItemCount() == 2
    dialog.reject()


def test_search_finds_without_marks_and_by_filters(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("so_search")
    settle()
    screen = page.current()
    qtbot.waitUntil(lambda: screen.panel.model.rowCount() == 28, timeout=10_000)
    rows = screen.panel.model.rows()
    named = next(item for item in rows if not item.cells[0].startswith("("))
    screen.panel.line.setText(named.cells[0].lower().replace("đ", "d"))
    assert named.key in {item.key for item in screen.panel.model.rows()}
    screen.panel.line.clear()
    screen.sex.setCurrentIndex(screen.sex.findData("sex:f"))
    screen.state.setCurrentIndex(screen.state.findData("planned"))
    assert {item.cells[2] for item in screen.panel.model.rows()} == {"Nữ"}
    assert all(item.cells[5] != "-" for item in screen.panel.model.rows())
    screen.unit.setCurrentIndex(screen.unit.findText("Xã Thanh Nưa"))
    assert {item.cells[0] for item in screen.panel.model.rows()} <= {"(không gửi họ tên)"}


def test_a_file_of_forms_for_each_accepted_unit(
    page: StorePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.screens.forms.choose_folder", lambda *_: tmp_path / "t")
    monkeypatch.setattr("ui.screens.forms.show_done", lambda _parent, _title, text: said.append(text))
    page.show_screen("so_forms")
    settle()
    screen = page.current()
    screen.ways.actions()[-1].trigger()
    settle()
    assert len(list((tmp_path / "t").glob("*.pdf"))) == screen.unit.count() - 1 > 0
    assert len(said) == 1


def test_forms_of_the_province_and_of_one_unit(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_forms")
    settle()
    screen = page.current()
    assert screen.scope() == {}
    screen.unit.setCurrentIndex(screen.unit.findText("Xã Mường Pồn"))
    screen.tabs.setCurrentIndex(1)
    settle()
    assert screen.scope()["unit"].startswith(ACCEPTED)
    assert screen.paper.pages >= 1
    screen.explain("planned{}")
    settle()
    assert screen.findChild(ExplainDialog).units.model.rowCount() == 1
    screen.findChild(ExplainDialog).reject()


def test_units_of_another_day_and_who_took_over(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("so_units")
    settle()
    screen = page.current()
    screen.day.setText("30/6/2025")
    qtbot.keyClick(screen.day, Qt.Key.Key_Return)
    settle()
    screen.panel.line.setText("him lam")
    settle()
    assert screen.title.text() == "Phường Him Lam"
    assert "Phường Điện Biên Phủ" in screen.lineage.item(0).text()
    screen.day.setText("6/2025")
    qtbot.keyClick(screen.day, Qt.Key.Key_Return)
    assert "Viết đủ" in screen.summary.text()


def test_enrolment_file_comes_with_its_sheet(page: StorePage, settle: Settle, tmp_path: Path) -> None:
    page.show_screen("so_units")
    settle()
    screen = page.current()
    screen.make_files(tmp_path / "ra", "03160@2025-07-01")
    settle()
    dialog = screen.findChild(SheetsDialog)
    names = {path.name for path in (tmp_path / "ra").iterdir()}
    assert names == {"2282_03160_dang-ky.p7m", "2282_03160_phieu-kich-hoat.pdf"}
    assert dialog.pdf.pages == 1
    dialog.remove.click()
    settle()
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["2282_03160_dang-ky.p7m"]
    dialog.reject()


def test_all_sheets_are_one_document(page: StorePage, settle: Settle, tmp_path: Path) -> None:
    sheet = tmp_path / "phieu.pdf"
    sheet.write_bytes(activation_sheet("Xã Mường Nhé", new_activation_code(), date(2026, 11, 22), root_fingerprint=""))
    dialog = SheetsDialog(page.session, [{"sheet": str(sheet)}] * 3, page)
    settle()
    assert dialog.pdf.pages == 3
    dialog.reject()


def test_campaign_is_opened_with_its_own_dates_and_files(
    page: StorePage, settle: Settle, sample: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_screen("so_units")
    settle()
    screen = page.current()
    screen.open_campaign()
    settle()
    dialog = screen.findChild(CampaignDialog)
    assert dialog.level.currentData() == "ho-so"
    dialog.cut_off.setText("31/11/2026")
    dialog.cut_off.textEdited.emit("31/11/2026")
    assert not dialog.open_it.isEnabled()
    dialog.period.setText("2027")
    dialog._ask()
    settle()
    assert (dialog.cut_off.text(), dialog.due.text()) == ("14/12/2027", "30/12/2027")
    dialog.due.setText("01/12/2027")
    dialog.due.textEdited.emit("01/12/2027")
    assert not dialog.open_it.isEnabled()
    dialog.due.setText("20/12/2027")
    dialog.due.textEdited.emit("20/12/2027")
    monkeypatch.setattr("ui.screens.so.unit_dialogs.choose_folder", lambda *_: tmp_path / "dot")
    dialog.open_it.click()
    settle()
    assert (page.session.card.period, page.session.card.due) == ("2027", date(2027, 12, 20))
    assert f"2282_{ACCEPTED}_dot-2027.p7m" in {path.name for path in (tmp_path / "dot").iterdir()}


def test_a_period_that_is_none_is_said_to_be_so(sample: Province) -> None:
    ws = sample.open()
    try:
        assert campaign_of(ws, "hai nghìn").problem
        assert campaign_of(ws, "2027").arrived == 0
    finally:
        ws.store.close()

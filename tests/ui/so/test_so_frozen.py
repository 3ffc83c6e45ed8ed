"""Chốt số liệu in the window: missing units are agreed to, a code opens what was frozen, the period opens again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands.office.registers import listed
from app.domain.short_codes import read_code
from app.progress import Silent
from tests.ui.so.province import ACCEPTED, RECEIVED
from ui.screens.frozen import FrozenScreen
from ui.screens.frozen_dialog import FreezeDialog, ReopenDialog
from ui.screens.so.explain import ExplainDialog
from ui.shell.window import StorePage

Settle = Callable[[], None]
PICTURES = os.environ.get("SO2282_PICTURES", "")


def picture(page: StorePage, name: str) -> None:
    """Keeps a picture of the window where a person asked for pictures."""
    if PICTURES:
        page.window().grab().save(str(Path(PICTURES) / f"{name}.png"))


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> FrozenScreen:
    """The screen of frozen figures."""
    page.show_screen("so_frozen")
    settle()
    found = page.current()
    assert isinstance(found, FrozenScreen)
    return found


def frozen(screen: FrozenScreen, settle: Settle) -> str:
    """Freezes the period; gives the code."""
    screen.freeze()
    settle()
    dialog = screen.findChild(FreezeDialog)
    dialog.lines.setPlainText("Báo cáo Ủy ban nhân dân tỉnh")
    dialog.anyway.setChecked(True)
    dialog.go.click()
    settle()
    return str(screen.codes.model.rows()[0].key)


def test_a_period_is_frozen_shown_and_opened_again(
    page: StorePage, screen: FrozenScreen, settle: Settle, qtbot: QtBot
) -> None:
    screen.freeze()
    settle()
    dialog = screen.findChild(FreezeDialog)
    assert "2/58 đơn vị, còn thiếu 56. 1 báo cáo đã nhận còn chờ xem xét." in dialog.head.text()
    assert dialog.missing.count() == 56
    dialog.lines.setPlainText("Báo cáo Ủy ban nhân dân tỉnh")
    assert not dialog.go.isEnabled()
    dialog.anyway.setChecked(True)
    assert dialog.go.isEnabled()
    picture_of(dialog, "chot")
    dialog.reject()
    code = frozen(screen, settle)
    assert read_code(code) == code
    assert screen.title.text().startswith(f"Bản chốt {code}")
    assert screen.changes.model.total == 0
    screen.indicators.choose("1.2/nguoi")
    screen.indicators.wanted.emit(screen.indicators.current())
    settle()
    told = screen.findChild(ExplainDialog)
    assert "2/58 đơn vị" in told.formula.text()
    assert told.people.topLevelItemCount() == 2
    told.reject()
    seen: list[list[dict[str, str]]] = []
    page.session.ask(page, "seen", lambda ws: listed(ws, Silent()).data, seen.append)
    settle()
    assert [row["way"] for row in seen[0]] == ["figure"]  # who saw the names of people behind a figure is on record
    picture(page, "so_frozen")
    assert screen.reopen.isVisible()
    screen.reopen.click()
    settle()
    again = screen.findChild(ReopenDialog)
    assert not again.go.isEnabled()
    again.lines.setPlainText("Đơn vị bổ sung")
    again.go.click()
    settle()
    assert not screen.reopen.isVisible()
    assert [row.cells[1] for row in screen.events.model.rows()] == ["Chốt số liệu", "Mở lại kỳ"]


def test_what_changed_since_is_listed_and_a_typed_code_opens_it(
    page: StorePage, screen: FrozenScreen, settle: Settle, qtbot: QtBot
) -> None:
    code = frozen(screen, settle)
    screen.session.run("freeze reopen", lambda _: None, code=code, reason="Chấp nhận thêm một đơn vị")
    settle()
    ids = [row.key for row in _inbox(page, settle) if row.source.unit.startswith(RECEIVED)]
    page.session.run("accept", lambda _: None, package=ids[0])
    settle()
    page.show_screen("so_frozen")
    screen.typed.setText(code.lower().replace("-", ""))
    screen.open_typed()
    settle()
    told = [row.cells[0] for row in screen.changes.model.rows()]
    assert any("được chấp nhận sau khi chốt" in text for text in told)
    assert len(told) > 20
    screen.tabs.setCurrentIndex(1)
    settle()
    picture(page, "so_frozen_doi")


def test_the_overview_leads_to_it_and_every_figure_answers(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    page.show_screen("so_home")
    settle()
    screen = page.current()
    for code in ("1.1b", "1.4"):
        screen._choose(code)
        screen.explain()
        settle()
        dialog = screen.findChild(ExplainDialog)
        assert dialog.units.model.rowCount() == (58 if code == "1.4" else dialog.units.model.total)
        assert dialog.units.model.total > 10
        picture_of(dialog, f"giai_thich_{code}")
        dialog.reject()
        dialog.setParent(None)
        dialog.deleteLater()
    screen._choose("1.2")
    screen.explain()
    settle()
    dialog = screen.findChild(ExplainDialog)
    picture_of(dialog, "giai_thich_1.2")
    dialog.reject()
    picture(page, "so_home")


def test_the_button_of_the_overview_freezes_and_then_leads_to_the_code(
    page: StorePage, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("so_home")
    settle()
    home = page.current()
    home.frozen.click()
    settle()
    dialog = home.findChild(FreezeDialog)
    dialog.lines.setPlainText("Báo cáo năm")
    dialog.anyway.setChecked(True)
    dialog.go.click()
    settle()
    screen = page.current()
    assert isinstance(screen, FrozenScreen)
    code = screen.codes.model.rows()[0].key
    assert code in screen.title.text()
    page.show_screen("so_home")
    settle()
    assert home.frozen.text() == f"Đã chốt {code}"
    home.frozen.click()
    settle()
    assert page.current() is screen


def test_a_number_of_the_board_answers_and_other_cells_open_the_package(
    page: StorePage, settle: Settle, qtbot: QtBot
) -> None:
    page.show_screen("so_board")
    settle()
    board = page.current()
    rows = board.panel.model.rows()
    place = next(number for number, row in enumerate(rows) if row.key.startswith(RECEIVED))
    board.panel.view.setCurrentIndex(board.panel.model.index(place, 8))
    board.panel.wanted.emit(rows[place])
    settle()
    dialog = board.findChild(ExplainDialog)
    assert dialog.value.text().endswith(f" = {rows[place].cells[8]} %")
    assert "1/1 đơn vị" in dialog.formula.text()
    assert dialog.people.topLevelItemCount() == 2
    picture_of(dialog, "giai_thich_bang")
    dialog.reject()
    board.panel.view.setCurrentIndex(board.panel.model.index(place, 0))
    board.panel.wanted.emit(board.panel.current())
    settle()
    assert page.current() is not board


def test_a_year_of_the_line_says_where_it_comes_from(
    page: StorePage, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "giay.csv"
    head = 'Năm,Đơn vị,"Số, ký hiệu báo cáo",Ngày ký,planned{},planned{sex=f}'
    path.write_text(f"{head}\n2024,Toàn tỉnh,1/BC,20/12/2024,200,60\n", encoding="utf-8")
    page.session.run("figures import", lambda _: None, file=path)
    settle()
    page.show_screen("so_trends")
    settle()
    screen = page.current()
    screen.line.setCurrentIndex(screen.line.findData("1.2/nguoi"))
    screen._choose()
    settle()
    for year, value in (("2024", "60/200 = 30,0 %"), (str(page.session.card.today.year), "2/6 = 33,3 %")):
        screen.explain(year)
        settle()
        dialog = screen.findChild(ExplainDialog)
        assert dialog.value.text() == value
        assert "Căn cứ: KH 18/02/2021" in dialog.formula.text()
        picture_of(dialog, f"giai_thich_{year}")
        dialog.reject()
        dialog.setParent(None)
        dialog.deleteLater()


def test_a_figure_in_a_package_answers(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    key = next(row.key for row in _inbox(page, settle) if "Điện Biên Phủ" in "".join(row.cells))
    page.current().show_preview(shown=True)
    view = page.current().package
    view.show_package(key)
    settle()
    view.tabs.setCurrentWidget(view.records)
    settle()
    assert view.records.show_spot("", "", "", "planned{sex=f}")
    settle()
    picture(page, "so_goi_con_so")
    view.explain_figure()
    settle()
    dialog = view.findChild(ExplainDialog)
    assert dialog.value.text() == "1"
    assert dialog.people.topLevelItemCount() == 1
    dialog.reject()


def picture_of(dialog: FreezeDialog | ExplainDialog, name: str) -> None:
    """The same of a dialog."""
    if PICTURES:
        dialog.grab().save(str(Path(PICTURES) / f"{name}.png"))


def _inbox(page: StorePage, settle: Settle) -> list[object]:
    page.show_screen("so_inbox")
    settle()
    return list(page.current().panel.model.rows())


def test_a_photographed_form_says_whether_paper_and_package_agree(
    page: StorePage, screen: FrozenScreen, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "bieu.pdf"
    page.session.run("form", lambda _outcome: None, code="01", out=paper, unit=ACCEPTED)
    settle()
    monkeypatch.setattr("ui.screens.frozen.choose_file", lambda *_words: paper)
    screen.open_photograph()
    settle()
    assert "Giấy và gói khớp nhau" in screen.about.text()

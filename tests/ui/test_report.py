"""Báo cáo at a unit: every paragraph is edited by keyboard, nothing typed is lost, numbers that moved are marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.commands.table import command, resolve
from app.domain.dataset import Change
from app.domain.records import PlanningEntry
from app.progress import Progress
from app.workspace import Outcome, Workspace
from ui.screens import report
from ui.shell.window import StorePage

Settle = Callable[[], None]


@pytest.fixture
def screen(page: StorePage, settle: Settle) -> report.ReportScreen:
    page.show_screen("report")
    settle()
    found = page.current()
    assert isinstance(found, report.ReportScreen)
    return found


def line(screen: report.ReportScreen, key: str) -> QTreeWidgetItem:
    return next(item for item in screen._items() if item.data(0, report._KEY) == key)


def choose(screen: report.ReportScreen, key: str) -> None:
    screen.list.setCurrentItem(line(screen, key))


def one_woman_less(ws: Workspace, progress: Progress) -> Outcome:
    """A planning entry of a woman goes."""
    data = ws.store.load()
    women = {row.id for row in data.tables["person"].values() if row.sex == "f"}
    entry = next(row for row in data.rows(PlanningEntry) if row.person in women)
    save = command("record save")
    return ws.run(save, resolve(save), progress, changes=[Change("planning_entry", entry.id, entry, None)])


def test_a_paragraph_is_edited_by_keyboard(screen: report.ReportScreen, settle: Settle, qtbot: QtBot) -> None:
    choose(screen, "II.3")
    assert screen.editor.toPlainText().startswith("Cán bộ nữ trong diện quy hoạch: ")
    assert screen.state.text() == "tự sinh"
    screen.list.setFocus()
    qtbot.keyClick(screen.list, Qt.Key.Key_Return)
    screen.editor.selectAll()
    qtbot.keyClicks(screen.editor, "Nguon nu on dinh.")
    qtbot.keyClick(screen.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert line(screen, "II.3").text(1) == "đã sửa"
    assert screen.list.currentItem().data(0, report._KEY) == "II.4"
    choose(screen, "II.3")
    assert screen.editor.toPlainText() == "Nguon nu on dinh."
    assert screen.generated.toPlainText().startswith("Cán bộ nữ trong diện quy hoạch: ")
    screen.reset.click()
    settle()
    assert line(screen, "II.3").text(1) == "tự sinh"
    assert screen.editor.toPlainText() == screen.generated.toPlainText()


def test_a_paragraph_that_was_emptied_is_left_out_until_its_sentence_is_taken_back(
    screen: report.ReportScreen, settle: Settle
) -> None:
    choose(screen, "II.3")
    sentence = screen.editor.toPlainText()
    screen.editor.clear()
    choose(screen, "II.4")
    settle()
    assert line(screen, "II.3").text(1) == "đã bỏ"
    choose(screen, "II.3")
    assert (screen.editor.toPlainText(), screen.state.text()) == ("", "đã bỏ khỏi báo cáo")
    assert "bỏ đoạn này" in screen.editor.placeholderText()
    screen.reset.click()
    settle()
    assert screen.editor.toPlainText() == sentence
    choose(screen, "II")
    screen.editor.clear()
    choose(screen, "II.3")
    settle()
    assert line(screen, "II").text(1) == "tự sinh"


def test_what_was_typed_is_kept_when_another_paragraph_is_chosen(screen: report.ReportScreen, settle: Settle) -> None:
    choose(screen, "VI.3")
    screen.editor.setPlainText("Giữ nguồn cán bộ nữ.")
    choose(screen, "VII.1")
    settle()
    assert line(screen, "VI.3").text(1) == "đã sửa"
    assert screen._key == "VII.1"
    screen.editor.setPlainText("Bố trí kinh phí.")
    screen.session.go("forms")
    settle()
    screen.session.go("report")
    settle()
    choose(screen, "VII.1")
    assert screen.editor.toPlainText() == "Bố trí kinh phí."


def test_a_paragraph_is_named_by_its_number_or_its_words(screen: report.ReportScreen) -> None:
    choose(screen, "I.2")
    assert screen.title.text() == "Đoạn I.2"
    choose(screen, "trich_yeu")
    assert screen.title.text() == "Đoạn «Kết quả thực hiện Chương trình…»"
    for key, row in screen._rows.items():
        choose(screen, key)
        name = screen.title.text().removeprefix("Đoạn ")
        assert report.NUMBER.fullmatch(name) or name.strip("«»").removesuffix("…") in " ".join(row.text.split())


def test_numbers_that_moved_since_are_marked(screen: report.ReportScreen, settle: Settle) -> None:
    choose(screen, "II.3")
    screen.editor.setPlainText("Viết tay.")
    screen.write()
    settle()
    screen.session.jobs.run("", one_woman_less, lambda _: None)
    settle()
    assert line(screen, "II.3").text(1) == "số liệu đã đổi"
    choose(screen, "II.4")
    choose(screen, "II.3")
    assert screen.state.text() == "số liệu đã thay đổi từ khi sửa"
    assert screen.editor.toPlainText() == "Viết tay."


def test_pages_and_files(
    screen: report.ReportScreen, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.tabs.setCurrentIndex(1)
    settle()
    assert screen.paper.pages > 3
    told: list[str] = []
    monkeypatch.setattr(report, "show_done", lambda _parent, _title, text: told.append(text))
    for command_name, name in (("report", "bc.pdf"), ("letter", "cv.docx"), ("review sheet", "ps.pdf")):
        monkeypatch.setattr(report, "choose_file_to_write", lambda *_, path=tmp_path / name: path)
        screen._save(command_name, "x")
        settle()
        assert (tmp_path / name).stat().st_size > 1000
    assert len(told) == 3


def test_the_period_is_chosen(screen: report.ReportScreen, settle: Settle) -> None:
    periods = [screen.period.itemData(place) for place in range(screen.period.count())]
    assert periods[0] == screen.session.card.period
    assert "2021-2025" in periods
    screen.period.setCurrentIndex(periods.index("2021-2025"))
    settle()
    assert "V.4" in screen._rows
    choose(screen, "V.4")
    assert screen.editor.toPlainText() == "Bài học kinh nghiệm: ……"

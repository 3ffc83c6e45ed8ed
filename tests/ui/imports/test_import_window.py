"""The window of an import: figures as filters, names of inputs, files that are dropped on a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.vietnamese.legacy import to_tcvn3
from tests.core.spreadsheets import lists
from tests.ui.imports.hands import (
    CONTROL,
    Key,
    Open,
    Settle,
    press,
    table_file,
    workbook,
)
from tests.ui.test_screens import unnamed
from ui.imports.opening import preview_file
from ui.imports.tools import ImportTools
from ui.imports.window import ImportDialog
from ui.work.help import HelpPanel
from ui.work.session import Session


def _name(number: int) -> str:
    words = ("Chư", "Dơ", "Lử", "Páo", "Sình", "Tủa", "Dếnh", "Của", "Thào", "Vàng")
    return " ".join(words[int(digit)] for digit in str(number))


def test_figures_add_up_and_filter_the_rows(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(
        workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào"), ("Cà Thị Sơ", "Nữ", "1/13/1990", ""))
    )
    figures = {key: figure.number for key, figure in dialog.head.figures.items()}
    assert figures[""] == figures["added"] + figures["changed"] + figures["same"] + figures["rejected"] == 4
    assert (figures["added"], figures["rejected"]) == (2, 2)
    assert dialog.tabs.tabText(0) == "Danh sách (2)"
    press(qtbot, dialog.page.view, Key.Key_N)
    assert [dialog.page.model.index(row, 1).data() for row in range(dialog.page.model.rowCount())] == ["không nhận"]
    assert "không có tháng 13" in dialog.page.model.index(0, 2).data()
    assert dialog.tabs.tabText(1) == "Phòng Kinh tế (1)"
    qtbot.keyClick(dialog.page.view, Key.Key_PageDown, CONTROL)
    assert dialog.page.model.index(0, 0).data() == "3"
    assert "31/02/1980" in dialog.page.detail.text.text()
    press(qtbot, dialog.page.view, Key.Key_D)
    assert dialog.page.model.rowCount() == 2
    press(qtbot, dialog.page.view, Key.Key_K)
    assert dialog.page.empty.isVisible()


def test_models_keep_qts_rules(opened: Open, tmp_path: Path, qtmodeltester: Any) -> None:
    folder = lists.write(tmp_path, "l1.xlsx", lists.content(lists.l1(encode=to_tcvn3, font=".VnTime")))
    dialog = opened(folder)
    qtmodeltester.check(dialog.page.model)
    assert dialog.letters.model.rowCount() > 20
    qtmodeltester.check(dialog.letters.model)


def test_inputs_have_names_and_tab_walks_all(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    dialog.page.fold.setChecked(True)
    assert unnamed(dialog) == []
    seen: list[QWidget] = []
    while (focused := QApplication.focusWidget()) not in seen:
        assert focused is not None
        seen.append(focused)
        qtbot.keyClick(focused, Key.Key_Tab)
    assert {dialog.page.view, dialog.take, dialog.tabs, dialog.page.strip.choices[0].line} <= set(seen)
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 1366 - 24
    assert hint.height() <= 728 - 24


def test_many_rows_make_no_widgets(opened: Open, tmp_path: Path) -> None:
    few = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", name="it.tsv"))
    count = len(few.findChildren(QWidget))
    few.close()
    rows = [f"Giàng A {_name(number)}\tNam\t{1 + number % 28}/3/1985\tMông\t" for number in range(2000)]
    many = opened(table_file(tmp_path, *rows, name="nhieu.tsv"))
    assert many.page.model.rowCount() == 2000
    assert len(many.findChildren(QWidget)) <= count + 10


def test_a_workbook_is_dropped_on_a_screen(
    host: QWidget, session: Session, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    tools = ImportTools(host, session)
    tools.setParent(host)
    settle()
    assert not tools.titles.isVisible()
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t")))])
    with_mouse = (Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)

    def drop(target: QWidget) -> ImportDialog:
        before = host.findChildren(ImportDialog)
        for event in (QDragEnterEvent(QPoint(5, 5), *with_mouse), QDropEvent(QPointF(5, 5), *with_mouse)):
            QApplication.sendEvent(target, event)
            assert event.isAccepted()
        qtbot.waitUntil(lambda: bool(set(host.findChildren(ImportDialog)) - set(before)), timeout=30_000)
        settle()
        found = next(item for item in host.findChildren(ImportDialog) if item not in before)
        assert isinstance(found, ImportDialog)
        return found

    first = drop(host)
    second = drop(first)
    assert second.isVisible()
    assert not shiboken6.isValid(first) or not first.isVisible()


def test_a_file_that_is_no_table_is_refused_in_words(
    host: QWidget, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    refused: list[Any] = []
    session.jobs.refused.connect(refused.append)
    path = tmp_path / "thu.tsv"
    path.write_text("Kính gửi\nỦy ban nhân dân xã\n", encoding="utf-8")
    preview_file(host, session, path)
    qtbot.waitUntil(lambda: bool(refused), timeout=30_000)
    assert host.findChild(ImportDialog) is None


def test_f1_explains_the_window(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t"))
    qtbot.keyClick(dialog.page.view, Key.Key_F1)
    help_panel = dialog.findChild(HelpPanel)
    assert isinstance(help_panel, HelpPanel)
    assert "Nhập từ Excel" in help_panel.text.toPlainText()
    assert "F3" in help_panel.text.toPlainText()

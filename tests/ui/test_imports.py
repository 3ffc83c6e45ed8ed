"""The window of an import on a real store: figures as filters, columns, questions, letters, the import and its undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.records import Appointment, Person
from app.vietnamese.dates import write_date
from app.vietnamese.fold import fold
from tests.core.spreadsheets import lists
from tests.ui.conftest import type_vietnamese
from tests.ui.test_screens import unnamed
from ui.imports.opening import preview_file
from ui.imports.past import PastImports
from ui.imports.titles import TitlesDialog, open_titles
from ui.imports.tools import ImportTools
from ui.imports.window import ImportDialog
from ui.screens.system import SystemScreen
from ui.work.help import HelpPanel
from ui.work.session import Session

Settle = Callable[[], None]
Open = Callable[[Path], ImportDialog]
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
HEADS = "Họ và tên\tGiới tính\tNgày sinh\tDân tộc\tChức vụ"


@pytest.fixture
def host(qtbot: QtBot, session: Session, settle: Settle) -> Iterator[QWidget]:
    """A window that a dialog can stand over."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    settle()
    yield made
    settle()
    for widget in QApplication.topLevelWidgets():
        widget.close()


@pytest.fixture
def opened(host: QWidget, session: Session, qtbot: QtBot, settle: Settle) -> Open:
    """Opens the window of an import of a file."""

    def made(path: Path) -> ImportDialog:
        before = set(host.findChildren(ImportDialog))
        preview_file(host, session, path)
        qtbot.waitUntil(lambda: bool(set(host.findChildren(ImportDialog)) - before), timeout=30_000)
        dialog = (set(host.findChildren(ImportDialog)) - before).pop()
        assert isinstance(dialog, ImportDialog)
        with qtbot.waitActive(dialog):
            dialog.activateWindow()
        settle()
        return dialog

    return made


@pytest.fixture
def people(session: Session, settle: Settle) -> Callable[[], list[Person]]:
    """Reads all people."""

    def read() -> list[Person]:
        told: list[Any] = []
        session.ask(session, "people", lambda ws: ws.store.load("", ["person"]).rows(Person), told.append)
        settle()
        return list(told[0])

    return read


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key) -> None:
    """Presses Alt and a key, and waits until the button that it means is up again."""
    window = widget.window()
    qtbot.keyClick(widget, key, ALT)
    qtbot.waitUntil(lambda: not any(item.isDown() for item in window.findChildren(QAbstractButton)))


def table_file(folder: Path, *rows: str, heads: str = HEADS, name: str = "danh sach.tsv") -> Path:
    """A file of plain rows."""
    path = folder / name
    path.write_text("\n".join((heads, *rows)) + "\n", encoding="utf-8")
    return path


def workbook(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with a sheet of people, and another of two more."""
    book = lists.table([("Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc"), *rows])
    other = book.create_sheet("Phòng Kinh tế")
    for row in (("Họ và tên", "Giới tính", "Ngày sinh"), ("Lỳ Mỳ Xớ", "Nữ", "1992"), ("Vừ A Lử", "Nam", "31/2/1980")):
        other.append(list(row))
    return lists.write(folder, "hai trang.xlsx", lists.content(book))


def asked(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Waits until the dry run that was asked for has answered."""
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=30_000)


def unsure_row(person: Person) -> str:
    """A row that may speak of a person: the same name, and of the birth date only the year."""
    assert person.birth is not None
    return f"{person.full_name}\t{'Nữ' if person.sex == 'f' else 'Nam'}\t{person.birth.text[:4]}\t\t"


def known(people: list[Person]) -> Person:
    """Somebody with a whole birth date whose name nobody else has with that year."""
    names = [(person.full_name, person.birth.text[:4]) for person in people if person.birth]
    whole = len("2026-12-31")
    return next(
        person
        for person in people
        if person.birth
        and len(person.birth.text) == whole
        and names.count((person.full_name, person.birth.text[:4])) == 1
    )


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


def test_only_one_sheet_is_read_when_it_is_chosen(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    dialog.sheet.setFocus()
    dialog.sheet.setCurrentIndex(2)
    dialog.sheet.activated.emit(2)
    asked(dialog, qtbot)
    assert dialog.answer.counters["read"] == 2
    assert [sheet.name for sheet in dialog.answer.sheets] == ["Phòng Kinh tế"]
    assert dialog.tabs.tabText(0) == "Phòng Kinh tế (2)"
    assert dialog.tabs.count() == 3
    assert dialog.tabs.currentIndex() == 0
    dialog.sheet.setCurrentIndex(0)
    dialog.sheet.activated.emit(0)
    asked(dialog, qtbot)
    assert dialog.answer.counters["read"] == 3
    assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Phòng Kinh tế (2)"


@pytest.mark.fault("J18")
def test_a_column_is_chosen_by_typing(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    file = table_file(tmp_path, "Lường Văn Khăm\t1990\tLào", heads="Họ và tên\tNgày sinh\tNguồn gốc tộc người")
    dialog = opened(file)
    assert "1 cột không đọc" in dialog.page.fold.text()
    assert dialog.answer.sheets[0].rows[0].values.get("Dân tộc") is None
    press(qtbot, dialog.page.view, Key.Key_T)
    line = dialog.page.strip.choices[2].line
    line.setFocus()
    assert line.text() == "không đọc cột này"
    line.selectAll()
    qtbot.keyClicks(line, "dan toc")
    qtbot.keyClick(line, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.sheets[0].rows[0].values["Dân tộc"] == "Lào"
    assert line.text() == "Dân tộc"
    qtbot.keyClick(dialog.page.strip.choices[0].line, Key.Key_Return)
    assert dialog.focusWidget() is dialog.page.strip.choices[1].line
    assert "0 cột" not in dialog.page.fold.text()
    assert "không đọc" not in dialog.page.fold.text()


def test_a_guessed_column_is_shown_and_confirmed_by_enter(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\t1990\tLào", heads="Họ và tên\tNgày sinh\tDân tộcj"))
    assert "1 cột phải xem lại" in dialog.page.fold.text()
    guess = dialog.page.strip.choices[2]
    assert guess.isVisible()
    assert "có phải?" in {item.text() for item in guess.findChildren(QLabel)}
    qtbot.keyClick(guess.line, Key.Key_Return)
    asked(dialog, qtbot)
    assert "phải xem lại" not in dialog.page.fold.text()
    assert "tự chọn" in {item.text() for item in guess.findChildren(QLabel)}


def test_the_rows_of_headings_are_shown_to_the_program(
    opened: Open, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    refused: list[Any] = []
    session.jobs.refused.connect(refused.append)
    rows = ("Lường Văn Khăm\t1/2/1990\tLào", "Họ và tên\tNgày vào Đảng\tDân tộc", "Lỳ Mỳ Xớ\t3/4/2012\tHà Nhì")
    dialog = opened(table_file(tmp_path, *rows, heads="Họ và tên\tNgày sinh\tDân tộc"))
    read = dialog.answer.counters["read"]
    qtbot.keyClick(dialog.page.view, Key.Key_T, ALT)
    first = next(line for line in dialog.page.header.findChildren(QLineEdit) if line.isEnabled())
    assert first.text() == ""
    first.setFocus()
    first.selectAll()
    qtbot.keyClicks(first, "3")
    qtbot.keyClick(first, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.counters["read"] == 1 < read
    assert dialog.answer.sheets[0].rows[0].values["Ngày kết nạp Đảng"] == "03/04/2012"
    first.selectAll()
    qtbot.keyClicks(first, "4")
    qtbot.keyClick(first, Key.Key_Return)
    asked(dialog, qtbot)
    assert [wrong.code for wrong in refused] == ["XLS-06"]
    assert dialog.answer.counters["read"] == 1
    assert first.text() == "3"  # what could not be read was not taken
    assert dialog.take.isEnabled()


def test_headings_that_nobody_knows_are_pointed_out_and_named(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    rows = ("Ông/bà\tMốc\tThuộc dân", "Lường Văn Khăm\t1990\tLào", "Lỳ Mỳ Xớ\t1992\tHà Nhì")
    dialog = opened(table_file(tmp_path, *rows, heads="Ban xếp hạng\t\t"))
    assert dialog.answer.counters["read"] == 0
    assert not dialog.take.isEnabled()
    assert "dòng tiêu đề" in dialog.page.notices.text()
    press(qtbot, dialog, Key.Key_T)
    assert dialog.page.fold.isChecked()
    first = next(line for line in dialog.page.header.findChildren(QLineEdit) if line.isEnabled())
    first.setFocus()
    qtbot.keyClicks(first, "2")
    qtbot.keyClick(first, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.counters["rejected"] == 2
    for place, text in ((0, "ho va ten"), (1, "ngay sinh"), (2, "dan toc")):
        line = dialog.page.strip.choices[place].line
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Key.Key_Return)
        asked(dialog, qtbot)
    assert dialog.answer.counters["added"] == 2
    dialog.take.click()
    settle()
    assert {"Lường Văn Khăm", "Lỳ Mỳ Xớ"} <= {person.full_name for person in people()}


def test_a_question_is_answered_by_keys_and_taken_back(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    person = known(people())
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", unsure_row(person)))
    assert dialog.answer.counters["waiting"] == 1
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    compare = dialog.page.compare
    assert compare.isVisible()
    assert person.birth is not None
    shown = [[compare.table.item(row, column).text() for column in range(3)] for row in range(3)]
    assert shown[0][1:] == [person.full_name, person.full_name]
    assert shown[1][1:] == [person.birth.text[:4], write_date(person.birth.text)]
    assert "khác nhau" in shown[1][0]
    press(qtbot, dialog.page.view, Key.Key_1)
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 0
    assert dialog.answer.counters["added"] == 1
    assert "Là một người".lower() in dialog.page.detail.head.text()
    dialog.page.detail.again.click()
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 1
    press(qtbot, dialog.page.view, Key.Key_2)
    asked(dialog, qtbot)
    assert (dialog.answer.counters["waiting"], dialog.answer.counters["added"]) == (0, 2)
    dialog.page.detail.again.click()
    asked(dialog, qtbot)
    press(qtbot, dialog.page.view, Key.Key_3)
    asked(dialog, qtbot)
    assert (dialog.answer.counters["waiting"], dialog.answer.counters["rejected"]) == (0, 1)


def test_two_rows_of_one_person_are_shown_beside_each_other(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    rows = ("Lường Văn Khăm\tNam\t1/2/1990\tLào\tChuyên viên", "Lường Văn Khăm\tNam\t1990\tLào\tCông chức")
    dialog = opened(table_file(tmp_path, *rows))
    assert dialog.answer.counters["waiting"] == 1
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    table = dialog.page.compare.table
    assert table.horizontalHeaderItem(2).text() == "Dòng 2 của tệp"
    posts = next(row for row in range(table.rowCount()) if "Chức vụ" in table.item(row, 0).text())
    assert [table.item(posts, column).text() for column in (1, 2)] == ["Công chức", "Chuyên viên"]
    press(qtbot, dialog.page.view, Key.Key_1)
    asked(dialog, qtbot)
    assert (dialog.answer.counters["added"], dialog.answer.counters["waiting"]) == (1, 0)


def test_all_that_waits_is_left_out_at_once(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    known_people = people()
    rows = [unsure_row(person) for person in known_people if person.birth][:6]
    dialog = opened(table_file(tmp_path, *rows, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t"))
    waiting = dialog.answer.counters["waiting"]
    assert waiting >= 2
    assert f"{waiting} dòng chưa trả lời" in dialog.foot.text()
    dialog.choose_filter("waits")
    dialog.page.compare.skip_all.click()
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 0
    assert dialog.page.model.rowCount() == 7  # nothing waits any more, so that every row is shown again


def test_a_doubtful_cell_is_kept_or_typed_anew(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    good = [(name, "Nữ", "1990", "Thái") for name in ("Lò Thị Mai", "Quàng Thị Hoan", "Lường Thị Mương")]
    dialog = opened(
        workbook(tmp_path, ("Lò Æ§ß Mai", "Nữ", "1/2/1993", "Thái"), ("Vì Æ§ß Hoa", "Nữ", "1994", ""), *good)
    )
    assert dialog.answer.counters["doubtful"] == 2
    waiting = dialog.answer.counters["waiting"]
    press(qtbot, dialog.page.view, Key.Key_X)
    letters = dialog.letters
    assert letters.isVisible()
    assert letters.model.rowCount() == 2
    assert letters.model.index(0, 6).data() == "chờ trả lời"
    press(qtbot, letters.view, Key.Key_1)
    assert letters.model.index(0, 6).data() == "giữ nguyên chữ gốc"
    asked(dialog, qtbot)
    assert letters.view.currentIndex().row() == 1
    press(qtbot, letters.view, Key.Key_3)
    assert letters.line.hasFocus()
    letters.line.selectAll()
    type_vietnamese(letters.line, "Vì Thị Hoa")
    qtbot.keyClick(letters.line, Key.Key_Return)
    asked(dialog, qtbot)
    assert dialog.answer.counters["doubtful"] == 0
    assert dialog.answer.counters["waiting"] == waiting - 2
    names = [row.values["Họ và tên"] for row in dialog.answer.sheets[0].rows]
    assert names[:2] == ["Lò Æ§ß Mai", "Vì Thị Hoa"]


def test_a_row_with_a_doubtful_cell_leads_to_the_letters(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    good = [(name, "Nữ", "1990", "Thái") for name in ("Lò Thị Mai", "Quàng Thị Hoan", "Lường Thị Mương")]
    dialog = opened(workbook(tmp_path, *good, ("Lò Æ§ß Mai", "Nữ", "1/2/1993", "Thái")))
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    qtbot.keyClick(dialog.page.view, Key.Key_Return)
    assert dialog.page.detail.letters.hasFocus()
    qtbot.keyClick(dialog.page.detail.letters, Key.Key_Space)
    assert dialog.letters.isVisible()
    assert dialog.letters.model.index(dialog.letters.view.currentIndex().row(), 1).data() == "5"


@pytest.mark.fault("J19")
def test_imported_undone_and_imported_again(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    before = people()
    file = table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", "Lỳ Mỳ Xớ\tNữ\t3/4/1992\tHà Nhì\t")
    dialog = opened(file)
    assert "Nhập 2 dòng" in dialog.take.text()
    qtbot.keyClick(dialog.page.view, Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    assert {person.full_name for person in people()} - {person.full_name for person in before} == {
        "Lường Văn Khăm",
        "Lỳ Mỳ Xớ",
    }
    assert dialog.done_page.close_button.hasFocus()
    dialog.done_page.undo.click()
    qtbot.waitUntil(lambda: "hoàn tác" in dialog.done_page.title.text(), timeout=30_000)
    assert people() == before
    dialog.done_page.close_button.click()
    settle()
    again = opened(file)
    again.take.click()
    qtbot.waitUntil(again.done_page.isVisible, timeout=30_000)
    again.done_page.close_button.click()
    settle()
    third = opened(file)
    assert third.answer.counters["same"] == third.answer.counters["read"] == 2
    assert not third.take.isEnabled()
    assert "mọi dòng đã có" in third.foot.text()


def test_rejected_rows_go_back_in_a_copy(
    opened: Open, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào"))
    content = file.read_bytes()
    dialog = opened(file)
    names: list[str] = []

    def choose(parent: QWidget, title: str, name: str, kinds: str) -> Path:
        names.append(name)
        return tmp_path / name

    monkeypatch.setattr("ui.imports.window.choose_file_to_write", choose)
    press(qtbot, dialog.page.view, Key.Key_G)
    asked(dialog, qtbot)
    assert names == ["hai trang - không nhận.xlsx"]
    told = [box.text() for box in dialog.findChildren(QMessageBox)]
    assert len(told) == 1
    assert "1 dòng không nhận" in told[0]
    book = load_workbook(tmp_path / names[0])
    assert any("31/02/1980" in str(cell.value) for row in book["Phòng Kinh tế"] for cell in row)
    assert file.read_bytes() == content


def test_a_file_that_was_changed_meanwhile_is_shown_again(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    before = people()
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t"))
    table_file(tmp_path, "Lỳ Mỳ Xớ\tNữ\t3/4/1992\tHà Nhì\t", "Chang Hừ Po\tNam\t1990\tHà Nhì\t")
    dialog.take.click()
    asked(dialog, qtbot)
    assert people() == before
    assert not dialog.done_page.isVisible()
    assert dialog.answer.counters["added"] == 2
    dialog.take.click()
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    assert len(people()) == len(before) + 2


def test_findings_of_the_records_lead_back_to_their_row(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t", "Lỳ Mỳ Xớ\tNữ\t\tHà Nhì\t"))
    assert any("Lỳ Mỳ Xớ" in found.sentence for found in dialog.answer.findings)
    press(qtbot, dialog.page.view, Key.Key_L)
    assert dialog.findings.isVisible()
    found = next(item for item in dialog.answer.findings if "Lỳ Mỳ Xớ" in item.sentence)
    dialog.findings.wanted.emit(found)
    assert dialog.page.isVisible()
    assert dialog.page.model.row(dialog.page.view.currentIndex().row()).number == 3


def test_an_older_answer_is_dropped(opened: Open, tmp_path: Path, qtbot: QtBot, settle: Settle) -> None:
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    for index in (2, 1, 2):
        dialog.sheet.setCurrentIndex(index)
        dialog.sheet.activated.emit(index)
    assert not dialog.take.isEnabled()
    asked(dialog, qtbot)
    settle()
    assert [sheet.name for sheet in dialog.answer.sheets] == ["Phòng Kinh tế"]
    assert dialog.take.isEnabled()


@pytest.mark.parametrize("importing", [False, True])
def test_closing_stops_what_is_under_way(
    opened: Open,
    people: Callable[[], list[Person]],
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
    importing: bool,
) -> None:
    before = people()
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    if importing:
        dialog.take.click()
        assert not dialog.pages.isEnabled()
    else:
        dialog.ask_again()
    qtbot.keyClick(dialog, Key.Key_Escape)
    settle()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(dialog)
    assert people() == before


def test_stopping_the_import_leaves_the_window_as_it_was(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, settle: Settle
) -> None:
    before = people()
    dialog = opened(workbook(tmp_path, ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào")))
    stop = next(item for item in dialog.progress.findChildren(QAbstractButton))
    dialog.take.click()
    stop.click()
    settle()
    assert people() == before
    assert dialog.pages.isEnabled()
    assert dialog.take.isEnabled()
    assert not dialog.is_asking


def test_models_keep_qts_rules(opened: Open, tmp_path: Path, qtmodeltester: Any) -> None:
    folder = lists.write(tmp_path, "l1.xlsx", lists.content(lists.l1(encode=_tcvn3, font=".VnTime")))
    dialog = opened(folder)
    qtmodeltester.check(dialog.page.model)
    assert dialog.letters.model.rowCount() > 20
    qtmodeltester.check(dialog.letters.model)


def _tcvn3(text: str) -> str:
    from app.vietnamese.legacy import to_tcvn3

    return to_tcvn3(text)


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


def _name(number: int) -> str:
    words = ("Chư", "Dơ", "Lử", "Páo", "Sình", "Tủa", "Dếnh", "Của", "Thào", "Vàng")
    return " ".join(words[int(digit)] for digit in str(number))


def test_a_title_is_matched_once_by_keys(
    opened: Open, host: QWidget, session: Session, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    dialog = opened(
        table_file(
            tmp_path,
            "Lường Văn Khăm\tNam\t1/2/1990\tLào\tTổ trưởng tổ số hóa",
            "Lỳ Mỳ Xớ\tNữ\t3/4/1992\tHà Nhì\tTổ trưởng tổ số hóa",
        )
    )
    dialog.take.click()
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    assert dialog.done_page.titles.isVisible()
    dialog.done_page.titles.click()
    settle()
    titles = dialog.findChild(TitlesDialog)
    assert isinstance(titles, TitlesDialog)
    assert titles.model.rowCount() == 1
    assert titles.model.index(0, 1).data() == "2"
    assert titles.line.hasFocus()
    assert unnamed(titles) == []
    titles.line.selectAll()
    qtbot.keyClicks(titles.line, "chuyen vien")
    qtbot.keyClick(titles.line, Key.Key_Return)
    if titles.line.key is not None:
        settle()
    settle()
    assert titles.model.rowCount() == 0
    told: list[Any] = []
    session.ask(session, "t", lambda ws: ws.store.load("", ["appointment"]).rows(Appointment), told.append)
    settle()
    assert not [row for row in told[0] if row.title]


def test_a_title_without_answer_stays(host: QWidget, session: Session, settle: Settle, qtbot: QtBot) -> None:
    open_titles(host, session)
    settle()
    titles = host.findChild(TitlesDialog)
    assert isinstance(titles, TitlesDialog)
    assert titles.stack.currentIndex() == 1
    assert not titles.line.isVisible()


def test_imports_of_before_are_listed_and_taken_back(
    opened: Open,
    people: Callable[[], list[Person]],
    session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = people()
    past = PastImports(session)
    qtbot.addWidget(past)
    past.resize(1150, 600)
    past.show()
    past.read()
    settle()
    assert past.stack.currentIndex() == 1
    file = lists.write(tmp_path, "l1.xlsx", lists.content(lists.l1(encode=_tcvn3, font=".VnTime")))
    dialog = opened(file)
    dialog.take.click()
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    assert past.model.rowCount() == 1
    assert past.model.index(0, 1).data() == "l1.xlsx"
    assert past.cells.rowCount() > 10
    assert unnamed(past) == []
    place = next(row for row in range(past.cells.rowCount()) if past.cells.row(row)["after"] == "Vàng A Chứ")
    past.letters.selectRow(place)
    assert past.restore.isEnabled()
    past.restore.click()
    settle()
    assert "Vµng A Chø" in {person.full_name for person in people()}
    session.run("undo", lambda _: None)
    settle()
    monkeypatch.setattr("ui.imports.past.confirm", lambda *_: True)
    past.undo.click()
    settle()
    assert {person.id for person in people()} == {person.id for person in before}
    assert past.model.index(0, 8).data() == "đã hoàn tác"
    assert not past.undo.isEnabled()


def test_imports_of_before_stand_in_the_system_screen(session: Session, settle: Settle, qtbot: QtBot) -> None:
    screen = SystemScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    names = [screen.tabs.tabText(place) for place in range(screen.tabs.count())]
    screen.tabs.setCurrentIndex(names.index("Các lần nhập"))
    settle()
    assert screen.imports.isVisible()
    assert screen.imports.stack.currentIndex() == 1


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


def test_rows_that_only_lack_a_whole_birth_are_answered_at_once(
    opened: Open, people: Callable[[], list[Person]], tmp_path: Path, qtbot: QtBot
) -> None:
    before = people()
    names = [(fold(person.full_name or ""), person.birth.text[:4] if person.birth else "") for person in before]
    whole = [
        (person, name)
        for person, name in zip(before, names, strict=True)
        if person.birth and len(person.birth.text) == 10 and (name[0], "") not in names
    ]
    alone = [person for person, name in whole if names.count(name) == 1][:4]
    rows = [unsure_row(person) for person in alone]
    other_sex = unsure_row(alone[3]).replace("\tNữ\t", "\tNam\t", 1)
    rows[3] = other_sex if other_sex != rows[3] else rows[3].replace("\tNam\t", "\tNữ\t", 1)
    dialog = opened(table_file(tmp_path, *rows))
    assert dialog.answer.counters["waiting"] == 4
    qtbot.keyClick(dialog.page.view, Key.Key_F3)
    assert "3 dòng" in dialog.page.compare.same_all.text()
    press(qtbot, dialog.page.view, Key.Key_4)
    asked(dialog, qtbot)
    assert dialog.answer.counters["waiting"] == 1
    assert dialog.answer.counters["same"] == 3


def test_f1_explains_the_window(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(table_file(tmp_path, "Lường Văn Khăm\tNam\t1/2/1990\tLào\t"))
    qtbot.keyClick(dialog.page.view, Key.Key_F1)
    help_panel = dialog.findChild(HelpPanel)
    assert isinstance(help_panel, HelpPanel)
    assert "Nhập từ Excel" in help_panel.text.toPlainText()
    assert "F3" in help_panel.text.toPlainText()


def test_a_whole_import_by_keys_alone(
    opened: Open,
    people: Callable[[], list[Person]],
    session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
) -> None:
    """From the first look to the end without a pointer: a column, a person, a cell, the import, and Ctrl+Z."""
    before = people()
    person = known(before)
    unsure = unsure_row(person).split("\t")
    book = lists.table(
        [
            ("Họ và tên", "Giới tính", "Ngày sinh", "Nguồn gốc tộc người"),
            ("Lường Văn Khăm", "Nam", "1/2/1990", "Lào"),
            (unsure[0], unsure[1], unsure[2], ""),
            ("Lò Æ§ß Mai", "Nữ", "5/6/1993", "Thái"),
            ("Quàng Thị Hoan", "Nữ", "7/8/1987", "Khơ Mú"),
        ]
    )
    dialog = opened(lists.write(tmp_path, "phim.xlsx", lists.content(book)))

    def cursor() -> QWidget:
        widget = dialog.focusWidget()
        assert widget is not None
        return widget

    def answered() -> None:
        asked(dialog, qtbot)
        qtbot.waitUntil(lambda: not any(item.isDown() for item in dialog.findChildren(QAbstractButton)))

    assert cursor() is dialog.page.view
    press(qtbot, cursor(), Key.Key_T)
    while cursor() is not dialog.page.strip.choices[3].line:
        qtbot.keyClick(cursor(), Key.Key_Tab)
    qtbot.keyClicks(cursor(), "dan toc")
    qtbot.keyClick(cursor(), Key.Key_Return)
    answered()
    while cursor() is not dialog.page.view:
        qtbot.keyClick(cursor(), Key.Key_Tab)
    qtbot.keyClick(cursor(), Key.Key_F3)
    press(qtbot, cursor(), Key.Key_1)
    answered()
    press(qtbot, cursor(), Key.Key_X)
    press(qtbot, cursor(), Key.Key_3)
    cursor_line = cursor()
    assert cursor_line is dialog.letters.line
    qtbot.keyClick(cursor_line, Key.Key_A, CONTROL)
    type_vietnamese(cursor_line, "Lò Thị Mai")
    qtbot.keyClick(cursor_line, Key.Key_Return)
    answered()
    assert (dialog.answer.counters["rejected"], dialog.answer.counters["added"]) == (0, 3)
    qtbot.keyClick(cursor(), Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.done_page.isVisible, timeout=30_000)
    settle()
    new = {item.full_name: item.ethnic for item in people() if item.id not in {old.id for old in before}}
    assert set(new) == {"Lường Văn Khăm", "Lò Thị Mai", "Quàng Thị Hoan"}
    assert all(new.values())
    qtbot.keyClick(cursor(), Key.Key_Return)
    settle()
    session.run("undo", lambda _: None)
    settle()
    assert people() == before

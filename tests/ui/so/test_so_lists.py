"""Lists of Sở Nội vụ by Qt's own tester and by what they show, and the dialogs that ask for one thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.crypto.codes import fingerprint_groups
from app.vietnamese.fold import fold
from ui.records.model import PILL_ROLE, ListColumn
from ui.screens.so.chips import Chips
from ui.screens.so.dialogs import FingerprintDialog, ReasonDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row, RowModel

COLUMNS = (ListColumn("Đơn vị"), ListColumn("Tình trạng"), ListColumn("Số", right=True))
ROWS = (
    Row("a", ("Xã Mường Pồn", "đã nhận", "10"), ("", "", 10), "good", frozenset({"here"})),
    Row("b", ("Phường Điện Biên Phủ", "chưa gửi", "9"), ("", "", 9), tags=frozenset({"none"})),
    Row("c", ("Xã Búng Lao", "", ""), ("", "", None), tags=frozenset({"none"})),
)
EXPECTED = fingerprint_groups(b"a key")


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made


def keys(model: RowModel) -> str:
    return "".join(row.key for row in model.rows())


def test_row_model_obeys_qt(qtmodeltester: ModelTester) -> None:
    model = RowModel(COLUMNS, 1)
    qtmodeltester.check(model)
    model.set_rows(ROWS)
    qtmodeltester.check(model)
    model.narrow("xa", frozenset({"none"}))
    model.sort(0)
    model.retitle({2: "2.1a"})
    assert keys(model) == "c"
    assert model.headerData(2, Qt.Orientation.Horizontal) == "2.1a"
    model.deleteLater()


def test_rows_sort_by_value_and_by_vietnamese_letters() -> None:
    model = RowModel(COLUMNS, 1)
    model.set_rows(ROWS)
    model.sort(2)
    assert keys(model) == "cba"
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert keys(model) == "abc"
    model.sort(0)
    assert keys(model) == "bca"
    model.sort(-1)
    assert keys(model) == "abc"
    model.deleteLater()


def test_search_needs_no_marks_and_may_look_further_than_cells() -> None:
    model = RowModel(COLUMNS, 1)
    model.set_rows((*ROWS, Row("d", ("(không gửi họ tên)", "", ""), search=fold("Phó Chủ tịch Điện Biên Phủ"))))
    model.narrow("dien bien", frozenset())
    assert keys(model) == "bd"
    model.deleteLater()


def test_pill_is_drawn_where_the_row_has_one() -> None:
    model = RowModel(COLUMNS, 1)
    model.set_rows(ROWS)
    assert model.index(0, 1).data(PILL_ROLE) == ("đã nhận", "good")
    assert model.index(1, 1).data(PILL_ROLE) is None
    model.deleteLater()


def test_chosen_row_stays_chosen_and_a_wanted_one_is_chosen_when_it_comes(qtbot: QtBot) -> None:
    panel = RowsPanel("Thử", COLUMNS, empty="Chưa có gì.")
    qtbot.addWidget(panel)
    panel.choose("b")
    panel.set_rows(ROWS[:1])
    assert panel.current() == ROWS[0]
    panel.set_rows(ROWS)
    assert panel.current() == ROWS[1]
    panel.line.setText("bung lao")
    assert panel.current() == ROWS[2]
    assert panel.count.text() == "1/3 dòng"


def test_chips_choose_by_click_and_forget_what_is_gone(qtbot: QtBot) -> None:
    chips = Chips("Lọc")
    qtbot.addWidget(chips)
    told: list[str] = []
    chips.chosen.connect(told.append)
    chips.show_choices((("", "Tất cả (3)"), ("none", "chưa gửi (2)")))
    chips.choose("none")
    assert told == ["none"]
    chips.show_choices((("", "Tất cả (3)"),))
    assert chips.key == ""


def test_fingerprint_is_compared_group_by_group_and_never_shown(parent: QWidget) -> None:
    dialog = FingerprintDialog("Xã Mường Pồn", EXPECTED, parent)
    assert not dialog.confirm.isEnabled()
    groups = EXPECTED.split()
    dialog.groups[0].setText("")
    dialog.groups[0].textEdited.emit(groups[0])
    wrong = groups[1][:-1] + str((int(groups[1][-1]) + 1) % 10)
    dialog.groups[1].textEdited.emit(wrong)
    assert "Nhóm 2" in dialog.state.text()
    assert not dialog.confirm.isEnabled()
    shown = " ".join(widget.text() for widget in dialog.findChildren(type(dialog.state)))
    assert all(group not in shown for group in groups)


def test_fingerprint_pasted_whole_is_spread_over_the_groups(parent: QWidget) -> None:
    dialog = FingerprintDialog("Xã Mường Pồn", EXPECTED, parent)
    given: list[str] = []
    dialog.given.connect(given.append)
    dialog.groups[0].textEdited.emit(EXPECTED)
    assert dialog.confirm.isEnabled()
    dialog.confirm.click()
    assert given == [EXPECTED]


def test_a_return_needs_a_reason(parent: QWidget) -> None:
    dialog = ReasonDialog("Xã Mường Pồn", ("Thiếu ngày sinh.", "Hai người cùng đứng đầu."), parent)
    given: list[str] = []
    dialog.given.connect(given.append)
    dialog.lines.setPlainText("  ")
    assert not dialog.send.isEnabled()
    dialog._insert()
    dialog.send.click()
    assert given == ["1. Thiếu ngày sinh.\n2. Hai người cùng đứng đầu."]

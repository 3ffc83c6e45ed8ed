"""Điều chỉnh của Sở where a figure is explained: written, told on the first page, dropped; no report is touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands.accepted import accepted_figures
from app.domain.periods import parse_period
from app.workspace import Workspace
from tests.ui.conftest import ask, type_vietnamese
from tests.ui.so.province import ACCEPTED
from ui.screens.so.adjustment_dialog import AdjustmentDialog
from ui.screens.so.explain import ExplainDialog
from ui.shell.window import StorePage

Settle = Callable[[], None]


def figures(ws: Workspace) -> dict[str, dict[str, int]]:
    return {unit: dict(found.cells) for unit, found in accepted_figures(ws, parse_period(str(ws.today.year))).items()}


def explained(page: StorePage, settle: Settle, code: str) -> ExplainDialog:
    screen = page.current()
    screen._choose(code)
    screen.explain()
    settle()
    dialog = screen.findChild(ExplainDialog)
    dialog.units.choose(next(row.key for row in dialog.units.model.rows() if row.key.startswith(ACCEPTED)))
    settle()
    return dialog


def test_an_adjustment_is_written_where_the_figure_is_explained(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    screen, before = page.current(), ask(page.session, settle, figures)
    explaining = explained(page, settle, "1.2")
    assert explaining.adjust.isEnabled()
    explaining.adjust.click()
    settle()
    dialog = explaining.findChild(AdjustmentDialog)
    assert set(dialog.cells) == {"planned{sex=f}", "planned{}"}
    assert not dialog.add.isEnabled()  # no reason yet
    assert dialog.reason.hasFocus()
    type_vietnamese(dialog.reason, "Đã tính ở xã khác.")
    qtbot.keyClick(dialog.add, Qt.Key.Key_Space)
    settle()
    (row,) = dialog.panel.model.rows()
    assert (row.cells[0], row.cells[2], row.cells[3]) == ("Xã Mường Pồn", "-1", "Đã tính ở xã khác.")
    whole = sum(cells["planned{}"] for cells in before.values())
    assert f"toàn tỉnh {whole}, sau điều chỉnh {whole - 1}" in dialog.totals.text()
    assert ask(page.session, settle, figures) == before
    assert "Có 1 điều chỉnh của Sở, không cộng vào các số dưới đây; nếu tính theo thì 2.2 là" in screen.summary.text()
    dialog.drop.click()
    settle()
    assert dialog.panel.model.rows() == []
    assert "điều chỉnh" not in screen.summary.text()
    dialog.reject()
    explaining.reject()


def test_a_refusal_speaks_of_the_figure_in_words(
    page: StorePage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []
    monkeypatch.setattr("ui.shell.window.show_refusal", lambda _, wrong: refused.append(str(wrong)))
    explaining = explained(page, settle, "1.2")
    explaining.open_adjustment()
    settle()
    dialog = explaining.findChild(AdjustmentDialog)
    dialog.by.setValue(-500)
    dialog.reason.setText("Trùng.")
    dialog.add.click()
    settle()
    assert len(refused) == 1 and "planned" not in refused[0] and "quy hoạch" in refused[0]
    dialog.reject()
    explaining.reject()

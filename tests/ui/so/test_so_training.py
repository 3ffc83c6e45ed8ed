"""Ai cần bồi dưỡng in the window: criteria filter the people, and the list is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from ui.screens.so.training import TrainingScreen
from ui.shell.window import StorePage

Settle = Callable[[], None]
PICTURES = os.environ.get("SO2282_PICTURES", "")


def test_people_are_listed_filtered_and_written(
    page: StorePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_screen("so_training")
    settle()
    screen = page.current()
    assert isinstance(screen, TrainingScreen)
    assert " đơn vị; chưa có: " in screen.summary.text()
    assert screen.summary.toolTip().startswith("Chưa có: ")
    assert screen.doubts.isVisible()
    assert any("(*)" in item.text() for item in screen.chips.findChildren(QPushButton))
    everybody = screen.panel.model.total
    assert everybody > 0
    counts = []
    for need in screen._codes:
        screen.chips.choose(need)
        counts.append(screen.panel.model.rowCount())
    assert max(counts) > 0
    assert all(count <= everybody for count in counts)
    if PICTURES:
        screen.chips.choose("")
        page.window().grab().save(str(Path(PICTURES) / "boi-duong.png"))
    out = tmp_path / "moi.docx"
    monkeypatch.setattr("ui.screens.so.training.choose_file_to_write", lambda *_words: out)
    monkeypatch.setattr("ui.screens.so.training.show_done", lambda *_words: None)
    screen.save_list()
    settle()
    assert out.is_file()


def test_units_without_a_list_are_named_one_by_one(
    page: StorePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_screen("so_training")
    settle()
    screen = page.current()
    assert isinstance(screen, TrainingScreen)
    people = screen.panel.model.rows()
    assert people and all(row.cells[0] for row in people)
    screen.chips.choose("missing")
    rows = screen.panel.model.rows()
    assert len(rows) == 56
    assert {row.cells[1] for row in rows} >= {"Xã Sín Thầu", "Xã Tủa Chùa"}
    assert {row.cells[5] for row in rows} == {"chưa có báo cáo được chấp nhận"}
    out = tmp_path / "moi.docx"
    monkeypatch.setattr("ui.screens.so.training.choose_file_to_write", lambda *_words: out)
    monkeypatch.setattr("ui.screens.so.training.show_done", lambda *_words: None)
    screen.save_list()  # it is of all people then
    settle()
    assert out.is_file()

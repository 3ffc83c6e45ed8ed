"""The preview of a second package says what changed since the accepted one, and Enter goes to the very place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.dataset import Change
from app.domain.records import Person
from app.workspace import Workspace
from tests.ui.so.province import ACCEPTED, PASSWORD, Province, run
from ui.screens.so.inbox import InboxScreen
from ui.shell.window import StorePage

Settle = Callable[[], None]


@pytest.fixture
def amended(template: Province, page: StorePage, settle: Settle, tmp_path: Path) -> InboxScreen:
    """The in-box with a second package of a unit, whose people changed, chosen and previewed."""
    page.show_screen("so_inbox")
    settle()
    screen = page.current()
    assert isinstance(screen, InboxScreen)
    screen.save_receipts(screen._without_receipt(), tmp_path / "phieu")
    settle()
    folder = tmp_path / "don-vi"
    shutil.copytree(template.folder.parent / ACCEPTED, folder)
    unit = Workspace(template.env, template.env.stores.open(folder, "Cán bộ", PASSWORD))
    try:
        run(unit, "receive", paths=list((tmp_path / "phieu").glob(f"*{ACCEPTED}*")))
        person = min(unit.store.load().rows(Person), key=lambda row: row.id)
        new = replace(person, id=unit.env.new_id(), full_name="Vàng Thị Thêm", id_number=None)
        changed = replace(person, professional="ts" if person.professional != "ts" else "ths")
        changes = (Change("person", person.id, person, changed), Change("person", new.id, None, new))
        run(unit, "record save", changes=changes)
        run(unit, "submit", period=str(unit.today.year), out=tmp_path / "moi.p7m", level="ho-so", minimal=True)
    finally:
        unit.store.close()
    screen.receive([tmp_path / "moi.p7m"])
    settle()
    screen.panel.view.selectRow(0)
    screen.show_preview(shown=True)
    settle()
    return screen


def test_changes_are_told_and_enter_goes_to_the_field(amended: InboxScreen, settle: Settle, qtbot: QtBot) -> None:
    found = amended.package.preview
    assert found is not None
    assert found.changes[0].startswith("So với gói đã chấp nhận kỳ")
    assert "Thêm: Vàng Thị Thêm" in found.changes
    number = next(place for place, line in enumerate(found.lines) if line.field == "professional")
    assert "Trình độ chuyên môn" in found.changes[number + 1]
    amended.package.tabs.setCurrentWidget(amended.package.changes)
    amended.package.changes.setCurrentRow(number + 1)
    qtbot.keyClick(amended.package.changes, Qt.Key.Key_Return)
    settle()
    spot = amended.package.records.current()
    assert spot is not None
    assert spot.place["field"] == "professional"

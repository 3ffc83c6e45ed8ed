"""Đối chiếu giữa các đơn vị and Dữ liệu cá nhân on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands.table import command
from app.domain.storage import DocumentChange
from app.workspace import Outcome, Workspace
from tests.ui.conftest import ask
from tests.ui.so.province import LEVEL_LOW, RECEIVED, RETURNED
from ui.screens.so import privacy as so_privacy
from ui.shell.window import StorePage

Settle = Callable[[], None]


def plant(ws: Workspace) -> None:
    """The same token for one person of two units, and for one of a third."""
    token = ["7" * 32, "8" * 32]
    blobs: dict[str, bytes | None] = {}
    touched = []
    for item in ws.store.documents("received"):
        if item.unit[:5] in (RECEIVED, RETURNED, LEVEL_LOW) and "pack" in item.body:
            person = sorted(ws.store.load(item.id).tables["person"])[0]
            plain = msgspec.json.encode([[person, *token]])
            blobs[f"match/{item.id}"] = ws.store.encrypt_personal(item.unit, item.period, plain)
            touched.append(DocumentChange(item, item))
    ws.commit(command("crosscheck"), Outcome(blobs=blobs, documents=tuple(touched[:1])))


def test_pairs_are_shown_asked_and_decided(page: StorePage, settle: Settle, qtbot: QtBot) -> None:
    ask(page.session, settle, plant)
    page.show_screen("so_crosschecks")
    settle()
    screen = page.current()
    assert "3 trường hợp" in screen.summary.text()
    assert screen.panel.model.total == 3
    first = next(item for item in screen.panel.model.rows() if {RECEIVED, RETURNED} == units(item))
    screen.panel.choose(first.key)
    screen.panel.view.setCurrentIndex(screen.panel.model.index(screen.panel.model.place_of(first.key), 0))
    assert screen.ask.isEnabled()
    assert screen.sides.rowCount() == 3
    qtbot.mouseClick(screen.ask, Qt.MouseButton.LeftButton)
    settle()
    assert [item.cells[5] for item in screen.panel.model.rows() if item.key == first.key] == ["đã hỏi đơn vị"]
    drafts = ask(page.session, settle, lambda ws: ws.store.documents("comment", state="draft"))
    assert {item.unit[:5] for item in drafts} == {RECEIVED, RETURNED}
    other = next(item for item in screen.panel.model.rows() if item.key != first.key)
    screen.panel.view.setCurrentIndex(screen.panel.model.index(screen.panel.model.place_of(other.key), 0))
    screen.reason.setText("Đã gọi điện.")
    qtbot.mouseClick(screen.verdicts["different"], Qt.MouseButton.LeftButton)
    settle()
    assert screen.panel.model.total == 2
    screen.decided.setChecked(True)
    settle()
    assert screen.panel.model.total == 3
    qtbot.mouseClick(screen.verdicts["double"], Qt.MouseButton.LeftButton)
    settle()
    page.show_screen("so_board")
    settle()
    assert "1 người được xác nhận tính trùng" in page.current().doubles.text()
    assert page.current().doubles.isVisible()


def units(item: object) -> set[str]:
    return {side["unit"][:5] for side in item.source["sides"]}  # type: ignore[attr-defined]


def test_a_look_at_names_stands_in_the_register(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_search")
    settle()
    settle()
    page.show_screen("so_privacy")
    settle()
    screen = page.current()
    rows = screen.register.model.rows()
    assert rows and {item.cells[0] for item in rows} == {"tra cứu người"}
    assert {item.cells[1] for item in rows} == {"Quản trị"}


def test_a_period_is_erased_only_when_it_is_meant(
    page: StorePage, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "bb.pdf"
    monkeypatch.setattr(so_privacy, "choose_file_to_write", lambda *_: out)
    monkeypatch.setattr(so_privacy, "show_done", lambda *_: None)
    page.show_screen("so_privacy")
    settle()
    screen = page.current()
    dialog = screen.open_erasing()
    settle()
    dialog.unit.setCurrentIndex(
        next(n for n in range(dialog.unit.count()) if str(dialog.unit.itemData(n))[:5] == LEVEL_LOW)
    )
    dialog.reason.setText("Hết thời hạn lưu trữ")
    assert not dialog.erase.isEnabled()
    dialog.meant.setChecked(True)
    qtbot.mouseClick(dialog.erase, Qt.MouseButton.LeftButton)
    settle()
    assert out.read_bytes().startswith(b"%PDF")
    assert [item.cells[7] for item in screen.erased.model.rows()] == ["đã xóa"]


def test_forms_for_publication_are_masked(page: StorePage, settle: Settle) -> None:
    page.show_screen("so_forms")
    settle()
    screen = page.current()
    screen.names.setCurrentRow(2)
    settle()
    screen.publish.setChecked(True)
    settle()
    assert screen.scope()["publish"] is True
    form = ask(page.session, settle, screen.form_query(screen.code))
    assert any("để công bố" in note for note in form.notes)

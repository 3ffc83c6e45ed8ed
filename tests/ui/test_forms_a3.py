"""A wide form on A3, as the person sees it, prints it and saves it; a narrow one stays on A4."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from ui.screens import forms
from ui.screens.forms import FormsScreen
from ui.work.session import Session

Settle = Callable[[], None]
_LONG_SIDES = {842: False, 1191: True}
"""Points, of A4 and A3: whether it is A3."""


def test_a_wide_form_is_shown_and_saved_on_a3(
    session: Session, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []
    monkeypatch.setattr(forms, "choose_file_to_write", lambda *_: tmp_path / "a.pdf")
    monkeypatch.setattr(forms, "show_done", lambda *_: None)
    screen = FormsScreen(session)
    qtbot.addWidget(screen)
    screen.resize(1150, 660)
    with qtbot.waitExposed(screen):
        screen.show()
    settle()
    monkeypatch.setattr(screen.paper, "show_pdf", drawn.append)

    def choose(code: str) -> None:
        codes = [screen.names.item(row).text().split()[0] for row in range(screen.names.count())]
        screen.names.setCurrentRow(codes.index(code))
        settle()

    def is_a3(source: Path | bytes) -> bool:
        with pypdfium2.PdfDocument(source) as document:
            return _LONG_SIDES[round(max(document.get_page_size(0)))]

    choose("03")
    assert screen.a3.isVisible()
    screen.tabs.setCurrentIndex(1)
    settle()
    assert not is_a3(drawn[-1])
    screen.a3.setChecked(True)
    settle()
    assert is_a3(drawn[-1])
    screen._on_save()
    settle()
    assert is_a3(tmp_path / "a.pdf")
    choose("09")
    assert screen.a3.isVisible()
    assert not is_a3(drawn[-1])
    choose("03")
    assert screen.a3.isVisible()
    assert is_a3(drawn[-1])

"""Buttons beside a title go on in the next line where the window is narrow; nothing is cut and nothing overlaps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.look.flow_layout import FlowLayout
from ui.look.turning_splitter import TurningSplitter


@pytest.mark.parametrize("width", [220, 400, 1200])
def test_every_item_stands_inside_and_none_on_another(qtbot: QtBot, width: int) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    line, parts = QLineEdit(), [QPushButton(f"Nút thứ {number}") for number in range(6)]
    for widget in (line, *parts):
        flow.addWidget(widget)
    parts[2].hide()
    box.resize(width, flow.heightForWidth(width))
    box.show()
    places = [widget.geometry() for widget in (line, *parts) if not widget.isHidden()]
    assert all(box.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])


def test_what_expands_takes_the_rest_of_its_line(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    line, verb = QLineEdit(), QPushButton("Lưu")
    flow.addWidget(verb)
    flow.insertWidget(0, line)
    box.resize(600, 60)
    box.show()
    assert verb.geometry().right() == 599
    assert line.width() == 600 - flow.spacing() - verb.width()


def test_parts_that_turned_have_their_shares_again(qtbot: QtBot) -> None:
    split = TurningSplitter(700)
    qtbot.addWidget(split)
    for _ in range(2):
        split.addWidget(QWidget())
    split.setSizes([600, 300])
    split.resize(100, 30)
    split.show()
    split.resize(908, 400)
    assert split.orientation() == Qt.Orientation.Horizontal
    assert abs(split.sizes()[0] - 2 * split.sizes()[1]) < 10
    split.setSizes([200, 700])  # as a hand on the handle does
    split.resize(300, 800)
    assert split.orientation() == Qt.Orientation.Vertical
    split.resize(908, 400)
    assert split.sizes()[0] < 250

"""Editors of fields: what cannot be read stays in the field and says how to write it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.registry import TABLES
from ui.fields.editors import Editor, editor_of


def editor(qtbot: QtBot, table: str, field: str, typed: str) -> Editor:
    made = editor_of(TABLES[table].field(field))
    qtbot.addWidget(made)
    assert isinstance(made.inner, QLineEdit)
    made.inner.setText(typed)
    return made


@pytest.mark.parametrize("typed", ["26", "2.026", "20266", "năm 2026", "0026", "-2026"])
def test_a_year_has_four_digits(qtbot: QtBot, typed: str) -> None:
    made = editor(qtbot, "population", "year", typed)
    assert made.value() is None
    assert made.problem() == f"«{typed}» không phải là năm; viết đủ bốn chữ số, ví dụ 2026."


def test_numbers_are_written_with_points_and_years_without(qtbot: QtBot) -> None:
    year = editor(qtbot, "population", "year", " 2026 ")
    assert (year.value(), year.problem()) == (2026, "")
    year.show_value(2025)
    assert isinstance(year.inner, QLineEdit)
    assert year.inner.text() == "2025"
    total = editor(qtbot, "population", "total", "10.401")
    assert (total.value(), total.problem()) == (10401, "")
    assert editor(qtbot, "population", "total", "mười").problem() == "«mười» không phải là số nguyên; viết 1.234."

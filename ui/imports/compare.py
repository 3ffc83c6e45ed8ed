"""The question "is it the same person?": the row beside each record that it may be, field by field, and the answers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.registry import TABLES
from app.spreadsheets.outcome import WAITING
from app.vietnamese.fold import fold
from ui.imports.answer import POST, Candidate, Row
from ui.look.icons import icon
from ui.look.theme import current_theme, ui_font
from ui.look.widgets import button, choices, label, row

_ROW_HEIGHT: Final = 24
_HEADS: Final = ("", "Trong tệp", "Đã có trong sổ")
_PERSON: Final = TABLES["person"]
_TELLING: Final = (_PERSON.field("full_name").label, _PERSON.field("birth").label, POST)
"""Fields by which two people of one name are told apart."""
_APART: Final = (_PERSON.field("sex").label, _PERSON.field("id_number").label)
"""Fields that speak against one person where both sides say them and differ."""


class ComparePanel(QWidget):
    """One row of the file that waits, and what can be answered."""

    one_person = Signal(str)
    """It is this record."""
    two_people = Signal()
    left_out = Signal()
    all_left_out = Signal()
    all_one_person = Signal()
    """Every row of the same name whose birth speaks against nobody is the one record that it may be."""
    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: Row | None = None
        self.question = label("", "subtitle")
        self.which = choices("Người đã có trong sổ để so sánh", ())
        self.which.activated.connect(self._show_candidate)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setAccessibleName("So sánh dòng trong tệp với người đã có")
        self.table.setHorizontalHeaderLabels(list(_HEADS))
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.same = button("Là một người  (&1)", "person", self._on_same, "primary")
        self.other = button("Là hai người khác nhau  (&2)", "people", self.two_people.emit)
        self.skip = button("Bỏ qua dòng  (&3)", "cross", self.left_out.emit)
        self.same_all = button("Cùng họ tên: là một người cả  (&4)", "", self.all_one_person.emit)
        self.skip_all = button("Bỏ qua mọi dòng đang chờ", "", self.all_left_out.emit)
        self.next = button("Dòng chờ tiếp theo  F3", "jump", self.next_wanted.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row(self.question, self.which))
        layout.setStretch(0, 0)
        layout.addWidget(self.table, 1)
        layout.addLayout(row(self.same, self.other, self.skip, 1, self.same_all, self.skip_all, self.next))

    def show_row(self, found: Row, alike: int) -> None:
        """Shows a row that waits, beside the first record that it may be.

        Args:
            found: the row.
            alike: how many rows wait only because their birth is not written in full (`is_likely_one`).
        """
        self.same_all.setText(f"Cùng họ tên: là một người cả {alike} dòng  (&4)")
        self.same_all.setVisible(alike > 1)
        kept = self.which.currentData() if self._row is not None and self._row.key == found.key else None
        self._row = found
        self.which.clear()
        for number, candidate in enumerate(found.candidates):
            self.which.addItem(_title(candidate, number), candidate.id)
        self.which.setCurrentIndex(max(self.which.findData(kept), 0))
        self.which.setVisible(len(found.candidates) > 1)
        self.same.setEnabled(bool(found.candidates))
        self._show_candidate()

    def showEvent(self, event: QShowEvent) -> None:
        """Room for some lines wherever it is shown."""
        self.table.setMinimumHeight(4 * _ROW_HEIGHT)
        super().showEvent(event)

    @property
    def candidate(self) -> Candidate | None:
        """The record that is shown beside the row."""
        if self._row is None or not self._row.candidates:
            return None
        return self._row.candidates[max(self.which.currentIndex(), 0)]

    def _show_candidate(self) -> None:
        found, candidate = self._row, self.candidate
        if found is None:
            return
        self.question.setText(f"Dòng {found.number}: {_asked(found)}")
        known = candidate.values if candidate else {}
        whose = f"Dòng {candidate.row} của tệp" if candidate and candidate.row else _HEADS[-1]
        self.table.setHorizontalHeaderLabels([*_HEADS[:-1], whose])
        names = [name for name in dict.fromkeys((*found.values, *known)) if found.values.get(name) or known.get(name)]
        names.sort(key=lambda name: _rank(name, _difference(found.values.get(name, ""), known.get(name, ""))))
        self.table.setRowCount(len(names))
        for place, name in enumerate(names):
            self._fill(place, name, found.values.get(name, ""), known.get(name, ""))

    def _fill(self, place: int, name: str, told: str, known: str) -> None:
        theme = current_theme()
        difference = _difference(told, known)
        for column, text in enumerate((name, told or "(trống)", known or "(trống)")):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if difference and column:
                bold = QFont(ui_font())
                bold.setWeight(QFont.Weight.DemiBold)
                item.setFont(bold)
            if not (told, known)[max(column - 1, 0)]:
                item.setForeground(QBrush(QColor(theme.soft)))
            self.table.setItem(place, column, item)
        head = self.table.item(place, 0)
        if difference and head is not None:
            head.setIcon(icon("warning", theme.warning))
            head.setText(f"{name}: {difference}")
            head.setForeground(QBrush(QColor(theme.warning)))

    def _on_same(self) -> None:
        if self.candidate is not None:
            self.one_person.emit(self.candidate.id)


def _title(candidate: Candidate, number: int) -> str:
    """Two people of one name are told apart by birth and post."""
    told = [text for name in _TELLING if (text := candidate.values.get(name, ""))]
    return f"{number + 1}. {', '.join(told)}" if told else f"Người thứ {number + 1}"


def _rank(name: str, difference: str) -> int:
    """Name, birth and post first, by which people are told apart; then what differs."""
    return _TELLING.index(name) if name in _TELLING else len(_TELLING) + (difference == "")


def _asked(found: Row) -> str:
    return found.reasons[0].removeprefix(WAITING)


def _difference(told: str, known: str) -> str:
    """Why two values are marked; empty where one says nothing or both say the same."""
    return "khác nhau" if told and known and fold(told) != fold(known) else ""


def is_likely_one(found: Row) -> bool:
    """Whether a row waits for nothing but a birth that is not in full: one record, of the same name, may be meant."""
    if not found.waits or len(found.candidates) != 1 or found.candidates[0].row:
        return False
    told, known = found.values, found.candidates[0].values
    return told.get(_TELLING[0]) == known.get(_TELLING[0]) and not any(
        told.get(name) and known.get(name) and told[name] != known[name] for name in _APART
    )

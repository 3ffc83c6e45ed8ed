"""Letters of old fonts brought to Unicode: each cell before and after, why, and what a person decided of a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QCheckBox, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from app.vietnamese.legacy import strict_tcvn3, strict_vni
from ui.imports.answer import Letters
from ui.imports.text_rows import TextRows
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.look.widgets import button, empty_state, label, restyle, row
from ui.records.list_view import RowsView

_HEADS: Final = ("Trang tính", "Dòng", "Cột", "Trước khi chuyển", "Sau khi chuyển", "Căn cứ", "Quyết định")
_WIDTHS: Final = (120, 56, 150, 190, 190, 240, 190)
_DECISION: Final = len(_HEADS) - 1
_ROLE = Qt.ItemDataRole


class LettersModel(TextRows):
    """Converted cells; the last column says what was decided."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADS, self._texts_of, frozenset({1}), parent)
        self._chosen: Mapping[tuple[str, int, int], str] = {}

    def show_letters(self, cells: Sequence[Letters], chosen: Mapping[tuple[str, int, int], str]) -> None:
        """Shows cells, with the texts that a person chose."""
        self._chosen = chosen
        self.show(cells)

    def is_open(self, cell: Letters) -> bool:
        """Whether a cell is doubtful and nobody has decided."""
        return cell.doubtful and not cell.chosen and cell.key not in self._chosen

    def decide(self, chosen: Mapping[tuple[str, int, int], str]) -> None:
        """The decisions have changed."""
        self._chosen = chosen
        if self.rowCount():
            self.dataChanged.emit(self.index(0, _DECISION), self.index(self.rowCount() - 1, _DECISION))

    def look(self, found: Letters, column: int, role: int) -> Any:
        """A doubt has a word and a picture."""
        if column != _DECISION:
            return None
        if role == _ROLE.DecorationRole:
            return icon("help", current_theme().warning) if self.is_open(found) else None
        if role == _ROLE.ForegroundRole:
            return QBrush(QColor(current_theme().warning if self.is_open(found) else current_theme().soft))
        return None

    def _texts_of(self, cell: Letters) -> tuple[str, ...]:
        where = (cell.sheet, str(cell.row), cell.title)
        return (*where, cell.before, cell.after, cell.evidence, self._decision(cell))

    def _decision(self, cell: Letters) -> str:
        if self.is_open(cell):
            return "chờ trả lời"
        if cell.key not in self._chosen and not cell.chosen:
            return "tự chuyển"
        text = self._chosen.get(cell.key, cell.after)
        return "giữ nguyên chữ gốc" if text == cell.before else f"lấy “{text}”"


class LettersPage(QWidget):
    """The list of cells, and three answers to a doubt."""

    decided = Signal(object, str)
    """Key of a cell and the text that it is to have."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: tuple[Letters, ...] = ()
        self._reading = ""
        self._texts: Mapping[tuple[str, int, int], str] = {}
        self.head = label("Chữ của bảng mã cũ (TCVN3, VNI…) đã chuyển sang Unicode.", "soft", wrap=False)
        self.only_open = QCheckBox("chỉ ô nghi ngờ")
        self.only_open.clicked.connect(self._fill)
        self.model = LettersModel(self)
        self.view = RowsView("Các ô có chữ đã chuyển sang Unicode")
        self.view.setModel(self.model)
        header = self.view.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            self.view.setColumnWidth(column, width)
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        self.keep = button("Giữ nguyên  (&1)", "", self._on_kept)
        self.take = button("Lấy chữ đã chuyển  (&2)", "check", self._on_taken, "primary")
        self.line = QLineEdit()
        self.line.setAccessibleName("Gõ lại chữ của ô")
        self.line.setPlaceholderText("gõ lại rồi Enter")
        self.line.returnPressed.connect(self._on_typed)
        self.retype = button("Gõ lại  (&3)", "", self.line.setFocus)
        self.next = button("Ô nghi ngờ tiếp theo  F3", "jump", self.go_next)
        self.empty = empty_state("Chữ trong tệp đã là Unicode; không ô nào phải chuyển.", "good")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(self.head, 1, self.only_open))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(row(self.keep, self.take, self.retype, self.line, 1, self.next))
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.wanted.connect(self.take.setFocus)
        self._on_current()

    def show_letters(self, cells: tuple[Letters, ...], texts: Mapping[tuple[str, int, int], str]) -> None:
        """Shows the converted cells of a file; doubtful ones first of all where there are any."""
        is_first = not self._cells
        self._cells, self._texts = cells, texts
        if is_first:
            self.only_open.setChecked(any(cell.doubtful for cell in cells))
        self._fill()

    def choose_row(self, key: tuple[str, int]) -> None:
        """Chooses the first doubtful cell of a row of the file."""
        place = self.model.next_place(-1, lambda cell: (cell.sheet, cell.row) == key and self.model.is_open(cell))
        if place >= 0:
            self.view.selectRow(place)

    def go_next(self) -> None:
        """Chooses the next doubtful cell."""
        place = self.model.next_place(self.view.currentIndex().row(), self.model.is_open)
        if place >= 0:
            self.view.selectRow(place)

    def _fill(self) -> None:
        chosen = self._current()
        wanted = [cell for cell in self._cells if cell.doubtful or cell.chosen or not self.only_open.isChecked()]
        self.model.show_letters(wanted, self._texts)
        for part in (self.view, self.head, self.only_open, self.keep, self.take, self.retype, self.line, self.next):
            part.setVisible(bool(self._cells))
        self.empty.setVisible(not self._cells)
        place = self.model.place_of(chosen.key) if chosen else -1
        if self.model.rowCount():
            self.view.selectRow(max(place, 0))
        self._on_current()

    def _current(self) -> Letters | None:
        found: Letters | None = self.model.row(self.view.currentIndex().row())
        return found

    def _on_current(self) -> None:
        cell = self._current()
        for part in (self.keep, self.retype, self.line):
            part.setEnabled(cell is not None)
        self._reading, words = reading_of(cell) if cell else ("", "Lấy chữ đã chuyển")
        self.take.setText(f"{words}  (&2)")
        self.take.setEnabled(bool(self._reading))
        restyle(self.take, "primary" if cell is not None and cell.after != cell.before else "")
        self.next.setEnabled(self.model.next_place(-1, self.model.is_open) >= 0)
        self.line.setText(self._texts.get(cell.key, cell.after) if cell else "")

    def _on_kept(self) -> None:
        if (cell := self._current()) is not None:
            self._tell(cell, cell.before)

    def _on_taken(self) -> None:
        if (cell := self._current()) is not None and self._reading:
            self._tell(cell, self._reading)

    def _on_typed(self) -> None:
        cell, text = self._current(), self.line.text().strip()
        if cell is not None and text:
            self._tell(cell, text)
            self.view.setFocus()

    def _tell(self, cell: Letters, text: str) -> None:
        self._texts = {**self._texts, cell.key: text}
        self.model.decide(self._texts)
        self.go_next()
        self.decided.emit(cell.key, text)


def reading_of(cell: Letters) -> tuple[str, str]:
    """What a cell is in Unicode and how that is offered; else how an old table would read it."""
    if cell.after != cell.before:
        return cell.after, "Lấy chữ đã chuyển"
    for name, read in (("TCVN3", strict_tcvn3), ("VNI", strict_vni)):
        text = read(cell.before)
        if text and text != cell.before:
            return text, f"Đọc theo {name}: “{text}”"
    return "", "Lấy chữ đã chuyển"

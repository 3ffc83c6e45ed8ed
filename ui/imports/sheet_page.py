"""The rows of one sheet: what its columns are taken for, the rows with their fates, and what there is to answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.spreadsheets.choices import NEW
from ui.imports.answer import FATES, Row, Sheet, change_text
from ui.imports.columns import ColumnStrip, HeaderRows
from ui.imports.compare import ComparePanel, is_likely_one
from ui.imports.decisions import Decisions
from ui.imports.rows_model import FATE, NOTE, RowsModel
from ui.look.widgets import Button, button, empty_state, label, row, scrolled
from ui.records.list_view import RowsView

_ROWS_SEEN: Final = 60
_WIDEST: Final = 240
_NOTE_WIDTH: Final = 340
_PADDING: Final = 24
_ICON: Final = 22
_MOST_NOTICES: Final = 3
_EMPTY: Final = (
    "Không có dòng nào ở mục đang xem. Bấm số “dòng đã đọc” (Alt+D) để xem tất cả, hoặc xem trang tính khác."
)
_HOW_TO_READ: Final = "Mở phần Cột (Alt+T) để chỉ ra dòng tiêu đề."
_ROOM_TO_ASK: Final = 270
_ROOM_TO_TELL: Final = 110


class RowDetail(QWidget):
    """A row that asks nothing: all that is to be said of it, and the way back from an answer."""

    again_wanted = Signal()
    letters_wanted = Signal()
    """The question of the row is about letters."""

    def __init__(self) -> None:
        super().__init__()
        self.head = label("", "subtitle")
        self.text = label("")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again = button("Trả lời lại", "back", self.again_wanted.emit)
        self.letters = button("Trả lời về chữ trong ô", "letter", self.letters_wanted.emit, "primary")
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.addWidget(self.text)
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        outer.addLayout(row(self.head, self.letters, self.again))
        outer.addWidget(scrolled(inner), 1)

    def show_row(self, found: Row | None, answer: str) -> None:
        """Shows what is known of a row, and what was answered about it."""
        self.again.setVisible(bool(answer or (found and found.answers)))
        self.letters.setVisible(found is not None and found.waits)
        if found is None:
            self.head.setText("")
            self.text.setText("")
            return
        said = f" · đã trả lời: {answer.lower()}" if answer else ""
        self.head.setText(f"Dòng {found.number}: {FATES[found.shown_fate]}{said}")
        lines = [*found.reasons, *found.questions, *found.answers]
        lines += [f"{name}: {change_text(*values)}" for name, values in found.news.items()]
        lines.append("Hiểu là: " + " · ".join(f"{name}: {value}" for name, value in found.values.items() if value))
        self.text.setText("\n".join(lines))


class SheetPage(QWidget):
    """Columns above, rows in the middle, the question of the chosen row below."""

    decided = Signal()
    """A decision was made; the dry run is to be made again."""
    letters_wanted = Signal(object)
    """Key of a row with a doubtful cell."""

    def __init__(self, decisions: Decisions) -> None:
        super().__init__()
        self._decisions = decisions
        self._sheet: Sheet | None = None
        self._wanted = ""
        self._columns = ""
        self._asks: bool | None = None
        self._met: set[str] = set()
        self.notices = label("", "warning")
        self.notices.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.fold = Button()
        self.fold.setObjectName("plain")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._show_strip)
        self.header = HeaderRows()
        self.header.chosen.connect(self._on_header)
        self.strip = ColumnStrip()
        self.strip.chosen.connect(self._on_column)
        self.model = RowsModel(self)
        self.view = RowsView("Các dòng của tệp")
        self.view.setModel(self.model)
        self.view.horizontalHeader().setMinimumSectionSize(48)
        self.empty = empty_state(_EMPTY, "filter")
        self.compare = ComparePanel()
        self.detail = RowDetail()
        self.below = QStackedWidget()
        self.below.addWidget(self.detail)
        self.below.addWidget(self.compare)
        self._arrange()
        self._connect()

    def show_sheet(self, sheet: Sheet, wanted: str) -> None:
        """Shows a sheet by a filter; the chosen row stays so where it is still shown."""
        chosen = self._current()
        fresh = self._sheet is None or sheet.labels != self._sheet.labels
        self._sheet, self._wanted = sheet, wanted
        self._show_notices()
        if sheet.name not in self._met:  # a guess is shown before anybody relies on it
            self._met.add(sheet.name)
            self.fold.setChecked(self.fold.isChecked() or any(column.guessed for column in sheet.columns))
        self.header.show_rows(self._decisions.now.header.get(sheet.name, (0, 0)))
        self.model.show_sheet(sheet, wanted)
        if fresh:
            self._fit_columns()
        self._show_emptiness()
        self._give_room()
        place = self.model.place_of(chosen.key) if chosen else -1
        if self.model.rowCount():
            self.view.selectRow(max(place, 0))
        self._on_current()

    def choose_row(self, key: tuple[str, int]) -> None:
        """Chooses a row of the file."""
        place = self.model.place_of(key)
        if place >= 0:
            self.view.selectRow(place)
            self.view.setFocus()

    def go_next(self) -> bool:
        """Chooses the next row that waits; False where none does."""
        place = self.model.next_place(self.view.currentIndex().row(), lambda found: found.waits)
        if place >= 0:
            self.view.selectRow(place)
        return place >= 0

    def _arrange(self) -> None:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty, 1)
        self._split = split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(middle)
        split.addWidget(self.below)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(6)
        outer.addLayout(row(self.fold, self.header, self.notices, spacing=12))
        outer.addWidget(self.strip)
        outer.addWidget(split, 1)

    def _connect(self) -> None:
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.wanted.connect(self._on_wanted)
        self.compare.one_person.connect(lambda record: self._answer(lambda key: self._decisions.answer(key, record)))
        self.compare.two_people.connect(lambda: self._answer(lambda key: self._decisions.answer(key, NEW)))
        self.compare.left_out.connect(lambda: self._answer(lambda key: self._decisions.leave_out((key,))))
        self.compare.all_left_out.connect(self._on_all_left_out)
        self.compare.all_one_person.connect(self._on_all_one_person)
        self.compare.next_wanted.connect(self.go_next)
        self.detail.again_wanted.connect(self._on_again)
        self.detail.letters_wanted.connect(self._on_letters)

    def _show_notices(self) -> None:
        sheet = self._sheet
        notices = sheet.notices if sheet else ()
        if sheet is not None and notices and not sheet.is_read:
            notices = (*notices, _HOW_TO_READ)
        more = f" (và {len(notices) - _MOST_NOTICES} điều nữa)" if len(notices) > _MOST_NOTICES else ""
        self.notices.setText(" ".join(notices[:_MOST_NOTICES]) + more)
        self.notices.setToolTip("\n".join(notices))
        columns = sheet.columns if sheet else ()
        read = sum(bool(column.target) for column in columns)
        guessed = sum(column.guessed and not column.chosen for column in columns)
        words = [f"{read} cột được đọc"]
        if guessed:
            words.append(f"{guessed} cột phải xem lại")
        if read < len(columns):
            words.append(f"{len(columns) - read} cột không đọc")
        self._columns = ", ".join(words)
        self.fold.setVisible(True)
        self._show_strip()

    def _show_strip(self) -> None:
        shown = self.fold.isChecked()
        self.fold.setText(f"{'▾' if shown else '▸'} Cộ&t: {self._columns}")
        self.fold.setAccessibleName(f"{'Ẩn' if shown else 'Hiện'} các cột: {self._columns}")
        if shown and self._sheet is not None:  # made only when wanted: a sheet may have a hundred columns
            self.strip.show_sheet(self._sheet)
        self.strip.setVisible(shown and bool(self._sheet and self._sheet.columns))
        self.header.setVisible(shown)

    def _give_room(self) -> None:
        """A question needs more room below the list than a remark; it stays so while rows are walked through."""
        asks = self._sheet is not None and any(found.candidates for found in self._sheet.rows)
        if asks != self._asks:
            self._asks = asks
            below = _ROOM_TO_ASK if asks else _ROOM_TO_TELL
            self._split.setSizes([max(self._split.height() - below, below), below])

    def _show_emptiness(self) -> None:
        some = self.model.rowCount() > 0
        self.view.setVisible(some)
        self.empty.setVisible(not some)
        self.below.setVisible(some)

    def _fit_columns(self) -> None:
        metrics = QFontMetrics(self.view.font())
        for column in range(self.model.columnCount()):
            title = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            texts = [
                str(self.model.index(place, column).data() or "")
                for place in range(min(self.model.rowCount(), _ROWS_SEEN))
            ]
            widest = max(metrics.horizontalAdvance(text) for text in (f"{title}  ", *texts)) + _PADDING
            self.view.setColumnWidth(column, min(widest, _NOTE_WIDTH if column == NOTE else _WIDEST))
        fates = max(QFontMetrics(self.model.strong).horizontalAdvance(word) for word in FATES.values())
        self.view.setColumnWidth(FATE, fates + _ICON + _PADDING)

    def _current(self) -> Row | None:
        found: Row | None = self.model.row(self.view.currentIndex().row())
        return found

    def _on_current(self) -> None:
        found = self._current()
        if found is not None and found.candidates and found.waits:
            self.compare.show_row(found, len(self._likely()))
            self.below.setCurrentWidget(self.compare)
        else:
            self.detail.show_row(found, self._decisions.answer_of(found.key) if found else "")
            self.below.setCurrentWidget(self.detail)

    def _on_wanted(self) -> None:
        found = self._current()
        if found is not None and found.waits:
            (self.compare.same if found.candidates else self.detail.letters).setFocus()

    def _answer(self, tell: Callable[[tuple[str, int]], None]) -> None:
        """Takes an answer and goes to the next row that waits."""
        found = self._current()
        if found is None:
            return
        tell(found.key)
        self.view.setFocus()
        self.go_next()
        self.decided.emit()

    def _on_all_left_out(self) -> None:
        if self._sheet is not None:
            self._decisions.leave_out(found.key for found in self._sheet.rows if found.waits and found.candidates)
            self.view.setFocus()
            self.decided.emit()

    def _likely(self) -> list[Row]:
        return [found for found in self._sheet.rows if is_likely_one(found)] if self._sheet is not None else []

    def _on_all_one_person(self) -> None:
        for found in self._likely():
            self._decisions.answer(found.key, found.candidates[0].id)
        self.view.setFocus()
        self.decided.emit()

    def _on_again(self) -> None:
        found = self._current()
        if found is not None:
            self._decisions.ask_again(found.key)
            self.view.setFocus()
            self.decided.emit()

    def _on_letters(self) -> None:
        found = self._current()
        if found is not None:
            self.letters_wanted.emit(found.key)

    def _on_header(self, first: int, last: int) -> None:
        if self._sheet is not None:
            self._decisions.choose_header(self._sheet.name, first, last)
            self.decided.emit()

    def _on_column(self, place: int, target: str) -> None:
        if self._sheet is not None:
            self._decisions.choose_column(self._sheet.name, place, target)
            self.decided.emit()

"""Các lần nhập: every import with what it did, the letters it converted, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.vietnamese.numbers import integer
from app.workspace import Notice, Outcome
from ui.fields.values import moment
from ui.imports.asking import ask_command
from ui.imports.text_rows import TextRows
from ui.look.messages import confirm
from ui.look.widgets import READING, button, empty_state, label, row
from ui.records.list_view import RowsView
from ui.work.session import Session

_HEADS: Final = (
    "Lúc nhập",
    "Tệp",
    "Người nhập",
    "Đã đọc",
    "Thêm mới",
    "Thay đổi",
    "Không đổi",
    "Không nhận",
    "Tình trạng",
)
_COUNTERS: Final = ("read", "added", "changed", "same", "rejected")
_NUMBERS: Final = frozenset(range(3, 8))
_WIDTHS: Final = (128, 220, 150, 74, 84, 80, 92, 96, 130)
_CELL_HEADS: Final = (
    "Trang tính",
    "Dòng",
    "Trước khi chuyển",
    "Sau khi chuyển",
    "Căn cứ",
    "Ai chọn",
    "Nay ở ô",
    "Lấy lại được",
)
_CELL_WIDTHS: Final = (120, 56, 190, 190, 200, 130, 150, 110)
_EMPTY: Final = "Chưa nhập tệp nào. Vào Nhân sự, nhấn “Nhập từ Excel…” hoặc kéo thả tệp vào danh sách."
_NO_LETTERS: Final = "Lần nhập này không chuyển mã ô chữ nào."


@dataclass(frozen=True, slots=True)
class Past:
    """An import that was made."""

    key: str
    texts: tuple[str, ...]
    file: str
    undone: bool


class PastImports(QWidget):
    """The imports above, the converted letters of the chosen one below."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.head = label(READING, "soft")
        self.model = TextRows(_HEADS, lambda found: found.texts, _NUMBERS, self)
        self.view = _view("Các lần nhập", self.model, _WIDTHS, 1)
        self.cells = TextRows(_CELL_HEADS, _cell_texts, frozenset({1}), self)
        self.letters = _view("Chữ đã chuyển trong lần nhập", self.cells, _CELL_WIDTHS, 4)
        self.undo = button("Hoàn tác lần nhập", "undo", self._on_undo)
        self.letters.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.restore = button("Lấy lại chữ gốc của các ô đang chọn", "back", self._on_restore)
        self.no_letters = empty_state(_NO_LETTERS, "letter")
        self._arrange()
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.letters.selectionModel().selectionChanged.connect(self._on_cell)
        session.changed.connect(self._on_changed)

    def read(self) -> None:
        """Reads the imports anew."""
        ask_command(self._session, self, "import list", self._on_read)

    def _arrange(self) -> None:
        self.below = QStackedWidget()
        self.below.addWidget(self.letters)
        self.below.addWidget(self.no_letters)
        lower = QWidget()
        lines = QVBoxLayout(lower)
        lines.setContentsMargins(0, 0, 0, 0)
        self.about = label("", "subtitle")
        lines.addWidget(self.about)
        lines.addWidget(self.below, 1)
        lines.addLayout(row(self.restore, 1, self.undo))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.view)
        split.addWidget(lower)
        split.setChildrenCollapsible(False)
        split.setSizes([240, 300])
        self.stack = QStackedWidget()
        self.stack.addWidget(split)
        self.stack.addWidget(empty_state(_EMPTY, "import"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.stack, 1)

    def _on_read(self, outcome: Outcome) -> None:
        chosen = self._current()
        rows = [_past(item) for item in outcome.data]
        self.head.setText(
            "Mỗi lần nhập là một việc: hoàn tác được cả lần, dù đã nhập từ lâu, khi các dòng chưa bị sửa. "
            "Ô danh mục (dân tộc, chức vụ, trình độ…) lưu mã, không lưu chữ, nên không có chữ gốc để lấy lại."
        )
        self.stack.setCurrentIndex(0 if rows else 1)
        self.model.show(rows)
        place = self.model.place_of(chosen.key) if chosen else -1
        if rows:
            self.view.selectRow(max(place, 0))
        self._on_current()

    def _current(self) -> Past | None:
        found: Past | None = self.model.row(self.view.currentIndex().row())
        return found

    def _on_current(self) -> None:
        found = self._current()
        self.undo.setEnabled(found is not None and not found.undone)
        self.cells.show(())
        self._on_cell()
        if found is None:
            return
        self.about.setText(READING)
        ask_command(self._session, self, "import show", self._show_cells, imported=found.key)

    def _show_cells(self, outcome: Outcome) -> None:
        self.about.setText(outcome.message)
        cells: list[dict[str, Any]] = outcome.data["cells"]
        self.cells.show(cells)
        self.below.setCurrentIndex(0 if cells else 1)
        if cells:
            self.letters.selectRow(0)
        self._on_cell()

    def _on_cell(self) -> None:
        found = self._current()
        self.restore.setVisible(self.cells.rowCount() > 0)
        self.restore.setEnabled(bool(self._chosen()) and found is not None and not found.undone)

    def _chosen(self) -> tuple[str, ...]:
        """Numbers of the chosen cells whose text can be brought back."""
        cells = (self.cells.row(index.row()) for index in self.letters.selectionModel().selectedRows())
        return tuple(str(cell["number"]) for cell in cells if cell["holds"])

    def _on_undo(self) -> None:
        found = self._current()
        question = (
            f"Hoàn tác lần nhập tệp {found.file if found else ''}: mọi dòng của lần này trở lại như trước khi nhập."
        )
        if found is not None and confirm(self, "Hoàn tác lần nhập", question, "Hoàn tác"):
            self._session.run("import undo", lambda _: self.read(), self._session.tell, imported=found.key)

    def _on_restore(self) -> None:
        found, chosen = self._current(), self._chosen()
        if found is not None and chosen:
            self._session.run(
                "import letters",
                lambda _: self._on_current(),
                self._session.tell,
                imported=found.key,
                cells=",".join(chosen),
            )

    def _on_changed(self, notice: Notice) -> None:
        if self.isVisible():
            self.read()


def _view(name: str, model: TextRows, widths: tuple[int, ...], wide: int) -> RowsView:
    made = RowsView(name)
    made.setModel(model)
    for column, width in enumerate(widths):
        made.setColumnWidth(column, width)
    made.horizontalHeader().setMinimumSectionSize(48)
    made.horizontalHeader().setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    return made


def _past(item: Mapping[str, Any]) -> Past:
    numbers = (integer(item["counters"][name]) for name in _COUNTERS)
    state = "đã hoàn tác" if item["undone"] else "đang dùng"
    return Past(
        item["id"], (moment(item["at"]), item["file"], item["who"], *numbers, state), item["file"], item["undone"]
    )


def _cell_texts(cell: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        cell["sheet"],
        str(cell["row"]),
        cell["before"],
        cell["after"],
        cell["evidence"],
        cell["by"] or "tự chuyển",
        cell["label"] or "(không vào ô nào)",
        "được" if cell["holds"] else "không",
    )

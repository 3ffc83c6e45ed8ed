"""The preview of a pasted block: counts that add up, every cell that changes or is refused and why, and two buttons."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QDialog, QHeaderView, QTableView, QVBoxLayout, QWidget

from app.spreadsheets.block_outcome import BlockCell, BlockPreview, CellFate, Wish
from app.vietnamese.numbers import integer
from ui.grid.model import GridModel
from ui.look.theme import current_theme, figure_font
from ui.look.widgets import button, label, row
from ui.records.model import Index

_HEADINGS: Final = ("Người", "Cột", "Đang có", "Sẽ là", "Kết quả", "Ghi chú")
_FATES: Final = {
    CellFate.CHANGED: "sửa",
    CellFate.ADDED: "người mới",
    CellFate.REFUSED: "không nhận",
}
_WIDTHS: Final = (170, 140, 120, 150, 92)
_SIZE: Final = (1120, 560)
_REASON, _FATE = 5, 4


class PreviewCells(QAbstractTableModel):
    """The cells of a preview as rows."""

    def __init__(self, model: GridModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._cells: list[BlockCell] = []

    def show_cells(self, preview: BlockPreview, *, only_doubtful: bool) -> None:
        """Shows another preview."""
        self.beginResetModel()
        self._cells = [cell for cell in preview.cells if not only_doubtful or cell.reason or cell.question]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Cells that are listed."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Whose, which, before, after, fate, note."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        is_text = role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal
        return _HEADINGS[section] if is_text and 0 <= section < len(_HEADINGS) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell was and would be, in words."""
        if not index.isValid():
            return None
        cell = self._cells[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts(cell)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and cell.fate is CellFate.REFUSED and index.column() >= _FATE:
            return QColor(current_theme().danger)
        return None

    def _texts(self, cell: BlockCell) -> tuple[str, ...]:
        before, after = (
            self._grid.value_text(cell.field, value) if cell.field is not None else ""
            for value in (cell.before, cell.after)
        )
        if cell.fate is CellFate.REFUSED:
            after = cell.text
        return cell.name, cell.label, before, after or "(trống)", _FATES[cell.fate], cell.reason or cell.question


class PasteDialog(QDialog):
    """Asks whether a block is to be pasted; nothing has been written while it is open."""

    agreed = Signal(object)
    """A `BlockPreview` is to be written."""
    wished = Signal(object)
    """The person decided something: a `Wish`; the preview is wanted anew."""

    def __init__(self, parent: QWidget, model: GridModel, preview: BlockPreview, wish: Wish) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Xem trước khi dán")
        self._preview = preview
        self.cells = PreviewCells(model, self)
        self.summary = label("", "subtitle")
        self.refusals = label("", "error")
        self.add = QCheckBox()
        self.clear = QCheckBox()
        self.only = QCheckBox("chỉ các ô cần xem lại")
        self.table = QTableView()
        self.take = button("", "check", self._on_take, "primary")
        self._arrange()
        self.add.clicked.connect(self._on_wish)
        self.clear.clicked.connect(self._on_wish)
        self.only.clicked.connect(self._fill)
        self.show_preview(preview, wish)
        room = parent.window().size()  # on a small screen the window is all there is
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        self.take.setDefault(True)
        self.take.setFocus()

    def show_preview(self, preview: BlockPreview, wish: Wish) -> None:
        """Shows what pasting would do now."""
        self._preview = preview
        counted = {name: integer(number) for name, number in preview.counters.items()}
        self.summary.setText(
            f"{counted['cells']} ô trong khối: {counted['changed']} ô sửa, {counted['added']} ô của người mới, "
            f"{counted['same']} ô giữ nguyên, {counted['refused']} ô không nhận."
        )
        refused = preview.counters["refused"]
        self.refusals.setText("Ô không nhận giữ nguyên như đang có; các ô khác vẫn dán được.")
        self.refusals.setVisible(refused > 0)
        self.add.setText(f"thêm {integer(preview.new_rows)} dòng nằm ngoài danh sách thành người mới")
        self.add.setVisible(preview.new_rows > 0)
        self.add.setChecked(wish.add)
        self.clear.setText(
            "ô trống trong khối xóa giá trị đang có"
            if wish.clear
            else f"ô trống trong khối xóa giá trị đang có ({integer(preview.kept)} ô)"
        )
        self.clear.setVisible(preview.kept > 0 or wish.clear)
        self.clear.setChecked(wish.clear)
        self.only.setVisible(any(cell.reason or cell.question for cell in preview.cells))
        self.take.setText(f"Dán {integer(preview.writes)} ô")
        self.take.setEnabled(preview.writes > 0)
        self._fill()

    def _arrange(self) -> None:
        table = self.table
        table.setModel(self.cells)
        table.setAccessibleName("Các ô sẽ thay đổi hoặc không nhận")
        table.setFont(figure_font())
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(_REASON, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.summary)
        layout.addWidget(self.refusals)
        layout.addLayout(row(self.add, self.clear, self.only, 1, spacing=16))
        layout.addWidget(table, 1)
        layout.addWidget(label("Tất cả được ghi cùng lúc; một lần Ctrl+Z lấy lại cả khối.", "soft"))
        layout.addLayout(row(1, button("Không dán", "", self.reject), self.take))

    def _fill(self) -> None:
        self.cells.show_cells(self._preview, only_doubtful=self.only.isChecked())

    def _on_wish(self) -> None:
        self.take.setEnabled(False)
        self.wished.emit(Wish(add=self.add.isChecked(), clear=self.clear.isChecked()))

    def _on_take(self) -> None:
        preview = self._preview
        self.accept()
        self.agreed.emit(preview)

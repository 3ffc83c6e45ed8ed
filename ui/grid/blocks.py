"""What is done with a block of cells: copy, paste with its preview, fill down, clear; each is one line of the history.

Hides which cells a block touches, and the questions to the store.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.domain.schema import FieldSpec, TableSpec
from app.errors import UserError
from app.spreadsheets.block import IDENTIFIER, preview_block
from app.spreadsheets.block_outcome import BlockPreview, CellFate, Wish
from app.spreadsheets.clipboard import join_block, split_block, spread
from app.spreadsheets.references import NAMING
from app.spreadsheets.shown import names_in
from app.vietnamese.numbers import integer
from app.workspace import Outcome, Workspace
from ui.grid.model import GridModel
from ui.grid.paste_dialog import PasteDialog
from ui.grid.view import GridView

_UNDO: Final = "Ctrl+Z lấy lại tất cả."


class Blocks(QObject):
    """The actions on the selected cells of a view."""

    told = Signal(str)
    """What was done, or why not, one sentence."""

    def __init__(self, view: GridView, model: GridModel, place: str) -> None:
        """Listens to the keys of a view; `place` is what the history calls the list."""
        super().__init__(view)
        self._view = view
        self._model = model
        self._place = place
        view.copied.connect(self.copy)
        view.pasted.connect(self.paste)
        view.filled.connect(self.fill)
        view.cleared.connect(self.clear)

    def copy(self) -> None:
        """The block to the clipboard, as it is shown."""
        rows, columns = self._view.chosen()
        texts = (self._model.texts(row) for row in rows)
        shown = len(self._model.spec.fields)
        block = [[row[column] if column < len(row) else "" for column in columns] for row in texts]
        if not block or not columns:
            return
        QApplication.clipboard().setText(join_block(block))
        cells = len(block) * len(columns)
        note = "" if all(column < shown for column in columns) else " (có cột chỉ để xem)"
        self.told.emit(f"Đã chép {integer(cells)} ô{note}; dán được vào Excel và LibreOffice.")

    def paste(self) -> None:
        """Shows what the clipboard would do to the block, and does it where the person agrees."""
        rows, columns = self._view.chosen()
        text = QApplication.clipboard().text()
        if not columns or not text:
            self.told.emit("Không có gì để dán: hãy chép các ô trong Excel rồi chọn ô đầu tiên ở đây.")
            return
        try:
            block = spread(split_block(text), len(rows), len(columns))
        except UserError as wrong:
            self._model.session.tell(wrong)
            return
        if rows.start + len(block) > self._model.rowCount() and not self._model.is_whole:
            self.told.emit("Danh sách đang được đọc; chờ vài giây rồi dán lại.")
            return
        order = self._view.columns()
        start = order.index(columns[0])
        fields = [self._model.field(column) for column in order[start : start + max(map(len, block))]]
        there = min(rows.start + len(block), self._model.rowCount())
        records = [self._model.record(row) for row in range(rows.start, there)]
        kept = [record for record in records if not self._model.is_fresh(record.id)]
        self._ask(block, fields, kept, Wish())

    def fill(self) -> None:
        """The first row of the block into the rows below it; of one row alone, the row above into it."""
        rows, columns = self._view.chosen()
        if len(rows) == 1 and rows.start > 0:
            rows = range(rows.start - 1, rows.stop)
        if len(rows) < 2:
            self.told.emit("Chọn ô có sẵn giá trị và các ô bên dưới, rồi nhấn Ctrl+D.")
            return
        named = [(column, field) for column in columns if (field := self._model.field(column)) is not None]
        own = [column for column, field in named if field.name != IDENTIFIER]
        source = rows.start
        cells = [
            (row, column, self._model.value(source, column)) for row in range(source + 1, rows.stop) for column in own
        ]
        changed = self._model.write(cells, self._text("Điền xuống", cells))
        refused = len(own) < len(named)
        why = "Số định danh là của riêng từng người nên không điền xuống; có phải cột khác?" if refused else ""
        done = f"Đã điền {integer(changed)} ô. {_UNDO}" if changed else ("" if refused else "Các ô này đã giống nhau.")
        self.told.emit(" ".join(part for part in (why, done) if part))

    def clear(self) -> None:
        """Empties the fields of the block."""
        rows, columns = self._view.chosen()
        fields = [column for column in columns if self._model.field(column) is not None]
        cells = [(row, column, None) for row in rows for column in fields]
        for row, column, _ in cells:
            if self._model.wrong(row, column) is not None:
                self._model.keep_wrong(row, column, None)
        filled = [cell for cell in cells if self._model.value(cell[0], cell[1]) is not None]
        if self._model.write(filled, self._text("Xóa trống", filled)):
            self.told.emit(f"Đã xóa trống {integer(len(filled))} ô. {_UNDO}")

    def _text(self, verb: str, cells: list[tuple[int, int, Any]]) -> str:
        """What the history says of a block; one cell is told with its name and value, as everywhere."""
        changed = sum(self._model.value(row, column) != value for row, column, value in cells)
        return f"{verb} {integer(changed)} ô ở {self._place}" if changed > 1 else ""

    def _ask(self, block: list[list[str]], fields: list[FieldSpec | None], records: list[Any], wish: Wish) -> None:
        read = partial(_preview, spec=self._model.spec, block=block, fields=fields, records=records, wish=wish)
        show = partial(self._show, block, fields, records, wish)
        self._model.session.ask(self, "preview", read, show)

    def _show(
        self,
        block: list[list[str]],
        fields: list[FieldSpec | None],
        records: list[Any],
        wish: Wish,
        preview: BlockPreview,
    ) -> None:
        again = partial(self._ask, block, fields, records)
        open_one = self._view.findChild(PasteDialog)
        if open_one is not None and open_one.isVisible():
            open_one.show_preview(preview, wish)
            return
        dialog = PasteDialog(self._view, self._model, preview, wish)
        dialog.wished.connect(again)
        dialog.agreed.connect(self._write)
        dialog.open()

    def _write(self, preview: BlockPreview) -> None:
        for cell in preview.cells:
            if cell.field is not None and cell.fate is CellFate.CHANGED:
                self._model.forget_wrong(cell.record, cell.field.name)
        told = partial(self._on_pasted, preview)
        text = f"Dán {integer(preview.writes)} ô vào {self._place}"
        self._model.save(preview.changes, text, told)

    def _on_pasted(self, preview: BlockPreview, _: Outcome) -> None:
        refused = preview.counters["refused"]
        left = f"; {integer(refused)} ô không nhận giữ nguyên" if refused else ""
        self.told.emit(f"Đã dán {integer(preview.writes)} ô{left}. {_UNDO}")


def _preview(
    ws: Workspace,
    *,
    spec: TableSpec,
    block: list[list[str]],
    fields: list[FieldSpec | None],
    records: list[Any],
    wish: Wish,
) -> BlockPreview:
    """The preview, in the store thread."""
    named = {field.declared.ref for field in spec.fields if field.kind == "ref"} | {spec.name}
    references = names_in(ws.store.load("", tuple(named & NAMING.keys())))
    return preview_block(
        block,
        fields,
        records,
        spec=spec,
        references=references,
        catalogue=ws.env.catalogue,
        new_id=ws.env.new_id,
        wish=wish,
    )

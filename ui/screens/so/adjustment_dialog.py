"""Điều chỉnh của Sở, from "Con số này từ đâu ra?": by how many a unit's figure counts otherwise, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.commands.figures.behind_province import CellPeople
from app.commands.lateness import REASON_LONGEST
from app.domain.codelists import Catalogue
from app.plan.explain import key_in_words
from app.vietnamese.dates import write_date
from app.vietnamese.numbers import integer
from app.workspace import Outcome
from ui.look.widgets import button, label, row
from ui.records.model import ListColumn
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.session import Session

_WHAT: Final = (
    "Ghi cạnh số liệu của đơn vị, ví dụ bớt 1 khi một người được hai đơn vị cùng tính. Báo cáo của đơn vị và số trên "
    "biểu giữ nguyên; Tổng quan nói thêm chỉ tiêu là bao nhiêu nếu tính theo điều chỉnh."
)
_EMPTY: Final = "Kỳ này chưa có điều chỉnh nào. Chọn ô, số thêm hoặc bớt và ghi lý do ở trên."
_MOST: Final = 9999
_NUMBER_WIDTH: Final = 96
_COLUMNS: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Ô số liệu", width=220),
    ListColumn("Thêm, bớt", right=True, width=76),
    ListColumn("Lý do", width=180),
    ListColumn("Người ghi, ngày", width=130),
)


class AdjustmentDialog(QDialog):
    """Writes an adjustment of one unit; lists those of the period, which can be dropped."""

    def __init__(
        self, session: Session, unit: str, name: str, period: str, cells: Sequence[CellPeople], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Điều chỉnh của Sở")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._unit, self._period = session, unit, period
        self.cells = {item.cell: QCheckBox(f"{item.formula}: {integer(item.value or 0)}") for item in cells}
        self.by = QSpinBox()
        self.by.setRange(-_MOST, _MOST)
        self.by.setValue(-1)
        self.by.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.by.setFixedWidth(_NUMBER_WIDTH)
        self.by.setAccessibleName("Thêm hoặc bớt bao nhiêu")
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_LONGEST)
        self.reason.setAccessibleName("Lý do điều chỉnh")
        self.reason.setPlaceholderText("Ví dụ: đã tính ở phường Điện Biên Phủ, hai đơn vị xác nhận ngày 20/12/2026")
        self.add = button("Ghi điều chỉnh", "check", self._on_add, "primary")
        self.drop = button("Bỏ điều chỉnh đã chọn", "cross", self._on_drop, "danger")
        self.totals = label("", "soft")
        self.panel = RowsPanel("Điều chỉnh của kỳ này", _COLUMNS, empty=_EMPTY, picture="note")
        self._arrange(name)
        self.by.valueChanged.connect(lambda _: self._judge())
        self.reason.textChanged.connect(lambda _: self._judge())
        self.panel.chosen.connect(lambda chosen: self.drop.setEnabled(chosen is not None))
        self._judge()
        self._read()

    def _arrange(self, name: str) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(label(f"{name}, kỳ {self._period}", "subtitle"))
        layout.addWidget(label(_WHAT, "soft"))
        for box in self.cells.values():
            box.setChecked(True)
            box.toggled.connect(lambda _: self._judge())
            layout.addWidget(box)
        form = QFormLayout()
        form.addRow("Thêm (+), bớt (-)", self.by)
        form.addRow("Lý do", self.reason)
        layout.addLayout(form)
        layout.addLayout(row(1, self.add))
        layout.addWidget(self.panel, 1)
        layout.addWidget(self.totals)
        self.drop.setEnabled(False)
        layout.addLayout(row(self.drop, 1, button("Đóng", "", self.reject)))
        self.panel.wrap()
        self.resize(860, 600)
        self.reason.setFocus()

    def _judge(self) -> None:
        self.add.setEnabled(bool(self._chosen() and self.by.value() and self.reason.text().strip()))

    def _chosen(self) -> list[str]:
        return [cell for cell, box in self.cells.items() if box.isChecked()]

    def _read(self) -> None:
        self._session.run("adjust list", self._show, period=self._period)

    def _show(self, outcome: Outcome) -> None:
        words = self._session.catalogue
        self.panel.set_rows(_row(item, words) for item in outcome.data["rows"] if item["state"] == "standing")
        self.totals.setText("\n".join(_total(item, words) for item in outcome.data["totals"]))

    def _on_add(self) -> None:
        cells = " ".join(self._chosen())
        self._session.run(
            "adjust add", self._on_done, unit=self._unit, cells=cells, by=self.by.value(),
            reason=self.reason.text(), period=self._period,
        )  # fmt: skip

    def _on_drop(self) -> None:
        chosen = self.panel.current()
        if chosen is not None:
            self._session.run("adjust drop", self._on_done, adjustment=chosen.key)

    def _on_done(self, _: Outcome) -> None:
        self.reason.clear()
        self._read()


def _row(item: dict[str, Any], words: Catalogue) -> Row:
    cells = "; ".join(key_in_words(cell, words) for cell in item["cells"])
    who = f"{item['officer']}, {write_date(item['at'][:10])}"
    told = (item["unit_name"], cells, f"{item['by']:+d}", item["reason"], who)
    return Row(item["adjustment"], told, ("", "", item["by"], "", item["at"]))


def _total(item: dict[str, Any], words: Catalogue) -> str:
    was, now = integer(item["reported"]), integer(item["adjusted"])
    return f"{key_in_words(item['cell'], words)}: toàn tỉnh {was}, sau điều chỉnh {now}"

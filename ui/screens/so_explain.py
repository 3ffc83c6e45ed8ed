"""Con số này từ đâu ra: the formula and the clause, the figure by unit, then the people of one unit; two clicks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.vietnamese.numbers import decimal, integer
from ui.record_model import ListColumn
from ui.screens.so_figures import CellPeople, Parts, Question, parts, people
from ui.screens.so_panel import RowsPanel
from ui.screens.so_rows import Row
from ui.session import Session
from ui.widgets import button, label, row

_FEW = 12


class ExplainDialog(QDialog):
    """Units on the left, the people of the chosen one on the right."""

    def __init__(self, session: Session, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Con số này từ đâu ra?")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._question = question
        self.value = label("", "figure")
        self.formula = label("", "soft")
        share = (ListColumn("Mẫu số", right=True, width=76), ListColumn("%", right=True, width=70))
        columns = (ListColumn("Đơn vị"), ListColumn("Số" if not question.below else "Tử số", right=True, width=70))
        self.units = RowsPanel(
            "Số liệu theo đơn vị",
            columns + (share if question.below else ()),
            empty="Chưa có đơn vị nào được chấp nhận số liệu ở kỳ này.",
        )
        self.people = QTreeWidget()
        self.people.setAccessibleName("Những ai làm nên con số của đơn vị")
        self.people.setHeaderLabels(["Được tính và không được tính", "Lý do"])
        self.people.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.people.header().setStretchLastSection(False)
        self.people.setColumnWidth(1, 200)
        self.people.setWordWrap(True)
        self.people.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._arrange()
        self.units.chosen.connect(self._on_unit)
        session.ask(self, "parts", lambda ws: parts(ws, question), self._show)

    def _arrange(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.units)
        split.addWidget(self.people)
        split.setChildrenCollapsible(False)
        split.setSizes([420, 600])
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(label(self._question.title, "subtitle"))
        layout.addWidget(self.value)
        layout.addWidget(self.formula)
        layout.addWidget(split, 1)
        layout.addLayout(row(1, button("Đóng", "", self.reject)))
        self.resize(1040, 600)

    def _show(self, found: Parts) -> None:
        above, below = found.total
        self.value.setText(_quotient(above, below) if self._question.below else _number(above))
        told = [f"Cách tính: {'; '.join(found.formulas)}."]
        if found.clause:
            told.append(f"Căn cứ: {found.clause}.")
        count = len(found.units) + len(found.missing)
        told.append(f"Số liệu của {len(found.units)}/{count} đơn vị.")
        self.formula.setText("\n".join(told))
        self.formula.setToolTip("Chưa có số liệu của: " + ", ".join(found.missing) if found.missing else "")
        rows = [_unit_row(key, name, top, bottom) for key, name, top, bottom in found.units]
        rows += [Row(f"missing/{name}", (name, "chưa có")) for name in found.missing]
        if self._question.unit:
            rows = [item for item in rows if item.key == self._question.unit]
        self.units.set_rows(rows)
        self.units.view.setFocus()

    def _on_unit(self, chosen: Row | None) -> None:
        self.people.clear()
        if chosen is None or chosen.source is None:
            return
        question, unit = self._question, chosen.key
        self._session.ask(self, "people", lambda ws: people(ws, question, unit), self._show_people)

    def _show_people(self, found: tuple[CellPeople, ...]) -> None:
        self.people.clear()
        for cell in found:
            head = QTreeWidgetItem([f"{cell.formula}: {_number(cell.value)}", ""])
            for name in cell.included:
                head.addChild(QTreeWidgetItem([name, ""]))
            outside = QTreeWidgetItem([f"Không được tính ({len(cell.excluded)})", ""])
            for name, reason in cell.excluded:
                item = QTreeWidgetItem([name, reason])
                item.setToolTip(1, reason)
                outside.addChild(item)
            if cell.excluded:
                head.addChild(outside)
            head.setToolTip(0, cell.formula)
            self.people.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            head.setExpanded(len(found) == 1 or len(cell.included) <= _FEW)


def _unit_row(key: str, name: str, above: int | None, below: int | None) -> Row:
    percent = decimal(above, below, 1, 100) if above is not None and below else ""
    share = above / below if above is not None and below else None
    cells = (name, _number(above), _number(below), percent)
    return Row(key, cells, ("", above, below, share), source=key)


def _number(value: int | None) -> str:
    return "…" if value is None else integer(value)


def _quotient(above: int | None, below: int | None) -> str:
    if above is None or not below:
        return f"{_number(above)}/{_number(below)}"
    return f"{integer(above)}/{integer(below)} = {decimal(above, below, 1, 100)} %"

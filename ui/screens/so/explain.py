"""Con số này từ đâu ra: the formula and the clause, the figure by unit, then the people of one unit; two clicks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands.figures.behind_province import CellPeople, PartRow, Parts, Question, parts, people
from app.plan.line_members import Standing
from app.vietnamese.numbers import decimal, integer
from ui.look.turning_splitter import SPLIT_AT, TurningSplitter
from ui.look.widgets import READING, button, label, row
from ui.records.model import ListColumn
from ui.screens.so.adjustment_dialog import AdjustmentDialog
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.session import Session

_FEW: Final = 12
_KINDS: Final[Mapping[str, str]] = {Standing.REACHED: "good", Standing.COUNTED: "warning"}
_MOST_FORMULAS: Final = 4


class ExplainDialog(QDialog):
    """Units on the left, the people of the chosen one on the right."""

    def __init__(self, session: Session, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Con số này từ đâu ra?")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._question = question
        self._cells: tuple[CellPeople, ...] = ()
        self.value = label(READING, "figure")
        self.formula = label("", "soft")
        self.units: RowsPanel = RowsPanel("Số liệu theo đơn vị", (ListColumn("Đơn vị"),), empty=READING)
        self.people = QTreeWidget()
        self.people.setAccessibleName("Những ai làm nên con số của đơn vị")
        self.people.setHeaderLabels(["Được tính và không được tính", "Lý do"])
        self.people.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.people.header().setStretchLastSection(False)
        self.people.setColumnWidth(1, 200)
        self.people.setWordWrap(True)
        self.people.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._split = TurningSplitter(SPLIT_AT)
        self._arrange()
        session.ask(self, "parts", lambda ws: parts(ws, question), self._show)

    def _arrange(self) -> None:
        self._split.addWidget(self.units)
        self._split.addWidget(self.people)
        self._split.setSizes([460, 560])
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(label(self._question.title, "subtitle"))
        layout.addWidget(self.value)
        layout.addWidget(self.formula)
        layout.addWidget(self._split, 1)
        self.adjust = button("Điều chỉnh của Sở…", "pencil", self.open_adjustment)
        self.adjust.setEnabled(False)
        layout.addLayout(row(self.adjust, 1, button("Đóng", "", self.reject)))
        self.resize(1080, 620)

    def _show(self, found: Parts) -> None:
        self.value.setText(_written(found.totals))
        told = [f"Cách tính: {_formulas(found.formulas)}."]
        if found.clause:
            told.append(f"Căn cứ: {found.clause}.")
        reported = found.expected - len(found.missing)
        lacking = f" Chưa có số liệu của: {', '.join(found.missing[:3])}" if found.missing else ""
        lacking += f" và {len(found.missing) - 3} đơn vị khác." if len(found.missing) > 3 else "." if lacking else ""
        whole = any(not item.key for item in found.rows)
        units = f"Số liệu của {reported}/{found.expected} đơn vị.{lacking}"
        told.append("Tổng trong báo cáo giấy của toàn tỉnh, không tách được theo đơn vị." if whole else units)
        self.formula.setText("\n".join(told))
        self.formula.setToolTip("Chưa có số liệu của: " + ", ".join(found.missing) if found.missing else "")
        rows = [_member_row(item) if found.one_by_one else _unit_row(item) for item in found.rows]
        if not found.one_by_one:
            rows += [Row(f"missing/{name}", (name, "chưa có")) for name in found.missing]
        self._renew_units(found)
        self.units.set_rows(rows)
        if len(rows) == 1:
            self.units.choose(rows[0].key)
        self.units.view.setFocus()

    def open_adjustment(self) -> None:
        """Asks by how many the chosen unit's figure is to count otherwise, and why."""
        chosen = self.units.current()
        if chosen is not None and self._cells:
            period = self._question.period or self._session.card.period
            AdjustmentDialog(self._session, chosen.key, chosen.cells[0], period, self._cells, self).open()

    def _is_of_now(self) -> bool:
        """Whether it is what was accepted, by the units that reported; only that can be adjusted."""
        asked = self._question
        return not (asked.frozen or asked.package or asked.now or asked.paper)

    def _renew_units(self, found: Parts) -> None:
        """A list with the columns that this figure has."""
        old = self.units
        self.units = RowsPanel(
            "Số liệu theo đơn vị",
            _columns(found),
            empty="Chưa có đơn vị nào được chấp nhận số liệu ở kỳ này.",
            pill_column=1 if found.one_by_one else -1,
        )
        if found.one_by_one:
            self.units.wrap()
        self._split.replaceWidget(0, self.units)
        old.deleteLater()
        self.units.chosen.connect(self._on_unit)
        self._split.setSizes([600, 420] if found.one_by_one else [460, 560])
        self.people.setColumnWidth(1, 140 if found.one_by_one else 200)

    def _on_unit(self, chosen: Row | None) -> None:
        self.people.clear()
        self._cells = ()
        self.adjust.setEnabled(False)
        if chosen is None or chosen.source is None:
            return
        question, unit = self._question, chosen.key
        self._session.ask(self, "people", lambda ws: people(ws, question, unit), self._show_people)

    def _show_people(self, found: tuple[CellPeople, ...]) -> None:
        self.people.clear()
        self._cells = tuple(item for item in found if item.cell and item.value is not None)
        self.adjust.setEnabled(bool(self._cells) and self._is_of_now())
        seen = sorted({cell.package for cell in found if cell.package})
        if seen:
            self._session.run("names note", lambda _: None, way="figure", packages=seen)
        for words in dict.fromkeys(cell.behalf for cell in found if cell.behalf):
            told = QTreeWidgetItem([words, ""])
            self.people.addTopLevelItem(told)
            told.setFirstColumnSpanned(True)
        for cell in found:
            whole = f" trong {integer(cell.whole)}" if cell.whole and cell.whole != cell.value else ""
            head = QTreeWidgetItem([f"{cell.formula}: {_number(cell.value)}{whole}", ""])
            named = [QTreeWidgetItem([name, ""]) for name in cell.included]
            head.addChildren(named)
            outside = QTreeWidgetItem([f"Không được tính ({len(cell.excluded)})", ""])
            for name, reason in cell.excluded:
                item = QTreeWidgetItem([name, reason])
                item.setToolTip(1, reason)
                outside.addChild(item)
            if cell.excluded:
                head.addChild(outside)
            if cell.note:
                named.append(QTreeWidgetItem([cell.note, ""]))
                head.addChild(named[-1])
            head.setToolTip(0, cell.formula)
            self.people.addTopLevelItem(head)
            for item in (head, *named):
                item.setFirstColumnSpanned(True)
            head.setExpanded(len(found) == 1 or len(cell.included) <= _FEW)


def _columns(found: Parts) -> tuple[ListColumn, ...]:
    if found.one_by_one:
        return ListColumn("Tên"), ListColumn("Xếp vào", width=140), ListColumn("Vì sao", width=280)
    if len(found.roles) == 1:
        return ListColumn("Đơn vị"), ListColumn(found.roles[0], right=True, width=90)
    if len(found.roles) == 2:
        share = ListColumn("%", right=True, width=70)
        return ListColumn("Đơn vị"), *(ListColumn(role, right=True, width=76) for role in found.roles), share
    return ListColumn("Đơn vị"), *(ListColumn(role, right=True, width=84) for role in found.roles)


def _unit_row(item: PartRow) -> Row:
    cells, order = [item.name, *map(_number, item.values)], ["", *item.values]
    if len(item.values) == 2:
        above, below = item.values
        cells.append(decimal(above, below, 1, 100) if above is not None and below else "")
        order.append(None if above is None or not below else above / below)  # type: ignore[arg-type]
    return Row(item.key, tuple(cells), tuple(order), source=item)


def _member_row(item: PartRow) -> Row:
    return Row(
        item.key,
        (item.name, item.standing, item.reason),
        pill=_KINDS.get(item.standing, ""),
        tip=item.reason,
        source=item if item.standing != Standing.MISSING else None,
    )


def _formulas(texts: tuple[str, ...]) -> str:
    more = f"; và {len(texts) - _MOST_FORMULAS} ô khác" if len(texts) > _MOST_FORMULAS else ""
    return "; ".join(texts[:_MOST_FORMULAS]) + more


def _written(totals: tuple[int | None, ...]) -> str:
    if len(totals) == 1:
        return _number(totals[0])
    return "  so với  ".join(_quotient(*pair) for pair in zip(totals[::2], totals[1::2], strict=True))


def _quotient(above: int | None, below: int | None) -> str:
    if above is None or not below:
        return f"{_number(above)}/{_number(below)}"
    return f"{integer(above)}/{integer(below)} = {decimal(above, below, 1, 100)} %"


def _number(value: int | None) -> str:
    return "…" if value is None else integer(value)

"""On lists and forms of yearly rows: copy from the period before, and the mark on a copied row with its answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.commands.entry.confirming import RIGHT
from app.commands.entry.copying import COPIED, can_copy
from app.domain.periods import parse_period
from app.workspace import Notice, Outcome
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row
from ui.records.form import RecordForm
from ui.work.session import Session


class CopiedStrip(QFrame):
    """Above a form: "chép từ kỳ 2025, chưa xác nhận"; hidden while the record shown is no such row."""

    def __init__(self, session: Session, form: RecordForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAccessibleName("Dòng chép từ kỳ trước")
        self._session = session
        self._form = form
        self._words = label("", "strong")
        self.right = button("Vẫn đúng", "check", self._on_right)
        self.right.setToolTip("Xác nhận dòng này vẫn đúng ở kỳ này; sửa số là xác nhận đã thay đổi")
        layout = row(self.right)
        layout.insertWidget(0, self._words, 1)
        layout.setContentsMargins(12, 4, 8, 4)
        self.setLayout(layout)
        form.shown.connect(self._renew)
        form.edited.connect(self._renew)
        session.marked.connect(self._renew)
        self.hide()

    def _renew(self) -> None:
        record = self._form.record
        source = self._session.unconfirmed.get(record.id) if record is not None else None
        self._words.setText(f"Chép từ {source}, chưa xác nhận" if source else "")
        self.setVisible(bool(source))

    def _on_right(self) -> None:
        record = self._form.record
        if record is not None:
            key = self._form.spec.name, record.id
            self._session.write("rollover mark", lambda _: None, state=RIGHT, records=[key])
            self._form.focus_field()


class CopyButton(QPushButton):
    """Copies the rows of last year that this year lacks; hidden where there are none."""

    copied = Signal(str)
    """Id of the first new row."""

    def __init__(self, session: Session, table: str, parent: QWidget | None = None) -> None:
        super().__init__("Chép từ kỳ trước", parent)
        self._session = session
        self._table = table
        self.setIcon(icon("refresh", current_theme().accent))
        self.clicked.connect(self._on_clicked)
        self.hide()
        if table in COPIED:
            session.changed.connect(self._on_changed)
            self._ask()

    def _ask(self) -> None:
        self._session.ask(self, "copies", can_copy, self._on_found)

    def _on_changed(self, notice: Notice) -> None:
        if self._table in notice.tables or notice.kinds:
            self._ask()

    def _on_found(self, found: Mapping[str, int]) -> None:
        count = found.get(self._table, 0)
        year = parse_period(self._session.card.period).last_year - 1
        self.setText(f"Chép {count} dòng từ kỳ {year}")
        self.setVisible(count > 0)

    def _on_clicked(self) -> None:
        self.hide()
        self._session.write("copy period", self._on_copied, table=self._table)

    def _on_copied(self, outcome: Outcome) -> None:
        self.copied.emit(outcome.data["records"][0])

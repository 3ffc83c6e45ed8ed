"""Dữ liệu cá nhân: who saw names, all data on one person as a file, and the erasing of a period's names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.commands.office.erasing import listed as erasures
from app.commands.office.registers import listed as looks
from app.progress import Silent
from app.vietnamese.collation import sort_key
from app.workspace import Notice, Outcome, Workspace
from ui.fields.values import moment
from ui.look.messages import choose_file_to_write, show_done
from ui.look.widgets import button, label, row
from ui.records.model import ListColumn
from ui.screens.so.chips import choice
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row
from ui.work.screen import Screen
from ui.work.session import Session

_KINDS: Final = frozenset({"names_seen", "erasure"})
_FILES: Final = "PDF (*.pdf);;Excel (*.xlsx);;Word (*.docx)"
_LOOKS: Final = (
    ListColumn("Việc"),
    ListColumn("Người xem", width=190),
    ListColumn("Lúc", width=130),
    ListColumn("Đơn vị", width=210),
    ListColumn("Kỳ", width=60),
    ListColumn("Phạm vi", width=150),
)
_ERASURES: Final = (
    ListColumn("Đơn vị"),
    ListColumn("Kỳ", width=60),
    ListColumn("Lúc", width=130),
    ListColumn("Người xóa", width=170),
    ListColumn("Hồ sơ", right=True, width=60),
    ListColumn("Tệp", right=True, width=50),
    ListColumn("Lý do", width=240),
    ListColumn("Tình trạng", width=120),
)
_WHAT: Final = (
    "Khóa mã hóa của đơn vị và kỳ bị hủy: họ tên, ngày sinh, số định danh, ghi chú và tệp gốc không mở được nữa, kể cả "
    "từ bản sao lưu trong thư mục dữ liệu. Số liệu, chỉ tiêu, biểu, chuỗi gói và mã băm giữ nguyên. Không lấy lại được."
)

Choices = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]


def register_rows(ws: Workspace) -> tuple[Row, ...]:
    """The register, newest first."""
    rows = looks(ws, Silent()).data
    return tuple(_look_row(number, item) for number, item in enumerate(rows))


def erasure_rows(ws: Workspace) -> tuple[Row, ...]:
    """What was erased."""
    return tuple(_erasure_row(number, item) for number, item in enumerate(erasures(ws, Silent()).data))


def choices(ws: Workspace) -> Choices:
    """Units and periods of which something is held."""
    held = [item for item in ws.store.documents("received") if item.unit and item.period]
    units = {item.unit: ws.env.units.name(item.unit) for item in held}
    named = tuple(sorted(units.items(), key=lambda item: sort_key(item[1])))
    return named, tuple(sorted({item.period for item in held}, reverse=True))


class PrivacyScreen(Screen):
    """Two lists: the register, and what was erased."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Dữ liệu cá nhân")
        self.setProperty("help", "so_du_lieu_ca_nhan")
        self._stale = True
        self.register = RowsPanel(
            "Sổ xem, xuất họ tên",
            _LOOKS,
            empty="Chưa ai xem hoặc xuất họ tên. Mỗi lần mở danh sách có họ tên được ghi ở đây, mỗi ngày một dòng.",
            picture="lock",
        )
        self.erased = RowsPanel(
            "Các lần xóa dữ liệu cá nhân", _ERASURES, empty="Chưa xóa dữ liệu cá nhân của kỳ nào.", pill_column=7
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Sổ và các lần xóa")
        self.tabs.addTab(self.register, "Sổ xem, xuất họ tên")
        self.tabs.addTab(self.erased, "Đã xóa")
        self.person = QLineEdit()
        self.person.setAccessibleName("Người cần xuất dữ liệu")
        self.person.setPlaceholderText("Họ tên hoặc số định danh của một người")
        self.export = button("Xuất dữ liệu của người này…", "save", self._on_export, "primary")
        self.export.setEnabled(False)
        self.tools.addWidget(button("Về Tra cứu", "back", lambda: session.go("so_search"), "plain"))
        self.tools.addWidget(button("Xóa dữ liệu của một kỳ…", "delete", self.open_erasing, "danger"))
        self.body.addLayout(
            row(label("Theo yêu cầu của người có dữ liệu", "soft", wrap=False), self.person, self.export)
        )
        self.body.addWidget(self.tabs, 1)
        self.person.textChanged.connect(lambda text: self.export.setEnabled(bool(text.strip())))
        self.person.returnPressed.connect(self._on_export)
        session.changed.connect(self._on_changed)

    def shown(self) -> None:
        """Reads anew where something came."""
        if self._stale:
            self.reload()
        self.person.setFocus()

    def reload(self) -> None:
        """Reads both lists."""
        self._stale = False
        self.session.ask(self, "register", register_rows, self.register.set_rows)
        self.session.ask(self, "erased", erasure_rows, self.erased.set_rows)

    def export_person(self, person: str, out: Path) -> None:
        """Writes the file of one person."""
        self.session.run("person export", lambda outcome: self._on_done("Đã xuất", outcome), person=person, out=out)

    def open_erasing(self) -> EraseDialog:
        """Asks of which unit and period."""
        dialog = EraseDialog(self.session, self)
        dialog.given.connect(self.erase)
        dialog.open()
        return dialog

    def erase(self, params: dict[str, Any]) -> None:
        """Erases; the minutes are written first."""
        name = f"Bien-ban-xoa-{params['unit'].partition('@')[0]}-{params['period']}.pdf"
        out = choose_file_to_write(self, "Lưu biên bản xóa dữ liệu", name, "PDF (*.pdf)")
        if out is not None:
            self.session.run(
                "erase", lambda outcome: self._on_done("Đã xóa", outcome), out=out, confirmed=True, **params
            )

    def _on_export(self) -> None:
        person = self.person.text().strip()
        if person:
            out = choose_file_to_write(self, "Xuất dữ liệu của một người", "Du-lieu-ca-nhan.pdf", _FILES)
            if out is not None:
                self.export_person(person, out)

    def _on_done(self, title: str, outcome: Outcome) -> None:
        show_done(self, title, outcome.message)

    def _on_changed(self, notice: Notice) -> None:
        if not _KINDS.isdisjoint(notice.kinds):
            self._stale = True
            if self.isVisible():
                self.reload()


class EraseDialog(QDialog):
    """Unit, period and reason; a box must be ticked, since there is no way back."""

    given = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Xóa dữ liệu cá nhân của một kỳ")
        self.unit = choice("Đơn vị")
        self.unit.setMaximumWidth(420)
        self.period = choice("Kỳ báo cáo")
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Lý do xóa")
        self.meant = QCheckBox("Tôi hiểu: xóa rồi không lấy lại được")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.erase = button("Xóa dữ liệu cá nhân", "delete", name="danger")
        self.buttons.addButton(self.erase, QDialogButtonBox.ButtonRole.AcceptRole)
        self.erase.setEnabled(False)
        form = QFormLayout()
        form.addRow("Đơn vị", self.unit)
        form.addRow("Kỳ", self.period)
        form.addRow("Lý do", self.reason)
        layout = QVBoxLayout(self)
        layout.addWidget(label(_WHAT, "soft"))
        layout.addLayout(form)
        layout.addWidget(self.meant)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.resize(600, 320)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        self.meant.toggled.connect(lambda _: self._mark())
        self.reason.textChanged.connect(lambda _: self._mark())
        session.ask(self, "choices", choices, self._on_choices)

    def _on_choices(self, found: Choices) -> None:
        units, periods = found
        for key, name in units:
            self.unit.addItem(name, key)
        for period in periods:
            self.period.addItem(period, period)
        self._mark()

    def _mark(self) -> None:
        chosen = self.unit.count() and self.period.count()
        self.erase.setEnabled(bool(chosen and self.reason.text().strip() and self.meant.isChecked()))

    def _on_accept(self) -> None:
        told = {"unit": self.unit.currentData(), "period": self.period.currentData(), "reason": self.reason.text()}
        self.accept()
        self.given.emit(told)


def _look_row(number: int, item: dict[str, Any]) -> Row:
    scope = "một người" if item["record"] else "cả danh sách"
    cells = (item["way_label"], item["by"], moment(item["at"]), item["unit_name"], item["period"], scope)
    return Row(str(number), cells, ("", "", item["at"]))


def _erasure_row(number: int, item: dict[str, Any]) -> Row:
    done = item["state"] == "erased"
    counts = (str(item["people"]), str(item["files"]))
    state = "đã xóa" if done else "dở dang, xóa lại"
    cells = (item["unit_name"], item["period"], moment(item["at"]), item["by"], *counts, item["reason"], state)
    order = ("", "", item["at"], "", item["people"], item["files"])
    return Row(str(number), cells, order, "good" if done else "error")

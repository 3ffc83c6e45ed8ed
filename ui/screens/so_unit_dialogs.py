"""Dialogs of the units: the sealed sheets with activation codes, and the opening of a đợt báo cáo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.commands.files import write_chosen
from app.commands.judging import current_period
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.errors import UserError
from app.progress import Progress
from app.vietnamese.dates import parse_date, write_date
from app.workspace import Outcome, Workspace
from ui.messages import choose_file_to_write, confirm
from ui.pdf_view import PdfView
from ui.screens.so_sheets import sheets_pdf
from ui.session import Session
from ui.widgets import button, label, restyle, row

_PAUSE_MS: Final = 200
_FULL_DATE: Final = 10


@dataclass(frozen=True, slots=True)
class Campaign:
    """A period as it would be asked for: its dates, and how many packages came in for it already."""

    period: str
    label: str
    cut_off: str
    due: str
    arrived: int
    problem: str = ""


def campaign_of(ws: Workspace, text: str) -> Campaign:
    """What the pack says of a period; "" for the one asked for now."""
    try:
        period = parse_period(text.strip()) if text.strip() else current_period(ws)
    except UserError as wrong:
        return Campaign(text, "", "", "", 0, wrong.message)
    dates = ws.pack.dates(period)
    arrived = len(ws.store.documents("received", period=str(period)))
    return Campaign(
        str(period),
        period.label,
        write_date(dates.cut_off_of(period).isoformat()),
        write_date(dates.due_of(period).isoformat()),
        arrived,
    )


class SheetsDialog(QDialog):
    """Sheets to print or to keep until they are printed; the codes are shown this once and stand nowhere else."""

    def __init__(self, session: Session, made: Sequence[Mapping[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Phiếu kích hoạt")
        self._session = session
        self._made = tuple(dict(item) for item in made)
        self._content = b""
        self._kept = False
        self.pdf = PdfView()
        self.save = button("Lưu phiếu (PDF)…", "save", self._save)
        self.save.setEnabled(False)
        self.state = label("Đang lập phiếu…", "soft")
        layout = QVBoxLayout(self)
        layout.addWidget(
            label(
                f"{len(made)} tệp đăng ký đã ghi. Mã kích hoạt chỉ có trên phiếu này: in ngay, niêm phong, giao tận "
                "tay từng đơn vị; tệp đăng ký gửi riêng.",
            )
        )
        layout.addWidget(self.pdf, 1)
        layout.addLayout(row(self.state, 1, self.save, button("Đóng", "", self.reject)))
        self.resize(720, 640)
        practice, sheets = session.card.practice, self._made

        def work(ws: Workspace, progress: Progress) -> Outcome:
            return Outcome(data=sheets_pdf(sheets, practice=practice))

        session.jobs.run("Lập phiếu kích hoạt", work, self._show)

    def keep(self, path: Path) -> None:
        """Writes the sheets into a file."""
        content = self._content

        def work(ws: Workspace, progress: Progress) -> Outcome:
            write_chosen(path, content)
            return Outcome(message=f"Đã lưu {path}. Xóa tệp này sau khi in.")

        self._session.jobs.run("Lưu phiếu kích hoạt", work, self._on_kept)

    def reject(self) -> None:
        """Closes, after asking where nothing was kept or printed."""
        question = "Chưa lưu phiếu. Nếu đã in thì có thể đóng; nếu chưa, mã sẽ mất và phải lập lại tệp đăng ký."
        if self._kept or confirm(self, "Đóng phiếu kích hoạt", question, "Đã in, đóng"):
            self.pdf.close_document()
            super().reject()

    def _show(self, outcome: Outcome) -> None:
        self._content = outcome.data
        self.pdf.show_pdf(self._content)
        self.save.setEnabled(True)
        self.state.setText("")

    def _save(self) -> None:
        path = choose_file_to_write(self, "Lưu phiếu kích hoạt", "Phieu-kich-hoat.pdf", "PDF (*.pdf)")
        if path is not None:
            self.keep(path)

    def _on_kept(self, outcome: Outcome) -> None:
        self._kept = True
        self.state.setText(outcome.message)


class CampaignDialog(QDialog):
    """Which period is asked for, up to which day, and how much of each record leaves the unit."""

    given = Signal(str, str, str)
    """Period, cut-off as YYYY-MM-DD, level."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Mở đợt báo cáo")
        self._session = session
        self._known: Campaign | None = None
        self.period = _line("Kỳ báo cáo", "2026, 2026-H1, 2026-X01 hoặc 2021-2025")
        self.cut_off = _line("Ngày chốt số liệu", "ngày/tháng/năm")
        self.level = QComboBox()
        self.level.setAccessibleName("Mức số liệu")
        for level in (Level.RUT_GON, Level.HO_SO, Level.SO_LIEU):
            self.level.addItem(level.label, level.code)
        self.told = label("", "soft")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_it = self.buttons.addButton("Mở đợt báo cáo", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Kỳ báo cáo", self.period)
        form.addRow("Ngày chốt số liệu", self.cut_off)
        form.addRow("Mức số liệu đơn vị gửi", self.level)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(
            label(
                "Kỳ, ngày chốt và mức đi theo tệp đăng ký lập từ nay; mỗi đợt chỉ một ngày chốt cho mọi đơn vị.", "soft"
            )
        )
        layout.addWidget(self.buttons)
        self.resize(520, 260)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.period.textEdited.connect(lambda _: self._timer.start())
        self.cut_off.textEdited.connect(lambda _: self._judge())
        self._ask()

    def _ask(self) -> None:
        text = self.period.text()
        self._session.ask(self, "campaign", lambda ws: campaign_of(ws, text), self._show)

    def _show(self, found: Campaign) -> None:
        self._known = found
        if not self.period.text():
            self.period.setText(found.period)
        if found.cut_off and found.period == self.period.text().strip():
            self.cut_off.setText(found.cut_off)
        self._judge()

    def _judge(self) -> None:
        found = self._known
        day = parse_date(self.cut_off.text())
        whole = day is not None and len(day) == _FULL_DATE
        fine = found is not None and not found.problem and whole
        self.open_it.setEnabled(fine)
        if found is None or found.problem:
            self._say(found.problem if found else "", "error")
        elif not whole:
            self._say("Ngày chốt viết đủ ngày/tháng/năm.", "error")
        elif found.arrived:
            self._say(
                f"{found.label}: đã có {found.arrived} gói. Đổi ngày chốt thì gói chốt ngày khác không cộng được.",
                "warning",
            )
        else:
            self._say(f"{found.label}; hạn nộp {found.due}.", "soft")

    def _say(self, text: str, name: str) -> None:
        self.told.setText(text)
        restyle(self.told, name)

    def _on_accept(self) -> None:
        day = parse_date(self.cut_off.text()) or ""
        self.given.emit(self.period.text().strip(), day, self.level.currentData())
        self.accept()


def _line(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made

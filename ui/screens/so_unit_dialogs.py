"""Dialogs of the units: the sealed sheets with activation codes, and the opening of a đợt báo cáo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import pypdfium2
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.commands.figures.judging import current_period, cut_off_of
from app.commands.figures.watching import due_of
from app.commands.files import read_chosen
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.errors import UserError
from app.progress import Progress
from app.vietnamese.dates import parse_date, write_date
from app.workspace import Workspace
from ui.pdf_view import PdfView
from ui.screens.so_chips import choice
from ui.session import Session
from ui.widgets import button, label, restyle, row

_PAUSE_MS: Final = 200
_FULL_DATE: Final = 10


@dataclass(frozen=True, slots=True)
class Campaign:
    """A period as it would be asked for, or is: its dates and level, and how many packages came in for it already."""

    period: str
    label: str
    cut_off: str
    due: str
    level: str
    arrived: int
    problem: str = ""


def campaign_of(ws: Workspace, text: str) -> Campaign:
    """What the pack says of a period; "" for the one asked for now."""
    try:
        period = parse_period(text.strip()) if text.strip() else current_period(ws)
    except UserError as wrong:
        return Campaign(text, "", "", "", "", 0, wrong.message)
    asked = ws.store.document("setting", "campaign")
    now = asked.body if asked is not None and asked.body["period"] == str(period) else {}
    arrived = len(ws.store.documents("received", period=str(period)))
    return Campaign(
        str(period),
        period.label,
        write_date(cut_off_of(ws, period).isoformat()),
        write_date(due_of(ws, period).isoformat()),
        now.get("level", Level.RUT_GON.code),
        arrived,
    )


class SheetsDialog(QDialog):
    """The sheets of the enrolment files just made: to print, then to delete, because the codes stand nowhere else."""

    def __init__(self, session: Session, made: Sequence[Mapping[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Phiếu kích hoạt")
        self._session = session
        self._sheets = tuple(Path(item["sheet"]) for item in made)
        self.pdf = PdfView()
        self.remove = button("Đã in, xóa tệp phiếu", "delete", self._remove)
        self.state = label(f"Đã ghi vào {self._sheets[0].parent}." if self._sheets else "", "soft")
        layout = QVBoxLayout(self)
        layout.addWidget(
            label(
                f"{len(made)} tệp đăng ký và phiếu kích hoạt đã ghi. Mã chỉ có trên phiếu: in ngay, niêm phong, giao "
                "tận tay từng đơn vị rồi xóa tệp phiếu; tệp đăng ký gửi bằng đường khác."
            )
        )
        layout.addWidget(self.pdf, 1)
        layout.addWidget(self.state)
        layout.addLayout(row(1, self.remove, button("Đóng", "", self.reject)))
        self.resize(760, 640)
        sheets = self._sheets

        def work(ws: Workspace, progress: Progress) -> tuple[bytes, ...]:
            return tuple(read_chosen(path) for path in sheets)

        session.jobs.run("Mở phiếu kích hoạt", work, self._show)

    def reject(self) -> None:
        """Closes and lets the document go."""
        self.pdf.close_document()
        super().reject()

    def _show(self, contents: tuple[bytes, ...]) -> None:
        self.pdf.show_pdf(_joined(contents))

    def _remove(self) -> None:
        sheets = self._sheets

        def work(ws: Workspace, progress: Progress) -> int:
            for path in sheets:
                path.unlink(missing_ok=True)
            return len(sheets)

        self._session.jobs.run("Xóa tệp phiếu", work, self._on_removed)

    def _on_removed(self, count: int) -> None:
        self.remove.setEnabled(False)
        self.state.setText(f"Đã xóa {count} tệp phiếu. Phiếu chỉ còn trên giấy.")


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
        levels = (Level.RUT_GON, Level.HO_SO, Level.SO_LIEU)
        self.level = choice("Mức số liệu", [(level.code, level.label) for level in levels])
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
            self.level.setCurrentIndex(self.level.findData(found.level))
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


def _joined(contents: Sequence[bytes]) -> bytes:
    """One document of several, so that all sheets are printed at once; PDFium is used in the GUI thread only."""
    if len(contents) == 1:
        return contents[0]
    stream = BytesIO()
    whole = pypdfium2.PdfDocument.new()
    for content in contents:
        part = pypdfium2.PdfDocument(content)
        whole.import_pages(part)
        part.close()
    whole.save(stream)
    whole.close()
    return stream.getvalue()

"""Dialogs of the units: the sealed sheets with activation codes, and the opening of a đợt báo cáo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pypdfium2
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
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
from app.commands.office.periods import asked
from app.domain.periods import parse_period
from app.domain.schema import Level
from app.errors import UserError
from app.progress import Progress
from app.vietnamese.dates import parse_date, write_date
from app.workspace import Workspace
from ui.look.messages import choose_folder
from ui.look.widgets import button, label, restyle, row
from ui.pdf.view import PdfView
from ui.screens.so.chips import choice
from ui.work.session import Session

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
    request: str = ""


def campaign_of(ws: Workspace, text: str) -> Campaign:
    """What the pack says of a period; "" for the one asked for now."""
    try:
        period = parse_period(text.strip()) if text.strip() else current_period(ws)
    except UserError as wrong:
        return Campaign(text, "", "", "", "", 0, wrong.message)
    now = asked(ws, str(period)) or {}
    arrived = len(ws.store.documents("received", period=str(period)))
    return Campaign(
        str(period),
        period.label,
        write_date(cut_off_of(ws, period).isoformat()),
        write_date(due_of(ws, period).isoformat()),
        now.get("level", Level.RUT_GON.code),
        arrived,
        request=now.get("request", ""),
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

    given = Signal(object)
    """Parameters of the command `period issue`."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Mở đợt báo cáo")
        self._session = session
        self._known: Campaign | None = None
        self.period = _line("Kỳ báo cáo", "2026, 2026-H1, 2026-X01 hoặc 2021-2025")
        self.cut_off = _line("Ngày chốt số liệu", "ngày/tháng/năm")
        self.due = _line("Hạn nộp", "ngày/tháng/năm")
        self.request = _line("Văn bản yêu cầu", "số, ngày văn bản; có thể để trống")
        self.files = QCheckBox("Ghi tệp đợt báo cáo cho từng đơn vị đã ghi danh (chọn thư mục ở bước sau)")
        self.files.setChecked(True)
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
        form.addRow("Hạn nộp", self.due)
        form.addRow("Mức số liệu đơn vị gửi", self.level)
        form.addRow("Văn bản yêu cầu", self.request)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(
            label(
                "Đơn vị đã ghi danh nhận đợt này bằng tệp riêng, đơn vị chưa ghi danh theo tệp đăng ký; mỗi đợt "
                "chỉ một ngày chốt cho mọi đơn vị. Đơn vị đã kết thúc trước ngày chốt không phải nộp.",
                "soft",
            )
        )
        layout.addWidget(self.files)
        layout.addWidget(self.buttons)
        self.resize(560, 340)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.period.textEdited.connect(lambda _: self._timer.start())
        self.cut_off.textEdited.connect(lambda _: self._judge())
        self.due.textEdited.connect(lambda _: self._judge())
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
            self.due.setText(found.due)
            self.request.setText(found.request)
            self.level.setCurrentIndex(self.level.findData(found.level))
        self._judge()

    def _judge(self) -> None:
        found = self._known
        day, last = _whole_day(self.cut_off.text()), _whole_day(self.due.text())
        fine = found is not None and not found.problem and "" < day <= last
        self.open_it.setEnabled(fine)
        if found is None or found.problem:
            self._say(found.problem if found else "", "error")
        elif not day or not last:
            self._say("Ngày chốt và hạn nộp viết đủ ngày/tháng/năm.", "error")
        elif last < day:
            self._say("Hạn nộp trước ngày chốt số liệu.", "error")
        elif found.arrived:
            self._say(
                f"{found.label}: đã có {found.arrived} gói. Đổi ngày chốt thì gói chốt ngày khác không cộng được.",
                "warning",
            )
        else:
            self._say(f"{found.label}; hạn nộp {write_date(last)}.", "soft")

    def _say(self, text: str, name: str) -> None:
        self.told.setText(text)
        restyle(self.told, name)

    def _on_accept(self) -> None:
        params: dict[str, Any] = {
            "period": self.period.text().strip(),
            "cut_off": _whole_day(self.cut_off.text()),
            "due": _whole_day(self.due.text()),
            "level": self.level.currentData(),
            "request": self.request.text(),
        }
        if self.files.isChecked():
            folder = choose_folder(self, "Chọn thư mục ghi tệp đợt báo cáo")
            if folder is None:
                return
            params["out"] = folder
        self.given.emit(params)
        self.accept()


def _whole_day(text: str) -> str:
    """A day as YYYY-MM-DD; "" where it is not written in full."""
    day = parse_date(text)
    return day if day is not None and len(day) == _FULL_DATE else ""


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
